import fc from 'fast-check'
import { expect, it } from 'vitest'
import { failuresAt, type TryRule, waitSecondsAt } from './tries.ts'

const rule: TryRule = { free: 3, maxWaitSeconds: 60, forgetSeconds: 60 }
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24) + seconds * 1000)
const after = (failures: number, seconds: number) =>
  waitSecondsAt({ failures, triedAt: at(0) }, rule, at(seconds))

it('lets some failures pass, then makes waits that double up to a limit', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 100].map((failures) => after(failures, 0))).toEqual([
    0, 0, 0, 2, 4, 8, 16, 32, 60, 60,
  ])
})

it('counts the wait from the last try', () => {
  expect([0, 0.4, 1, 15, 16, 17].map((seconds) => after(6, seconds))).toEqual([16, 16, 15, 1, 0, 0])
})

it('forgets one failure after each while', () => {
  const failures = [0, 59, 60, 179, 240, 6000].map((seconds) =>
    failuresAt({ failures: 4, triedAt: at(0) }, rule, at(seconds)),
  )
  expect(failures).toEqual([4, 4, 3, 2, 0, 0])
})

it('never makes anybody wait longer than the limit, whatever the clocks say', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: -10_000_000, max: 10_000_000 }), (failures, seconds) => {
      const wait = after(failures, seconds)
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThanOrEqual(rule.maxWaitSeconds)
      expect(after(failures, seconds + rule.maxWaitSeconds)).toBeLessThanOrEqual(
        seconds < 0 ? rule.maxWaitSeconds : 0,
      )
    }),
  )
})
