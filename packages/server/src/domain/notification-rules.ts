import type { CalendarUpdate } from './calendar-update.ts'
import type { CompletionState } from './completion.ts'
import { type EnrollmentStatus, enrolledStatuses } from './enrollment.ts'

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
export const rules = {
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
