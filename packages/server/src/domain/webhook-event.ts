/** What other systems can be told. Each name is `object.what-happened`, as in the payload's `type`. */
export const webhookEventTypes = [
  'course.created',
  'course.changed',
  'course.cancelled',
  'course.restored',
  'course.deleted',
  'session.created',
  'session.changed',
  'session.cancelled',
  'session.restored',
  'session.deleted',
  'event.created',
  'event.changed',
  'event.cancelled',
  'event.restored',
  'event.deleted',
  'enrollment.created',
  'enrollment.changed',
  'enrollment.promoted',
  'enrollment.cancelled',
  'room.ready',
  'room.failed',
  'account.needs-pairing',
  'attendance.marked',
  'completion.reached',
  'completion.withdrawn',
  'certificate.issued',
  'certificate.recalled',
  'attendance.judged',
  'attendance.explained',
  'evaluation.answered',
  'presence.asked',
  'presence.answered',
  'person.merged',
] as const
export type WebhookEventType = (typeof webhookEventTypes)[number]

/** Sent on request to try a webhook out; nobody can subscribe to it. */
export const TEST_EVENT_TYPE = 'webhook.test'
export type SentEventType = WebhookEventType | typeof TEST_EVENT_TYPE

/** What an event is about: ids and states, never names, addresses or links into a room. */
export type WebhookObject = Readonly<Record<string, string>>

export interface WebhookEvent {
  readonly type: SentEventType
  readonly object: WebhookObject
}

/** The event in a change of an enrollment's status; undefined when nothing changed. */
export function eventOfEnrollment(
  before: string | undefined,
  after: string,
  ids: { readonly sessionId: string; readonly personId: string },
): WebhookEvent | undefined {
  if (before === after) return undefined
  const object = { ...ids, status: after }
  if (after === 'cancelled') return { type: 'enrollment.cancelled', object }
  if (before === undefined || before === 'cancelled') return { type: 'enrollment.created', object }
  const movesUp =
    (before === 'waiting' || before === 'offered') && (after === 'enrolled' || after === 'offered')
  return { type: movesUp ? 'enrollment.promoted' : 'enrollment.changed', object }
}

/** The event in a change of a room's state; undefined when nobody has to know. */
export function eventOfRoom(before: string, after: string, eventId: string): WebhookEvent | undefined {
  if (before === after) return undefined
  if (after === 'ready') return { type: 'room.ready', object: { eventId, state: after } }
  const isBad = after === 'failed' || after === 'blocked'
  const wasBad = before === 'failed' || before === 'blocked'
  return isBad && !wasBad ? { type: 'room.failed', object: { eventId, state: after } } : undefined
}

/** Where the API shows what an event is about; null when it is gone or has no place of its own. */
export function pathOfEvent({ type, object }: WebhookEvent): string | null {
  if (type.endsWith('.deleted')) return null
  const { courseId, sessionId, eventId, accountId, personId } = object
  if (type.startsWith('certificate.')) return `/api/v1/sessions/${sessionId}/certificates`
  if (type.startsWith('completion.')) return `/api/v1/sessions/${sessionId}/completions/${personId}`
  if (eventId) return `/api/v1/events/${eventId}`
  if (sessionId) return `/api/v1/sessions/${sessionId}${personId ? '/enrollments' : ''}`
  if (type === 'person.merged') return `/api/v1/people/${personId}`
  if (courseId) return `/api/v1/courses/${courseId}`
  return accountId ? `/api/v1/accounts/${accountId}` : null
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Delays before the second and later tries, as Standard Webhooks suggest them: about three days in all. */
const RETRY_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const

/**
 * How long to wait after a failed try.
 *
 * @param tries made so far, from 1
 * @param random in [0, 1): up to a tenth is added, so that not everything comes back at once
 * @returns undefined when it was the last one
 */
export function webhookRetryMs(tries: number, random: number): number | undefined {
  const delay = RETRY_MS[tries - 1]
  return delay === undefined ? undefined : Math.round(delay * (1 + random / 10))
}
