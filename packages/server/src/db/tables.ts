// Written by `npm run generate:tables` from the migrations; what the database does not know stands in column-types.ts.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { ImportedCells, NotificationTexts, PlanWish, PublicJwk, SamlPerson, SamlTest, SamlTrouble, SessionToMake } from './column-types.ts'
import type { ApiScope } from '../domain/api-scope.ts'
import type { EffectiveStatus } from '../domain/attendance.ts'
import type { AuditedType } from '../domain/audited-type.ts'
import type { WeeklyStretch } from '../domain/availability.ts'
import type { Break } from '../domain/breaks.ts'
import type { CalendarUpdate } from '../domain/calendar-update.ts'
import type { CompletionEvidence } from '../domain/completion.ts'
import type { Requirement } from '../domain/completion-rule.ts'
import type { AnsweredQuestion, AskedQuestion, Stored } from '../domain/engagement.ts'
import type { EnrollmentCause, EnrollmentStatus } from '../domain/enrollment.ts'
import type { EvaluationAnswers, EvaluationQuestion } from '../domain/evaluation.ts'
import type { EventSnapshot } from '../domain/event-snapshot.ts'
import type { EvidenceProfileKey } from '../domain/evidence-profile.ts'
import type { AbsenceId, AccountId, ApiKeyId, AttendanceReportId, AuditEntryId, CertificateId, CertificateKeyId, ChangeId, CoolDownLiftId, CourseId, DeliveryId, DirectoryId, EnrollmentChangeId, EnrollmentRuleId, ErasureId, EvaluationAnswerId, EventChangeId, EventId, GroupId, IdentityProviderId, InboundCallId, LmsId, LmsLinkId, LoginId, MailId, MarkingId, MoveId, NotificationId, OrganizerId, PairingId, PasskeyId, PersonId, PersonImportId, PlanId, PlatformId, PresenceAnswerId, PresenceCheckId, RecordingId, ReportExportId, ReportViewId, RoomAttemptId, RoomId, SeriesId, SessionFieldId, SessionId, StatementId, StayId, WebhookEventId, WebhookId } from '../domain/ids.ts'
import type { RecordingPause } from '../domain/make-up.ts'
import type { Language, StoredMessage } from '../domain/message.ts'
import type { KeptNoShowRule } from '../domain/no-show.ts'
import type { KindSettings, NotificationParams } from '../domain/notification.ts'
import type { NotificationKind, NotificationTopic } from '../domain/notification-rules.ts'
import type { ErasedKind } from '../domain/personal-data.ts'
import type { ImageKind, MailHeader, SignInTexts, Weekday } from '../domain/platform.ts'
import type { RetentionDays } from '../domain/retention.ts'
import type { Role } from '../domain/role.ts'
import type { WantedRoom } from '../domain/room.ts'
import type { RoomOptions } from '../domain/room-options.ts'
import type { AdditionalValue } from '../domain/session-field.ts'
import type { StatementBody } from '../domain/statement.ts'
import type { StayKind } from '../domain/stay.ts'
import type { SentEventType, WebhookEventType, WebhookObject } from '../domain/webhook-event.ts'

type Instant = ColumnType<Date, Date | string, Date | string>
type FilledInstant = ColumnType<Date, Date | string | undefined, Date | string>
type MaybeInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Json<T> = ColumnType<T, string, string>
type FilledJson<T> = ColumnType<T, string | undefined, string>
type MaybeJson<T> = ColumnType<T | null, string | null | undefined, string | null>

/** What somebody says of why they could not come. It can be about their health. */
export interface AbsenceExplanationsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  explanation: string
  saidAt: Instant
}

export interface AbsencesTable {
  platformId: PlatformId
  id: AbsenceId
  personId: PersonId
  startsWall: string
  endsWall: string
  timeZone: string
  startsAt: Instant
  endsAt: Instant
  reason: Generated<string>
  createdAt: FilledInstant
}

/** When a tool called an account last, to the minute. */
export interface AccountCallsTable {
  platformId: PlatformId
  accountId: AccountId
  heardAt: MaybeInstant
  /** When a call came last that was not signed as the account’s secrets have it. */
  refusedAt: MaybeInstant
}

export interface AccountsTable {
  platformId: PlatformId
  id: AccountId
  appId: string
  name: string
  description: Generated<string>
  clientId: Generated<string>
  clientSecretSealed: Generated<string>
  sessionType: string
  maxSessionsPerCourse: number | null
  maxTotalSessions: number | null
  maxConcurrentRooms: number | null
  pairingState: Generated<'not-paired' | 'paired' | 'needs-pairing'>
  pairingReason: MaybeJson<StoredMessage>
  version: Generated<number>
  createdAt: FilledInstant
  deletedAt: MaybeInstant
  settings: FilledJson<Record<string, string>>
  roomsPerOrganizer: number | null
  marginBeforeMinutes: Generated<number>
  marginAfterMinutes: Generated<number>
  pairedOrigin: string | null
  /** The secrets of its form, a JSON by their names. Null = as client_secret_sealed has it. */
  credentialsSealed: string | null
  /** When it is checked again. Null = it is paired by a user, or there is nobody to ask. */
  checkAt: MaybeInstant
  /** How its rooms are, where course and event say nothing. What is left out is as the tool has it. */
  roomOptions: FilledJson<RoomOptions>
}

export interface ApiKeysTable {
  platformId: PlatformId
  id: ApiKeyId
  personId: PersonId
  name: string
  prefix: string
  tokenHash: Buffer
  scopes: ApiScope[]
  createdAt: Instant
  expiresAt: MaybeInstant
  usedAt: MaybeInstant
  revokedAt: MaybeInstant
}

export interface AppsTable {
  platformId: PlatformId
  appId: string
  active: boolean
  changedAt: FilledInstant
  changedBy: PersonId | null
  switchAt: MaybeInstant
  removedAt: MaybeInstant
}

export interface AttendanceChangesTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  version: number
  /** Of what was marked in one step. */
  changeId: MarkingId
  status: 'present' | 'partly' | 'absent' | 'excused' | 'not-set'
  minutes: number | null
  note: Generated<string>
  actorId: PersonId
  changedAt: Instant
  /** When it was marked on a phone without a network, by the clock of the server. Null = at changed_at. */
  markedAt: MaybeInstant
}

/** Changes since facts were made. Written by triggers. */
export interface AttendanceFactMarksTable {
  platformId: PlatformId
  id: GeneratedAlways<number>
  sessionId: SessionId
  /** Null = all events of the session. */
  eventId: EventId | null
  /** Groups are others than before; the facts are not. */
  sumsAlone: Generated<boolean>
}

/** What reports need of each learner of an event that is over. Made of other tables alone. */
export interface AttendanceFactsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  sessionId: SessionId
  courseId: CourseId
  /** Null = no tool. */
  accountId: AccountId | null
  startsAt: Instant
  /** In which it starts, in the platform's zone. */
  month: string
  /** Without breaks. */
  plannedSeconds: number
  seat: 'enrolled' | 'left'
  status: 'present' | 'partly' | 'absent' | 'excused' | 'unknown' | 'not-set'
  isLate: boolean
  /** Null = nothing tells how long. */
  seconds: number | null
}

/** When an event is to be judged next. Written by triggers and by what changes what verdicts are made of. */
export interface AttendanceJudgingsTable {
  platformId: PlatformId
  eventId: EventId
  /** Null = nothing has changed since. */
  judgeAt: MaybeInstant
  /** Null = it has no verdicts yet. */
  judgedAt: MaybeInstant
}

export interface AttendanceMarksTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  status: 'present' | 'partly' | 'absent' | 'excused' | 'not-set'
  minutes: number | null
  note: Generated<string>
  version: number
  changedBy: PersonId
  changedAt: Instant
  /** When it was marked on a phone without a network, by the clock of the server. Null = at changed_at. */
  markedAt: MaybeInstant
}

/** Sums of attendance by session, month, account, instructors and group. */
export interface AttendanceMonthsTable {
  platformId: PlatformId
  id: GeneratedAlways<number>
  month: string
  sessionId: SessionId
  courseId: CourseId
  accountId: AccountId | null
  instructorIds: PersonId[]
  /** Null = everybody. */
  groupId: GroupId | null
  events: number
  plannedSeconds: number
  seats: number
  present: number
  partly: number
  absent: number
  excused: number
  /** Unknown, or neither marked nor judged. */
  notKnown: number
  late: number
  /** That learners were there. */
  learnerSeconds: number
}

/** How far the reading of the reports of an event is. */
export interface AttendanceReadingsTable {
  platformId: PlatformId
  eventId: EventId
  startsAt: Instant
  endsAt: Instant
  /** The report of the tool says who somebody is. Else presses on Join are what tells. */
  identifies: boolean
  state: Generated<'waiting' | 'read' | 'settled' | 'withheld' | 'given-up'>
  /** Why it is withheld or given up: a code. */
  reason: string | null
  /** Null = never again. */
  nextReadAt: MaybeInstant
  leaseUntil: MaybeInstant
  readings: Generated<number>
  readAt: MaybeInstant
  settledAt: MaybeInstant
  /** Of the answers for all rooms of the event. */
  lastHash: string | null
  /** The first reading that gave this hash. */
  unchangedSince: MaybeInstant
  runs: Generated<number>
}

