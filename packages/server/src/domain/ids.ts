/** Ids are UUIDv7, made by the server. Branded, so that one kind is never passed for another. */
type Id<Brand extends string> = string & { readonly __brand: Brand }

export type PlatformId = Id<'platform'>
export type PersonId = Id<'person'>
export type LoginId = Id<'login'>
/** Of a time at which somebody does not teach. */
export type AbsenceId = Id<'absence'>
export type AccountId = Id<'account'>
export type OrganizerId = Id<'organizer'>
export type PairingId = Id<'pairing'>
/** Of what was done to events in one go. */
export type ChangeId = Id<'change'>
export type CourseId = Id<'course'>
export type SessionId = Id<'session'>
export type EventId = Id<'event'>
export type RoomId = Id<'room'>
export type GroupId = Id<'group'>
export type RecordingId = Id<'recording'>
export type RoomAttemptId = Id<'room-attempt'>
export type ApiKeyId = Id<'api-key'>
export type LmsId = Id<'lms'>
export type LmsLinkId = Id<'lms-link'>
export type DirectoryId = Id<'directory'>
/** Of what a provider reported of a room. */
export type AttendanceReportId = Id<'attendance-report'>
export type AuditEntryId = Id<'audit-entry'>
/** Of what is left to say that somebody's data was erased. */
export type ErasureId = Id<'erasure'>
export type EvaluationAnswerId = Id<'evaluation-answer'>
/** Of a rule by which a group gets places in a course. */
export type EnrollmentRuleId = Id<'enrollment-rule'>
export type CoolDownLiftId = Id<'cool-down-lift'>
export type EventChangeId = Id<'event-change'>
export type CertificateId = Id<'certificate'>
/** Of a key that badges are signed with. */
export type CertificateKeyId = Id<'certificate-key'>
export type DeliveryId = Id<'delivery'>
export type EnrollmentChangeId = Id<'enrollment-change'>
/** Of a call of a tool. */
export type InboundCallId = Id<'inbound-call'>
export type IdentityProviderId = Id<'identity-provider'>
export type MailId = Id<'mail'>
/** Of what was marked in one step. */
export type MarkingId = Id<'marking'>
export type MoveId = Id<'move'>
export type NotificationId = Id<'notification'>
export type PasskeyId = Id<'passkey'>
/** Of what people are asked during a class. */
export type PresenceCheckId = Id<'presence-check'>
/** Of an answer to it, given by the phone that it was given on. */
export type PresenceAnswerId = Id<'presence-answer'>
export type PersonImportId = Id<'person-import'>
export type PlanId = Id<'plan'>
/** Of a file of a report. */
export type ReportExportId = Id<'report-export'>
/** Of filters of reports under a name. */
export type ReportViewId = Id<'report-view'>
/** Of events that were planned together. */
export type SeriesId = Id<'series'>
export type SessionFieldId = Id<'session-field'>
/** Of one stay of somebody in a room. */
export type StatementId = Id<'statement'>
export type StayId = Id<'stay'>
export type WebhookEventId = Id<'webhook-event'>
export type WebhookId = Id<'webhook'>
