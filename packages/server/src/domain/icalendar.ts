/** Calendars as RFC 5545 writes them. Times go out in UTC: docs/decisions/0024-a-calendar-of-our-own.md says why. */

export type CalendarMethod = 'PUBLISH' | 'REQUEST' | 'CANCEL'

export interface ICalendarPerson {
  readonly name: string
  readonly email: string
}

export interface ICalendarEvent {
  /** The same for the life of the event. */
  readonly uid: string
  readonly sequence: number
  readonly createdAt: Date
  readonly startsAt: Date
  readonly endsAt: Date
  readonly summary: string
  readonly description: string
  /** Empty = none. */
  readonly location: string
  readonly url: string
  readonly isCancelled: boolean
  readonly organizer?: ICalendarPerson
  readonly attendee?: ICalendarPerson
}

/** Octets of a line without its end. @see RFC 5545, 3.1 */
const MAX_LINE_OCTETS = 75

/**
 * The text of a calendar.
 *
 * @param calendar refreshMinutes = how often programs should ask again
 */
export function toICalendar(calendar: {
  name: string
  method: CalendarMethod
  refreshMinutes: number
  /** When this text was made. */
  stamp: Date
  events: readonly ICalendarEvent[]
}): string {
  const stamp = toUtc(calendar.stamp)
  const name = toText(calendar.name)
  const refresh = `PT${calendar.refreshMinutes}M`
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Lectern//Lectern//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${calendar.method}`,
    `NAME:${name}`,
    `X-WR-CALNAME:${name}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${refresh}`,
    `X-PUBLISHED-TTL:${refresh}`,
    ...calendar.events.flatMap((event) => eventLines(event, stamp)),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

function eventLines(event: ICalendarEvent, stamp: string): string[] {
  const { organizer, attendee } = event
  return [
    'BEGIN:VEVENT',
    `UID:${toText(event.uid)}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${stamp}`,
    `CREATED:${toUtc(event.createdAt)}`,
    `DTSTART:${toUtc(event.startsAt)}`,
    `DTEND:${toUtc(event.endsAt)}`,
    `SUMMARY:${toText(event.summary)}`,
    ...(event.location ? [`LOCATION:${toText(event.location)}`] : []),
    ...(event.description ? [`DESCRIPTION:${toText(event.description)}`] : []),
    `URL:${event.url}`,
    ...(organizer ? [`ORGANIZER;CN=${toParameter(organizer.name)}:mailto:${organizer.email}`] : []),
    ...(attendee
      ? [
          `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE;CN=${toParameter(attendee.name)}:mailto:${attendee.email}`,
        ]
      : []),
    `STATUS:${event.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    `TRANSP:${event.isCancelled ? 'TRANSPARENT' : 'OPAQUE'}`,
    'END:VEVENT',
  ]
}

function toUtc(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

/** What no text of a calendar may hold. */
const CONTROLS = /[^\P{Cc}\t\r\n]/gu

function toText(text: string): string {
  return text
    .toWellFormed()
    .replace(CONTROLS, '')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|\r|\n/g, '\\n')
}

/** A parameter's value in quotes; nothing in there can be escaped. */
function toParameter(text: string): string {
  return `"${text.toWellFormed().replace(CONTROLS, '').replace(/\s+/g, ' ').replaceAll('"', '’')}"`
}

/** Breaks a line after so many octets, never within a character. */
function fold(line: string): string {
  if (line.length <= MAX_LINE_OCTETS && isAscii(line)) return line
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = octetsOf(character)
    if (octets + size > MAX_LINE_OCTETS) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}
