import type { Language } from '@lectern/texts'
import type { Day } from '../../../ui/days.ts'
import { dateFormat } from '../../../ui/formats.ts'
import { cityOf, differs, formatTime } from '../../../ui/when.ts'
import type { View } from './days.ts'
import type { CalendarEntry } from './queries.ts'

/** Days have no zone: they are read at noon in UTC. */
function formatDate(day: Day, language: Language, options: Intl.DateTimeFormatOptions): string {
  return dateFormat(language, { ...options, timeZone: 'UTC' }).format(noonOf(day))
}

const noonOf = (day: Day) => new Date(`${day}T12:00:00Z`)

/** `Tuesday 1 December`; with its year when it is not that of today. */
export function longDay(day: Day, language: Language, today: Day): string {
  const isThisYear = day.slice(0, 4) === today.slice(0, 4)
  return formatDate(day, language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  })
}

export function weekdayOf(day: Day, language: Language): string {
  return formatDate(day, language, { weekday: 'short' })
}

export function monthOf(day: Day, language: Language): string {
  return formatDate(day, language, { month: 'long' })
}

/** What stands above a view: `December 2026`, `30 Nov – 6 Dec 2026`. */
export function titleOf(view: View, days: readonly Day[], day: Day, language: Language): string {
  if (view === 'month') return formatDate(day, language, { month: 'long', year: 'numeric' })
  const [first = day, last = day] = [days[0], days.at(-1)]
  const short = (each: Day, year: boolean) =>
    formatDate(each, language, { day: 'numeric', month: 'short', ...(year ? { year: 'numeric' } : {}) })
  return `${short(first, first.slice(0, 4) !== last.slice(0, 4))} – ${short(last, true)}`
}

type Timed = Pick<CalendarEntry, 'startsAt' | 'endsAt' | 'timeZone'>

export function timesOf(entry: Timed, timeZone: string, language: Language): string {
  return `${formatTime(entry.startsAt, timeZone, language)}–${formatTime(entry.endsAt, timeZone, language)}`
}

/** The times in the event's own zone, where they are others: `15:00–16:00 New York`. */
export function ownTimesOf(entry: Timed, timeZone: string, language: Language): string | undefined {
  if (!differs(entry, timeZone, entry.timeZone)) return undefined
  return `${timesOf(entry, entry.timeZone, language)} ${cityOf(entry.timeZone)}`
}
