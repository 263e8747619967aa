import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import { matches } from '../../../db/search.ts'
import type { CompletionEvidence, CompletionState } from '../../../domain/completion.ts'
import type { EnrollmentCause, EnrollmentStatus } from '../../../domain/enrollment.ts'
import type { CourseId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { NoShowRules } from '../../../domain/no-show.ts'
import { noShowRules } from './enrollments.store.ts'

export interface EnrollmentFilter {
  /** Left out = everybody, except people who have nothing in the session any more. */
  readonly status?: EnrollmentStatus | undefined
  readonly query?: string | undefined
  readonly personId?: PersonId | undefined
  readonly after?: readonly string[] | undefined
  readonly limit: number
}

/**
 * People with what they have in a session: requests first, then offers and the waiting list in its order, then places
 * by name. `position` counts those who wait and are active.
 */
export async function listEnrollments(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  { status, query, personId, after, limit }: EnrollmentFilter,
) {
  const wanted = [
    status ? sql`status = ${status}` : sql`status <> 'cancelled'`,
    ...(personId ? [sql`person_id = ${personId}`] : []),
    ...(query ? [matches('searchText', query)] : []),
    ...(after ? [sql`(rank, sort_key, person_id) > (${after[0]}::int, ${after[1]}, ${after[2]}::uuid)`] : []),
  ]
  const { rows } = await sql<EnrollmentRow>`
    with line as (
      select e.session_id, e.person_id, e.status, e.enrolled_at, e.waiting_since, e.offer_expires_at,
        p.first_name, p.last_name, p.email, p.active, p.search_text,
        array_position(array['requested', 'offered', 'waiting', 'enrolled', 'cancelled'], e.status) as rank,
        case when e.status in ('enrolled', 'cancelled') then p.last_name || ' ' || p.first_name
          else to_char(coalesce(e.waiting_since, e.enrolled_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
        end collate by_name as sort_key,
        case when e.status = 'waiting' and p.active then
          row_number() over (partition by e.status = 'waiting' and p.active order by e.waiting_since, e.person_id)
        end::int as position
      from enrollments e join people p on p.platform_id = e.platform_id and p.id = e.person_id
      where e.platform_id = ${platformId} and e.session_id = ${sessionId}
    )
    select * from line where ${sql.join(wanted, sql` and `)}
    order by rank, sort_key, person_id limit ${limit}`.execute(db)
  return rows
}

interface EnrollmentRow {
  readonly sessionId: SessionId
  readonly personId: PersonId
  readonly status: EnrollmentStatus
  readonly enrolledAt: Date
  readonly offerExpiresAt: Date | null
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly active: boolean
  readonly rank: number
  readonly sortKey: string
  readonly position: number | null
}

/** How many people have what in a session. */
export function countByStatus(db: Db, platformId: PlatformId, sessionId: SessionId) {
  return db
    .selectFrom('enrollments')
    .select(['status'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .groupBy('status')
    .execute()
}

/**
 * How many places of a session were taken at the end of each day, up to today. Counted back from what is so now: what
 * was before the history is in it, too.
 *
 * @param today on the clocks of the zone; at most so many days before it, from the first change on
 */
export async function listSeats(
  db: Db,
  platformId: PlatformId,
  sessionId: SessionId,
  { today, timeZone, days }: { today: string; timeZone: string; days: number },
) {
  const places = sql`('offered', 'enrolled')`
  const { rows } = await sql<{ day: string; taken: number; maxEnrollment: number | null }>`
    with changes as (
      select (changed_at at time zone ${timeZone})::date as day,
        (status in ${places})::int - coalesce((lag(status) over person in ${places})::int, 0) as change
      from enrollment_changes where platform_id = ${platformId} and session_id = ${sessionId}
      window person as (partition by person_id order by changed_at, id)
    ), by_day as (
      select day, sum(change)::int as change from changes group by day
    ), present as (
      select max_enrollment, (select count(*)::int from enrollments n where n.platform_id = sessions.platform_id
        and n.session_id = sessions.id and n.status in ${places}) as taken
      from sessions where platform_id = ${platformId} and id = ${sessionId}
    ), shown as (
      select d::date as day from generate_series(
        (select case when min(day) is null then ${today}::date
          else greatest(min(day), ${today}::date - (${days}::int - 1)) end from by_day)::timestamp,
        ${today}::date::timestamp, interval '1 day') d
    )
    select shown.day::text as day, present.max_enrollment,
      present.taken - coalesce((select sum(change) from by_day where by_day.day > shown.day), 0)::int as taken
    from shown, present order by shown.day`.execute(db)
  return rows
}

/** What a person has in several sessions, and how many stand before them or wait at all. */
export async function listOwnPlaces(
  db: Db,
  platformId: PlatformId,
  sessionIds: readonly SessionId[],
  personId: PersonId,
) {
  if (sessionIds.length === 0) return []
  const { rows } = await sql<OwnPlaceRow>`
    select s.id as session_id, e.status, e.offer_expires_at,
      (select count(*)::int from enrollments w
        join people p on p.platform_id = w.platform_id and p.id = w.person_id
        where w.platform_id = s.platform_id and w.session_id = s.id and w.status = 'waiting' and p.active
          and (w.waiting_since, w.person_id) <= (e.waiting_since, e.person_id)) as position,
      (select count(*)::int from enrollments w
        join people p on p.platform_id = w.platform_id and p.id = w.person_id
        where w.platform_id = s.platform_id and w.session_id = s.id and w.status = 'waiting' and p.active) as waiting,
      ${noShowRules}
    from sessions s
    join courses c on c.platform_id = s.platform_id and c.id = s.course_id
    join platforms on platforms.platform_id = s.platform_id
    left join enrollments e on e.platform_id = s.platform_id and e.session_id = s.id and e.person_id = ${personId}
    where s.platform_id = ${platformId} and s.id = any(${[...sessionIds]}::uuid[])`.execute(db)
  return rows
}

interface OwnPlaceRow {
  readonly sessionId: SessionId
  readonly status: EnrollmentStatus | null
  readonly offerExpiresAt: Date | null
  readonly position: number
  readonly waiting: number
  readonly noShowRules: NoShowRules
}

export type Which = 'current' | 'past'

interface OfPerson {
  readonly platformId: PlatformId
  readonly personId: PersonId
  readonly now: Date
  readonly limit: number
}

/** @param after what the last row that was read is sorted by */
function ownEnrollments(which: Which, value: Values<OfPerson>, after?: readonly string[]) {
  const [platformId, personId, now] = [value('platformId'), value('personId'), value('now')]
  const isPast = sql`(e.status = 'cancelled' or (d.next_starts_at is null and c_done.completed_at is not null) or coalesce(courses.cancelled_at, s.cancelled_at) is not null or d.last_ends_at <= ${now})`
  const order = which === 'past' ? sql`desc` : sql`asc`
  const compare = which === 'past' ? sql`<` : sql`>`
  const sortKey =
    which === 'past'
      ? sql`to_char(coalesce(d.last_ends_at, c.changed_at, e.enrolled_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`
      : sql`case when e.status = 'offered' then '0' else '1' end
          || coalesce(to_char(d.next_starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '9')`
  return sql<OwnEnrollmentRow>`
    select * from (
      select e.session_id, e.status, e.offer_expires_at, s.name as session_name, courses.id as course_id,
        courses.name as course_name, courses.hue as own_hue, coalesce(courses.cancelled_at, s.cancelled_at) as cancelled_at,
        case when courses.cancelled_at is null then s.cancel_reason else courses.cancel_reason end as cancel_reason, d.next_starts_at, d.last_ends_at,
        c.cause, coalesce(c.reason, '') as reason, c_done.state, c_done.evidence, c_done.completed_at, c_done.valid_until, ${sortKey} as sort_key,
        case when e.status = 'waiting' then (
          select count(*)::int from enrollments w
            join people p on p.platform_id = w.platform_id and p.id = w.person_id
            where w.platform_id = s.platform_id and w.session_id = s.id and w.status = 'waiting' and p.active
              and (w.waiting_since, w.person_id) <= (e.waiting_since, e.person_id)) end as position
      from enrollments e
      join sessions s on s.platform_id = e.platform_id and s.id = e.session_id
      join courses on courses.platform_id = s.platform_id and courses.id = s.course_id
      left join lateral (
        select min(starts_at) filter (where ends_at > ${now}) as next_starts_at, max(ends_at) as last_ends_at
        from events where events.platform_id = s.platform_id and events.session_id = s.id and cancelled_at is null
      ) d on true
      left join lateral (
        select cause, reason, changed_at from enrollment_changes h
        where h.platform_id = e.platform_id and h.session_id = e.session_id and h.person_id = e.person_id
        order by changed_at desc, id desc limit 1
      ) c on true
      left join completions c_done on c_done.platform_id = e.platform_id and c_done.session_id = e.session_id
        and c_done.person_id = e.person_id and c_done.superseded_at is null
      where e.platform_id = ${platformId} and e.person_id = ${personId}
        and ${which === 'past' ? isPast : sql`(${isPast}) is not true`}
    ) own
    ${after ? sql`where (sort_key, session_id) ${compare} (${after[0]}, ${after[1]}::uuid)` : sql``}
    order by sort_key ${order}, session_id ${order} limit ${value('limit')}`
}

const firstOf = (which: Which) =>
  readTogether(
    { personId: 'uuid', now: 'timestamptz', limit: 'int' },
    (_db, value: Values<OfPerson>) => sql<OwnEnrollmentRow>`(${ownEnrollments(which, value)})`,
  )
/** Every home asks for them. */
const firstPages = { current: firstOf('current'), past: firstOf('past') }

/**
 * Sessions that a person has or wants a place in (`current`: offers first, then by the next date), or had (`past`:
 * over, completed without dates to come, or cancelled, the latest first).
 */
export async function listOwnEnrollments(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  page: { which: Which; now: Date; after: readonly string[] | undefined; limit: number },
): Promise<OwnEnrollmentRow[]> {
  const { which, now, after, limit } = page
  const of = { platformId, personId, now, limit }
  if (!after) return firstPages[which](db, of)
  return (await ownEnrollments(which, (name) => of[name], after).execute(db)).rows
}

interface OwnEnrollmentRow {
  readonly sessionId: SessionId
  readonly sessionName: string
  readonly courseId: CourseId
  readonly courseName: string
  readonly ownHue: number | null
  readonly status: EnrollmentStatus
  readonly offerExpiresAt: Date | null
  readonly position: number | null
  readonly nextStartsAt: Date | null
  readonly lastEndsAt: Date | null
  readonly cancelledAt: Date | null
  readonly cancelReason: string
  readonly cause: EnrollmentCause | null
  readonly reason: string
  readonly state: CompletionState | null
  readonly evidence: CompletionEvidence | null
  readonly completedAt: Date | null
  readonly validUntil: Date | null
  readonly sortKey: string
}
