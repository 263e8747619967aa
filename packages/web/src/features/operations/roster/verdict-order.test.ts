import { expect, it } from 'vitest'
import type { SheetLearner } from '../../../api/client.ts'
import { inOrder } from './verdict-order.ts'

const learner = (name: string, status: SheetLearner['effective']['status'], code = 'verdict-awaited') =>
  ({ name, effective: { status }, verdict: { reason: { code } } }) as SheetLearner
const all = [
  learner('A', 'present'),
  learner('B', 'absent'),
  learner('C', 'unknown'),
  learner('D', 'unknown', 'verdict-not-matched'),
  learner('E', 'partly'),
  learner('F', 'absent'),
  learner('G', 'excused'),
  learner('H', 'not-set'),
]
const names = (learners: readonly SheetLearner[]) => learners.map(({ name }) => name).join('')

it('puts who is not matched and who is missing first, and leaves those who are alike by name', () => {
  expect(names(inOrder(all, 'need'))).toBe('DCHBFEGA')
  expect(names(inOrder(all, 'name'))).toBe('ABCDEFGH')
})
