import type { EffectiveStatus } from '../../../domain/attendance.ts'

/** What holds of somebody in one event that is over. */
export type Attended = EffectiveStatus

const WEIGHTS: Partial<Readonly<Record<Attended, number>>> = { present: 1, partly: 0.5, absent: 0 }

/**
 * How much of what is over somebody attended, in whole percent. Who was excused, or of whom nothing is known, is not
 * counted for it: an unknown is never an absence.
 *
 * @returns undefined = nothing can be said yet
 */
export function presenceOf(attended: readonly Attended[]): number | undefined {
  const known = attended.flatMap((status) => WEIGHTS[status] ?? [])
  if (known.length === 0) return undefined
  const sum = known.reduce((before, weight) => before + weight, 0)
  return Math.round((sum * 100) / known.length)
}
