import type { CalendarUpdate } from '../../../domain/calendar-update.ts'
import { notificationRules } from '../../../domain/notification-rules.ts'
import type { PlaceChange, Told } from './previews.store.ts'

/** Calendar updates that go with what a person is told. */
export function methodsOf(told: Told): CalendarUpdate['method'][] {
  const { kind, eventIds, params, hasComing } = told
  const { calendar, events } = notificationRules[kind]
  const methods: CalendarUpdate['method'][] = []
  const isDated = params.deleted ? params.deleted.events.length > 0 : hasComing && events === 'all'
  if (params.gone && params.gone.length > 0) methods.push('CANCEL')
  if (calendar && (eventIds.length > 0 || isDated)) methods.push(calendar)
  return methods
}

/** What may become of somebody's place, in the order in which people are told. */
export const placeOutcomeOrder = [
  'removed',
  'moved',
  'enrolled',
  'promoted',
  'offered',
  'waiting',
  'requested',
] as const
export type PlaceOutcome = (typeof placeOutcomeOrder)[number]

/**
 * What became of each person: the last thing counts, and a person who left one session for a place in another has moved.
 *
 * @param changes of one save, in their order
 */
export function placeOutcomes(
  changes: readonly PlaceChange[],
): { outcome: PlaceOutcome; change: PlaceChange }[] {
  const byPerson = Map.groupBy(changes, (change) => change.personId)
  return [...byPerson.values()].flatMap((own) => {
    const last = new Map(own.map((change) => [change.sessionId, change]))
    const gained = [...last.values()].filter((change) => change.status !== 'cancelled')
    const left = [...last.values()].find((change) => change.status === 'cancelled')
    if (gained.length === 0) return left ? [{ outcome: 'removed' as const, change: left }] : []
    return gained.map((change) => ({ outcome: outcomeOf(change, left !== undefined), change }))
  })
}

function outcomeOf({ status, actorId }: PlaceChange, hasLeft: boolean): PlaceOutcome {
  if (status === 'enrolled') {
    if (hasLeft) return 'moved'
    return actorId === null ? 'promoted' : 'enrolled'
  }
  return status === 'cancelled' ? 'removed' : status
}

export type RoomOutcome = 'created' | 'changed' | 'made-anew' | 'deleted'

/** A room in place of another one of the same event is made anew. */
export function roomOutcomes<Room extends { id: string; eventId: string; isWanted: unknown }>(
  rooms: readonly Room[],
  newIds: ReadonlySet<string>,
): { outcome: RoomOutcome; room: Room }[] {
  const outcomes: { outcome: RoomOutcome; room: Room }[] = []
  for (const own of Map.groupBy(rooms, (room) => room.eventId).values()) {
    const wanted = own.find((room) => room.isWanted)
    const gone = own.filter((room) => !room.isWanted && !newIds.has(room.id))
    if (!wanted) outcomes.push(...gone.map((room) => ({ outcome: 'deleted' as const, room })))
    else if (!newIds.has(wanted.id)) outcomes.push({ outcome: 'changed', room: wanted })
    else outcomes.push({ outcome: gone.length > 0 ? 'made-anew' : 'created', room: wanted })
  }
  return outcomes
}
