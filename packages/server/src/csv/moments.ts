import { languages } from '@lectern/texts'
import { Temporal } from 'temporal-polyfill'
import { InvalidInputError } from '../domain/errors.ts'
import type { WallTime } from '../domain/time.ts'
import { findTimeZone } from '../domain/time-zone.ts'

/** Which comes first in `03/04/2027`: the day or the month. */
export type DateOrder = 'dmy' | 'mdy'

/** What is known about how a table writes its dates; `unclear` = some could be either. */
export type DateOrders = DateOrder | 'unclear' | null

/** Short names beside those that `Intl` knows. */
const shortMonths: Readonly<Record<number, readonly string[]>> = { 2: ['mrz'], 8: ['sep', 'sept', 'sett'] }

/** The names of each month, in our languages. */
const MONTHS: readonly (readonly string[])[] = Array.from({ length: 12 }, (_, month) => {
  const first = Date.UTC(2027, month, 1)
  const named = languages.flatMap((language) =>
    (['long', 'short'] as const).map((style) =>
      new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' }).format(first),
    ),
  )
  return [...named.map((name) => name.toLowerCase().replace('.', '')), ...(shortMonths[month] ?? [])]
})

/** No moment is written longer than this. */
const MAX_LENGTH = 80

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/
const NUMBERS = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/
const DAY_MONTH = /^(\d{1,2})(?:st|nd|rd|th|°|º)?[-\s.]+(?:of\s+)?(\p{L}+)[-\s.,]+(\d{4})$/iu
const MONTH_DAY = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/iu
const TIME =
  /^(\d{1,2})(?:[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?\s*([ap])\.?\s?m\.?$|^(\d{1,2})[:.h](\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)?$|^(\d{1,2})\s?h$/i
const TIME_AT_END =
  /[T\s,]+(\d{1,2}(?:[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?)?\s*[ap]\.?\s?m\.?|\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?)$/i
const FIRST_WORD = /^(\p{L}+)\.?,?\s+(?=[\p{L}\d])/u
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)$/i

/**
 * Which of day and month comes first in the dates of a table. One that can be read one way alone decides for all.
 *
 * @returns null when no date needs it, or when some need the one and some the other
 */
export function orderOf(cells: Iterable<string>): DateOrders {
  const found = new Set<DateOrder | 'unclear'>()
  for (const cell of cells) {
    const [, first, separator, second] = NUMBERS.exec(splitMoment(cell).day) ?? []
    if (!first || !second || separator === '.') continue // dots stand between day, month and year
    if (Number(first) === Number(second)) continue
    if (Number(first) <= 12 && Number(second) <= 12) found.add('unclear')
    else found.add(Number(first) > 12 ? 'dmy' : 'mdy')
  }
  if (found.has('dmy') && found.has('mdy')) return found.has('unclear') ? 'unclear' : null
  return found.has('dmy') ? 'dmy' : found.has('mdy') ? 'mdy' : found.has('unclear') ? 'unclear' : null
}

/**
 * A day as spreadsheets and other programs write it, as `2027-01-15`.
 *
 * @throws {InvalidInputError} `date-unknown`, and `date-ambiguous` where the order is needed and not known
 */
export function readDay(text: string, order: DateOrders): string {
  const written = withoutWeekday(tidy(text))
  const unknown = () => new InvalidInputError('date-unknown', { found: text })
  const parts = yearFirst(written) ?? inWords(written) ?? inNumbers(written, text, order)
  if (!parts) throw unknown()
  try {
    return Temporal.PlainDate.from(parts, { overflow: 'reject' }).toString()
  } catch {
    throw unknown()
  }
}

/** A time of day, such as `9:00`, `09.00`, `9:00:00 AM` or `21h30`, as `09:00`. @throws {InvalidInputError} `import-time-unknown` */
export function readTime(text: string): string {
  const match = TIME.exec(tidy(text))
  const [, twelve, minutes, , half, hours, minutesToo, hoursAlone] = match ?? []
  const unknown = () => new InvalidInputError('import-time-unknown', { found: text })
  if (!match) throw unknown()
  if (half && twelve) {
    if (Number(twelve) < 1 || Number(twelve) > 12) throw unknown()
    const hour = (Number(twelve) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
    return toTime(hour, Number(minutes ?? 0), unknown)
  }
  return toTime(Number(hours ?? hoursAlone), Number(minutesToo ?? 0), unknown)
}

/**
 * A day and a time: in one cell, or the day in another one. An instant (`2027-01-15T09:00:00Z`) is shown in the zone.
 *
 * @param day of the cell beside it, for a time that has none
 * @returns undefined when no day is named
 * @throws {InvalidInputError} `date-unknown`, `date-ambiguous`, `import-time-unknown`
 */
export function readMoment(
  time: string,
  day: string,
  how: { order: DateOrders; timeZone: string },
): WallTime | undefined {
  const zone = INSTANT.test(time) ? findTimeZone(how.timeZone) : undefined
  if (zone) {
    const instant = Temporal.Instant.from(time.replace(' ', 'T').replace(/\s/g, ''))
    return instant.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
  }
  const own = splitMoment(time)
  const clock = readTime(own.time || time)
  // Calendars write a day with midnight as a date.
  const written = own.day || splitMoment(day).day
  return written ? `${readDay(written, how.order)}T${clock}` : undefined
}

/** Minutes of a cell: `90`, `90 min`, `1:30`, `1h 30m`. */
export function readMinutes(text: string): number | undefined {
  const [, minutes] = /^(\d{1,4})(?:\s*(?:m|min|mins|minutes|minuti)\.?)?$/i.exec(text) ?? []
  if (minutes) return Number(minutes)
  const [, hours, rest] =
    /^(\d{1,2})\s*(?::|h|hours?|hr|ore?)\s*(?:(\d{1,2})(?:\s*(?:m|min)\.?|:00)?)?$/i.exec(text) ?? []
  return hours ? Number(hours) * 60 + Number(rest ?? 0) : undefined
}

function splitMoment(text: string): { day: string; time: string } {
  if (text.length > MAX_LENGTH) return { day: text, time: '' }
  const tidied = tidy(text)
  const [whole, time] = TIME_AT_END.exec(tidied) ?? []
  if (whole === undefined || time === undefined)
    return TIME.test(tidied) ? { day: '', time: tidied } : { day: withoutWeekday(tidied), time: '' }
  return { day: withoutWeekday(tidied.slice(0, -whole.length)), time }
}

/** `Fri, Jan 15, 2027` without the name of the day. */
function withoutWeekday(text: string): string {
  const [whole, word] = FIRST_WORD.exec(text) ?? []
  return whole && word && monthOf(word) === 0 ? text.slice(whole.length) : text
}

/** 1 to 12; 0 for a word that names no month. */
function monthOf(word: string): number {
  return MONTHS.findIndex((names) => names.includes(word.toLowerCase())) + 1
}

/** Spaces of any kind as one. */
function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
}

function yearFirst(text: string): Parts | undefined {
  const [, year, , month, day] = YEAR_FIRST.exec(text) ?? []
  return year ? { year: Number(year), month: Number(month), day: Number(day) } : undefined
}

function inWords(text: string): Parts | undefined {
  const [, dayFirst, monthAfter, yearAfter] = DAY_MONTH.exec(text) ?? []
  const [, monthFirst, dayAfter, yearLast] = MONTH_DAY.exec(text) ?? []
  const month = monthOf(monthAfter ?? monthFirst ?? '')
  if (month === 0) return undefined
  return { year: Number(yearAfter ?? yearLast), month, day: Number(dayFirst ?? dayAfter) }
}

function inNumbers(text: string, found: string, order: DateOrders): Parts | undefined {
  const [, first, separator, second, written] = NUMBERS.exec(text) ?? []
  if (!first || !second || !written) return undefined
  const year = Number(written.length === 2 ? `20${written}` : written)
  const [one, two] = [Number(first), Number(second)]
  const dayFirst = { year, month: two, day: one }
  const monthFirst = { year, month: one, day: two }
  if (separator === '.' || one === two || one > 12) return dayFirst
  if (two > 12) return monthFirst
  if (order === 'dmy') return dayFirst
  if (order === 'mdy') return monthFirst
  const toDay = ({ year: y, month: m, day: d }: Parts) =>
    Temporal.PlainDate.from({ year: y, month: m, day: d })
  throw new InvalidInputError('date-ambiguous', {
    found,
    dayFirst: toDay(dayFirst).toString(),
    monthFirst: toDay(monthFirst).toString(),
  })
}

function toTime(hours: number, minutes: number, unknown: () => InvalidInputError): string {
  if (hours > 23 || minutes > 59) throw unknown()
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
