import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysLater, instantOf, wallTimeOf } from './time.ts'

const refusalOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('instantOf', () => {
  it('turns wall-clock time into the instant that it means in the zone', () => {
    expect(instantOf('2026-11-24T10:00', 'Europe/Rome', '/startsWall')).toEqual(
      new Date('2026-11-24T09:00:00Z'),
    )
    expect(instantOf('2026-07-01T10:00', 'Asia/Kolkata', '/startsWall')).toEqual(
      new Date('2026-07-01T04:30:00Z'),
    )
    expect(instantOf('2026-01-01T00:30', 'Pacific/Apia', '/startsWall')).toEqual(
      new Date('2025-12-31T11:30:00Z'),
    )
  })

  it('refuses a time that does not exist because clocks go forward', () => {
    expect(refusalOf(() => instantOf('2026-03-29T02:30', 'Europe/Rome', '/startsWall'))).toBe(
      'wall-time-skipped',
    )
    expect(refusalOf(() => instantOf('2026-10-04T02:15', 'Australia/Lord_Howe', '/startsWall'))).toBe(
      'wall-time-skipped',
    )
  })

  it('refuses a time that exists twice because clocks go back', () => {
    expect(refusalOf(() => instantOf('2026-10-25T02:30', 'Europe/Rome', '/startsWall'))).toBe(
      'wall-time-twice',
    )
    expect(refusalOf(() => instantOf('2026-11-01T01:30', 'America/New_York', '/startsWall'))).toBe(
      'wall-time-twice',
    )
  })

  it('takes the hours around a change of the clocks as they are', () => {
    expect(instantOf('2026-03-29T01:59', 'Europe/Rome', '/startsWall')).toEqual(
      new Date('2026-03-29T00:59:00Z'),
    )
    expect(instantOf('2026-03-29T03:00', 'Europe/Rome', '/startsWall')).toEqual(
      new Date('2026-03-29T01:00:00Z'),
    )
    expect(instantOf('2026-10-25T03:00', 'Europe/Rome', '/startsWall')).toEqual(
      new Date('2026-10-25T02:00:00Z'),
    )
  })

  it('refuses what is no date or no zone', () => {
    expect(refusalOf(() => instantOf('2026-02-30T10:00', 'Europe/Rome', '/startsWall'))).toBe(
      'event-time-invalid',
    )
    expect(refusalOf(() => instantOf('2026-02-20T10:00', 'Europe/Roma', '/startsWall'))).toBe(
      'time-zone-unknown',
    )
  })

  it('gives back the same wall-clock time for every time that exists once', () => {
    const zones = ['Europe/Rome', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe']
    const minutes = fc.integer({ min: 0, max: 2 * 366 * 24 * 60 })
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
        const wall = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString().slice(0, 16)
        const refused = refusalOf(() => instantOf(wall, zone, '/startsWall'))
        if (refused) expect(['wall-time-skipped', 'wall-time-twice']).toContain(refused)
        else expect(wallTimeOf(instantOf(wall, zone, '/startsWall'), zone)).toBe(wall)
      }),
      { numRuns: 300 },
    )
  })
})

describe('daysLater', () => {
  it('keeps the time of the clock over a change of the clocks, to the second', () => {
    const later = (instant: string, days: number, zone: string) =>
      daysLater(new Date(instant), days, zone).toISOString()
    expect(later('2027-03-20T22:59:59Z', 14, 'Europe/Rome')).toBe('2027-04-03T21:59:59.000Z')
    expect(later('2027-04-03T21:59:59Z', -14, 'Europe/Rome')).toBe('2027-03-20T22:59:59.000Z')
    expect(later('2027-03-21T01:30:00Z', 7, 'Europe/Rome')).toBe('2027-03-28T01:30:00.000Z') // 02:30 is left out
    expect(later('2027-01-31T12:00:00Z', 28, 'Pacific/Chatham')).toBe('2027-02-28T12:00:00.000Z')
  })
})
