/** Steps of a time axis, in minutes. */
const STEPS = [5, 10, 15, 30, 60, 120, 240, 480]
/** No more marks than these fit below each other's words. */
const MOST = 5

export interface Axis {
  readonly from: number
  readonly to: number
}

/** The moments that stand on an axis, in epoch milliseconds: its begin, then whole steps. */
export function ticksOf({ from, to }: Axis): number[] {
  const minutes = (to - from) / 60_000
  const step = STEPS.find((one) => minutes / one < MOST) ?? STEPS.at(-1) ?? 60
  const count = Math.floor(minutes / step)
  return Array.from({ length: count + 1 }, (_, index) => from + index * step * 60_000)
}

/** Where a stretch lies on an axis, as shares of it; undefined = nowhere. */
export function placeOn(
  { from, to }: Axis,
  stretch: { startsAt: string; endsAt: string },
): { start: number; width: number } | undefined {
  const begin = Math.max(from, Date.parse(stretch.startsAt))
  const end = Math.min(to, Date.parse(stretch.endsAt))
  if (end <= begin || to <= from) return undefined
  return { start: (begin - from) / (to - from), width: (end - begin) / (to - from) }
}
