import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

const enrolled = sql`any(${[...enrolledStatuses]})`

// What stands on a roster is read in plain pieces by their indexes and put together by the service: one query over all
// of it was planned as nested loops, and took seconds with 1,000 learners.

/** Everybody who has or had a place, by name. */
export async function listPlaces(db: Db, platformId: PlatformId, sessionId: SessionId) {
  const { rows } = await sql<{
    personId: PersonId
    firstName: string
    lastName: string
    email: string
    isEnrolled: boolean
  }>`
    select people.id as person_id, people.first_name, people.last_name, people.email,
      enrollments.status = ${enrolled} as is_enrolled
    from enrollments
    join people on people.platform_id = enrollments.platform_id and people.id = enrollments.person_id
    where enrollments.platform_id = ${platformId} and enrollments.session_id = ${sessionId}
    order by people.last_name collate by_name, people.first_name collate by_name, people.id`.execute(db)
  return rows
}

/** Clicks on Join by person. */
export async function listEntries(db: Db, platformId: PlatformId, eventId: EventId) {
  const rows = await db
    .selectFrom('eventEntries')
    .select(['personId'])
    .select((eb) => [
      eb.fn.min('enteredAt').as('firstEnteredAt'),
      eb.fn.max('enteredAt').as('lastEnteredAt'),
      eb.fn.countAll<number>().as('entries'),
    ])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('role', '=', 'learner')
    .groupBy('personId')
    .execute()
  return new Map(rows.map((row) => [row.personId, row]))
}

/** Places at the provider by person. */
export async function listRegistrations(db: Db, platformId: PlatformId, eventId: EventId) {
  const rows = await db
    .selectFrom('registrations')
    .innerJoin('rooms', (join) =>
      join
        .onRef('rooms.platformId', '=', 'registrations.platformId')
        .onRef('rooms.id', '=', 'registrations.roomId')
        .onRef('rooms.providerKey', '=', 'registrations.roomKey'),
    )
    .select(['registrations.personId', 'registrations.state', 'registrations.reason'])
    .where('rooms.platformId', '=', platformId)
    .where('rooms.eventId', '=', eventId)
    .where('rooms.wanted', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.personId, row]))
}

/** When people were nudged last. */
export async function listNudges(
  db: Db,
  platformId: PlatformId,
  event: { id: EventId; sessionId: SessionId },
): Promise<Map<PersonId, Date>> {
  const { rows } = await sql<{ personId: PersonId; at: Date }>`
    select person_id, max(created_at) as at from notifications
    where platform_id = ${platformId} and session_id = ${event.sessionId} and kind = 'nudge'
      and ${event.id} = any(event_ids)
    group by person_id`.execute(db)
  return new Map(rows.map((row) => [row.personId, row.at]))
}

/** Lets messages to the learners of an event be written one after the other; clicks on Join go on meanwhile. */
export async function lockEvent(trx: Trx, platformId: PlatformId, eventId: EventId): Promise<void> {
  await trx
    .selectFrom('events')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .forNoKeyUpdate()
    .execute()
}

/** Learners with a place who have not pressed Join and were not nudged since a moment. */
export async function listToNudge(
  trx: Trx,
  platformId: PlatformId,
  event: { id: EventId; sessionId: SessionId },
  nudgedSince: Date,
): Promise<{ personId: PersonId; isDue: boolean }[]> {
  const { rows } = await sql<{ personId: PersonId; isDue: boolean }>`
    select person_id, not exists (
      select from notifications n where n.platform_id = ${platformId} and n.session_id = ${event.sessionId}
        and n.person_id = enrollments.person_id and n.kind = 'nudge' and ${event.id} = any(n.event_ids)
        and n.created_at > ${nudgedSince}) as is_due
    from enrollments
    where platform_id = ${platformId} and session_id = ${event.sessionId} and status = ${enrolled}
      and not exists (select from event_entries e where e.platform_id = ${platformId} and e.event_id = ${event.id}
        and e.person_id = enrollments.person_id)`.execute(trx)
  return rows
}

export interface EventCounts {
  readonly eventId: EventId
  readonly enrolled: number
  /** null where learners need no place at the provider. */
  readonly registered: number | null
  readonly entered: number
  readonly startedAt: Date | null
  readonly present: number
  readonly partly: number
  readonly absent: number
  readonly excused: number
  readonly hasAlarm: boolean
}

/** The numbers of several events at once. */
export async function countEvents(
  db: Db,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<EventCounts[]> {
  if (eventIds.length === 0) return []
  const { rows } = await sql<EventCounts>`
    select events.id as event_id,
      (select count(*)::int from enrollments e where e.platform_id = events.platform_id
        and e.session_id = events.session_id and e.status = ${enrolled}) as enrolled,
      case when rooms.registers then (select count(*)::int from registrations r
        where r.platform_id = rooms.platform_id and r.room_id = rooms.id and r.room_key = rooms.provider_key
          and r.state = 'ready') end as registered,
      clicks.entered, clicks.started_at, held.present, held.partly, held.absent, held.excused,
      exists (select from event_alarms a where a.platform_id = events.platform_id and a.event_id = events.id
        and a.starts_at = events.starts_at and a.cleared_at is null) and clicks.started_at is null as has_alarm
    from events
    left join rooms on rooms.platform_id = events.platform_id and rooms.event_id = events.id
      and rooms.wanted is not null
    cross join lateral (
      select (count(distinct person_id) filter (where role = 'learner'))::int as entered,
        min(entered_at) filter (where role = 'instructor') as started_at
      from event_entries where platform_id = events.platform_id and event_id = events.id) clicks
    cross join lateral (
      select (count(*) filter (where status = 'present'))::int as present,
        (count(*) filter (where status = 'partly'))::int as partly,
        (count(*) filter (where status = 'absent'))::int as absent,
        (count(*) filter (where status = 'excused'))::int as excused
      from effective_attendance where platform_id = events.platform_id and event_id = events.id) held
    where events.platform_id = ${platformId} and events.id = any(${[...eventIds]})`.execute(db)
  return rows
}
