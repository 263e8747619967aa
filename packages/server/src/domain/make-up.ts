import { clip, type Interval, lengthOf, subtract, union } from './presence.ts'

/** A pause of a recording: at this place of the film its clock stood still for so long. */
export interface RecordingPause {
  readonly filmSeconds: number
  readonly pausedSeconds: number
}

/** What the film's own clock shows of the class: it began at a moment, and stood still in pauses. */
export interface RecordingClock {
  readonly beginsAt: Date
  /** In the order of the film. */
  readonly pauses: readonly RecordingPause[]
}

/** A stretch of a film, in seconds of it. */
export interface FilmRange {
  readonly from: number
  readonly to: number
}

/** No player is believed to go faster. */
export const MAX_RATE = 2
/** No more time than this is saved up: a page that was asleep has shown nothing. */
const MOST_SAVED_SECONDS = 60
/** What somebody has as they begin: networks are not as even as clocks. */
export const FIRST_SECONDS = 5

/** When of the class each part of a film was recorded: a stretch for what lies between two pauses. */
function stretchesOf({ beginsAt, pauses }: RecordingClock): { film: FilmRange; startsAt: number }[] {
  const sorted = [...pauses].sort((one, other) => one.filmSeconds - other.filmSeconds)
  const edges = [0, ...sorted.map(({ filmSeconds }) => filmSeconds), Number.POSITIVE_INFINITY]
  let paused = 0
  return edges.slice(0, -1).map((from, at) => {
    paused += sorted[at - 1]?.pausedSeconds ?? 0
    return {
      film: { from, to: edges[at + 1] ?? Number.POSITIVE_INFINITY },
      startsAt: beginsAt.getTime() + (from + paused) * 1000,
    }
  })
}

/** Where in a film the parts of a class are: what was not recorded is in none. */
export function toFilm(clock: RecordingClock, intervals: readonly Interval[]): FilmRange[] {
  return stretchesOf(clock).flatMap(({ film, startsAt }) => {
    const endsAt = startsAt + (film.to - film.from) * 1000
    return clip(union(intervals), { from: startsAt, to: endsAt }).map(({ from, to }) => ({
      from: film.from + (from - startsAt) / 1000,
      to: film.from + (to - startsAt) / 1000,
    }))
  })
}

/** Which parts of a class were seen by watching parts of its film. */
export function toClass(clock: RecordingClock, ranges: readonly FilmRange[]): Interval[] {
  return union(
    stretchesOf(clock).flatMap(({ film, startsAt }) =>
      clip(union(ranges), film).map(({ from, to }) => ({
        from: startsAt + (from - film.from) * 1000,
        to: startsAt + (to - film.from) * 1000,
      })),
    ),
  )
}

/** What of a class somebody missed: its window without breaks and without the time that they were there. */
export function missedOf(
  window: Interval,
  breaks: readonly Interval[],
  present: readonly Interval[],
): Interval[] {
  return subtract(window.to > window.from ? [window] : [], union([...breaks, ...present]))
}

/**
 * How many seconds of a film can have been shown: what was left, and the time that has passed on the server's clock since the
 * beat before, at the speed of the player. Tabs share it, so that all of them together are no faster than time.
 */
export function allowanceOf(
  left: number,
  { rate, sinceMs }: { readonly rate: number; readonly sinceMs: number },
): number {
  const passed = (Math.max(sinceMs, 0) / 1000) * Math.min(Math.max(rate, 0), MAX_RATE)
  return Math.min(left + passed, MOST_SAVED_SECONDS)
}

/**
 * What a player says that it showed, as far as it is allowed. Repeats count for nothing, and cost time all the same.
 *
 * @param known what counts already
 * @returns parts that are new, and how many seconds are left
 */
export function allowedOf(
  shown: readonly FilmRange[],
  { known, seconds }: { readonly known: readonly FilmRange[]; readonly seconds: number },
): { parts: FilmRange[]; left: number } {
  let left = seconds
  const taken: FilmRange[] = []
  for (const { from, to } of union(shown)) {
    const most = Math.min(to - from, left)
    if (most > 0) taken.push({ from, to: from + most })
    left -= most
  }
  return { parts: subtract(taken, union(known)), left }
}

/** In whole seconds. */
export const secondsOf = (intervals: readonly Interval[]): number => Math.floor(lengthOf(intervals) / 1000)
