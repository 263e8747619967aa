import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

/**
 * People of the platform, locked until the transaction ends, so that two planners who use the same person wait for each other.
 * In the order of their ids: two who want the same people never wait for each other.
 */
export function lockPeople(trx: Trx, platformId: PlatformId, personIds: readonly PersonId[]) {
  if (personIds.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('people')
    .select(['id', 'firstName', 'lastName'])
    .where('platformId', '=', platformId)
    .where('id', 'in', [...personIds])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

/** Keeps the instructors of sessions as they are until the transaction ends. Many may hold one at the same time. */
export async function holdSessions(
  trx: Trx,
  platformId: PlatformId,
  sessionIds: readonly SessionId[],
): Promise<void> {
  await trx
    .selectFrom('sessions')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', 'in', [...sessionIds])
    .orderBy('id')
    .forShare()
    .execute()
}

/** Locks the instructors of these sessions and events, and other people, as {@link lockPeople} does. */
export async function lockInstructors(
  trx: Trx,
  platformId: PlatformId,
  of: {
    sessionIds: readonly SessionId[]
    eventIds: readonly EventId[]
    personIds: readonly PersonId[]
  },
): Promise<LockedPerson[]> {
  const { rows } =
    await sql<LockedPerson>`select id, first_name, last_name from people where platform_id = ${platformId} and id = any(array(
      select person_id from session_instructors
        where platform_id = ${platformId} and session_id = any(${[...of.sessionIds]})
      union
      select person_id from event_instructors
        where platform_id = ${platformId} and event_id = any(${[...of.eventIds]})
      union
      select unnest(${[...of.personIds]}::uuid[])))
    order by id for no key update`.execute(trx)
  return rows
}

export interface LockedPerson {
  readonly id: PersonId
  readonly firstName: string
  readonly lastName: string
}

/** Instructors of events that have not ended and are not cancelled. */
export function listTeaching(
  db: Db | Trx,
  platformId: PlatformId,
  filter: { eventIds: readonly EventId[]; now: Date },
) {
  return teaching(db, platformId)
    .where('teaching.eventId', 'in', [...filter.eventIds])
    .where('teaching.endsAt', '>', filter.now)
    .where('teaching.cancelledAt', 'is', null)
    .execute()
}

/** What people teach within a stretch of time, cancelled events left out, by start. */
export function listTaughtBy(
  db: Db | Trx,
  platformId: PlatformId,
  filter: { personIds: readonly PersonId[]; startsAfter: Date; startsBefore: Date; endsAfter: Date },
) {
  return teaching(db, platformId)
    .where('teaching.personId', 'in', [...filter.personIds])
    .where('teaching.startsAt', '>', filter.startsAfter)
    .where('teaching.startsAt', '<', filter.startsBefore)
    .where('teaching.endsAt', '>', filter.endsAfter)
    .where('teaching.cancelledAt', 'is', null)
    .execute()
}

function teaching(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('teaching')
    .innerJoin('events', (join) =>
      join.onRef('events.platformId', '=', 'teaching.platformId').onRef('events.id', '=', 'teaching.eventId'),
    )
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .select(['teaching.personId', 'teaching.eventId', 'teaching.startsAt', 'teaching.endsAt'])
    .select(['events.name as eventName', 'courses.name as courseName'])
    .where('teaching.platformId', '=', platformId)
    .orderBy('teaching.startsAt')
    .orderBy('teaching.eventId')
}

/** The instructors of each of these events, by name. */
const instructorsOfEvents = readTogether(
  { eventIds: 'uuid[]' },
  (db, value: Values<{ platformId: PlatformId; eventIds: readonly EventId[] }>) =>
    db
      .selectFrom('teaching')
      .innerJoin('people', (join) =>
        join
          .onRef('people.platformId', '=', 'teaching.platformId')
          .onRef('people.id', '=', 'teaching.personId'),
      )
      .select(['teaching.eventId', 'people.id', 'people.firstName', 'people.lastName', 'people.email'])
      .where('teaching.platformId', '=', value('platformId'))
      .where(sql<boolean>`teaching.event_id = any(${value('eventIds')})`)
      .orderBy(sql`people.last_name collate by_name`)
      .orderBy(sql`people.first_name collate by_name`),
)

export async function listInstructorsOfEvents(
  db: Db | Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
) {
  return eventIds.length === 0 ? [] : instructorsOfEvents(db, { platformId, eventIds })
}

/** Events that instructors of a session teach, because they have none of their own, and that have not ended. */
export function listComingOfSession(trx: Trx, platformId: PlatformId, sessionId: SessionId, now: Date) {
  return trx
    .selectFrom('events')
    .select('id')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('cancelledAt', 'is', null)
    .where('endsAt', '>', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('eventInstructors')
            .select('eventInstructors.personId')
            .whereRef('eventInstructors.platformId', '=', 'events.platformId')
            .whereRef('eventInstructors.eventId', '=', 'events.id'),
        ),
      ),
    )
    .execute()
}

export async function replaceEventInstructors(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  personIds: readonly PersonId[],
): Promise<void> {
  await trx
    .deleteFrom('eventInstructors')
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .execute()
  if (personIds.length === 0) return
  await trx
    .insertInto('eventInstructors')
    .values([...new Set(personIds)].map((personId) => ({ platformId, eventId, personId })))
    .execute()
}
