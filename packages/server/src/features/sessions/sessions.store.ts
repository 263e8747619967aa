import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { SessionsTable } from '../../db/tables.ts'
import { placeStatuses } from '../../domain/enrollment.ts'
import type { CourseId, PersonId, PlatformId, SessionId } from '../../domain/ids.ts'

/** Sees all sessions, or those that this person has or wants a place in, and those that are open to everybody. */
export type SessionScope = { readonly enrolledPersonId: PersonId } | 'all'

const countOf = (status: 'waiting' | 'requested') => sql<number>`(select count(*)::int from enrollments
  where enrollments.platform_id = sessions.platform_id and enrollments.session_id = sessions.id
    and enrollments.status = ${status})`

function sessionsInScope(db: Db | Trx, platformId: PlatformId, scope: SessionScope) {
  const sessions = db
    .selectFrom('sessions')
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .selectAll('sessions')
    .select('courses.name as courseName')
    .select((eb) => [
      eb
        .selectFrom('enrollments')
        .select((count) => count.fn.countAll<number>().as('n'))
        .whereRef('enrollments.platformId', '=', 'sessions.platformId')
        .whereRef('enrollments.sessionId', '=', 'sessions.id')
        .where('enrollments.status', 'in', [...placeStatuses])
        .as('enrolledCount'),
      countOf('waiting').as('waitingCount'),
      countOf('requested').as('requestedCount'),
      sql<number>`(select count(*) from events where events.platform_id = sessions.platform_id
        and events.session_id = sessions.id and events.cancelled_at is null)`.as('eventCount'),
      sql<Date | null>`(select min(starts_at) from events where events.platform_id = sessions.platform_id
        and events.session_id = sessions.id and events.cancelled_at is null)`.as('firstStartsAt'),
      sql<Date | null>`(select max(ends_at) from events where events.platform_id = sessions.platform_id
        and events.session_id = sessions.id and events.cancelled_at is null)`.as('lastEndsAt'),
    ])
    .where('sessions.platformId', '=', platformId)
  if (scope === 'all') return sessions
  return sessions.where(({ and, eb, exists, or, selectFrom }) =>
    or([
      and([eb('courses.visibility', '=', 'catalogue'), eb('sessions.selfEnrollment', '<>', 'closed')]),
      exists(
        selectFrom('enrollments')
          .select('enrollments.personId')
          .whereRef('enrollments.platformId', '=', 'sessions.platformId')
          .whereRef('enrollments.sessionId', '=', 'sessions.id')
          .where('enrollments.personId', '=', scope.enrolledPersonId)
          .where('enrollments.status', '<>', 'cancelled'),
      ),
    ]),
  )
}

/** Sessions of a course: those with coming dates first, then by name. */
export function listSessions(db: Db, platformId: PlatformId, scope: SessionScope, courseId: CourseId) {
  return sessionsInScope(db, platformId, scope)
    .where('sessions.courseId', '=', courseId)
    .orderBy('firstStartsAt', (order) => order.desc().nullsFirst())
    .orderBy('sessions.name')
    .limit(500)
    .execute()
}

export function findSession(db: Db | Trx, platformId: PlatformId, scope: SessionScope, sessionId: SessionId) {
  return sessionsInScope(db, platformId, scope).where('sessions.id', '=', sessionId).executeTakeFirst()
}

/** Serializes whatever spends the session's places. */
export function findSessionForUpdate(trx: Trx, platformId: PlatformId, sessionId: SessionId) {
  return trx
    .selectFrom('sessions')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', sessionId)
    .forUpdate()
    .executeTakeFirst()
}

export function listInstructors(db: Db | Trx, platformId: PlatformId, sessionIds: readonly SessionId[]) {
  if (sessionIds.length === 0) return Promise.resolve([])
  return db
    .selectFrom('sessionInstructors')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'sessionInstructors.platformId')
        .onRef('people.id', '=', 'sessionInstructors.personId'),
    )
    .select([
      'sessionInstructors.sessionId',
      'people.id',
      'people.firstName',
      'people.lastName',
      'people.email',
    ])
    .where('sessionInstructors.platformId', '=', platformId)
    .where('sessionInstructors.sessionId', 'in', sessionIds)
    .orderBy('people.lastName')
    .orderBy('people.firstName')
    .execute()
}

export async function insertSession(trx: Trx, session: Insertable<SessionsTable>): Promise<void> {
  await trx.insertInto('sessions').values(session).execute()
}

export function updateSession(
  trx: Trx,
  platformId: PlatformId,
  target: { sessionId: SessionId; expectedVersion: number },
  change: Updateable<SessionsTable>,
) {
  return trx
    .updateTable('sessions')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', target.sessionId)
    .where('version', '=', target.expectedVersion)
    .returning('version')
    .executeTakeFirst()
}

export async function replaceInstructors(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<void> {
  await trx
    .deleteFrom('sessionInstructors')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .execute()
  if (personIds.length === 0) return
  await trx
    .insertInto('sessionInstructors')
    .values([...new Set(personIds)].map((personId) => ({ platformId, sessionId, personId })))
    .execute()
}
