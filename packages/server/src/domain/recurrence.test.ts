import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { AppError } from './errors.ts'
import { datesOf, type Pattern, type RecurrenceRule, shiftWall, type Weekday } from './recurrence.ts'
import { instantOf, wallTimeOf } from './time.ts'

const weekly = (...weekdays: Weekday[]): Pattern => ({ repeats: 'weekly', everyWeeks: 1, weekdays })
const rule = (fields: Partial<RecurrenceRule>): RecurrenceRule => ({
  first: '2026-11-24', // a Tuesday
  pattern: weekly(2),
  ends: { count: 3 },
  skips: [],
  ...fields,
})

describe('the dates of a rule', () => {
  it('are the chosen weekdays, from the first date on', () => {
    expect(datesOf(rule({ pattern: weekly(4, 1), ends: { count: 4 } }))).toEqual([
      '2026-11-26',
      '2026-11-30',
      '2026-12-03',
      '2026-12-07',
    ])
  })

  it('leave weeks out where only every second one counts', () => {
    const pattern: Pattern = { repeats: 'weekly', everyWeeks: 2, weekdays: [2, 4] }
    expect(datesOf(rule({ pattern, ends: { count: 4 } }))).toEqual([
      '2026-11-24',
      '2026-11-26',
      '2026-12-08',
      '2026-12-10',
    ])
  })

  it.each<[Weekday, string, string[]]>([
    [1, 'Monday', ['2026-11-28', '2026-11-29', '2026-12-12', '2026-12-13']],
    [7, 'Sunday', ['2026-11-28', '2026-12-06', '2026-12-12', '2026-12-20']],
    [6, 'Saturday', ['2026-11-28', '2026-11-29', '2026-12-12', '2026-12-13']],
  ])('count weeks that begin on day %i, a %s', (weeksBegin, _, dates) => {
    const pattern: Pattern = { repeats: 'weekly', everyWeeks: 2, weekdays: [6, 7] }
    expect(datesOf(rule({ first: '2026-11-28', pattern, ends: { count: 4 }, weeksBegin }))).toEqual(dates)
  })

  it('are working days, without those that are skipped and without losing one for it', () => {
    const dates = datesOf(
      rule({ pattern: { repeats: 'weekdays' }, ends: { count: 5 }, skips: ['2026-11-26'] }),
    )
    expect(dates).toEqual(['2026-11-24', '2026-11-25', '2026-11-27', '2026-11-30', '2026-12-01'])
  })

  it('are a position in each month, also the last', () => {
    const third: Pattern = { repeats: 'monthly-weekday', position: 3, weekday: 2 }
    expect(datesOf(rule({ pattern: third, ends: { count: 2 } }))).toEqual(['2026-12-15', '2027-01-19'])
    const last: Pattern = { repeats: 'monthly-weekday', position: -1, weekday: 5 }
    expect(datesOf(rule({ pattern: last, ends: { until: '2027-01-31' } }))).toEqual([
      '2026-11-27',
      '2026-12-25',
      '2027-01-29',
    ])
  })

  it('leave out months without such a day', () => {
    const pattern: Pattern = { repeats: 'monthly-date', day: 31 }
    expect(datesOf(rule({ pattern }))).toEqual(['2026-12-31', '2027-01-31', '2027-03-31'])
  })

  it.each([
    [{ ends: { until: '2026-11-20' } }, 'series-no-date'],
    [{ ends: { until: '2036-11-20' } }, 'series-too-long'],
    [{ first: '2026-02-30' }, 'date-unknown'],
    [{ skips: ['soon'] }, 'date-unknown'],
  ])('refuse %j with a sentence', (fields, code) => {
    expect(() => datesOf(rule(fields))).toThrow(expect.objectContaining({ code }))
  })
})

describe('a time on the wall', () => {
  it('that is none is refused with a sentence', () => {
    for (const wall of ['2026-11-24T99:00', '2026-13-01T10:00', 'soon'])
      expect(() => shiftWall(wall, { days: 1 })).toThrow(
        expect.objectContaining({ code: 'event-time-invalid' }),
      )
  })
})