/** What providers reported of rooms, as it came. A row is never changed. */
export interface AttendanceReportsTable {
  platformId: PlatformId
  id: AttendanceReportId
  eventId: EventId
  roomId: RoomId
  appId: string
  sessionType: string
  readAt: Instant
  state: 'read' | 'withheld'
  /** Why it is withheld: a code. */
  reason: string | null
  /** SHA-256 of the body, in hex. */
  hash: string
  /** Everything that the provider said of all runs, as it came. */
  body: string
  runs: number
  participants: number
  /** The provider told it by itself, or we saw it while a class ran: readings are made of it. Else it was asked for. */
  isTold: Generated<boolean>
}

/** By what verdicts are given. A row is never changed; the newest that applies to an event is its rule. */
export interface AttendanceRulesTable {
  platformId: PlatformId
  version: number
  thresholdPercent: number
  partlyFromPercent: number
  /** What a share is of: the planned time, or the class as it was held within it. */
  counted: 'planned' | 'class'
  /** Who is away no longer than this between two stays was there all the same. */
  gapSeconds: number
  /** Who comes later than this after the start is late. */
  graceMinutes: number
  /** To events that start then or later; null = to all. */
  appliesFrom: MaybeInstant
  madeBy: PersonId
  madeAt: Instant
  /** The course whose rule it is, in place of the platform's; null = the platform's. No foreign key: a number that was given is never given again. */
  courseId: CourseId | null
  /** From this version on the course has no rule of its own any more. */
  followsPlatform: Generated<boolean>
  /** From this share of the presence checks on, whoever was there long enough was present; 0 = they don't count. */
  checksPercent: Generated<number>
  /** Presence checks that are asked by themselves, at random times. */
  checksPerHour: Generated<number>
  /** Every half-day has to be signed. */
  signsHalfDays: Generated<boolean>
  /** How long what was missed can be watched in the recording, and counts; 0 = it does not. */
  makeUpDays: Generated<number>
}

/** Stays in rooms as the newest reports have them, and whose they are. */
export interface AttendanceStaysTable {
  platformId: PlatformId
  id: StayId
  eventId: EventId
  roomId: RoomId
  runKey: string
  runStartedAt: Instant
  runEndedAt: MaybeInstant
  /** Made of what the report says, so that reading it again finds the same stay. */
  sourceKey: string
  kind: 'main' | 'breakout' | 'waiting' | 'phone'
  role: 'learner' | 'host' | 'bot' | 'guest'
  name: string
  /** In small letters. Empty = the report has none. */
  email: string
  registrationKey: string | null
  externalId: string | null
  joinedAt: Instant
  /** Null = the report does not say. */
  leftAt: MaybeInstant
  /** Null = nobody knows whose it is; by hand, it is nobody of ours. */
  personId: PersonId | null
  matchedBy: 'registration' | 'link' | 'email' | 'alias' | 'hand' | null
  matchedActorId: PersonId | null
  matchedAt: MaybeInstant
  /** A later report has it no longer. */
  goneAt: MaybeInstant
}

/** What was found of somebody's attendance of an event, and why. One is in force, and the earlier ones stay. */
export interface AttendanceVerdictsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  version: number
  status: 'present' | 'partly' | 'absent' | 'unknown'
  isLate: boolean
  /** Null = nothing tells how long. */
  seconds: number | null
  /** Of what seconds are a share: breaks are taken out. */
  windowSeconds: number
  reconnects: number
  firstJoinedAt: MaybeInstant
  lastLeftAt: MaybeInstant
  /** 0 = the product's own rule. */
  ruleVersion: number
  reason: Json<StoredMessage>
  madeAt: Instant
  /** When it stopped being in force; null = it is. */
  supersededAt: MaybeInstant
  /** Presence checks that counted. Null = the rule does not ask for them. */
  checksAsked: number | null
  checksAnswered: number | null
  /** To be signed. Null = the rule does not ask for it. */
  halfDays: number | null
  halfDaysSigned: number | null
  /** Of seconds, what was watched in the recording. Null = the rule does not allow it, or nothing was. */
  madeUpSeconds: number | null
}

export interface AuditEntriesTable {
  platformId: PlatformId
  id: AuditEntryId
  at: FilledInstant
  actorId: PersonId | null
  action: string
  objectType: AuditedType
  objectId: string
  changes: FilledJson<Record<string, unknown>>
  apiKeyId: ApiKeyId | null
  was: FilledJson<Record<string, unknown>>
}

export interface BoardDraftsTable {
  platformId: PlatformId
  personId: PersonId
  /** As POST /board/changes takes them, in the order in which they were drafted. */
  operations: Json<readonly object[]>
  /** Never begins anew: a draft that was released is empty, and stays. */
  version: Generated<number>
  updatedAt: Instant
}

/** Who works in which group of an event. The names of the groups are among its options. */
export interface BreakoutMembersTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  groupName: string
}

/** What the calendar of a person was told about an event. */
export interface CalendarEntriesTable {
  platformId: PlatformId
  personId: PersonId
  eventId: EventId
  sequence: number
  eventSequence: number
  method: 'REQUEST' | 'CANCEL'
  mailbox: string
  heldBy: string | null
  organizer: string | null
  name: string
  startsAt: Instant
  endsAt: Instant
}

export interface CalendarFeedsTable {
  platformId: PlatformId
  personId: PersonId
  tokenHash: Buffer
  createdAt: FilledInstant
  readAt: MaybeInstant
}

/** The last number that was given. Whoever takes one waits for whoever takes one at the same moment. */
export interface CertificateCountersTable {
  platformId: PlatformId
  name: string
  last: number
}

/** With what badges are signed. The newest signs; all of them prove what they signed. */
export interface CertificateKeysTable {
  platformId: PlatformId
  id: CertificateKeyId
  publicJwk: Json<PublicJwk>
  privateJwkSealed: string
  madeAt: Instant
  /** Null = made because there was none, or the one before was a year old. */
  madeBy: PersonId | null
}

/** How a platform's certificates look and are numbered. */
export interface CertificateTemplatesTable {
  platformId: PlatformId
  version: number
  /** Whoever completes a session gets one. */
  isOn: boolean
  prefix: string
  signatoryName: string
  signatoryRole: string
  note: string
  /** What whoever checks a certificate reads of the person. */
  shownName: 'initials' | 'name'
}

/** What was certified, as it was then. It outlives its session. */
export interface CertificatesTable {
  platformId: PlatformId
  id: CertificateId
  number: string
  /** The secret of the address at which anybody may check it. */
  code: string
  /** Its place in the lists of what is recalled (W3C Bitstring Status List). */
  listIndex: number
  sessionId: SessionId
  courseId: CourseId
  personId: PersonId
  /** Of the completion that it certifies; null = issued by hand. */
  completionVersion: number | null
  language: Language
  personName: string
  courseName: string
  sessionName: string
  issuerName: string
  /** Of the session's first event, in its zone: 2026-11-29. */
  firstDay: string
  lastDay: string
  /** Planned time of the session's events, without breaks. */
  seconds: number
  completedAt: Instant
  validUntil: MaybeInstant
  issuedAt: Instant
  /** Null = by the rule of the course. */
  issuedBy: PersonId | null
  recalledAt: MaybeInstant
  /** Null = what it certified was corrected. */
  recalledBy: PersonId | null
  recallCause: 'corrected' | 'renewed' | 'by-hand' | null
  recallReason: string | null
}

/** What people say of somebody's completion. The newest of a kind holds; one without a value takes it back. */
export interface CompletionEntriesTable {
  platformId: PlatformId
  sessionId: SessionId
  personId: PersonId
  kind: 'decision' | 'confirmation' | 'score'
  version: number
  /** Of all that was said in one step: it is undone by it. */
  changeId: MarkingId
  isTrue: boolean | null
  score: number | null
  reason: string
  /** Null = whoever it was is not known any more. */
  actorId: PersonId | null
  enteredAt: Instant
}

/** When a session is to be looked at next. Written by triggers and by what changes what completions are made of. */
export interface CompletionMarkingsTable {
  platformId: PlatformId
  sessionId: SessionId
  /** Null = nothing has changed since. */
  lookAt: MaybeInstant
}

/** Who was reminded of an expiry, how many days before it. */
export interface CompletionRemindersTable {
  platformId: PlatformId
  sessionId: SessionId
  personId: PersonId
  validUntil: Instant
  days: number
  sentAt: Instant
}

/** By what learners complete the sessions of a course. A row is never changed; the newest that applies to a session is its rule. */
export interface CompletionRulesTable {
  platformId: PlatformId
  courseId: CourseId
  version: number
  /** All of them have to be met: [{type, …}]. */
  requirements: Json<readonly Requirement[]>
  /** From the completion on; null = for good. */
  validMonths: number | null
  validTo: 'day' | 'end-of-month'
  reminderDays: number[]
  /** To sessions that end then or later; null = to all. */
  appliesFrom: MaybeInstant
  /** Null = carried over from an earlier release. */
  madeBy: PersonId | null
  madeAt: Instant
}

/** Who was told that a goal is out of reach, once for each session. */
export interface CompletionWarningsTable {
  platformId: PlatformId
  sessionId: SessionId
  personId: PersonId
  warnedAt: Instant
}

/** How far somebody is in a session, and by what. One is in force, and the earlier ones stay. */
export interface CompletionsTable {
  platformId: PlatformId
  sessionId: SessionId
  personId: PersonId
  version: number
  state: 'open' | 'completed' | 'out-of-reach' | 'refused'
  /** 0 = the product's own rule. */
  ruleVersion: number
  /** What was counted: enough to say why. */
  evidence: Json<CompletionEvidence>
  /** Of the state, the rule and the evidence: with the same one nothing is made anew. */
  inputsHash: string
  /** When the last requirement was met. */
  completedAt: MaybeInstant
  /** The last second in which it is valid; null = for good. */
  validUntil: MaybeInstant
  madeAt: Instant
  /** When it stopped being in force; null = it is. */
  supersededAt: MaybeInstant
}

