import type { Ctx } from '../../ctx.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../../domain/errors.ts'
import { joinWindow, phaseOf, startWindow } from '../../domain/event.ts'
import type { EventId } from '../../domain/ids.ts'
import type { Actor } from '../../http/actor.ts'
import { hostUrlOfRoom } from '../rooms/rooms.service.ts'
import * as eventsStore from './events.store.ts'

/**
 * Where a learner's click on Join leads. Asks nobody outside: the link was stored when the room was made.
 *
 * @throws {ForbiddenError} `not-enrolled`
 * @throws {ConflictError} `join-too-early`, `join-too-late`, `room-not-ready`
 */
export async function enterAsLearner(ctx: Ctx, actor: Actor, eventId: EventId): Promise<string> {
  const entrance = await getEntrance(ctx, actor, eventId)
  if (!entrance.enrolledPersonId) throw new ForbiddenError('not-enrolled')
  assertOpen(ctx, entrance, joinWindow(entrance))
  if (!entrance.joinUrl) throw new ConflictError('room-not-ready')
  await recordEntry(ctx, actor, eventId, 'learner')
  return entrance.joinUrl
}

/**
 * Where an instructor's click on Start leads: a host link that the provider gives at this moment and
 * that is stored nowhere.
 *
 * @throws {ForbiddenError} `not-instructor-of-event`
 * @throws {ConflictError} as for {@link enterAsLearner}, and `start-unavailable`
 * @throws {ProviderError} when the provider gives no link
 */
export async function enterAsInstructor(ctx: Ctx, actor: Actor, eventId: EventId): Promise<string> {
  const entrance = await getEntrance(ctx, actor, eventId)
  if (!entrance.teachingPersonId) throw new ForbiddenError('not-instructor-of-event')
  assertOpen(ctx, entrance, startWindow(entrance))
  const hostUrl = await hostUrlOfRoom(ctx, eventId)
  await recordEntry(ctx, actor, eventId, 'instructor')
  return hostUrl
}

async function getEntrance(ctx: Ctx, actor: Actor, eventId: EventId) {
  const entrance = await eventsStore.findEntrance(ctx.db, ctx.platform.id, actor.personId, eventId)
  if (!entrance) throw new NotFoundError('event-not-found')
  return entrance
}

function assertOpen(ctx: Ctx, event: { endsAt: Date }, window: { opensAt: Date; closesAt: Date }): void {
  const phase = phaseOf(window, ctx.now())
  if (phase === 'before') throw new ConflictError('join-too-early', { opensAt: window.opensAt })
  if (phase === 'after') throw new ConflictError('join-too-late', { ends: event.endsAt })
}

async function recordEntry(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  role: 'learner' | 'instructor',
): Promise<void> {
  await eventsStore.insertEntry(ctx.db, {
    platformId: ctx.platform.id,
    id: ctx.newId(),
    eventId,
    personId: actor.personId,
    role,
    enteredAt: ctx.now(),
  })
}
