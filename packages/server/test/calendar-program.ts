import type { CalendarUpdate } from '../src/domain/calendar-update.ts'

/** An event as a calendar program knows it. */
export interface KnownEvent {
  readonly sequence: number
  readonly stamp: string
  readonly start: string
  readonly isThere: boolean
  readonly organizer: string
}

/**
 * What a mailbox’s calendar holds after mails with calendar files, as RFC 5546 (2.1.5) wants programs to do it: an update
 * that is not newer than what is known of its UID is dropped. Stricter than the RFC: a newer DTSTAMP alone is not enough.
 */
export class CalendarProgram {
  readonly known = new Map<string, KnownEvent>()
  /** Updates that were dropped though nothing was sent twice. */
  dropped = 0

  take({ method, content }: Pick<CalendarUpdate, 'method' | 'content'>): void {
    for (const event of eventsOf(content)) {
      const before = this.known.get(event.uid)
      if (before && event.sequence <= before.sequence) {
        this.dropped++
        continue
      }
      const isThere = method === 'REQUEST' && event.status === 'CONFIRMED'
      this.known.set(event.uid, { ...event, isThere })
    }
  }

  /** UIDs with their start, of what it shows. */
  shown(): Map<string, string> {
    return new Map(
      [...this.known].filter(([, { isThere }]) => isThere).map(([uid, { start }]) => [uid, start]),
    )
  }
}

/** The events of a calendar file. */
export function eventsOf(content: string) {
  return content
    .replaceAll('\r\n ', '')
    .split('BEGIN:VEVENT')
    .slice(1)
    .map((text) => {
      const of = (name: string) => new RegExp(`^${name}[^:\r\n]*:(.*)$`, 'm').exec(text)?.[1]?.trim() ?? ''
      return {
        uid: of('UID'),
        sequence: Number(of('SEQUENCE')),
        stamp: of('DTSTAMP'),
        start: of('DTSTART'),
        status: of('STATUS'),
        organizer: of('ORGANIZER'),
        attendee: of('ATTENDEE').replace(/^mailto:/i, ''),
      }
    })
}
