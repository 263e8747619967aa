import { expect, it } from 'vitest'
import { warningOf } from './secret-end.ts'

it.each([
  ['2026-11-23', undefined],
  ['2026-11-24', 1],
  ['2026-11-25', 1],
  ['2026-11-26', 7],
  ['2026-12-01', 7],
  ['2026-12-02', 30],
  ['2026-12-24', 30],
  ['2026-12-25', undefined],
])('tells on 24 November of a secret that ends on %s: %s days ahead', (endsOn, days) => {
  expect(warningOf(endsOn, new Date('2026-11-24T23:59:00Z'))).toBe(days)
})
