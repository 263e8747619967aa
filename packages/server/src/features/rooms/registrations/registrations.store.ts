import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { RegistrationsTable } from '../../../db/tables.ts'
import type { EventId, PersonId, PlatformId, RoomId, SessionId } from '../../../domain/ids.ts'

export type RegistrationRow = Selectable<RegistrationsTable>
export type RegistrationKey = Pick<RegistrationRow, 'platformId' | 'roomId' | 'personId'>

/** A learner who must have a place at the provider. */
export interface WantedLearner {
  readonly personId: PersonId
  readonly email: string
  readonly firstName: string
  readonly lastName: string
}

/** Takes a room's registrations to work on, alone. @returns undefined when another holds them or there is no such room */
export function takeLease(db: Db, platformId: PlatformId, roomId: RoomId, now: Date, until: Date) {
  return db
    .updateTable('rooms')
    .set({ registrationsLeaseUntil: until })
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .where('registers', '=', true)
    .where((eb) =>
      eb.or([eb('registrationsLeaseUntil', 'is', null), eb('registrationsLeaseUntil', '<', now)]),
    )
    .returningAll()
    .executeTakeFirst()
}

export async function dropLease(
  db: Db,
  platformId: PlatformId,
  roomId: RoomId,
  leaseUntil: Date | null,
): Promise<void> {
  await db
    .updateTable('rooms')
    .set({ registrationsLeaseUntil: null })
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .where('registrationsLeaseUntil', '=', leaseUntil)
    .execute()
}

/** Active people who hold a place in the session of an event, in the order in which they got it. */
export function listWanted(db: Db, platformId: PlatformId, eventId: EventId): Promise<WantedLearner[]> {
  return wantedLearners(db, platformId)
    .where('events.id', '=', eventId)
    .orderBy('enrollments.enrolledAt')
    .orderBy('people.id')
    .execute()
}

export function findWanted(db: Db, platformId: PlatformId, eventId: EventId, personId: PersonId) {
  return wantedLearners(db, platformId)
    .where('events.id', '=', eventId)
    .where('people.id', '=', personId)
    .executeTakeFirst()
}

function wantedLearners(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('events')
    .innerJoin('enrollments', (join) =>
      join
        .onRef('enrollments.platformId', '=', 'events.platformId')
        .onRef('enrollments.sessionId', '=', 'events.sessionId')
        .on('enrollments.status', '=', 'enrolled'),
    )
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'enrollments.platformId')
        .onRef('people.id', '=', 'enrollments.personId')
        .on('people.active', '=', true),
    )
    .select(['people.id as personId', 'people.email', 'people.firstName', 'people.lastName'])
    .where('events.platformId', '=', platformId)
}

export function listRegistrations(db: Db, platformId: PlatformId, roomId: RoomId) {
  return db
    .selectFrom('registrations')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .execute()
}

export function findRegistration(db: Db, platformId: PlatformId, roomId: RoomId, personId: PersonId) {
  return db
    .selectFrom('registrations')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .where('personId', '=', personId)
    .executeTakeFirst()
}

/** Written before the provider is asked, so that a crash leaves a trace. */
export async function upsertRegistrations(
  db: Db,
  rows: readonly (Insertable<RegistrationsTable> & RegistrationKey)[],
): Promise<void> {
  await db
    .insertInto('registrations')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'roomId', 'personId']).doUpdateSet(({ ref }) => ({
        email: ref('excluded.email'),
        firstName: ref('excluded.firstName'),
        lastName: ref('excluded.lastName'),
        roomKey: ref('excluded.roomKey'),
        state: ref('excluded.state'),
        providerKey: ref('excluded.providerKey'),
        joinUrl: ref('excluded.joinUrl'),
        reason: ref('excluded.reason'),
        changedAt: ref('excluded.changedAt'),
      })),
    )
    .execute()
}

export async function updateRegistration(
  db: Db,
  { platformId, roomId, personId }: RegistrationKey,
  change: Updateable<RegistrationsTable>,
): Promise<void> {
  await db
    .updateTable('registrations')
    .set(change)
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .where('personId', '=', personId)
    .execute()
}

export async function deleteRegistration(
  db: Db,
  { platformId, roomId, personId }: RegistrationKey,
): Promise<void> {
  await db
    .deleteFrom('registrations')
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .where('personId', '=', personId)
    .execute()
}

/** Everybody of a room is due at once, and asked about again. */
export async function clearRetries(db: Db, platformId: PlatformId, roomId: RoomId): Promise<void> {
  await db
    .updateTable('registrations')
    .set({ state: 'pending', retryAt: null, failures: 0 })
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .execute()
}

