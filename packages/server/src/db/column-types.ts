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
import type {
  AbsenceId,
  AccountId,
  ApiKeyId,
  AttendanceReportId,
  AuditEntryId,
  CertificateId,
  CertificateKeyId,
  ChangeId,
  CoolDownLiftId,
  CourseId,
  DeliveryId,
  DirectoryId,
  EnrollmentChangeId,
  EnrollmentRuleId,
  ErasureId,
  EvaluationAnswerId,
  EventChangeId,
  EventId,
  GroupId,
  IdentityProviderId,
  InboundCallId,
  LmsId,
  LmsLinkId,
  LoginId,
  MailId,
  MarkingId,
  MoveId,
  NotificationId,
  OrganizerId,
  PairingId,
  PasskeyId,
  PersonId,
  PersonImportId,
  PlanId,
  PlatformId,
  PresenceAnswerId,
  PresenceCheckId,
  RecordingId,
  ReportExportId,
  ReportViewId,
  RoomAttemptId,
  RoomId,
  SeriesId,
  SessionFieldId,
  SessionId,
  StatementId,
  StayId,
  WebhookEventId,
  WebhookId,
} from '../domain/ids.ts'
import type { RecordingPause } from '../domain/make-up.ts'
import type { Language, ProblemCode, StoredMessage } from '../domain/message.ts'
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

/**
 * What the catalog of the database does not tell of its columns, by table: of what kind an id is (a foreign key follows
 * the column that it references), what stands in a `jsonb`, and texts of a list that the code keeps and no check does.
 * All columns of a view. `npm run generate:tables` makes `tables.ts` of it, and says what is missing here.
 */
