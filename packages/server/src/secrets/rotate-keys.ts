import { sql } from 'kysely'
import { type Db, withTransaction } from '../db/database.ts'
import type { PlatformId } from '../domain/ids.ts'
import type { Slot, Vault } from './vault.ts'

/** A column that holds sealed secrets, one a row. */
export interface SealedColumn {
  readonly table: string
  /** The column that names the row. */
  readonly key: 'id' | 'person_id' | 'platform_id' | 'recording_id'
  readonly column: string
  readonly slot: (platformId: string, rowId: string) => Slot
}

/**
 * Seals a platform's secrets that an older key sealed with the newest key, each row in a transaction of its own.
 *
 * @returns how many values were sealed anew
 */
export async function rotateKeys(
  db: Db,
  platformId: PlatformId,
  vault: Vault,
  columns: readonly SealedColumn[],
): Promise<number> {
  let resealed = 0
  for (const { table, key, column, slot } of columns) {
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
        const where = slot(platformId, row.id)
        const anew = vault.seal(vault.open(sealed, where), where)
        await sql`update ${from} set ${value} = ${anew}
          where platform_id = ${platformId} and ${id} = ${row.id}`.execute(trx)
        resealed += 1
      })
    }
  }
  return resealed
}
