import { type RawBuilder, sql } from 'kysely'
import { enrolledStatuses } from '../domain/enrollment.ts'
import type { EventId, PersonId, PlatformId } from '../domain/ids.ts'
import type { Db, Trx } from './database.ts'

/** What a person has to do with events. */

/** No event is longer than a day; this leaves room for clocks that change. */
export const LONGEST_EVENT = sql`interval '2 days'`

/** Statuses of those who have a place. */
export const enrolled = sql.join(enrolledStatuses.map((status) => sql.lit(status)))

/** The person has a place in the event. */
export function learns(platformId: PlatformId, personId: PersonId): RawBuilder<boolean> {
  return sql<boolean>`(events.session_id in (select session_id from enrollments
    where platform_id = ${platformId} and person_id = ${personId} and status in (${enrolled})))`
}

/** The person teaches the event. */
export function teaches(platformId: PlatformId, personId: PersonId): RawBuilder<boolean> {
  return sql<boolean>`(events.id in (select event_id from teaching
    where platform_id = ${platformId} and person_id = ${personId}))`
}

/**
 * The person has a place in the event, or teaches it. Comes from the few sessions and events of a person, and
 * never from all events of the time.
 */
export function isOwn(
  platformId: PlatformId,
  personId: PersonId,
  scope: 'mine' | 'teaching',
  { from, until }: { from: Date; until: Date },
): RawBuilder<boolean> {
  const inTime = sql`starts_at > ${from}::timestamptz - ${LONGEST_EVENT} and starts_at < ${until}`
  const taught = sql`select event_id from teaching
    where platform_id = ${platformId} and person_id = ${personId} and ${inTime}`
  if (scope === 'teaching') return sql<boolean>`events.id in (${taught})`
  return sql<boolean>`events.id in (
    select own.id from events own where own.platform_id = ${platformId} and ${inTime}
      and own.session_id = any(array(select session_id from enrollments
        where platform_id = ${platformId} and person_id = ${personId} and status in (${enrolled})))
    union all ${taught})`
}

/** The same events, each once, with what the person has to do with them: for a statement that starts from them. */
export function ownEvents(
  platformId: PlatformId,
  personId: PersonId,
  { from, until }: { from: Date; until: Date },
): RawBuilder<{ id: EventId; learns: boolean; teaches: boolean }> {
  const inTime = sql`starts_at > ${from}::timestamptz - ${LONGEST_EVENT} and starts_at < ${until}`
  return sql`(select id, bool_or(learns) as learns, bool_or(teaches) as teaches from (
    select own.id, true as learns, false as teaches from enrollments
      join events own on own.platform_id = enrollments.platform_id and own.session_id = enrollments.session_id
      where enrollments.platform_id = ${platformId} and enrollments.person_id = ${personId}
        and enrollments.status in (${enrolled}) and ${inTime}
    union all select event_id, false, true from teaching
      where platform_id = ${platformId} and person_id = ${personId} and ${inTime}) ties group by id)`
}

/**
 * Events with what one person has to do with each: their place, what they teach, and the event's room. At most one row of
 * each is joined to an event.
 */
export function eventsOfPerson(db: Db | Trx, personId: PersonId) {
  return db
    .selectFrom('events')
    .leftJoin('enrollments', (join) =>
      join
        .onRef('enrollments.platformId', '=', 'events.platformId')
        .onRef('enrollments.sessionId', '=', 'events.sessionId')
        .on('enrollments.personId', '=', personId)
        .on('enrollments.status', 'in', [...enrolledStatuses]),
    )
    .leftJoin('sessionInstructors', (join) =>
      join
        .onRef('sessionInstructors.platformId', '=', 'events.platformId')
        .onRef('sessionInstructors.sessionId', '=', 'events.sessionId')
        .on('sessionInstructors.personId', '=', personId),
    )
    .leftJoin('eventInstructors', (join) =>
      join
        .onRef('eventInstructors.platformId', '=', 'events.platformId')
        .onRef('eventInstructors.eventId', '=', 'events.id')
        .on('eventInstructors.personId', '=', personId),
    )
    .leftJoin('rooms', (join) =>
      join
        .onRef('rooms.platformId', '=', 'events.platformId')
        .onRef('rooms.eventId', '=', 'events.id')
        .on('rooms.wanted', 'is not', null),
    )
}

/** The instructors of an event, and those of its session, may start it. For {@link eventsOfPerson}. */
export const mayStart = sql<PersonId | null>`coalesce(event_instructors.person_id, session_instructors.person_id)`
