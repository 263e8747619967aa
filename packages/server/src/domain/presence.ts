/** A stretch of time in epoch milliseconds, its end not included; empty where `to` is not after `from`. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** How much of a window somebody was there, however many rows told of it. */
export interface Presence {
  /** Disjoint and in order, within the window, breaks taken out. */
  readonly intervals: readonly Interval[]
  /** Whole seconds; never more than the window. */
  readonly seconds: number
  /** Of the window without its breaks. */
  readonly windowSeconds: number
  /** Times at which they came back after having been away from the class; breaks are no absence. */
  readonly reconnects: number
  /** As it came, also before the window; undefined = was not there within it. */
  readonly firstJoinedAt: number | undefined
  /** As it came, also after the window. */
  readonly lastLeftAt: number | undefined
}

interface PresenceRules {
  readonly window: Interval
  /** In any order; they may overlap. */
  readonly breaks: readonly Interval[]
  /** Who is away no longer than this between two stays was there all the same; 0 = every second counts. */
  readonly gapSeconds: number
}

/** The same time as disjoint intervals in order; touching ones are one. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from)
  const merged: Interval[] = []
  for (const { from, to } of sorted) {
    const last = merged.at(-1)
    if (last && from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else merged.push({ from, to })
  }
  return merged
}

/** What of disjoint intervals lies within another. */
export function clip(intervals: readonly Interval[], { from, to }: Interval): Interval[] {
  return intervals
    .map((one) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) }))
    .filter((one) => one.to > one.from)
}

/** What is left of disjoint intervals in order without holes that are disjoint and in order. */
export function subtract(intervals: readonly Interval[], holes: readonly Interval[]): Interval[] {
  return intervals.flatMap(({ from, to }) => {
    const left: Interval[] = []
    let begin = from
    for (const hole of holes) {
      if (hole.to <= begin || hole.from >= to) continue
      if (hole.from > begin) left.push({ from: begin, to: hole.from })
      begin = hole.to
    }
    if (begin < to) left.push({ from: begin, to })
    return left
  })
}

/** Of disjoint intervals, in milliseconds. */
export function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + to - from, 0)
}

/** The most intervals that there are at one moment. */
export function mostAtOnce(intervals: readonly Interval[]): number {
  const steps = intervals
    .filter(({ from, to }) => to > from)
    .flatMap(({ from, to }) => [
      { at: from, change: 1 },
      { at: to, change: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.change - b.change)
  let now = 0
  let most = 0
  for (const { change } of steps) {
    now += change
    most = Math.max(most, now)
  }
  return most
}

/**
 * Makes one time of all stays of a person: several devices count once, what lies outside of the window and breaks not at
 * all. A gap is as long as the class was that was missed in it, so that nobody is away during a break. Adding a stay
 * never makes less of it, and their order is the same.
 */
export function presenceOf(
  stays: readonly Interval[],
  { window, breaks, gapSeconds }: PresenceRules,
): Presence {
  const pauses = clip(union(breaks), window)
  const raw = union(stays).filter(({ from, to }) => to > window.from && from < window.to)
  const bridged: Interval[] = []
  let reconnects = 0
  for (const stay of raw) {
    const last = bridged.at(-1)
    const missed = last ? lengthOf(subtract([{ from: last.to, to: stay.from }], pauses)) : 0
    if (last && missed > 0) reconnects += 1
    if (last && missed <= gapSeconds * 1000) bridged[bridged.length - 1] = { from: last.from, to: stay.to }
    else bridged.push(stay)
  }
  const intervals = subtract(clip(bridged, window), pauses)
  return {
    intervals,
    seconds: Math.floor(lengthOf(intervals) / 1000),
    windowSeconds: Math.floor(lengthOf(subtract(window.to > window.from ? [window] : [], pauses)) / 1000),
    reconnects,
    firstJoinedAt: raw[0]?.from,
    lastLeftAt: raw.at(-1)?.to,
  }
}
