import { describe, expect, it } from 'vitest'
import { wallTimeOf } from '../domain/time.ts'
import { dayFrom, justBegun, mondayFrom, startByDay, weekOf, workday } from './academy-times.ts'

const ZONES = [
  'UTC',
  'Europe/Rome',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Australia/Sydney',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]
const pairs = ZONES.flatMap((own) => ZONES.map((zone) => [own, zone] as const))

describe('an event of the academy', () => {
  it.each(pairs)('begins by day for who looks from %s at one in %s', (own, zone) => {
    for (const wish of ['09:00', '10:30', '16:00']) {
      const start = startByDay('2026-11-26', wish, zone, own)
      const wall = wallTimeOf(start, own)
      expect(wall.slice(0, 10)).toBe('2026-11-26')
      expect(Number(wall.slice(11, 13))).toBeGreaterThanOrEqual(8)
      expect(Number(wall.slice(11, 13))).toBeLessThanOrEqual(17)
    }
  })

  it.each(ZONES)('begins in %s when it is wished for there', (zone) => {
    expect(wallTimeOf(startByDay('2026-11-26', '10:30', zone, zone), zone)).toBe('2026-11-26T10:30')
  })

  it.each([
    ['America/New_York', '10:00', '2026-11-26T16:00'],
    ['Europe/London', '12:30', '2026-11-26T13:30'],
    ['Asia/Tokyo', '16:00', '2026-11-26T08:00'],
    ['America/Los_Angeles', '09:00', '2026-11-26T17:00'],
  ])('in %s at %s is seen from Rome at %s', (zone, wish, wall) => {
    expect(wallTimeOf(startByDay('2026-11-26', wish, zone, 'Europe/Rome'), 'Europe/Rome')).toBe(wall)
  })

  it.each([
    ['2026-11-25T09:30:00Z', '2026-11-25T09:15:00.000Z'],
    ['2026-11-25T09:44:59Z', '2026-11-25T09:15:00.000Z'],
    ['2026-11-25T00:05:00Z', '2026-11-24T23:45:00.000Z'],
  ])('that runs at %s has begun at %s', (now, begun) => {
    expect(justBegun(new Date(now)).toISOString()).toBe(begun)
  })
})

describe('days from today', () => {
  it.each([
    ['Wednesday', '2026-11-25', [1, 2, 5, -1, -2, -5]],
    ['Friday', '2026-11-27', [3, 4, 5, -1, -2, -3]],
    ['Saturday', '2026-11-28', [2, 3, 4, -1, -2, -3]],
    ['Sunday', '2026-11-29', [1, 2, 3, -2, -3, -4]],
    ['Monday', '2026-11-30', [1, 2, 3, -3, -4, -5]],
  ])('are working days on a %s', (_name, day, expected) => {
    const now = new Date(`${day}T12:00:00Z`)
    expect([1, 2, 3, -1, -2, -3].map((n) => workday(now, n, 'UTC'))).toEqual(expected)
    expect(workday(now, 0, 'UTC')).toBe(0)
  })

  it('are those of the zone', () => {
    const now = new Date('2026-11-29T23:30:00Z')
    expect(dayFrom(now, 0, 'UTC')).toBe('2026-11-29')
    expect(dayFrom(now, 1, 'Asia/Tokyo')).toBe('2026-12-01')
    expect([mondayFrom(now, 'UTC'), mondayFrom(now, 'Asia/Tokyo')]).toEqual([-6, 0])
  })

  it.each([
    ['2026-11-29T23:59:59Z', '2026W48'],
    ['2026-11-30T00:00:00Z', '2026W49'],
    ['2026-12-31T12:00:00Z', '2026W53'],
    ['2027-01-03T12:00:00Z', '2026W53'],
    ['2027-01-04T12:00:00Z', '2027W01'],
  ])('at %s are of the week %s', (now, week) => {
    expect(weekOf(new Date(now))).toBe(week)
  })
})