const zones = ['Europe/Rome', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe']
const weekday = fc.integer({ min: 1, max: 7 }) as fc.Arbitrary<Weekday>
const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  fc.record({
    repeats: fc.constant('weekly' as const),
    everyWeeks: fc.integer({ min: 1, max: 8 }),
    weekdays: fc.uniqueArray(weekday, { minLength: 1, maxLength: 7 }),
  }),
  fc.constant({ repeats: 'weekdays' as const }),
  fc.record({
    repeats: fc.constant('monthly-weekday' as const),
    position: fc.constantFrom(1, 2, 3, 4, 5, -1),
    weekday,
  }),
  fc.record({ repeats: fc.constant('monthly-date' as const), day: fc.integer({ min: 1, max: 31 }) }),
)
const date = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => Temporal.PlainDate.from('1990-01-01').add({ days }).toString())
const rules = fc.record({
  first: date,
  pattern,
  ends: fc.record({ count: fc.integer({ min: 1, max: 60 }) }),
  skips: fc.array(date, { maxLength: 5 }),
})

describe('whatever the rule', () => {
  it('there are as many dates as asked, in order, none twice, none before the first, none skipped', () => {
    fc.assert(
      fc.property(rules, (any) => {
        const dates = datesOf(any)
        expect(dates).toHaveLength(any.ends.count)
        expect(dates).toEqual([...new Set(dates)].sort())
        expect((dates[0] ?? '') >= any.first).toBe(true)
        expect(dates.some((day) => any.skips.includes(day))).toBe(false)
      }),
    )
  })

  it('every date fits the pattern, and no date that fits is left out', () => {
    const fits = ({ pattern: any, first }: RecurrenceRule, text: string): boolean => {
      const day = Temporal.PlainDate.from(text)
      if (any.repeats === 'weekdays') return day.dayOfWeek <= 5
      if (any.repeats === 'monthly-date') return day.day === any.day
      if (any.repeats === 'monthly-weekday') {
        if (day.dayOfWeek !== any.weekday) return false
        return any.position === -1 ? day.day + 7 > day.daysInMonth : Math.ceil(day.day / 7) === any.position
      }
      const start = Temporal.PlainDate.from(first)
      const monday = start.subtract({ days: start.dayOfWeek - 1 })
      const weeks = Math.floor(monday.until(day, { largestUnit: 'days' }).days / 7)
      return any.weekdays.includes(day.dayOfWeek as Weekday) && weeks % any.everyWeeks === 0
    }
    fc.assert(
      fc.property(rules, (any) => {
        const dates = new Set(datesOf(any))
        const last = [...dates].at(-1) ?? ''
        let day = Temporal.PlainDate.from(any.first)
        while (day.toString() <= last) {
          const isOne = fits(any, day.toString()) && !any.skips.includes(day.toString())
          expect(dates.has(day.toString())).toBe(isOne)
          day = day.add({ days: 1 })
        }
      }),
      { numRuns: 50 },
    )
  })

  it('a series that ends by date has the dates of the one that ends by number', () => {
    fc.assert(
      fc.property(rules, (any) => {
        const dates = datesOf(any)
        const until = dates.at(-1) ?? any.first
        expect(datesOf({ ...any, ends: { until } })).toEqual(dates)
      }),
    )
  })

  it.each(zones)('each event keeps its time on the wall in %s, or the time is said not to be one', (zone) => {
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 })
    fc.assert(
      fc.property(rules, minutes, (any, minute) => {
        for (const day of datesOf(any)) {
          const wall = shiftWall(`${day}T00:00`, { minutes: minute })
          try {
            expect(wallTimeOf(instantOf(wall, zone, '/startsWall'), zone)).toBe(wall)
          } catch (error) {
            if (!(error instanceof AppError)) throw error
            expect(['wall-time-skipped', 'wall-time-twice']).toContain(error.code)
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('days on which clocks change', () => {
  const codeOf = (wall: string, zone: string): string => {
    try {
      return instantOf(wall, zone, '/startsWall').toISOString()
    } catch (error) {
      return (error as AppError).code
    }
  }

  it('are known: an hour, half an hour, a whole day that does not exist', () => {
    expect(codeOf('2027-03-28T02:30', 'Europe/Rome')).toBe('wall-time-skipped')
    expect(codeOf('2026-11-01T01:30', 'America/New_York')).toBe('wall-time-twice')
    expect(codeOf('2027-04-04T01:45', 'Australia/Lord_Howe')).toBe('wall-time-twice')
    expect(codeOf('2026-10-04T02:15', 'Australia/Lord_Howe')).toBe('wall-time-skipped')
    expect(codeOf('2011-12-30T10:00', 'Pacific/Apia')).toBe('wall-time-skipped')
    expect(codeOf('2027-03-28T02:30', 'Asia/Kolkata')).toBe('2027-03-27T21:00:00.000Z')
  })
})
