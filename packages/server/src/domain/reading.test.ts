import { describe, expect, it } from 'vitest'
import { afterReading, type Found, firstReading, nextReading, type ReadingBefore } from './reading.ts'
import { addMinutes } from './time.ts'

const endsAt = new Date('2026-11-26T10:00:00Z')
const after = (minutes: number) => addMinutes(endsAt, minutes)
const WEEK = 7 * 24 * 60
const fresh: ReadingBefore = { endsAt, state: 'waiting', lastHash: null, unchangedSince: null, runs: 0 }
const found = (fields: Partial<Found> = {}): Found => ({
  ...{ hash: 'h', runs: 1, missing: undefined, isUnavailable: false, isRunning: false },
  ...fields,
})

/** Reads as a sweep would until nothing is due. @param tell what is found at a minute after the end */
function readOn(tell: (minute: number) => Found) {
  let before: ReadingBefore = fresh
  let at: Date | null = firstReading(endsAt, 0)
  const steps: { minute: number; state: string; reason: string | null }[] = []
  while (at) {
    const minute = (at.getTime() - endsAt.getTime()) / 60_000
    const result = afterReading(before, tell(minute), at)
    steps.push({ minute, state: result.state, reason: result.reason })
    before = { ...before, ...result }
    at = result.nextReadAt
  }
  return steps
}

describe('readings', () => {
  it('come soon after the end, more and more seldom, and for a week', () => {
    const moments: number[] = []
    for (let at = firstReading(endsAt, 0) as Date | null; at; at = nextReading(endsAt, at))
      moments.push((at.getTime() - endsAt.getTime()) / 60_000)
    expect(moments[0]).toBe(5)
    expect(moments.at(-1)).toBe(WEEK)
    expect(moments.length).toBeLessThan(20)
    expect(nextReading(endsAt, after(WEEK))).toBeNull()
    // No tool is asked before it can have one.
    expect(firstReading(endsAt, 20)).toEqual(after(20))
    expect(nextReading(endsAt, after(20))).toEqual(after(30))
  })

  it('end when two agree that lie an hour apart, and not before', () => {
    const steps = readOn(() => found())
    expect(steps.map((step) => step.state)).toEqual(['read', 'read', 'read', 'read', 'settled'])
    expect(steps.at(-1)?.minute).toBe(120)
  })

  it('go on while the report grows: five rows first, more ten minutes later', () => {
    const steps = readOn((minute) =>
      found({ hash: minute < 100 ? `rows ${minute < 12 ? 5 : 24}` : 'rows 30' }),
    )
    expect(steps.find((step) => step.state === 'settled')?.minute).toBe(240)
    expect(steps.at(-1)?.state).toBe('settled')
  })

  it('are not settled while a run goes on past the end', () => {
    const steps = readOn((minute) => found({ isRunning: minute < 500 }))
    expect(steps.find((step) => step.state === 'settled')?.minute).toBe(960)
  })

  it('wait for a report that is late', () => {
    const steps = readOn((minute) => (minute < 3000 ? found({ hash: 'none', runs: 0 }) : found()))
    expect(steps.filter((step) => step.minute < 3000).every((step) => step.state === 'waiting')).toBe(true)
    expect(steps.at(-1)).toMatchObject({ state: 'settled', reason: null })
  })

  it('are given up after a week without one, and never say that anybody was absent', () => {
    const steps = readOn(() => found({ hash: 'none', runs: 0 }))
    expect(steps.at(-1)).toEqual({ minute: WEEK, state: 'given-up', reason: 'attendance-no-report' })
  })

  it('say what withholds a report, and forget it once it is mended', () => {
    const steps = readOn((minute) =>
      minute < 100 ? found({ runs: 0, hash: 'none', missing: 'attendance-scope-missing' }) : found(),
    )
    expect(steps[0]).toMatchObject({ state: 'withheld', reason: 'attendance-scope-missing' })
    expect(steps.at(-1)).toMatchObject({ state: 'settled', reason: null })
    const never = readOn(() => found({ runs: 0, hash: 'none', missing: 'attendance-forbidden' }))
    expect(never.at(-1)).toMatchObject({ state: 'withheld', reason: 'attendance-forbidden' })
  })

  it('keep what was read when a later one is withheld or does not answer', () => {
    const known = { ...fresh, state: 'read', lastHash: 'h', unchangedSince: after(5), runs: 2 } as const
    const withheld = afterReading(known, found({ runs: 0, missing: 'attendance-unauthorized' }), after(15))
    expect(withheld).toMatchObject({ state: 'read', reason: 'attendance-unauthorized' })
    const silent = afterReading(known, found({ runs: 0, hash: 'x', isUnavailable: true }), after(15))
    expect(silent).toMatchObject({ state: 'read', runs: 2, lastHash: 'h', unchangedSince: after(5) })
    const never = readOn(() => found({ runs: 0, isUnavailable: true }))
    expect(never.at(-1)).toMatchObject({ state: 'given-up', reason: 'attendance-unavailable' })
  })

  it('tell of a run in which nobody was as of any other', () => {
    expect(readOn(() => found({ hash: 'nobody', runs: 1 })).at(-1)?.state).toBe('settled')
  })
})
