import { addDays, type Day } from '../../../ui/days.ts'
import { instantNear, wallAt } from '../../../ui/wall.ts'
import type { Axis } from '../calendar/axis.ts'

/** Times on the board snap to a quarter of an hour. */
export const STEP_MINUTES = 15
const MINUTE_MS = 60_000
const STEP_MS = STEP_MINUTES * MINUTE_MS

/** When something is, by instants, and in which zone its clocks stand. */
export interface Timed {
  readonly startsAt: string
  readonly endsAt: string
  readonly timeZone: string
}

/** Where an event is to go, in milliseconds. */
export interface Span {
  readonly start: number
  readonly end: number
}

export function spanOf({ startsAt, endsAt }: Pick<Timed, 'startsAt' | 'endsAt'>): Span {
  return { start: Date.parse(startsAt), end: Date.parse(endsAt) }
}

/** Other days, with the same times on the clocks of the event's own zone. */
export function byDays(span: Span, days: number, timeZone: string): Span {
  if (days === 0) return span
  const moved = (instant: number) => {
    const wall = wallAt(instant, timeZone)
    return instantNear(`${addDays(wall.slice(0, 10), days)}T${wall.slice(11)}`, timeZone)
  }
  const start = moved(span.start)
  return { start, end: Math.max(moved(span.end), start + MINUTE_MS) }
}

/** Another start, with the length that it has. */
export function startingAt(span: Span, start: number): Span {
  return { start, end: start + (span.end - span.start) }
}

/** Another end; a quarter of an hour is the least, unless it was less before. */
export function endingAt(span: Span, end: number): Span {
  const least = Math.min(STEP_MS, span.end - span.start)
  return { start: span.start, end: Math.max(end, span.start + least) }
}

/** The place on an axis that a pointer means. */
export function snap(minutes: number): number {
  return Math.round(minutes / STEP_MINUTES) * STEP_MINUTES
}

/** A stretch that is drawn between two places of a day, in either direction; a single click is `lengthMinutes` long. */
export function stretchOf(
  axis: Axis,
  day: Day,
  places: { from: number; to: number },
  lengthMinutes: number,
): Span {
  const [low, high] = [Math.min(places.from, places.to), Math.max(places.from, places.to)]
  const from = Math.min(Math.floor(low / STEP_MINUTES) * STEP_MINUTES, axis.minutes - STEP_MINUTES)
  const start = axis.instantAt(day, from)
  if (high - low < STEP_MINUTES / 2) return { start, end: start + lengthMinutes * MINUTE_MS }
  const until = Math.min(Math.ceil(high / STEP_MINUTES) * STEP_MINUTES, axis.minutes)
  return { start, end: Math.max(axis.instantAt(day, until), start + STEP_MS) }
}

/** What arrow keys do to a moved event; undefined = the key means nothing here. */
export function stepped(
  span: Span,
  key: string,
  { isShift = false, isAlt = false },
  timeZone: string,
): Span | undefined {
  const sign = key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 1
  const isVertical = key === 'ArrowUp' || key === 'ArrowDown'
  if (!isVertical && key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined
  if (isAlt) return isVertical ? endingAt(span, span.end + sign * STEP_MS) : undefined
  if (isVertical && !isShift) return startingAt(span, span.start + sign * STEP_MS)
  return byDays(span, sign, timeZone)
}

/** As requests want it: by the clocks of the event's zone. */
export function toWalls(span: Span, timeZone: string): { startsWall: string; endsWall: string } {
  return { startsWall: wallAt(span.start, timeZone), endsWall: wallAt(span.end, timeZone) }
}

/** The next full hour of a day that is today, else nine o'clock. */
export function usualStart(day: Day, timeZone: string, now: number): number {
  const nine = instantNear(`${day}T09:00`, timeZone)
  if (wallAt(now, timeZone).slice(0, 10) !== day) return nine
  const hour = 60 * MINUTE_MS
  // Full hours of the wall, also in zones that are off by half an hour.
  const minutes = Number(wallAt(now, timeZone).slice(14))
  return Math.floor(now / MINUTE_MS) * MINUTE_MS - minutes * MINUTE_MS + hour
}
