import type { Booking } from './capacity.ts'
import type { AccountId, EventId, PersonId, SessionId } from './ids.ts'
import type { RoomState } from './room.ts'
import { isAtTheSameTime } from './teaching.ts'
import { addMinutes } from './time.ts'

// What is wrong with events on a board: each kind of conflict, found among all events of a stretch of time at once.

export const conflictTypes = [
  'account-full',
  'account-unusable',
  'no-organizer',
  'room-failed',
  'instructor-busy',
  'instructor-away',
  'instructor-outside-hours',
  'place-busy',
  'session-overlap',
  'no-room',
  'no-instructor',
] as const
export type ConflictType = (typeof conflictTypes)[number]

/** An event as a board places it. */
export interface PlacedEvent extends Booking {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly accountId: AccountId | null
  /** Where it is held, beside a tool or without one; empty = nowhere. */
  readonly place: string
  readonly instructorIds: readonly PersonId[]
  /** It is live and online: a tool or a place it must have. */
  readonly isOnline: boolean
  /** Of the room that it has; null = none. */
  readonly roomState: RoomState | null
  /** Somebody hosts its room, or nobody has to. */
  readonly isHosted: boolean
}

/** What an account can hold. */
export interface AccountRooms {
  /** At once; undefined = any number. */
  readonly rooms: number | undefined
  readonly isUsable: boolean
  readonly marginBeforeMinutes: number
  readonly marginAfterMinutes: number
}

export interface Surroundings {
  readonly accounts: ReadonlyMap<AccountId, AccountRooms>
  /** By person, in any order. */
  readonly absences: ReadonlyMap<PersonId, readonly Booking[]>
  /** By person, in order; nobody who has no weekly hours. */
  readonly outside: ReadonlyMap<PersonId, readonly Booking[]>
}

export interface Conflict {
  readonly type: ConflictType
  /** The other events in it, those that begin first. */
  readonly eventIds: readonly EventId[]
  /** Whom it is about. */
  readonly personId: PersonId | null
}

/** So many of the others are named. */
const MOST_OTHERS = 10

/**
 * Finds what is wrong with events, by event. Those that have nothing wrong are not in it.
 *
 * @param events that take place and have not ended, and all that touch them, in any order
 */
export function findConflicts(
  events: readonly PlacedEvent[],
  around: Surroundings,
): Map<EventId, Conflict[]> {
  const found = new Map<EventId, Conflict[]>()
  const add = (
    id: EventId,
    type: ConflictType,
    others: readonly EventId[] = [],
    personId: PersonId | null = null,
  ) => {
    const conflict = { type, eventIds: others.slice(0, MOST_OTHERS), personId }
    const known = found.get(id)
    if (known) known.push(conflict)
    else found.set(id, [conflict])
  }
  const byStart = [...events].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
  for (const [accountId, own] of groupsBy(byStart, ({ accountId }) => (accountId ? [accountId] : []))) {
    const account = around.accounts.get(accountId)
    if (!account?.isUsable) for (const { id } of own) add(id, 'account-unusable')
    if (account?.rooms === undefined) continue
    for (const [id, others] of tooMany(own, account, account.rooms)) add(id, 'account-full', others)
  }
  for (const [personId, own] of groupsBy(byStart, ({ instructorIds }) => instructorIds)) {
    for (const [id, others] of overlapping(own)) add(id, 'instructor-busy', others, personId)
    for (const event of own) {
      const isIn = (spans: readonly Booking[] | undefined) =>
        spans?.some((span) => isAtTheSameTime(span, event))
      if (isIn(around.absences.get(personId))) add(event.id, 'instructor-away', [], personId)
      else if (isIn(around.outside.get(personId))) add(event.id, 'instructor-outside-hours', [], personId)
    }
  }
  for (const [, own] of groupsBy(byStart, ({ place }) => (place ? [keyOfPlace(place)] : [])))
    for (const [id, others] of overlapping(own)) add(id, 'place-busy', others)
  for (const [, own] of groupsBy(byStart, ({ sessionId }) => [sessionId]))
    for (const [id, others] of overlapping(own)) add(id, 'session-overlap', others)
  for (const event of byStart) {
    if (event.accountId && !event.isHosted) add(event.id, 'no-organizer')
    if (event.roomState === 'failed' || event.roomState === 'blocked') add(event.id, 'room-failed')
    if (event.isOnline && !event.accountId && !event.place) add(event.id, 'no-room')
    if (event.instructorIds.length === 0) add(event.id, 'no-instructor')
  }
  return found
}

/** Two texts that name one place. */
export function keyOfPlace(place: string): string {
  return place.trim().replace(/\s+/g, ' ').toLowerCase()
}

/** Events of an account that hold rooms at a moment at which more are held than it has. */
function tooMany(
  own: readonly PlacedEvent[],
  { marginBeforeMinutes, marginAfterMinutes }: AccountRooms,
  rooms: number,
): [EventId, EventId[]][] {
  const held = own.map((event) => ({
    id: event.id,
    startsAt: addMinutes(event.startsAt, -marginBeforeMinutes),
    endsAt: addMinutes(event.endsAt, marginAfterMinutes),
  }))
  const full = spansWithMore(held, rooms)
  if (full.length === 0) return []
  return eachWithOthers(held).flatMap(([event, others]): [EventId, EventId[]][] =>
    full.some((span) => isAtTheSameTime(span, event)) ? [[event.id, others.map(({ id }) => id)]] : [],
  )
}

/** When more than so many are held at once. */
function spansWithMore(held: readonly Booking[], rooms: number): Booking[] {
  const steps = held
    .flatMap(({ startsAt, endsAt }) => [
      { at: startsAt, by: 1 },
      { at: endsAt, by: -1 },
    ])
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.by - b.by)
  const spans: Booking[] = []
  let count = 0
  let since: Date | undefined
  for (const { at, by } of steps) {
    count += by
    if (count > rooms) since ??= at
    else if (since) {
      spans.push({ startsAt: since, endsAt: at })
      since = undefined
    }
  }
  return spans
}

function overlapping(own: readonly PlacedEvent[]): [EventId, EventId[]][] {
  if (own.length < 2) return []
  return eachWithOthers(own).flatMap(([event, others]): [EventId, EventId[]][] =>
    others.length > 0 ? [[event.id, others.map(({ id }) => id)]] : [],
  )
}

/** Each with those at the same time. @param own by start */
function eachWithOthers<T extends Booking>(own: readonly T[]): [T, T[]][] {
  const pairs = own.map((one): [T, T[]] => [one, []])
  let open: [T, T[]][] = []
  for (const pair of pairs) {
    const [one, others] = pair
    open = open.filter(([other]) => other.endsAt > one.startsAt)
    for (const [other, itsOthers] of open) {
      others.push(other)
      itsOthers.push(one)
    }
    open.push(pair)
  }
  return pairs
}

function groupsBy<T, Key>(events: readonly T[], keysOf: (event: T) => readonly Key[]): Map<Key, T[]> {
  const groups = new Map<Key, T[]>()
  for (const event of events) {
    for (const key of keysOf(event)) {
      const group = groups.get(key)
      if (group) group.push(event)
      else groups.set(key, [event])
    }
  }
  return groups
}
