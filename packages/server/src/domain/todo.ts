/** What can wait for somebody who plans; the order is that of two that are equally urgent. */
export const todoKinds = [
  'no-worker', // nobody works off what is done in the background
  'not-started', // an event runs and nobody has started it
  'room', // a coming event's room can't be made
  'check', // the newest check of an event is red
  'pairing-ended',
  'no-instructor',
  'no-room', // live online, and neither a tool nor a venue
  'decision', // a session below its minimum
  'pairing-ends',
  'secret-ends', // what an account's form holds
  'drift', // somebody changed a room at the provider
  'zone', // the rules of a zone changed
  'waiting', // people wait, and there are or could be places
  'requests',
  'explained', // people say why they could not come
  'erasure', // somebody wants their data to be erased
  'mails', // that failed
  'webhook', // switched off by itself
] as const
export type TodoKind = (typeof todoKinds)[number]

/** `now`: people will stand before a closed door. `soon`: it will be so if nobody does something. `later`: somebody waits. */
export const urgencies = ['now', 'soon', 'later'] as const
export type Urgency = (typeof urgencies)[number]

/** Whoever asks has a right to an answer by a day: a week before it is time. */
const ANSWER_SOON_DAYS = 7
/** What is wrong with an event that begins within so many hours can't wait. */
export const PRESSING_HOURS = 48

export interface Waiting {
  readonly kind: TodoKind
  /** Since when work waits, when the event starts, the decision is due, the pairing or secret ends or ended, an answer is due, the oldest request or explanation was made. */
  readonly at: Date | null
}

/** How urgent something is at a moment. */
export function urgencyOf({ kind, at }: Waiting, now: Date): Urgency {
  const isWithin = (hours: number) => at === null || at.getTime() - now.getTime() <= hours * 3_600_000
  const isPressing = isWithin(PRESSING_HOURS)
  switch (kind) {
    case 'no-worker':
    case 'not-started':
    case 'pairing-ended':
      return 'now'
    case 'room':
    case 'check':
    case 'no-instructor':
    case 'no-room':
      return isPressing ? 'now' : 'soon'
    case 'decision':
    case 'pairing-ends':
    case 'secret-ends':
    case 'drift':
    case 'zone':
      return 'soon'
    case 'erasure':
      return isWithin(ANSWER_SOON_DAYS * 24) ? 'soon' : 'later'
    case 'waiting':
    case 'requests':
    case 'explained':
    case 'mails':
    case 'webhook':
      return 'later'
  }
}

/** The most urgent first, then by time (without one: last), then by kind. */
export function byUrgency(now: Date): (one: Waiting, other: Waiting) => number {
  const rank = (todo: Waiting) => urgencies.indexOf(urgencyOf(todo, now))
  const time = ({ at }: Waiting) => at?.getTime() ?? Number.MAX_SAFE_INTEGER
  return (one, other) =>
    rank(one) - rank(other) ||
    time(one) - time(other) ||
    todoKinds.indexOf(one.kind) - todoKinds.indexOf(other.kind)
}
