/** One event of a day with its place: which lane of how many side by side. */
export interface Placed<E> {
  readonly entry: E
  readonly from: number
  readonly until: number
  readonly lane: number
  readonly lanes: number
}

/** Puts what is at the same time side by side. What touches no other has the whole width. */
export function inLanes<E>(spans: readonly { entry: E; from: number; until: number }[]): Placed<E>[] {
  const sorted = [...spans].sort((one, other) => one.from - other.from || other.until - one.until)
  const placed: Placed<E>[] = []
  let group: { entry: E; from: number; until: number; lane: number }[] = []
  let ends: number[] = []
  const close = () => {
    placed.push(...group.map((one) => ({ ...one, lanes: ends.length })))
    group = []
    ends = []
  }
  for (const span of sorted) {
    if (ends.length > 0 && ends.every((end) => end <= span.from)) close()
    const free = ends.findIndex((end) => end <= span.from)
    const lane = free < 0 ? ends.length : free
    ends[lane] = span.until
    group.push({ ...span, lane })
  }
  close()
  return placed
}

/** A stretch of a day in which more is at the same time than can stand side by side. */
export interface Crowd {
  readonly from: number
  readonly until: number
  readonly count: number
}

/** What has a lane of its own, and what is only counted, in the last lane. */
export function withCrowds<E>(
  placed: readonly Placed<E>[],
  mostLanes: number,
): { shown: Placed<E>[]; crowds: Crowd[] } {
  const shown: Placed<E>[] = []
  const crowds: { from: number; until: number; count: number }[] = []
  for (const one of placed) {
    const { from, until, lane, lanes } = one
    if (lanes <= mostLanes || lane < mostLanes - 1) {
      shown.push({ ...one, lanes: Math.min(lanes, mostLanes) })
      continue
    }
    const last = crowds.at(-1)
    if (last && from < last.until) {
      last.until = Math.max(last.until, until)
      last.count += 1
    } else crowds.push({ from, until, count: 1 })
  }
  return { shown, crowds }
}
