import type { CompletionState } from './completion.ts'
import { type EnrollmentStatus, enrolledStatuses } from './enrollment.ts'
import type { AccountId, EventId, PersonId, ReportViewId } from './ids.ts'
import type { StoredMessage } from './message.ts'

/** Words in double braces that a text may hold; what each becomes is said where it is written (`wording.ts`). */
export type Placeholder =
  | 'name'
  | 'platform'
  | 'link'
  | 'course'
  | 'session'
  | 'events'
  | 'reason'
  | 'until'
  | 'event'
  | 'findings'
  | 'webhook'
  | 'account'
  | 'provider'
  | 'organizer'
  | 'instructors'
  | 'sender'
  | 'subject'
  | 'text'
  | 'from'
  | 'enrolled'
  | 'min'
  | 'count'
  | 'recipient'
  | 'view'
  /** How people get in, or nothing when no date of it is online. */
  | 'joining'

/** Kinds that stand under one heading, and that a person switches on and off together. */
export const notificationTopics = ['places', 'changes', 'reminders', 'teaching', 'operation'] as const
export type NotificationTopic = (typeof notificationTopics)[number]

/** All that is particular to one kind of notification. */
export interface NotificationRule {
  readonly topic: NotificationTopic
  /** A platform may switch it off, and let people do so. What must be known is not optional. */
  readonly isOptional: boolean
  /**
   * For whom it is true: people with one of these statuses in the session, people who have a place in it or teach it, or
   * whoever it was told to.
   */
  readonly holdsFor: readonly EnrollmentStatus[] | 'people-of-session' | 'everybody'
  /**
   * Events that it names: those it was told about and that take place; with `all`, the coming ones when it was told
   * about none; with `cancelled`, those that don't take place. With none left it is untrue.
   */
  readonly events: 'none' | 'told' | 'all' | 'cancelled'
  /** What the session must be for it to be true; left out = whatever it is. */
  readonly session?: 'cancelled' | 'standing' | 'confirmed' | 'warned'
  /** How far the person must be in the session for it to be true; `not-completed` = whatever else. Left out = however far. */
  readonly completion?: CompletionState | 'not-completed'
  /** What calendar programs are told about these events. */
  readonly calendar?: CalendarUpdate['method']
  /** Another kind whose texts it takes: it has none of its own, and no place on the settings page. */
  readonly wordedAs?: string
  /** It is not shown in the app: who it is for reads another mailbox. */
  readonly isMailOnly?: boolean
  /** Beside those of all kinds: `name`, `platform`, `link`. */
  readonly placeholders: readonly Placeholder[]
}

const ofSession = ['course', 'session'] as const
const place = { topic: 'places', events: 'none', isOptional: false, placeholders: ofSession } as const
const change = {
  topic: 'changes',
  isOptional: false,
  holdsFor: 'people-of-session',
  events: 'told',
  placeholders: [...ofSession, 'events'],
} as const

const off = {
  ...change,
  events: 'cancelled',
  session: 'cancelled',
  calendar: 'CANCEL',
  placeholders: [...ofSession, 'events', 'reason'],
} as const
const back = {
  ...change,
  session: 'standing',
  calendar: 'REQUEST',
  placeholders: [...change.placeholders, 'joining'],
} as const
const result = { ...place, holdsFor: 'everybody' } as const
const elsewhere = { ...place, placeholders: [...ofSession, 'events', 'reason', 'from'] } as const

/**
 * What people are told. A new kind is one entry here, and a title with a sentence in both languages:
 * `notify-<kind>` in `messages/`.
 */
