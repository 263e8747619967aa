import { type Db, withTransaction } from '../db/database.ts'
import type { PlatformId } from '../domain/ids.ts'
import { clientSecretPlace, tokenPlace } from '../features/accounts/sealing.ts'
import type { Place, Vault } from './vault.ts'

/**
 * Seals a platform's secrets that an older key sealed with the newest key, each row in a transaction of its own.
 * Pairings under way are left: they end within the hour.
 *
 * @returns how many values were sealed anew
 */
export async function rotateKeys(db: Db, platformId: PlatformId, vault: Vault): Promise<number> {
  let resealed = 0
  const reseal = (sealed: string, place: Place): string => {
    if (sealed === '' || !vault.isStale(sealed)) return sealed
    resealed++
    return vault.seal(vault.open(sealed, place), place)
  }
  const accounts = await db.selectFrom('accounts').select('id').where('platformId', '=', platformId).execute()
  for (const { id } of accounts) {
    await withTransaction(db, async (trx) => {
      const row = await trx
        .selectFrom('accounts')
        .select('clientSecretSealed')
        .where('platformId', '=', platformId)
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst()
      if (!row || !vault.isStale(row.clientSecretSealed)) return
      await trx
        .updateTable('accounts')
        .set({ clientSecretSealed: reseal(row.clientSecretSealed, clientSecretPlace(platformId, id)) })
        .where('platformId', '=', platformId)
        .where('id', '=', id)
        .execute()
    })
  }
  const organizers = await db
    .selectFrom('organizers')
    .select('id')
    .where('platformId', '=', platformId)
    .execute()
  for (const { id } of organizers) {
    await withTransaction(db, async (trx) => {
      const row = await trx
        .selectFrom('organizers')
        .select(['accessTokenSealed', 'refreshTokenSealed'])
        .where('platformId', '=', platformId)
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst()
      if (!row) return
      await trx
        .updateTable('organizers')
        .set({
          accessTokenSealed: reseal(row.accessTokenSealed, tokenPlace(platformId, id, 'access_token')),
          refreshTokenSealed: reseal(row.refreshTokenSealed, tokenPlace(platformId, id, 'refresh_token')),
        })
        .where('platformId', '=', platformId)
        .where('id', '=', id)
        .execute()
    })
  }
  return resealed
}
