import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { AccountId, CourseId, GroupId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { ReportKey } from './reports.schemas.ts'

/** Of what a report is; undefined = of all. Months as `2026-11`, both in it. */
export interface ReportFilter {
  readonly from: string
  readonly to: string
  readonly courseId?: CourseId | undefined
  readonly sessionId?: SessionId | undefined
  readonly instructorId?: PersonId | undefined
  readonly groupId?: GroupId | undefined
  readonly accountId?: AccountId | undefined
}

export interface SumsRow {
  readonly events: number
  readonly plannedSeconds: number
  readonly seats: number
  readonly present: number
  readonly partly: number
  readonly absent: number
  readonly excused: number
  readonly notKnown: number
  readonly late: number
  readonly learnerSeconds: number
}

const sums = sql`coalesce(sum(events), 0)::int as events, coalesce(sum(planned_seconds), 0)::float8 as planned_seconds,
  coalesce(sum(seats), 0)::int as seats, coalesce(sum(present), 0)::int as present,
  coalesce(sum(partly), 0)::int as partly, coalesce(sum(absent), 0)::int as absent,
  coalesce(sum(excused), 0)::int as excused, coalesce(sum(not_known), 0)::int as not_known,
  coalesce(sum(late), 0)::int as late, coalesce(sum(learner_seconds), 0)::float8 as learner_seconds`

/** Of which rows of the sums a report is made. @param isByGroup of each group, in place of everybody */
function within(platformId: PlatformId, filter: ReportFilter, isByGroup = false): RawBuilder<unknown> {
  const { from, to, courseId, sessionId, instructorId, groupId, accountId } = filter
  const group = groupId
    ? sql`m.group_id = ${groupId}`
    : isByGroup
      ? sql`m.group_id is not null`
      : sql`m.group_id is null`
  return sql`m.platform_id = ${platformId} and ${group} and m.month between ${from} and ${to}
    ${courseId ? sql`and m.course_id = ${courseId}` : sql``}
    ${sessionId ? sql`and m.session_id = ${sessionId}` : sql``}
    ${accountId ? sql`and m.account_id = ${accountId}` : sql``}
    ${instructorId ? sql`and m.instructor_ids @> array[${instructorId}::uuid]` : sql``}`
}

/** By month, without those in which nothing was. */
export async function listMonths(
  db: Db,
  platformId: PlatformId,
  filter: ReportFilter,
): Promise<(SumsRow & { readonly month: string })[]> {
  const { rows } = await sql<SumsRow & { month: string }>`
    select m.month, ${sums} from attendance_months m where ${within(platformId, filter)}
    group by m.month order by m.month`.execute(db)
  return rows
}

export interface KeyedRow extends SumsRow {
  readonly id: string | null
  readonly name: string | null
  readonly of: string | null
  /** Of all rows, however many come back. */
  readonly rows: number
}

const keyOf: Record<ReportKey, RawBuilder<unknown>> = {
  course: sql`m.course_id`,
  session: sql`m.session_id`,
  instructor: sql`taught.person_id`,
  group: sql`m.group_id`,
  account: sql`m.account_id`,
}
const nameOf: Record<ReportKey, RawBuilder<unknown>> = {
  course: sql`(select name from courses c where c.platform_id = r.platform_id and c.id = r.id)`,
  session: sql`(select name from sessions s where s.platform_id = r.platform_id and s.id = r.id)`,
  instructor: sql`(select trim(first_name || ' ' || last_name) from people p where p.platform_id = r.platform_id and p.id = r.id)`,
  group: sql`(select name from groups g where g.platform_id = r.platform_id and g.id = r.id)`,
  account: sql`(select name from accounts a where a.platform_id = r.platform_id and a.id = r.id)`,
}

/** By what was asked for, those with the most places first. */
export async function listRows(
  db: Db,
  platformId: PlatformId,
  filter: ReportFilter,
  { by, limit }: { readonly by: ReportKey; readonly limit: number },
): Promise<KeyedRow[]> {
  const { instructorId } = filter
  const of =
    by === 'session'
      ? sql`(select c.name from sessions s join courses c on c.platform_id = s.platform_id and c.id = s.course_id
          where s.platform_id = r.platform_id and s.id = r.id)`
      : sql`null::text`
  const { rows } = await sql<KeyedRow>`
    select r.*, ${nameOf[by]} as name, ${of} as of
    from (
      select m.platform_id, ${keyOf[by]} as id, ${sums}, count(*) over ()::int as rows
      from attendance_months m
      ${by === 'instructor' ? sql`cross join lateral unnest(m.instructor_ids) as taught (person_id)` : sql``}
      where ${within(platformId, filter, by === 'group')}
        ${by === 'instructor' && instructorId ? sql`and taught.person_id = ${instructorId}` : sql``}
      group by m.platform_id, ${keyOf[by]}
      order by sum(seats) desc, ${keyOf[by]} limit ${limit}
    ) r
    order by r.seats desc, r.id`.execute(db)
  return rows
}

export type ChosenNames = Readonly<Record<ReportKey, string | null>>

/** What a report is narrowed to, by name. */
export async function findChosen(db: Db, platformId: PlatformId, filter: ReportFilter): Promise<ChosenNames> {
  const one = (key: ReportKey, id: string | undefined) =>
    sql`(select ${nameOf[key]} from (select ${platformId}::uuid as platform_id, ${id ?? null}::uuid as id) r)`
  const { rows } = await sql<ChosenNames>`
    select ${one('course', filter.courseId)} as course, ${one('session', filter.sessionId)} as session,
      ${one('instructor', filter.instructorId)} as instructor, ${one('group', filter.groupId)} as group,
      ${one('account', filter.accountId)} as account`.execute(db)
  return rows[0] ?? { course: null, session: null, instructor: null, group: null, account: null }
}

/** Changes that are not counted yet, at most this many. */
export async function countPending(db: Db, platformId: PlatformId, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from attendance_fact_marks where platform_id = ${platformId} limit ${most}) waiting`.execute(db)
  return rows[0]?.count ?? 0
}

export interface RoomsRow {
  readonly accountId: AccountId
  readonly name: string | null
  readonly licence: number | null
  readonly events: number
  readonly roomSeconds: number
  readonly peak: number
}

/** The rooms of each account in a period, the busiest first. */
export async function listRooms(
  db: Db,
  platformId: PlatformId,
  { from, to, accountId }: Pick<ReportFilter, 'from' | 'to' | 'accountId'>,
  limit: number,
): Promise<RoomsRow[]> {
  const { rows } = await sql<RoomsRow>`
    select a.id as account_id, a.name, a.max_concurrent_rooms as licence, coalesce(r.events, 0)::int as events,
      coalesce(r.room_seconds, 0)::float8 as room_seconds, coalesce(r.peak, 0)::int as peak
    from accounts a
    left join (
      select account_id, sum(events) as events, sum(room_seconds) as room_seconds, max(peak) as peak from room_months
      where platform_id = ${platformId} and month between ${from} and ${to} group by account_id
    ) r on r.account_id = a.id
    where a.platform_id = ${platformId} ${accountId ? sql`and a.id = ${accountId}` : sql``}
    order by room_seconds desc, a.name collate by_name, a.id limit ${limit}`.execute(db)
  return rows
}

export async function listRoomMonths(
  db: Db,
  platformId: PlatformId,
  { from, to, accountId }: Pick<ReportFilter, 'from' | 'to' | 'accountId'>,
) {
  const { rows } = await sql<{ month: string; events: number; roomSeconds: number }>`
    select month, sum(events)::int as events, sum(room_seconds)::float8 as room_seconds from room_months
    where platform_id = ${platformId} and month between ${from} and ${to}
      ${accountId ? sql`and account_id = ${accountId}` : sql``}
    group by month order by month`.execute(db)
  return rows
}

/** A time that was wanted on an account and had no room left. */
export interface RefusedRow {
  readonly accountId: AccountId
  readonly startsAt: Date
  readonly endsAt: Date
  readonly month: string
}

export async function listRefused(
  db: Db,
  platformId: PlatformId,
  { from, to, accountId }: Pick<ReportFilter, 'from' | 'to' | 'accountId'>,
): Promise<RefusedRow[]> {
  const { rows } = await sql<RefusedRow>`
    select r.account_id, r.starts_at, r.ends_at, to_char(r.starts_at at time zone p.time_zone, 'YYYY-MM') as month
    from room_refusals r join platforms p on p.platform_id = r.platform_id
    where r.platform_id = ${platformId} ${accountId ? sql`and r.account_id = ${accountId}` : sql``}
      and r.starts_at >= ((${from} || '-01')::timestamp at time zone p.time_zone)
      and r.starts_at < (((${to} || '-01')::timestamp + interval '1 month') at time zone p.time_zone)
    order by r.ends_at limit 20000`.execute(db)
  return rows
}
