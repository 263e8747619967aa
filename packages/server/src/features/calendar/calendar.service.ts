import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { Ctx } from '../../ctx.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { EventId, PersonId } from '../../domain/ids.ts'
import type { Language } from '../../domain/message.ts'
import type { CalendarUpdate } from '../../domain/notification.ts'
import { addMinutes } from '../../domain/time.ts'
import type { Actor } from '../../http/actor.ts'
import { sentence } from '../../messages/messages.ts'
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
const REFRESH_SECONDS = 15 * 60

export type CalendarEvent = Awaited<ReturnType<typeof calendarStore.listCalendarEvents>>[number]

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
    method: method === 'CANCEL' ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
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
  invitation?: { method: ICalCalendarMethod; attendee: { name: string; email: string } },
): Promise<string> {
  const origin = ctx.site.originOf(await findPrimaryHost(ctx))
  const calendar = ical({
    name: ctx.platform.name,
    prodId: { company: 'Lectern', product: 'Lectern' },
    method: invitation?.method ?? ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
  })
  const reader = { language, timeZone: ctx.platform.timeZone }
  for (const event of events) {
    const joinUrl = `${origin}/learn/events/${event.id}/join`
    // What takes place somewhere alone has nothing to join.
    const hasJoin = event.accountId !== null || event.place === ''
    const isOff = event.cancelledAt !== null || invitation?.method === ICalCalendarMethod.CANCEL
    const lines = [
      ...(event.cancelledAt
        ? [
            sentence(
              event.cancelReason ? 'event-cancelled-because' : 'event-cancelled',
              { at: event.cancelledAt, reason: event.cancelReason },
              reader,
            ),
          ]
        : isOff
          ? []
          : hasJoin
            ? [sentence('calendar-join', { url: joinUrl }, reader)]
            : []),
      event.description,
    ]
    calendar.createEvent({
      id: `${event.id}-${personId}@${ctx.platform.id}`,
      sequence: event.calendarSequence,
      stamp: ctx.now(),
      created: event.createdAt,
      start: event.startsAt,
      end: event.endsAt,
      summary: `${event.courseName}: ${event.name}`,
      description: lines.filter(Boolean).join('\n\n'),
      url: `${origin}/learn/events/${event.id}`,
      ...(isOff ? {} : { location: event.place || joinUrl }),
      status: isOff ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      ...(invitation
        ? { organizer: organizerOf(ctx), attendees: [{ ...invitation.attendee, rsvp: false }] }
        : {}),
    })
  }
  return calendar.toString()
}
