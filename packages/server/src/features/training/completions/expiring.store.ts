import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { isInTeamOf } from '../../../db/parts.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import { MAX_REMINDER_DAYS, usualCompletionRule } from '../../../domain/completion-rule.ts'
import type { CourseId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

/**
 * Of a completion that a statement calls so, in a session that it calls `sessions`: nobody has to renew it, because the
 * same person has completed the course again for longer.
 */
const isRenewed = sql<boolean>`exists (
  select from completions newer
  join sessions again on again.platform_id = newer.platform_id and again.id = newer.session_id
  where newer.platform_id = c.platform_id and newer.person_id = c.person_id and newer.superseded_at is null
    and newer.state = 'completed' and again.course_id = sessions.course_id
    and (newer.valid_until is null or newer.valid_until > c.valid_until
      or (newer.valid_until = c.valid_until and newer.session_id > c.session_id)))`

export interface ExpiringRow {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly sessionId: SessionId
  readonly sessionName: string
  readonly courseId: CourseId
  readonly courseName: string
  readonly completedAt: Date
  readonly validUntil: Date
  /** They have or wait for a place in a session of the course that is yet to end. */
  readonly isEnrolledAgain: boolean
}

/** Which completions end: within a stretch of time, both ends in it; undefined = of all. */
interface Expiring {
  readonly from: Date
  readonly until: Date
  readonly courseId: CourseId | undefined
  /** Only of sessions that this person teaches. */
  readonly teacherId: PersonId | undefined
  /** Only of these people of a team. */
  readonly team?: { readonly managerId: PersonId; readonly personIds: readonly PersonId[] } | undefined
}

/** Completions that somebody who can sign in has to renew: what is listed and what is counted. */
function expiring(platformId: PlatformId, { from, until, courseId, teacherId, team }: Expiring) {
  return sql`
    from completions c
    join sessions on sessions.platform_id = c.platform_id and sessions.id = c.session_id
    join courses on courses.platform_id = sessions.platform_id and courses.id = sessions.course_id
    join people on people.platform_id = c.platform_id and people.id = c.person_id and people.active
    where c.platform_id = ${platformId} and c.superseded_at is null and c.valid_until between ${from} and ${until}
      ${courseId ? sql`and sessions.course_id = ${courseId}` : sql``}
      ${
        teacherId
          ? sql`and exists (select from session_instructors i where i.platform_id = sessions.platform_id
              and i.session_id = sessions.id and i.person_id = ${teacherId})`
          : sql``
      }
      ${
        team
          ? sql`and people.id = any(${[...team.personIds]}::uuid[]) and ${isInTeamOf(team.managerId, 'people')}`
          : sql``
      }
      and not ${isRenewed}`
}

/** How many {@link listExpiring} would list, by the month of their end in the platform's zone; without months that have none. */
export async function countExpiring(
  db: Db,
  platformId: PlatformId,
  filter: Expiring,
): Promise<{ month: string; count: number }[]> {
  const { rows } = await sql<{ month: string; count: number }>`
    select to_char(c.valid_until at time zone
        (select time_zone from platforms where platform_id = ${platformId}), 'YYYY-MM') as month, count(*)::int as count
    ${expiring(platformId, filter)}
    group by 1`.execute(db)
  return rows
}

/** Completions that end within a stretch of time, the first ones first. */
export async function listExpiring(
  db: Db,
  platformId: PlatformId,
  filter: Expiring & {
    readonly now: Date
    readonly after: readonly string[] | undefined
    readonly limit: number
  },
): Promise<ExpiringRow[]> {
  const { now, after, limit } = filter
  const { rows } = await sql<ExpiringRow>`
    select people.id as person_id, people.first_name, people.last_name, people.email, sessions.id as session_id,
      sessions.name as session_name, courses.id as course_id, courses.name as course_name, c.completed_at, c.valid_until,
      exists (
        select from enrollments e
        join sessions coming on coming.platform_id = e.platform_id and coming.id = e.session_id and coming.cancelled_at is null
        where e.platform_id = c.platform_id and e.person_id = c.person_id and e.status <> 'cancelled'
          and coming.course_id = sessions.course_id and coming.id <> sessions.id
          and exists (select from events where events.platform_id = coming.platform_id and events.session_id = coming.id
            and events.cancelled_at is null and events.ends_at > ${now})) as is_enrolled_again
    ${expiring(platformId, filter)}
      ${after ? sql`and (c.valid_until, c.person_id, c.session_id) > (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::uuid)` : sql``}
    order by c.valid_until, c.person_id, c.session_id limit ${limit}`.execute(db)
  return rows
}

/**
 * Writes down which reminders are due now and takes them: the last one whose day has come, and none twice. The days are those of
 * the course's newest rule.
 *
 * @returns whom to remind
 */
export async function takeReminders(trx: Trx, platformId: PlatformId, now: Date) {
  const { rows } = await sql<{
    sessionId: SessionId
    courseId: CourseId
    personId: PersonId
    validUntil: Date
    days: number
  }>`
    with due as (
      select c.session_id, sessions.course_id, c.person_id, c.valid_until, (
        select min(days) from unnest(coalesce(rule.reminder_days, ${[...usualCompletionRule.reminderDays]}::integer[])) as t (days)
        where c.valid_until <= ${now}::timestamptz + make_interval(days => days)
      ) as days
      from completions c
      join sessions on sessions.platform_id = c.platform_id and sessions.id = c.session_id
      join people on people.platform_id = c.platform_id and people.id = c.person_id and people.active
      left join lateral (
        select reminder_days from completion_rules r
        where r.platform_id = sessions.platform_id and r.course_id = sessions.course_id
        order by version desc limit 1
      ) rule on true
      where c.platform_id = ${platformId} and c.superseded_at is null and c.valid_until > ${now}
        and c.valid_until <= ${now}::timestamptz + make_interval(days => ${MAX_REMINDER_DAYS})
        and not ${isRenewed}
    ), taken as (
      insert into completion_reminders (platform_id, session_id, person_id, valid_until, days, sent_at)
      select ${platformId}, session_id, person_id, valid_until, days, ${now} from due
      where days is not null and not exists (
        select from completion_reminders sent where sent.platform_id = ${platformId} and sent.session_id = due.session_id
          and sent.person_id = due.person_id and sent.valid_until = due.valid_until and sent.days <= due.days)
      order by session_id, person_id
      on conflict do nothing
      returning session_id, person_id, valid_until, days
    )
    select taken.*, sessions.course_id from taken
    join sessions on sessions.platform_id = ${platformId} and sessions.id = taken.session_id`.execute(trx)
  return rows
}

/** Platforms on which a validity ends before long. */
export function listPlatformsToRemind(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`select distinct platform_id from completions where superseded_at is null and valid_until > ${now}
      and valid_until <= ${now}::timestamptz + make_interval(days => ${MAX_REMINDER_DAYS})`,
  )
}
