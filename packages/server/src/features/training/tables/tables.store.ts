import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { AccountId, CourseId, PlatformId, SessionId } from '../../../domain/ids.ts'

/** Courses by code, name or id, in lower case. */
export function listCoursesNamed(trx: Trx, platformId: PlatformId, named: readonly string[]) {
  if (named.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('courses')
    .select(['id', 'name', 'code', 'spareAccountId'])
    .where('platformId', '=', platformId)
    .where(
      sql<boolean>`(lower(code) = any(${[...named]}) or lower(name) = any(${[...named]}) or id::text = any(${[...named]}))`,
    )
    .orderBy('createdAt')
    .execute()
}

/** Locks courses in which a table may make sessions: of two tables at once, the second sees what the first made. */
export async function holdCourses(trx: Trx, platformId: PlatformId, ids: readonly CourseId[]): Promise<void> {
  await sql`select id from courses where platform_id = ${platformId} and id = any(${[...ids]}::uuid[])
    order by id for no key update`.execute(trx)
}

/** The courses of sessions. */
export function listCoursesOfSessions(trx: Trx, platformId: PlatformId, sessionIds: readonly SessionId[]) {
  if (sessionIds.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('courses')
    .select(['id', 'name', 'code', 'spareAccountId'])
    .where('platformId', '=', platformId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('sessions')
        .select('courseId')
        .where('platformId', '=', platformId)
        .where('id', 'in', sessionIds),
    )
    .execute()
}

/** Sessions of courses with their instructors. */
export async function listSessionsOf(trx: Trx, platformId: PlatformId, courseIds: readonly CourseId[]) {
  if (courseIds.length === 0) return []
  const sessions = await trx
    .selectFrom('sessions')
    .select(['id', 'courseId', 'name', 'code', 'maxEnrollment', 'version'])
    .select(
      sql<AccountId | null>`case when has_own_spare then spare_account_id else (
        select c.spare_account_id from courses c
        where c.platform_id = sessions.platform_id and c.id = sessions.course_id) end`.as('usualSpareId'),
    )
    .select((eb) =>
      eb
        .selectFrom('events')
        .select(sql<string>`left(starts_wall, 10)`.as('day'))
        .whereRef('events.platformId', '=', 'sessions.platformId')
        .whereRef('events.sessionId', '=', 'sessions.id')
        .where('events.cancelledAt', 'is', null)
        .orderBy('events.startsAt')
        .limit(1)
        .as('firstDay'),
    )
    .where('platformId', '=', platformId)
    .where('courseId', 'in', courseIds)
    .orderBy('createdAt')
    .execute()
  const instructors = await trx
    .selectFrom('sessionInstructors')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'sessionInstructors.platformId')
        .onRef('sessions.id', '=', 'sessionInstructors.sessionId'),
    )
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'sessionInstructors.platformId')
        .onRef('people.id', '=', 'sessionInstructors.personId'),
    )
    .select(['sessionInstructors.sessionId', 'people.id', 'people.firstName', 'people.lastName'])
    .select('people.email')
    .where('sessionInstructors.platformId', '=', platformId)
    .where('sessions.courseId', 'in', courseIds)
    .execute()
  const ofSession = Map.groupBy(instructors, (one) => one.sessionId)
  return sessions.map((session) => ({
    ...session,
    instructors: (ofSession.get(session.id) ?? []).map(({ id, firstName, lastName, email }) => ({
      id,
      email,
      name: `${firstName} ${lastName}`.trim(),
    })),
  }))
}

export interface ExportFilter {
  readonly courseId?: CourseId | undefined
  readonly sessionId?: SessionId | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly limit: number
}

const emailsOfSession = sql<string>`coalesce((
  select string_agg(people.email, ' ' order by people.email) from session_instructors si
  join people on people.platform_id = si.platform_id and people.id = si.person_id
  where si.platform_id = sessions.platform_id and si.session_id = sessions.id), '')`

