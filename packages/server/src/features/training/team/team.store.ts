import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import { isInTeamOf } from '../../../db/parts.ts'
import type { EnrollmentStatus } from '../../../domain/enrollment.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

/** What is counted: absences since then. */
interface Since {
  readonly now: Date
  readonly absentSince: Date
}

export interface MemberRow {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly sortName: string
  readonly bookings: number
  readonly nextStartsAt: Date | null
  readonly absences: number
}

/** Of an enrollment that a statement calls `n`: its session takes place and is not over. */
const isToCome = (now: Date) => sql`s.cancelled_at is null and not coalesce((
  select max(e.ends_at) <= ${now} from events e where e.platform_id = s.platform_id and e.session_id = s.id
    and e.cancelled_at is null), false)`

/** Of events that have ended: what holds of somebody's attendance, where it is that they were not there. */
const absencesOf = (person: string, { now, absentSince }: Since) => sql`
  select e.id as event_id, e.name as event_name, c.name as course_name, e.starts_at,
    coalesce(nullif(m.status, 'not-set'), v.status) as status
  from enrollments n
  join events e on e.platform_id = n.platform_id and e.session_id = n.session_id and e.cancelled_at is null
    and e.ends_at > ${absentSince} and e.ends_at <= ${now}
  join courses c on c.platform_id = e.platform_id and c.id = e.course_id
  left join attendance_marks m on m.platform_id = e.platform_id and m.event_id = e.id and m.person_id = n.person_id
  left join attendance_verdicts v on v.platform_id = e.platform_id and v.event_id = e.id and v.person_id = n.person_id
    and v.superseded_at is null
  where n.platform_id = ${sql.ref(`${person}.platform_id`)} and n.person_id = ${sql.ref(`${person}.id`)}
    and n.status = 'enrolled' and coalesce(nullif(m.status, 'not-set'), v.status) in ('absent', 'excused')`

/** The people of a team by name; one of them, where one is named. */
export async function listMembers(
  db: Db,
  platformId: PlatformId,
  managerId: PersonId,
  asked: Since & {
    readonly personId?: PersonId
    readonly after?: readonly string[] | undefined
    readonly limit: number
  },
): Promise<MemberRow[]> {
  const { now, personId, after, limit } = asked
  const { rows } = await sql<MemberRow>`
    select people.id as person_id, people.first_name, people.last_name, people.email,
      people.last_name || ' ' || people.first_name as sort_name,
      booked.bookings, booked.next_starts_at,
      (select count(*)::int from (${absencesOf('people', asked)}) absent where absent.status = 'absent') as absences
    from people
    cross join lateral (
      select count(*)::int as bookings, (
        select min(e.starts_at) from enrollments own
        join events e on e.platform_id = own.platform_id and e.session_id = own.session_id and e.cancelled_at is null
          and e.starts_at > ${now}
        where own.platform_id = people.platform_id and own.person_id = people.id and own.status = 'enrolled'
      ) as next_starts_at
      from enrollments n
      join sessions s on s.platform_id = n.platform_id and s.id = n.session_id
      where n.platform_id = people.platform_id and n.person_id = people.id and n.status <> 'cancelled'
        and ${isToCome(now)}
    ) booked
    where people.platform_id = ${platformId} and ${isInTeamOf(managerId, 'people')}
      ${personId ? sql`and people.id = ${personId}` : sql``}
      ${
        after
          ? sql`and ((people.last_name || ' ' || people.first_name) collate by_name, people.id) > (${after[0]}::text collate by_name, ${after[1]}::uuid)`
          : sql``
      }
    order by (people.last_name || ' ' || people.first_name) collate by_name, people.id
    limit ${limit}`.execute(db)
  return rows
}

export interface BookingRow {
  readonly sessionId: SessionId
  readonly courseName: string
  readonly sessionName: string
  readonly status: EnrollmentStatus
  readonly nextStartsAt: Date | null
  readonly lastEndsAt: Date | null
}

/** What somebody of a team has or wants in sessions that are not over, the next one first. */
export async function listBookings(
  db: Db,
  platformId: PlatformId,
  managerId: PersonId,
  { personId, now }: { readonly personId: PersonId; readonly now: Date },
): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`
    select s.id as session_id, c.name as course_name, s.name as session_name, n.status, dates.*
    from people
    join enrollments n on n.platform_id = people.platform_id and n.person_id = people.id and n.status <> 'cancelled'
    join sessions s on s.platform_id = n.platform_id and s.id = n.session_id
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id
    cross join lateral (
      select min(e.starts_at) filter (where e.starts_at > ${now}) as next_starts_at, max(e.ends_at) as last_ends_at
      from events e where e.platform_id = s.platform_id and e.session_id = s.id and e.cancelled_at is null
    ) dates
    where people.platform_id = ${platformId} and people.id = ${personId} and ${isInTeamOf(managerId, 'people')}
      and ${isToCome(now)}
    order by dates.next_starts_at nulls last, c.name collate by_name, s.id
    limit 200`.execute(db)
  return rows
}

export interface AbsenceRow {
  readonly eventId: EventId
  readonly eventName: string
  readonly courseName: string
  readonly startsAt: Date
  readonly status: 'absent' | 'excused'
}

/** From what somebody of a team was absent, the newest first. */
export async function listAbsences(
  db: Db,
  platformId: PlatformId,
  managerId: PersonId,
  asked: Since & { readonly personId: PersonId },
): Promise<AbsenceRow[]> {
  const { rows } = await sql<AbsenceRow>`
    select absent.* from people cross join lateral (${absencesOf('people', asked)}) absent
    where people.platform_id = ${platformId} and people.id = ${asked.personId} and ${isInTeamOf(managerId, 'people')}
    order by absent.starts_at desc, absent.event_id
    limit 200`.execute(db)
  return rows
}
