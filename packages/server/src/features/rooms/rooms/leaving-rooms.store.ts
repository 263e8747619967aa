import { sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { RoomsTable } from '../../../db/tables.ts'
import type { AccountId, EventId, PlatformId, RoomId } from '../../../domain/ids.ts'
import type { RoomRow } from './rooms.store.ts'

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
      spare: null,
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

/**
 * Rooms go that nobody needs any more. `all`: those of events that need none, also what was replaced and stayed until now, and
 * spares; `led`: all but the spare; `spare`: that one alone.
 *
 * @returns which ones
 */
export async function unwantRooms(
  trx: Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
  which: 'all' | 'led' | 'spare',
  at: Date,
): Promise<RoomId[]> {
  const rows = await trx
    .updateTable('rooms')
    .set((eb) => ({
      wanted: null,
      spare: null,
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
    .where((eb) => {
      const spare = eb('isSpare', '=', true)
      if (which === 'spare') return spare
      const led = [eb('wanted', 'is not', null), eb('replacedAt', 'is not', null)]
      return which === 'all' ? eb.or([...led, spare]) : eb.and([eb.or(led), eb('isSpare', '=', false)])
    })
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

export interface FormerSpan {
  readonly endedBefore: Date
  readonly toldBefore: Date
}

const former = ({ endedBefore, toldBefore }: FormerSpan) => sql`
  from rooms join events on events.platform_id = rooms.platform_id and events.id = rooms.event_id
  where ((rooms.is_spare and rooms.replaced_at is null and events.ends_at <= ${endedBefore})
    or (rooms.replaced_at is not null and rooms.state not in ('gone', 'deleting') and events.ends_at <= ${toldBefore}
      and not exists (select from recordings where recordings.platform_id = rooms.platform_id
        and recordings.room_id = rooms.id)))`

/** Platforms with rooms that no event leads to and that nobody needs any more. */
export function listPlatformsWithFormer(db: Sweeping, span: FormerSpan): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct rooms.platform_id ${former(span)}`)
}

/** Wants those rooms gone. @returns which ones */
export async function unwantFormer(
  trx: Trx,
  platformId: PlatformId,
  span: FormerSpan,
  at: Date,
): Promise<RoomId[]> {
  const { rows } = await sql<{ id: RoomId }>`
    update rooms set wanted = null, spare = null, replaced_at = null, state = 'deleting', changed_at = ${at},
      wanted_revision = wanted_revision + 1, retry_at = null, failures = 0, reason = null
    where platform_id = ${platformId} and wanted is null
      and id in (select rooms.id ${former(span)} and rooms.platform_id = ${platformId})
    returning id`.execute(trx)
  return rows.map(({ id }) => id)
}

/** The spare leads from now on, and the room that led is held ready in its place. */
export async function swapRooms(
  trx: Trx,
  platformId: PlatformId,
  rooms: { led: RoomRow | undefined; spare: RoomRow },
  at: Date,
): Promise<void> {
  const change = (roomId: RoomId, set: Updateable<RoomsTable>) =>
    trx.updateTable('rooms').set(set).where('platformId', '=', platformId).where('id', '=', roomId).execute()
  const { led, spare } = rooms
  // One leads and one waits at most, at every moment of it.
  if (led) await change(led.id, { wanted: null })
  await change(spare.id, {
    wanted: JSON.stringify(spare.spare),
    spare: null,
    replacedAt: null,
    changedAt: at,
  })
  if (led) await change(led.id, { spare: JSON.stringify(led.wanted), replacedAt: at, changedAt: at })
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
    .where('isSpare', '=', false)
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
    .where('isSpare', '=', false)
    .where('providerKey', 'is not', null)
    .orderBy('rooms.id')
    .execute()
}