/** Events for a table, by course, session and start. */
export function listEventsToExport(db: Db, platformId: PlatformId, filter: ExportFilter) {
  let events = db
    .selectFrom('events')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'events.platformId')
        .onRef('sessions.id', '=', 'events.sessionId'),
    )
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .select(['events.id', 'events.name', 'events.description', 'events.startsWall', 'events.endsWall'])
    .select(['events.timeZone', 'events.cancelledAt', 'events.place', 'events.accountId'])
    .select(['courses.code as courseCode', 'courses.name as courseName'])
    .select(['sessions.id as sessionId', 'sessions.code as sessionCode', 'sessions.name as sessionName'])
    .select(['sessions.maxEnrollment', emailsOfSession.as('instructors')])
    .select(
      sql<string>`coalesce((
        select string_agg(people.email, ' ' order by people.email) from event_instructors ei
        join people on people.platform_id = ei.platform_id and people.id = ei.person_id
        where ei.platform_id = events.platform_id and ei.event_id = events.id), '')`.as('eventInstructors'),
    )
    .where('events.platformId', '=', platformId)
  if (filter.courseId) events = events.where('events.courseId', '=', filter.courseId)
  if (filter.sessionId) events = events.where('events.sessionId', '=', filter.sessionId)
  if (filter.from) events = events.where('events.endsAt', '>', filter.from)
  if (filter.until) events = events.where('events.startsAt', '<', filter.until)
  return events
    .orderBy(sql`courses.name collate by_name`)
    .orderBy(sql`sessions.name collate by_name`)
    .orderBy('events.sessionId')
    .orderBy('events.startsAt')
    .orderBy('events.id')
    .limit(filter.limit)
    .execute()
}

/** Sessions for a table, by course and name. */
export function listSessionsToExport(db: Db, platformId: PlatformId, filter: ExportFilter) {
  const { from, until } = filter
  let sessions = db
    .selectFrom('sessions')
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .select(['courses.code as courseCode', 'courses.name as courseName'])
    .select(['sessions.id', 'sessions.code', 'sessions.name', 'sessions.maxEnrollment'])
    .select(emailsOfSession.as('instructors'))
    .select((eb) => [
      eb
        .selectFrom('enrollments')
        .select((count) => count.fn.countAll<number>().as('n'))
        .whereRef('enrollments.platformId', '=', 'sessions.platformId')
        .whereRef('enrollments.sessionId', '=', 'sessions.id')
        .where('enrollments.status', '=', 'enrolled')
        .as('enrolled'),
      eb
        .selectFrom('events')
        .select((count) => count.fn.countAll<number>().as('n'))
        .whereRef('events.platformId', '=', 'sessions.platformId')
        .whereRef('events.sessionId', '=', 'sessions.id')
        .where('events.cancelledAt', 'is', null)
        .as('events'),
    ])
    .where('sessions.platformId', '=', platformId)
  if (filter.courseId) sessions = sessions.where('sessions.courseId', '=', filter.courseId)
  if (filter.sessionId) sessions = sessions.where('sessions.id', '=', filter.sessionId)
  if (from || until) {
    sessions = sessions.where((eb) => {
      let within = eb
        .selectFrom('events as dated')
        .select('dated.id')
        .whereRef('dated.platformId', '=', 'sessions.platformId')
        .whereRef('dated.sessionId', '=', 'sessions.id')
      if (from) within = within.where('dated.endsAt', '>', from)
      if (until) within = within.where('dated.startsAt', '<', until)
      return eb.exists(within)
    })
  }
  return sessions
    .orderBy(sql`courses.name collate by_name`)
    .orderBy(sql`sessions.name collate by_name`)
    .orderBy('sessions.id')
    .limit(filter.limit)
    .execute()
}

/** Events of sessions as a table names them. */
export function listKnown(trx: Trx, platformId: PlatformId, sessionIds: readonly SessionId[]) {
  if (sessionIds.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('events')
    .select(['id', 'sessionId', 'name', 'description', 'place', 'accountId', 'cancelledAt'])
    .select(['startsAt', 'endsAt'])
    .select(
      sql<string[]>`array(select person_id::text from event_instructors ei
        where ei.platform_id = events.platform_id and ei.event_id = events.id)`.as('instructorIds'),
    )
    .where('platformId', '=', platformId)
    .where(sql<boolean>`session_id = any(${[...sessionIds]}::uuid[])`)
    .execute()
}
