import { instantNear, startOfDay } from './wall.ts'
import { shownZone } from './zones.ts'

/** The wall-clock time that an instant shows in a zone, as date inputs want it: `2026-11-24T10:00`. */
export function toWall(instant: string, timeZone: string): string {
  const text = new Date(instant).toLocaleString('sv-SE', {
    timeZone: shownZone(timeZone),
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return text.replace(' ', 'T')
}

/** The instant that a wall-clock time means in a zone; where clocks skip it, as much later; of two, the first. */
export function toInstant(wall: string, timeZone: string): string {
  return new Date(instantNear(wall, timeZone)).toISOString()
}

/** The day on which an instant falls in a zone: `2026-11-24`. */
export function toDay(instant: string, timeZone: string): string {
  return toWall(instant, timeZone).slice(0, 10)
}

/** The first instant of a day in a zone, or of one that comes some days later. */
export function dayBegins(day: string, timeZone: string, plusDays = 0): string {
  const date = new Date(`${day}T00:00Z`)
  date.setUTCDate(date.getUTCDate() + plusDays)
  return new Date(startOfDay(date.toISOString().slice(0, 10), timeZone)).toISOString()
}

/** The last second of a day in a zone. */
export function dayEnds(day: string, timeZone: string): string {
  return new Date(Date.parse(dayBegins(day, timeZone, 1)) - 1000).toISOString()
}
