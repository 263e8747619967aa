/** What people are told. Each kind has a title and a sentence in both languages: `notify-<kind>`. */
export const notificationKinds = [
  'enrolled',
  'requested',
  'waiting',
  'offered',
  'offer-expired',
  'declined',
  'removed',
  'planned',
  'changed',
  'cancelled',
  'restored',
  'deleted',
  'reminder',
] as const
export type NotificationKind = (typeof notificationKinds)[number]

/** A file that adds, changes or takes out one event of a person's calendar (RFC 5546). */
export interface CalendarUpdate {
  readonly method: 'REQUEST' | 'CANCEL'
  readonly content: string
}

/** An event that is gone, as it was. */
export interface PastEvent {
  readonly id: string
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
  /** Only for `reminder`: the start that it is about, RFC 3339. */
  readonly startsAt?: string
}