/** That somebody may enroll themselves again: no-shows before it count no more. */
export interface CoolDownLiftsTable {
  platformId: PlatformId
  id: CoolDownLiftId
  personId: PersonId
  liftedAt: Instant
  liftedBy: PersonId
  reason: string
}

export interface CourseImagesTable {
  platformId: PlatformId
  courseId: CourseId
  content: Buffer
  contentType: 'image/png' | 'image/jpeg' | 'image/webp'
  changedAt: FilledInstant
  /** As it is shown on cards. Null = older than small ones are: the whole one is shown. */
  small: Buffer | null
}

export interface CoursesTable {
  platformId: PlatformId
  id: CourseId
  name: string
  code: Generated<string>
  description: Generated<string>
  type: 'vilt' | 'ilt'
  version: Generated<number>
  createdAt: FilledInstant
  visibility: Generated<'enrolled' | 'catalogue'>
  categories: Generated<string[]>
  cancelledAt: MaybeInstant
  cancelReason: Generated<string>
  searchText: GeneratedAlways<string>
  searchAll: GeneratedAlways<string>
  createdBy: PersonId | null
  /** The color that was chosen for it. Null = one is made of its name. */
  hue: number | null
  /** Learners see recordings of its events. Null = as the platform has it. */
  showsRecordings: boolean | null
  /** Its events are recorded where they say nothing else. Null = as the platform has it. */
  recordsEvents: boolean | null
  /** How rooms of its events are, where they say nothing. */
  roomOptions: FilledJson<RoomOptions>
  /** Where events that are planned hold a spare; null = they hold none. */
  spareAccountId: AccountId | null
  /** Whom its evidence has to convince; null = nobody was named. */
  evidenceProfile: EvidenceProfileKey | null
  /** Of this course alone; null = as the platform has it. */
  noShowRule: MaybeJson<KeptNoShowRule>
}

/** Programs of organizations that say by SCIM who is there. */
export interface DirectoriesTable {
  platformId: PlatformId
  id: DirectoryId
  name: string
  /** The first characters of the token, by which people recognize it. */
  prefix: string
  tokenHash: Buffer
  createdBy: PersonId
  createdAt: Instant
  /** To the minute. */
  usedAt: MaybeInstant
  revokedAt: MaybeInstant
}

/** Groups as a directory knows them. */
export interface DirectoryGroupsTable {
  platformId: PlatformId
  directoryId: DirectoryId
  groupId: GroupId
  externalId: string | null
}

/** People as a directory knows them. */
export interface DirectoryPeopleTable {
  platformId: PlatformId
  directoryId: DirectoryId
  personId: PersonId
  userName: string
  externalId: string | null
  /** The directory did it, and may take it back. */
  deactivatedAt: MaybeInstant
  /** The directory deleted them: it sees them no more. The person stays, inactive. */
  deletedAt: MaybeInstant
}

export interface DomainsTable {
  platformId: PlatformId
  host: string
  token: string
  state: Generated<'pending' | 'proven'>
  finding: MaybeJson<StoredMessage>
  checkedAt: MaybeInstant
  provenAt: MaybeInstant
  createdAt: FilledInstant
}

export interface EffectiveAttendanceView {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  status: EffectiveStatus
  source: 'mark' | 'verdict'
  seconds: number | null
  isLate: boolean | null
}

export interface EnrollmentChangesTable {
  platformId: PlatformId
  id: EnrollmentChangeId
  sessionId: SessionId
  personId: PersonId
  status: EnrollmentStatus
  /** Null = it happened by itself. */
  actorId: PersonId | null
  changedAt: FilledInstant
  /** Null = not known: older than causes are. */
  cause: EnrollmentCause | null
  /** What the person who made the change said. */
  reason: Generated<string>
}

/** Who is in a group gets a place in the next session of a course. */
export interface EnrollmentRulesTable {
  platformId: PlatformId
  id: EnrollmentRuleId
  courseId: CourseId
  groupId: GroupId
  /** What happens to members for whom no session has a place: they wait for one on a list, or until there is one. */
  whenFull: 'refuse' | 'wait'
  /** When members without a place are looked for next. */
  lookAt: Instant
}

export interface EnrollmentsTable {
  platformId: PlatformId
  sessionId: SessionId
  personId: PersonId
  status: 'requested' | 'waiting' | 'offered' | 'enrolled' | 'cancelled'
  enrolledAt: FilledInstant
  waitingSince: MaybeInstant
  /** Until when a place is held for an offer, or a request waits for a manager; null = for good. */
  offerExpiresAt: MaybeInstant
}

/** People who want their data to be erased. The row goes with the erasure. */
export interface ErasureRequestsTable {
  platformId: PlatformId
  personId: PersonId
  askedAt: Instant
  reason: string
  /** Null = it waits. */
  declinedAt: MaybeInstant
  declinedBy: PersonId | null
  answer: Generated<string>
}

/** That data was erased, without any of it. */
export interface ErasuresTable {
  platformId: PlatformId
  id: ErasureId
  personId: PersonId
  cause: 'by-hand' | 'asked' | 'inactive'
  /** Null = by itself. */
  actorId: PersonId | null
  erasedAt: Instant
  /** [{kind, outcome, rows}] */
  counts: Json<readonly ErasedKind[]>
  /** When the last evidence went; null = there is some. */
  finishedAt: MaybeInstant
}

export interface EvaluationAnswersTable {
  platformId: PlatformId
  /** Random: in the order of ids nobody finds the order of answers. */
  id: EvaluationAnswerId
  eventId: EventId
  formVersion: number
  answers: Json<EvaluationAnswers>
  /** Null = it was answered anonymously. */
  personId: PersonId | null
  /** False: held back until as many more have come that nobody can tell whose it is. */
  isShown: boolean
}

/** What people are asked after the events of a course. The newest is the course's form; earlier ones stay for their answers. */
export interface EvaluationFormsTable {
  platformId: PlatformId
  courseId: CourseId
  version: number
  questions: Json<readonly EvaluationQuestion[]>
  isAnonymous: boolean
  /** False: nobody is asked for now. */
  isOpen: boolean
  madeBy: PersonId
  madeAt: Instant
}

export interface EvaluationParticipationsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  answeredAt: Instant
}

export interface EventAlarmsTable {
  platformId: PlatformId
  eventId: EventId
  startsAt: Instant
  raisedAt: Instant
  /** The provider says that the room runs. */
  clearedAt: MaybeInstant
}

export interface EventChangesTable {
  platformId: PlatformId
  id: EventChangeId
  /** The same for what was done in one go. */
  changeId: ChangeId
  eventId: EventId
  action: 'planned' | 'changed' | 'cancelled' | 'restored' | 'deleted'
  /** Null = there was no event. */
  before: MaybeJson<EventSnapshot>
  /** Null = there is no event any more. */
  after: MaybeJson<EventSnapshot>
  madeAt: Instant
  madeBy: PersonId | null
  isQuiet: Generated<boolean>
  /** The change that it takes back. */
  undoes: ChangeId | null
  /** The change that took it back. */
  undoneBy: ChangeId | null
}

export interface EventEntriesTable {
  platformId: PlatformId
  id: string
  eventId: EventId
  personId: PersonId
  role: 'learner' | 'instructor'
  enteredAt: FilledInstant
  /** Start was pressed on the word of an LMS, by somebody who need not teach here. */
  isVouched: Generated<boolean>
}

/** Events that are over, with who taught them. Made of other tables alone. */
export interface EventFactsTable {
  platformId: PlatformId
  eventId: EventId
  sessionId: SessionId
  courseId: CourseId
  accountId: AccountId | null
  startsAt: Instant
  endsAt: Instant
  month: string
  plannedSeconds: number
  /** In the order of the ids. */
  instructorIds: PersonId[]
}

export interface EventInstructorsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
}

export interface EventMoveItemsTable {
  platformId: PlatformId
  moveId: MoveId
  eventId: EventId
  eventName: string
  startsAt: Instant
  fromAccountId: AccountId
  toAccountId: AccountId
  state: Generated<'waiting' | 'moved' | 'refused'>
  reason: MaybeJson<StoredMessage>
  oldRoomId: RoomId | null
}

export interface EventMovesTable {
  platformId: PlatformId
  id: MoveId
  personId: PersonId
  startsFrom: Instant
  tellsPeople: Generated<boolean>
  undoes: MoveId | null
  startedAt: FilledInstant
  finishedAt: MaybeInstant
}

/** Who marks at the door of an event who is there, and sees nothing else of it. */
export interface EventRegistrarsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
}

export interface EventRemindersTable {
  platformId: PlatformId
  eventId: EventId
  startsAt: Instant
  minutes: number
}

export interface EventsTable {
  platformId: PlatformId
  id: EventId
  sessionId: SessionId
  courseId: CourseId
  name: string
  description: Generated<string>
  startsWall: string
  endsWall: string
  timeZone: string
  startsAt: Instant
  endsAt: Instant
  accountId: AccountId | null
  version: Generated<number>
  cancelledAt: MaybeInstant
  createdAt: FilledInstant
  cancelReason: Generated<string>
  calendarSequence: Generated<number>
  place: Generated<string>
  breaks: FilledJson<readonly Break[]>
  /** Before the start; null = as usual. */
  joinOpensMinutes: number | null
  /** Learners see its recordings. Null = as its course has it. */
  showsRecording: boolean | null
  /** Of events that were planned together. */
  seriesId: SeriesId | null
  /** Null = by itself. */
  cancelledWith: 'session' | 'course' | null
  /** Set while the stored instants are not what the present rules of the zone say. */
  zoneDiffersSince: MaybeInstant
  /** It has had the check a day before its start. */
  checkedDay: Generated<boolean>
  /** It has had the check an hour before its start. */
  checkedHour: Generated<boolean>
  searchText: GeneratedAlways<string>
  /** How its room is to be. What is left out is as its course has it, or else its account. */
  roomOptions: FilledJson<RoomOptions>
  /** Where a second room is held ready; null = it has no spare. */
  spareAccountId: AccountId | null
  /** Its course wants a spare for it, and there was no room for one. */
  isSpareUnheld: Generated<boolean>
}

