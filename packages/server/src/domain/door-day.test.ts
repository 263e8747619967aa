import { describe, expect, it } from 'vitest'
import { doorDay } from './door-day.ts'

const day = (startsAt: string, endsAt: string, timeZone: string) => {
  const { opensAt, closesAt } = doorDay({ startsAt: new Date(startsAt), endsAt: new Date(endsAt), timeZone })
  return [opensAt.toISOString(), closesAt.toISOString()]
}

describe('the list at the door', () => {
  it.each([
    ['2026-11-26T09:00:00Z', '2026-11-26T11:00:00Z', 'Europe/Rome', '2026-11-25T23:00', '2026-11-26T23:00'],
    // In Auckland it is the 27th by then.
    [
      '2026-11-26T20:00:00Z',
      '2026-11-26T21:00:00Z',
      'Pacific/Auckland',
      '2026-11-26T11:00',
      '2026-11-27T11:00',
    ],
    // Into the next day: both are its days.
    ['2026-11-26T21:00:00Z', '2026-11-27T01:00:00Z', 'UTC', '2026-11-26T00:00', '2026-11-28T00:00'],
    // A day of 25 hours, and one that begins at one o’clock.
    ['2026-10-25T09:00:00Z', '2026-10-25T11:00:00Z', 'Europe/Rome', '2026-10-24T22:00', '2026-10-25T23:00'],
    [
      '2026-09-06T15:00:00Z',
      '2026-09-06T16:00:00Z',
      'America/Santiago',
      '2026-09-06T04:00',
      '2026-09-07T03:00',
    ],
  ])('of %s to %s in %s is open from %s to %s', (startsAt, endsAt, timeZone, opensAt, closesAt) => {
    expect(day(startsAt, endsAt, timeZone)).toEqual([`${opensAt}:00.000Z`, `${closesAt}:00.000Z`])
  })
})
