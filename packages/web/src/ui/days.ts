import { serverNow } from '../api/clock.ts'
import { wallAt } from './wall.ts'

/** 1 = Monday … 7 = Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
/** A day of the calendar: `2026-12-01`. */
export type Day = string

export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T12:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayNumber(day: Day): number {
  return new Date(`${day}T12:00:00Z`).getUTCDay() || 7
}

/** The first day of a day's week. @param firstDay with which weeks begin, 1 = Monday */
export function weekOf(day: Day, firstDay = 1): Day {
  return addDays(day, -((weekdayNumber(day) - firstDay + 7) % 7))
}

export function today(timeZone: string, now = serverNow()): Day {
  return wallAt(now, timeZone).slice(0, 10)
}

/** True for a real day: `2026-02-30` is none. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text
}

/** The days of a week in the order in which it is shown, by number. @param firstDay 1 = Monday */
export function weekdaysFrom(firstDay: number): Weekday[] {
  return ([1, 2, 3, 4, 5, 6, 7] as const).map((day) => (((day + firstDay - 2) % 7) + 1) as Weekday)
}
