import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { dutiesOfPeople, isCourseInAreaOf, isInAreaOf } from '../../../db/parts.ts'
import { matches } from '../../../db/search.ts'
import type { AttendanceStatus } from '../../../domain/attendance.ts'
import type { Duty } from '../../../domain/duty.ts'
import { type EnrollmentStatus, enrolledStatuses, placeStatuses } from '../../../domain/enrollment.ts'
import type { AccountId, CourseId, EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'
import type { Role } from '../../../domain/role.ts'

// Every statement here asks for both: the course is in the area, and so is whoever is named or counted. How many places of
// a session are taken at all is the one number that is about others.

/** Whose area is asked for, on which platform. */
export interface Whose {
  readonly platformId: PlatformId
  readonly powerUserId: PersonId
}

interface Page {
  readonly after?: readonly string[] | undefined
  readonly limit: number
}

const held = sql`any(${[...placeStatuses]})`
const enrolled = sql`any(${[...enrolledStatuses]})`

/** Of sessions that a statement calls `s`: people of the area who have a place. */
const ownPlaces = (whose: Whose) => sql`(
  select count(*)::int from enrollments n
  join people on people.platform_id = n.platform_id and people.id = n.person_id
    and ${isInAreaOf(whose.powerUserId, 'people')}
  where n.platform_id = s.platform_id and n.session_id = s.id and n.status = ${enrolled})`

export interface CourseRow {
  readonly id: CourseId
  readonly name: string
  readonly code: string
  readonly description: string
  readonly categories: readonly string[]
  readonly sessionCount: number
  readonly nextStartsAt: Date | null
  readonly cancelledAt: Date | null
}

/** Courses by name; one of them, where one is named. */
export async function listCourses(
  db: Db | Trx,
  whose: Whose,
  { now, courseId, after, limit }: Page & { readonly courseId?: CourseId; readonly now: Date },
): Promise<CourseRow[]> {
  const { rows } = await sql<CourseRow>`
    select c.id, c.name, c.code, c.description, c.categories, c.cancelled_at,
      (select count(*)::int from sessions s where s.platform_id = c.platform_id and s.course_id = c.id
        and s.cancelled_at is null) as session_count,
      (select min(e.starts_at) from events e where e.platform_id = c.platform_id and e.course_id = c.id
        and e.cancelled_at is null and e.starts_at > ${now}) as next_starts_at
    from courses c
    where c.platform_id = ${whose.platformId} and ${isCourseInAreaOf(whose.powerUserId, 'c')}
      ${courseId ? sql`and c.id = ${courseId}` : sql``}
      ${after ? sql`and (c.name collate by_name, c.id) > (${after[0]}::text collate by_name, ${after[1]}::uuid)` : sql``}
    order by c.name collate by_name, c.id
    limit ${limit}`.execute(db)
  return rows
}

export interface SessionRow {
  readonly id: SessionId
  readonly courseId: CourseId
  readonly courseName: string
  readonly name: string
  readonly code: string
  readonly maxEnrollment: number | null
  readonly waitingList: 'off' | 'automatic' | 'offer'
  readonly isCancelled: boolean
  readonly taken: number
  readonly mine: number
  readonly firstStartsAt: Date | null
  readonly lastEndsAt: Date | null
}

/** Sessions of a course, or one session; the one that begins last first. */
export async function listSessions(
  db: Db | Trx,
  whose: Whose,
  of: { readonly courseId: CourseId } | { readonly sessionId: SessionId },
): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.course_id, c.name as course_name, s.name, s.code, s.max_enrollment, s.waiting_list,
      (s.cancelled_at is not null or c.cancelled_at is not null) as is_cancelled,
      (select count(*)::int from enrollments t where t.platform_id = s.platform_id and t.session_id = s.id
        and t.status = ${held}) as taken,
      ${ownPlaces(whose)} as mine, dates.*
    from sessions s
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id
      and ${isCourseInAreaOf(whose.powerUserId, 'c')}
    cross join lateral (
      select min(e.starts_at) as first_starts_at, max(e.ends_at) as last_ends_at
      from events e where e.platform_id = s.platform_id and e.session_id = s.id and e.cancelled_at is null
    ) dates
    where s.platform_id = ${whose.platformId}
      and ${'courseId' in of ? sql`s.course_id = ${of.courseId}` : sql`s.id = ${of.sessionId}`}
    order by dates.first_starts_at desc nulls first, s.name collate by_name, s.id
    limit 500`.execute(db)
  return rows
}

export interface EventRow {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly sessionName: string
  readonly courseId: CourseId
  readonly courseName: string
  readonly name: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly startsWall: string
  readonly endsWall: string
  readonly timeZone: string
  readonly place: string
  readonly accountId: AccountId | null
  readonly accountName: string | null
  readonly joinOpensMinutes: number | null
  readonly cancelledAt: Date | null
  readonly cancelReason: string
  readonly version: number
}

/** Events by start: of a session, one of them, or those that are not over. */
export async function listEvents(
  db: Db | Trx,
  whose: Whose,
  of:
    | { readonly sessionId: SessionId }
    | { readonly eventId: EventId }
    | ({ readonly endsAfter: Date } & Page),
): Promise<EventRow[]> {
  const chosen =
    'sessionId' in of
      ? sql`e.session_id = ${of.sessionId}`
      : 'eventId' in of
        ? sql`e.id = ${of.eventId}`
        : sql`e.ends_at > ${of.endsAfter} and e.cancelled_at is null`
  const after = 'endsAfter' in of ? of.after : undefined
  const { rows } = await sql<EventRow>`
    select e.id, e.session_id, s.name as session_name, e.course_id, c.name as course_name, e.name,
      e.starts_at, e.ends_at, e.starts_wall, e.ends_wall, e.time_zone, e.place, e.account_id, a.name as account_name,
      e.join_opens_minutes, e.cancelled_at, e.cancel_reason, e.version
    from events e
    join sessions s on s.platform_id = e.platform_id and s.id = e.session_id
    join courses c on c.platform_id = e.platform_id and c.id = e.course_id
      and ${isCourseInAreaOf(whose.powerUserId, 'c')}
    left join accounts a on a.platform_id = e.platform_id and a.id = e.account_id
    where e.platform_id = ${whose.platformId} and ${chosen}
      ${after ? sql`and (e.starts_at, e.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by e.starts_at, e.id
    limit ${'endsAfter' in of ? of.limit : 1000}`.execute(db)
  return rows
}

export interface PersonRow {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly sortName: string
  readonly bookings: number
  readonly language: Language | null
  readonly timeZone: string | null
  readonly version: number
  readonly roles: readonly Role[]
  readonly duties: readonly Duty[]
}

/** People by name; one of them, where one is named. */
export async function listPeople(
  db: Db | Trx,
  whose: Whose,
  {
    personId,
    query,
    after,
    limit,
  }: Page & { readonly personId?: PersonId; readonly query?: string | undefined },
): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select people.id as person_id, people.first_name, people.last_name, people.email,
      people.last_name || ' ' || people.first_name as sort_name, people.language, people.time_zone, people.version,
      people.roles, ${dutiesOfPeople} as duties,
      (select count(*)::int from enrollments n
        join sessions s on s.platform_id = n.platform_id and s.id = n.session_id
        join courses c on c.platform_id = s.platform_id and c.id = s.course_id
          and ${isCourseInAreaOf(whose.powerUserId, 'c')}
        where n.platform_id = people.platform_id and n.person_id = people.id and n.status = ${enrolled}) as bookings
    from people
    where people.platform_id = ${whose.platformId} and ${isInAreaOf(whose.powerUserId, 'people')}
      ${personId ? sql`and people.id = ${personId}` : sql``}
      ${query ? sql`and ${matches('people.search_text', query)}` : sql``}
      ${
        after
          ? sql`and ((people.last_name || ' ' || people.first_name) collate by_name, people.id) > (${after[0]}::text collate by_name, ${after[1]}::uuid)`
          : sql``
      }
    order by (people.last_name || ' ' || people.first_name) collate by_name, people.id
    limit ${limit}`.execute(db)
  return rows
}

/** Which of these people are in the area. */
export async function listThoseIn(
  db: Db | Trx,
  whose: Whose,
  personIds: readonly PersonId[],
): Promise<ReadonlySet<PersonId>> {
  const { rows } = await sql<{ id: PersonId }>`
    select people.id from people where people.platform_id = ${whose.platformId}
      and people.id = any(${[...personIds]}::uuid[]) and ${isInAreaOf(whose.powerUserId, 'people')}`.execute(
    db,
  )
  return new Set(rows.map(({ id }) => id))
}

export interface PlaceRow {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly status: Exclude<EnrollmentStatus, 'cancelled'>
}

/** People of the area with what they have in a session, by name. */
export async function listPlaces(db: Db | Trx, whose: Whose, sessionId: SessionId): Promise<PlaceRow[]> {
  const { rows } = await sql<PlaceRow>`
    select people.id as person_id, people.first_name, people.last_name, people.email, n.status
    from enrollments n
    join people on people.platform_id = n.platform_id and people.id = n.person_id
      and ${isInAreaOf(whose.powerUserId, 'people')}
    join sessions s on s.platform_id = n.platform_id and s.id = n.session_id
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id
      and ${isCourseInAreaOf(whose.powerUserId, 'c')}
    where n.platform_id = ${whose.platformId} and n.session_id = ${sessionId} and n.status <> 'cancelled'
    order by people.last_name collate by_name, people.first_name collate by_name, people.id
    limit 20000`.execute(db)
  return rows
}

export interface MarkedRow {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly status: AttendanceStatus
  readonly version: number
}

/** People of the area with a place in the session of an event, with the mark that they have in it. */
export async function listMarked(
  db: Db | Trx,
  whose: Whose,
  event: { readonly id: EventId; readonly sessionId: SessionId },
): Promise<MarkedRow[]> {
  const { rows } = await sql<MarkedRow>`
    select people.id as person_id, people.first_name, people.last_name,
      coalesce(m.status, 'not-set') as status, coalesce(m.version, 0) as version
    from enrollments n
    join people on people.platform_id = n.platform_id and people.id = n.person_id
      and ${isInAreaOf(whose.powerUserId, 'people')}
    left join attendance_marks m on m.platform_id = n.platform_id and m.event_id = ${event.id}
      and m.person_id = n.person_id
    where n.platform_id = ${whose.platformId} and n.session_id = ${event.sessionId} and n.status = ${enrolled}
    order by people.last_name collate by_name, people.first_name collate by_name, people.id`.execute(db)
  return rows
}

export interface ReportRow {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly courseId: CourseId
  readonly courseName: string
  readonly sessionId: SessionId
  readonly sessionName: string
  readonly status: Exclude<EnrollmentStatus, 'cancelled'>
  readonly nextStartsAt: Date | null
  readonly completedAt: Date | null
  readonly present: number
  readonly absent: number
  readonly excused: number
}

/**
 * What people of the area have in sessions of the area, with what holds of their attendance in events that have ended: how
 * they were marked, else the verdict.
 */
export async function listReport(
  db: Db | Trx,
  whose: Whose,
  { now, personId, limit }: { readonly now: Date; readonly personId?: PersonId; readonly limit: number },
): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select people.id as person_id, people.first_name, people.last_name, people.email, c.id as course_id,
      c.name as course_name, s.id as session_id, s.name as session_name, n.status, done.completed_at,
      (select min(e.starts_at) from events e where e.platform_id = s.platform_id and e.session_id = s.id
        and e.cancelled_at is null and e.starts_at > ${now}) as next_starts_at,
      held.present, held.absent, held.excused
    from enrollments n
    join people on people.platform_id = n.platform_id and people.id = n.person_id
      and ${isInAreaOf(whose.powerUserId, 'people')}
    join sessions s on s.platform_id = n.platform_id and s.id = n.session_id and s.cancelled_at is null
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id and c.cancelled_at is null
      and ${isCourseInAreaOf(whose.powerUserId, 'c')}
    left join completions done on done.platform_id = n.platform_id and done.session_id = n.session_id
      and done.person_id = n.person_id and done.superseded_at is null and done.state = 'completed'
    cross join lateral (
      select count(*) filter (where got.status in ('present', 'partly'))::int as present,
        count(*) filter (where got.status = 'absent')::int as absent,
        count(*) filter (where got.status = 'excused')::int as excused
      from (
        select coalesce(nullif(m.status, 'not-set'), v.status) as status
        from events e
        left join attendance_marks m on m.platform_id = e.platform_id and m.event_id = e.id
          and m.person_id = n.person_id
        left join attendance_verdicts v on v.platform_id = e.platform_id and v.event_id = e.id
          and v.person_id = n.person_id and v.superseded_at is null
        where n.status = 'enrolled' and e.platform_id = n.platform_id and e.session_id = n.session_id
          and e.cancelled_at is null and e.ends_at <= ${now}
      ) got
    ) held
    where n.platform_id = ${whose.platformId} and n.status <> 'cancelled'
      ${personId ? sql`and people.id = ${personId}` : sql``}
    order by people.last_name collate by_name, people.first_name collate by_name, people.id,
      c.name collate by_name, s.name collate by_name, s.id
    limit ${limit}`.execute(db)
  return rows
}
