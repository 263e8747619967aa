import { addDays, type Day } from '../../../ui/days.ts'
import { startOfDay } from '../../../ui/wall.ts'

/** A stretch in which a room is held; RFC 3339 instants. */
export interface Held {
  readonly heldFrom: string
  readonly heldUntil: string
}

/** One bar of the chart: the most rooms that are held at the same time within some hours, and who holds them. */
export interface Bar<H extends Held> {
  readonly startsAt: Date
  readonly rooms: number
  readonly held: readonly H[]
}

const HOUR_MS = 3_600_000

/** So many hours one bar stands for at most. */
const MOST_HOURS = 3

/** The days of a week, and in whose zone they begin. */
export interface Week {
  readonly first: Day
  readonly timeZone: string
}

/** The instants between which a week lies. */
export function spanOfWeek({ first, timeZone }: Week): { from: string; until: string } {
  const at = (day: Day) => new Date(startOfDay(day, timeZone)).toISOString()
  return { from: at(first), until: at(addDays(first, 7)) }
}

/** The bars of a week, day by day. A day with a change of clocks has 23 or 25 hours. */
export function barsOf<H extends Held>(
  { first, timeZone }: Week,
  hoursPerBar: number,
  held: readonly H[],
): Bar<H>[][] {
  const barMs = hoursPerBar * HOUR_MS
  return Array.from({ length: 7 }, (_, day) => {
    const [start, end] = [
      startOfDay(addDays(first, day), timeZone),
      startOfDay(addDays(first, day + 1), timeZone),
    ]
    return Array.from({ length: Math.ceil((end - start) / barMs) }, (_, bar) => {
      const startsAt = start + bar * barMs
      const own = within(held, startsAt, Math.min(startsAt + barMs, end))
      return { startsAt: new Date(startsAt), rooms: peakOf(own), held: own }
    })
  })
}

/**
 * The bar that stands now for one of before: bars are others once a phone is turned, or something is planned.
 *
 * @param bars in order
 * @returns the one in which it began; where nothing is held there, the first of the next hours with something
 */
export function sameBar<H extends Held>({ startsAt }: Bar<H>, bars: readonly Bar<H>[]): Bar<H> | undefined {
  const hoursAfter = (bar: Bar<H>) => (bar.startsAt.getTime() - startsAt.getTime()) / HOUR_MS
  const around = bars.findLast((bar) => hoursAfter(bar) <= 0)
  if (around && around.rooms > 0) return around
  const next = (bar: Bar<H>) => hoursAfter(bar) > 0 && hoursAfter(bar) < MOST_HOURS && bar.rooms > 0
  return bars.find(next) ?? around
}

function within<H extends Held>(held: readonly H[], from: number, until: number): H[] {
  return held.filter((one) => Date.parse(one.heldFrom) < until && Date.parse(one.heldUntil) > from)
}

/** The most that are held at one moment. One that ends as another begins is not at the same time. */
function peakOf(held: readonly Held[]): number {
  return Math.max(
    0,
    ...held.map((one) => {
      const at = Date.parse(one.heldFrom)
      return held.filter((other) => Date.parse(other.heldFrom) <= at && Date.parse(other.heldUntil) > at)
        .length
    }),
  )
}
