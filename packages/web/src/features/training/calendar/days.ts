import { addDays, type Day, weekOf } from '../../../ui/days.ts'
import { startOfDay, wallAt } from '../../../ui/wall.ts'

/** What everybody's calendar shows. */
export const views = ['month', 'week', 'agenda'] as const
/** Who plans has lanes too: a week by account, instructor, place or course. */
export const plannerViews = ['week', 'month', 'lanes', 'agenda'] as const
export type View = (typeof plannerViews)[number]
/** So many days stand in an agenda. */
const AGENDA_DAYS = 30

/** The same day of another month, or its last one. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0, 12))
  return `${last.toISOString().slice(0, 8)}${String(Math.min(date, last.getUTCDate())).padStart(2, '0')}`
}

/** The days that a view shows: whole weeks for a month. @param firstDay with which weeks begin, 1 = Monday */
export function daysOf(view: View, day: Day, firstDay = 1): Day[] {
  const run = (first: Day, count: number) =>
    Array.from({ length: count }, (_, index) => addDays(first, index))
  if (view === 'agenda') return run(day, AGENDA_DAYS)
  if (view === 'week' || view === 'lanes') return run(weekOf(day, firstDay), 7)
  const first = weekOf(`${day.slice(0, 8)}01`, firstDay)
  const lastDay = addDays(addMonths(`${day.slice(0, 8)}01`, 1), -1)
  const days = run(first, 42)
  return days.slice(0, days.indexOf(weekOf(lastDay, firstDay)) + 7)
}

/** One page on or back. */
export function turn(view: View, day: Day, pages: 1 | -1): Day {
  if (view === 'month') return addMonths(day, pages)
  return addDays(day, pages * (view === 'agenda' ? AGENDA_DAYS : 7))
}

interface Span {
  readonly startsAt: string
  readonly endsAt: string
}

/** The days that an event touches, in the viewer's zone. One that ends at midnight is not on the next day. */
export function daysTouched({ startsAt, endsAt }: Span, timeZone: string): Day[] {
  const first = wallAt(Date.parse(startsAt), timeZone).slice(0, 10)
  const last = wallAt(Date.parse(endsAt) - 1, timeZone).slice(0, 10)
  const days = [first]
  while ((days.at(-1) ?? last) < last) days.push(addDays(days.at(-1) ?? last, 1))
  return days
}

/** Events by the days that they touch, each day by start. */
export function byDay<E extends Span>(entries: readonly E[], timeZone: string): Map<Day, E[]> {
  const found = new Map<Day, E[]>()
  for (const entry of entries) {
    for (const day of daysTouched(entry, timeZone)) {
      const own = found.get(day)
      if (own) own.push(entry)
      else found.set(day, [entry])
    }
  }
  return found
}

/** The stretch of time that some days are. */
export function spanOf(days: readonly Day[], timeZone: string): { from: string; until: string } {
  const [first = '', last = ''] = [days[0], days.at(-1)]
  const at = (day: Day) => new Date(startOfDay(day, timeZone)).toISOString()
  return { from: at(first), until: at(addDays(last, 1)) }
}
