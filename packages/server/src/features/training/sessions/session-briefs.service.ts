import type { z } from 'zod'
import { maySeePlans } from '../../../access/courses.policy.ts'
import { mayEditSession } from '../../../access/sessions.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../../../domain/errors.ts'
import type { AccountId, CourseId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { RoomOptions } from '../../../domain/room-options.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Session } from './sessions.schemas.ts'
import * as sessionsStore from './sessions.store.ts'

/** A session without its numbers: its course, its instructors, whether the reader may edit it, and whether it takes place. */
export interface SessionBrief {
  readonly id: SessionId
  readonly courseId: CourseId
  readonly name: string
  readonly courseName: string
  /** The instructors of its events that have none of their own. */
  readonly instructorIds: readonly PersonId[]
  readonly version: number
  readonly cancelled: SessionCancelled | null
  /** Where its events hold a spare that say nothing; null = nowhere. */
  readonly usualSpareId: AccountId | null
  /** How its course wants rooms. */
  readonly usualRoomOptions: RoomOptions
  readonly may: { readonly edit: boolean }
}

/** @throws {NotFoundError} `session-not-found`, also for one that this person may not see */
export async function getBrief(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<SessionBrief> {
  const row = await sessionsStore.findBrief(ctx.db, ctx.platform.id, scopeOf(actor), sessionId)
  if (!row) throw new NotFoundError('session-not-found')
  return toBrief(actor, row)
}

/** Several of them, without those that there are not or that this person may not see. */
export async function listBriefs(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  actor: Actor,
  sessionIds: readonly SessionId[],
): Promise<ReadonlyMap<SessionId, SessionBrief>> {
  const rows = await sessionsStore.listBriefs(db, ctx.platform.id, scopeOf(actor), sessionIds)
  return new Map(rows.map((row) => [row.id, toBrief(actor, row)]))
}

/** The same of all, when the caller has asked whether the actor may see them. */
export async function listBriefsAsked(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  sessionIds: readonly SessionId[],
): Promise<ReadonlyMap<SessionId, SessionBrief>> {
  const rows = await sessionsStore.listBriefs(trx, ctx.platform.id, 'all', sessionIds)
  return new Map(rows.map((row) => [row.id, toBrief(actor, row)]))
}

function toBrief(
  actor: Actor,
  row: NonNullable<Awaited<ReturnType<typeof sessionsStore.findBrief>>>,
): SessionBrief {
  const { id, courseId, name, courseName, version } = row
  const instructorIds = idsOf(row.instructors)
  const may = { edit: mayEditSession(actor, instructorIds) }
  const usual = { usualSpareId: row.usualSpareId, usualRoomOptions: row.courseRoomOptions }
  return {
    id,
    courseId,
    name,
    courseName,
    instructorIds,
    version,
    cancelled: cancelledOf(row),
    ...usual,
    may,
  }
}

/** The same for planners who may edit it. @throws {ForbiddenError} `role-planner-needed` */
export async function getEditable(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<SessionBrief> {
  const session = await getBrief(ctx, actor, sessionId)
  assertMayEdit(session)
  return session
}

/**
 * Refuses a cancelled session without locking it; the caller has locked it already.
 *
 * @throws {ConflictError} `session-cancelled`, `course-cancelled`
 */
export async function assertStands(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<void> {
  const [session] = await sessionsStore.listBriefs(trx, ctx.platform.id, 'all', [sessionId])
  if (!session) throw new NotFoundError('session-not-found')
  assertTakesPlace({ cancelled: cancelledOf(session) })
}

/** That a session does not take place, by itself or with its course. */
export interface SessionCancelled {
  readonly at: Date
  readonly reason: string
  readonly with: 'session' | 'course'
}

/** Whether a session takes place, from what its row and its course's say. */
export function cancelledOf(row: {
  cancelledAt: Date | null
  cancelReason: string
  courseCancelledAt: Date | null
  courseCancelReason: string
}): SessionCancelled | null {
  if (row.courseCancelledAt)
    return { at: row.courseCancelledAt, reason: row.courseCancelReason, with: 'course' }
  return row.cancelledAt && { at: row.cancelledAt, reason: row.cancelReason, with: 'session' }
}

/** A cancelled session takes no learners and no events. @throws {ConflictError} `session-cancelled`, `course-cancelled` */
export function assertTakesPlace(session: Parameters<typeof cancellationRefusal>[0]): void {
  const refusal = cancellationRefusal(session)
  if (refusal) throw refusal
}

/** Why a session takes nobody and nothing; undefined for one that takes place. */
export function cancellationRefusal({
  cancelled,
}: {
  readonly cancelled: z.output<typeof Session>['cancelled'] | SessionCancelled
}): ConflictError | undefined {
  if (!cancelled) return undefined
  const code = cancelled.with === 'course' ? 'course-cancelled' : 'session-cancelled'
  return new ConflictError(code, { at: new Date(cancelled.at), reason: cancelled.reason })
}

/** @throws {ForbiddenError} `role-planner-needed` */
export function assertMayEdit(session: { readonly may: { readonly edit: boolean } }): void {
  if (!session.may.edit) throw new ForbiddenError('role-planner-needed')
}

export function scopeOf(actor: Actor): sessionsStore.SessionScope {
  return maySeePlans(actor) ? 'all' : { enrolledPersonId: actor.personId }
}

export function idsOf(people: readonly { readonly id: PersonId }[]): PersonId[] {
  return people.map((person) => person.id)
}
