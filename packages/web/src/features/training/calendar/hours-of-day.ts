import type { Day } from '../../../ui/days.ts'
import type { Axis } from './axis.ts'
import { STRIP_PX, sideBySide, withCrowds } from './side-by-side.ts'

/** How high a minute is, where a day is drawn by its hours. */
export const PIXELS_PER_MINUTE = 0.8

/** In less than this neither a time nor the beginning of a name can be read. */
const LEAST_WIDTH_PX = 52
/** More than these side by side can't be told apart. */
const MOST_COLUMNS = 3

/**
 * Where the events of a day stand on its hours, in minutes of the axis: as many side by side as can be read, the others
 * counted in a strip.
 *
 * @param room the width of the day in pixels, and the least height at which the name of an event can be read
 */
export function placeInDay<E extends { readonly startsAt: string; readonly endsAt: string }>(
  events: readonly E[],
  axis: Axis,
  day: Day,
  { width, leastMinutes }: { readonly width: number; readonly leastMinutes: number },
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
  const fitting = (pixels: number) => Math.min(MOST_COLUMNS, Math.max(1, Math.floor(pixels / LEAST_WIDTH_PX)))
  return withCrowds(sideBySide(spans), fitting(width), fitting(width - STRIP_PX))
}
