import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { RoomsTable } from '../../../db/tables.ts'
import type { AccountId, EventId, OrganizerId, PlatformId, RoomId } from '../../../domain/ids.ts'
import { outsideText } from '../../../domain/outside-text.ts'

export type RoomRow = Selectable<RoomsTable>

/** The room that an event has now; rooms on their way out don't count. */
export function findWantedRoom(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('rooms')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('wanted', 'is not', null)
    .executeTakeFirst()
}

/** The room that is held ready for an event. */
export function findSpare(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('rooms')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('isSpare', '=', true)
    .executeTakeFirst()
}

/**
 * Every room that an event has or had at the provider, without those that were gone before a moment. One that went while
 * people could be in it has the key that it had.
 */
export async function listRoomsSince(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
  since: Date,
): Promise<RoomRow[]> {
  const rows = await db
    .selectFrom('rooms')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where((eb) => eb.or([eb('providerKey', 'is not', null), eb('goneKey', 'is not', null)]))
    .where((eb) => eb.or([eb('state', '<>', 'gone'), eb('changedAt', '>=', since)]))
    // Nobody was ever led to a spare that was not switched to.
    .where((eb) => eb.or([eb('isSpare', '=', false), eb('replacedAt', 'is not', null)]))
    .orderBy('createdAt')
    .execute()
  return rows.map((row) => ({ ...row, providerKey: row.providerKey ?? row.goneKey }))
}

export function findRoom(db: Db | Trx, platformId: PlatformId, roomId: RoomId) {
  return db
    .selectFrom('rooms')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .executeTakeFirst()
}

/** The room of one of some accounts that their provider knows by a key, and that is wanted. */
export function findRoomByKey(
  db: Db | Trx,
  platformId: PlatformId,
  accountIds: readonly AccountId[],
  providerKey: string,
): Promise<RoomRow | undefined> {
  return (
    db
      .selectFrom('rooms')
      .selectAll()
      .where('platformId', '=', platformId)
      .where('accountId', 'in', [...accountIds])
      .where((eb) => eb(eb.fn.coalesce('providerKey', 'goneKey'), '=', outsideText(providerKey, 500)))
      // One that was replaced, or is gone, tells what was in it afterwards.
      .orderBy((eb) => eb('wanted', 'is', null))
      .limit(1)
      .executeTakeFirst()
  )
}

export async function insertRoom(trx: Trx, room: Insertable<RoomsTable>): Promise<void> {
  await trx.insertInto('rooms').values(room).execute()
}

/** A new intent: the revision grows, and the room is worked on from now. */
export async function setWanted(
  trx: Trx,
  platformId: PlatformId,
  roomId: RoomId,
  change: Pick<
    Updateable<RoomsTable>,
    'wanted' | 'spare' | 'state' | 'changedAt' | 'organizerId' | 'movedFrom'
  >,
): Promise<void> {
  await trx
    .updateTable('rooms')
    .set((eb) => ({
      ...change,
      wantedRevision: eb('wantedRevision', '+', 1),
      retryAt: null,
      failures: 0,
      reason: null,
    }))
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .execute()
}

/** Makes a waiting room due at once. */
export async function clearRetry(trx: Trx, platformId: PlatformId, roomId: RoomId): Promise<void> {
  await trx
    .updateTable('rooms')
    .set({ retryAt: null, failures: 0, drift: null })
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .execute()
}

/** So much earlier a room may be tried than was said: the clocks of the queue and of a node are not one. */
const EARLY_MS = 1000

/**
 * Takes a room to work on, alone. Before its next try nobody does: else the sweep and the job of a try would each go on with
 * tries of their own, and there would be more of them each time.
 *
 * @returns undefined when another holds it, it is too early, or there is none
 */
export function takeLease(db: Db, platformId: PlatformId, roomId: RoomId, now: Date, until: Date) {
  const soon = new Date(now.getTime() + EARLY_MS)
  return db
    .updateTable('rooms')
    .set({ leaseUntil: until })
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<', now)]))
    .where((eb) => eb.or([eb('retryAt', 'is', null), eb('retryAt', '<=', soon)]))
    .returningAll()
    .executeTakeFirst()
}

/**
 * Writes what a step found, if the lease is still ours.
 *
 * @returns the row as it is now, or undefined when the lease was lost
 */
export function updateUnderLease(db: Db | Trx, room: RoomRow, change: Updateable<RoomsTable>) {
  return db
    .updateTable('rooms')
    .set(change)
    .where('platformId', '=', room.platformId)
    .where('id', '=', room.id)
    .where('leaseUntil', '=', room.leaseUntil)
    .returningAll()
    .executeTakeFirst()
}

export function findEventOfRoom(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('events')
    .select(['id', 'startsAt', 'endsAt', 'joinOpensMinutes', 'cancelledAt'])
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .executeTakeFirst()
}

/** Rooms of an account that have an organizer and touch a stretch of time; spares too. */
export async function listHeldRooms(
  db: Db | Trx,
  platformId: PlatformId,
  accountId: AccountId,
  span: { startsAt: Date; endsAt: Date },
): Promise<{ eventId: EventId; organizerId: OrganizerId; isSpare: boolean; startsAt: Date; endsAt: Date }[]> {
  const rows = await db
    .selectFrom('heldRooms')
    .select(['id as eventId', 'organizerId', 'isSpare', 'startsAt', 'endsAt'])
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .where('startsAt', '<', span.endsAt)
    .where('endsAt', '>', span.startsAt)
    .execute()
  return rows.flatMap((row) => (row.organizerId ? [{ ...row, organizerId: row.organizerId }] : []))
}

