import type { Insertable } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { PairingsTable } from '../../../db/tables.ts'
import type { PlatformId } from '../../../domain/ids.ts'

export async function insertPairing(db: Db, pairing: Insertable<PairingsTable>): Promise<void> {
  await db.insertInto('pairings').values(pairing).execute()
}

/** Uses up the walk that a state belongs to. @returns undefined for one that is unknown, used or too old */
export function consumePairing(db: Db, platformId: PlatformId, stateHash: Buffer, now: Date) {
  return db
    .updateTable('pairings')
    .set({ usedAt: now })
    .where('platformId', '=', platformId)
    .where('stateHash', '=', stateHash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returningAll()
    .executeTakeFirst()
}

export async function deleteOldPairings(db: Db, platformId: PlatformId, before: Date): Promise<void> {
  await db
    .deleteFrom('pairings')
    .where('platformId', '=', platformId)
    .where('expiresAt', '<', before)
    .execute()
}
