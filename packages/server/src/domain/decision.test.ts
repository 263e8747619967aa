import { expect, it } from 'vitest'
import { decide, decidedFrom, isDue, stateOf } from './decision.ts'

const date = new Date('2026-12-01T09:00:00Z')
const later = new Date('2026-12-08T09:00:00Z')
const rules = {
  minEnrollment: 5,
  decidesAt: date,
  whenTooFew: 'warn' as const,
  decidedAt: null,
  decision: null,
}

it('is due from its date on, once, and again when the date is set later', () => {
  expect(isDue(rules, new Date('2026-12-01T08:59:59Z'))).toBe(false)
  expect(isDue(rules, date)).toBe(true)
  expect(isDue({ ...rules, decidedAt: date }, later)).toBe(false)
  expect(isDue({ ...rules, decidedAt: date, decidesAt: later }, later)).toBe(true)
  expect(isDue({ ...rules, minEnrollment: null }, later)).toBe(false)
  expect(isDue({ ...rules, decidesAt: null }, later)).toBe(false)
})

it('shows a decision as long as it holds for the date that is set', () => {
  expect(stateOf({ ...rules, minEnrollment: null })).toBe('none')
  expect(stateOf(rules)).toBe('open')
  expect(stateOf({ ...rules, decidedAt: date, decision: 'warned' })).toBe('warned')
  expect(stateOf({ ...rules, decidedAt: date, decision: 'warned', decidesAt: later })).toBe('open')
})

it('counts from the date when it is made before it', () => {
  expect(decidedFrom(rules, new Date('2026-11-24T08:00:00Z'))).toEqual(date)
  expect(decidedFrom(rules, later)).toEqual(later)
})

it('confirms with enough people, and does as the session says with too few', () => {
  expect(decide(rules, 5)).toBe('confirmed')
  expect(decide(rules, 4)).toBe('warned')
  expect(decide({ ...rules, whenTooFew: 'cancel' }, 4)).toBe('cancelled')
})
