import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { ApiScope } from '../domain/api-scope.ts'
import type { AttendanceStatus } from '../domain/attendance.ts'
import type { Break } from '../domain/breaks.ts'
import type { EnrollmentCause, EnrollmentStatus, WaitingList } from '../domain/enrollment.ts'
import type {
  AccountId,
  ApiKeyId,
  AuditEntryId,
  CourseId,
  DeliveryId,
  EnrollmentChangeId,
  EventId,
  GroupId,
  IdentityProviderId,
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
  RoomAttemptId,
  RoomId,
  SeriesId,
  SessionFieldId,
  SessionId,
  WebhookEventId,
  WebhookId,
} from '../domain/ids.ts'
import type { Language, ProblemCode, StoredMessage } from '../domain/message.ts'
import type {
  CalendarUpdate,
  KindSettings,
  NotificationKind,
  NotificationParams,
  NotificationTopic,
} from '../domain/notification.ts'
import type { RoomSpec, RoomState } from '../domain/room.ts'
import type { AdditionalValue, FieldKind } from '../domain/session-field.ts'
import type { SentEventType, WebhookEventType, WebhookObject } from '../domain/webhook-event.ts'

// The tables as the code sees them: camelCase, one interface per table, in the order of the migrations.

export type Role = 'superadmin' | 'instructor' | 'learner'
type Instant = ColumnType<Date, Date | string, Date | string>
type DefaultInstant = ColumnType<Date, Date | undefined, Date>
type Stored<T> = ColumnType<T | null, string | null | undefined, string | null>

export interface PlatformsTable {
  platformId: PlatformId
  name: string
  accentColor: Generated<string>
  defaultLanguage: Generated<Language>
  timeZone: Generated<string>
  createdAt: DefaultInstant
  /** Before an event's start. */
  reminderMinutes: Generated<number[]>
}

export interface PlatformHostsTable {
  host: string
  platformId: PlatformId
  isPrimary: Generated<boolean>
  createdAt: DefaultInstant
  /** Given by the operator: a superadmin can't remove it. */
  isDefault: Generated<boolean>
}

export interface PeopleTable {
  platformId: PlatformId
  id: PersonId
  email: string
  firstName: string
  lastName: string
  roles: Role[]
  passwordHash: string | null
  language: Language | null
  timeZone: string | null
  active: Generated<boolean>
  version: Generated<number>
  createdAt: DefaultInstant
  mergedInto: PersonId | null
  invitedAt: Date | null
  signedInAt: Date | null
  wantsReminders: Generated<boolean>
  /** Of name and address, as `search_text()` writes it. */
  searchText: GeneratedAlways<string>
}

/** How somebody signed in. */
export type LoginWay = 'password' | 'passkey' | 'provider' | 'link'

export interface LoginsTable {
  platformId: PlatformId
  tokenHash: Buffer
  id: LoginId
  personId: PersonId
  userAgent: string | null
  createdAt: DefaultInstant
  expiresAt: Instant
  way: Generated<LoginWay>
  seenAt: DefaultInstant
  provedAt: DefaultInstant
}

/** Kinds of things whose changes are written down. */
export const auditedTypes = [
  'app',
  'account',
  'course',
  'session',
  'session-field',
  'event',
  'enrollment',
  'room',
  'person',
  'domain',
  'identity-provider',
  'move',
  'group',
  'notification',
  'api-key',
  'webhook',
  'plan',
] as const
export type AuditedType = (typeof auditedTypes)[number]

export interface AuditEntriesTable {
  platformId: PlatformId
  id: AuditEntryId
  at: DefaultInstant
  actorId: PersonId | null
  action: string
  objectType: AuditedType
  objectId: string
  changes: JSONColumnType<Record<string, unknown>>
  apiKeyId: ApiKeyId | null
}

export interface AppsTable {
  platformId: PlatformId
  appId: string
  active: boolean
  changedAt: DefaultInstant
  changedBy: PersonId | null
  switchAt: Date | null
  removedAt: Date | null
}

