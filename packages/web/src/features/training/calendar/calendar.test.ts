import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDay, today } from '../../../ui/days.ts'
import { instantsOf, startOfDay, wallAt } from '../../../ui/wall.ts'
import { axisOf } from './axis.ts'
import { addMonths, byDay, daysOf, daysTouched, spanOf, turn } from './days.ts'
import { placeInDay } from './hours-of-day.ts'
import { sideBySide, withCrowds } from './side-by-side.ts'
import { longDay } from './words.ts'

const zones = [
  'Europe/Rome',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Havana',
  'Atlantic/Azores',
  'Pacific/Chatham',
  'America/St_Johns',
  'America/Santiago',
  'America/Nuuk',
  'Africa/Casablanca',
  'Asia/Beirut',
  'America/Asuncion',
  'Antarctica/Troll',
  'Asia/Kathmandu',
  'Pacific/Easter',
]

describe('days', () => {
  it('are named with their year when it is not that of today where somebody is', () => {
    const newYear = Date.parse('2026-12-31T23:40Z')
    const [east, west] = [today('Pacific/Kiritimati', newYear), today('America/St_Johns', newYear)]
    expect(longDay('2027-01-01', 'en', east)).toBe('Friday 1 January')
    expect(longDay('2027-01-01', 'en', west)).toBe('Friday, 1 January 2027')
    expect(longDay('2026-12-31', 'en', west)).toBe('Thursday 31 December')
  })

  it('of a month are whole weeks from Monday, never more than 42', () => {
    expect(daysOf('month', '2026-12-17')).toHaveLength(35)
    expect(daysOf('month', '2026-12-17')[0]).toBe('2026-11-30')
    expect(daysOf('month', '2027-02-01')).toHaveLength(28)
    expect(daysOf('month', '2026-08-01')).toHaveLength(42)
    expect(daysOf('week', '2026-11-29')).toEqual(daysOf('week', '2026-11-23'))
    expect(daysOf('lanes', '2026-11-29')).toEqual(daysOf('week', '2026-11-23'))
  })

  it('begin their weeks on the platform’s own day', () => {
    for (const first of [1, 2, 3, 4, 5, 6, 7]) {
      const week = daysOf('week', '2026-12-02', first)
      expect(new Date(`${week[0]}T12:00Z`).getUTCDay() || 7).toBe(first)
      expect(week).toContain('2026-12-02')
      const month = daysOf('month', '2026-12-02', first)
      expect([month.length % 7, month.includes('2026-12-01'), month.includes('2026-12-31')]).toEqual([
        0,
        true,
        true,
      ])
      expect(month.length).toBeLessThanOrEqual(42)
    }
    expect(daysOf('week', '2026-11-29', 7)[0]).toBe('2026-11-29')
  })

  it('turn by month, week and 30 days', () => {
    expect(turn('month', '2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15')
    expect(turn('week', '2026-12-28', 1)).toBe('2027-01-04')
    expect(turn('agenda', '2026-12-01', -1)).toBe('2026-11-01')
    expect([isDay('2026-02-30'), isDay('2026-2-3'), isDay('2026-02-28')]).toEqual([false, false, true])
  })

  it('hold an event over midnight on both, and one until midnight on the first alone', () => {
    const over = { startsAt: '2026-11-24T22:30:00Z', endsAt: '2026-11-24T23:30:00Z' }
    expect(daysTouched(over, 'Europe/Rome')).toEqual(['2026-11-24', '2026-11-25'])
    expect(daysTouched(over, 'America/New_York')).toEqual(['2026-11-24'])
    expect(daysTouched({ ...over, endsAt: '2026-11-24T23:00:00Z' }, 'Europe/Rome')).toEqual(['2026-11-24'])
    expect([...byDay([over], 'Europe/Rome').keys()]).toEqual(['2026-11-24', '2026-11-25'])
    expect(daysTouched(over, 'Pacific/Apia')).toEqual(['2026-11-25'])
  })

  it('have 23, 25 or 23.5 hours where clocks change', () => {
    const hours = (day: string, next: string, zone: string) =>
      (startOfDay(next, zone) - startOfDay(day, zone)) / 3_600_000
    expect(hours('2026-03-29', '2026-03-30', 'Europe/Rome')).toBe(23)
    expect(hours('2026-10-25', '2026-10-26', 'Europe/Rome')).toBe(25)
    expect(hours('2026-10-04', '2026-10-05', 'Australia/Lord_Howe')).toBe(23.5)
    // Midnight itself is skipped in Beirut: the day begins at one o'clock.
    expect(wallAt(startOfDay('2026-03-29', 'Asia/Beirut'), 'Asia/Beirut')).toBe('2026-03-29T01:00')
    expect(spanOf(['2026-10-25'], 'Europe/Rome')).toEqual({
      from: '2026-10-24T22:00:00.000Z',
      until: '2026-10-25T23:00:00.000Z',
    })
  })
})

describe('the axis of a week', () => {
  const at = (wall: string, zone: string, turn = 0) => instantsOf(wall, zone)[turn] ?? Number.NaN

  it('has 24 hours in most weeks', () => {
    const axis = axisOf(daysOf('week', '2026-11-24'), 'Europe/Rome')
    expect(axis.minutes).toBe(1440)
    expect(axis.labels).toHaveLength(24)
    expect(axis.placeOf('2026-11-24', at('2026-11-24T10:30', 'Europe/Rome'))).toBe(630)
    expect(axis.missingOf('2026-11-24')).toEqual([])
  })

  it('has a row for the hour that comes twice, which the other days have not', () => {
    const axis = axisOf(daysOf('week', '2026-10-25'), 'Europe/Rome')
    expect(axis.minutes).toBe(1500)
    expect(axis.labels.map(({ text }) => text).slice(1, 6)).toEqual([
      '01:00',
      '02:00',
      '02:00',
      '03:00',
      '04:00',
    ])
    const sunday = '2026-10-25'
    expect(axis.placeOf(sunday, at('2026-10-25T02:30', 'Europe/Rome', 0))).toBe(150)
    expect(axis.placeOf(sunday, at('2026-10-25T02:30', 'Europe/Rome', 1))).toBe(210)
    expect(axis.placeOf(sunday, at('2026-10-25T10:00', 'Europe/Rome'))).toBe(660)
    expect(axis.placeOf('2026-10-24', at('2026-10-24T10:00', 'Europe/Rome'))).toBe(660)
    expect(axis.missingOf('2026-10-24')).toEqual([{ from: 180, until: 240 }])
    expect(axis.missingOf(sunday)).toEqual([])
  })

  it('leaves the skipped hour of a day empty, and the others at their height', () => {
    const axis = axisOf(daysOf('week', '2026-03-29'), 'Europe/Rome')
    expect(axis.minutes).toBe(1440)
    expect(axis.missingOf('2026-03-29')).toEqual([{ from: 120, until: 180 }])
    // Who points at the hour that is skipped means the first moment after it.
    expect(axis.instantAt('2026-03-29', 150)).toBe(at('2026-03-29T03:00', 'Europe/Rome'))
    expect(axis.placeOf('2026-03-29', at('2026-03-29T10:00', 'Europe/Rome'))).toBe(600)
    const island = axisOf(daysOf('week', '2026-10-04'), 'Australia/Lord_Howe')
    expect(island.missingOf('2026-10-04')).toEqual([{ from: 120, until: 150 }])
  })

  it('puts every later instant lower, on every day of every zone', () => {
    const minutes = fc.integer({ min: 0, max: 365 * 1440 })
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        minutes,
        fc.integer({ min: 1, max: 600 }),
        (zone, minute, length) => {
          const instant = Date.UTC(2026, 0, 1) + minute * 60_000
          const day = wallAt(instant, zone).slice(0, 10)
          const axis = axisOf(daysOf('week', day), zone)
          const end = Math.min(instant + length * 60_000, startOfDay(addDaysTo(day), zone))
          expect(axis.placeOf(day, end)).toBeGreaterThan(axis.placeOf(day, instant))
          expect(axis.instantAt(day, axis.placeOf(day, instant))).toBe(instant)
          // An event is never drawn shorter than it lasts.
          expect(axis.placeOf(day, end) - axis.placeOf(day, instant)).toBeGreaterThanOrEqual(
            (end - instant) / 60_000,
          )
        },
      ),
      { numRuns: 300 },
    )
  })
})
const addDaysTo = (day: string) =>
  new Date(Date.parse(`${day}T12:00Z`) + 86_400_000).toISOString().slice(0, 10)

