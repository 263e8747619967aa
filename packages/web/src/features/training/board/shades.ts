import { addDays, type Day } from '../../../ui/days.ts'
import { startOfDay } from '../../../ui/wall.ts'

interface Stretch {
  readonly from: string
  readonly until: string
}

/** How much of a day some stretches cover together, from 0 to 1. */
export function coverOf(day: Day, stretches: readonly Stretch[], timeZone: string): number {
  const [start, end] = [startOfDay(day, timeZone), startOfDay(addDays(day, 1), timeZone)]
  const clipped = stretches
    .map(({ from, until }) => ({
      from: Math.max(start, Date.parse(from)),
      until: Math.min(end, Date.parse(until)),
    }))
    .filter(({ from, until }) => until > from)
    .sort((one, other) => one.from - other.from)
  let [covered, reached] = [0, start]
  for (const { from, until } of clipped) {
    if (until <= reached) continue
    covered += until - Math.max(from, reached)
    reached = until
  }
  return covered / (end - start)
}
