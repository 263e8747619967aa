import { Temporal } from 'temporal-polyfill'
import { InvalidInputError } from './errors.ts'
import type { WallTime } from './time.ts'

/** Most events that are planned in one series. */
export const MAX_SERIES_EVENTS = 200
/** A rule that never matches comes to its end. */
const LAST_YEARS = 40

/** 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** A date of the calendar, without a zone: `2026-11-24`. */
export type PlainDate = string

export type Pattern =
  /** On weekdays of every such week; weeks are counted from the one of the first date. */
  | { readonly repeats: 'weekly'; readonly everyWeeks: number; readonly weekdays: readonly Weekday[] }
  /** Monday to Friday. */
  | { readonly repeats: 'weekdays' }
  /** The third Tuesday of each month; −1 is the last one. A month without a fifth one is left out. */
  | { readonly repeats: 'monthly-weekday'; readonly position: number; readonly weekday: Weekday }
  /** The same day of each month; a month without that day is left out. */
  | { readonly repeats: 'monthly-date'; readonly day: number }

export interface RecurrenceRule {
  readonly first: PlainDate
  readonly pattern: Pattern
  /** How many dates there are, skipped ones not counted; or the last date that can be one. */
  readonly ends: { readonly count: number } | { readonly until: PlainDate }
  /** Dates that are left out, such as holidays. */
  readonly skips: readonly PlainDate[]
  /** The day with which weeks begin, which matters when not every week has dates; left out = Monday. */
  readonly weeksBegin?: Weekday
}

/**
 * The dates of a rule, in order, none twice: those on or after the first date that fit the pattern.
 *
 * @throws {InvalidInputError} `series-no-date`, `series-too-long`, `date-unknown`
 */
export function datesOf(rule: RecurrenceRule): PlainDate[] {
  const first = parseDate(rule.first, '/startsWall')
  const until = 'until' in rule.ends ? parseDate(rule.ends.until, '/rule/until') : undefined
  const wanted = 'count' in rule.ends ? rule.ends.count : Number.POSITIVE_INFINITY
  const skips = new Set(rule.skips.map((date) => parseDate(date, '/rule/skips').toString()))
  const last = until ?? first.add({ years: LAST_YEARS })
  const dates: PlainDate[] = []
  for (const date of candidates(first, last, rule.pattern, rule.weeksBegin ?? 1)) {
    if (dates.length >= wanted) break
    if (skips.has(date.toString())) continue
    if (dates.length >= MAX_SERIES_EVENTS) {
      throw InvalidInputError.at('/rule', 'series-too-long', { max: MAX_SERIES_EVENTS })
    }
    dates.push(date.toString())
  }
  if (dates.length === 0) throw InvalidInputError.at('/rule', 'series-no-date')
  return dates
}

function* candidates(
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  pattern: Pattern,
  weeksBegin: Weekday,
): Generator<Temporal.PlainDate> {
  const isWithin = (date: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(date, first) >= 0 && Temporal.PlainDate.compare(date, last) <= 0
  if (pattern.repeats === 'monthly-weekday' || pattern.repeats === 'monthly-date') {
    let month = first.with({ day: 1 })
    while (Temporal.PlainDate.compare(month, last) <= 0) {
      const date = pattern.repeats === 'monthly-date' ? dayOf(month, pattern.day) : positionOf(month, pattern)
      if (date && isWithin(date)) yield date
      month = month.add({ months: 1 })
    }
    return
  }
  const { everyWeeks, weekdays } =
    pattern.repeats === 'weekly' ? pattern : { everyWeeks: 1, weekdays: [1, 2, 3, 4, 5] }
  const inWeek = (weekday: number) => (weekday - weeksBegin + 7) % 7
  let week = first.subtract({ days: inWeek(first.dayOfWeek) })
  const ordered = [...new Set(weekdays.map(inWeek))].sort((a, b) => a - b)
  while (Temporal.PlainDate.compare(week, last) <= 0) {
    for (const days of ordered) {
      const date = week.add({ days })
      if (isWithin(date)) yield date
    }
    week = week.add({ weeks: everyWeeks })
  }
}

function dayOf(month: Temporal.PlainDate, day: number): Temporal.PlainDate | undefined {
  return day <= month.daysInMonth ? month.with({ day }) : undefined
}

function positionOf(
  month: Temporal.PlainDate,
  { position, weekday }: { position: number; weekday: Weekday },
): Temporal.PlainDate | undefined {
  if (position === -1) {
    const end = month.with({ day: month.daysInMonth })
    return end.subtract({ days: (end.dayOfWeek - weekday + 7) % 7 })
  }
  const day = 1 + ((weekday - month.dayOfWeek + 7) % 7) + (position - 1) * 7
  return dayOf(month, day)
}

/** Calendar days from one date to another. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return parseDate(from, '').until(parseDate(to, '/firstOn'), { largestUnit: 'days' }).days
}

/**
 * A wall-clock time so many days and minutes later on the wall, whatever clocks do in between.
 *
 * @throws {InvalidInputError} `event-time-invalid`
 */
export function shiftWall(wallTime: WallTime, by: { days?: number; minutes?: number }): WallTime {
  const { days = 0, minutes = 0 } = by
  const shifted = parseWall(wallTime, '/startsWall').add({ days }).add({ minutes })
  return shifted.toString({ smallestUnit: 'minute' })
}

/** How long an event is on the wall, in minutes. Negative when it ends before it starts. */
export function wallMinutes(startsWall: WallTime, endsWall: WallTime): number {
  const end = parseWall(endsWall, '/endsWall')
  return parseWall(startsWall, '/startsWall').until(end, { largestUnit: 'minutes' }).minutes
}

function parseWall(wallTime: WallTime, pointer: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(wallTime, { overflow: 'reject' })
  } catch {
    throw InvalidInputError.at(pointer, 'event-time-invalid', { found: wallTime })
  }
}

function parseDate(date: PlainDate, pointer: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(date, { overflow: 'reject' })
  } catch {
    throw InvalidInputError.at(pointer, 'date-unknown', { found: date })
  }
}
