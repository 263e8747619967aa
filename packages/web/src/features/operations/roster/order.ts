import type { RosterLearner } from '../../../api/client.ts'

export const filters = ['all', 'missing', 'expected', 'in', 'late', 'left'] as const
export type Filter = (typeof filters)[number]
export type SortKey = 'name' | 'state' | 'first'
export interface Sort {
  readonly key: SortKey
  readonly descending: boolean
}

/** Who needs a look stands first. */
const stateOrder = { missing: 0, expected: 1, left: 2, in: 3 } as const

/** The learners that are to be seen, in the order that was asked for; those who are alike stay by name. */
export function arrange(
  learners: readonly RosterLearner[],
  wanted: { filter: Filter; query: string; sort: Sort },
): RosterLearner[] {
  const { filter } = wanted
  const { key, descending } = wanted.sort
  const shown = learners.filter((learner) => isIn(learner, filter) && matches(learner, wanted.query))
  const sign = descending ? -1 : 1
  if (key === 'name') return descending ? shown.reverse() : shown
  return shown.sort((a, b) => sign * compare(a, b, key))
}

export function isIn({ state, isLate, isEnrolled }: RosterLearner, filter: Filter): boolean {
  if (filter === 'all') return true
  if (!isEnrolled) return false
  return filter === 'late' ? isLate : state === filter
}

/** Whether a name or an address holds what was typed, whatever its accents and capitals. */
export function matches({ name, email }: Pick<RosterLearner, 'name' | 'email'>, query: string): boolean {
  const plain = (text: string) =>
    text
      .normalize('NFD')
      .replace(/\p{Diacritic}/gu, '')
      .toLowerCase()
  return plain(`${name} ${email}`).includes(plain(query.trim()))
}

function compare(a: RosterLearner, b: RosterLearner, key: 'state' | 'first'): number {
  if (key === 'state') return stateOrder[a.state] - stateOrder[b.state]
  // Who has not come stands after all who have.
  const at = ({ firstEnteredAt }: RosterLearner) => firstEnteredAt ?? '9999'
  return at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0
}
