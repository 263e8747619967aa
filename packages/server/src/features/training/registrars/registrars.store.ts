import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { AttendanceStatus } from '../../../domain/attendance.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

const enrolled = sql`any(${[...enrolledStatuses]})`

export interface GivenRow {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly name: string
  readonly courseName: string
  readonly sessionName: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  readonly joinOpensMinutes: number | null
  readonly place: string
  readonly cancelledAt: Date | null
  readonly cancelReason: string
  readonly enrolled: number
  readonly present: number
}

/**
 * Events that are given to a person, by start.
 *
 * @param of one of them, or those that touch a stretch of time
 */
export async function listGiven(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  of: { readonly eventId: EventId } | { readonly from: Date; readonly until: Date },
): Promise<GivenRow[]> {
  const chosen =
    'eventId' in of
      ? sql`events.id = ${of.eventId}`
      : sql`events.starts_at < ${of.until} and events.ends_at > ${of.from}`
  const { rows } = await sql<GivenRow>`
    select events.id, events.session_id, events.name, courses.name as course_name, sessions.name as session_name,
      events.starts_at, events.ends_at, events.time_zone, events.join_opens_minutes, events.place,
      events.cancelled_at, events.cancel_reason,
      (select count(*)::int from enrollments n where n.platform_id = events.platform_id
        and n.session_id = events.session_id and n.status = ${enrolled}) as enrolled,
      (select count(*)::int from attendance_marks m join enrollments n on n.platform_id = m.platform_id
          and n.session_id = events.session_id and n.person_id = m.person_id and n.status = ${enrolled}
        where m.platform_id = events.platform_id and m.event_id = events.id
          and m.status in ('present', 'partly')) as present
    from event_registrars given
    join events on events.platform_id = given.platform_id and events.id = given.event_id
    join sessions on sessions.platform_id = events.platform_id and sessions.id = events.session_id
    join courses on courses.platform_id = events.platform_id and courses.id = events.course_id
    where given.platform_id = ${platformId} and given.person_id = ${personId} and ${chosen}
    order by events.starts_at, events.id
    limit 100`.execute(db)
  return rows
}

/** Everybody with a place in the session of an event, by name, with the mark that they have in it. */
export async function listPeople(
  db: Db,
  platformId: PlatformId,
  event: { readonly id: EventId; readonly sessionId: SessionId },
) {
  const { rows } = await sql<{
    personId: PersonId
    firstName: string
    lastName: string
    status: AttendanceStatus
    version: number
  }>`
    select people.id as person_id, people.first_name, people.last_name,
      coalesce(marks.status, 'not-set') as status, coalesce(marks.version, 0) as version
    from enrollments
    join people on people.platform_id = enrollments.platform_id and people.id = enrollments.person_id
    left join attendance_marks marks on marks.platform_id = enrollments.platform_id
      and marks.event_id = ${event.id} and marks.person_id = enrollments.person_id
    where enrollments.platform_id = ${platformId} and enrollments.session_id = ${event.sessionId}
      and enrollments.status = ${enrolled}
    order by people.last_name collate by_name, people.first_name collate by_name, people.id`.execute(db)
  return rows
}

/** Those at the door of an event, by name. */
export function listRegistrars(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('eventRegistrars as given')
    .innerJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'given.platformId').onRef('people.id', '=', 'given.personId'),
    )
    .select(['people.id as personId', 'people.firstName', 'people.lastName', 'people.email'])
    .where('given.platformId', '=', platformId)
    .where('given.eventId', '=', eventId)
    .orderBy(sql`people.last_name collate by_name, people.first_name collate by_name, people.id`)
    .execute()
}

/** An event, or with it those of its session that have not ended. */
export async function listEventIds(
  trx: Trx,
  platformId: PlatformId,
  event: { readonly id: EventId; readonly sessionId: SessionId },
  { wholeSession, now }: { readonly wholeSession: boolean; readonly now: Date },
): Promise<EventId[]> {
  if (!wholeSession) return [event.id]
  const rows = await trx
    .selectFrom('events')
    .select('id')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', event.sessionId)
    .where((where) => where.or([where('endsAt', '>', now), where('id', '=', event.id)]))
    .execute()
  return rows.map(({ id }) => id)
}

/** @returns the events that were not theirs yet */
export async function give(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  const rows = await trx
    .insertInto('eventRegistrars')
    .values(eventIds.map((eventId) => ({ platformId, eventId, personId })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('eventId')
    .execute()
  return rows.map(({ eventId }) => eventId)
}

/** @returns the events that were theirs */
export async function take(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  const rows = await trx
    .deleteFrom('eventRegistrars')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('eventId', '=', sql<EventId>`any(${[...eventIds]}::uuid[])`)
    .returning('eventId')
    .execute()
  return rows.map(({ eventId }) => eventId)
}
