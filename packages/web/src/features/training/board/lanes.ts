import type { Day } from '../../../ui/days.ts'
import { byDay } from '../calendar/days.ts'
import { NO_LANE } from './gesture.ts'
import { byDays, type Span, spanOf, toWalls } from './moves.ts'
import type { BoardEvent, BoardOperation, LanesBy } from './types.ts'

/** The lanes in which an event stands: several where it has several instructors. */
export function lanesOf(event: BoardEvent, lanesBy: LanesBy): string[] {
  if (lanesBy === 'account') return [event.accountId ?? NO_LANE]
  if (lanesBy === 'place') return [event.place || NO_LANE]
  if (lanesBy === 'course') return [event.courseId]
  return event.instructorIds.length > 0 ? event.instructorIds : [NO_LANE]
}

/** Events by lane, then by the days that they touch. */
export function byLaneAndDay(
  events: readonly BoardEvent[],
  lanesBy: LanesBy,
  timeZone: string,
): Map<string, Map<Day, BoardEvent[]>> {
  const lanes = new Map<string, BoardEvent[]>()
  for (const event of events) {
    for (const lane of lanesOf(event, lanesBy)) {
      const own = lanes.get(lane)
      if (own) own.push(event)
      else lanes.set(lane, [event])
    }
  }
  return new Map([...lanes].map(([lane, own]) => [lane, byDay(own, timeZone)]))
}

/** An event stays in its course: those lanes only show. */
export function mayChangeLane(lanesBy: LanesBy): boolean {
  return lanesBy !== 'course'
}

/** What another lane changes of an event. */
export function changeOfLane(
  event: BoardEvent,
  lanesBy: LanesBy,
  from: string,
  to: string,
): Pick<Extract<BoardOperation, { op: 'change' }>, 'accountId' | 'instructorIds' | 'place'> {
  if (from === to) return {}
  if (lanesBy === 'account') return { accountId: to === NO_LANE ? null : to }
  if (lanesBy === 'place') return { place: to === NO_LANE ? '' : to }
  if (lanesBy === 'course') return {}
  const others = event.instructorIds.filter((id) => id !== from && id !== to)
  return { instructorIds: to === NO_LANE ? others : [...others, to] }
}

interface PlannedMove {
  readonly event: BoardEvent
  readonly others: readonly BoardEvent[]
  readonly span: Span
  readonly fromLane?: string | undefined
  readonly toLane?: string | undefined
  readonly teacher?: string | undefined
}

/** A move as the platform is asked for it; none when nothing changes. */
export function operationsOf(move: PlannedMove, lanesBy: LanesBy, overlapReason = ''): BoardOperation[] {
  const { event, others, span, fromLane, toLane, teacher } = move
  const reason = overlapReason ? { overlapReason } : {}
  const lane = teacher
    ? { instructorIds: [teacher] }
    : fromLane && toLane
      ? changeOfLane(event, lanesBy, fromLane, toLane)
      : {}
  const before = spanOf(event)
  const isMoved = before.start !== span.start || before.end !== span.end
  const one = isMoved || Object.keys(lane).length > 0
  const first: BoardOperation[] = one
    ? [
        {
          op: 'change',
          eventId: event.id,
          version: event.version,
          ...(isMoved ? toWalls(span, event.timeZone) : {}),
          ...lane,
          ...reason,
        },
      ]
    : []
  const by = wallShift(event, span)
  const along = others.flatMap((other): BoardOperation[] => {
    const change = fromLane && toLane ? changeOfLane(other, lanesBy, fromLane, toLane) : {}
    const walls = toWalls(shifted(other, by), other.timeZone)
    const isMoved = by.days !== 0 || by.minutes !== 0
    if (!isMoved && Object.keys(change).length === 0) return []
    const { id: eventId, version } = other
    return [{ op: 'change', eventId, version, ...(isMoved ? walls : {}), ...change, ...reason }]
  })
  return [...first, ...along]
}

/** By how much the clocks of an event's zone differ between where it was and where it is to go. */
export function wallShift(event: BoardEvent, span: Span): { days: number; minutes: number } {
  const { startsWall } = toWalls(span, event.timeZone)
  const minutes = (Date.parse(`${startsWall}Z`) - Date.parse(`${event.startsWall}Z`)) / 60_000
  const days = Math.round(minutes / 1440)
  return { days, minutes: minutes - days * 1440 }
}

function shifted(event: BoardEvent, by: { days: number; minutes: number }): Span {
  const { start, end } = byDays(spanOf(event), by.days, event.timeZone)
  return { start: start + by.minutes * 60_000, end: end + by.minutes * 60_000 }
}

/** The nearest lane in a direction; the same at the edges. */
export function nextLane(order: readonly string[], lane: string, steps: 1 | -1): string {
  return order[order.indexOf(lane) + steps] ?? lane
}
