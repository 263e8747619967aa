import type { Ctx } from '../../ctx.ts'
import { NotFoundError } from '../../domain/errors.ts'
import { type CalendarMethod, toICalendar } from '../../domain/icalendar.ts'
import type { EventId, PersonId } from '../../domain/ids.ts'
import type { Language } from '../../domain/message.ts'
import type { CalendarUpdate } from '../../domain/notification.ts'
import { addMinutes } from '../../domain/time.ts'
import type { Actor } from '../../http/actor.ts'
import { type Reader, sentence } from '../../messages/messages.ts'
import { hashToken, newToken } from '../auth/tokens.ts'
import { findPrimaryHost } from '../platforms/hosts.service.ts'
import * as calendarStore from './calendar.store.ts'

const DAY_MINUTES = 24 * 60
/** A feed reaches back so far, and ahead so far. */
const BACK_DAYS = 90
const AHEAD_DAYS = 730
const MAX_EVENTS = 2000
/** When a program last asked is written down no more often than this. */
const READ_EVERY_MINUTES = 10
/** How often programs should ask. */
const REFRESH_MINUTES = 15

type StoredEvent = Awaited<ReturnType<typeof calendarStore.listCalendarEvents>>[number]

/** An event as calendars get it. What is left out is not known: no place, and a learner's way in. */
export type CalendarEvent = Omit<StoredEvent, 'place' | 'accountId' | 'teaches'> &
  Partial<Pick<StoredEvent, 'place' | 'accountId' | 'teaches'>>

/** Whether the person has a feed. Its address is shown once, when it is made. */
export async function getFeed(ctx: Ctx, actor: Actor) {
  const feed = await calendarStore.findFeed(ctx.db, ctx.platform.id, actor.personId)
  return {
    exists: feed !== undefined,
    createdAt: feed?.createdAt.toISOString() ?? null,
    readAt: feed?.readAt?.toISOString() ?? null,
  }
}

/** Makes a feed; the address of the one before is worth nothing from then on. */
export async function makeFeed(ctx: Ctx, actor: Actor): Promise<{ url: string }> {
  const token = newToken()
  await calendarStore.putFeed(ctx.db, {
    platformId: ctx.platform.id,
    personId: actor.personId,
    tokenHash: hashToken(token),
    createdAt: ctx.now(),
  })
  return { url: `${ctx.site.originOf(await findPrimaryHost(ctx))}/calendar/${token}.ics` }
}

export function revokeFeed(ctx: Ctx, actor: Actor): Promise<void> {
  return calendarStore.deleteFeed(ctx.db, ctx.platform.id, actor.personId)
}

/** The events of who holds the address, for a calendar program. @throws {NotFoundError} `calendar-not-found` */
export async function readFeed(ctx: Ctx, token: string): Promise<string> {
  const { id: platformId } = ctx.platform
  const reader = await calendarStore.findReader(ctx.db, platformId, hashToken(token))
  if (!reader) throw new NotFoundError('calendar-not-found')
  const now = ctx.now()
  if (!reader.readAt || reader.readAt < addMinutes(now, -READ_EVERY_MINUTES)) {
    await calendarStore.setRead(ctx.db, platformId, reader.personId, now)
  }
  const events = await calendarStore.listCalendarEvents(ctx.db, platformId, reader.personId, {
    from: addMinutes(now, -BACK_DAYS * DAY_MINUTES),
    until: addMinutes(now, AHEAD_DAYS * DAY_MINUTES),
    limit: MAX_EVENTS,
  })
  return toCalendar(
    ctx,
    { personId: reader.personId, language: reader.language ?? ctx.platform.defaultLanguage },
    events,
  )
}

/** One event to be put into a calendar by hand. @throws {NotFoundError} `event-not-found` */
export async function exportEvent(ctx: Ctx, actor: Actor, eventId: EventId): Promise<string> {
  const events = await calendarStore.listCalendarEvents(ctx.db, ctx.platform.id, actor.personId, { eventId })
  if (events.length === 0) throw new NotFoundError('event-not-found')
  return toCalendar(ctx, { personId: actor.personId, language: actor.reader.language }, events)
}

/**
 * What a calendar program takes from a mail by itself: an event to have, or one to take out.
 *
 * @returns one file per event: programs read no more than one from a mail
 */
export async function toUpdates(
  ctx: Ctx,
  person: { id: PersonId; email: string; name: string; language: Language },
  method: CalendarUpdate['method'],
  events: readonly CalendarEvent[],
): Promise<CalendarUpdate[]> {
  const invitation = {
    method,
    attendee: { name: person.name || person.email, email: person.email },
  }
  const reader = { personId: person.id, language: person.language }
  const files = events.map((event) => toCalendar(ctx, reader, [event], invitation))
  return (await Promise.all(files)).map((content) => ({ method, content }))
}

/** Name and address of `MAIL_FROM`. */
function organizerOf({ platform, site }: Ctx): { name: string; email: string } {
  const address = /<([^>]+)>/.exec(site.mailFrom)?.[1] ?? site.mailFrom
  return { name: platform.name, email: address }
}

/**
 * Times go out in UTC, which every program shows in its own zone. An event keeps one UID for a person for life, on
 * whatever domain, room or account; SEQUENCE rises with its times and place alone.
 */
async function toCalendar(
  ctx: Ctx,
  { personId, language }: { personId: PersonId; language: Language },
  events: readonly CalendarEvent[],
  invitation?: { method: CalendarMethod; attendee: { name: string; email: string } },
): Promise<string> {
  const origin = ctx.site.originOf(await findPrimaryHost(ctx))
  const reader = { language, timeZone: ctx.platform.timeZone }
  const people = invitation ? { organizer: organizerOf(ctx), attendee: invitation.attendee } : {}
  return toICalendar({
    name: ctx.platform.name,
    method: invitation?.method ?? 'PUBLISH',
    refreshMinutes: REFRESH_MINUTES,
    stamp: ctx.now(),
    events: events.map((event) => {
      const isCancelled = event.cancelledAt !== null || invitation?.method === 'CANCEL'
      const way = isCancelled ? '' : wayIn(event, origin)
      return {
        uid: `${event.id}-${personId}@${ctx.platform.id}`,
        sequence: event.calendarSequence,
        createdAt: event.createdAt,
        startsAt: event.startsAt,
        endsAt: event.endsAt,
        summary: `${event.courseName}: ${event.name}`,
        description: [
          cancellationOf(event, reader),
          way && sentence('calendar-join', { url: way }, reader),
          event.description,
        ]
          .filter(Boolean)
          .join('\n\n'),
        location: isCancelled ? '' : event.place || way,
        url: `${origin}/learn/events/${event.id}`,
        isCancelled,
        ...people,
      }
    }),
  })
}

/** Where people go in: an event with a place and without a tool has no room; who teaches it starts from its page. */
function wayIn(event: CalendarEvent, origin: string): string {
  if (event.place && event.accountId === null) return ''
  const page = `${origin}/learn/events/${event.id}`
  return event.teaches ? page : `${page}/join`
}

function cancellationOf({ cancelledAt, cancelReason }: CalendarEvent, reader: Reader): string {
  if (!cancelledAt) return ''
  const code = cancelReason ? 'event-cancelled-because' : 'event-cancelled'
  return sentence(code, { at: cancelledAt, reason: cancelReason }, reader)
}