describe('events at the same time', () => {
  const span = (entry: string, from: number, until: number) => ({ entry, from, until })
  const columnsOf = (...spans: ReturnType<typeof span>[]) =>
    sideBySide(spans).map(({ entry, column, columns }) => `${entry} ${column}/${columns}`)
  const some = fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 200 })), { maxLength: 40 })
  const placedOf = (all: [number, number][]) =>
    sideBySide(all.map(([from, length], entry) => ({ entry, from, until: from + length })))

  it('stand side by side while they overlap, and have the whole width when they only touch', () => {
    expect(columnsOf(span('a', 0, 60), span('b', 30, 90), span('c', 60, 120), span('d', 120, 180))).toEqual([
      'a 0/2',
      'b 1/2',
      'c 0/2',
      'd 0/1',
    ])
    expect(columnsOf()).toEqual([])
  })

  it('never stand in one column', () => {
    fc.assert(
      fc.property(some, (all) => {
        const placed = placedOf(all)
        expect(placed).toHaveLength(all.length)
        for (const one of placed)
          for (const other of placed)
            if (one !== other && one.column === other.column)
              expect(one.until <= other.from || other.until <= one.from).toBe(true)
      }),
    )
  })

  it.each([
    [200, 1, [200]],
    [107, 2, [53, 53]],
    [107, 3, [77]],
    [100, 2, [70]],
    [100, 5, [70]],
    [160, 3, [53, 53, 53]],
    [160, 4, [65, 65]],
    [900, 4, [290, 290, 290]],
    [20, 2, [-10]],
  ])('side by side are never too narrow to be read: %i pixels for %i at once', (width, count, widths) => {
    const events = Array.from({ length: count }, () => ({
      startsAt: '2026-12-01T09:00:00Z',
      endsAt: '2026-12-01T10:00:00Z',
    }))
    const room = { width, leastMinutes: 30 }
    const { shown } = placeInDay(events, axisOf(['2026-12-01'], 'UTC'), '2026-12-01', room)
    expect(
      shown.map(({ columns, isCrowded }) => Math.floor((width - (isCrowded ? 30 : 0)) / columns)),
    ).toEqual(widths)
  })

  it('are counted in a strip when there are more than columns, and none is lost', () => {
    const spans = ['a', 'b', 'c', 'd', 'e'].map((entry) => span(entry, 0, 60))
    const { shown, crowds } = withCrowds(sideBySide([...spans, span('f', 70, 90)]), 3)
    expect(shown.map(({ entry, column, columns }) => `${entry} ${column}/${columns}`)).toEqual([
      'a 0/3',
      'b 1/3',
      'c 2/3',
      'f 0/1',
    ])
    expect(crowds).toEqual([{ from: 0, until: 60, entries: ['d', 'e'] }])
    const narrow = withCrowds(sideBySide(spans.slice(0, 3)), 2, 1)
    expect(narrow.shown.map(({ entry, columns }) => `${entry} of ${columns}`)).toEqual(['a of 1'])
    expect(narrow.crowds.map(({ entries }) => entries)).toEqual([['b', 'c']])
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        (all, most, beside) => {
          const result = withCrowds(placedOf(all), most, Math.min(most, beside))
          const counted = result.crowds.flatMap((crowd) => crowd.entries)
          expect([...result.shown.map(({ entry }) => entry), ...counted].toSorted((a, b) => a - b)).toEqual(
            all.map((_, entry) => entry),
          )
          // A strip covers no event that has the whole width, and no other strip.
          for (const crowd of result.crowds) {
            for (const other of result.crowds)
              if (crowd !== other) expect(crowd.until <= other.from || other.until <= crowd.from).toBe(true)
            for (const one of result.shown)
              if (!one.isCrowded) expect(one.until <= crowd.from || crowd.until <= one.from).toBe(true)
          }
        },
      ),
    )
  })
})
