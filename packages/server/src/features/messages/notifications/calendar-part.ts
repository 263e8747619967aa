import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { CalendarUpdate } from '../../../domain/calendar-update.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import { notificationRules } from '../../../domain/notification-rules.ts'
import { phrase, type Reader, sentence, titleOf } from '../../../messages/messages.ts'
import {
  type CalendarEvent,
  listHeld,
  listOutdated,
  type Mailbox,
  sayUpdates,
} from '../icalendar/icalendar.service.ts'
import type { NotificationRow } from './notifications.store.ts'
import type { Truth } from './truth.ts'
import { datesBlock, type Wording } from './wording.ts'

/** A notification that a mail says something of. */
export interface ToldPart {
  readonly notification: Pick<NotificationRow, 'kind' | 'params' | 'eventIds'>
  readonly truth: Pick<Truth, 'events' | 'gone'>
}

/**
 * What calendar programs take from a mail: the events that it names, each once, and whatever else its mailbox still holds
 * and should not, because the mail that would have said so was withdrawn.
 */
export async function calendarOf(
  ctx: Ctx,
  trx: Trx,
  person: Mailbox & { id: PersonId },
  parts: readonly ToldPart[],
): Promise<CalendarUpdate[]> {
  // The transaction alone: a second connection could be waited for by all who hold one.
  const within = { ...ctx, db: trx }
  const left = parts.flatMap(({ notification }) => (notification.params.leaves ? [notification] : []))
  const updates: CalendarUpdate[] = []
  for (const { params, eventIds } of left) {
    const personId = params.leaves?.personId ?? person.id
    const about = { mailbox: person, personId, isLeft: true }
    updates.push(...(await sayUpdates(within, trx, about, mentionedBy(eventIds, []))))
  }
  if (left.length > 0) return updates
  const mentioned = new Map<EventId, CalendarEvent | undefined>()
  for (const { notification, truth } of parts) {
    const events = notificationRules[notification.kind].calendar ? truth.events : []
    for (const [id, event] of mentionedBy([], [...truth.gone, ...events])) mentioned.set(id, event)
  }
  for (const id of await listOutdated(within, trx, person.id)) {
    if (!mentioned.has(id)) mentioned.set(id, undefined)
  }
  return sayUpdates(within, trx, { mailbox: person, personId: person.id }, mentioned)
}

/** Says which dates leave the calendar, where no notification says it. @returns undefined when there are none */
export async function outdatedDates(
  ctx: Ctx,
  trx: Trx,
  personId: PersonId,
  reader: Reader,
): Promise<Wording | undefined> {
  const outdated = new Set(await listOutdated({ ...ctx, db: trx }, trx, personId))
  if (outdated.size === 0) return undefined
  const held = (await listHeld(ctx, trx, personId)).filter((entry) => outdated.has(entry.eventId))
  const dates = held.map(({ name, startsAt }) => phrase('notify-event', { name, starts: startsAt }, reader))
  const text = sentence('notify-dates-off', {}, reader)
  return { subject: titleOf('notify-dates-off', reader), blocks: [{ text }, datesBlock(dates, reader)] }
}

function mentionedBy(
  ids: readonly EventId[],
  events: readonly CalendarEvent[],
): Map<EventId, CalendarEvent | undefined> {
  return new Map<EventId, CalendarEvent | undefined>([
    ...ids.map((id) => [id, undefined] as const),
    ...events.map((event) => [event.id, event] as const),
  ])
}
