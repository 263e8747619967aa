import { sql } from 'kysely'
import type { PublicJwk } from '../../../db/column-types.ts'
import type { Db, Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

export interface KeyRow {
  readonly id: string
  readonly publicJwk: PublicJwk
  readonly privateJwkSealed: string
  readonly madeAt: Date
}

/** The newest first: that one signs. */
export function listKeys(db: Db | Trx, platformId: PlatformId): Promise<KeyRow[]> {
  return db
    .selectFrom('ltiKeys')
    .select(['id', 'publicJwk', 'privateJwkSealed', 'madeAt'])
    .where('platformId', '=', platformId)
    .orderBy('madeAt', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function lockKeys(trx: Trx, platformId: PlatformId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('lti keys ' || ${platformId}::text, 0))`.execute(
    trx,
  )
}

export async function insertKey(
  trx: Trx,
  platformId: PlatformId,
  key: KeyRow & { readonly madeBy: PersonId | null },
): Promise<void> {
  await trx
    .insertInto('ltiKeys')
    .values({ platformId, ...key, publicJwk: JSON.stringify(key.publicJwk) })
    .execute()
}

export async function deleteKeys(trx: Trx, platformId: PlatformId, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await trx.deleteFrom('ltiKeys').where('platformId', '=', platformId).where('id', 'in', ids).execute()
}
