import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clip, type Interval, lengthOf, mostAtOnce, presenceOf, subtract, union } from './presence.ts'

const MINUTE = 60_000
/** Minutes after the start of a class of an hour. */
const at = (from: number, to: number): Interval => ({ from: from * MINUTE, to: to * MINUTE })
const hour = at(0, 60)
const plain = { window: hour, breaks: [], gapSeconds: 0 }
const minutesOf = (stays: Interval[], rules: Partial<Parameters<typeof presenceOf>[1]> = {}) =>
  presenceOf(stays, { ...plain, ...rules }).seconds / 60

describe('the time somebody was there', () => {
  const cases: [string, Interval[], Partial<Parameters<typeof presenceOf>[1]>, number][] = [
    ['nobody', [], {}, 0],
    ['the whole hour', [at(0, 60)], {}, 60],
    ['two devices at once', [at(0, 60), at(10, 50)], {}, 60],
    ['two devices, one after the other', [at(0, 30), at(20, 45)], {}, 45],
    ['ten reconnects', Array.from({ length: 10 }, (_, n) => at(n * 6, n * 6 + 5)), {}, 50],
    ['early and late minutes', [at(-25, 80)], {}, 60],
    ['only before', [at(-25, 0)], {}, 0],
    ['only after: a second run 20 minutes later', [at(80, 120)], {}, 0],
    ['a leave before its join', [at(30, 10)], {}, 0],
    ['a leave that is its join', [at(30, 30)], {}, 0],
    ['a break taken out', [at(0, 60)], { breaks: [at(20, 30)] }, 50],
    ['breaks that overlap', [at(0, 60)], { breaks: [at(20, 30), at(25, 35)] }, 45],
    ['a break outside of the class', [at(0, 60)], { breaks: [at(50, 90)] }, 50],
    ['away for the break and back', [at(0, 20), at(30, 60)], { breaks: [at(20, 30)] }, 50],
    ['away in the break only', [at(0, 22), at(28, 60)], { breaks: [at(20, 30)] }, 50],
    ['a gap as long as is tolerated', [at(0, 20), at(21, 60)], { gapSeconds: 60 }, 60],
    ['a gap that is longer', [at(0, 20), at(22, 60)], { gapSeconds: 60 }, 58],
    ['a gap around a break', [at(0, 19.5), at(30.5, 60)], { breaks: [at(20, 30)], gapSeconds: 60 }, 50],
    ['a late start is no gap', [at(1, 60)], { gapSeconds: 60 }, 59],
    ['an early end is no gap', [at(0, 59)], { gapSeconds: 60 }, 59],
    ['a gap before the class', [at(-30, -5), at(0, 60)], { gapSeconds: 600 }, 60],
  ]
  it.each(cases)('counts %s', (_, stays, rules, minutes) => {
    expect(minutesOf(stays, rules)).toBe(minutes)
  })

  it('counts each coming back, but not from a break', () => {
    const breaks = [at(20, 30)]
    const of = (...stays: Interval[]) => presenceOf(stays, { ...plain, breaks }).reconnects
    expect(of(at(0, 60))).toBe(0)
    expect(of(at(0, 20), at(30, 60))).toBe(0)
    expect(of(at(0, 10), at(12, 40), at(41, 60))).toBe(2)
    expect(of(at(0, 10), at(5, 60))).toBe(0)
    expect(of(at(-20, -10), at(0, 60), at(80, 90))).toBe(0)
  })

  it('says when they came and left as it was told', () => {
    expect(presenceOf([at(-5, 20), at(30, 70)], plain)).toMatchObject({
      firstJoinedAt: -5 * MINUTE,
      lastLeftAt: 70 * MINUTE,
    })
    expect(presenceOf([at(80, 90)], plain)).toMatchObject({ firstJoinedAt: undefined, lastLeftAt: undefined })
  })

  it('says how many devices there were at the same moment', () => {
    expect(mostAtOnce([])).toBe(0)
    expect(mostAtOnce([at(0, 10), at(10, 20), at(30, 30)])).toBe(1)
    expect(mostAtOnce([at(0, 60), at(10, 20), at(15, 30), at(20, 25)])).toBe(3)
  })

  it('has no time in a window of none', () => {
    const none = presenceOf([at(0, 60)], { ...plain, window: at(30, 30) })
    expect(none).toMatchObject({ seconds: 0, windowSeconds: 0 })
    const allBreak = presenceOf([at(0, 60)], { ...plain, breaks: [at(-1, 61)] })
    expect(allBreak).toMatchObject({ seconds: 0, windowSeconds: 0 })
  })
})

