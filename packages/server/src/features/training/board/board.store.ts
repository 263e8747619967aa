import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { LONGEST_EVENT } from '../../../db/own-events.ts'
import { placeStatuses } from '../../../domain/enrollment.ts'
import type {
  AccountId,
  CourseId,
  EventId,
  OrganizerId,
  PersonId,
  PlatformId,
  SeriesId,
  SessionId,
} from '../../../domain/ids.ts'
import type { RoomState } from '../../../domain/room.ts'

/** An event as a board reads it. */
export interface BoardRow {
  readonly id: EventId
  readonly version: number
  readonly name: string
  readonly courseId: CourseId
  readonly sessionId: SessionId
  readonly accountId: AccountId | null
  readonly place: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly startsWall: string
  readonly endsWall: string
  readonly timeZone: string
  readonly seriesId: SeriesId | null
  readonly cancelledAt: Date | null
  readonly roomState: RoomState | null
  readonly organizerId: OrganizerId | null
  readonly hasSpare: boolean
  /** Of the last check; null = there was none. */
  readonly isGreen: boolean | null
}

/**
 * All events that touch a stretch of time, by start. Conflicts are found among all of them, whatever is shown.
 */
export async function listEvents(
  db: Db | Trx,
  platformId: PlatformId,
  { from, until, limit }: { from: Date; until: Date; limit: number },
): Promise<BoardRow[]> {
  const { rows } = await sql<BoardRow>`
    select e.id, e.version, e.name, e.course_id, e.session_id, e.account_id, e.place, e.starts_at, e.ends_at,
      e.starts_wall, e.ends_wall, e.time_zone, e.series_id, e.cancelled_at,
      r.state as room_state, r.organizer_id, p.is_green, e.spare_account_id is not null as has_spare
    from events e
    left join rooms r on r.platform_id = e.platform_id and r.event_id = e.id and r.wanted is not null
    left join lateral (
      select is_green from preflights p where p.platform_id = e.platform_id and p.event_id = e.id
      order by checked_at desc limit 1) p on true
    where e.platform_id = ${platformId} and e.starts_at > ${from}::timestamptz - ${LONGEST_EVENT}
      and e.starts_at < ${until} and e.ends_at > ${from}
    order by e.starts_at, e.id
    limit ${limit}`.execute(db)
  return rows
}

/** Instructors of these sessions, and those that events have in place of them. */
export async function listInstructors(
  db: Db | Trx,
  platformId: PlatformId,
  of: { eventIds: readonly EventId[]; sessionIds: readonly SessionId[] },
): Promise<{ eventId: EventId | null; sessionId: SessionId | null; personId: PersonId }[]> {
  const { rows } = await sql<{ eventId: EventId | null; sessionId: SessionId | null; personId: PersonId }>`
    select event_id, null::uuid as session_id, person_id from event_instructors
      where platform_id = ${platformId} and event_id = any(${[...of.eventIds]}::uuid[])
    union all
    select null, session_id, person_id from session_instructors
      where platform_id = ${platformId} and session_id = any(${[...of.sessionIds]}::uuid[])
    order by person_id`.execute(db)
  return rows
}

export interface BoardSession {
  readonly id: SessionId
  readonly courseId: CourseId
  readonly name: string
  readonly maxEnrollment: number | null
  readonly minEnrollment: number | null
  readonly enrolled: number
  readonly waiting: number
}

/** Sessions with how many places are taken, and how many people wait. */
export async function listSessions(
  db: Db | Trx,
  platformId: PlatformId,
  ids: readonly SessionId[],
): Promise<BoardSession[]> {
  const { rows } = await sql<BoardSession>`
    select s.id, s.course_id, s.name, s.max_enrollment, s.min_enrollment,
      coalesce(places.enrolled, 0) as enrolled, coalesce(places.waiting, 0) as waiting
    from sessions s
    left join (
      select session_id, count(*) filter (where status = any(${[...placeStatuses]}))::int as enrolled,
        count(*) filter (where status = 'waiting')::int as waiting
      from enrollments where platform_id = ${platformId} and session_id = any(${[...ids]}::uuid[])
      group by session_id) places on places.session_id = s.id
    where s.platform_id = ${platformId} and s.id = any(${[...ids]}::uuid[])
    order by s.name collate by_name, s.id`.execute(db)
  return rows
}

/** Sessions that take place and have no event that does, newest first. */
export async function listSessionsWithoutEvents(
  db: Db | Trx,
  platformId: PlatformId,
  filter: { courseId: CourseId | undefined; instructorId: PersonId | undefined; limit: number },
): Promise<{ id: SessionId; courseId: CourseId; name: string; courseName: string }[]> {
  const { courseId = null, instructorId = null, limit } = filter
  const { rows } = await sql<{ id: SessionId; courseId: CourseId; name: string; courseName: string }>`
    select s.id, s.course_id, s.name, c.name as course_name
    from sessions s
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id and c.cancelled_at is null
    where s.platform_id = ${platformId} and s.cancelled_at is null
      and not exists (select from events e where e.platform_id = s.platform_id and e.session_id = s.id
        and e.cancelled_at is null)
      and (${courseId}::uuid is null or s.course_id = ${courseId})
      and (${instructorId}::uuid is null or exists (select from session_instructors i
        where i.platform_id = s.platform_id and i.session_id = s.id and i.person_id = ${instructorId}))
    order by s.created_at desc, s.id
    limit ${limit}`.execute(db)
  return rows
}

export function listCourses(db: Db | Trx, platformId: PlatformId, ids: readonly CourseId[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('courses')
    .select(['id', 'name', 'code', 'type', 'hue'])
    .where('platformId', '=', platformId)
    .where('id', 'in', [...ids])
    .orderBy(sql`name collate by_name`)
    .orderBy('id')
    .execute()
}

/** People by id, and all active ones with the role of an instructor; by name. */
export async function listTeachers(
  db: Db | Trx,
  platformId: PlatformId,
  ids: readonly PersonId[],
  limit: number,
): Promise<{ id: PersonId; firstName: string; lastName: string; isActive: boolean }[]> {
  const { rows } = await sql<{ id: PersonId; firstName: string; lastName: string; isActive: boolean }>`
    select id, first_name, last_name, active and 'instructor' = any(roles) as is_active from people
    where platform_id = ${platformId}
      and (id = any(${[...ids]}::uuid[]) or (active and 'instructor' = any(roles)))
    order by (last_name || ' ' || first_name) collate by_name, id
    limit ${limit}`.execute(db)
  return rows
}
