import { describe, expect, it } from 'vitest'
import { type KeptNoShowRule, keptRule, standingOf } from './no-show.ts'

const day = (n: number) => new Date(Date.UTC(2026, 0, n, 12))
const rule: KeptNoShowRule = {
  ...{ isOn: true, fromCount: 2, withinDays: 30, coolDownDays: 14 },
  since: day(1).toISOString(),
}
const standing = (ends: number[], at: number, liftedAt: number | null = null, by = rule) =>
  standingOf(by, ends.map(day), { liftedAt: liftedAt === null ? null : day(liftedAt), now: day(at) })

describe('how somebody stands by a rule of no-shows', () => {
  it('counts within the days, and begins a cool-down with the end of the event that reached the limit', () => {
    expect(standing([], 10)).toEqual({ count: 0, until: null })
    expect(standing([5], 10)).toEqual({ count: 1, until: null })
    expect(standing([9, 5], 10)).toEqual({ count: 2, until: day(23) })
    expect(standing([9, 5], 23)).toEqual({ count: 2, until: null })
    // The first one is too old when the second comes.
    expect(standing([5, 35], 40)).toEqual({ count: 1, until: null })
    expect(standing([5, 34], 34)).toEqual({ count: 2, until: day(48) })
  })

  it('begins anew with each further one, and goes on when the first ones are too old by now', () => {
    expect(standing([5, 9, 20], 21)).toEqual({ count: 3, until: day(34) })
    const long = { ...rule, withinDays: 3, coolDownDays: 60 }
    expect(standing([5, 6], 40, null, long)).toEqual({ count: 0, until: day(66) })
  })

  it('forgets what was before it was turned on, or lifted, and what has not ended', () => {
    expect(standing([0, 1, 5], 10)).toEqual({ count: 1, until: null })
    expect(standing([5, 9], 10, 9)).toEqual({ count: 0, until: null })
    expect(standing([5, 9, 11], 12, 9)).toEqual({ count: 1, until: null })
    expect(standing([5, 11], 10)).toEqual({ count: 1, until: null })
  })

  it('counts nobody’s while it is off', () => {
    expect(standing([5, 9], 10, null, { ...rule, isOn: false })).toEqual({ count: 0, until: null })
    expect(standingOf(null, [day(5), day(9)], { liftedAt: null, now: day(10) })).toEqual({
      ...{ count: 0, until: null },
    })
  })
})

it('keeps since when a rule counts as long as it stays on', () => {
  const { since: _, ...wanted } = rule
  expect(keptRule({ ...wanted, fromCount: 5 }, rule, day(20))).toEqual({ ...rule, fromCount: 5 })
  expect(keptRule(wanted, { ...rule, isOn: false }, day(20))).toEqual({
    ...rule,
    since: day(20).toISOString(),
  })
  expect(keptRule(wanted, null, day(20))?.since).toBe(day(20).toISOString())
  expect(keptRule(null, rule, day(20))).toBeNull()
})
