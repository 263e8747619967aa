import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { CourseId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import {
  assertMayChangeCourse,
  getCourse,
  lockCourse,
  setCourseCancelled,
} from '../courses/courses.service.ts'
import { cancelComing, restoreComing } from '../lifecycle/lifecycle.service.ts'
import { type LockedSession, lockSessionsOf } from '../sessions/locked-sessions.service.ts'
import type { CourseCancellation } from './cancellations.schemas.ts'
import { reasonOf } from './session-cancellation.service.ts'

/**
 * Cancels a course with the coming events of all its sessions. Everybody keeps their place, and comes back with a
 * restore. Each person gets one mail, whatever the number of sessions.
 *
 * @throws {InvalidInputError} `cancel-reason-needed`
 * @throws {ConflictError} `course-cancelled-already`
 */
export async function cancelCourse(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
  input: z.output<typeof CourseCancellation>,
): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const course = await lockCourse(ctx, trx, courseId)
    await assertMayChangeCourse(ctx, trx, actor, courseId)
    const reason = reasonOf(input)
    if (course.cancelledAt) throw new ConflictError('course-cancelled-already', { at: course.cancelledAt })
    const sessions = await lockSessionsOf(ctx, trx, courseId)
    await setCourseCancelled(ctx, trx, courseId, { at: ctx.now(), reason })
    const events = await cancelComing(ctx, trx, actor.personId, { courseId }, reason)
    const done = { id: courseId, by: actor.personId, changes: { reason } }
    await happened(ctx, trx, {
      kind: 'course-cancelled',
      ...done,
      reason,
      sessionIds: standing(sessions),
      events,
    })
  })
}

/**
 * Restores a course with exactly the events that were cancelled with it and have not ended, all or none. Sessions that
 * were cancelled by themselves stay so.
 *
 * @throws {ConflictError} `course-not-cancelled`, `restore-no-room`
 */
export async function restoreCourse(ctx: Ctx, actor: Actor, courseId: CourseId) {
  await withTransaction(ctx.db, async (trx) => {
    const course = await lockCourse(ctx, trx, courseId)
    await assertMayChangeCourse(ctx, trx, actor, courseId)
    if (!course.cancelledAt) throw new ConflictError('course-not-cancelled')
    const sessions = await lockSessionsOf(ctx, trx, courseId)
    await setCourseCancelled(ctx, trx, courseId, null)
    const events = await restoreComing(ctx, trx, actor, { courseId })
    const done = { id: courseId, by: actor.personId, changes: { events: events.map((event) => event.name) } }
    await happened(ctx, trx, { kind: 'course-restored', ...done, sessionIds: standing(sessions), events })
  })
  return getCourse(ctx, actor, courseId)
}

/** Those that are not cancelled by themselves: the people of the others were told then. */
function standing(sessions: readonly LockedSession[]): SessionId[] {
  return sessions.filter((session) => !session.cancelledAt).map(({ id }) => id)
}