/** The rooms of these sessions' events to come whose learners need a place of their own. */
export function listRoomsOfSessions(
  db: Db | Trx,
  platformId: PlatformId,
  sessionIds: readonly SessionId[],
  now: Date,
) {
  return comingRooms(db, platformId, now)
    .where('events.sessionId', 'in', [...sessionIds])
    .execute()
}

/** Those of all events to come in which one of these people has a place, here or at the provider. */
export function listRoomsOfPeople(
  db: Db | Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
  now: Date,
) {
  return comingRooms(db, platformId, now)
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('enrollments')
            .select('enrollments.personId')
            .whereRef('enrollments.platformId', '=', 'events.platformId')
            .whereRef('enrollments.sessionId', '=', 'events.sessionId')
            .where('enrollments.personId', 'in', [...personIds]),
        ),
        eb.exists(
          eb
            .selectFrom('registrations')
            .select('registrations.personId')
            .whereRef('registrations.platformId', '=', 'rooms.platformId')
            .whereRef('registrations.roomId', '=', 'rooms.id')
            .where('registrations.personId', 'in', [...personIds]),
        ),
      ]),
    )
    .execute()
}

/** Rooms whose registrations are not those that are wanted and that nobody works on: what a crash left behind. */
export function listUnsettled(db: Db, platformId: PlatformId, now: Date, limit: number) {
  const isAsWanted = sql<boolean>`
    registrations.state = 'ready' and registrations.room_key = rooms.provider_key
    and registrations.email = people.email and registrations.first_name = people.first_name
    and registrations.last_name = people.last_name`
  const waits = sql<boolean>`registrations.room_key = rooms.provider_key and registrations.retry_at > ${now}`
  const missing = sql<boolean>`exists (
    select from enrollments
    join people on people.platform_id = enrollments.platform_id and people.id = enrollments.person_id and people.active
    left join registrations on registrations.platform_id = rooms.platform_id
      and registrations.room_id = rooms.id and registrations.person_id = enrollments.person_id
    where enrollments.platform_id = events.platform_id and enrollments.session_id = events.session_id
      and enrollments.status = 'enrolled'
      and not coalesce(${isAsWanted}, false) and not coalesce(${waits}, false))`
  const tooMany = sql<boolean>`exists (
    select from registrations
    where registrations.platform_id = rooms.platform_id and registrations.room_id = rooms.id
      and not coalesce(${waits}, false)
      and not exists (
        select from enrollments
        join people on people.platform_id = enrollments.platform_id and people.id = enrollments.person_id and people.active
        where enrollments.platform_id = events.platform_id and enrollments.session_id = events.session_id
          and enrollments.person_id = registrations.person_id and enrollments.status = 'enrolled'))`
  return comingRooms(db, platformId, now)
    .where('rooms.providerKey', 'is not', null)
    .where((eb) =>
      eb.or([eb('rooms.registrationsLeaseUntil', 'is', null), eb('rooms.registrationsLeaseUntil', '<', now)]),
    )
    .where((eb) => eb.or([missing, tooMany]))
    .limit(limit)
    .execute()
}

/**
 * Platforms for which {@link listUnsettled} may find rooms: something changed, a wait is over, or a worker was lost in
 * the middle.
 */
export function listPlatformsWithUnsettled(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from sweep_marks where sweep = 'registrations'
    union
    select registrations.platform_id from registrations
    join rooms on rooms.platform_id = registrations.platform_id and rooms.id = registrations.room_id
    join events on events.platform_id = rooms.platform_id and events.id = rooms.event_id
    where registrations.state <> 'ready' and coalesce(registrations.retry_at, registrations.changed_at) <= ${now}
      and (rooms.registrations_lease_until is null or rooms.registrations_lease_until < ${now})
      and events.ends_at > ${now}
    union
    select rooms.platform_id from rooms
    join events on events.platform_id = rooms.platform_id and events.id = rooms.event_id
    where rooms.registrations_lease_until < ${now} and events.ends_at > ${now}`,
  )
}

function comingRooms(db: Db | Trx, platformId: PlatformId, now: Date) {
  return db
    .selectFrom('rooms')
    .innerJoin('events', (join) =>
      join.onRef('events.platformId', '=', 'rooms.platformId').onRef('events.id', '=', 'rooms.eventId'),
    )
    .select('rooms.id')
    .where('rooms.platformId', '=', platformId)
    .where('rooms.registers', '=', true)
    .where('rooms.wanted', 'is not', null)
    .where('events.endsAt', '>', now)
}

/** Has somebody who is registered without a link asked for anew. @returns false when there is nobody */
export async function askAgain(
  trx: Trx,
  platformId: PlatformId,
  roomId: RoomId,
  providerKey: string,
): Promise<boolean> {
  const row = await trx
    .updateTable('registrations')
    .set({ state: 'pending', retryAt: null })
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .where('providerKey', '=', providerKey)
    .where('state', '=', 'ready')
    .where('joinUrl', 'is', null)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}
