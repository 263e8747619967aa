import { Temporal } from 'temporal-polyfill'
import { InvalidInputError } from './errors.ts'
import { findTimeZone, readableTimeZone } from './time-zone.ts'

/** A wall-clock date and time without a zone, to the minute: `2026-11-24T10:00`. */
export type WallTime = string

/**
 * The instant that a wall-clock time means in a zone. A time that does not exist there (clocks go
 * forward) or exists twice (clocks go back) is refused rather than guessed.
 *
 * @param field where the time came from, as a JSON pointer for the refusal
 * @throws {InvalidInputError} `time-zone-unknown`, `event-time-invalid`, `wall-time-skipped`, `wall-time-twice`
 */
export function instantOf(wallTime: WallTime, zone: string, field: string): Date {
  const timeZone = findTimeZone(zone)
  if (!timeZone) throw InvalidInputError.at('/timeZone', 'time-zone-unknown', { timeZone: zone })
  const plain = parseWallTime(wallTime, field)
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  const later = plain.toZonedDateTime(timeZone, { disambiguation: 'later' })
  if (earlier.epochMilliseconds !== later.epochMilliseconds) {
    const skipped = !earlier.toPlainDateTime().equals(plain)
    const params = { time: plain.toPlainTime().toString().slice(0, 5), timeZone }
    throw InvalidInputError.at(field, skipped ? 'wall-time-skipped' : 'wall-time-twice', params)
  }
  return new Date(earlier.epochMilliseconds)
}

/**
 * The instant of a clock time that was not meant for one date: where clocks go forward over it, it is as much later; of two,
 * it is the first. In UTC where the zone is none.
 *
 * @param date `2026-11-24`
 * @param time `09:00`; `24:00` is the end of the day
 */
export function likelyInstantOf(date: string, time: string, timeZone: string): Date {
  const plain = Temporal.PlainDate.from(date)
  const at = time === '24:00' ? plain.add({ days: 1 }).toPlainDateTime() : plain.toPlainDateTime(time)
  return new Date(at.toZonedDateTime(readableTimeZone(timeZone)).epochMilliseconds)
}

/** The dates of a zone’s calendar that a stretch of time touches, in order; 1 is Monday. */
export function datesWithin(
  startsAt: Date,
  endsAt: Date,
  timeZone: string,
): { date: string; weekday: number }[] {
  let date = Temporal.PlainDate.from(wallTimeOf(startsAt, timeZone).slice(0, 10))
  const last = Temporal.PlainDate.from(wallTimeOf(endsAt, timeZone).slice(0, 10))
  const dates: { date: string; weekday: number }[] = []
  while (Temporal.PlainDate.compare(date, last) <= 0) {
    dates.push({ date: date.toString(), weekday: date.dayOfWeek })
    date = date.add({ days: 1 })
  }
  return dates
}

/** The wall-clock time that an instant shows in a zone, to the minute; in UTC where the zone is none. */
export function wallTimeOf(instant: Date, timeZone: string): WallTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(
    readableTimeZone(timeZone),
  )
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' })
}

/**
 * Moves a wall-clock time by what lies between two others on the wall, whatever the clocks of a zone do.
 *
 * @throws {InvalidInputError} `event-time-invalid` for a time that no calendar has, such as 30 February
 */
export function shiftWallTime(wallTime: WallTime, from: WallTime, to: WallTime): WallTime {
  const distance = parseWallTime(from, '').until(parseWallTime(to, ''))
  return parseWallTime(wallTime, '').add(distance).toString({ smallestUnit: 'minute' })
}

/** Days later by a zone’s calendar, at the same time of its clocks; where they leave it out, as much after. */
export function daysLater(instant: Date, days: number, timeZone: string): Date {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(
    readableTimeZone(timeZone),
  )
  return new Date(zoned.add({ days }).epochMilliseconds)
}

export function addMinutes(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * 60_000)
}

function parseWallTime(wallTime: WallTime, field: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(wallTime, { overflow: 'reject' })
  } catch (cause) {
    throw new InvalidInputError(
      'event-time-invalid',
      { found: wallTime },
      {
        cause,
        fields: [{ pointer: field, code: 'event-time-invalid', params: { found: wallTime } }],
      },
    )
  }
}
