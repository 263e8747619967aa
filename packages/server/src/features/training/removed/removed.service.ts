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
 * What was asked for was not found. What was deleted is told as such, with the nearest page that is there and that this
 * person may see.
 *
 * @param asked the ids in the address
 * @returns a {@link GoneError} `event-deleted`, `session-deleted`, `course-deleted`; else the same error
 */
export async function explainRemoved(
  ctx: Ctx,
  actor: Actor,
  error: Error,
  asked: Readonly<Record<string, string | undefined>>,
): Promise<Error> {
  const thing = error instanceof NotFoundError ? thingOf(error.code, asked) : undefined
  const removed = thing && (await findRemoved(ctx, thing))
  if (!thing || !removed) return error
  const nearest = await nearestPage(ctx, actor, removed)
  return new GoneError(codeOf(thing), { name: removed.name, at: removed.removedAt }, { nearest })
}

function thingOf(
  code: string,
  { eventId, sessionId, courseId }: Record<string, string | undefined>,
): Thing | undefined {
  if (code === 'event-not-found' && eventId) return { eventId: eventId as EventId }
  if (code === 'session-not-found' && sessionId) return { sessionId: sessionId as SessionId }
  if (code === 'course-not-found' && courseId) return { courseId: courseId as CourseId }
  return undefined
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
