import type { Language } from '@lectern/texts'
import { dateFormat, formatUnit, formatUnits } from './formats.ts'
import { shownZone } from './zones.ts'

/** Dates and times as people read them: `Tue 24 Nov, 10:00–11:00 (Rome)`. */

interface Span {
  readonly startsAt: string
  readonly endsAt: string
}

/** With a zone that the browser may not know. */
function formatterOf(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return dateFormat(language, { ...options, timeZone: shownZone(options.timeZone ?? 'UTC') })
}

/** The last part of a zone's name, as people say it; UTC for one that times are not shown in. */
export function cityOf(timeZone: string): string {
  return shownZone(timeZone).split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone
}

/** @param withYear left out = only when it is not this year */
export function formatDay(instant: string, timeZone: string, language: Language, now = new Date()): string {
  const date = new Date(instant)
  const yearOf = (value: Date) => formatterOf('en', { year: 'numeric', timeZone }).format(value)
  return formatterOf(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(yearOf(date) === yearOf(now) ? {} : { year: 'numeric' }),
    timeZone,
  })
    .format(date)
    .replace(/^(\p{L}+),/u, '$1')
}

/** A date of a document: `29 November 2026`, whatever the year is now. @param day `2026-11-29`, or an instant in a zone */
export function formatLongDay(day: string, language: Language, timeZone = 'UTC'): string {
  return formatterOf(language, { dateStyle: 'long', timeZone }).format(new Date(day))
}

export function formatTime(instant: string, timeZone: string, language: Language): string {
  const options = { hour: '2-digit', minute: '2-digit', timeZone } as const
  return formatterOf(language, options).format(new Date(instant))
}

/** From a day to another: `Tue 24 Nov – Sun 6 Dec`; one day stands alone. */
export function formatDays(
  { startsAt, endsAt }: Span,
  timeZone: string,
  language: Language,
  now = new Date(),
): string {
  const first = formatDay(startsAt, timeZone, language, now)
  const last = formatDay(endsAt, timeZone, language, now)
  return first === last ? first : `${first} – ${last}`
}

/** One moment: `Tue 24 Nov, 09:45 (Rome)`. */
export function formatMoment(
  instant: string,
  timeZone: string,
  language: Language,
  now = new Date(),
): string {
  return `${formatDay(instant, timeZone, language, now)}, ${formatTime(instant, timeZone, language)} (${cityOf(timeZone)})`
}

/** From start to end; the second day is named when it is another one. */
export function formatSpan(
  { startsAt, endsAt }: Span,
  timeZone: string,
  language: Language,
  now = new Date(),
): string {
  const [first, last] = [
    formatDay(startsAt, timeZone, language, now),
    formatDay(endsAt, timeZone, language, now),
  ]
  const start = `${first}, ${formatTime(startsAt, timeZone, language)}`
  const end = formatTime(endsAt, timeZone, language)
  return `${start}–${first === last ? end : `${last}, ${end}`} (${cityOf(timeZone)})`
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/**
 * A countdown in its two largest units: `2 hours, 5 minutes`; seconds only in the last two minutes.
 *
 * @param milliseconds negative = 0
 */
export function formatCountdown(milliseconds: number, language: Language): string {
  let rest = Math.max(0, Math.ceil(milliseconds / 1000))
  if (rest >= 120) rest = Math.ceil(rest / 60) * 60
  const parts: string[] = []
  for (const [unit, seconds] of units) {
    const count = Math.floor(rest / seconds)
    rest -= count * seconds
    if (count > 0 && parts.length < 2) parts.push(formatUnit(count, unit, language))
  }
  return parts.length > 0 ? formatUnits(parts, language) : formatUnit(0, 'second', language)
}

/** Zones differ for this span: the same instants show other wall-clock times. */
export function differs(span: Span, one: string, other: string): boolean {
  return (
    one !== other &&
    formatSpan(span, one, 'en').replace(/\(.*/, '') !== formatSpan(span, other, 'en').replace(/\(.*/, '')
  )
}

/** A time on the wall as it was typed, in no zone: `Tue 24 Nov, 10:00–11:00`. */
export function formatWall(
  { startsWall, endsWall }: { startsWall: string; endsWall: string },
  language: Language,
  now = new Date(),
): string {
  return formatSpan({ startsAt: `${startsWall}Z`, endsAt: `${endsWall}Z` }, 'UTC', language, now).replace(
    / \(UTC\)$/,
    '',
  )
}

/** Names of the weekdays, Monday first. */
export function weekdayNames(language: Language, weekday: 'short' | 'long' = 'short'): string[] {
  const format = dateFormat(language, { weekday, timeZone: 'UTC' })
  return [1, 2, 3, 4, 5, 6, 7].map((day) => format.format(new Date(Date.UTC(2024, 0, day))))
}
