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

/**
 * The bars of some days, in the browser's own zone. A day with a change of clocks has 23 or 25.
 *
 * @param monday midnight of the first day
 */
export function barsOf<H extends Held>(
  monday: Date,
  { days, hoursPerBar }: { days: number; hoursPerBar: number },
  held: readonly H[],
): Bar<H>[][] {
  const barMs = hoursPerBar * HOUR_MS
  return Array.from({ length: days }, (_, day) => {
    const [start, end] = [addDays(monday, day), addDays(monday, day + 1)]
    const hours = Math.round((end.getTime() - start.getTime()) / HOUR_MS)
    return Array.from({ length: Math.ceil(hours / hoursPerBar) }, (_, bar) => {
      const startsAt = new Date(start.getTime() + bar * barMs)
      const until = Math.min(startsAt.getTime() + barMs, end.getTime())
      const own = within(held, startsAt.getTime(), until)
      return { startsAt, rooms: peakOf(own), held: own }
    })
  })
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

/** Midnight of the Monday of a day's week. */
export function mondayOf(day: Date): Date {
  const monday = new Date(day.getFullYear(), day.getMonth(), day.getDate())
  return addDays(monday, -((monday.getDay() + 6) % 7))
}

/** The same time of the clock some days later. */
export function addDays(day: Date, days: number): Date {
  const next = new Date(day)
  next.setDate(next.getDate() + days)
  return next
}
