import type { Language } from '@lectern/texts'
import { dateFormat } from './formats.ts'

/** Dates and times of day as people type them. A date is `2026-11-24`, a time `14:05`, whatever is on the screen. */

type Part = 'day' | 'month' | 'year'

/** In which order a language writes a date. */
function orderOf(language: Language): Part[] {
  const parts = dateFormat(language, { dateStyle: 'short', timeZone: 'UTC' })
  return parts
    .formatToParts(0)
    .flatMap(({ type }) => (type === 'day' || type === 'month' || type === 'year' ? [type] : []))
}

const monthNames = new Map<Language, string[][]>()

/** The names of a month, long and short, in lower case. */
function namesOfMonths(language: Language): string[][] {
  const known = monthNames.get(language)
  if (known) return known
  const made = Array.from({ length: 12 }, (_, month) =>
    (['long', 'short'] as const).map((style) =>
      dateFormat(language, { month: style, timeZone: 'UTC' })
        .format(Date.UTC(2024, month, 15))
        .toLowerCase()
        .replace('.', ''),
    ),
  )
  monthNames.set(language, made)
  return made
}

/** `24/11/2026`, as the language writes it, and as it is read back. */
export function writeDate(date: string, language: Language): string {
  if (!isDate(date)) return ''
  return dateFormat(language, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${date}T12:00:00Z`))
}

/**
 * A date as somebody typed it: `24/11/2026`, `24.11.26`, `24 Nov`, `2026-11-24`, also without a year.
 *
 * @param from what a date without a year comes after
 * @returns undefined for what is no date
 */
export function readDate(typed: string, language: Language, from: string): string | undefined {
  const text = typed.trim().toLowerCase()
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return isDate(text) ? text : undefined
  const words = text.match(/\p{L}+|\d+/gu) ?? []
  const numbers = words.filter((word) => /^\d+$/.test(word))
  const monthAt = monthOf(words, language)
  const order = orderOf(language).filter((part) => part !== 'month' || monthAt === undefined)
  const isYearFirst = numbers[0]?.length === 4
  const asked: Part[] = isYearFirst ? ['year', 'month', 'day'] : order
  const parts = asked.filter((part) => part !== 'month' || monthAt === undefined)
  const named = numbers.length === parts.length ? parts : parts.filter((part) => part !== 'year')
  if (numbers.length !== named.length) return undefined
  const value = (part: Part) => {
    const at = named.indexOf(part)
    return at < 0 ? undefined : Number(numbers[at])
  }
  const [day, month, year] = [value('day'), monthAt ?? value('month'), value('year')]
  if (day === undefined || month === undefined) return undefined
  if (year !== undefined) return dateOf(year < 100 ? 2000 + year : year, month, day)
  const thisYear = Number(from.slice(0, 4))
  const here = dateOf(thisYear, month, day)
  return here !== undefined && here >= from ? here : dateOf(thisYear + 1, month, day)
}

/** 1 to 12, where a month is named: by its beginning, in the language or in English. */
function monthOf(words: readonly string[], language: Language): number | undefined {
  const typed = words.filter((word) => /^\p{L}{3,}$/u.test(word))
  for (const names of [namesOfMonths(language), namesOfMonths('en')]) {
    for (const word of typed) {
      const found = names.findIndex((known) => known.some((name) => name.startsWith(word)))
      if (found >= 0) return found + 1
    }
  }
  return undefined
}

function dateOf(year: number, month: number, day: number): string | undefined {
  const two = (part: number) => String(part).padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  return isDate(date) ? date : undefined
}

/** The day that it is where the browser is. */
export function today(now = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}

/** It is on the calendar, in years that the platform keeps. */
export function isDate(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
}

/**
 * A time of day as somebody typed it: `9`, `930`, `9:30`, `14.30`, `2 pm`.
 *
 * @returns undefined for what is none
 */
export function readTime(typed: string): string | undefined {
  const text = typed.trim().toLowerCase()
  const found = /^(\d{1,2})(?:\s*[:.,h ]\s*(\d{1,2})|(\d{2}))?\s*(a\.?m\.?|p\.?m\.?)?$/.exec(text)
  if (!found) return undefined
  const [, hour = '', minute, glued, half] = found
  let hours = Number(hour)
  if (half && (hours < 1 || hours > 12)) return undefined
  if (half?.startsWith('p') && hours < 12) hours += 12
  if (half?.startsWith('a') && hours === 12) hours = 0
  const time = `${String(hours).padStart(2, '0')}:${(minute ?? glued ?? '0').padStart(2, '0')}`
  return isTime(time) ? time : undefined
}

/** Some minutes later by the clock, round the day: `23:50` and 15 is `00:05`. */
export function addToTime(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const sum = (((hour * 60 + minute + minutes) % 1440) + 1440) % 1440
  return `${String(Math.floor(sum / 60)).padStart(2, '0')}:${String(sum % 60).padStart(2, '0')}`
}

/** The next quarter of an hour in a direction: `10:07` up is `10:15`, down `10:00`. */
export function nextQuarter(time: string, direction: 1 | -1): string {
  const past = Number(time.slice(3)) % 15
  if (past === 0) return addToTime(time, 15 * direction)
  return addToTime(time, direction > 0 ? 15 - past : -past)
}
