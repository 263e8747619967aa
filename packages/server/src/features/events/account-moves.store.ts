import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { AccountMovesTable } from '../../db/tables.ts'
import type { AccountId, PlatformId } from '../../domain/ids.ts'

export async function insertMove(trx: Trx, move: Insertable<AccountMovesTable>): Promise<void> {
  await trx.insertInto('accountMoves').values(move).execute()
}

export function findMove(db: Db, platformId: PlatformId, moveId: string) {
  return db
    .selectFrom('accountMoves')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', moveId)
    .executeTakeFirst()
}

export function findNewestMove(db: Db, platformId: PlatformId, fromAccountId: AccountId) {
  return db
    .selectFrom('accountMoves')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('fromAccountId', '=', fromAccountId)
    .orderBy('startedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Writes down how far a move is; what has not left the account is still to be moved. */
export async function updateProgress(
  db: Db,
  platformId: PlatformId,
  moveId: string,
  state: { now: Date; refused: string; finishedAt: Date | null },
): Promise<void> {
  await db
    .updateTable('accountMoves')
    .set({
      moved: sql<number>`total - (
        select count(*) from events
        where events.platform_id = account_moves.platform_id and events.account_id = from_account_id
          and ends_at > ${state.now} and cancelled_at is null)`,
      refused: state.refused,
      finishedAt: state.finishedAt,
    })
    .where('platformId', '=', platformId)
    .where('id', '=', moveId)
    .execute()
}