const rules = {
  enrolled: {
    ...place,
    holdsFor: enrolledStatuses,
    events: 'all',
    calendar: 'REQUEST',
    placeholders: [...ofSession, 'events', 'joining'],
  },
  promoted: {
    ...place,
    holdsFor: enrolledStatuses,
    events: 'all',
    calendar: 'REQUEST',
    placeholders: [...ofSession, 'events', 'joining'],
  },
  requested: { ...place, holdsFor: ['requested'], isOptional: true },
  'request-expired': { ...place, holdsFor: ['cancelled'] },
  // To a manager, or who stands in: of whoever asks.
  'manager-asked': {
    ...place,
    topic: 'operation',
    holdsFor: 'everybody',
    placeholders: [...ofSession, 'sender', 'until'],
  },
  waiting: { ...place, holdsFor: ['waiting'], isOptional: true },
  offered: { ...place, holdsFor: ['offered'], placeholders: [...ofSession, 'until'] },
  'offer-expired': { ...place, holdsFor: ['cancelled'] },
  declined: { ...place, holdsFor: ['cancelled'], placeholders: [...ofSession, 'reason'] },
  removed: {
    ...place,
    holdsFor: ['cancelled'],
    events: 'all',
    calendar: 'CANCEL',
    placeholders: [...ofSession, 'events', 'reason'],
  },
  planned: { ...change, calendar: 'REQUEST' },
  changed: { ...change, calendar: 'REQUEST', placeholders: [...change.placeholders, 'joining'] },
  cancelled: {
    ...change,
    events: 'cancelled',
    calendar: 'CANCEL',
    placeholders: [...ofSession, 'events', 'reason'],
  },
  restored: { ...change, calendar: 'REQUEST' },
  'led-elsewhere': { ...change, events: 'none', placeholders: [...ofSession, 'event'] },
  deleted: { ...change, wordedAs: 'cancelled', holdsFor: 'everybody', calendar: 'CANCEL' },
  'session-cancelled': { ...off, holdsFor: 'everybody' },
  'session-restored': back,
  'course-cancelled': { ...off, holdsFor: 'everybody' },
  'course-restored': back,
  released: { ...off, holdsFor: ['cancelled'] },
  // The dates of the cancelled session leave the calendar: `params.gone`.
  moved: { ...elsewhere, holdsFor: enrolledStatuses, events: 'all', calendar: 'REQUEST' },
  'moved-to-waiting': { ...elsewhere, holdsFor: ['waiting'] },
  confirmed: { ...change, session: 'confirmed' },
  'decision-due': {
    topic: 'operation',
    isOptional: false,
    holdsFor: 'everybody',
    session: 'warned',
    events: 'none',
    placeholders: [...ofSession, 'enrolled', 'min'],
  },
  completed: { ...result, isOptional: true, completion: 'completed' },
  'completed-until': {
    ...result,
    isOptional: true,
    completion: 'completed',
    placeholders: [...ofSession, 'until'],
  },
  'completion-withdrawn': { ...result, completion: 'not-completed' },
  'goal-out-of-reach': { ...result, isOptional: true, completion: 'out-of-reach' },
  'completion-expires': {
    ...result,
    completion: 'completed',
    topic: 'reminders',
    isOptional: true,
    placeholders: [...ofSession, 'until'],
  },
  // To who plans, of all whom it is about.
  'goals-out-of-reach': {
    ...result,
    topic: 'teaching',
    isOptional: true,
    placeholders: [...ofSession, 'count'],
  },
  // Somebody else teaches, said to who did; and to learners, where that is wanted.
  replaced: { ...change, topic: 'teaching', holdsFor: 'everybody', calendar: 'CANCEL' },
  instructor: { ...change, isOptional: true },
  reminder: {
    topic: 'reminders',
    isOptional: true,
    holdsFor: 'people-of-session',
    events: 'told',
    placeholders: [...ofSession, 'events', 'joining'],
  },
  nudge: {
    topic: 'reminders',
    isOptional: false,
    holdsFor: enrolledStatuses,
    events: 'told',
    placeholders: [...ofSession, 'event', 'joining'],
  },
  recording: {
    topic: 'changes',
    isOptional: true,
    holdsFor: enrolledStatuses,
    events: 'none',
    placeholders: [...ofSession, 'event'],
  },
  // True as long as the person may answer and has not: the event is over.
  survey: {
    topic: 'reminders',
    isOptional: true,
    holdsFor: enrolledStatuses,
    events: 'told',
    placeholders: [...ofSession, 'event'],
  },
  message: {
    topic: 'changes',
    isOptional: false,
    holdsFor: 'people-of-session',
    events: 'none',
    placeholders: [...ofSession, 'sender', 'subject', 'text'],
  },
  // True as long as they stand at the door of an event that is to come.
  'registrar-named': {
    topic: 'teaching',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'told',
    placeholders: [...ofSession, 'events'],
  },
  // True as long as an explanation of somebody who missed it waits for an answer.
  'absence-explained': {
    topic: 'teaching',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'told',
    placeholders: [...ofSession, 'event'],
  },
  'not-started': {
    topic: 'teaching',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'told',
    placeholders: [...ofSession, 'event', 'instructors'],
  },
  'room-not-ready': {
    topic: 'operation',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'told',
    placeholders: [...ofSession, 'event', 'findings'],
  },
  'webhook-off': {
    topic: 'operation',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'none',
    placeholders: ['webhook', 'findings'],
  },
  'account-needs-pairing': {
    topic: 'operation',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'none',
    placeholders: ['account', 'provider'],
  },
  // To the address that a person had: what it was sent leaves its calendar (`params.leaves`).
  'address-left': {
    topic: 'places',
    isOptional: false,
    isMailOnly: true,
    holdsFor: 'everybody',
    events: 'told',
    calendar: 'CANCEL',
    placeholders: ['events'],
  },
  'address-taken': {
    topic: 'places',
    isOptional: false,
    isMailOnly: true,
    holdsFor: 'everybody',
    events: 'told',
    calendar: 'REQUEST',
    placeholders: ['events'],
  },
  'mail-not-written': {
    topic: 'operation',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'none',
    placeholders: ['recipient', 'subject', 'findings'],
  },
  // A view of a report, to whom it is sent again and again (`params.viewId`).
  report: {
    topic: 'operation',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'none',
    placeholders: ['view', 'from', 'until', 'findings'],
  },
  // Both stay true as news of their time: whoever it was issued to finds what it is worth on the page.
  'certificate-issued': { ...place, isOptional: true, holdsFor: 'everybody' },
  'certificate-recalled': { ...place, holdsFor: 'everybody', placeholders: [...ofSession, 'reason'] },
  'erasure-asked': {
    topic: 'operation',
    isOptional: false,
    holdsFor: 'everybody',
    events: 'none',
    placeholders: [],
  },
  'erasure-declined': {
    topic: 'changes',
    isOptional: false,
    holdsFor: 'everybody',
    events: 'none',
    placeholders: ['reason'],
  },
  'pairing-ends': {
    topic: 'operation',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'none',
    placeholders: ['account', 'organizer', 'until'],
  },
  'secret-ends': {
    topic: 'operation',
    isOptional: true,
    holdsFor: 'everybody',
    events: 'none',
    placeholders: ['account', 'provider', 'until'],
  },
} as const satisfies Record<string, NotificationRule>

