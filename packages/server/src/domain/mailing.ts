import { Temporal } from 'temporal-polyfill'
import type { Weekday } from './recurrence.ts'
import { likelyInstantOf, wallTimeOf } from './time.ts'

/** How often something is sent, and at which full hour of the reader's clock. */
export interface Rhythm {
  /** Of months the first day. */
  readonly every: 'day' | 'week' | 'month'
  /** 1 is Monday. Of weeks; else it says nothing. */
  readonly weekday: Weekday
  /** 0 to 23. */
  readonly hour: number
}

/**
 * The next time after a moment, once on each date: of an hour that clocks show twice it is the first, of one that they leave
 * out it is as much later.
 */
export function nextSendingAt({ every, weekday, hour }: Rhythm, timeZone: string, after: Date): Date {
  let date = Temporal.PlainDate.from(wallTimeOf(after, timeZone).slice(0, 10))
  for (;;) {
    const fits = every === 'day' || (every === 'week' ? date.dayOfWeek === weekday : date.day === 1)
    const at = likelyInstantOf(date.toString(), `${String(hour).padStart(2, '0')}:00`, timeZone)
    if (fits && at > after) return at
    date = date.add({ days: 1 })
  }
}
