import type { Ctx } from '../../../ctx.ts'
import { GoneError, NotFoundError } from '../../../domain/errors.ts'
import type { CourseId, EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { getCourse } from '../courses/courses.service.ts'
import { getSession } from '../sessions/sessions.service.ts'
import * as removedStore from './removed.store.ts'

type Thing =
  | { readonly eventId: EventId }
  | { readonly sessionId: SessionId }
  | { readonly courseId: CourseId }

/**
 * Reads what a link leads to. What was deleted is told as such, with the nearest page that is there and that this person
 * may see.
 *
 * @throws {GoneError} `event-deleted`, `session-deleted`, `course-deleted`
 */
export async function orRemoved<T>(ctx: Ctx, actor: Actor, thing: Thing, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const removed = await findRemoved(ctx, thing)
    if (!removed) throw error
    const nearest = await nearestPage(ctx, actor, removed)
    throw new GoneError(codeOf(thing), { name: removed.name, at: removed.removedAt }, { nearest })
  }
}

function findRemoved(ctx: Ctx, thing: Thing): Promise<removedStore.Removed | undefined> {
  const { id: platformId } = ctx.platform
  if ('eventId' in thing) return removedStore.findEvent(ctx.db, platformId, thing.eventId)
  if ('sessionId' in thing) return removedStore.findSession(ctx.db, platformId, thing.sessionId)
  return removedStore.findCourse(ctx.db, platformId, thing.courseId)
}

function codeOf(thing: Thing) {
  if ('eventId' in thing) return 'event-deleted'
  return 'sessionId' in thing ? 'session-deleted' : 'course-deleted'
}

async function nearestPage(
  ctx: Ctx,
  actor: Actor,
  { sessionId, courseId }: removedStore.Removed,
): Promise<string> {
  const isThere = (read: Promise<unknown>) =>
    read.then(
      () => true,
      (error) => {
        if (error instanceof NotFoundError) return false
        throw error
      },
    )
  if (sessionId && (await isThere(getSession(ctx, actor, sessionId)))) return `/sessions/${sessionId}`
  if (courseId && (await isThere(getCourse(ctx, actor, courseId)))) return `/courses/${courseId}`
  return '/calendar'
}
