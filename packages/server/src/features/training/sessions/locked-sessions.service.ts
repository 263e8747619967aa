import { mayPlan } from '../../../access/courses.policy.ts'
import { mayEditSession } from '../../../access/sessions.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { CourseId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertMayEdit, cancelledOf, getEditable, idsOf } from './session-briefs.service.ts'
import * as sessionsStore from './sessions.store.ts'

/** A session that its transaction has locked: handed on, so that nobody asks for it again. */
export type LockedSession = Awaited<ReturnType<typeof withBeside>>[number]

/** Locks a session: what spends its places happens one after the other. @throws {NotFoundError} `session-not-found` */
export async function lockSession(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<LockedSession> {
  const [session] = await lockSessions(ctx, trx, [sessionId])
  if (!session) throw new NotFoundError('session-not-found')
  return session
}

/** Several of them, always in one order. @returns them as they were asked for; @throws {NotFoundError} `session-not-found` */
export async function lockSessions(
  ctx: Ctx,
  trx: Trx,
  sessionIds: readonly SessionId[],
): Promise<LockedSession[]> {
  const rows = await sessionsStore.lockSessions(trx, ctx.platform.id, sessionIds)
  const locked = new Map((await withBeside(ctx, trx, rows)).map((session) => [session.id, session]))
  return sessionIds.map((sessionId) => {
    const session = locked.get(sessionId)
    if (!session) throw new NotFoundError('session-not-found')
    return session
  })
}

/** Locks the sessions of a locked course. @returns those that there are then */
export async function lockSessionsOf(ctx: Ctx, trx: Trx, courseId: CourseId): Promise<LockedSession[]> {
  return withBeside(ctx, trx, await sessionsStore.lockSessionsOf(trx, ctx.platform.id, courseId))
}

type LockedRow = Awaited<ReturnType<typeof sessionsStore.lockSessions>>[number]

/** Read after the lock was had, in a statement of its own: what the lock waited for is seen. */
async function withBeside(ctx: Ctx, trx: Trx, rows: readonly LockedRow[]) {
  const ids = rows.map((row) => row.id)
  const beside = await sessionsStore.listBeside(trx, ctx.platform.id, ids)
  return rows.flatMap((row) => {
    const around = beside.find((one) => one.id === row.id)
    return around ? [{ ...row, ...around, cancelled: cancelledOf({ ...row, ...around }) }] : []
  })
}

/**
 * {@link lockSession} for planners who may edit it, which is asked under the lock.
 *
 * @throws {NotFoundError} `session-not-found`
 * @throws {ForbiddenError} `role-planner-needed`
 */
export async function lockEditable(ctx: Ctx, trx: Trx, actor: Actor, sessionId: SessionId) {
  const [session] = await lockAllEditable(ctx, trx, actor, [sessionId])
  if (!session) throw new NotFoundError('session-not-found')
  return session
}

/** The same for several, as {@link lockSessions} does. */
export async function lockAllEditable(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  sessionIds: readonly SessionId[],
): Promise<LockedSession[]> {
  // People who are no planners may edit none of them, and must not make others wait for a lock.
  if (!mayPlan(actor)) for (const id of sessionIds) await getEditable({ ...ctx, db: trx }, actor, id)
  const sessions = await lockSessions(ctx, trx, sessionIds)
  for (const { instructors } of sessions) {
    assertMayEdit({ may: { edit: mayEditSession(actor, idsOf(instructors)) } })
  }
  return sessions
}
