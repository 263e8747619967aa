import { addMinutes, likelyInstantOf, wallTimeOf } from '../domain/time.ts'

// When the academy has its events: always some days around today, by day for whoever looks from the platform's own zone.

const DAY_MINUTES = 24 * 60
/** In the platform's zone an event begins not before and not after. */
const FIRST_HOUR = 8
const LAST_HOUR = 17
/** Whoever teaches elsewhere sleeps before and after. */
const WAKING = { from: 7 * 60, until: 20 * 60 }
/** What runs has begun at a full quarter of an hour, at least so long ago. */
const QUARTER_MS = 15 * 60_000

/** A day from today by a zone's calendar, such as `2026-11-24`. */
export function dayFrom(now: Date, days: number, zone: string): string {
  const today = new Date(`${wallTimeOf(now, zone).slice(0, 10)}T00:00:00Z`)
  return addMinutes(today, days * DAY_MINUTES)
    .toISOString()
    .slice(0, 10)
}

/**
 * How many days away the nth working day after today is, or before it when it is negative: 0 is today, whatever day it is.
 */
export function workday(now: Date, n: number, zone: string): number {
  const step = Math.sign(n)
  let days = 0
  for (let left = Math.abs(n); left > 0; ) {
    days += step
    if (weekdayOf(dayFrom(now, days, zone)) < 6) left -= 1
  }
  return days
}

/** How many days away the Monday of this week is: 0 to -6. */
export function mondayFrom(now: Date, zone: string): number {
  return 1 - weekdayOf(dayFrom(now, 0, zone))
}

/** 1 is Monday. */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}

/**
 * A start on a day of the platform's calendar within its working hours, as near as can be to a time of day elsewhere.
 *
 * @param wish on the clocks of `zone`, such as `10:30`; its minutes are kept
 */
export function startByDay(day: string, wish: string, zone: string, platformZone: string): Date {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
  const distance = (start: Date) => {
    const there = minutes(wallTimeOf(start, zone).slice(11))
    const asleep = there < WAKING.from || there > WAKING.until ? DAY_MINUTES : 0
    return Math.abs(there - minutes(wish)) + asleep
  }
  const hours = Array.from({ length: LAST_HOUR - FIRST_HOUR + 1 }, (_, n) => FIRST_HOUR + n)
  const starts = hours.map((hour) =>
    likelyInstantOf(day, `${String(hour).padStart(2, '0')}:${wish.slice(3, 5)}`, platformZone),
  )
  return starts.reduce((best, start) => (distance(start) < distance(best) ? start : best))
}

/** When something that runs now has begun: between a quarter and half an hour ago. */
export function justBegun(now: Date): Date {
  return new Date(Math.floor((now.getTime() - QUARTER_MS) / QUARTER_MS) * QUARTER_MS)
}

/** ISO 8601, such as `2026W48`. */
export function weekOf(now: Date): string {
  const thursday = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7))
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  const week = Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7)
  return `${thursday.getUTCFullYear()}W${String(week).padStart(2, '0')}`
}