/** People as evidence names them: also those whose data was erased. */
export interface EvidencePeopleView {
  platformId: PlatformId
  id: PersonId
  firstName: string
  lastName: string
  email: string
  active: boolean
  mergedInto: PersonId | null
}

/** Places in the lists of what is recalled, of certificates that are kept no longer. */
export interface GoneCertificatesTable {
  platformId: PlatformId
  listIndex: number
}

export interface GroupMembersTable {
  platformId: PlatformId
  groupId: GroupId
  personId: PersonId
  addedAt: FilledInstant
}

export interface GroupsTable {
  platformId: PlatformId
  id: GroupId
  name: string
  version: Generated<number>
  createdAt: FilledInstant
  searchText: GeneratedAlways<string>
}

export interface HeldRoomsView {
  platformId: PlatformId
  id: EventId
  name: string
  sessionId: SessionId
  courseId: CourseId
  startsAt: Date
  endsAt: Date
  accountId: AccountId
  organizerId: OrganizerId | null
  isSpare: boolean
}

export interface IdempotencyKeysTable {
  platformId: PlatformId
  personId: PersonId
  key: string
  requestHash: Buffer
  state: Generated<'running' | 'answered' | 'not-kept'>
  leaseUntil: Instant
  committed: Generated<boolean>
  status: number | null
  headers: MaybeJson<Record<string, string>>
  body: string | null
  createdAt: Instant
}

export interface IdentitiesTable {
  platformId: PlatformId
  providerId: IdentityProviderId
  subject: string
  personId: PersonId
  createdAt: FilledInstant
}

export interface IdentityProvidersTable {
  platformId: PlatformId
  id: IdentityProviderId
  name: string
  /** As the provider names itself; empty = its metadata was not given yet (SAML). */
  issuer: string
  /** SAML: our own id of the row. */
  clientId: string
  /** SAML: our private key. */
  clientSecretSealed: string
  createsPeople: Generated<boolean>
  active: Generated<boolean>
  version: Generated<number>
  createdAt: FilledInstant
  /** Also the app that has to be active. */
  protocol: Generated<'openid-connect' | 'saml'>
}

/** What tools tell accounts by calling us. Each is kept once, and forgotten after days. */
export interface InboundCallsTable {
  platformId: PlatformId
  id: InboundCallId
  accountId: AccountId
  /** SHA-256 of what the tool’s calls are told apart by. */
  keyHash: Buffer
  path: string
  /** As it came; empty once it was heard. */
  body: string
  receivedAt: Instant
  heardAt: MaybeInstant
}

/** Names of people whose data was erased, for as long as there is evidence of them. */
export interface KeptIdentitiesTable {
  platformId: PlatformId
  personId: PersonId
  firstName: string
  lastName: string
  /** Those that they had, the last one first. */
  emails: string[]
  erasedAt: Instant
  /** What the newest evidence is of: it is kept from then on. */
  evidenceAt: Instant
}

export interface LoginsTable {
  platformId: PlatformId
  tokenHash: Buffer
  id: LoginId
  personId: PersonId
  userAgent: string | null
  createdAt: FilledInstant
  expiresAt: Instant
  way: Generated<'password' | 'passkey' | 'provider' | 'link' | 'lms'>
  seenAt: FilledInstant
  provedAt: FilledInstant
  /** More than a password was shown: a code, a passkey, or what an identity provider asks. */
  twoFactors: Generated<boolean>
  providerId: IdentityProviderId | null
}

/** Where an LMS has installed the tool, and whether a superadmin accepted it. */
export interface LtiDeploymentsTable {
  platformId: PlatformId
  registrationId: LmsId
  deploymentId: string
  state: Generated<'waiting' | 'accepted' | 'refused'>
  seenAt: FilledInstant
  decidedBy: PersonId | null
}

/** Secret addresses by which an LMS registers itself, once. */
export interface LtiInvitationsTable {
  platformId: PlatformId
  tokenHash: Buffer
  createdBy: PersonId
  createdAt: FilledInstant
  expiresAt: Instant
  usedAt: MaybeInstant
}

/** Codes by which somebody who is signed in shows on a page of a launch who they are, once. */
export interface LtiJoinCodesTable {
  platformId: PlatformId
  personId: PersonId
  codeHash: Buffer
  expiresAt: Instant
}

/** Keys with which this platform signs what it says to an LMS. */
export interface LtiKeysTable {
  platformId: PlatformId
  id: string
  publicJwk: Json<PublicJwk>
  privateJwkSealed: string
  madeAt: Instant
  madeBy: PersonId | null
}

/** What somebody came with from an LMS, known by a token that their page holds. */
export interface LtiLaunchesTable {
  platformId: PlatformId
  tokenHash: Buffer
  registrationId: LmsId
  linkId: LmsLinkId | null
  personId: PersonId | null
  subject: string | null
  /** What they are in this course of the LMS: instructor, learner. Never more than that. */
  roles: Generated<('instructor' | 'learner')[]>
  claimedEmail: string | null
  locale: string | null
  /** Set until the browser has shown that it is the one that began. */
  browserHash: Buffer | null
  /** Of a launch that asks for content: where it is sent, and what is taken. */
  choosing: MaybeJson<Readonly<Record<string, unknown>>>
  createdAt: Instant
  expiresAt: Instant
}

/** Courses of an LMS, and links within them, with what they lead to here. */
export interface LtiLinksTable {
  platformId: PlatformId
  id: LmsLinkId
  registrationId: LmsId
  deploymentId: string
  contextId: string
  /** Of a link that was made by choosing here: its own id, which a copied course keeps. Empty = the course as a whole. */
  linkKey: Generated<string>
  contextTitle: Generated<string>
  title: Generated<string>
  courseId: CourseId | null
  sessionId: SessionId | null
  eventId: EventId | null
  /** The link of the course that this one was copied from. */
  copiedFrom: LmsLinkId | null
  membershipsUrl: string | null
  lineItemsUrl: string | null
  /** The column of the LMS’s gradebook in which attendance stands. */
  lineItemUrl: string | null
  scopes: Generated<string[]>
  seenAt: FilledInstant
  version: Generated<number>
  sends: Generated<('attendance' | 'completion')[]>
  /** The column in which completion stands. */
  completionItemUrl: string | null
  scoresDueAt: MaybeInstant
  /** The roster of the course is read by itself, once a day. */
  readsRoster: Generated<boolean>
  rosterDueAt: MaybeInstant
  rosterReadAt: MaybeInstant
  /** How many got a place, a position in the line, or gave theirs back when it was read last. */
  rosterChange: MaybeJson<{ readonly added: number; readonly waiting: number; readonly removed: number }>
  /** Why it could not be taken over when it was looked at last. */
  rosterProblem: MaybeJson<StoredMessage>
}

/** Sign-ins that an LMS began and that have not come back; the row is deleted when it does. */
export interface LtiLoginsTable {
  platformId: PlatformId
  stateHash: Buffer
  registrationId: LmsId
  nonce: string
  browserHash: Buffer
  /** What the LMS sent, to begin again in a window of its own. */
  hints: Json<Readonly<Record<string, unknown>>>
  createdAt: Instant
  expiresAt: Instant
}

/** Who came by a course of an LMS. */
export interface LtiMembersTable {
  platformId: PlatformId
  linkId: LmsLinkId
  subject: string
  personId: PersonId
  seenAt: Instant
}

/** Who somebody of an LMS is here, by the issuer’s own name for them. */
export interface LtiPeopleTable {
  platformId: PlatformId
  issuer: string
  subject: string
  personId: PersonId
  /** To which a code was mailed: whoever has it shows whose address it is. */
  proofEmail: string | null
  proofHash: Buffer | null
  proofTries: Generated<number>
  proofSentAt: MaybeInstant
  madeAt: FilledInstant
}

/** Learning management systems in which this platform is a tool, by issuer and client. */
export interface LtiRegistrationsTable {
  platformId: PlatformId
  id: LmsId
  name: string
  issuer: string
  /** As the LMS writes it: some are numbers that no number keeps. */
  clientId: string
  authUrl: string
  tokenUrl: string
  keysUrl: string
  /** Whose pages may frame ours beside the issuer’s. */
  frameOrigins: Generated<string[]>
  /** Whoever teaches a course of the LMS may start the events that it is linked to. */
  instructorsStart: Generated<boolean>
  active: Generated<boolean>
  createdBy: PersonId
  createdAt: FilledInstant
  version: Generated<number>
}

/** What an LMS was told of somebody, last. */
export interface LtiScoresTable {
  platformId: PlatformId
  linkId: LmsLinkId
  kind: 'attendance' | 'completion'
  subject: string
  personId: PersonId
  score: number
  isFinal: boolean
  state: 'waiting' | 'sent' | 'failed'
  sentScore: number | null
  /** The moment that stood in it; the next one is later. */
  sentAt: MaybeInstant
  tries: Generated<number>
  /** What the LMS answered, where it took it not. */
  problem: Generated<string>
  changedAt: Instant
}

