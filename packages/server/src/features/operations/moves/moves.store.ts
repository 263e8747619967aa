import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import type { EventMoveItemsTable, EventMovesTable } from '../../../db/tables.ts'
import type { AccountId, EventId, MoveId, PersonId, PlatformId, RoomId } from '../../../domain/ids.ts'

/** Events of accounts that have not ended and are not cancelled, by start; all of them, or from a moment on. */
export function listMovable(
  db: Db | Trx,
  platformId: PlatformId,
  { accountIds, startsFrom, now }: { accountIds: readonly AccountId[]; startsFrom?: Date; now: Date },
) {
  if (accountIds.length === 0) return Promise.resolve([])
  const events = db
    .selectFrom('events')
    .select(['id', 'name', 'startsAt', 'accountId'])
    .where('platformId', '=', platformId)
    .where('accountId', 'in', accountIds)
    .where('endsAt', '>', now)
    .where('cancelledAt', 'is', null)
    .orderBy('startsAt')
    .orderBy('id')
  return (startsFrom ? events.where('startsAt', '>=', startsFrom) : events).execute()
}

export async function insertMove(
  trx: Trx,
  move: Insertable<EventMovesTable>,
  items: readonly Insertable<EventMoveItemsTable>[],
): Promise<void> {
  await trx.insertInto('eventMoves').values(move).execute()
  if (items.length > 0) await insertRows(trx, 'eventMoveItems', items, ['reason']).execute()
}

export function findMove(db: Db | Trx, platformId: PlatformId, moveId: MoveId) {
  return db
    .selectFrom('eventMoves')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', moveId)
    .executeTakeFirst()
}

/** The newest move, from an account or of all. */
export function findNewestMove(db: Db, platformId: PlatformId, fromAccountId: AccountId | undefined) {
  let moves = db.selectFrom('eventMoves').select('id').where('platformId', '=', platformId)
  if (fromAccountId) {
    moves = moves.where((eb) =>
      eb.exists(
        eb
          .selectFrom('eventMoveItems')
          .select('moveId')
          .whereRef('eventMoveItems.platformId', '=', 'eventMoves.platformId')
          .whereRef('eventMoveItems.moveId', '=', 'eventMoves.id')
          .where('fromAccountId', '=', fromAccountId),
      ),
    )
  }
  return moves.orderBy('startedAt', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
}

export function listItems(db: Db | Trx, platformId: PlatformId, moveId: MoveId) {
  return db
    .selectFrom('eventMoveItems')
    .leftJoin('accounts as from', (join) =>
      join.onRef('from.platformId', '=', 'eventMoveItems.platformId').onRef('from.id', '=', 'fromAccountId'),
    )
    .leftJoin('accounts as to', (join) =>
      join.onRef('to.platformId', '=', 'eventMoveItems.platformId').onRef('to.id', '=', 'toAccountId'),
    )
    .leftJoin('rooms', (join) =>
      join.onRef('rooms.platformId', '=', 'eventMoveItems.platformId').onRef('rooms.id', '=', 'oldRoomId'),
    )
    .selectAll('eventMoveItems')
    .select([
      'from.name as fromName',
      'to.name as toName',
      'rooms.state as roomState',
      'rooms.reason as roomReason',
    ])
    .where('eventMoveItems.platformId', '=', platformId)
    .where('moveId', '=', moveId)
    .orderBy('startsAt')
    .orderBy('eventId')
    .execute()
}

export async function setItem(
  trx: Trx,
  platformId: PlatformId,
  { moveId, eventId }: { moveId: MoveId; eventId: EventId },
  change: { state: 'moved' | 'refused'; reason?: string; oldRoomId?: RoomId | null },
): Promise<void> {
  await trx
    .updateTable('eventMoveItems')
    .set(change)
    .where('platformId', '=', platformId)
    .where('moveId', '=', moveId)
    .where('eventId', '=', eventId)
    .execute()
}

/** @returns false when it was finished before */
export async function finishMove(
  trx: Trx,
  platformId: PlatformId,
  moveId: MoveId,
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('eventMoves')
    .set({ finishedAt: now })
    .where('platformId', '=', platformId)
    .where('id', '=', moveId)
    .where('finishedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Learners with a place in an event that was moved, and its instructors. */
export async function listConcerned(
  trx: Trx,
  platformId: PlatformId,
  moveId: MoveId,
): Promise<{ personId: PersonId; names: string[] }[]> {
  const { rows } = await sql<{ personId: PersonId; names: string[] }>`
    with moved as (
      select event_id, event_name, starts_at from event_move_items
      where platform_id = ${platformId} and move_id = ${moveId} and state = 'moved'
    ), concerned as (
      select m.*, n.person_id from moved m
      join events e on e.platform_id = ${platformId} and e.id = m.event_id
      join enrollments n on n.platform_id = e.platform_id and n.session_id = e.session_id
      where n.status = 'enrolled'
      union
      select m.*, t.person_id from moved m
      join teaching t on t.platform_id = ${platformId} and t.event_id = m.event_id
    )
    select person_id, array_agg(event_name order by starts_at) as names from concerned group by person_id`.execute(
    trx,
  )
  return rows
}
