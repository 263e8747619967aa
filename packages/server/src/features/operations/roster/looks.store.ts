import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { RosterLooksTable } from '../../../db/tables.ts'
import type { EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

type Stays = RosterLooksTable['stays']['__select__']

export function findLook(db: Db, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('rosterLooks')
    .select(['lookedAt', 'isRunning', 'stays'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .executeTakeFirst()
}

/** What was seen of a run last, which is forgotten with it. */
export function takeSeen(trx: Trx, platformId: PlatformId, eventId: EventId) {
  return trx
    .deleteFrom('rosterLooks')
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .returning('stays')
    .executeTakeFirst()
}

/** Takes the turn to ask the provider about an event. @returns false when somebody asked since that moment */
export async function takeLook(
  db: Db,
  look: { platformId: PlatformId; eventId: EventId; askedAt: Date },
  askedBefore: Date,
): Promise<boolean> {
  const row = await db
    .insertInto('rosterLooks')
    .values({ ...look, lookedAt: null, isRunning: null })
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'eventId'])
        .doUpdateSet({ askedAt: look.askedAt })
        .where('rosterLooks.askedAt', '<=', askedBefore),
    )
    .returning('eventId')
    .executeTakeFirst()
  return row !== undefined
}

export async function setLook(
  db: Db,
  platformId: PlatformId,
  eventId: EventId,
  found: { lookedAt: Date; isRunning: boolean; stays: Stays },
): Promise<void> {
  await db
    .updateTable('rosterLooks')
    .set({ ...found, stays: found.stays && JSON.stringify(found.stays) })
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .execute()
}

/** Learners and instructors of an event by what a provider may call them: the key of their registration, and their addresses. */
export async function listNames(db: Db, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{ personId: PersonId; email: string; registrationKey: string | null }>`
    select people.id as person_id, people.email, registrations.provider_key as registration_key
    from events
    join enrollments on enrollments.platform_id = events.platform_id and enrollments.session_id = events.session_id
    join people on people.platform_id = enrollments.platform_id and people.id = enrollments.person_id
    left join rooms on rooms.platform_id = events.platform_id and rooms.event_id = events.id
      and rooms.wanted is not null
    left join registrations on registrations.platform_id = rooms.platform_id and registrations.room_id = rooms.id
      and registrations.person_id = people.id
    where events.platform_id = ${platformId} and events.id = ${eventId}
    union all
    select people.id, people.email, null from teaching
    join people on people.platform_id = teaching.platform_id and people.id = teaching.person_id
    where teaching.platform_id = ${platformId} and teaching.event_id = ${eventId}`.execute(db)
  return rows
}

export function findTimes(db: Db, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('events')
    .select(['endsAt', 'cancelledAt'])
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .executeTakeFirst()
}
