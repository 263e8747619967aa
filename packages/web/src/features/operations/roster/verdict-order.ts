import type { SheetLearner } from '../../../api/client.ts'

export const orders = ['need', 'name'] as const
export type Order = (typeof orders)[number]

type Held = SheetLearner['effective']['status']

/** Who needs a look stands first: what nobody knows, then who is missing. */
const byNeed: Readonly<Record<Held, number>> = {
  unknown: 0,
  'not-set': 1,
  absent: 2,
  partly: 3,
  excused: 4,
  present: 5,
}

/** By need, those who are alike by name, as they came. */
export function inOrder(learners: readonly SheetLearner[], order: Order): readonly SheetLearner[] {
  if (order === 'name') return learners
  return [...learners].sort((a, b) => rankOf(a) - rankOf(b))
}

/** Of those of whom nothing is known, who pressed Join and is not matched stands before who did nothing. */
function rankOf({ effective, verdict }: SheetLearner): number {
  const isUnmatched = effective.status === 'unknown' && verdict?.reason.code === 'verdict-not-matched'
  return byNeed[effective.status] - (isUnmatched ? 0.5 : 0)
}
