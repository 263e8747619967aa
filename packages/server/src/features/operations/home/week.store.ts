import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { AccountId, CourseId, EventId, PlatformId, SessionId } from '../../../domain/ids.ts'
import { enrolledInSession, type Trouble, troubleAt, withTrouble } from './troubles.store.ts'

interface DayEventRow {
  /** On the reader's clocks, such as 2026-11-24. */
  readonly day: string
  /** Of this day, listed or not. */
  readonly total: number
  readonly id: EventId
  readonly name: string
  readonly sessionId: SessionId
  readonly courseId: CourseId
  readonly courseName: string
  readonly ownHue: number | null
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  readonly place: string
  readonly appId: string | null
  readonly enrolled: number
  readonly maxEnrollment: number | null
  readonly instructors: string[]
  readonly trouble: Trouble | null
  readonly isChecked: boolean
  readonly roomState: string | null
}

/** Events that take place in a stretch of time, day by day on the reader's clocks: the first ones of each. */
export async function listDays(
  db: Db,
  platformId: PlatformId,
  span: { now: Date; from: Date; until: Date; closeUntil: Date; timeZone: string },
  shown: { close: number; far: number },
): Promise<DayEventRow[]> {
  const { rows } = await sql<DayEventRow>`
    with days as (
      select e.*, (starts_at at time zone ${span.timeZone})::date::text as day
      from events e
      where platform_id = ${platformId} and cancelled_at is null
        and starts_at >= ${span.from} and starts_at < ${span.until}
    ), ranked as (
      select *, row_number() over (partition by day order by starts_at, id) as rank,
        count(*) over (partition by day)::int as total
      from days
    )
    select day, total, events.id, events.name, events.session_id, events.course_id, courses.name as course_name, courses.hue as own_hue,
      starts_at, ends_at, time_zone, place, accounts.app_id, sessions.max_enrollment, ${enrolledInSession} as enrolled,
      array(select trim(first_name || ' ' || last_name) from teaching t
        join people on people.platform_id = t.platform_id and people.id = t.person_id
        where t.platform_id = events.platform_id and t.event_id = events.id
        order by last_name collate by_name, people.id limit 3) as instructors,
      case when ends_at > ${span.now} then ${troubleAt(span.now)} end as trouble, look.is_green is not null as is_checked,
      rooms.state as room_state
    from ranked events
    join courses on courses.platform_id = events.platform_id and courses.id = events.course_id
    join sessions on sessions.platform_id = events.platform_id and sessions.id = events.session_id
    left join accounts on accounts.platform_id = events.platform_id and accounts.id = events.account_id
    ${withTrouble}
    where rank <= case when starts_at < ${span.closeUntil} then ${shown.close}::int else ${shown.far}::int end
    order by starts_at, events.id`.execute(db)
  return rows
}

/** When accounts hold rooms in a stretch of time, with their margins. */
export async function listHeld(db: Db, platformId: PlatformId, span: { from: Date; until: Date }) {
  const { rows } = await sql<{ accountId: AccountId; startsAt: Date; endsAt: Date }>`
    select account_id, events.starts_at - make_interval(mins => margin_before_minutes) as starts_at,
      events.ends_at + make_interval(mins => margin_after_minutes) as ends_at
    from events
    join accounts on accounts.platform_id = events.platform_id and accounts.id = events.account_id
    where events.platform_id = ${platformId} and account_id is not null and cancelled_at is null
      and deleted_at is null and events.starts_at < ${span.until}::timestamptz + interval '4 hours'
      and events.starts_at > ${span.from}::timestamptz - interval '2 days'
      and events.ends_at > ${span.from}::timestamptz - interval '4 hours'
    order by events.starts_at`.execute(db)
  return rows
}

/** Events of each account that have not ended: what its limit of sessions counts. */
export async function countComing(
  db: Db,
  platformId: PlatformId,
  now: Date,
): Promise<Map<AccountId, number>> {
  const { rows } = await sql<{ accountId: AccountId; events: number }>`
    select account_id, count(*)::int as events from events
    where platform_id = ${platformId} and account_id is not null and cancelled_at is null and ends_at > ${now}
    group by account_id`.execute(db)
  return new Map(rows.map((row) => [row.accountId, row.events]))
}
