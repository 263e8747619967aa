import { expect, it } from 'vitest'
import { fromDays, toDays, units } from './length.ts'

it('says days in the largest unit in which they are whole', () => {
  expect(fromDays(3653)).toEqual({ amount: 10, unit: 'years' })
  expect(fromDays(365)).toEqual({ amount: 1, unit: 'years' })
  expect(fromDays(366)).toEqual({ amount: 1, unit: 'years' })
  expect(fromDays(30)).toEqual({ amount: 1, unit: 'months' })
  expect(fromDays(183)).toEqual({ amount: 6, unit: 'months' })
  expect(fromDays(90)).toEqual({ amount: 90, unit: 'days' })
  expect(fromDays(1)).toEqual({ amount: 1, unit: 'days' })
})

it('never keeps shorter than it says', () => {
  expect(toDays(10, 'years')).toBe(3653)
  expect(toDays(1, 'years')).toBe(366)
  expect(toDays(6, 'months')).toBe(183)
  for (const unit of units)
    for (const amount of [1, 2, 7, 11, 99]) {
      const days = toDays(amount, unit)
      const { amount: again, unit: other } = fromDays(days)
      expect(toDays(again, other)).toBe(days)
    }
})
