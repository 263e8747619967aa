/** One event of a day with its place: which column of how many side by side. */
export interface Placed<E> {
  readonly entry: E
  readonly from: number
  readonly until: number
  readonly column: number
  readonly columns: number
  /** More is at the same time than can stand side by side: a narrow strip beside the columns counts the others. */
  readonly isCrowded?: boolean
}

/** Puts what is at the same time side by side. What touches no other has the whole width. */
export function sideBySide<E>(spans: readonly { entry: E; from: number; until: number }[]): Placed<E>[] {
  const sorted = [...spans].sort((one, other) => one.from - other.from || other.until - one.until)
  const placed: Placed<E>[] = []
  let group: { entry: E; from: number; until: number; column: number }[] = []
  let ends: number[] = []
  const close = () => {
    placed.push(...group.map((one) => ({ ...one, columns: ends.length })))
    group = []
    ends = []
  }
  for (const span of sorted) {
    if (ends.length > 0 && ends.every((end) => end <= span.from)) close()
    const free = ends.findIndex((end) => end <= span.from)
    const column = free < 0 ? ends.length : free
    ends[column] = span.until
    group.push({ ...span, column })
  }
  close()
  return placed
}

/** A stretch of a day in which more is at the same time than can stand side by side. */
export interface Crowd<E> {
  readonly from: number
  readonly until: number
  readonly entries: readonly E[]
}

/**
 * What has a column of its own, and what is only counted, in a strip beside them.
 *
 * @param besideStrip so many columns have room where there is a strip
 */
export function withCrowds<E>(
  placed: readonly Placed<E>[],
  mostColumns: number,
  besideStrip = mostColumns,
): { shown: Placed<E>[]; crowds: Crowd<E>[] } {
  const shown: Placed<E>[] = []
  const crowds: { from: number; until: number; entries: E[] }[] = []
  for (const one of placed) {
    const { entry, from, until, column, columns } = one
    const isCrowded = columns > mostColumns
    if (!isCrowded || column < besideStrip) {
      shown.push(isCrowded ? { ...one, columns: besideStrip, isCrowded } : one)
      continue
    }
    const last = crowds.at(-1)
    if (last && from < last.until) {
      last.until = Math.max(last.until, until)
      last.entries.push(entry)
    } else crowds.push({ from, until, entries: [entry] })
  }
  return { shown, crowds }
}

/** As wide as the number of others needs, in pixels. */
export const STRIP_PX = 30

/** Where a column stands in its day; beside a strip there is less room. */
export function columnStyle(column: number, columns: number, isCrowded = false) {
  const whole = `(100% - ${isCrowded ? STRIP_PX : 0}px)`
  return {
    insetInlineStart: `calc(${whole} * ${column / columns})`,
    width: `calc(${whole} / ${columns} - 2px)`,
  }
}