/** Whoever holds the lease sends the mails of a person. */
export interface MailLanesTable {
  platformId: PlatformId
  personId: PersonId
  leaseToken: string | null
  leaseUntil: MaybeInstant
  retryAt: MaybeInstant
  failures: Generated<number>
}

export interface MailsTable {
  platformId: PlatformId
  id: MailId
  key: string
  personId: PersonId
  recipient: string
  subject: string
  body: string
  createdAt: FilledInstant
  sentAt: MaybeInstant
  isSecret: Generated<boolean>
  /** Updates for calendar programs, each a file of its own. */
  calendar: MaybeJson<readonly CalendarUpdate[]>
  /** A person's mails go out in this order. */
  position: GeneratedAlways<number>
  html: Generated<string>
  queuedAt: FilledInstant
  failedAt: MaybeInstant
  withdrawnAt: MaybeInstant
  tries: Generated<number>
  error: MaybeJson<StoredMessage>
  unsubscribeUrl: string | null
  searchText: GeneratedAlways<string>
}

/** Parts of films that somebody watched to make up what they missed. Never changed. */
export interface MakeUpPartsTable {
  platformId: PlatformId
  id: string
  eventId: EventId
  personId: PersonId
  recordingId: RecordingId
  fromSeconds: number
  toSeconds: number
  watchedAt: Instant
}

/** When a player of somebody last told what it showed: all their tabs share this time. */
export interface MakeUpsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  beatAt: Instant
  /** Of a film, that can have been shown since and were not told. */
  leftSeconds: number
}

/** Who decides about a team’s requests while its manager is away. */
export interface ManagerDeputiesTable {
  platformId: PlatformId
  managerId: PersonId
  deputyId: PersonId
  endsAt: Instant
}

export interface NotificationPreferencesTable {
  platformId: PlatformId
  personId: PersonId
  topic: NotificationTopic
  mail: boolean
  inApp: boolean
}

export interface NotificationSettingsTable {
  platformId: PlatformId
  kinds: FilledJson<Partial<Record<NotificationKind, KindSettings>>>
  senderName: Generated<string>
  footer: FilledJson<Partial<Record<Language, string>>>
  version: Generated<number>
}

export interface NotificationTemplatesTable {
  platformId: PlatformId
  kind: NotificationKind
  texts: Json<NotificationTexts>
  version: Generated<number>
}

export interface NotificationsTable {
  platformId: PlatformId
  id: NotificationId
  personId: PersonId
  kind: NotificationKind
  sessionId: SessionId | null
  eventIds: Generated<EventId[]>
  params: FilledJson<NotificationParams>
  key: string
  createdAt: FilledInstant
  settledAt: MaybeInstant
  outcome: 'mailed' | 'outdated' | 'unwanted' | null
  /** The order in which they were told. */
  position: GeneratedAlways<number>
  /** The same for what was told in one transaction. */
  saveId: Generated<string>
  readAt: MaybeInstant
  mailId: MailId | null
  /** Nobody sees it before. Null = at once. */
  heldUntil: MaybeInstant
  /** The change of events that told it, while it may be taken back. */
  changeId: ChangeId | null
}

/** What people say of why they could not come, and nobody has decided. */
export interface OpenExplanationsView {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  saidAt: Date
}

export interface OrganizersTable {
  platformId: PlatformId
  id: OrganizerId
  accountId: AccountId
  providerUserKey: string
  providerAccountKey: string | null
  email: string
  displayName: string
  accessTokenSealed: string | null
  accessTokenExpiresAt: MaybeInstant
  refreshTokenSealed: string | null
  refreshedAt: Instant
  refreshLeaseUntil: MaybeInstant
  state: Generated<'paired' | 'needs-pairing' | 'leaving'>
  pairedAt: FilledInstant
  hasTokens: GeneratedAlways<boolean>
  /** Why a host who was chosen from a directory can host nothing now. Null = nothing is known against it. */
  finding: MaybeJson<StoredMessage>
}

export interface PairingsTable {
  platformId: PlatformId
  id: PairingId
  accountId: AccountId
  personId: PersonId
  stateHash: Buffer
  codeVerifierSealed: string
  redirectUri: string
  createdAt: FilledInstant
  expiresAt: Instant
  usedAt: MaybeInstant
}

export interface PasskeysTable {
  platformId: PlatformId
  id: PasskeyId
  personId: PersonId
  credentialId: string
  publicKey: Buffer
  signCount: Generated<number>
  transports: Generated<string[]>
  domain: string
  name: string
  createdAt: FilledInstant
  usedAt: MaybeInstant
}

export interface PasswordLinksTable {
  platformId: PlatformId
  tokenHash: Buffer
  personId: PersonId
  purpose: 'invitation' | 'reset'
  createdAt: FilledInstant
  expiresAt: Instant
}

export interface PeopleTable {
  platformId: PlatformId
  id: PersonId
  email: string
  firstName: string
  lastName: string
  roles: Generated<('superadmin' | 'instructor' | 'learner')[]>
  passwordHash: string | null
  language: Language | null
  timeZone: string | null
  active: Generated<boolean>
  version: Generated<number>
  createdAt: FilledInstant
  mergedInto: PersonId | null
  invitedAt: MaybeInstant
  signedInAt: MaybeInstant
  wantsReminders: Generated<boolean>
  /** Of name and address, as search_text() writes it. */
  searchText: GeneratedAlways<string>
  zoneSettledAt: MaybeInstant
  /** Their data was erased: nobody any more, but for what refers to the row. */
  erasedAt: MaybeInstant
  /** Whose team they are in; null = nobody’s. */
  managerId: PersonId | null
}

/** Addresses under which people come into rooms, as somebody has said by hand. */
export interface PersonAddressesTable {
  platformId: PlatformId
  email: string
  personId: PersonId
  taughtBy: PersonId
  taughtAt: Instant
  /** The match that taught it. */
  stayId: StayId
}

export interface PersonImportItemsTable {
  platformId: PlatformId
  importId: PersonImportId
  line: number
  email: string
  name: string
  cells: Json<ImportedCells>
  state: Generated<'waiting' | 'added' | 'changed' | 'unchanged' | 'refused'>
  reason: MaybeJson<StoredMessage>
  importedId: PersonId | null
}

export interface PersonImportsTable {
  platformId: PlatformId
  id: PersonImportId
  personId: PersonId
  byKey: boolean
  invite: boolean
  startedAt: FilledInstant
  finishedAt: MaybeInstant
}

export interface PlanItemsTable {
  platformId: PlatformId
  planId: PlanId
  line: number
  sessionId: SessionId | null
  sessionName: string
  wish: Json<PlanWish>
  state: Generated<'waiting' | 'planned' | 'refused' | 'undone' | 'kept'>
  reason: MaybeJson<StoredMessage>
  eventId: EventId | null
  newSession: MaybeJson<SessionToMake>
  madeSession: Generated<boolean>
}

export interface PlansTable {
  platformId: PlatformId
  id: PlanId
  personId: PersonId
  startedAt: FilledInstant
  finishedAt: MaybeInstant
  undoStartedAt: MaybeInstant
  undoneAt: MaybeInstant
}

export interface PlatformHostsTable {
  host: string
  platformId: PlatformId
  isPrimary: Generated<boolean>
  createdAt: FilledInstant
  /** Given by the operator: a superadmin can't remove it. */
  isDefault: Generated<boolean>
}

/** Pictures of a platform's brand, drawn anew in the sizes in which they are shown. */
export interface PlatformImagesTable {
  platformId: PlatformId
  kind: ImageKind
  size: string
  content: Buffer
  contentType: 'image/png' | 'image/webp'
  width: number
  height: number
  hash: string
}

export interface PlatformsTable {
  platformId: PlatformId
  name: string
  /** A color such as #0b6e6e. Anything else = the product's own. */
  accentColor: Generated<string>
  defaultLanguage: Generated<Language>
  timeZone: Generated<string>
  createdAt: FilledInstant
  /** Before an event's start. */
  reminderMinutes: Generated<number[]>
  /** When the times of its events are compared with the rules of their zones next. */
  zonesDueAt: FilledInstant
  /** The rules with which they were compared last. */
  zonesCheckedWith: Generated<string>
  version: Generated<number>
  /** Null = made of accent_color. */
  accentColorDark: string | null
  /** Those that are offered. Empty = all that the program speaks. */
  languages: Generated<Language[]>
  /** 1 = Monday to 7 = Sunday, as ISO 8601 counts. */
  firstDayOfWeek: Generated<Weekday>
  mailHeader: Generated<MailHeader>
  /** Title and text of the sign-in page, by language. */
  signInTexts: FilledJson<SignInTexts>
  /** A superadmin has put the first steps of the home away; null = they are shown until all are done. */
  firstStepsHiddenAt: MaybeInstant
  /** How long reports of providers are kept. */
  attendanceRetentionDays: Generated<number>
  /** When the oldest of its reports is due to go. Null = it has none. */
  attendanceForgetAt: MaybeInstant
  /** How long copies of recordings are kept. */
  recordingRetentionDays: Generated<number>
  /** Events are recorded where nothing else is said of them. */
  recordsEvents: Generated<boolean>
  /** Days by kind of data; null = for good. What is left out is as the product has it. */
  retention: FilledJson<RetentionDays>
  /** When is looked next for what is kept no longer. */
  forgetAt: FilledInstant
  /** Learners see recordings where nothing else is said of them. */
  showsRecordings: Generated<boolean>
  /** Roles whose people need a second factor. */
  secondFactorFor: Generated<Role[]>
  /** A login that nobody uses ends after so long. */
  idleMinutes: Generated<number>
  /** From how many no-shows on somebody can't enroll themselves for a while. Null = they may. */
  noShowRule: MaybeJson<KeptNoShowRule>
}

