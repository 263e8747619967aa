/** A month some months later, or earlier for less than 0. Both as `2026-11`. */
export function monthsOn(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const all = year * 12 + number - 1 + count
  return `${String(Math.floor(all / 12)).padStart(4, '0')}-${String((all % 12) + 1).padStart(2, '0')}`
}

/** Every month from one to another, both in it. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to; month = monthsOn(month, 1)) months.push(month)
  return months
}

/**
 * How many of the times that had no room left one room more would have held: as many as possible that do not overlap.
 *
 * @param refused in any order
 */
export function heldByOneMore(
  refused: readonly { readonly startsAt: Date; readonly endsAt: Date }[],
): number {
  // Whoever ends first leaves the most to the others.
  const byEnd = [...refused].sort((one, other) => one.endsAt.getTime() - other.endsAt.getTime())
  let freeFrom = Number.NEGATIVE_INFINITY
  let held = 0
  for (const { startsAt, endsAt } of byEnd) {
    if (startsAt.getTime() < freeFrom) continue
    freeFrom = endsAt.getTime()
    held += 1
  }
  return held
}
