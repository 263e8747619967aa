import { addDays, type Day } from '../../../ui/days.ts'
import { offsetAt, startOfDay } from '../../../ui/wall.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

/** A stretch of the axis, in minutes from its top. */
export interface Stretch {
  readonly from: number
  readonly until: number
}

/**
 * The hours of some days side by side. An hour that a day has twice is a row of its own, which the other days do not
 * have; an hour that a day skips stays empty there. So 10:00 stands at the same height in all of them.
 */
export interface Axis {
  readonly minutes: number
  readonly labels: readonly { at: number; text: string }[]
  /** Where an instant stands in a day; the edges of the day for what is before or after it. */
  placeOf(day: Day, instant: number): number
  /** The instant that stands there on a day; where the day has nothing, the first one below. */
  instantAt(day: Day, place: number): number
  /** What a day does not have. */
  missingOf(day: Day): Stretch[]
}

interface Change {
  /** The instant at which clocks change. */
  readonly at: number
  /** What they show in the minute of the change, before it: minutes of the day. */
  readonly wall: number
  /** Minutes that come twice; negative = that are skipped. */
  readonly twice: number
}

export function axisOf(days: readonly Day[], timeZone: string): Axis {
  const starts = new Map(days.map((day) => [day, startOfDay(day, timeZone)]))
  const changes = new Map(days.map((day) => [day, changeOf(day, timeZone)]))
  // Rows for what comes twice on one of the days, after the first time.
  const added = [...changes].flatMap(([day, change]) =>
    change && change.twice > 0 ? [{ day, ...change }] : [],
  )
  const rowsBefore = (wall: number) =>
    added.filter((row) => row.wall <= wall).reduce((sum, row) => sum + row.twice, 0)
  const minutes = DAY_MINUTES + rowsBefore(DAY_MINUTES)

  const placeOf = (day: Day, instant: number): number => {
    const start = starts.get(day) ?? startOfDay(day, timeZone)
    const end = startOfDay(addDays(day, 1), timeZone)
    if (instant <= start) return 0
    if (instant >= end) return minutes
    const wall = (instant + offsetAt(instant, timeZone) - Date.parse(`${day}T00:00Z`)) / MINUTE_MS
    const change = changes.get(day)
    if (!change || change.twice < 0) return wall + rowsBefore(wall)
    // On the day itself the row is the second time.
    return instant < change.at ? wall : wall + change.twice
  }

  const instantAt = (day: Day, place: number): number => {
    let [above, below] = [
      startOfDay(day, timeZone) / MINUTE_MS - 1,
      startOfDay(addDays(day, 1), timeZone) / MINUTE_MS,
    ]
    while (below - above > 1) {
      const middle = Math.floor((above + below) / 2)
      if (placeOf(day, middle * MINUTE_MS) < place) above = middle
      else below = middle
    }
    return below * MINUTE_MS
  }

  const missingOf = (day: Day): Stretch[] => {
    const own = changes.get(day)
    const rows = added
      .filter((row) => row.day !== day)
      .map((row) => ({ from: row.wall, until: row.wall + row.twice }))
    if (!own || own.twice >= 0) return rows
    const from = own.wall + rowsBefore(own.wall)
    return [...rows, { from, until: from - own.twice }]
  }
  return { minutes, labels: labelsOf(rowsBefore, added), placeOf, instantAt, missingOf }
}

function labelsOf(rowsBefore: (wall: number) => number, added: readonly Change[]): Axis['labels'] {
  const hours = Array.from({ length: 24 }, (_, hour) => ({ wall: hour * 60, text: `${pad(hour)}:00` }))
  const labels = hours.map(({ wall, text }) => ({ at: wall + rowsBefore(wall), text }))
  const second = added.map((row) => ({ at: row.wall, text: toText(row.wall - row.twice) }))
  return [...labels, ...second].sort((one, other) => one.at - other.at)
}

/** When clocks change on a day; no zone changes them twice within one. */
function changeOf(day: Day, timeZone: string): Change | undefined {
  let [before, after] = [startOfDay(day, timeZone), startOfDay(addDays(day, 1), timeZone)]
  const midnight = Date.parse(`${day}T00:00Z`)
  const [first, last] = [offsetAt(before, timeZone), offsetAt(after - 1, timeZone)]
  if (first === last) return undefined
  while (after - before > MINUTE_MS) {
    const middle = Math.floor((before + after) / 2 / MINUTE_MS) * MINUTE_MS
    if (offsetAt(middle, timeZone) === first) before = middle
    else after = middle
  }
  return {
    at: after,
    wall: (after + first - midnight) / MINUTE_MS,
    twice: (first - last) / MINUTE_MS,
  }
}

const pad = (number: number) => String(number).padStart(2, '0')
const toText = (minutes: number) => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
