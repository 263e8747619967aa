import { daysBetween, type PlainDate } from './recurrence.ts'

/** Before a secret's last day people are told so many days ahead, once each. */
const WARN_DAYS = [1, 7, 30] as const
/** From so many days ahead on it waits for somebody. */
export const WARN_DAYS_MAX = 30

/**
 * Which warning it is time for before a secret's last day.
 *
 * @returns days ahead; undefined while there is more time, and once the day is over
 */
export function warningOf(endsOn: PlainDate, now: Date): number | undefined {
  const days = daysBetween(now.toISOString().slice(0, 10), endsOn)
  return days < 0 ? undefined : WARN_DAYS.find((limit) => days <= limit)
}
