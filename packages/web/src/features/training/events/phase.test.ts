import { describe, expect, it } from 'vitest'
import { phaseOf } from './phase.ts'

const event = { startsAt: '2026-12-01T09:00:00.000Z', endsAt: '2026-12-01T10:00:00.000Z', cancelled: null }
const off = { at: '2026-11-30T09:00:00.000Z', reason: '', with: null }

describe('where an event is in its life', () => {
  it.each([
    ['2026-12-01T08:59:59.999Z', 'before'],
    ['2026-12-01T09:00:00.000Z', 'running'],
    ['2026-12-01T09:59:59.999Z', 'running'],
    ['2026-12-01T10:00:00.000Z', 'over'],
    ['2027-12-01T10:00:00.000Z', 'over'],
  ] as const)('at %s it is %s', (now, phase) => {
    expect(phaseOf(event, Date.parse(now))).toBe(phase)
    expect(phaseOf({ ...event, cancelled: off }, Date.parse(now))).toBe('cancelled')
  })
})
