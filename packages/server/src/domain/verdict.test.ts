import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AttendanceRule, assertRule, usualRule } from './attendance-rule.ts'
import { type JudgedEvent, type JudgedStay, judge, type ReportState, windowOf } from './verdict.ts'

const startsAt = new Date('2026-11-24T09:00:00Z')
/** Minutes after the start. */
const at = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000)
const stay = (from: number, to: number | null, by: number | null = null): JudgedStay => ({
  joinedAt: at(from),
  leftAt: to === null ? null : at(to),
  leftBy: by === null ? null : at(by),
})
const pause = (from: number, to: number) => ({ from: at(from).getTime(), to: at(to).getTime() })
const event: JudgedEvent = {
  startsAt,
  endsAt: at(60),
  breaks: [],
  hasJoin: true,
  isHybrid: false,
  report: 'final',
  identifies: true,
  provider: 'GoTo',
  hostStays: [],
  unmatched: 0,
  checks: 0,
  halfDays: 1,
}
interface Case {
  event?: Partial<JudgedEvent>
  rule?: Partial<AttendanceRule>
  stays?: JudgedStay[]
  entered?: number
  answered?: number
  signed?: number
  madeUp?: [from: number, to: number]
}
const judged = ({ event: fields, rule, stays = [], entered, answered = 0, signed = 0, madeUp }: Case) =>
  judge(
    { ...event, ...fields },
    {
      stays,
      firstEnteredAt: entered === undefined ? null : at(entered),
      answered,
      signed,
      madeUp: madeUp ? [pause(...madeUp)] : [],
    },
    { ...usualRule, ...rule },
  )