/** Single courses in the area of a power user. */
export interface PowerUserCoursesTable {
  platformId: PlatformId
  powerUserId: PersonId
  courseId: CourseId
}

/** Groups whose members are in the area of a power user. */
export interface PowerUserGroupsTable {
  platformId: PlatformId
  powerUserId: PersonId
  groupId: GroupId
}

/** Single people in the area of a power user. */
export interface PowerUserPeopleTable {
  platformId: PlatformId
  powerUserId: PersonId
  personId: PersonId
}

/** Who plans a part of the courses for a part of the people: their area. */
export interface PowerUsersTable {
  platformId: PlatformId
  personId: PersonId
  /** Courses with one of these words are in the area. */
  categories: Generated<string[]>
  version: Generated<number>
}

export interface PreflightsTable {
  platformId: PlatformId
  eventId: EventId
  stage: 'day' | 'hour' | 'asked'
  checkedAt: Instant
  isGreen: boolean
  findings: Json<StoredMessage[]>
}

/** What was answered to presence checks, and who signed. One is in force, and the earlier ones stay. */
export interface PresenceAnswersTable {
  platformId: PlatformId
  checkId: PresenceCheckId
  personId: PersonId
  version: number
  eventId: EventId
  /** Given by the phone: the same answer twice is one. */
  answerId: PresenceAnswerId
  isPresent: boolean
  way: 'button' | 'word' | 'qr' | 'hand'
  /** By the clock of the server. */
  answeredAt: Instant
  /** What the clock of the phone showed. Null = said by hand. */
  phoneAt: MaybeInstant
  receivedAt: Instant
  /** The words that were signed. */
  said: Generated<string>
  /** Who said it by hand. */
  saidBy: PersonId | null
  note: Generated<string>
  supersededAt: MaybeInstant
}

/** What people are asked during a class: whether they are there, or to sign for a half-day. */
export interface PresenceChecksTable {
  platformId: PlatformId
  id: PresenceCheckId
  eventId: EventId
  kind: 'check' | 'signature'
  way: 'button' | 'word' | 'qr'
  word: Generated<string>
  /** Of what stands in a QR code, and of what a phone shows that it was asked in time. */
  seed: string
  opensAt: Instant
  closesAt: Instant
  periodFrom: MaybeInstant
  periodTo: MaybeInstant
  /** Null = by itself, at a random time. */
  askedBy: PersonId | null
  /** When it came here: a phone without a network says it later. */
  askedAt: Instant
  /** When open pages were told of it. Null = they have to be. */
  toldAt: MaybeInstant
  /** It counts for nothing. */
  withdrawnAt: MaybeInstant
  withdrawnBy: PersonId | null
  withdrawnBecause: Generated<string>
  version: Generated<number>
}

/** When the random times of an event's presence checks are drawn. Written by a trigger. */
export interface PresencePlansTable {
  platformId: PlatformId
  eventId: EventId
  /** Null = they were drawn. */
  drawAt: MaybeInstant
  /** Null = as its rule has it. */
  checksPerHour: number | null
  version: Generated<number>
}

/** Where a provider calls us when something happens in an organizer's rooms. What it says is a hint where to look. */
export interface ProviderHooksTable {
  platformId: PlatformId
  /** Of the organizer. */
  id: OrganizerId
  accountId: AccountId
  /** none: the tool has no such calls; no-https: it would not call this address; refused: it said why in reason. */
  state: Generated<'new' | 'none' | 'no-https' | 'listening' | 'refused'>
  reason: MaybeJson<StoredMessage>
  origin: Generated<string>
  /** SHA-256 of the secret in the address that it calls. */
  pathHash: Generated<string>
  /** What it takes to end it at the provider. */
  providerKey: string | null
  secretSealed: Generated<string>
  /** Null = not before the organizer is paired again. */
  checkAt: MaybeInstant
  leaseUntil: MaybeInstant
  heardAt: MaybeInstant
  /** The first call whose signature fitted: from then on none without one is taken. */
  signedAt: MaybeInstant
}

export interface RecordStoresTable {
  platformId: PlatformId
  url: string
  username: string
  secretSealed: string
  isActive: boolean
  version: Generated<number>
  /** That failed since the last one that did not; the next comes later each time. */
  tries: Generated<number>
  /** When what waits is sent; null = nothing waits. */
  nextTryAt: MaybeInstant
  failingSince: MaybeInstant
  error: Generated<string>
  leaseUntil: MaybeInstant
}

/** When of the class a film was recorded, as somebody has set it. */
export interface RecordingClocksTable {
  platformId: PlatformId
  recordingId: RecordingId
  beginsAt: Instant
  /** [{filmSeconds, pausedSeconds}], in the order of the film */
  pauses: FilledJson<readonly RecordingPause[]>
  version: number
  setBy: PersonId
  setAt: Instant
}

/** Who agreed to be recorded, to what words. Never changed, but for whom it belongs to after a merge. */
export interface RecordingConsentsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  /** Of the notice. 0 = the platform’s own rule. */
  version: number
  /** The words that they agreed to. */
  said: string
  agreedAt: Instant
}

/** Copies of recordings that no row names any more. */
export interface RecordingLeftoversTable {
  platformId: PlatformId
  copyKey: string
  leftAt: FilledInstant
}

/** Links to recordings that a tool tells of once. They go when they have ended. */
export interface RecordingLinksTable {
  platformId: PlatformId
  recordingId: RecordingId
  /** Whoever has the link has the film. */
  linkSealed: string
  endsAt: Instant
}

/** Whether an event is recorded, as planners said it. The newest version counts. */
export interface RecordingNoticesTable {
  platformId: PlatformId
  eventId: EventId
  version: number
  /** Null = as its course has it, or else the platform. */
  isRecorded: boolean | null
  saidBy: PersonId | null
  saidAt: Instant
}

/** How far the search for the recordings of an event is. */
export interface RecordingSearchesTable {
  platformId: PlatformId
  eventId: EventId
  startsAt: Instant
  endsAt: Instant
  state: Generated<'waiting' | 'found' | 'withheld' | 'given-up'>
  /** Why they are withheld or given up: a code. */
  reason: string | null
  /** Null = never again. */
  nextLookAt: MaybeInstant
  leaseUntil: MaybeInstant
  lookedAt: MaybeInstant
}

/** Recordings of events that a provider has or had. Links that can be asked for again are in no table. */
export interface RecordingsTable {
  platformId: PlatformId
  id: RecordingId
  eventId: EventId
  roomId: RoomId
  providerKey: string
  name: string
  recordedAt: MaybeInstant
  sizeBytes: number | null
  hasFile: boolean
  hasTranscript: boolean
  foundAt: Instant
  /** The provider has it no longer. */
  goneAt: MaybeInstant
  /** Learners do not see it. */
  hiddenAt: MaybeInstant
  /** Deleted here by hand: it does not come back. */
  deletedAt: MaybeInstant
  /** WebVTT, as it was read. */
  transcript: string | null
  copyState: Generated<'none' | 'due' | 'copied' | 'failed' | 'expired'>
  copyDueAt: MaybeInstant
  copyLeaseUntil: MaybeInstant
  copyTries: Generated<number>
  copyReason: string | null
  /** Where it is in the storage of one’s own. */
  copyKey: string | null
  copiedAt: MaybeInstant
  copiedBytes: number | null
  /** The copy goes after it. */
  keepUntil: MaybeInstant
}

export interface RegistrationsTable {
  platformId: PlatformId
  roomId: RoomId
  personId: PersonId
  roomKey: string
  state: 'pending' | 'ready' | 'failed'
  email: string
  firstName: string
  lastName: string
  providerKey: string | null
  joinUrl: string | null
  reason: MaybeJson<StoredMessage>
  retryAt: MaybeInstant
  failures: Generated<number>
  changedAt: FilledInstant
}

export interface RemovedCoursesTable {
  platformId: PlatformId
  id: CourseId
  removedAt: Instant
}

/** Events that were deleted: links to them still say so. */
export interface RemovedEventsTable {
  platformId: PlatformId
  id: EventId
  name: string
  removedAt: FilledInstant
  /** Null = it was deleted before this was written down. */
  sessionId: SessionId | null
  /** Null = it was deleted before this was written down. */
  courseId: CourseId | null
}

export interface RemovedSessionsTable {
  platformId: PlatformId
  id: SessionId
  courseId: CourseId
  removedAt: Instant
}

/** A file of a report in parts, in order. */
export interface ReportExportPartsTable {
  platformId: PlatformId
  exportId: ReportExportId
  number: number
  bytes: Buffer
}

/** Files of reports, made in the background for who asked for them. */
export interface ReportExportsTable {
  platformId: PlatformId
  id: ReportExportId
  ownerId: PersonId
  kind: 'sums' | 'learners' | 'rooms' | 'months'
  format: 'csv' | 'xlsx'
  query: Json<object>
  state: Generated<'waiting' | 'running' | 'ready' | 'failed'>
  rowsDone: Generated<number>
  rowsExpected: Generated<number>
  bytes: Generated<number>
  /** Whoever makes it writes as long as this is theirs. */
  attempt: Generated<number>
  createdAt: Instant
  finishedAt: MaybeInstant
  expiresAt: Instant
}

/** To whom a view of a report is sent. */
export interface ReportMailingPeopleTable {
  platformId: PlatformId
  viewId: ReportViewId
  personId: PersonId
  /** Null = they want no more. */
  nextAt: MaybeInstant
}

