import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { CalendarUpdate } from '../../../domain/calendar-update.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import { type CalendarMethod, type ICalendarPerson, toICalendar } from '../../../domain/icalendar.ts'
import type { AccountId, EventId, PersonId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'
import { languageFor } from '../../../domain/platform.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase, type Reader, sentence } from '../../../messages/messages.ts'
import { hashToken, newToken } from '../../../secrets/tokens.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import * as entriesStore from './entries.store.ts'
import * as calendarStore from './icalendar.store.ts'

const DAY_MINUTES = 24 * 60
/** A feed reaches back so far, and ahead so far. */
const BACK_DAYS = 90
const AHEAD_DAYS = 730
const MAX_EVENTS = 2000
/** When a program last asked is written down no more often than this. */
const READ_EVERY_MINUTES = 10
/** How often programs should ask. */
const REFRESH_MINUTES = 15

/** An event as calendars get it. What is left out is not known: no place, and a learner's way in. */
export interface CalendarEvent {
  readonly id: EventId
  readonly name: string
  readonly courseName: string
  readonly description: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly cancelledAt: Date | null
  readonly cancelReason: string
  readonly createdAt: Date
  readonly calendarSequence: number
  readonly place?: string
  readonly accountId?: AccountId | null
  readonly teaches?: boolean
}

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
  const language = languageFor(ctx.platform, reader.language)
  return toCalendar(ctx, await readerOf(ctx, reader.personId, language), events)
}

/** One event to be put into a calendar by hand. @throws {NotFoundError} `event-not-found` */
export async function exportEvent(ctx: Ctx, actor: Actor, eventId: EventId): Promise<string> {
  const events = await calendarStore.listCalendarEvents(ctx.db, ctx.platform.id, actor.personId, { eventId })
  if (events.length === 0) throw new NotFoundError('event-not-found')
  return toCalendar(ctx, await readerOf(ctx, actor.personId, actor.reader.language), events)
}

/** To whom a mail goes that changes a calendar. */
export interface Mailbox {
  readonly name: string
  readonly email: string
  readonly language: Language
}

/**
 * What a calendar program takes from a mail by itself: events to have, and events to take out. What is so at this moment
 * decides which, whatever the mail says. Each gets a higher number than anything that was said of it before, so that a
 * mail that is written again is believed again.
 *
 * @param personId whose calendar it is; of a merged duplicate everything is taken out
 * @param mentioned events by id, as far as something is known of those that are deleted
 * @param isLeft the mailbox is not the person's any more: everything is taken out
 * @returns one file per event, by start: RFC 5546 wants one UID in a REQUEST or CANCEL
 */
export async function sayUpdates(
  ctx: Ctx,
  trx: Trx,
  { mailbox, personId, isLeft = false }: { mailbox: Mailbox; personId: PersonId; isLeft?: boolean },
  mentioned: ReadonlyMap<EventId, CalendarEvent | undefined>,
): Promise<CalendarUpdate[]> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const eventIds = [...mentioned.keys()]
  const stored = await calendarStore.listCalendarEvents(trx, platformId, personId, { eventIds })
  const byId = new Map(stored.map((event) => [event.id, event]))
  const missing = eventIds.filter((id) => !byId.has(id) && !mentioned.get(id))
  const entries = await entriesStore.listEntries(trx, platformId, personId, missing)
  const former = new Map(entries.map((entry) => [entry.eventId, toFormer(entry)]))
  const concerned = eventIds.flatMap((id) => {
    const event = byId.get(id)
    const known: CalendarEvent | undefined = event ?? mentioned.get(id) ?? former.get(id)
    if (!known) return []
    const isToHave = event?.isOwn && !event.cancelledAt && event.endsAt > now
    return [{ event: known, method: isToHave && !isLeft ? ('REQUEST' as const) : ('CANCEL' as const) }]
  })
  concerned.sort((a, b) => a.event.startsAt.getTime() - b.event.startsAt.getTime())
  const said = await entriesStore.sayAll(
    trx,
    platformId,
    concerned.map(({ event: { id, calendarSequence, ...event }, method }) => ({
      personId,
      eventId: id,
      method,
      mailbox: mailbox.email,
      organizer: addressOf(ctx),
      eventSequence: calendarSequence,
      name: event.name,
      startsAt: event.startsAt,
      endsAt: event.endsAt,
    })),
  )
  const numbers = new Map(said.map((one) => [one.eventId, one]))
  const reader = await readerOf({ ...ctx, db: trx }, personId, mailbox.language)
  return concerned.map(({ event, method }) => {
    const { sequence = 0, organizer = addressOf(ctx) } = numbers.get(event.id) ?? {}
    const people = {
      organizer: { name: ctx.platform.name, email: organizer },
      attendee: { name: mailbox.name || mailbox.email, email: mailbox.email },
    }
    const content = toCalendar(ctx, reader, [{ ...event, sequence }], { method, ...people })
    return { method, content, name: event.name, eventId: event.id, personId }
  })
}

