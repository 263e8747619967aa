import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { RoomAttemptsTable } from '../../../db/tables.ts'
import type { PlatformId, RoomAttemptId, RoomId } from '../../../domain/ids.ts'

export async function insertAttempt(trx: Trx, attempt: Insertable<RoomAttemptsTable>): Promise<void> {
  await trx.insertInto('roomAttempts').values(attempt).execute()
}

export function listOpenAttempts(db: Db, platformId: PlatformId, roomId: RoomId) {
  return db
    .selectFrom('roomAttempts')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .where('finishedAt', 'is', null)
    .orderBy('startedAt')
    .execute()
}

export async function finishAttempt(
  db: Db | Trx,
  platformId: PlatformId,
  attemptId: RoomAttemptId,
  outcome: NonNullable<RoomAttemptsTable['outcome']>,
  finishedAt: Date,
): Promise<void> {
  await db
    .updateTable('roomAttempts')
    .set({ outcome, finishedAt })
    .where('platformId', '=', platformId)
    .where('id', '=', attemptId)
    .execute()
}
