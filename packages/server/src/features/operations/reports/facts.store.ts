import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { Break } from '../../../domain/breaks.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type { AccountId, EventId, PlatformId, SessionId } from '../../../domain/ids.ts'

/** A change since facts were made. */
export interface FactMark {
  readonly id: string
  readonly sessionId: SessionId
  /** Null = all events of the session. */
  readonly eventId: EventId | null
  readonly sumsAlone: boolean
}

/** Platforms with changes that are not counted yet. */
export function listPlatformsToCount(db: Sweeping): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from attendance_fact_marks`)
}

/** The oldest changes. */
export async function listMarks(db: Db, platformId: PlatformId, limit: number): Promise<FactMark[]> {
  const { rows } = await sql<FactMark>`
    select id, session_id, event_id, sums_alone from attendance_fact_marks
    where platform_id = ${platformId} order by id limit ${limit}`.execute(db)
  return rows
}

export async function deleteMarks(trx: Trx, platformId: PlatformId, ids: readonly string[]): Promise<void> {
  await sql`delete from attendance_fact_marks where platform_id = ${platformId} and id = any(${[...ids]}::bigint[])`.execute(
    trx,
  )
}

/** Whoever counts on a platform counts alone: sums are of what several sessions have. */
export async function holdFacts(trx: Trx, platformId: PlatformId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('facts' || ${platformId}::text, 0))`.execute(trx)
}