describe('a verdict', () => {
  const cases: [string, Case, string, string, number | null][] = [
    ['the whole hour', { stays: [stay(0, 60)] }, 'present', 'verdict-by-report', 60],
    ['exactly the threshold', { stays: [stay(0, 48)] }, 'present', 'verdict-by-report', 48],
    ['a second less', { stays: [stay(0, 48 - 1 / 60)] }, 'partly', 'verdict-by-report', 47],
    ['less than partly', { stays: [stay(0, 5)] }, 'absent', 'verdict-by-report', 5],
    ['exactly partly', { stays: [stay(0, 6)] }, 'partly', 'verdict-by-report', 6],
    ['only in the second run', { stays: [stay(80, 140)] }, 'absent', 'verdict-by-report', 0],
    ['early minutes', { stays: [stay(-30, 30)] }, 'partly', 'verdict-by-report', 30],
    ['two devices', { stays: [stay(0, 40), stay(10, 50)] }, 'present', 'verdict-by-report', 50],
    [
      'a break',
      { event: { breaks: [pause(20, 40)] }, stays: [stay(0, 52)] },
      'present',
      'verdict-by-report',
      32,
    ],
    [
      'a stricter rule',
      { rule: { thresholdPercent: 90 }, stays: [stay(0, 53)] },
      'partly',
      'verdict-by-report',
      53,
    ],
    [
      'all of it, by a rule of 100 %',
      { rule: { thresholdPercent: 100 }, stays: [stay(-1, 61)] },
      'present',
      'verdict-by-report',
      60,
    ],
    ['no leave that could be enough', { stays: [stay(5, null)] }, 'unknown', 'verdict-leave-missing', 0],
    ['no leave, in a run that ended', { stays: [stay(5, null, 30)] }, 'unknown', 'verdict-leave-missing', 0],
    [
      'no leave, in a run too short to matter',
      { stays: [stay(5, null, 9)] },
      'absent',
      'verdict-by-report',
      0,
    ],
    [
      'no leave, enough without it',
      { stays: [stay(0, 50), stay(55, null)] },
      'present',
      'verdict-by-report',
      50,
    ],
    [
      'no leave, too late for anything else',
      { stays: [stay(0, 10), stay(50, null)] },
      'partly',
      'verdict-by-report',
      10,
    ],
    ['no leave, after the end', { stays: [stay(70, null)] }, 'absent', 'verdict-by-report', 0],
    [
      'what was missed, watched',
      { rule: { thresholdPercent: 90, makeUpDays: 7 }, stays: [stay(0, 46)], madeUp: [40, 60] },
      'present',
      'verdict-by-report',
      60,
    ],
    [
      'what was missed, watched, where the rule does not allow it',
      { rule: { thresholdPercent: 90 }, stays: [stay(0, 46)], madeUp: [46, 60] },
      'partly',
      'verdict-by-report',
      46,
    ],
    [
      'all of it watched by somebody who was not there',
      { rule: { makeUpDays: 7 }, madeUp: [0, 60] },
      'present',
      'verdict-not-reported',
      60,
    ],
    [
      'a break watched',
      { rule: { makeUpDays: 7 }, event: { breaks: [pause(20, 40)] }, stays: [stay(0, 20)], madeUp: [20, 45] },
      'partly',
      'verdict-by-report',
      25,
    ],
    // Time is not all that a rule can ask for.
    [
      'two of three checks, where all count',
      { event: { checks: 3 }, rule: { checksPercent: 100 }, stays: [stay(0, 60)], answered: 2 },
      'partly',
      'verdict-by-report',
      60,
    ],
    [
      'two of three checks, where half count',
      { event: { checks: 3 }, rule: { checksPercent: 50 }, stays: [stay(0, 60)], answered: 2 },
      'present',
      'verdict-by-report',
      60,
    ],
    [
      'checks that count, where none was asked',
      { rule: { checksPercent: 100 }, stays: [stay(0, 60)] },
      'present',
      'verdict-by-report',
      60,
    ],
    [
      'checks instead of time',
      { event: { checks: 1 }, rule: { checksPercent: 100 }, stays: [stay(0, 3)], answered: 1 },
      'absent',
      'verdict-by-report',
      3,
    ],
    [
      'no signature',
      { rule: { signsHalfDays: true }, stays: [stay(0, 60)] },
      'partly',
      'verdict-by-report',
      60,
    ],
    [
      'a signature alone, at a venue',
      { event: { hasJoin: false, report: 'none' }, rule: { signsHalfDays: true }, signed: 1 },
      'present',
      'verdict-no-tool',
      null,
    ],
    [
      'one of two half-days, at a venue',
      { event: { hasJoin: false, report: 'none', halfDays: 2 }, rule: { signsHalfDays: true }, signed: 1 },
      'partly',
      'verdict-no-tool',
      null,
    ],
    [
      'nothing signed at a venue',
      { event: { hasJoin: false, report: 'none' }, rule: { signsHalfDays: true } },
      'absent',
      'verdict-no-tool',
      null,
    ],
    [
      'a report that is withheld, and nothing answered',
      { event: { report: 'withheld', checks: 1 }, rule: { checksPercent: 100 } },
      'unknown',
      'verdict-withheld',
      null,
    ],
    [
      'a report that is withheld, and all answered',
      { event: { report: 'withheld', checks: 1 }, rule: { checksPercent: 100 }, answered: 1 },
      'present',
      'verdict-withheld',
      null,
    ],
    ['not named', {}, 'absent', 'verdict-not-reported', 0],
    [
      'not named, with strangers, Join not pressed',
      { event: { unmatched: 2 } },
      'absent',
      'verdict-not-reported',
      0,
    ],
    [
      'not named, with strangers, Join pressed',
      { event: { unmatched: 2 }, entered: 1 },
      'unknown',
      'verdict-not-matched',
      null,
    ],
    ['not named though Join was pressed', { entered: 1 }, 'absent', 'verdict-joined-not-reported', 0],
    ['not named, with a venue', { event: { isHybrid: true } }, 'unknown', 'verdict-perhaps-at-venue', null],
    [
      'a report that is awaited',
      { event: { report: 'awaited' }, entered: 1 },
      'unknown',
      'verdict-awaited',
      null,
    ],
    ['a report that is withheld', { event: { report: 'withheld' } }, 'unknown', 'verdict-withheld', null],
    ['a report that never came', { event: { report: 'never' } }, 'unknown', 'verdict-never-came', null],
    ['a report that grows, not named', { event: { report: 'growing' } }, 'unknown', 'verdict-growing', null],
    [
      'a report that grows, too little yet',
      { event: { report: 'growing' }, stays: [stay(0, 30)] },
      'unknown',
      'verdict-so-far',
      30,
    ],
    [
      'a report that grows, enough already',
      { event: { report: 'growing' }, stays: [stay(0, 50)] },
      'present',
      'verdict-by-report',
      50,
    ],
    [
      'no names in reports, Join pressed',
      { event: { identifies: false }, entered: 2 },
      'present',
      'verdict-by-join',
      null,
    ],
    [
      'no names in reports, Join early',
      { event: { identifies: false }, entered: -10 },
      'present',
      'verdict-by-join',
      null,
    ],
    [
      'no names in reports, Join not pressed',
      { event: { identifies: false } },
      'absent',
      'verdict-not-joined',
      null,
    ],
    [
      'no names in reports, matched by hand',
      { event: { identifies: false }, stays: [stay(0, 50)] },
      'present',
      'verdict-by-report',
      50,
    ],
    [
      'no names, and its report awaited',
      { event: { identifies: false, report: 'awaited' }, entered: 2 },
      'present',
      'verdict-by-join',
      null,
    ],
    [
      'Join too late for the threshold',
      { event: { report: 'none' }, entered: 30 },
      'partly',
      'verdict-joined-too-late',
      null,
    ],
    [
      'Join right before the end',
      { event: { report: 'none' }, entered: 58 },
      'absent',
      'verdict-joined-too-late',
      null,
    ],
    [
      'Join with a break after it',
      { event: { report: 'none', breaks: [pause(0, 30)] }, entered: 30 },
      'present',
      'verdict-by-join',
      null,
    ],
    [
      'no report, a venue too',
      { event: { report: 'none', isHybrid: true } },
      'unknown',
      'verdict-perhaps-at-venue',
      null,
    ],
    ['no tool', { event: { report: 'none', hasJoin: false } }, 'unknown', 'verdict-no-tool', null],
    [
      'an event of breaks',
      { event: { breaks: [pause(0, 60)] }, stays: [stay(0, 60)] },
      'unknown',
      'verdict-no-time',
      null,
    ],
  ]
  it.each(cases)('on %s', (_, given, status, code, minutes) => {
    const { reason, ...verdict } = judged(given)
    expect([verdict.status, reason.code]).toEqual([status, code])
    expect(verdict.seconds === null ? null : Math.floor(verdict.seconds / 60)).toBe(minutes)
  })

  it('says minutes, what they are of, reconnects and the rule', () => {
    const { reason, reconnects, windowSeconds, firstJoinedAt, lastLeftAt } = judged({
      stays: [stay(2, 20), stay(22, 40), stay(43, 59)],
    })
    expect(reason.params).toEqual({
      ...{ minutes: 52, of: 60, window: 'planned', reconnects: 2, late: 0, threshold: 80, status: 'present' },
    })
    expect({ reconnects, windowSeconds }).toEqual({ reconnects: 2, windowSeconds: 3600 })
    expect([firstJoinedAt, lastLeftAt]).toEqual([at(2), at(59)])
  })

  it('bounds what is not told', () => {
    const { reason } = judged({ stays: [stay(0, 10), stay(20, null)] })
    expect(reason.params).toMatchObject({ least: 10, most: 50, of: 60 })
  })

  it.each([
    [4, false],
    [5, false],
    [6, true],
    [30, true],
  ])('calls who comes %i minutes after the start late only after the grace', (minute, isLate) => {
    expect(judged({ stays: [stay(minute, 60)] }).isLate).toBe(isLate)
    expect(judged({ stays: [stay(minute, null)] }).isLate).toBe(isLate)
    expect(judged({ event: { report: 'none' }, entered: minute }).isLate).toBe(isLate)
    expect(judged({ stays: [stay(-5, 1), stay(minute, 60)] }).isLate).toBe(false)
    expect(judged({ stays: [stay(-20, -10), stay(minute, 60)] }).isLate).toBe(isLate)
  })
})

