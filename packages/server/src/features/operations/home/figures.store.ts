import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { PlatformId } from '../../../domain/ids.ts'

/** One week. */
export interface WeekRow {
  /** From 0, the first one. */
  readonly week: number
  /** People with a place in an event of the week. */
  readonly learners: number
  /** Places that are taken, and all places, in sessions with a maximum that have an event in the week. */
  readonly taken: number
  readonly places: number
  readonly present: number
  readonly marked: number
  /** The most rooms that were held at one moment. */
  readonly rooms: number
}

/** Numbers of weeks that follow each other on the clocks of a zone, weeks without anything among them. */
export async function listWeeks(
  db: Db,
  platformId: PlatformId,
  { from, timeZone, weeks }: { from: Date; timeZone: string; weeks: number },
): Promise<WeekRow[]> {
  const { rows } = await sql<WeekRow>`
    with held as materialized (
      select id, session_id, account_id, starts_at, ends_at, ((starts_at at time zone ${timeZone})::date
        - (${from}::timestamptz at time zone ${timeZone})::date) / 7 as week
      from events
      where platform_id = ${platformId} and cancelled_at is null and starts_at >= ${from}
        and starts_at < ((${from}::timestamptz at time zone ${timeZone}) + ${weeks}::int * interval '7 days')
          at time zone ${timeZone}
    ), in_week as materialized (
      select distinct week, session_id from held
    ), people_of as (
      select week, count(distinct person_id)::int as learners,
        (count(*) filter (where sessions.max_enrollment is not null))::int as taken
      from in_week
      join sessions on sessions.platform_id = ${platformId} and sessions.id = in_week.session_id
      join enrollments n on n.platform_id = ${platformId} and n.session_id = in_week.session_id
        and n.status = 'enrolled'
      group by week
    ), places_of as (
      select week, sum(max_enrollment)::int as places from in_week
      join sessions on sessions.platform_id = ${platformId} and sessions.id = in_week.session_id
      group by week
    ), marks_of as (
      select week, (count(*) filter (where status = 'present'))::int as present, count(*)::int as marked
      from held cross join lateral ( -- offset 0: by its index for each event, not all of the platform's at once
        select status from effective_attendance where platform_id = ${platformId} and event_id = held.id offset 0) a
      where status in ('present', 'partly', 'absent')
      group by week
    ), steps as (
      select week, starts_at as at, 1 as change from held where account_id is not null
      union all select week, ends_at, -1 from held where account_id is not null
    ), rooms_of as (
      select week, max(rooms)::int as rooms from (
        -- Who leaves at a moment makes room for who comes then.
        select week, sum(change) over (partition by week order by at, change) as rooms from steps) counted
      group by week
    )
    select week, coalesce(learners, 0) as learners, coalesce(taken, 0) as taken, coalesce(places, 0) as places,
      coalesce(present, 0) as present, coalesce(marked, 0) as marked, coalesce(rooms, 0) as rooms
    from generate_series(0, ${weeks}::int - 1) as week
    left join people_of using (week) left join places_of using (week)
    left join marks_of using (week) left join rooms_of using (week)
    order by week`.execute(db)
  return rows
}
