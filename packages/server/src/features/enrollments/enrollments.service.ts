import type { z } from 'zod'
import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import { ConflictError, NotFoundError } from '../../domain/errors.ts'
import type { PersonId, SessionId } from '../../domain/ids.ts'
import type { Actor } from '../../http/actor.ts'
import { recordAudit } from '../audit/audit.service.ts'
import { getPeople, nameOf } from '../people/people.service.ts'
import { followEnrollments } from '../registrations/registrations.service.ts'
import { assertMayEdit, getSession, lockSession } from '../sessions/sessions.service.ts'
import type { Enrollment } from './enrollments.schemas.ts'
import * as enrollmentsStore from './enrollments.store.ts'

type EnrollmentView = z.output<typeof Enrollment>

/** The learners of a session, for who may edit it. */
export async function listEnrollments(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<EnrollmentView[]> {
  assertMayEdit(await getSession(ctx, actor, sessionId))
  const rows = await enrollmentsStore.listEnrollments(ctx.db, ctx.platform.id, sessionId)
  return rows.map(({ firstName, lastName, enrolledAt, ...row }) => ({
    ...row,
    name: nameOf({ firstName, lastName }),
    enrolledAt: enrolledAt.toISOString(),
  }))
}

/**
 * Gives a person a place. Enrolling someone who has one changes nothing.
 *
 * @throws {ConflictError} `session-full`, `instructor-not-enrollable`
 */
export async function enroll(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
): Promise<EnrollmentView> {
  const session = await getSession(ctx, actor, sessionId)
  assertMayEdit(session)
  await withTransaction(ctx.db, async (trx) => {
    await givePlace(ctx, trx, sessionId, personId)
    await followEnrollments(ctx, trx, sessionId)
    await recordAudit(ctx, trx, {
      actorId: actor.personId,
      action: 'enrollment.enroll',
      objectType: 'enrollment',
      objectId: `${sessionId}/${personId}`,
    })
    await ctx.live.publish(trx, ctx.platform.id, { type: 'enrollment', id: sessionId })
  })
  const enrollment = (await listEnrollments(ctx, actor, sessionId)).find(
    (entry) => entry.personId === personId,
  )
  if (!enrollment) throw new NotFoundError('enrollment-not-found')
  return enrollment
}

/** The only way to a place: under the session's lock, never over its maximum. */
export async function givePlace(ctx: Ctx, trx: Trx, sessionId: SessionId, personId: PersonId): Promise<void> {
  const platformId = ctx.platform.id
  const [person] = await getPeople(ctx, trx, [personId])
  const session = await lockSession(ctx, trx, sessionId)
  if (!person) throw new NotFoundError('person-not-found')
  if (await enrollmentsStore.isEnrolled(trx, platformId, sessionId, personId)) return
  if (session.instructors.some((instructor) => instructor.id === personId)) {
    throw new ConflictError('instructor-not-enrollable', { name: nameOf(person) })
  }
  const taken = await enrollmentsStore.countPlaces(trx, platformId, sessionId)
  if (session.maxEnrollment !== null && taken >= session.maxEnrollment) {
    throw new ConflictError('session-full', { max: session.maxEnrollment })
  }
  await enrollmentsStore.upsertEnrolled(trx, { platformId, sessionId, personId, enrolledAt: ctx.now() })
}

/** Takes a place back; the enrollment stays in the history. @throws {NotFoundError} `enrollment-not-found` */
export async function unenroll(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
): Promise<void> {
  assertMayEdit(await getSession(ctx, actor, sessionId))
  await withTransaction(ctx.db, async (trx) => {
    const had = await enrollmentsStore.cancelEnrollment(trx, ctx.platform.id, sessionId, personId)
    if (!had) throw new NotFoundError('enrollment-not-found')
    await followEnrollments(ctx, trx, sessionId)
    await recordAudit(ctx, trx, {
      actorId: actor.personId,
      action: 'enrollment.cancel',
      objectType: 'enrollment',
      objectId: `${sessionId}/${personId}`,
    })
    await ctx.live.publish(trx, ctx.platform.id, { type: 'enrollment', id: sessionId })
  })
}
