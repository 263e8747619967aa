import type { EventId, PersonId } from './ids.ts'

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