export type PairingState = 'not-paired' | 'paired' | 'needs-pairing'

export interface AccountsTable {
  platformId: PlatformId
  id: AccountId
  appId: string
  name: string
  description: Generated<string>
  clientId: string
  clientSecretSealed: string
  sessionType: string
  maxSessionsPerCourse: number | null
  maxTotalSessions: number | null
  maxConcurrentRooms: number | null
  pairingState: Generated<PairingState>
  pairingReason: Stored<StoredMessage>
  version: Generated<number>
  createdAt: DefaultInstant
  deletedAt: Date | null
  settings: ColumnType<Record<string, string>, string | undefined, string>
  roomsPerOrganizer: number | null
  marginBeforeMinutes: Generated<number>
  marginAfterMinutes: Generated<number>
  pairedOrigin: string | null
}

export interface OrganizersTable {
  platformId: PlatformId
  id: OrganizerId
  accountId: AccountId
  providerUserKey: string
  providerAccountKey: string | null
  email: string
  displayName: string
  accessTokenSealed: string
  accessTokenExpiresAt: Instant
  refreshTokenSealed: string
  refreshedAt: Instant
  refreshLeaseUntil: Date | null
  state: Generated<'paired' | 'needs-pairing' | 'leaving'>
  pairedAt: DefaultInstant
}

export interface PairingsTable {
  platformId: PlatformId
  id: PairingId
  accountId: AccountId
  personId: PersonId
  stateHash: Buffer
  codeVerifierSealed: string
  redirectUri: string
  createdAt: DefaultInstant
  expiresAt: Instant
  usedAt: Date | null
}

export interface CoursesTable {
  platformId: PlatformId
  id: CourseId
  name: string
  code: Generated<string>
  description: Generated<string>
  type: 'vilt' | 'ilt'
  visibility: Generated<'enrolled' | 'catalogue'>
  version: Generated<number>
  createdAt: DefaultInstant
  categories: Generated<string[]>
  cancelledAt: Date | null
  cancelReason: Generated<string>
  createdBy: PersonId | null
}

export interface CourseImagesTable {
  platformId: PlatformId
  courseId: CourseId
  content: Buffer
  contentType: 'image/png' | 'image/jpeg' | 'image/webp'
  changedAt: DefaultInstant
}

export interface SessionsTable {
  platformId: PlatformId
  id: SessionId
  courseId: CourseId
  name: string
  code: Generated<string>
  maxEnrollment: number | null
  selfEnrollment: Generated<'closed' | 'open' | 'approval'>
  waitingList: Generated<WaitingList>
  offerHours: Generated<number>
  /** Before the first event: until then learners give their place back by themselves. */
  withdrawalHours: Generated<number>
  /** null = people are promoted until the last event ends. */
  promotionStopHours: Generated<number | null>
  enrollmentOpensAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  enrollmentClosesAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  version: Generated<number>
  createdAt: DefaultInstant
  language: string | null
  minEnrollment: number | null
  /** When it is decided whether a session with too few learners takes place. */
  decidesAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  whenTooFew: Generated<'warn' | 'cancel'>
  decidedAt: Date | null
  decision: 'confirmed' | 'warned' | 'merged' | 'cancelled' | null
  completionRule: Generated<'attendance' | 'manual' | 'score'>
  /** Of an event's time: counts as present. */
  attendancePercent: Generated<number>
  /** Values of session fields by their id. */
  additional: ColumnType<Record<SessionFieldId, AdditionalValue>, string | undefined, string>
  cancelledAt: Date | null
  cancelReason: Generated<string>
}