/** Events that calendars of a person may hold by our mails and that are not over. */
export function listHeld(ctx: Ctx, trx: Trx, personId: PersonId) {
  return entriesStore.listHeld(trx, ctx.platform.id, personId, ctx.now())
}

/** Held events that the person has no more: nobody told the calendar yet, or not by a mail that went out. */
export async function listOutdated(ctx: Ctx, trx: Trx, personId: PersonId): Promise<EventId[]> {
  const held = (await listHeld(ctx, trx, personId)).map((entry) => entry.eventId)
  if (held.length === 0) return []
  const filter = { eventIds: held }
  const events = await calendarStore.listCalendarEvents(trx, ctx.platform.id, personId, filter)
  const standing = new Set(events.filter((event) => event.isOwn && !event.cancelledAt).map(({ id }) => id))
  return held.filter((id) => !standing.has(id))
}

/** The mail server took a mail with these updates. */
export async function recordHeld(
  ctx: Ctx,
  mailbox: string,
  updates: readonly CalendarUpdate[],
): Promise<void> {
  const ofEvents = updates.filter((update) => update.eventId && update.personId)
  if (ofEvents.length > 0) await entriesStore.setHeld(ctx.db, ctx.platform.id, mailbox, ofEvents)
}

/** Forgets the calendar entries of events that are long over. */
export function forgetEntries(ctx: Ctx, before: Date): Promise<void> {
  return entriesStore.deleteOlder(ctx.db, ctx.platform.id, before)
}

function toFormer(entry: entriesStore.CalendarEntry): CalendarEvent {
  return {
    id: entry.eventId,
    name: entry.name,
    courseName: '',
    description: '',
    startsAt: entry.startsAt,
    endsAt: entry.endsAt,
    cancelledAt: null,
    cancelReason: '',
    createdAt: entry.startsAt,
    calendarSequence: entry.eventSequence,
  }
}

/** The address of `MAIL_FROM`. */
function addressOf({ site }: Ctx): string {
  return /<([^>]+)>/.exec(site.mailFrom)?.[1] ?? site.mailFrom
}

interface CalendarReader {
  readonly personId: PersonId
  readonly origin: string
  readonly reader: Reader
}

async function readerOf(ctx: Ctx, personId: PersonId, language: Language): Promise<CalendarReader> {
  const origin = ctx.site.originOf(await findPrimaryHost(ctx))
  return { personId, origin, reader: { language, timeZone: ctx.platform.timeZone, now: ctx.now() } }
}

interface Invitation {
  readonly method: CalendarMethod
  readonly organizer: ICalendarPerson
  readonly attendee: ICalendarPerson
}

/**
 * Times go out in UTC, which every program shows in its own zone. An event keeps one UID for a person for life, on
 * whatever domain, room or account, and its SEQUENCE never falls.
 */
function toCalendar(
  ctx: Ctx,
  { personId, origin, reader }: CalendarReader,
  events: readonly (CalendarEvent & { sequence: number })[],
  invitation?: Invitation,
): string {
  const { method = 'PUBLISH', ...people } = invitation ?? {}
  return toICalendar({
    name: ctx.platform.name,
    method,
    refreshMinutes: REFRESH_MINUTES,
    stamp: ctx.now(),
    events: events.map((event) => {
      const isCancelled = event.cancelledAt !== null || method === 'CANCEL'
      const way = isCancelled ? '' : wayIn(event, origin)
      return {
        uid: `${event.id}-${personId}@${ctx.platform.id}`,
        sequence: event.sequence,
        createdAt: event.createdAt,
        startsAt: event.startsAt,
        endsAt: event.endsAt,
        summary: event.courseName ? `${event.courseName}: ${event.name}` : event.name,
        description: [
          cancellationOf(event, reader),
          way && phrase('calendar-join', { url: way }, reader),
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

/** Where people go in: an event without a tool has no room to join, and its instructors start it from its page. */
function wayIn(event: CalendarEvent, origin: string): string {
  if (event.place && !event.accountId) return ''
  const page = `${origin}/learn/events/${event.id}`
  if (event.teaches) return page
  return event.accountId ? `${page}/join` : ''
}

function cancellationOf({ cancelledAt, cancelReason }: CalendarEvent, reader: Reader): string {
  if (!cancelledAt) return ''
  const code = cancelReason ? 'event-cancelled-because' : 'event-cancelled'
  return sentence(code, { at: cancelledAt, reason: cancelReason }, reader)
}
