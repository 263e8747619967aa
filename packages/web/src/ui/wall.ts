import { shownZone } from './zones.ts'

/** Wall-clock times in any zone, by the browser's own rules. */

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: shownZone(timeZone),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formatters.set(timeZone, made)
  return made
}

/** What a clock shows, read as if it stood in UTC. */
function clockOf(instant: number, timeZone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(instant: number, timeZone: string): number {
  return clockOf(instant, timeZone) - Math.floor(instant / 1000) * 1000
}

/** The wall-clock time of an instant, to the minute: `2026-11-24T10:00`. */
export function wallAt(instant: number, timeZone: string): string {
  return new Date(clockOf(instant, timeZone)).toISOString().slice(0, 16)
}

/** The instants at which a clock shows this time: none where it is skipped, two where it comes twice. */
export function instantsOf(wallTime: string, timeZone: string): number[] {
  const clock = Date.parse(`${wallTime}Z`)
  if (Number.isNaN(clock)) return []
  const offsets = new Set([clock - DAY_MS, clock, clock + DAY_MS].map((at) => offsetAt(at, timeZone)))
  return [...offsets]
    .map((offset) => clock - offset)
    .filter((instant) => clockOf(instant, timeZone) === clock)
    .sort((one, other) => one - other)
}

/** The first instant at which clocks show this time; where they skip it, the moment after the gap by as much. */
export function instantNear(wall: string, timeZone: string): number {
  const [found] = instantsOf(wall, timeZone)
  if (found !== undefined) return found
  const clock = Date.parse(`${wall}Z`)
  // The offset before the gap: what the clocks would have shown had nobody turned them.
  const before = clock - 3 * HOUR_MS
  const [sooner = before] = instantsOf(new Date(before).toISOString().slice(0, 16), timeZone)
  return sooner + 3 * HOUR_MS
}

/**
 * The instants between two wall-clock times in which an event could be.
 *
 * @returns undefined for times that are none, come twice, or make no event of at most a day
 */
export function spanOfWalls(
  startsWall: string,
  endsWall: string,
  timeZone: string,
): { startsAt: string; endsAt: string } | undefined {
  if (![startsWall, endsWall].every((wall) => /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall))) return undefined
  const [startsAt, ...startsTwice] = instantsOf(startsWall, timeZone)
  const [endsAt, ...endsTwice] = instantsOf(endsWall, timeZone)
  if (startsAt === undefined || endsAt === undefined || startsTwice.length + endsTwice.length > 0)
    return undefined
  if (endsAt <= startsAt || endsAt > startsAt + DAY_MS) return undefined
  return { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() }
}

/** The first instant of a day. Where midnight is skipped, the day begins later. */
export function startOfDay(date: string, timeZone: string): number {
  const [midnight] = instantsOf(`${date}T00:00`, timeZone)
  if (midnight !== undefined) return midnight
  const clock = Date.parse(`${date}T00:00Z`)
  let [before, after] = [clock - DAY_MS - 2 * HOUR_MS, clock + DAY_MS + 2 * HOUR_MS]
  while (after - before > MINUTE_MS) {
    const middle = Math.floor((before + after) / 2 / MINUTE_MS) * MINUTE_MS
    if (wallAt(middle, timeZone).slice(0, 10) < date) before = middle
    else after = middle
  }
  return after
}