export interface SessionFieldsTable {
  platformId: PlatformId
  id: SessionFieldId
  name: string
  kind: FieldKind
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

export interface EnrollmentsTable {
  platformId: PlatformId
  sessionId: SessionId
  personId: PersonId
  status: EnrollmentStatus
  enrolledAt: DefaultInstant
  waitingSince: ColumnType<Date | null, Date | null | undefined, Date | null>
  offerExpiresAt: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface EnrollmentChangesTable {
  platformId: PlatformId
  id: EnrollmentChangeId
  sessionId: SessionId
  personId: PersonId
  status: EnrollmentStatus
  /** null = it happened by itself. */
  actorId: PersonId | null
  changedAt: DefaultInstant
  /** null = not known: older than causes are. */
  cause: EnrollmentCause | null
  /** What the person who made the change said. */
  reason: Generated<string>
}

export interface GroupsTable {
  platformId: PlatformId
  id: GroupId
  name: string
  version: Generated<number>
  createdAt: DefaultInstant
}

export interface GroupMembersTable {
  platformId: PlatformId
  groupId: GroupId
  personId: PersonId
  addedAt: DefaultInstant
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
  cancelledAt: Date | null
  cancelReason: Generated<string>
  createdAt: DefaultInstant
  calendarSequence: Generated<number>
  place: Generated<string>
  breaks: ColumnType<readonly Break[], string | undefined, string>
  /** null = as usual. */
  joinOpensMinutes: number | null
  showsRecording: Generated<boolean>
  /** Of events that were planned together. */
  seriesId: SeriesId | null
  /** null = by itself. */
  cancelledWith: 'session' | 'course' | null
  /** Set while the stored instants are not what the present rules of the zone say. */
  zoneDiffersSince: Date | null
}

/** A pause within an event, in the event's zone. */

export interface EventInstructorsTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
}

/** A view: who teaches an event, by its own instructors or those of its session. */
export interface TeachingView {
  platformId: PlatformId
  eventId: EventId
  sessionId: SessionId
  personId: PersonId
  startsAt: Date
  endsAt: Date
  cancelledAt: Date | null
}

export interface EventEntriesTable {
  platformId: PlatformId
  id: string
  eventId: EventId
  personId: PersonId
  role: 'learner' | 'instructor'
  enteredAt: DefaultInstant
}

export interface RoomsTable {
  platformId: PlatformId
  id: RoomId
  eventId: EventId
  accountId: AccountId
  organizerId: OrganizerId | null
  wanted: Stored<RoomSpec>
  wantedRevision: Generated<number>
  applied: Stored<RoomSpec>
  appliedRevision: Generated<number>
  state: Generated<RoomState>
  reason: Stored<StoredMessage>
  providerKey: string | null
  marker: string | null
  joinUrl: string | null
  leaseUntil: Date | null
  retryAt: Date | null
  failures: Generated<number>
  changedAt: DefaultInstant
  createdAt: DefaultInstant
  registers: Generated<boolean>
  seats: number | null
  registrationsLeaseUntil: Date | null
  replacedAt: Date | null
  drift: Stored<StoredMessage>
  comparedAt: Date | null
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
  reason: Stored<StoredMessage>
  retryAt: Date | null
  failures: Generated<number>
  changedAt: DefaultInstant
}

export interface RoomLogTable {
  platformId: PlatformId
  id: string
  roomId: RoomId
  eventId: EventId
  at: DefaultInstant
  kind: 'call' | 'state' | 'registrations'
  data: JSONColumnType<Record<string, unknown>>
}

export interface RequestTurnsTable {
  platformId: PlatformId
  bucket: string
  nextAt: Instant
}

export interface RoomAttemptsTable {
  platformId: PlatformId
  id: RoomAttemptId
  roomId: RoomId
  marker: string
  organizerId: OrganizerId
  startedAt: DefaultInstant
  finishedAt: Date | null
  outcome: 'created' | 'adopted' | 'refused' | 'cleaned' | null
}

/** Events that were deleted: links to them still say so. */
export interface RemovedEventsTable {
  platformId: PlatformId
  id: EventId
  name: string
  removedAt: DefaultInstant
  /** null = it was deleted before this was written down. */
  sessionId: SessionId | null
  courseId: CourseId | null
}

export interface RemovedSessionsTable {
  platformId: PlatformId
  id: SessionId
  courseId: CourseId
  removedAt: Date
}

export interface RemovedCoursesTable {
  platformId: PlatformId
  id: CourseId
  removedAt: Date
}

export interface PreflightsTable {
  platformId: PlatformId
  eventId: EventId
  stage: 'day' | 'hour' | 'asked'
  checkedAt: Instant
  isGreen: boolean
  findings: JSONColumnType<StoredMessage[], string, string>
}

export interface MailsTable {
  platformId: PlatformId
  id: MailId
  key: string
  personId: PersonId
  recipient: string
  subject: string
  body: string
  createdAt: DefaultInstant
  sentAt: Date | null
  isSecret: Generated<boolean>
  /** Updates for calendar programs, each a file of its own. */
  calendar: Stored<readonly CalendarUpdate[]>
  /** Made by the database: a person's mails go out in this order. */
  position: GeneratedAlways<number>
  html: Generated<string>
  queuedAt: DefaultInstant
  failedAt: Date | null
  withdrawnAt: Date | null
  tries: Generated<number>
  error: Stored<StoredMessage>
  unsubscribeUrl: string | null
}

/** Whoever holds the lease sends the mails of a person. */
export interface MailLanesTable {
  platformId: PlatformId
  personId: PersonId
  leaseToken: string | null
  leaseUntil: Date | null
  retryAt: Date | null
  failures: Generated<number>
}

export interface NotificationsTable {
  platformId: PlatformId
  id: NotificationId
  personId: PersonId
  kind: NotificationKind
  sessionId: SessionId | null
  eventIds: Generated<EventId[]>
  params: JSONColumnType<NotificationParams, string | undefined, string>
  key: string
  createdAt: DefaultInstant
  settledAt: ColumnType<Date | null, Date | null | undefined, Date | null>
  outcome: ColumnType<
    'mailed' | 'outdated' | 'unwanted' | null,
    undefined,
    'mailed' | 'outdated' | 'unwanted'
  >
  /** Made by the database: the order in which they were told. */
  position: GeneratedAlways<number>
  /** Made by the database: the same for what was told in one transaction. */
  saveId: Generated<string>
  readAt: ColumnType<Date | null, undefined, Date | null>
  mailId: ColumnType<MailId | null, undefined, MailId | null>
}

export interface EventRemindersTable {
  platformId: PlatformId
  eventId: EventId
  startsAt: Instant
  minutes: number
}

export interface NotificationSettingsTable {
  platformId: PlatformId
  kinds: JSONColumnType<Partial<Record<NotificationKind, KindSettings>>, string, string>
  senderName: string
  footer: JSONColumnType<Partial<Record<Language, string>>, string, string>
  version: Generated<number>
}

export interface NotificationTemplatesTable {
  platformId: PlatformId
  kind: NotificationKind
  texts: JSONColumnType<NotificationTexts, string, string>
  version: Generated<number>
}

/** null or left out = the standard text. */
export type NotificationTexts = Partial<Record<Language, { subject: string; text: string } | null>>

export interface NotificationPreferencesTable {
  platformId: PlatformId
  personId: PersonId
  topic: NotificationTopic
  mail: boolean
  inApp: boolean
}

export interface DomainsTable {
  platformId: PlatformId
  host: string
  token: string
  state: Generated<'pending' | 'proven'>
  finding: Stored<StoredMessage>
  checkedAt: Date | null
  provenAt: Date | null
  createdAt: DefaultInstant
}

export interface PasswordLinksTable {
  platformId: PlatformId
  tokenHash: Buffer
  personId: PersonId
  purpose: 'invitation' | 'reset'
  createdAt: DefaultInstant
  expiresAt: Instant
}

export interface SecondFactorsTable {
  platformId: PlatformId
  personId: PersonId
  secretSealed: string
  recoveryHashes: Generated<string[]>
  lastStep: Generated<number>
  confirmedAt: Date | null
  createdAt: DefaultInstant
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
  createdAt: DefaultInstant
  usedAt: Date | null
}

export interface SignInTriesTable {
  platformId: PlatformId
  key: Buffer
  failures: Generated<number>
  triedAt: Instant
  knownUntil: Instant | null
  forgetAt: Instant
}

export interface IdentityProvidersTable {
  platformId: PlatformId
  id: IdentityProviderId
  name: string
  issuer: string
  clientId: string
  clientSecretSealed: string
  createsPeople: Generated<boolean>
  active: Generated<boolean>
  version: Generated<number>
  createdAt: DefaultInstant
}

export interface IdentitiesTable {
  platformId: PlatformId
  providerId: IdentityProviderId
  subject: string
  personId: PersonId
  createdAt: DefaultInstant
}

export interface CalendarFeedsTable {
  platformId: PlatformId
  personId: PersonId
  tokenHash: Buffer
  createdAt: DefaultInstant
  readAt: Date | null
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
  startsAt: Date
  endsAt: Date
}

export interface EventMovesTable {
  platformId: PlatformId
  id: MoveId
  personId: PersonId
  startsFrom: Instant
  tellsPeople: Generated<boolean>
  undoes: MoveId | null
  startedAt: DefaultInstant
  finishedAt: Date | null
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
  reason: Stored<StoredMessage>
  oldRoomId: RoomId | null
}

export interface AttendanceMarksTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  status: AttendanceStatus
  minutes: number | null
  note: Generated<string>
  version: number
  changedBy: PersonId
  changedAt: Instant
}