/** Views of reports that are sent by mail again and again. */
export interface ReportMailingsTable {
  platformId: PlatformId
  viewId: ReportViewId
  every: 'day' | 'week' | 'month'
  /** 1 is Monday. Of every week; else it says nothing. */
  weekday: number
  /** On the clock of whoever it is sent to; of every month on its first day. */
  hour: number
  createdAt: Instant
}

/** Filters of reports under a name. */
export interface ReportViewsTable {
  platformId: PlatformId
  id: ReportViewId
  ownerId: PersonId
  name: string
  /** For everybody who sees reports; each sees what they may. */
  isShared: Generated<boolean>
  query: Json<object>
  createdAt: Instant
  /** Of which report. */
  report: Generated<'attendance' | 'rooms'>
}

/** How much of what a service lets one of its users do in a day is spent; past days are forgotten. */
export interface RequestBudgetsTable {
  platformId: PlatformId
  bucket: string
  day: string
  spent: number
}

export interface RequestTurnsTable {
  platformId: PlatformId
  bucket: string
  nextAt: Instant
  /** The service has asked to wait until then: no node calls it before. */
  pausedUntil: MaybeInstant
}

export interface RoomAttemptsTable {
  platformId: PlatformId
  id: RoomAttemptId
  roomId: RoomId
  marker: string
  organizerId: OrganizerId | null
  startedAt: FilledInstant
  finishedAt: MaybeInstant
  outcome: 'created' | 'adopted' | 'refused' | 'cleaned' | null
}

export interface RoomLogTable {
  platformId: PlatformId
  id: string
  roomId: RoomId
  eventId: EventId
  at: FilledInstant
  kind: 'call' | 'state' | 'registrations'
  data: Json<Record<string, unknown>>
}

/** The rooms of an account in a month. Made of event_facts alone. */
export interface RoomMonthsTable {
  platformId: PlatformId
  accountId: AccountId
  month: string
  events: number
  roomSeconds: number
  /** The most at the same moment. */
  peak: number
}

/** Times that were wanted on an account and had no room left. */
export interface RoomRefusalsTable {
  platformId: PlatformId
  accountId: AccountId
  startsAt: Instant
  endsAt: Instant
  /** The last time. */
  refusedAt: Instant
  times: Generated<number>
}

export interface RoomsTable {
  platformId: PlatformId
  id: RoomId
  eventId: EventId
  accountId: AccountId
  organizerId: OrganizerId | null
  wanted: MaybeJson<WantedRoom>
  wantedRevision: Generated<number>
  applied: MaybeJson<WantedRoom>
  appliedRevision: Generated<number>
  state: Generated<'pending' | 'ready' | 'changing' | 'deleting' | 'gone' | 'blocked' | 'failed' | 'replaced'>
  reason: MaybeJson<StoredMessage>
  providerKey: string | null
  marker: string | null
  joinUrl: string | null
  leaseUntil: MaybeInstant
  retryAt: MaybeInstant
  failures: Generated<number>
  changedAt: FilledInstant
  createdAt: FilledInstant
  registers: Generated<boolean>
  seats: number | null
  registrationsLeaseUntil: MaybeInstant
  replacedAt: MaybeInstant
  drift: MaybeJson<StoredMessage>
  comparedAt: MaybeInstant
  /** When it is compared with the provider next; null = never again. */
  compareAt: MaybeInstant
  /** The organizer who still has it at the tool. Null = whoever hosts it. */
  movedFrom: OrganizerId | null
  /** Made by us when one was first wanted, the same for the life of the room. */
  passcodeSealed: string | null
  /** Under which the provider had it while its event ran, and has it no longer: its reports are read by it. */
  goneKey: string | null
  /** What the room is wanted to be while it is held ready beside the one that people are led to. */
  spare: MaybeJson<WantedRoom>
  isSpare: GeneratedAlways<boolean>
}

export interface RosterLooksTable {
  platformId: PlatformId
  eventId: EventId
  askedAt: Instant
  lookedAt: MaybeInstant
  isRunning: boolean | null
  /** By person; null = the provider does not tell people while a room runs. */
  stays: MaybeJson<Record<PersonId, readonly { joinedAt: string; leftAt: string | null }[]>>
}

/** What learners did in a run of a room besides being there, as the tool tells. */
export interface RunEngagementsTable {
  platformId: PlatformId
  eventId: EventId
  roomId: RoomId
  runKey: string
  runStartedAt: Instant
  readAt: Instant
  /** Mean of all, in percent. Null = not told. */
  attentiveness: number | null
  /** Mean of all, in percent. Null = not told. */
  interest: number | null
  polls: Json<readonly AnsweredQuestion[]>
  surveys: Json<readonly AnsweredQuestion[]>
  questions: Json<readonly Stored<AskedQuestion>[]>
}

/** Assertions that were taken, and requests to sign out, so that none counts twice. */
export interface SamlAnswersTable {
  platformId: PlatformId
  providerId: IdentityProviderId
  assertionHash: Buffer
  handleHash: Buffer
  /** Who it is, for the browser that comes with the handle; null = was taken. */
  answer: MaybeJson<SamlPerson>
  /** Null = was taken, or forgotten. */
  answerUntil: MaybeInstant
  expiresAt: Instant
}

/** Whoever a provider says is in a group of its own is in ours. */
export interface SamlGroupsTable {
  platformId: PlatformId
  providerId: IdentityProviderId
  value: string
  groupId: GroupId
}

/** What SAML needs beside an identity provider. */
export interface SamlProvidersTable {
  platformId: PlatformId
  providerId: IdentityProviderId
  ourCertificate: string
  signOnUrl: Generated<string>
  logoutUrl: Generated<string>
  /** With which the provider signs, as PEM: several while it changes its key. */
  certificates: Generated<string[]>
  metadataUrl: Generated<string>
  metadataReadAt: MaybeInstant
  /** Of addresses of which the provider may say whose they are. */
  vouchedDomains: Generated<string[]>
  /** Empty = one of the well-known names. */
  emailAttribute: Generated<string>
  firstNameAttribute: Generated<string>
  lastNameAttribute: Generated<string>
  groupsAttribute: Generated<string>
  /** Also takes answers that no browser has asked for (IdP-initiated). */
  allowsUnasked: Generated<boolean>
  /** By how much its clock may differ. */
  clockMinutes: Generated<number>
  /** What was wrong with its last answer that was not taken; null = nothing since one was. */
  lastProblem: MaybeJson<SamlTrouble>
  /** What came when a superadmin tried it, for an hour. */
  lastTest: MaybeJson<SamlTest>
  lastTestUntil: MaybeInstant
}

export interface SecondFactorsTable {
  platformId: PlatformId
  personId: PersonId
  secretSealed: string
  recoveryHashes: Generated<string[]>
  lastStep: Generated<number>
  confirmedAt: MaybeInstant
  createdAt: FilledInstant
}

export interface SessionFieldsTable {
  platformId: PlatformId
  id: SessionFieldId
  name: string
  kind: 'text' | 'number' | 'date' | 'choice' | 'yes-no'
  choices: Generated<string[]>
  required: Generated<boolean>
  position: Generated<number>
  version: Generated<number>
}

export interface SessionInstructorsTable {
  platformId: PlatformId
  sessionId: SessionId
  personId: PersonId
}

export interface SessionsTable {
  platformId: PlatformId
  id: SessionId
  courseId: CourseId
  name: string
  code: Generated<string>
  maxEnrollment: number | null
  version: Generated<number>
  createdAt: FilledInstant
  selfEnrollment: Generated<'closed' | 'open' | 'approval'>
  waitingList: Generated<'off' | 'automatic' | 'offer'>
  offerHours: Generated<number>
  /** Before the first event; null = people are promoted until the last event ends. */
  promotionStopHours: Generated<number | null>
  enrollmentOpensAt: MaybeInstant
  enrollmentClosesAt: MaybeInstant
  language: string | null
  minEnrollment: number | null
  /** When it is decided whether a session with too few learners takes place. */
  decidesAt: MaybeInstant
  whenTooFew: Generated<'warn' | 'cancel'>
  decidedAt: MaybeInstant
  decision: 'confirmed' | 'warned' | 'merged' | 'cancelled' | null
  /** Values of session fields by their id. */
  additional: FilledJson<Record<SessionFieldId, AdditionalValue>>
  cancelledAt: MaybeInstant
  cancelReason: Generated<string>
  /** Before the first event: until then learners give their place back by themselves. */
  withdrawalHours: Generated<number>
  searchText: GeneratedAlways<string>
  spareAccountId: AccountId | null
  /** Its events follow its own spare_account_id in place of that of the course. */
  hasOwnSpare: Generated<boolean>
  /** With self-enrollment on request: the manager of whoever asks decides, and planners where there is none. */
  asksManager: Generated<boolean>
}

export interface SignInTriesTable {
  platformId: PlatformId
  key: Buffer
  failures: Generated<number>
  triedAt: Instant
  knownUntil: MaybeInstant
  forgetAt: Instant
}

/** What a learning record store is told, by xAPI. A row is never changed, save what became of it. */
export interface StatementsTable {
  platformId: PlatformId
  id: StatementId
  /** What it is about: all of the same subject are voided one after the other. */
  subject: string
  serial: number
  personId: PersonId
  /** The statement that it takes back; null = it says something itself. */
  voids: StatementId | null
  /** Of what it says of the person: with the same one nothing is said anew. */
  contentHash: string
  body: Json<StatementBody>
  sequence: GeneratedAlways<number>
  state: 'waiting' | 'sent' | 'refused'
  error: Generated<string>
  madeAt: Instant
  sentAt: MaybeInstant
}

