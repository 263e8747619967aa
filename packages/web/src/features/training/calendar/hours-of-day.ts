import type { Axis } from './axis.ts'
import type { Day } from './days.ts'
import { sideBySide, withCrowds } from './side-by-side.ts'

/** How high a minute is, where a day is drawn by its hours. */
export const PIXELS_PER_MINUTE = 0.8

/** More than these side by side can't be read. */
const MOST_COLUMNS = 2

/**
 * Where the events of a day stand on its hours, in minutes of the axis.
 *
 * @param leastMinutes the least height at which the name of an event can be read
 */
export function placeInDay<E extends { readonly startsAt: string; readonly endsAt: string }>(
  events: readonly E[],
  axis: Axis,
  day: Day,
  leastMinutes: number,
) {
  const spans = events.map((entry) => {
    const from = axis.placeOf(day, Date.parse(entry.startsAt))
    const until = axis.placeOf(day, Date.parse(entry.endsAt))
    return {
      entry,
      from: Math.min(from, axis.minutes - leastMinutes),
      until: Math.max(until, from + leastMinutes),
    }
  })
  return withCrowds(sideBySide(spans), MOST_COLUMNS)
}
