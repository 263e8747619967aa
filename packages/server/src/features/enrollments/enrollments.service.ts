import type { z } from 'zod'
import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import { ConflictError, NotFoundError } from '../../domain/errors.ts'
import type { PersonId, SessionId } from '../../domain/ids.ts'
import type { Actor } from '../../http/actor.ts'
import { recordAudit } from '../audit/audit.service.ts'
import { nameOf } from '../people/people.service.ts'
import { assertMayEdit, getSession, lockSession } from '../sessions/sessions.service.ts'
import type { Enrollment, EnrollmentChange } from './enrollments.schemas.ts'
import * as enrollmentsStore from './enrollments.store.ts'
import { followPlaces, givePlace, setStatus, settlePlaces, type WhenFull } from './places.service.ts'

type EnrollmentView = z.output<typeof Enrollment>
type Row = Awaited<ReturnType<typeof enrollmentsStore.listEnrollments>>[number]

/** Everybody who has or wants a place in a session, for who may edit it. */
export async function listEnrollments(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<EnrollmentView[]> {
  assertMayEdit(await getSession(ctx, actor, sessionId))
  return toViews(await enrollmentsStore.listEnrollments(ctx.db, ctx.platform.id, sessionId))
}

/**
 * Gives a person a place. Enrolling someone who has one changes nothing; a request is approved this way.
 *
 * @throws {ConflictError} `session-full`, `instructor-not-enrollable`
 */
export async function enroll(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
  whenFull: WhenFull = 'refuse',
): Promise<EnrollmentView> {
  assertMayEdit(await getSession(ctx, actor, sessionId))
  await withTransaction(ctx.db, async (trx) => {
    await givePlace(ctx, trx, { sessionId, personId, actorId: actor.personId, whenFull })
    await followPlaces(ctx, trx, sessionId)
    await record(ctx, trx, actor, 'enrollment.enroll', sessionId, personId)
  })
  const enrollment = (await listEnrollments(ctx, actor, sessionId)).find(
    (entry) => entry.personId === personId,
  )
  if (!enrollment) throw new NotFoundError('enrollment-not-found')
  return enrollment
}

/**
 * Takes a place, a wait or a request back; it stays in the history, and the next in line moves up.
 *
 * @throws {NotFoundError} `enrollment-not-found`
 */
export async function unenroll(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
): Promise<void> {
  assertMayEdit(await getSession(ctx, actor, sessionId))
  await withTransaction(ctx.db, (trx) => takeBack(ctx, trx, actor, sessionId, personId))
}

/** The same for whoever was allowed to. */
export async function takeBack(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
): Promise<void> {
  await lockSession(ctx, trx, sessionId)
  const had = await enrollmentsStore.findEnrollment(trx, ctx.platform.id, sessionId, personId)
  if (!had || had.status === 'cancelled') throw new NotFoundError('enrollment-not-found')
  const next = { sessionId, personId, actorId: actor.personId, status: 'cancelled' as const }
  const isDeclined = had.status === 'requested' && actor.personId !== personId
  await setStatus(ctx, trx, next, isDeclined ? 'declined' : 'removed')
  await settlePlaces(ctx, trx, sessionId)
  await followPlaces(ctx, trx, sessionId)
  await record(ctx, trx, actor, 'enrollment.cancel', sessionId, personId)
}

/**
 * Gives a person a place in another session of the course, in place of the one they have.
 *
 * @throws {ConflictError} `move-other-course`, or as {@link enroll} for the other session; nothing changes then
 */
export async function moveEnrollment(
  ctx: Ctx,
  actor: Actor,
  from: { sessionId: SessionId; personId: PersonId },
  toSessionId: SessionId,
  whenFull: WhenFull,
): Promise<EnrollmentView> {
  const { sessionId, personId } = from
  const [source, target] = [
    await getSession(ctx, actor, sessionId),
    await getSession(ctx, actor, toSessionId),
  ]
  assertMayEdit(source)
  assertMayEdit(target)
  if (source.courseId !== target.courseId || source.id === target.id)
    throw new ConflictError('move-other-course')
  await withTransaction(ctx.db, async (trx) => {
    // Always in the same order, so that two moves never wait for each other.
    for (const id of [sessionId, toSessionId].sort()) await lockSession(ctx, trx, id)
    await givePlace(ctx, trx, { sessionId: toSessionId, personId, actorId: actor.personId, whenFull })
    await followPlaces(ctx, trx, toSessionId)
    await takeBack(ctx, trx, actor, sessionId, personId)
    await record(ctx, trx, actor, 'enrollment.move', toSessionId, personId)
  })
  const moved = (await listEnrollments(ctx, actor, toSessionId)).find((entry) => entry.personId === personId)
  if (!moved) throw new NotFoundError('enrollment-not-found')
  return moved
}

/** What became of one enrollment, newest first. */
export async function listHistory(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
): Promise<z.output<typeof EnrollmentChange>[]> {
  assertMayEdit(await getSession(ctx, actor, sessionId))
  const rows = await enrollmentsStore.listChanges(ctx.db, ctx.platform.id, sessionId, personId)
  return rows.map(({ firstName, lastName, actorId, changedAt, ...row }) => ({
    ...row,
    changedAt: changedAt.toISOString(),
    by: actorId && firstName !== null ? nameOf({ firstName, lastName: lastName ?? '' }) : null,
  }))
}

function toViews(rows: readonly Row[]): EnrollmentView[] {
  let position = 0
  return rows.map(({ firstName, lastName, enrolledAt, waitingSince, offerExpiresAt, ...row }) => ({
    ...row,
    name: nameOf({ firstName, lastName }),
    enrolledAt: enrolledAt.toISOString(),
    position: row.status === 'waiting' && waitingSince ? ++position : null,
    offerExpiresAt: offerExpiresAt?.toISOString() ?? null,
  }))
}

async function record(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  action: string,
  sessionId: SessionId,
  personId: PersonId,
): Promise<void> {
  await recordAudit(ctx, trx, {
    actorId: actor.personId,
    action,
    objectType: 'enrollment',
    objectId: `${sessionId}/${personId}`,
  })
}
