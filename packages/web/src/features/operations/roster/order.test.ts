import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RosterLearner } from '../../../api/client.ts'
import { arrange, filters, isIn } from './order.ts'

const learners = fc.array(
  fc.record({
    name: fc.string(),
    email: fc.string(),
    isEnrolled: fc.boolean(),
    state: fc.constantFrom('expected', 'missing', 'in', 'left'),
    isLate: fc.boolean(),
    firstEnteredAt: fc.option(fc.constantFrom('2026-11-24T09:00:00.000Z', '2026-11-24T09:10:00.000Z')),
  }) as unknown as fc.Arbitrary<RosterLearner>,
)

it('shows everybody who fits, once, and changes nothing of what it was given', () => {
  const sort = fc.record({ key: fc.constantFrom('name', 'state', 'first'), descending: fc.boolean() })
  fc.assert(
    fc.property(learners, fc.constantFrom(...filters), sort, (all, filter, order) => {
      const before = [...all]
      const shown = arrange(all, { filter, query: '', sort: order as never })
      expect(all).toEqual(before)
      expect(new Set(shown)).toEqual(new Set(all.filter((learner) => isIn(learner, filter))))
      expect(shown).toHaveLength(new Set(shown).size)
    }),
  )
})

it('finds people whatever accents and capitals are typed', () => {
  const person = { name: 'Zoë Nuñez', email: 'z@x.example', isEnrolled: true, state: 'in' } as RosterLearner
  const find = (query: string) =>
    arrange([person], { filter: 'all', query, sort: { key: 'name', descending: false } })
  expect(find(' zoe NUN')).toHaveLength(1)
  expect(find('z@x')).toHaveLength(1)
  expect(find('ada')).toHaveLength(0)
})
