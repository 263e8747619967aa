import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { AccountId, CourseId, EventId, PlatformId, SessionId } from '../../../domain/ids.ts'

type Scope =
  | { eventId: EventId }
  | { sessionId: SessionId }
  | { courseId: CourseId }
  | { accountId: AccountId }

/** Events of a scope with the name of their course, as a room is told. */
export function listComing(db: Db | Trx, platformId: PlatformId, scope: Scope, now: Date) {
  return events(db, platformId, scope)
    .where('events.endsAt', '>', now)
    .where('events.cancelledAt', 'is', null)
    .execute()
}

/** Events that were cancelled with their session or course and have not ended; accounts in the order of their locks. */
export function listCancelledWith(
  trx: Trx,
  platformId: PlatformId,
  scope: { sessionId: SessionId } | { courseId: CourseId },
  now: Date,
) {
  return events(trx, platformId, scope)
    .clearOrderBy()
    .where('events.cancelledWith', '=', 'sessionId' in scope ? 'session' : 'course')
    .where('events.endsAt', '>', now)
    .orderBy('events.accountId')
    .orderBy('events.startsAt')
    .orderBy('events.id')
    .execute()
}

export function listEvents(db: Db | Trx, platformId: PlatformId, scope: Scope) {
  return events(db, platformId, scope).execute()
}

function events(db: Db | Trx, platformId: PlatformId, scope: Scope) {
  const all = db
    .selectFrom('events')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'events.platformId')
        .onRef('sessions.id', '=', 'events.sessionId'),
    )
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .selectAll('events')
    .select(['courses.name as courseName', 'sessions.name as sessionName'])
    .where('events.platformId', '=', platformId)
    .orderBy('events.startsAt')
  if ('eventId' in scope) return all.where('events.id', '=', scope.eventId)
  if ('accountId' in scope) return all.where('events.accountId', '=', scope.accountId)
  return 'sessionId' in scope
    ? all.where('events.sessionId', '=', scope.sessionId)
    : all.where('events.courseId', '=', scope.courseId)
}

/**
 * Cancels what has not ended and is not cancelled yet.
 *
 * @param cancelledWith what was cancelled with them; null = an event by itself
 * @returns what was cancelled
 */
export function cancelEvents(
  trx: Trx,
  platformId: PlatformId,
  scope: Exclude<Scope, { accountId: AccountId }>,
  now: Date,
  cancelled: { reason: string; cancelledWith: 'session' | 'course' | null },
) {
  const { reason, cancelledWith } = cancelled
  const update = trx
    .updateTable('events')
    .set((eb) => ({ cancelledAt: now, cancelReason: reason, cancelledWith, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('endsAt', '>', now)
    .where('cancelledAt', 'is', null)
  const scoped =
    'eventId' in scope
      ? update.where('id', '=', scope.eventId)
      : 'sessionId' in scope
        ? update.where('sessionId', '=', scope.sessionId)
        : update.where('courseId', '=', scope.courseId)
  return scoped.returning(['id', 'sessionId', 'name', 'startsAt', 'endsAt', 'calendarSequence']).execute()
}

export async function restoreEvent(trx: Trx, platformId: PlatformId, eventId: EventId): Promise<void> {
  await trx
    .updateTable('events')
    .set((eb) => ({
      cancelledAt: null,
      cancelReason: '',
      cancelledWith: null,
      version: eb('version', '+', 1),
    }))
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .execute()
}

export async function setAccount(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  accountId: AccountId,
): Promise<void> {
  await trx
    .updateTable('events')
    .set((eb) => ({ accountId, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .execute()
}

/** The account of the room and that of the spare change places. */
export async function swapAccounts(trx: Trx, platformId: PlatformId, eventId: EventId): Promise<void> {
  await trx
    .updateTable('events')
    .set((eb) => ({
      accountId: eb.ref('spareAccountId'),
      spareAccountId: eb.ref('accountId'),
      version: eb('version', '+', 1),
    }))
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .execute()
}

export async function removeScope(
  trx: Trx,
  platformId: PlatformId,
  scope: { sessionId: SessionId } | { courseId: CourseId },
  removedAt: Date,
): Promise<void> {
  await trx
    .insertInto('removedSessions')
    .columns(['platformId', 'id', 'courseId', 'removedAt'])
    .expression((eb) => {
      const sessions = eb
        .selectFrom('sessions')
        .select(['platformId', 'id', 'courseId', sql<Date>`${removedAt}::timestamptz`.as('removedAt')])
        .where('platformId', '=', platformId)
      return 'sessionId' in scope
        ? sessions.where('id', '=', scope.sessionId)
        : sessions.where('courseId', '=', scope.courseId)
    })
    .execute()
  if ('sessionId' in scope) {
    await trx
      .deleteFrom('sessions')
      .where('platformId', '=', platformId)
      .where('id', '=', scope.sessionId)
      .execute()
    return
  }
  await trx
    .deleteFrom('sessions')
    .where('platformId', '=', platformId)
    .where('courseId', '=', scope.courseId)
    .execute()
  await trx.insertInto('removedCourses').values({ platformId, id: scope.courseId, removedAt }).execute()
  await trx
    .deleteFrom('courses')
    .where('platformId', '=', platformId)
    .where('id', '=', scope.courseId)
    .execute()
}

/** People who have completed sessions of a scope, of whom somebody has said so or not, or who hold a certificate of one. */
export async function countCompleted(
  trx: Trx,
  platformId: PlatformId,
  scope: { sessionId: SessionId } | { courseId: CourseId },
): Promise<number> {
  const of =
    'sessionId' in scope
      ? sql`platform_id = ${platformId} and session_id = ${scope.sessionId}`
      : sql`platform_id = ${platformId} and session_id in (
          select id from sessions where platform_id = ${platformId} and course_id = ${scope.courseId})`
  const { rows } = await sql<{ people: number }>`
    select count(*)::int as people from (
      select person_id from completions where ${of} and superseded_at is null and state in ('completed', 'refused')
      union
      select person_id from completion_entries where ${of}
      union
      select person_id from certificates where ${of}) known`.execute(trx)
  return rows[0]?.people ?? 0
}