/** Changes after which a sweep has to look. Written by triggers. */
export interface SweepMarksTable {
  platformId: PlatformId
  sweep: 'places' | 'registrations'
  id: GeneratedAlways<number>
}

/** Who teaches an event, by its own instructors or those of its session. */
export interface TeachingView {
  platformId: PlatformId
  eventId: EventId
  sessionId: SessionId
  personId: PersonId
  startsAt: Date
  endsAt: Date
  cancelledAt: Date | null
}

/** Runs of rooms as their tools tell of them while they go on. */
export interface ToldRunsTable {
  platformId: PlatformId
  roomId: RoomId
  runKey: string
  startedAt: MaybeInstant
  endedAt: MaybeInstant
  toldAt: Instant
}

/** Who came and went in a run, as its tool tells of it while it goes on. */
export interface ToldStaysTable {
  platformId: PlatformId
  roomId: RoomId
  runKey: string
  /** The tool’s; another one each time that somebody comes in. */
  stayKey: string
  kind: StayKind
  registrationKey: string | null
  /** Our id of the person, where their link carried it. */
  externalId: string | null
  joinedAt: MaybeInstant
  leftAt: MaybeInstant
}

export interface WebhookDeliveriesTable {
  platformId: PlatformId
  id: DeliveryId
  webhookId: WebhookId
  eventId: WebhookEventId
  state: Generated<'pending' | 'delivered' | 'failed'>
  tries: Generated<number>
  nextTryAt: MaybeInstant
  leaseUntil: MaybeInstant
  createdAt: Instant
}

export interface WebhookEventsTable {
  platformId: PlatformId
  id: WebhookEventId
  sequence: Generated<number>
  type: SentEventType
  object: Json<WebhookObject>
  occurredAt: Instant
}

export interface WebhookTriesTable {
  platformId: PlatformId
  deliveryId: DeliveryId
  number: number
  triedAt: Instant
  status: number | null
  answer: Generated<string>
  error: Generated<string>
  durationMs: number
}

export interface WebhooksTable {
  platformId: PlatformId
  id: WebhookId
  url: string
  description: Generated<string>
  /** Null = all. */
  eventTypes: WebhookEventType[] | null
  active: Generated<boolean>
  secretSealed: string
  formerSecretSealed: string | null
  formerEndsAt: MaybeInstant
  failingSince: MaybeInstant
  switchedOffAt: MaybeInstant
  version: Generated<number>
  createdAt: Instant
}

export interface WeeklyHoursTable {
  platformId: PlatformId
  personId: PersonId
  timeZone: string
  /** By the clocks of the zone, in order; empty = never. */
  hours: Json<readonly WeeklyStretch[]>
  changedAt: FilledInstant
}

/** Readable before a platform is known. */
export interface RoutingTables {
  platformHosts: PlatformHostsTable
}

export interface Tables extends RoutingTables {
  absenceExplanations: AbsenceExplanationsTable
  absences: AbsencesTable
  accountCalls: AccountCallsTable
  accounts: AccountsTable
  apiKeys: ApiKeysTable
  apps: AppsTable
  attendanceChanges: AttendanceChangesTable
  attendanceFactMarks: AttendanceFactMarksTable
  attendanceFacts: AttendanceFactsTable
  attendanceJudgings: AttendanceJudgingsTable
  attendanceMarks: AttendanceMarksTable
  attendanceMonths: AttendanceMonthsTable
  attendanceReadings: AttendanceReadingsTable
  attendanceReports: AttendanceReportsTable
  attendanceRules: AttendanceRulesTable
  attendanceStays: AttendanceStaysTable
  attendanceVerdicts: AttendanceVerdictsTable
  auditEntries: AuditEntriesTable
  boardDrafts: BoardDraftsTable
  breakoutMembers: BreakoutMembersTable
  calendarEntries: CalendarEntriesTable
  calendarFeeds: CalendarFeedsTable
  certificateCounters: CertificateCountersTable
  certificateKeys: CertificateKeysTable
  certificateTemplates: CertificateTemplatesTable
  certificates: CertificatesTable
  completionEntries: CompletionEntriesTable
  completionMarkings: CompletionMarkingsTable
  completionReminders: CompletionRemindersTable
  completionRules: CompletionRulesTable
  completionWarnings: CompletionWarningsTable
  completions: CompletionsTable
  coolDownLifts: CoolDownLiftsTable
  courseImages: CourseImagesTable
  courses: CoursesTable
  directories: DirectoriesTable
  directoryGroups: DirectoryGroupsTable
  directoryPeople: DirectoryPeopleTable
  domains: DomainsTable
  effectiveAttendance: EffectiveAttendanceView
  enrollmentChanges: EnrollmentChangesTable
  enrollmentRules: EnrollmentRulesTable
  enrollments: EnrollmentsTable
  erasureRequests: ErasureRequestsTable
  erasures: ErasuresTable
  evaluationAnswers: EvaluationAnswersTable
  evaluationForms: EvaluationFormsTable
  evaluationParticipations: EvaluationParticipationsTable
  eventAlarms: EventAlarmsTable
  eventChanges: EventChangesTable
  eventEntries: EventEntriesTable
  eventFacts: EventFactsTable
  eventInstructors: EventInstructorsTable
  eventMoveItems: EventMoveItemsTable
  eventMoves: EventMovesTable
  eventRegistrars: EventRegistrarsTable
  eventReminders: EventRemindersTable
  events: EventsTable
  evidencePeople: EvidencePeopleView
  goneCertificates: GoneCertificatesTable
  groupMembers: GroupMembersTable
  groups: GroupsTable
  heldRooms: HeldRoomsView
  idempotencyKeys: IdempotencyKeysTable
  identities: IdentitiesTable
  identityProviders: IdentityProvidersTable
  inboundCalls: InboundCallsTable
  keptIdentities: KeptIdentitiesTable
  logins: LoginsTable
  ltiDeployments: LtiDeploymentsTable
  ltiInvitations: LtiInvitationsTable
  ltiJoinCodes: LtiJoinCodesTable
  ltiKeys: LtiKeysTable
  ltiLaunches: LtiLaunchesTable
  ltiLinks: LtiLinksTable
  ltiLogins: LtiLoginsTable
  ltiMembers: LtiMembersTable
  ltiPeople: LtiPeopleTable
  ltiRegistrations: LtiRegistrationsTable
  ltiScores: LtiScoresTable
  mailLanes: MailLanesTable
  mails: MailsTable
  makeUpParts: MakeUpPartsTable
  makeUps: MakeUpsTable
  managerDeputies: ManagerDeputiesTable
  notificationPreferences: NotificationPreferencesTable
  notificationSettings: NotificationSettingsTable
  notificationTemplates: NotificationTemplatesTable
  notifications: NotificationsTable
  openExplanations: OpenExplanationsView
  organizers: OrganizersTable
  pairings: PairingsTable
  passkeys: PasskeysTable
  passwordLinks: PasswordLinksTable
  people: PeopleTable
  personAddresses: PersonAddressesTable
  personImportItems: PersonImportItemsTable
  personImports: PersonImportsTable
  planItems: PlanItemsTable
  plans: PlansTable
  platformImages: PlatformImagesTable
  platforms: PlatformsTable
  powerUserCourses: PowerUserCoursesTable
  powerUserGroups: PowerUserGroupsTable
  powerUserPeople: PowerUserPeopleTable
  powerUsers: PowerUsersTable
  preflights: PreflightsTable
  presenceAnswers: PresenceAnswersTable
  presenceChecks: PresenceChecksTable
  presencePlans: PresencePlansTable
  providerHooks: ProviderHooksTable
  recordStores: RecordStoresTable
  recordingClocks: RecordingClocksTable
  recordingConsents: RecordingConsentsTable
  recordingLeftovers: RecordingLeftoversTable
  recordingLinks: RecordingLinksTable
  recordingNotices: RecordingNoticesTable
  recordingSearches: RecordingSearchesTable
  recordings: RecordingsTable
  registrations: RegistrationsTable
  removedCourses: RemovedCoursesTable
  removedEvents: RemovedEventsTable
  removedSessions: RemovedSessionsTable
  reportExportParts: ReportExportPartsTable
  reportExports: ReportExportsTable
  reportMailingPeople: ReportMailingPeopleTable
  reportMailings: ReportMailingsTable
  reportViews: ReportViewsTable
  requestBudgets: RequestBudgetsTable
  requestTurns: RequestTurnsTable
  roomAttempts: RoomAttemptsTable
  roomLog: RoomLogTable
  roomMonths: RoomMonthsTable
  roomRefusals: RoomRefusalsTable
  rooms: RoomsTable
  rosterLooks: RosterLooksTable
  runEngagements: RunEngagementsTable
  samlAnswers: SamlAnswersTable
  samlGroups: SamlGroupsTable
  samlProviders: SamlProvidersTable
  secondFactors: SecondFactorsTable
  sessionFields: SessionFieldsTable
  sessionInstructors: SessionInstructorsTable
  sessions: SessionsTable
  signInTries: SignInTriesTable
  statements: StatementsTable
  sweepMarks: SweepMarksTable
  teaching: TeachingView
  toldRuns: ToldRunsTable
  toldStays: ToldStaysTable
  webhookDeliveries: WebhookDeliveriesTable
  webhookEvents: WebhookEventsTable
  webhookTries: WebhookTriesTable
  webhooks: WebhooksTable
  weeklyHours: WeeklyHoursTable
}
