import { describe, expect, it } from 'vitest'
import { nextSendingAt, type Rhythm } from './mailing.ts'
import { wallTimeOf } from './time.ts'

const rhythm = (every: Rhythm['every'], hour: number, weekday: Rhythm['weekday'] = 1): Rhythm => ({
  ...{ every, weekday, hour },
})

describe('the next time that something is sent', () => {
  it.each([
    ['later today', rhythm('day', 7), 'Europe/Rome', '2026-11-29T05:59:00Z', '2026-11-29T06:00:00.000Z'],
    ['not now again', rhythm('day', 7), 'Europe/Rome', '2026-11-29T06:00:00Z', '2026-11-30T06:00:00.000Z'],
    ['on Mondays', rhythm('week', 7), 'Europe/Rome', '2026-11-24T10:00:00Z', '2026-11-30T06:00:00.000Z'],
    ['on Sundays', rhythm('week', 0, 7), 'UTC', '2026-11-29T00:00:00Z', '2026-12-06T00:00:00.000Z'],
    ['on the first', rhythm('month', 7), 'Europe/Rome', '2026-12-01T06:00:00Z', '2027-01-01T06:00:00.000Z'],
    // There it is the first of the month already.
    [
      'in Auckland',
      rhythm('month', 6),
      'Pacific/Auckland',
      '2026-11-30T10:00:00Z',
      '2026-11-30T17:00:00.000Z',
    ],
    ['in summer time', rhythm('day', 7), 'Europe/Rome', '2026-03-28T06:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['in winter time', rhythm('day', 7), 'Europe/Rome', '2026-10-24T05:00:00Z', '2026-10-25T06:00:00.000Z'],
    // 02:00 is left out on this date.
    ['in the gap', rhythm('day', 2), 'Europe/Rome', '2026-03-28T01:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['after the gap', rhythm('day', 2), 'Europe/Rome', '2026-03-29T01:00:00Z', '2026-03-30T00:00:00.000Z'],
    // 02:00 comes twice on this date.
    [
      'at the first of two',
      rhythm('day', 2),
      'Europe/Rome',
      '2026-10-24T00:00:00Z',
      '2026-10-25T00:00:00.000Z',
    ],
    [
      'not at the second',
      rhythm('day', 2),
      'Europe/Rome',
      '2026-10-25T00:00:00Z',
      '2026-10-26T01:00:00.000Z',
    ],
    [
      'in a zone of half hours',
      rhythm('day', 9),
      'Asia/Kolkata',
      '2026-11-29T00:00:00Z',
      '2026-11-29T03:30:00.000Z',
    ],
    [
      'in a zone that is none',
      rhythm('day', 9),
      'Mars/Olympus',
      '2026-11-29T00:00:00Z',
      '2026-11-29T09:00:00.000Z',
    ],
  ])('is %s', (_name, wanted, zone, after, at) => {
    expect(nextSendingAt(wanted, zone, new Date(after)).toISOString()).toBe(at)
  })

  it.each(['Europe/Rome', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Pacific/Apia'])(
    'is one for each date of two years, in %s',
    (zone) => {
      for (const hour of [0, 2, 3, 23]) {
        let at = new Date('2026-01-01T12:00:00Z')
        const dates: string[] = []
        for (let n = 0; n < 730; n++) {
          at = nextSendingAt(rhythm('day', hour), zone, at)
          dates.push(wallTimeOf(at, zone).slice(0, 10))
        }
        expect(new Set(dates).size).toBe(730)
      }
    },
  )
})
