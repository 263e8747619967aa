import { clip, type Interval, union } from './presence.ts'
import { datesWithin, likelyInstantOf } from './time.ts'

/** A half-day that is shorter than this is signed with the one beside it. */
const LEAST_MS = 60 * 60_000
/** What a day has no more of than this is one half-day, whenever it begins. */
const ONE_MS = 4 * 60 * 60_000
/** Noon is where people pause between these hours, else at one o'clock. */
const NOON = { from: '11:00', at: '13:00', until: '15:00' } as const

interface PlannedClass {
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  readonly breaks: readonly Interval[]
}

/**
 * The half-days of a class, as sheets are signed: each day's morning and afternoon by the clocks of its zone, parted by the
 * longest break around noon, else at one o'clock.
 */
export function halfDaysOf({ startsAt, endsAt, timeZone, breaks }: PlannedClass): Interval[] {
  const whole = { from: startsAt.getTime(), to: endsAt.getTime() }
  const cuts = datesWithin(startsAt, endsAt, timeZone).flatMap(({ date }) => {
    const at = (time: string) => likelyInstantOf(date, time, timeZone).getTime()
    const [day] = clip([whole], { from: at('00:00'), to: at('24:00') })
    if (!day || day.to - day.from <= ONE_MS) return [at('00:00')]
    const around = clip(union(breaks), { from: at(NOON.from), to: at(NOON.until) })
    const [longest] = [...around].sort((one, other) => other.to - other.from - (one.to - one.from))
    return [at('00:00'), longest ? longest.from : at(NOON.at)]
  })
  const edges = [whole.from, ...cuts.filter((at) => at > whole.from && at < whole.to), whole.to]
  const parts = edges.slice(1).map((to, at) => ({ from: edges[at] ?? whole.from, to }))
  return joined(parts)
}

/** What is too short goes with the part before it, or after it where it is the first. */
function joined(parts: readonly Interval[]): Interval[] {
  const long: Interval[] = []
  let pending: number | undefined
  for (const { from, to } of parts) {
    const begin = pending ?? from
    const last = long.at(-1)
    pending = undefined
    if (to - begin >= LEAST_MS) long.push({ from: begin, to })
    else if (last) long[long.length - 1] = { from: last.from, to }
    else pending = begin
  }
  return long.length > 0
    ? long
    : parts.slice(0, 1).map(({ from }) => ({ from, to: parts.at(-1)?.to ?? from }))
}