export type NotificationKind = keyof typeof rules
export const notificationRules: Readonly<Record<NotificationKind, NotificationRule>> = rules
export const notificationKinds = Object.keys(rules) as NotificationKind[]

export function isNotificationKind(text: string): text is NotificationKind {
  return Object.hasOwn(rules, text)
}

/** Kinds with texts of their own: what settings and templates are about. */
export const wordedKinds = notificationKinds.filter((kind) => !notificationRules[kind].wordedAs)

export function isWordedKind(text: string): text is NotificationKind {
  return wordedKinds.some((kind) => kind === text)
}

/** The kind whose texts and settings a kind goes by. */
export function wordingOf(kind: NotificationKind): NotificationKind {
  const { wordedAs } = notificationRules[kind]
  return wordedAs && isWordedKind(wordedAs) ? wordedAs : kind
}

/** The placeholders of a kind, those of all kinds first. */
export function placeholdersOf(kind: NotificationKind): Placeholder[] {
  return ['name', 'platform', 'link', ...notificationRules[kind].placeholders]
}

/** What a platform has decided about a kind. */
export interface KindSettings {
  readonly mail: boolean
  readonly inApp: boolean
  /** People may switch it off for themselves. */
  readonly optOut: boolean
}

/** What a person wants of a topic. */
export interface TopicPreference {
  readonly mail: boolean
  readonly inApp: boolean
}

/** By which ways a kind reaches a person. What is not optional takes every way. */
export function waysOf(
  kind: NotificationKind,
  settings: KindSettings | undefined,
  preference: TopicPreference | undefined,
): TopicPreference {
  const { isOptional, isMailOnly = false } = notificationRules[kind]
  if (!isOptional) return { mail: true, inApp: !isMailOnly }
  const { mail, inApp, optOut } = settings ?? { mail: true, inApp: true, optOut: true }
  const wanted = optOut && preference ? preference : { mail: true, inApp: true }
  return { mail: mail && wanted.mail, inApp: inApp && wanted.inApp }
}

export const calendarMethods = ['REQUEST', 'CANCEL'] as const

/** A file that adds, changes or takes out one event of a person's calendar (RFC 5546). */
export interface CalendarUpdate {
  readonly method: (typeof calendarMethods)[number]
  readonly content: string
  /** Of the event, for superadmins who read the outbox. */
  readonly name?: string
  readonly eventId?: EventId
  /** Of the UID: the person, or a duplicate that was merged into them. */
  readonly personId?: PersonId
}

/** An event that is gone, as it was. */
export interface PastEvent {
  readonly id: EventId
  readonly name: string
  readonly startsAt: string
  readonly endsAt: string
  readonly calendarSequence: number
}

export interface NotificationParams {
  /** Why something does not take place. */
  readonly reason?: string
  /** Only for `deleted`: nothing can be looked up any more. */
  readonly deleted?: {
    readonly courseName: string
    readonly sessionName: string
    readonly events: readonly PastEvent[]
  }
  /** Dates of another session that leave the calendars of people who were moved. */
  readonly gone?: readonly PastEvent[]
  /**
   * Only for `address-left`: to which mailbox it goes in place of the person's, and whose events leave its calendar: the
   * person's, or those of a duplicate that was merged into them.
   */
  readonly leaves?: { readonly mailbox: string; readonly personId: PersonId }
  /** Only for `reminder`: the start that it is about, RFC 3339. */
  readonly startsAt?: string
  /** Of the page of ours that it leads to; left out = the session's. */
  readonly path?: string
  /** For `{{findings}}`: sentences in the reader's language. */
  readonly findings?: readonly StoredMessage[]
  /** What other placeholders of the kind become. Instants as RFC 3339 are shown in the reader's zone, days as days. */
  readonly values?: Readonly<Record<string, string | number | readonly string[]>>
  /** Only for `account-needs-pairing`: the account that it is true of. */
  readonly accountId?: AccountId
  /** Only for `report`: the view, which the person may see and wants. */
  readonly viewId?: ReportViewId
}