export interface AttendanceChangesTable {
  platformId: PlatformId
  eventId: EventId
  personId: PersonId
  version: number
  /** Of what was marked in one step. */
  changeId: MarkingId
  status: AttendanceStatus
  minutes: number | null
  note: Generated<string>
  actorId: PersonId
  changedAt: Instant
}

export interface EventAlarmsTable {
  platformId: PlatformId
  eventId: EventId
  startsAt: Instant
  raisedAt: Instant
  /** The provider says that the room runs. */
  clearedAt: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface RosterLooksTable {
  platformId: PlatformId
  eventId: EventId
  askedAt: Instant
  lookedAt: Date | null
  isRunning: boolean | null
  /** By person; null = the provider does not tell people while a room runs. */
  stays: Stored<Record<PersonId, readonly { joinedAt: string; leftAt: string | null }[]>>
}

export interface PlansTable {
  platformId: PlatformId
  id: PlanId
  personId: PersonId
  startedAt: Instant
  finishedAt: Date | null
  undoStartedAt: Date | null
  undoneAt: Date | null
}

export interface PersonImportsTable {
  platformId: PlatformId
  id: PersonImportId
  personId: PersonId
  byKey: boolean
  invite: boolean
  startedAt: DefaultInstant
  finishedAt: Generated<Date | null>
}

export interface PersonImportItemsTable {
  platformId: PlatformId
  importId: PersonImportId
  line: number
  email: string
  name: string
  cells: ColumnType<ImportedCells, string, never>
  state: Generated<'waiting' | 'added' | 'changed' | 'unchanged' | 'refused'>
  reason: Stored<StoredMessage>
  importedId: Generated<PersonId | null>
}

export interface PlanItemsTable {
  platformId: PlatformId
  planId: PlanId
  line: number
  sessionId: SessionId | null
  sessionName: string
  wish: ColumnType<PlanWish, string, never>
  state: Generated<'waiting' | 'planned' | 'refused' | 'undone' | 'kept'>
  reason: Stored<StoredMessage>
  eventId: EventId | null
}

/** A row of a table of people, as it was read. */
export interface ImportedCells {
  readonly cells: Readonly<
    Record<'email' | 'first_name' | 'last_name' | 'roles' | 'language' | 'time_zone', string>
  >
  readonly wholeName: string | undefined
  readonly flaw: (StoredMessage & { readonly code: ProblemCode }) | undefined
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

export interface ApiKeysTable {
  platformId: PlatformId
  id: ApiKeyId
  personId: PersonId
  name: string
  prefix: string
  tokenHash: Buffer
  scopes: ApiScope[]
  createdAt: Instant
  expiresAt: Date | null
  usedAt: Date | null
  revokedAt: Date | null
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
  formerEndsAt: Date | null
  failingSince: Date | null
  switchedOffAt: Date | null
  version: Generated<number>
  createdAt: Instant
}

export interface WebhookEventsTable {
  platformId: PlatformId
  id: WebhookEventId
  sequence: Generated<number>
  type: SentEventType
  object: ColumnType<WebhookObject, string, never>
  occurredAt: Instant
}

export type DeliveryState = 'pending' | 'delivered' | 'failed'

export interface WebhookDeliveriesTable {
  platformId: PlatformId
  id: DeliveryId
  webhookId: WebhookId
  eventId: WebhookEventId
  state: Generated<DeliveryState>
  tries: Generated<number>
  nextTryAt: Date | null
  leaseUntil: Date | null
  createdAt: Instant
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

export interface IdempotencyKeysTable {
  platformId: PlatformId
  personId: PersonId
  key: string
  requestHash: Buffer
  state: Generated<'running' | 'answered' | 'not-kept'>
  leaseUntil: Instant
  committed: Generated<boolean>
  status: number | null
  headers: Stored<Record<string, string>>
  body: string | null
  createdAt: Instant
}

/** Readable before a platform is known. */
export interface RoutingTables {
  platformHosts: PlatformHostsTable
}

export interface Tables extends RoutingTables {
  platforms: PlatformsTable
  people: PeopleTable
  logins: LoginsTable
  auditEntries: AuditEntriesTable
  apps: AppsTable
  accounts: AccountsTable
  organizers: OrganizersTable
  pairings: PairingsTable
  courses: CoursesTable
  sessions: SessionsTable
  sessionInstructors: SessionInstructorsTable
  courseImages: CourseImagesTable
  sessionFields: SessionFieldsTable
  eventInstructors: EventInstructorsTable
  teaching: TeachingView
  enrollments: EnrollmentsTable
  enrollmentChanges: EnrollmentChangesTable
  groups: GroupsTable
  groupMembers: GroupMembersTable
  events: EventsTable
  eventEntries: EventEntriesTable
  rooms: RoomsTable
  roomAttempts: RoomAttemptsTable
  registrations: RegistrationsTable
  roomLog: RoomLogTable
  requestTurns: RequestTurnsTable
  removedEvents: RemovedEventsTable
  removedSessions: RemovedSessionsTable
  removedCourses: RemovedCoursesTable
  preflights: PreflightsTable
  mails: MailsTable
  mailLanes: MailLanesTable
  notifications: NotificationsTable
  eventReminders: EventRemindersTable
  notificationSettings: NotificationSettingsTable
  notificationTemplates: NotificationTemplatesTable
  notificationPreferences: NotificationPreferencesTable
  domains: DomainsTable
  platformHosts: PlatformHostsTable
  passwordLinks: PasswordLinksTable
  secondFactors: SecondFactorsTable
  passkeys: PasskeysTable
  signInTries: SignInTriesTable
  identityProviders: IdentityProvidersTable
  identities: IdentitiesTable
  eventMoves: EventMovesTable
  calendarFeeds: CalendarFeedsTable
  calendarEntries: CalendarEntriesTable
  eventMoveItems: EventMoveItemsTable
  attendanceMarks: AttendanceMarksTable
  attendanceChanges: AttendanceChangesTable
  eventAlarms: EventAlarmsTable
  rosterLooks: RosterLooksTable
  apiKeys: ApiKeysTable
  webhooks: WebhooksTable
  webhookEvents: WebhookEventsTable
  webhookDeliveries: WebhookDeliveriesTable
  webhookTries: WebhookTriesTable
  idempotencyKeys: IdempotencyKeysTable
  personImports: PersonImportsTable
  personImportItems: PersonImportItemsTable
  plans: PlansTable
  planItems: PlanItemsTable
}