export interface ColumnTypes {
  absences: { id: AbsenceId }
  accountCalls: { accountId: AccountId }
  accounts: {
    id: AccountId
    pairingReason: StoredMessage
    settings: Record<string, string>
    roomOptions: RoomOptions
  }
  apiKeys: { id: ApiKeyId; scopes: ApiScope[] }
  apps: { changedBy: PersonId }
  attendanceChanges: { changeId: MarkingId; actorId: PersonId }
  attendanceFactMarks: { sessionId: SessionId; eventId: EventId }
  attendanceFacts: {
    eventId: EventId
    personId: PersonId
    sessionId: SessionId
    courseId: CourseId
    accountId: AccountId
  }
  attendanceMarks: { changedBy: PersonId }
  attendanceMonths: {
    sessionId: SessionId
    courseId: CourseId
    accountId: AccountId
    instructorIds: PersonId[]
    groupId: GroupId
  }
  attendanceReports: { id: AttendanceReportId; eventId: EventId; roomId: RoomId }
  attendanceStays: { id: StayId; roomId: RoomId; matchedActorId: PersonId }
  attendanceRules: { courseId: CourseId; madeBy: PersonId }
  attendanceVerdicts: { reason: StoredMessage }
  auditEntries: {
    id: AuditEntryId
    actorId: PersonId
    objectType: AuditedType
    changes: Record<string, unknown>
    was: Record<string, unknown>
    apiKeyId: ApiKeyId
  }
  presenceAnswers: { answerId: PresenceAnswerId; saidBy: PersonId }
  presenceChecks: { id: PresenceCheckId; askedBy: PersonId; withdrawnBy: PersonId }
  makeUpParts: { id: string; recordingId: RecordingId; fromSeconds: number; toSeconds: number }
  makeUps: { leftSeconds: number }
  recordingClocks: { pauses: readonly RecordingPause[]; setBy: PersonId }
  boardDrafts: { operations: readonly object[] }
  calendarEntries: { eventId: EventId }
  completionEntries: { changeId: MarkingId; actorId: PersonId; score: number }
  completionRules: { madeBy: PersonId; requirements: readonly Requirement[] }
  completions: { evidence: CompletionEvidence }
  certificateKeys: { id: CertificateKeyId; publicJwk: PublicJwk; madeBy: PersonId }
  certificates: {
    id: CertificateId
    sessionId: SessionId
    courseId: CourseId
    language: Language
    issuedBy: PersonId
    recalledBy: PersonId
  }
  courses: {
    id: CourseId
    createdBy: PersonId
    roomOptions: RoomOptions
    evidenceProfile: EvidenceProfileKey
    noShowRule: KeptNoShowRule
  }
  coolDownLifts: { id: CoolDownLiftId; liftedBy: PersonId }
  evaluationForms: { questions: readonly EvaluationQuestion[]; madeBy: PersonId }
  evaluationAnswers: { id: EvaluationAnswerId; answers: EvaluationAnswers }
  statements: { id: StatementId; voids: StatementId; body: StatementBody }
  directories: { id: DirectoryId; createdBy: PersonId }
  directoryGroups: { directoryId: DirectoryId; groupId: GroupId }
  directoryPeople: { directoryId: DirectoryId; personId: PersonId }
  domains: { finding: StoredMessage }
  enrollmentChanges: {
    id: EnrollmentChangeId
    status: EnrollmentStatus
    actorId: PersonId
    cause: EnrollmentCause
  }
  enrollmentRules: { id: EnrollmentRuleId }
  effectiveAttendance: {
    platformId: PlatformId
    eventId: EventId
    personId: PersonId
    status: EffectiveStatus
    source: 'mark' | 'verdict'
    seconds: number | null
    isLate: boolean | null
  }
  eventFacts: {
    eventId: EventId
    sessionId: SessionId
    courseId: CourseId
    accountId: AccountId
    instructorIds: PersonId[]
  }
  erasureRequests: { declinedBy: PersonId }
  erasures: { id: ErasureId; personId: PersonId; actorId: PersonId; counts: readonly ErasedKind[] }
  evidencePeople: {
    platformId: PlatformId
    id: PersonId
    firstName: string
    lastName: string
    email: string
    active: boolean
    mergedInto: PersonId | null
  }
  eventChanges: {
    id: EventChangeId
    changeId: ChangeId
    eventId: EventId
    before: EventSnapshot
    after: EventSnapshot
    madeBy: PersonId
    undoes: ChangeId
    undoneBy: ChangeId
  }
  eventEntries: { id: string }
  eventMoveItems: {
    eventId: EventId
    fromAccountId: AccountId
    toAccountId: AccountId
    reason: StoredMessage
    oldRoomId: RoomId
  }
  eventMoves: { id: MoveId; undoes: MoveId }
  events: { id: EventId; breaks: readonly Break[]; seriesId: SeriesId; roomOptions: RoomOptions }
  groups: { id: GroupId }
  openExplanations: { platformId: PlatformId; eventId: EventId; personId: PersonId; saidAt: Date }
  heldRooms: {
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
  idempotencyKeys: { headers: Record<string, string> }
  identityProviders: { id: IdentityProviderId }
  inboundCalls: { id: InboundCallId; accountId: AccountId }
  logins: { id: LoginId }
  ltiDeployments: { registrationId: LmsId; decidedBy: PersonId }
  ltiInvitations: { createdBy: PersonId }
  ltiKeys: { id: string; publicJwk: PublicJwk; madeBy: PersonId }
  ltiLaunches: {
    registrationId: LmsId
    linkId: LmsLinkId
    roles: ('instructor' | 'learner')[]
    choosing: Readonly<Record<string, unknown>>
  }
  ltiLinks: {
    id: LmsLinkId
    registrationId: LmsId
    copiedFrom: LmsLinkId
    sends: ('attendance' | 'completion')[]
    rosterChange: { readonly added: number; readonly waiting: number; readonly removed: number }
    rosterProblem: StoredMessage
  }
  ltiLogins: { registrationId: LmsId; hints: Readonly<Record<string, unknown>> }
  ltiRegistrations: { id: LmsId; createdBy: PersonId }
  mailLanes: { leaseToken: string }
  mails: { id: MailId; calendar: readonly CalendarUpdate[]; error: StoredMessage }
  notificationPreferences: { topic: NotificationTopic }
  notificationSettings: {
    kinds: Partial<Record<NotificationKind, KindSettings>>
    footer: Partial<Record<Language, string>>
  }
  notificationTemplates: { kind: NotificationKind; texts: NotificationTexts }
  notifications: {
    id: NotificationId
    kind: NotificationKind
    sessionId: SessionId
    eventIds: EventId[]
    params: NotificationParams
    mailId: MailId
    changeId: ChangeId
  }
  organizers: { id: OrganizerId; finding: StoredMessage }
  recordingConsents: { eventId: EventId }
  recordingNotices: { saidBy: PersonId }
  recordingLinks: { recordingId: RecordingId }
  recordings: { id: RecordingId; roomId: RoomId }
  pairings: { id: PairingId }
  passkeys: { id: PasskeyId }
  people: { id: PersonId; language: Language }
  personAddresses: { taughtBy: PersonId; stayId: StayId }
  personImportItems: { cells: ImportedCells; reason: StoredMessage; importedId: PersonId }
  personImports: { id: PersonImportId }
  planItems: {
    sessionId: SessionId
    wish: PlanWish
    reason: StoredMessage
    eventId: EventId
    newSession: SessionToMake
  }
  plans: { id: PlanId }
  platformImages: { platformId: PlatformId; kind: ImageKind }
  platforms: {
    platformId: PlatformId
    defaultLanguage: Language
    languages: Language[]
    firstDayOfWeek: Weekday
    mailHeader: MailHeader
    signInTexts: SignInTexts
    secondFactorFor: Role[]
    retention: RetentionDays
    noShowRule: KeptNoShowRule
  }
  preflights: { findings: StoredMessage[] }
  providerHooks: { id: OrganizerId; accountId: AccountId; reason: StoredMessage }
  registrations: { personId: PersonId; reason: StoredMessage }
  removedCourses: { platformId: PlatformId; id: CourseId }
  removedEvents: { id: EventId; sessionId: SessionId; courseId: CourseId }
  removedSessions: { platformId: PlatformId; id: SessionId; courseId: CourseId }
  requestBudgets: { day: string }
  roomAttempts: { id: RoomAttemptId; organizerId: OrganizerId }
  roomLog: { id: string; eventId: EventId; data: Record<string, unknown> }
  rooms: {
    id: RoomId
    eventId: EventId
    wanted: WantedRoom
    spare: WantedRoom
    applied: WantedRoom
    reason: StoredMessage
    drift: StoredMessage
  }
  rosterLooks: { stays: Record<PersonId, readonly { joinedAt: string; leftAt: string | null }[]> }
  runEngagements: {
    roomId: RoomId
    polls: readonly AnsweredQuestion[]
    surveys: readonly AnsweredQuestion[]
    questions: readonly Stored<AskedQuestion>[]
  }
  samlAnswers: { answer: SamlPerson }
  samlProviders: { lastProblem: SamlTrouble; lastTest: SamlTest }
  sessionFields: { id: SessionFieldId }
  reportExports: { id: ReportExportId; query: object }
  reportViews: { id: ReportViewId; query: object }
  roomMonths: { accountId: AccountId }
  sessions: { id: SessionId; additional: Record<SessionFieldId, AdditionalValue> }
  toldRuns: { roomId: RoomId }
  toldStays: { roomId: RoomId; kind: StayKind }
  teaching: {
    platformId: PlatformId
    eventId: EventId
    sessionId: SessionId
    personId: PersonId
    startsAt: Date
    endsAt: Date
    cancelledAt: Date | null
  }
  webhookDeliveries: { id: DeliveryId }
  webhookEvents: { id: WebhookEventId; type: SentEventType; object: WebhookObject }
  webhooks: { id: WebhookId; eventTypes: WebhookEventType[] }
  weeklyHours: { hours: readonly WeeklyStretch[] }
}

/** Whom a SAML provider has signed in, until the browser comes to its page. */
export interface SamlPerson {
  readonly subject: string
  readonly email: string | undefined
  readonly isEmailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  /** Undefined = nothing was said of groups. */
  readonly groups: readonly string[] | undefined
  /** The request that is answered; undefined = nobody asked. */
  readonly inResponseTo: string | undefined
  /** When the provider saw who it is, as RFC 3339. */
  readonly provedAt: string | undefined
  /** Of a test alone: all that came, as far as it is worth looking at. */
  readonly came?: SamlCame
}

export interface SamlCame {
  readonly nameIdFormat: string
  readonly isSealed: boolean
  readonly attributes: readonly SamlAttribute[]
}

export interface SamlAttribute {
  readonly name: string
  readonly values: readonly string[]
  /** For what it counts here; null = it is not asked for. */
  readonly use: 'email' | 'firstName' | 'lastName' | 'groups' | null
}

/** What came at the last sign-in that a superadmin tried, and what it would do. */
export interface SamlTest extends SamlCame {
  /** RFC 3339. */
  readonly at: string
  readonly subject: string
  readonly email: string | null
  readonly firstName: string
  readonly lastName: string
  /** Names of groups here, into which the person would come. */
  readonly groups: readonly string[]
  /** Whom it would sign in: who has signed in with it before, who has the address, or a new person; null = nobody. */
  readonly person: 'known' | 'joined' | 'new' | null
  /** Why nobody. */
  readonly problem: StoredMessage | null
}

export interface SamlTrouble extends StoredMessage {
  /** RFC 3339. */
  readonly at: string
}

/** What anybody needs to check a signature (RFC 7517). */
export interface PublicJwk {
  readonly kty: string
  readonly n: string
  readonly e: string
}

/** null or left out = the standard text. */
export type NotificationTexts = Partial<Record<Language, { subject: string; text: string } | null>>

/** A row of a table of people, as it was read. */
export interface ImportedCells {
  readonly cells: Readonly<
    Record<'email' | 'first_name' | 'last_name' | 'roles' | 'language' | 'time_zone', string>
  >
  readonly wholeName: string | undefined
  readonly flaw: (StoredMessage & { readonly code: ProblemCode }) | undefined
}

/** A session that a plan makes with its first event there. */
export interface SessionToMake {
  readonly courseId: CourseId
  readonly name: string
  readonly code: string
  readonly maxEnrollment: number | null
  readonly instructorIds: readonly PersonId[]
}

/** An event as a plan has it. */
export interface PlanWish {
  readonly name: string
  readonly description: string
  readonly startsWall: string
  readonly endsWall: string
  readonly timeZone: string
  readonly accountId: AccountId | null
  readonly place: string
  /** Empty = those of the session teach it. */
  readonly instructorIds: readonly PersonId[]
}
