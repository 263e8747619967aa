import { describe, expect, it } from 'vitest'
import type { OrganizerId } from './ids.ts'
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
  movedFrom: null,
  replacedAt: null,
  spare: null,
  ...aims,
})

describe('nextStep', () => {
  it('moves before it changes, and not what is not made or not wanted', () => {
    const movedFrom = 'olga' as OrganizerId
    expect(nextStep(room({ providerKey: '1', movedFrom }))).toBe('move')
    expect(nextStep(room({ movedFrom }))).toBe('create')
    expect(nextStep(room({ wanted: null, providerKey: '1', movedFrom }))).toBe('delete')
  })

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

  it.each([
    ['a minute', 60_000, 0, 60_000],
    ['a minute, with others who wait for it', 60_000, 1, 66_000],
    ['until the day is over', 11 * 3_600_000, 0, 11 * 3_600_000],
    ['less than we would', 500, 0.5, 2000],
    ['nothing', 0, 0.5, 2000],
    ['a moment that is over', -5000, 0.5, 2000],
    ['a year', 365 * 86_400_000, 0, 86_400_000],
  ])('waits as long as the provider asks: %s', (_what, askedMs, random, expected) => {
    expect(retryDelayMs(1, random, askedMs)).toBe(expected)
  })
})