export async function setOrganizer(
  trx: Trx,
  platformId: PlatformId,
  roomId: RoomId,
  organizerId: OrganizerId,
): Promise<void> {
  await trx
    .updateTable('rooms')
    .set({ organizerId })
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .execute()
}

/** Forgets the provider's object, unless it is another one by now. @returns whether there was something to forget */
export async function forgetProviderRoom(trx: Trx, room: RoomRow): Promise<boolean> {
  const row = await trx
    .updateTable('rooms')
    .set((eb) => ({
      providerKey: null,
      joinUrl: null,
      applied: null,
      state: 'pending',
      wantedRevision: eb('wantedRevision', '+', 1),
    }))
    .where('platformId', '=', room.platformId)
    .where('id', '=', room.id)
    .where('providerKey', '=', room.providerKey)
    .where((eb) => eb.or([eb('wanted', 'is not', null), eb('isSpare', '=', true)]))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** @returns false when it was not ready any more */
export async function blockRoom(trx: Trx, room: RoomRow, reason: string, changedAt: Date): Promise<boolean> {
  const row = await trx
    .updateTable('rooms')
    .set({ state: 'blocked', reason, changedAt })
    .where('platformId', '=', room.platformId)
    .where('id', '=', room.id)
    .where('state', '=', 'ready')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Stored links are no longer those by which people get in: each place is looked up again. */
export async function outdateLinks(trx: Trx, platformId: PlatformId, roomId: RoomId): Promise<void> {
  await trx
    .updateTable('registrations')
    .set({ state: 'pending' })
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .where('state', '=', 'ready')
    .execute()
}

/** People who were registered in a deleted room are registered nowhere. */
export async function deleteRegistrations(db: Db, platformId: PlatformId, roomId: RoomId): Promise<void> {
  await db
    .deleteFrom('registrations')
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .execute()
}

/** Makes the rooms of an account due that are not as they should be. @returns them */
export function makeUnsettledDue(trx: Trx, platformId: PlatformId, accountId: AccountId) {
  return trx
    .updateTable('rooms')
    .set({ retryAt: null })
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .where('state', '<>', 'gone')
    .where((eb) =>
      eb.or([eb('state', 'in', ['blocked', 'failed']), sql<boolean>`applied_revision < wanted_revision`]),
    )
    .returning('id')
    .execute()
}

/** Rooms that are due and that nobody works on: what a lost job or a crash left behind. */
export function listOverdue(db: Db, platformId: PlatformId, now: Date, changedBefore: Date, limit: number) {
  return db
    .selectFrom('rooms')
    .select('id')
    .where('platformId', '=', platformId)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['blocked', 'failed']),
        sql<boolean>`applied_revision < wanted_revision`,
        eb.exists(
          eb
            .selectFrom('roomAttempts')
            .select('roomAttempts.id')
            .whereRef('roomAttempts.platformId', '=', 'rooms.platformId')
            .whereRef('roomAttempts.roomId', '=', 'rooms.id')
            .where('roomAttempts.finishedAt', 'is', null),
        ),
      ]),
    )
    .where('changedAt', '<', changedBefore)
    .where((eb) => eb.or([eb('retryAt', 'is', null), eb('retryAt', '<', now)]))
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<', now)]))
    .orderBy('changedAt')
    .limit(limit)
    .execute()
}

/** Platforms for which {@link listOverdue} finds rooms. */
export function listPlatformsWithOverdue(
  db: Sweeping,
  now: Date,
  changedBefore: Date,
): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from rooms
    where (applied_revision < wanted_revision or state in ('blocked', 'failed'))
      and greatest(changed_at, retry_at, lease_until) < ${now} and changed_at < ${changedBefore}
    union
    select rooms.platform_id from room_attempts
    join rooms on rooms.platform_id = room_attempts.platform_id and rooms.id = room_attempts.room_id
    where room_attempts.finished_at is null
      and greatest(rooms.changed_at, retry_at, lease_until) < ${now} and rooms.changed_at < ${changedBefore}`,
  )
}

/** How many rooms of a kind are counted at most: whoever looks sees that it is many. */
const COUNTED = 100_000

/**
 * Rooms of all platforms that are looked after, by state, and since when the one is due that waits the longest. Over
 * indexes that have no others: a room whose event is over and that is as it should be is in none.
 */
export async function readFigures(db: Sweeping, now: Date) {
  const { rows } = await sql<{ state: string; rooms: number; dueAt: Date | null }>`
    with unsettled as materialized (
      select state, greatest(changed_at, retry_at, lease_until) as due_at from rooms
      where applied_revision < wanted_revision or state in ('blocked', 'failed')
      order by greatest(changed_at, retry_at, lease_until) limit ${COUNTED}
    )
    select state, count(*) as rooms,
      min(due_at) filter (where due_at < ${now} and state not in ('blocked', 'failed')) as due_at
    from unsettled where state <> 'ready' group by state
    union all
    select 'ready', count(*), null from (
      select from rooms where state = 'ready' and compare_at is not null limit ${COUNTED}
    ) as compared`.execute(db)
  return rows
}

/** What was applied is no longer there: it is applied again. @returns false when the room has changed meanwhile */
export async function outdate(db: Db | Trx, room: RoomRow): Promise<boolean> {
  const row = await db
    .updateTable('rooms')
    .set((eb) => ({
      applied: null,
      drift: null,
      state: room.providerKey ? 'changing' : 'pending',
      wantedRevision: eb('wantedRevision', '+', 1),
    }))
    .where('platformId', '=', room.platformId)
    .where('id', '=', room.id)
    .where('wantedRevision', '=', room.wantedRevision)
    .where((eb) => eb.or([eb('wanted', 'is not', null), eb('isSpare', '=', true)]))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
