import { expect, it } from 'vitest'
import { changeBy, rulesFor } from './conflict-rules.ts'
import type { PlanningItem } from './queries.ts'

const item = (outcome: 'possible' | 'refused', ...kinds: ('time' | 'account')[]) =>
  ({
    outcome,
    suggestions: kinds.map((kind) => ({ code: `suggest-${kind}`, text: kind, change: { by: kind } })),
  }) as unknown as PlanningItem

it('offers the rules that help somebody who was refused, and leaving out', () => {
  expect(rulesFor([item('refused', 'time', 'account'), item('refused', 'account')])).toEqual([
    'first',
    'time',
    'account',
    'skip',
  ])
  expect(rulesFor([item('refused', 'account'), item('possible', 'time')])).toEqual(['account', 'skip'])
  expect(rulesFor([item('refused')])).toEqual(['skip'])
})

it('takes the suggestion of the rule, or none', () => {
  const both = item('refused', 'time', 'account')
  expect(changeBy('first', both)).toEqual({ by: 'time' })
  expect(changeBy('account', both)).toEqual({ by: 'account' })
  expect(changeBy('account', item('refused', 'time'))).toBeUndefined()
  expect(changeBy('skip', both)).toBeUndefined()
})
