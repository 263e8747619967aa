import { sql } from 'kysely'
import { type Db, withTransaction } from '../db/database.ts'
import type { PlatformId } from '../domain/ids.ts'
import { secondFactorPlace } from '../features/people/auth/second-factor.service.ts'
import { providerSecretPlace } from '../features/people/identity-providers/identity-providers.service.ts'
import { formerSecretPlace, webhookSecretPlace } from '../features/platform/webhooks/sealing.ts'
import { clientSecretPlace, tokenPlace } from '../features/rooms/accounts/sealing.ts'
import type { Place, Vault } from './vault.ts'

/** Every column whose secrets live longer than an hour. What browsers keep while somebody signs in is left: it ends soon. */
const sealedColumns: readonly {
  table: string
  key: string
  column: string
  place: (platformId: string, rowId: string) => Place
}[] = [
  { table: 'accounts', key: 'id', column: 'client_secret_sealed', place: clientSecretPlace },
  {
    table: 'organizers',
    key: 'id',
    column: 'access_token_sealed',
    place: (platformId, rowId) => tokenPlace(platformId, rowId, 'access_token'),
  },
  {
    table: 'organizers',
    key: 'id',
    column: 'refresh_token_sealed',
    place: (platformId, rowId) => tokenPlace(platformId, rowId, 'refresh_token'),
  },
  { table: 'second_factors', key: 'person_id', column: 'secret_sealed', place: secondFactorPlace },
  { table: 'identity_providers', key: 'id', column: 'client_secret_sealed', place: providerSecretPlace },
  { table: 'webhooks', key: 'id', column: 'secret_sealed', place: webhookSecretPlace },
  { table: 'webhooks', key: 'id', column: 'former_secret_sealed', place: formerSecretPlace },
]

/**
 * Seals a platform's secrets that an older key sealed with the newest key, each row in a transaction of its own.
 *
 * @returns how many values were sealed anew
 */
export async function rotateKeys(db: Db, platformId: PlatformId, vault: Vault): Promise<number> {
  let resealed = 0
  for (const { table, key, column, place } of sealedColumns) {
    const [from, id, value] = [sql.table(table), sql.ref(key), sql.ref(column)]
    const { rows } = await sql<{ id: string }>`
      select ${id} as id from ${from} where platform_id = ${platformId}`.execute(db)
    for (const row of rows) {
      await withTransaction(db, async (trx) => {
        const found = await sql<{ sealed: string }>`
          select ${value} as sealed from ${from} where platform_id = ${platformId} and ${id} = ${row.id} for update`.execute(
          trx,
        )
        const sealed = found.rows[0]?.sealed ?? ''
        if (sealed === '' || !vault.isStale(sealed)) return
        const where = place(platformId, row.id)
        const anew = vault.seal(vault.open(sealed, where), where)
        await sql`update ${from} set ${value} = ${anew}
          where platform_id = ${platformId} and ${id} = ${row.id}`.execute(trx)
        resealed += 1
      })
    }
  }
  return resealed
}
