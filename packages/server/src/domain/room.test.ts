import { describe, expect, it } from 'vitest'
import { nextStep, type RoomAims, type RoomSpec, retryDelayMs } from './room.ts'

const spec: RoomSpec = {
  subject: 'Safety at work: Day 1',
  description: '',
  startsAt: '2026-11-24T09:00:00.000Z',
  endsAt: '2026-11-24T10:00:00.000Z',
  timeZone: 'Europe/Rome',
}
const room = (aims: Partial<RoomAims>): RoomAims => ({
  wanted: spec,
  applied: null,
  providerKey: null,
  hasOpenAttempt: false,
  replacedAt: null,
  ...aims,
})

describe('nextStep', () => {
  it('creates what is wanted and not there', () => {
    expect(nextStep(room({}))).toBe('create')
  })

  it('does nothing when wanted and applied agree', () => {
    expect(nextStep(room({ providerKey: '1', applied: { ...spec } }))).toBe('none')
  })

  it('updates what differs', () => {
    expect(nextStep(room({ providerKey: '1', applied: { ...spec, subject: 'Old' } }))).toBe('update')
  })

  it('deletes what is there or may be there, and forgets the rest', () => {
    expect(nextStep(room({ wanted: null, providerKey: '1' }))).toBe('delete')
    expect(nextStep(room({ wanted: null, hasOpenAttempt: true }))).toBe('delete')
    expect(nextStep(room({ wanted: null }))).toBe('forget')
  })
})

describe('retryDelayMs', () => {
  it('grows with the failures up to a quarter of an hour, with jitter', () => {
    expect(retryDelayMs(1, 0.5)).toBe(2000)
    expect(retryDelayMs(3, 0.5)).toBe(8000)
    expect(retryDelayMs(50, 0.5)).toBe(15 * 60_000)
    expect(retryDelayMs(1, 0)).toBe(1500)
    expect(retryDelayMs(1, 1)).toBe(2500)
  })
})
