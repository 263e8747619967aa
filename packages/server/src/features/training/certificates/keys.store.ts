import type { PublicJwk } from '../../../db/column-types.ts'
import type { Db, Trx } from '../../../db/database.ts'
import type { CertificateKeyId, PersonId, PlatformId } from '../../../domain/ids.ts'

export interface KeyRow {
  readonly id: CertificateKeyId
  readonly publicJwk: PublicJwk
  readonly privateJwkSealed: string
  readonly madeAt: Date
}

/** The newest first. */
export function listKeys(db: Db | Trx, platformId: PlatformId): Promise<KeyRow[]> {
  return db
    .selectFrom('certificateKeys')
    .select(['id', 'publicJwk', 'privateJwkSealed', 'madeAt'])
    .where('platformId', '=', platformId)
    .orderBy('madeAt', 'desc')
    .orderBy('id', 'desc')
    .limit(500)
    .execute()
}

export async function insertKey(
  trx: Trx,
  platformId: PlatformId,
  key: KeyRow & { readonly madeBy: PersonId | null },
): Promise<void> {
  await trx
    .insertInto('certificateKeys')
    .values({ platformId, ...key, publicJwk: JSON.stringify(key.publicJwk) })
    .execute()
}
