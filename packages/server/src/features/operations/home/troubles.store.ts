import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import { LONGEST_EVENT } from '../../../db/own-events.ts'
import type { AccountId, CourseId, EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import type { TodoKind } from '../../../domain/todo.ts'

/** Whose sessions somebody plans: those that they are an instructor of; undefined = all, as superadmins do. */
export type Planned = PersonId | undefined

/** The session is one of them. */
export function isPlanned(platformId: PlatformId, planner: Planned, sessionId: string) {
  if (!planner) return sql<boolean>`true`
  return sql<boolean>`${sql.ref(sessionId)} in (select session_id from session_instructors
    where platform_id = ${platformId} and person_id = ${planner})`
}

/** What is wrong with an event that has not ended; the worst is named. Needs what {@link withTrouble} joins. */
export type Trouble = Extract<
  TodoKind,
  'not-started' | 'room' | 'check' | 'no-instructor' | 'no-room' | 'drift'
>

/** Joins the room and the newest check of each of `events`, to say what is wrong with them. Needs `events`, `courses`. */
export const withTrouble = sql`
  left join rooms on rooms.platform_id = events.platform_id and rooms.event_id = events.id and rooms.wanted is not null
  left join lateral (
    select is_green, findings from preflights
    where preflights.platform_id = events.platform_id and preflights.event_id = events.id
    order by checked_at desc, stage = 'asked' desc limit 1
  ) look on true`

export const troubleAt = (now: Date) => sql<Trouble | null>`case
  when events.starts_at <= ${now} and events.account_id is not null
    and exists (select from event_alarms a where a.platform_id = events.platform_id and a.event_id = events.id
      and a.starts_at = events.starts_at and a.cleared_at is null)
    and not exists (select from event_entries n where n.platform_id = events.platform_id and n.event_id = events.id
      and n.role = 'instructor') then 'not-started'
  when rooms.state in ('blocked', 'failed') then 'room'
  when not look.is_green then 'check'
  -- What the view "teaching" says, which would be read whole.
  when not exists (select from event_instructors i where i.platform_id = events.platform_id and i.event_id = events.id)
    and not exists (select from session_instructors i where i.platform_id = events.platform_id
      and i.session_id = events.session_id) then 'no-instructor'
  when courses.type = 'vilt' and events.account_id is null and events.place = '' then 'no-room'
  when rooms.drift is not null then 'drift' end`

/** How many of `events.session_id` have a place. */
export const enrolledInSession = sql<number>`(select count(*)::int from enrollments n
  where n.platform_id = events.platform_id and n.session_id = events.session_id
    and n.status = 'enrolled')`

interface TroubleRow {
  readonly kind: Trouble
  /** Of this kind, listed or not. */
  readonly total: number
  readonly eventId: EventId
  readonly name: string
  readonly sessionId: SessionId
  readonly courseId: CourseId
  readonly courseName: string
  readonly ownHue: number | null
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  readonly accountId: AccountId | null
  readonly appId: string | null
  readonly enrolled: number
  readonly reason: StoredMessage | null
}

/** Events that have not ended and begin before a moment with what is wrong with them: of each kind the first ones. */
export async function listTroubles(
  db: Db,
  platformId: PlatformId,
  planner: Planned,
  span: { now: Date; until: Date; ofEach: number },
): Promise<TroubleRow[]> {
  const { rows } = await sql<TroubleRow>`
    with found as (
      select events.*, courses.name as course_name, courses.hue as own_hue, ${troubleAt(span.now)} as kind,
        case when rooms.state in ('blocked', 'failed') then rooms.reason
          when not look.is_green then look.findings -> 0 else rooms.drift end as reason
      from events
      join courses on courses.platform_id = events.platform_id and courses.id = events.course_id
      ${withTrouble}
      where events.platform_id = ${platformId} and events.cancelled_at is null
        and events.starts_at > ${span.now}::timestamptz - ${LONGEST_EVENT} and events.starts_at < ${span.until}
        and events.ends_at > ${span.now} and ${isPlanned(platformId, planner, 'events.session_id')}
    ), ranked as (
      select *, row_number() over (partition by kind order by starts_at, id) as rank,
        count(*) over (partition by kind)::int as total
      from found where kind is not null
    )
    select kind, total, events.id as event_id, events.name, session_id, course_id, course_name, own_hue, starts_at, ends_at,
      time_zone, account_id, accounts.app_id, reason, ${enrolledInSession} as enrolled
    from ranked events
    left join accounts on accounts.platform_id = events.platform_id and accounts.id = events.account_id
    where rank <= ${span.ofEach}
    order by starts_at, events.id`.execute(db)
  return rows
}