export interface CountedEvent {
  readonly id: EventId
  readonly breaks: readonly Break[]
  readonly timeZone: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** Those events of a session that are over and took place; of these alone where some are named. */
export async function listOver(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  { eventIds, now }: { readonly eventIds: readonly EventId[] | undefined; readonly now: Date },
): Promise<CountedEvent[]> {
  const { rows } = await sql<CountedEvent>`
    select id, breaks, time_zone, starts_at, ends_at from events
    where platform_id = ${platformId} and session_id = ${sessionId} and cancelled_at is null and ends_at <= ${now}
      ${eventIds ? sql`and id = any(${[...eventIds]})` : sql``}`.execute(trx)
  return rows
}

/** Of which events facts are made anew, and what they are. */
export interface Counting {
  readonly platformId: PlatformId
  readonly sessionId: SessionId
  /** Undefined = all of the session. */
  readonly eventIds: readonly EventId[] | undefined
  /** Those of them that are over, with their time without breaks. */
  readonly over: readonly { readonly eventId: EventId; readonly plannedSeconds: number }[]
}

/** The month of an event's facts, as `YYYY-MM`, with the account that its room is at. */
interface Touched {
  readonly month: string
  readonly accountId: AccountId | null
}

/** Makes the facts of events anew. @returns which sums are others now */
export async function writeFacts(trx: Trx, counting: Counting): Promise<Touched[]> {
  const { platformId, sessionId, eventIds, over } = counting
  const asked = eventIds ? sql`and event_id = any(${[...eventIds]})` : sql``
  const json = JSON.stringify(
    over.map(({ eventId, plannedSeconds }) => ({ event_id: eventId, planned_seconds: plannedSeconds })),
  )
  const isOver = sql`any(${over.map(({ eventId }) => eventId)}::uuid[])`
  const before = await sql<Touched>`
    select distinct month, account_id from event_facts
    where platform_id = ${platformId} and session_id = ${sessionId} ${asked}`.execute(trx)
  await sql`delete from event_facts
    where platform_id = ${platformId} and session_id = ${sessionId} ${asked} and not event_id = ${isOver}`.execute(
    trx,
  )
  const after = await sql<Touched>`
    insert into event_facts (platform_id, event_id, session_id, course_id, account_id, starts_at, ends_at, month,
      planned_seconds, instructor_ids)
    select e.platform_id, e.id, e.session_id, e.course_id, e.account_id, e.starts_at, e.ends_at,
      to_char(e.starts_at at time zone p.time_zone, 'YYYY-MM'), o.planned_seconds,
      array(select t.person_id from teaching t where t.platform_id = e.platform_id and t.event_id = e.id order by 1)
    from jsonb_to_recordset(${json}::jsonb) as o (event_id uuid, planned_seconds integer)
    join events e on e.platform_id = ${platformId} and e.id = o.event_id
    join platforms p on p.platform_id = e.platform_id
    on conflict (platform_id, event_id) do update set session_id = excluded.session_id, course_id = excluded.course_id,
      account_id = excluded.account_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      month = excluded.month, planned_seconds = excluded.planned_seconds, instructor_ids = excluded.instructor_ids
    returning month, account_id`.execute(trx)
  await sql`
    with right_ones as materialized (
      select f.event_id, people.person_id, f.session_id, f.course_id, f.account_id, f.starts_at, f.month,
        f.planned_seconds, case when e.status = any(${[...enrolledStatuses]}) then 'enrolled' else 'left' end as seat,
        coalesce(held.status, 'not-set') as status, coalesce(held.is_late, v.is_late, false) as is_late, held.seconds
      from event_facts f
      cross join lateral (
        select person_id from enrollments
        where platform_id = f.platform_id and session_id = f.session_id and status = any(${[...enrolledStatuses]})
        union
        select person_id from effective_attendance where platform_id = f.platform_id and event_id = f.event_id
      ) people
      left join enrollments e on e.platform_id = f.platform_id and e.session_id = f.session_id
        and e.person_id = people.person_id
      left join effective_attendance held on held.platform_id = f.platform_id and held.event_id = f.event_id
        and held.person_id = people.person_id
      left join attendance_verdicts v on v.platform_id = f.platform_id and v.event_id = f.event_id
        and v.person_id = people.person_id and v.superseded_at is null
      where f.platform_id = ${platformId} and f.session_id = ${sessionId} and f.event_id = ${isOver}
    ), gone as (
      delete from attendance_facts old
      where old.platform_id = ${platformId} and old.session_id = ${sessionId} ${asked}
        and not exists (select from right_ones r where r.event_id = old.event_id and r.person_id = old.person_id)
    )
    insert into attendance_facts as old (platform_id, event_id, person_id, session_id, course_id, account_id, starts_at,
      month, planned_seconds, seat, status, is_late, seconds)
    select ${platformId}, event_id, person_id, session_id, course_id, account_id, starts_at, month, planned_seconds, seat,
      status, is_late, seconds
    from right_ones
    on conflict (platform_id, event_id, person_id) do update set session_id = excluded.session_id,
      course_id = excluded.course_id, account_id = excluded.account_id, starts_at = excluded.starts_at,
      month = excluded.month, planned_seconds = excluded.planned_seconds, seat = excluded.seat,
      status = excluded.status, is_late = excluded.is_late, seconds = excluded.seconds
      where (old.session_id, old.course_id, old.account_id, old.starts_at, old.month, old.planned_seconds, old.seat,
          old.status, old.is_late, old.seconds)
        is distinct from (excluded.session_id, excluded.course_id, excluded.account_id, excluded.starts_at,
          excluded.month, excluded.planned_seconds, excluded.seat, excluded.status, excluded.is_late, excluded.seconds)`.execute(
    trx,
  )
  return [...before.rows, ...after.rows]
}

/** Makes the sums of a session anew; of these months alone where some are named. */
export async function writeSums(
  trx: Trx,
  target: { readonly platformId: PlatformId; readonly sessionId: SessionId },
  months: readonly string[] | undefined,
): Promise<void> {
  const { platformId, sessionId } = target
  const of = months ? sql`and month = any(${[...months]}::text[])` : sql``
  const ofEvents = months ? sql`and e.month = any(${[...months]}::text[])` : sql``
  await sql`delete from attendance_months
    where platform_id = ${platformId} and session_id = ${sessionId} ${of}`.execute(trx)
  await sql`
    insert into attendance_months (platform_id, month, session_id, course_id, account_id, instructor_ids, group_id,
      events, planned_seconds, seats, present, partly, absent, excused, not_known, late, learner_seconds)
    select ${platformId}, month, ${sessionId}, course_id, account_id, instructor_ids, group_id, count(*), sum(planned_seconds),
      sum(seats), sum(present), sum(partly), sum(absent), sum(excused), sum(not_known), sum(late), sum(learner_seconds)
    from (
      select e.event_id, e.month, e.course_id, e.account_id, e.instructor_ids, g.group_id,
        min(e.planned_seconds) as planned_seconds,
        count(f.person_id) filter (where f.seat <> 'left') as seats,
        count(*) filter (where f.status = 'present') as present,
        count(*) filter (where f.status = 'partly') as partly,
        count(*) filter (where f.status = 'absent') as absent,
        count(*) filter (where f.status = 'excused') as excused,
        count(*) filter (where f.status in ('unknown', 'not-set')) as not_known,
        count(*) filter (where f.is_late and f.status in ('present', 'partly')) as late,
        coalesce(sum(f.seconds) filter (where f.status in ('present', 'partly')), 0) as learner_seconds
      from event_facts e
      left join attendance_facts f on f.platform_id = e.platform_id and f.event_id = e.event_id
      cross join lateral (
        select null::uuid as group_id
        union all
        select m.group_id from group_members m where m.platform_id = f.platform_id and m.person_id = f.person_id
      ) g
      where e.platform_id = ${platformId} and e.session_id = ${sessionId} ${ofEvents}
      group by e.event_id, e.month, e.course_id, e.account_id, e.instructor_ids, g.group_id
    ) of_event
    group by month, course_id, account_id, instructor_ids, group_id`.execute(trx)
}

/** Makes the sums of rooms anew of these accounts in these months. */
export async function writeRoomMonths(
  trx: Trx,
  platformId: PlatformId,
  touched: readonly Touched[],
): Promise<void> {
  const rooms = touched.filter(({ accountId }) => accountId !== null)
  if (rooms.length === 0) return
  const asked = sql`(select distinct * from unnest(${rooms.map(({ accountId }) => accountId)}::uuid[],
    ${rooms.map(({ month }) => month)}::text[]) as asked (account_id, month))`
  await sql`delete from room_months using ${asked} asked where room_months.platform_id = ${platformId}
    and room_months.account_id = asked.account_id and room_months.month = asked.month`.execute(trx)
  await sql`
    with held as (
      select e.account_id, e.month, e.starts_at, e.ends_at from event_facts e
      join ${asked} asked on asked.account_id = e.account_id and asked.month = e.month
      where e.platform_id = ${platformId}
    ), steps as (
      select account_id, month, starts_at as at, 1 as change from held
      union all
      select account_id, month, ends_at, -1 from held
    ), rooms as (
      select account_id, month, sum(change) over (partition by account_id, month order by at, change
        rows between unbounded preceding and current row) as at_once
      from steps
    )
    insert into room_months (platform_id, account_id, month, events, room_seconds, peak)
    select ${platformId}, account_id, month, count(*), extract(epoch from sum(ends_at - starts_at)),
      (select max(at_once) from rooms r where r.account_id = held.account_id and r.month = held.month)
    from held group by account_id, month`.execute(trx)
}