describe('the window of a rule', () => {
  const windowFor = (hostStays: JudgedStay[], wanted: 'planned' | 'class' = 'class') => {
    const { window, kind } = windowOf({ ...event, hostStays }, wanted)
    return [kind, (window.from - startsAt.getTime()) / 60_000, (window.to - startsAt.getTime()) / 60_000]
  }
  it('is the class as its instructor held it, within what was planned', () => {
    expect(windowFor([stay(5, 50)])).toEqual(['class', 5, 50])
    expect(windowFor([stay(-10, 20), stay(25, 90)])).toEqual(['class', 0, 60])
    expect(windowFor([stay(10, null)])).toEqual(['class', 10, 60])
  })
  it('is what was planned where nobody tells of the class', () => {
    expect(windowFor([])).toEqual(['planned', 0, 60])
    expect(windowFor([stay(70, 80)])).toEqual(['planned', 0, 60])
    expect(windowFor([stay(5, 50)], 'planned')).toEqual(['planned', 0, 60])
  })
  it('makes lateness and share its own', () => {
    const hostStays = [stay(10, 50)]
    const { status, isLate, reason } = judged({
      ...{ event: { hostStays }, rule: { window: 'class' }, stays: [stay(12, 44)] },
    })
    expect({ status, isLate }).toEqual({ status: 'present', isLate: false })
    expect(reason.params).toMatchObject({ minutes: 32, of: 40, window: 'class' })
  })
})

