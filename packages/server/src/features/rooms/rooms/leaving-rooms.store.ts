import type { Db, Trx } from '../../../db/database.ts'
import type { AccountId, EventId, PlatformId, RoomId } from '../../../domain/ids.ts'

// Rooms that no event wants any more: on their way out, kept for who was in them, or left at the provider.

/** The newest room of an event that nobody wants any more and nobody has begun to delete, so that it can stay. */
export function findLeavingRoom(trx: Trx, platformId: PlatformId, eventId: EventId) {
  return trx
    .selectFrom('rooms')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('wanted', 'is', null)
    .where('state', '=', 'deleting')
    .where('providerKey', 'is not', null)
    .where('leaseUntil', 'is', null)
    .where('failures', '=', 0)
    .orderBy('createdAt', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
}

/** The room stays at the provider for the people who were in it, and nobody is led there any more. */
export async function setReplaced(trx: Trx, platformId: PlatformId, roomId: RoomId, at: Date): Promise<void> {
  await trx
    .updateTable('rooms')
    .set((eb) => ({
      wanted: null,
      state: 'replaced',
      replacedAt: at,
      reason: null,
      appliedRevision: eb('wantedRevision', '+', 1),
      wantedRevision: eb('wantedRevision', '+', 1),
      changedAt: at,
    }))
    .where('platformId', '=', platformId)
    .where('id', '=', roomId)
    .execute()
}

/** Rooms of events that need none any more go, also those that were replaced and stayed until now. @returns which ones */
export async function unwantRooms(
  trx: Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
  at: Date,
): Promise<RoomId[]> {
  const rows = await trx
    .updateTable('rooms')
    .set((eb) => ({
      wanted: null,
      replacedAt: null,
      state: 'deleting',
      changedAt: at,
      wantedRevision: eb('wantedRevision', '+', 1),
      retryAt: null,
      failures: 0,
      reason: null,
    }))
    .where('platformId', '=', platformId)
    .where('eventId', 'in', [...eventIds])
    .where((eb) => eb.or([eb('wanted', 'is not', null), eb('replacedAt', 'is not', null)]))
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** @returns false when it was no room that waits to be deleted */
export async function forgetDeleted(
  trx: Trx,
  platformId: PlatformId,
  id: RoomId,
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('rooms')
    .set((eb) => ({
      state: 'gone',
      reason: null,
      providerKey: null,
      joinUrl: null,
      applied: null,
      retryAt: null,
      changedAt: now,
      appliedRevision: eb.ref('wantedRevision'),
    }))
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('wanted', 'is', null)
    .where('state', '<>', 'gone')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function listLeftRooms(db: Db | Trx, platformId: PlatformId, accountIds: readonly AccountId[]) {
  if (accountIds.length === 0) return Promise.resolve([])
  return db
    .selectFrom('rooms')
    .leftJoin('organizers', (join) =>
      join
        .onRef('organizers.platformId', '=', 'rooms.platformId')
        .onRef('organizers.id', '=', 'rooms.organizerId'),
    )
    .select(['rooms.id', 'rooms.accountId', 'rooms.eventId', 'providerKey', 'rooms.state', 'applied'])
    .select('organizers.email as organizerEmail')
    .where('rooms.platformId', '=', platformId)
    .where('rooms.accountId', 'in', accountIds)
    .where('wanted', 'is', null)
    .where('providerKey', 'is not', null)
    .orderBy('rooms.id')
    .execute()
}
