import { maySeePlans } from '../../../access/courses.policy.ts'
import { mayTeachEvent } from '../../../access/events.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../../../domain/errors.ts'
import { startWindow } from '../../../domain/event.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import * as taughtStore from './taught.store.ts'

export type TaughtEvent = taughtStore.TaughtRow

/**
 * An event for its instructors, also after its end: its own, those of its session, and superadmins.
 *
 * @throws {NotFoundError} `event-not-found`, {ForbiddenError} `not-instructor-of-event`
 */
export async function getTaught(ctx: Ctx, actor: Actor, eventId: EventId): Promise<TaughtEvent> {
  const event = await taughtStore.findTaught(ctx.db, ctx.platform.id, actor.personId, eventId)
  if (!event || !(event.isEnrolled || maySeePlans(actor))) throw new NotFoundError('event-not-found')
  if (!mayTeachEvent(actor, { isTeaching: event.isTaught }))
    throw new ForbiddenError('not-instructor-of-event')
  return event
}

/** An event for its learners, its instructors and superadmins. @throws {NotFoundError} `event-not-found` */
export async function getAttended(ctx: Ctx, actor: Actor, eventId: EventId): Promise<TaughtEvent> {
  const event = await taughtStore.findTaught(ctx.db, ctx.platform.id, actor.personId, eventId)
  if (!event || !(event.isEnrolled || mayTeachEvent(actor, { isTeaching: event.isTaught })))
    throw new NotFoundError('event-not-found')
  return event
}

/** @throws {ConflictError} `event-cancelled`, `event-cancelled-because` */
export function assertTakesPlace({
  cancelledAt,
  cancelReason,
}: Pick<TaughtEvent, 'cancelledAt' | 'cancelReason'>): void {
  if (!cancelledAt) return
  const code = cancelReason ? 'event-cancelled-because' : 'event-cancelled'
  throw new ConflictError(code, { at: cancelledAt, reason: cancelReason })
}

/** People are marked from the moment on at which an event can be started, and as long after its end as anybody likes. */
export function mayMark(
  ctx: Ctx,
  event: Pick<TaughtEvent, 'cancelledAt' | 'startsAt' | 'endsAt' | 'joinOpensMinutes'>,
): boolean {
  return !event.cancelledAt && ctx.now() >= startWindow(event).opensAt
}

/** Whether somebody is told of what happens to an event: its instructors and superadmins are. */
export async function isOverseen(ctx: Ctx, actor: Actor, eventId: EventId): Promise<boolean> {
  const event = await taughtStore.findTaught(ctx.db, ctx.platform.id, actor.personId, eventId)
  return event !== undefined && mayTeachEvent(actor, { isTeaching: event.isTaught })
}

/** The instructors of an event (stand-ins, not the ones whom they stand in for), with their first click on Start. */
export async function listEventInstructors(ctx: Ctx, db: Ctx['db'] | Trx, eventId: EventId) {
  const rows = await taughtStore.listEventInstructors(db, ctx.platform.id, eventId)
  return rows.map(({ id, startedAt, ...person }) => ({ id, name: nameOf(person), startedAt }))
}

/**
 * Events that somebody teaches and that take place, by start.
 *
 * @param span `endsUntil` null = no end; then the next one first, else the last one
 */
export function listTaughtIds(
  ctx: Ctx,
  actor: Actor,
  span: { endsAfter: Date; endsUntil: Date | null; limit: number },
): Promise<EventId[]> {
  return taughtStore.listTaughtIds(ctx.db, ctx.platform.id, actor.personId, span)
}
