import type { Booking } from './capacity.ts'
import { InvalidInputError } from './errors.ts'
import { datesWithin, likelyInstantOf } from './time.ts'

/** A stretch of every such weekday; 1 is Monday. `24:00` is the end of the day. */
export interface WeeklyStretch {
  readonly weekday: number
  /** Clock time of the zone: `09:00`. */
  readonly starts: string
  readonly ends: string
}

/** When somebody teaches, by the clocks of a zone. */
export interface WeeklyHours {
  readonly timeZone: string
  readonly hours: readonly WeeklyStretch[]
}

/**
 * The stretches in order, those that touch joined.
 *
 * @throws {InvalidInputError} `hours-end-before-start`
 */
export function inOrder(hours: readonly WeeklyStretch[]): WeeklyStretch[] {
  const joined: WeeklyStretch[] = []
  const byStart = [...hours].sort((a, b) => a.weekday - b.weekday || a.starts.localeCompare(b.starts))
  for (const [index, stretch] of hours.entries()) {
    const { starts, ends } = stretch
    if (ends <= starts)
      throw InvalidInputError.at(`/hours/${index}/ends`, 'hours-end-before-start', { starts, ends })
  }
  for (const stretch of byStart) {
    const last = joined.at(-1)
    if (!last || last.weekday !== stretch.weekday || last.ends < stretch.starts) joined.push(stretch)
    else if (stretch.ends > last.ends) joined[joined.length - 1] = { ...last, ends: stretch.ends }
  }
  return joined
}

/**
 * The parts of a stretch of time that lie outside somebody's weekly hours, in order.
 *
 * @param cache of the instants of clock times, for many people of one zone
 */
export function outsideHours(
  { timeZone, hours }: WeeklyHours,
  span: Booking,
  cache: Map<string, Date> = new Map(),
): Booking[] {
  const instant = (date: string, time: string) => {
    const key = `${timeZone} ${date}T${time}`
    const known = cache.get(key) ?? likelyInstantOf(date, time, timeZone)
    cache.set(key, known)
    return known
  }
  const outside: Booking[] = []
  let at = span.startsAt
  for (const { date, weekday } of datesWithin(span.startsAt, span.endsAt, timeZone)) {
    for (const stretch of hours) {
      if (stretch.weekday !== weekday) continue
      const [starts, ends] = [instant(date, stretch.starts), instant(date, stretch.ends)]
      if (ends <= at || starts >= span.endsAt) continue
      if (starts > at) outside.push({ startsAt: at, endsAt: starts })
      at = ends
    }
  }
  if (at < span.endsAt) outside.push({ startsAt: at, endsAt: span.endsAt })
  return outside
}
