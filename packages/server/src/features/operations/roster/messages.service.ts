import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, TooManyRequestsError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import { NUDGE_PAUSE_MINUTES } from '../../../domain/roster.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { listLearners } from '../../messages/notifications/notifications.service.ts'
import { getPeople, nameOf } from '../../people/people/people.service.ts'
import { countRecent } from '../../platform/audit/audit.service.ts'
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
    if (due.length > 0)
      await happened(ctx, trx, {
        ...{ kind: 'learners-nudged', id: eventId, by: actor.personId, changes: { told: due.length } },
        ...{ sessionId: event.sessionId, personIds: due, isOnline: Boolean(event.appId) },
      })
    return { told: due.length, waiting: missing.length - due.length }
  })
}

/**
 * Writes to all learners who have a place.
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
    const sent = { action: 'event.message', objectId: eventId, since }
    if ((await countRecent(ctx, trx, sent)) >= MESSAGES)
      throw new TooManyRequestsError('too-many-messages', { count: MESSAGES, minutes: MESSAGES_MINUTES })
    const people = await listLearners(ctx, trx, event.sessionId)
    if (people.length === 0) throw new ConflictError('message-to-nobody')
    const [sender] = await getPeople(ctx, trx, [actor.personId])
    await happened(ctx, trx, {
      ...{ kind: 'message-sent', id: eventId, by: actor.personId, sessionId: event.sessionId },
      ...{ personIds: people, about, sender: sender ? nameOf(sender) : '', subject, text },
      changes: { subject, about, told: people.length },
    })
    return { told: people.length }
  })
}