describe('whatever a report says', () => {
  const minute = fc.integer({ min: -30, max: 90 })
  const someStay = fc
    .tuple(minute, fc.option(minute, { freq: 4 }), fc.option(minute))
    .map(([from, to, by]) => stay(from, to, by))
  const stays = fc.array(someStay, { maxLength: 8 })
  const reports = fc.constantFrom<ReportState[]>('none', 'awaited', 'growing', 'final', 'withheld', 'never')
  const some = fc.record({
    stays,
    entered: fc.option(minute, { nil: undefined }),
    event: fc.record({
      report: reports,
      identifies: fc.boolean(),
      hasJoin: fc.boolean(),
      isHybrid: fc.boolean(),
      unmatched: fc.nat(3),
      hostStays: stays,
    }),
    rule: fc.record({
      thresholdPercent: fc.integer({ min: 10, max: 100 }),
      partlyFromPercent: fc.integer({ min: 1, max: 10 }),
      window: fc.constantFrom<('planned' | 'class')[]>('planned', 'class'),
      gapSeconds: fc.constantFrom(0, 60, 120),
    }),
  })

  it('is never absence while a report that names people is not whole', () => {
    fc.assert(
      fc.property(
        some,
        fc.constantFrom<ReportState[]>('awaited', 'growing', 'withheld', 'never'),
        (given, report) => {
          const { status } = judged({ ...given, event: { ...given.event, report, identifies: true } })
          expect(['present', 'unknown']).toContain(status)
        },
      ),
    )
  })

  it('never counts more than the window, and no minutes that nothing told', () => {
    fc.assert(
      fc.property(some, (given) => {
        const { seconds, windowSeconds } = judged(given)
        expect(seconds ?? 0).toBeLessThanOrEqual(windowSeconds)
        if (given.stays.length === 0) expect(seconds ?? 0).toBe(0)
      }),
    )
  })

  it('is no worse for one stay more', () => {
    const rank = { absent: 0, unknown: 1, partly: 1, present: 2 }
    fc.assert(
      fc.property(some, someStay, (given, more) => {
        if (given.stays.length === 0) return // who is not in a report is judged by something else
        const before = judged(given)
        const after = judged({ ...given, stays: [...given.stays, more] })
        expect(rank[after.status]).toBeGreaterThanOrEqual(rank[before.status])
        expect(after.seconds ?? 0).toBeGreaterThanOrEqual(before.seconds ?? 0)
      }),
    )
  })

  it('does not depend on the order of rows, nor on how often they came', () => {
    fc.assert(
      fc.property(some, (given) => {
        const again = [...given.stays].reverse().concat(given.stays)
        expect(judged({ ...given, stays: again })).toEqual(judged(given))
      }),
    )
  })
})

it('refuses a rule by which somebody is present before they are partly there', () => {
  expect(() => assertRule({ ...usualRule, partlyFromPercent: 81 })).toThrow(
    expect.objectContaining({ code: 'rule-partly-above-present' }),
  )
  expect(() => assertRule({ ...usualRule, partlyFromPercent: 80 })).not.toThrow()
})
