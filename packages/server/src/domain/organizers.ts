import { type Booking, peakWithin } from './capacity.ts'
import type { EventId } from './ids.ts'

/** A user of the provider's who hosts rooms, so many at the same time; undefined = any number. */
export interface OrganizerSlots<Id> {
  readonly id: Id
  readonly rooms: number | undefined
}

/** A room that an organizer holds for an event to come. */
export interface HeldRoom<Id> extends Booking {
  readonly eventId: EventId
  readonly organizerId: Id
  /** It is not moved to make room for others. */
  readonly stays?: boolean
}

/** Who hosts an event, and which other events change their organizer to make that possible. */
export interface Assignment<Id> {
  readonly organizerId: Id
  readonly moves: readonly { readonly eventId: EventId; readonly organizerId: Id }[]
}

/** Chains of events that make room for each other are followed so far. */
const MAX_CHAIN = 3

/**
 * Finds an organizer for a room, who is free at that time. When nobody is, others' rooms that are not near are
 * moved among the organizers, as few as the search finds.
 *
 * @param held every room that touches the time, or could be moved, without the wish itself
 * @param movableFrom rooms that begin before this moment stay with their organizer
 * @returns undefined when there is no way
 */
export function assignOrganizer<Id>(
  wish: Booking & { readonly preferred?: Id | undefined },
  organizers: readonly OrganizerSlots<Id>[],
  held: readonly HeldRoom<Id>[],
  movableFrom: Date,
): Assignment<Id> | undefined {
  const free = organizers.filter((organizer) => hasRoom(organizer, wish, held))
  const preferred = free.find((organizer) => organizer.id === wish.preferred)
  const [chosen] = preferred ? [preferred] : [...free].sort((a, b) => load(a, held) - load(b, held))
  if (chosen) return { organizerId: chosen.id, moves: [] }
  return makeRoom(wish, organizers, held, movableFrom, MAX_CHAIN)
}

function makeRoom<Id>(
  wish: Booking,
  organizers: readonly OrganizerSlots<Id>[],
  held: readonly HeldRoom<Id>[],
  movableFrom: Date,
  chain: number,
): Assignment<Id> | undefined {
  if (chain === 0) return undefined
  for (const organizer of organizers) {
    const moved = moveAway(organizer, wish, organizers, held, movableFrom, chain)
    if (moved) return { organizerId: organizer.id, moves: moved }
  }
  return undefined
}

/** Moves rooms of one organizer to others until a wish fits. */
function moveAway<Id>(
  organizer: OrganizerSlots<Id>,
  wish: Booking,
  organizers: readonly OrganizerSlots<Id>[],
  held: readonly HeldRoom<Id>[],
  movableFrom: Date,
  chain: number,
): Assignment<Id>['moves'] | undefined {
  const others = organizers.filter((other) => other !== organizer)
  const inTheWay = held.filter(
    (room) =>
      room.organizerId === organizer.id && touches(room, wish) && room.startsAt >= movableFrom && !room.stays,
  )
  let now = held
  const moves: { eventId: EventId; organizerId: Id }[] = []
  for (const room of inTheWay) {
    if (hasRoom(organizer, wish, now)) break
    const without = now.filter((other) => other !== room)
    const free = others.find((other) => hasRoom(other, room, without))
    const place: Assignment<Id> | undefined = free
      ? { organizerId: free.id, moves: [] }
      : makeRoom(room, others, without, movableFrom, chain - 1)
    if (!place) continue
    moves.push(...place.moves, { eventId: room.eventId, organizerId: place.organizerId })
    now = [...applied(without, place.moves), { ...room, organizerId: place.organizerId }]
  }
  return hasRoom(organizer, wish, now) ? moves : undefined
}

function applied<Id>(held: readonly HeldRoom<Id>[], moves: Assignment<Id>['moves']): readonly HeldRoom<Id>[] {
  const to = new Map(moves.map((move) => [move.eventId, move.organizerId]))
  return held.map((room) => {
    const organizerId = to.get(room.eventId)
    return organizerId === undefined ? room : { ...room, organizerId }
  })
}

function hasRoom<Id>(organizer: OrganizerSlots<Id>, span: Booking, held: readonly HeldRoom<Id>[]): boolean {
  if (organizer.rooms === undefined) return true
  const own = held.filter((room) => room.organizerId === organizer.id)
  return peakWithin(span, own).rooms < organizer.rooms
}

function load<Id>(organizer: OrganizerSlots<Id>, held: readonly HeldRoom<Id>[]): number {
  return held.filter((room) => room.organizerId === organizer.id).length
}

function touches(a: Booking, b: Booking): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt
}
