import { describe, expect, it } from 'vitest'
import { dayBegins, dayEnds, toDay, toInstant, toWall } from './zoned.ts'

describe('a moment in a zone', () => {
  it('is told by its clocks and understood again', () => {
    for (const [instant, zone, wall] of [
      ['2026-11-24T09:00:00.000Z', 'Europe/Rome', '2026-11-24T10:00'],
      ['2026-07-01T08:00:00.000Z', 'Europe/Rome', '2026-07-01T10:00'],
      ['2026-11-24T04:30:00.000Z', 'Asia/Kolkata', '2026-11-24T10:00'],
      ['2026-11-24T15:00:00.000Z', 'America/New_York', '2026-11-24T10:00'],
    ] as const) {
      expect(toWall(instant, zone)).toBe(wall)
      expect(toInstant(wall, zone)).toBe(instant)
    }
  })

  it('is right on both sides of a change of the clocks', () => {
    expect(toInstant('2027-03-28T01:59', 'Europe/Rome')).toBe('2027-03-28T00:59:00.000Z')
    expect(toInstant('2027-03-28T03:00', 'Europe/Rome')).toBe('2027-03-28T01:00:00.000Z')
    expect(toInstant('2027-10-31T03:00', 'Europe/Rome')).toBe('2027-10-31T02:00:00.000Z')
  })

  it('is as much later where clocks skip it, east and west of Greenwich, and the first where it comes twice', () => {
    const clockAfter = (wall: string, zone: string) => toWall(toInstant(wall, zone), zone)
    expect(clockAfter('2027-03-28T02:30', 'Europe/Rome')).toBe('2027-03-28T03:30')
    expect(clockAfter('2027-03-14T02:30', 'America/New_York')).toBe('2027-03-14T03:30')
    expect(clockAfter('2027-03-14T02:30', 'America/St_Johns')).toBe('2027-03-14T03:30')
    expect(clockAfter('2027-09-26T02:45', 'Pacific/Chatham')).toBe('2027-09-26T03:45')
    expect(clockAfter('2027-10-03T02:15', 'Australia/Lord_Howe')).toBe('2027-10-03T02:45')
    expect(clockAfter('2027-03-14T00:30', 'America/Havana')).toBe('2027-03-14T01:30')
    expect(toInstant('2027-10-31T02:30', 'Europe/Rome')).toBe('2027-10-31T00:30:00.000Z')
    expect(toInstant('2027-11-07T01:30', 'America/New_York')).toBe('2027-11-07T05:30:00.000Z')
  })
})

describe('a day of a zone', () => {
  it.each([
    ['2026-11-24', 'UTC', '2026-11-24T00:00:00.000Z', '2026-11-24T23:59:59.000Z'],
    ['2026-11-24', 'Europe/Rome', '2026-11-23T23:00:00.000Z', '2026-11-24T22:59:59.000Z'],
    ['2026-11-24', 'Pacific/Kiritimati', '2026-11-23T10:00:00.000Z', '2026-11-24T09:59:59.000Z'],
    ['2026-03-29', 'Europe/Rome', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.000Z'], // 23 hours
    ['2026-12-31', 'America/New_York', '2026-12-31T05:00:00.000Z', '2027-01-01T04:59:59.000Z'],
  ])('%s in %s begins and ends there, whatever the browser’s zone', (day, zone, begins, ends) => {
    expect(dayBegins(day, zone)).toBe(begins)
    expect(dayEnds(day, zone)).toBe(ends)
    expect(toDay(begins, zone)).toBe(day)
    expect(toDay(ends, zone)).toBe(day)
  })
})
