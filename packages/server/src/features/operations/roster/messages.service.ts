import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, TooManyRequestsError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import { NUDGE_PAUSE_MINUTES } from '../../../domain/roster.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { listLearners, tell } from '../../messages/notifications/notifications.service.ts'
import { getPeople, nameOf } from '../../people/people/people.service.ts'
import { countRecent, recordAudit } from '../../platform/audit/audit.service.ts'
import { assertTakesPlace, getTaught } from '../../training/events/taught.service.ts'
import type { NewMessage, Nudged } from './roster.schemas.ts'
import * as rosterStore from './roster.store.ts'

/** So many messages to all learners of an event are enough for a while. */
const MESSAGES = 3
const MESSAGES_MINUTES = 10

/**
 * Tells learners who have not pressed Join that it has begun. Nobody is told twice within five minutes, whoever
 * presses.
 *
 * @throws {ConflictError} `nudge-not-running`, and for a cancelled event
 */
export async function nudgeMissing(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof Nudged>> {
  const event = await getTaught(ctx, actor, eventId)
  assertTakesPlace(event)
  const now = ctx.now()
  if (now < event.startsAt || now >= event.endsAt)
    throw new ConflictError('nudge-not-running', { starts: event.startsAt, ends: event.endsAt })
  return withTransaction(ctx.db, async (trx) => {
    const { id: platformId } = ctx.platform
    await rosterStore.lockEvent(trx, platformId, eventId)
    const since = addMinutes(now, -NUDGE_PAUSE_MINUTES)
    const missing = await rosterStore.listToNudge(trx, platformId, event, since)
    const due = missing.filter((learner) => learner.isDue).map((learner) => learner.personId)
    const news = { kind: 'nudge', sessionId: event.sessionId, eventIds: [eventId] } as const
    // Nobody joins what takes place on site.
    const path = `/learn/events/${eventId}${event.appId ? '/join' : ''}`
    await tell(ctx, trx, { ...news, params: { path } }, due)
    if (due.length > 0) {
      await recordAudit(ctx, trx, {
        actorId: actor.personId,
        action: 'event.nudge',
        objectType: 'event',
        objectId: eventId,
        changes: { told: due.length },
      })
    }
    return { told: due.length, waiting: missing.length - due.length }
  })
}

/**
 * Writes to everybody who has a place.
 *
 * @throws {TooManyRequestsError} `too-many-messages`
 */
export async function sendMessage(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  { about, subject, text }: z.output<typeof NewMessage>,
): Promise<{ told: number }> {
  const event = await getTaught(ctx, actor, eventId)
  return withTransaction(ctx.db, async (trx) => {
    const { id: platformId } = ctx.platform
    await rosterStore.lockEvent(trx, platformId, eventId)
    const since = addMinutes(ctx.now(), -MESSAGES_MINUTES)
    const action = 'event.message'
    if ((await countRecent(ctx, trx, { action, objectId: eventId, since })) >= MESSAGES)
      throw new TooManyRequestsError('too-many-messages', { count: MESSAGES, minutes: MESSAGES_MINUTES })
    const people = await listLearners(ctx, trx, event.sessionId)
    if (people.length === 0) throw new ConflictError('message-to-nobody')
    const [sender] = await getPeople(ctx, trx, [actor.personId])
    const values = { subject, text, sender: sender ? nameOf(sender) : '' }
    const path = about === 'event' ? `/learn/events/${eventId}` : `/sessions/${event.sessionId}`
    const news = { kind: 'message', sessionId: event.sessionId, params: { values, path } } as const
    await tell(ctx, trx, news, people)
    await recordAudit(ctx, trx, {
      actorId: actor.personId,
      action,
      objectType: 'event',
      objectId: eventId,
      changes: { subject, about, told: people.length },
    })
    await ctx.live.publish(trx, platformId, { type: 'attendance', id: eventId })
    return { told: people.length }
  })
}
