import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { CourseId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { NotificationKind } from '../../../domain/notification.ts'
import type { Actor } from '../../../http/actor.ts'
import { listTeachers, tell } from '../../messages/notifications/notifications.service.ts'
import { recordAudit } from '../../platform/audit/audit.service.ts'
import {
  assertMayChangeCourse,
  getCourse,
  lockCourse,
  setCourseCancelled,
} from '../courses/courses.service.ts'
import { followPlaces, listInOrder, settlePlaces } from '../enrollments/places.service.ts'
import { cancelComing, restoreComing } from '../events/lifecycle.service.ts'
import { lockSession, lockSessionIds } from '../sessions/sessions.service.ts'
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
    const sessions = await lockSessions(ctx, trx, courseId)
    await setCourseCancelled(ctx, trx, courseId, { at: ctx.now(), reason })
    const events = await cancelComing(ctx, trx, actor.personId, { courseId }, reason)
    await tellPeople(ctx, trx, { kind: 'course-cancelled', reason, sessions, events, actor })
    for (const { id } of sessions) await followPlaces(ctx, trx, id)
    await recordAudit(ctx, trx, {
      actorId: actor.personId,
      action: 'course.cancel',
      objectType: 'course',
      objectId: courseId,
      changes: { reason },
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
    const sessions = await lockSessions(ctx, trx, courseId)
    await setCourseCancelled(ctx, trx, courseId, null)
    const events = await restoreComing(ctx, trx, actor, { courseId })
    await tellPeople(ctx, trx, { kind: 'course-restored', reason: undefined, sessions, events, actor })
    for (const { id } of sessions) {
      await settlePlaces(ctx, trx, id)
      await followPlaces(ctx, trx, id)
    }
    await recordAudit(ctx, trx, {
      actorId: actor.personId,
      action: 'course.restore',
      objectType: 'course',
      objectId: courseId,
      changes: { events: events.map((event) => event.name) },
    })
  })
  return getCourse(ctx, actor, courseId)
}

type Locked = Awaited<ReturnType<typeof lockSession>>

async function lockSessions(ctx: Ctx, trx: Trx, courseId: CourseId): Promise<Locked[]> {
  const locked: Locked[] = []
  for (const id of await lockSessionIds(ctx, trx, courseId)) locked.push(await lockSession(ctx, trx, id))
  return locked
}

interface Telling {
  readonly kind: Extract<NotificationKind, 'course-cancelled' | 'course-restored'>
  readonly reason: string | undefined
  readonly sessions: readonly Locked[]
  readonly events: readonly { readonly id: EventId; readonly sessionId: SessionId }[]
  readonly actor: Actor
}

/** Each person once, with the dates of all sessions that are theirs. Who did it knows. */
async function tellPeople(ctx: Ctx, trx: Trx, telling: Telling): Promise<void> {
  const { kind, reason, sessions, events, actor } = telling
  const sessionsOf = new Map<PersonId, SessionId[]>()
  for (const session of sessions) {
    if (session.cancelledAt) continue // its people were told then
    const learners = await listInOrder(ctx, trx, session.id)
    const told = kind === 'course-cancelled' ? learners : learners.filter(({ status }) => hasPlace(status))
    const teachers = await listTeachers(ctx, trx, session.id)
    const people = [...told.map((entry) => entry.personId), ...teachers]
    for (const personId of new Set(people)) {
      if (personId !== actor.personId)
        sessionsOf.set(personId, [...(sessionsOf.get(personId) ?? []), session.id])
    }
  }
  const groups = Map.groupBy(sessionsOf, ([, sessionIds]) => sessionIds.join())
  for (const group of groups.values()) {
    const sessionIds = group[0]?.[1] ?? []
    const [sessionId] = sessionIds
    if (!sessionId) continue
    const eventIds = events.filter((event) => sessionIds.includes(event.sessionId)).map((event) => event.id)
    const news = { kind, sessionId, eventIds, params: reason ? { reason } : {} }
    await tell(
      ctx,
      trx,
      news,
      group.map(([personId]) => personId),
    )
  }
}

const hasPlace = (status: string) => status === 'enrolled' || status === 'completed'
