import type { AccountId, EventId, PersonId, ReportViewId } from './ids.ts'
import type { StoredMessage } from './message.ts'
import { type NotificationKind, notificationRules, type Placeholder, rules } from './notification-rules.ts'

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
