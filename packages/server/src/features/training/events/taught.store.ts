import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { showsRecordings } from '../../../db/shown-recordings.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type { EventId, PersonId, PlatformId, RoomId, SessionId } from '../../../domain/ids.ts'

const enrolled = sql`any(${[...enrolledStatuses]})`

export interface TaughtRow {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly name: string
  readonly courseName: string
  readonly sessionName: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly joinOpensMinutes: number | null
  readonly cancelledAt: Date | null
  readonly cancelReason: string
  /** Learners may see recordings of it. */
  readonly showsRecording: boolean
  readonly appId: string | null
  readonly sessionType: string | null
  readonly roomId: RoomId | null
  readonly registers: boolean | null
  /** The event, or the session that it belongs to. */
  readonly isTaught: boolean
  readonly isEnrolled: boolean
}

/** An event with what a person has to do with it. */
export async function findTaught(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  eventId: EventId,
): Promise<TaughtRow | undefined> {
  const { rows } = await sql<TaughtRow>`
    select events.id, events.session_id, events.name, courses.name as course_name, sessions.name as session_name,
      events.starts_at, events.ends_at, events.join_opens_minutes, events.cancelled_at, events.cancel_reason,
      ${showsRecordings} as shows_recording,
      accounts.app_id, accounts.session_type, rooms.id as room_id, rooms.registers,
      (exists (select from teaching t where t.platform_id = events.platform_id and t.event_id = events.id
          and t.person_id = ${personId})
        or exists (select from session_instructors s where s.platform_id = events.platform_id
          and s.session_id = events.session_id and s.person_id = ${personId})) as is_taught,
      exists (select from enrollments e where e.platform_id = events.platform_id
        and e.session_id = events.session_id and e.person_id = ${personId} and e.status = ${enrolled}) as is_enrolled
    from events
    join sessions on sessions.platform_id = events.platform_id and sessions.id = events.session_id
    join courses on courses.platform_id = events.platform_id and courses.id = events.course_id
    left join accounts on accounts.platform_id = events.platform_id and accounts.id = events.account_id
    left join rooms on rooms.platform_id = events.platform_id and rooms.event_id = events.id
      and rooms.wanted is not null
    where events.platform_id = ${platformId} and events.id = ${eventId}`.execute(db)
  return rows[0]
}

/** The instructors of an event, with their first click on Start. */
export async function listEventInstructors(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{ id: PersonId; firstName: string; lastName: string; startedAt: Date | null }>`
    select people.id, people.first_name, people.last_name, (
      select min(entered_at) from event_entries
      where platform_id = teaching.platform_id and event_id = teaching.event_id and person_id = people.id
        and role = 'instructor') as started_at
    from teaching
    join people on people.platform_id = teaching.platform_id and people.id = teaching.person_id
    where teaching.platform_id = ${platformId} and teaching.event_id = ${eventId}
    order by people.last_name collate by_name, people.first_name collate by_name`.execute(db)
  return rows
}

/** Events that a person teaches and that end after a moment, or ended within a span; by start. */
export async function listTaughtIds(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  span: { endsAfter: Date; endsUntil: Date | null; limit: number },
): Promise<EventId[]> {
  const { rows } = await sql<{ id: EventId }>`
    select event_id as id from teaching
    where platform_id = ${platformId} and person_id = ${personId} and cancelled_at is null
      and ends_at > ${span.endsAfter} and (${span.endsUntil}::timestamptz is null or ends_at <= ${span.endsUntil})
    order by starts_at ${span.endsUntil ? sql`desc` : sql`asc`}, event_id
    limit ${span.limit}`.execute(db)
  return rows.map((row) => row.id)
}