describe('whatever a report says', () => {
  const time = fc.integer({ min: -200, max: 400 }).map((step) => step * 15_000)
  const interval = fc.tuple(time, time).map(([from, to]): Interval => ({ from, to }))
  const stays = fc.array(interval, { maxLength: 12 })
  const rules = fc.record({
    window: fc.tuple(time, fc.integer({ min: 0, max: 300 })).map(([from, steps]) => ({
      from,
      to: from + steps * 15_000,
    })),
    breaks: fc.array(interval, { maxLength: 4 }),
    gapSeconds: fc.constantFrom(0, 15, 60, 120, 600),
  })

  it('never counts more than the window, nor less than nothing', () => {
    fc.assert(
      fc.property(stays, rules, (some, rule) => {
        const { seconds, windowSeconds, intervals } = presenceOf(some, rule)
        expect(seconds).toBeGreaterThanOrEqual(0)
        expect(seconds).toBeLessThanOrEqual(windowSeconds)
        expect(windowSeconds * 1000).toBeLessThanOrEqual(rule.window.to - rule.window.from)
        expect(clip(intervals, rule.window)).toEqual(intervals)
        expect(union(intervals).length).toBe(intervals.length)
      }),
    )
  })

  it('counts the same in whatever order, and however often a row comes', () => {
    fc.assert(
      fc.property(stays, rules, fc.infiniteStream(fc.nat()), (some, rule, keys) => {
        const before = presenceOf(some, rule)
        const shuffled = some
          .map((stay) => ({ stay, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ stay }) => stay)
        expect(presenceOf(shuffled, rule)).toEqual(before)
        expect(presenceOf([...some, ...shuffled], rule)).toEqual(before)
      }),
    )
  })

  it('counts what it counted again', () => {
    fc.assert(
      fc.property(stays, rules, (some, rule) => {
        const once = presenceOf(some, rule)
        const again = presenceOf(once.intervals, rule)
        expect(again.intervals).toEqual(once.intervals)
        expect(again.seconds).toBe(once.seconds)
      }),
    )
  })

  it('never counts less for one stay more, or for a greater patience with gaps', () => {
    fc.assert(
      fc.property(stays, interval, rules, fc.nat(300), (some, more, rule, patience) => {
        const { seconds } = presenceOf(some, rule)
        expect(presenceOf([...some, more], rule).seconds).toBeGreaterThanOrEqual(seconds)
        const patient = { ...rule, gapSeconds: rule.gapSeconds + patience }
        expect(presenceOf(some, patient).seconds).toBeGreaterThanOrEqual(seconds)
      }),
    )
  })

  it('never counts a moment that no stay and no gap covers, nor one of a break', () => {
    fc.assert(
      fc.property(stays, rules, time, (some, rule, moment) => {
        const covers = (list: readonly Interval[]) =>
          list.some(({ from, to }) => from <= moment && moment < to)
        const { intervals } = presenceOf(some, { ...rule, gapSeconds: 0 })
        const expected = covers([rule.window]) && covers(some) && !covers(union(rule.breaks))
        expect(covers(intervals)).toBe(expected)
      }),
    )
  })

  it('cuts into parts that are the whole together', () => {
    fc.assert(
      fc.property(stays, stays, (some, others) => {
        const [a, b] = [union(some), union(others)]
        const shared = a.flatMap((one) => clip(b, one))
        expect(lengthOf(subtract(a, b)) + lengthOf(shared)).toBe(lengthOf(a))
      }),
    )
  })
})
