import type { Insertable, Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { SecondFactorsTable } from '../../../db/tables.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

export function findFactor(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  return db
    .selectFrom('secondFactors')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .executeTakeFirst()
}

export function lockFactor(trx: Trx, platformId: PlatformId, personId: PersonId) {
  return trx
    .selectFrom('secondFactors')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .forUpdate()
    .executeTakeFirst()
}

export async function upsertFactor(db: Db, factor: Insertable<SecondFactorsTable>): Promise<void> {
  const { platformId: _, personId: __, ...change } = factor
  await db
    .insertInto('secondFactors')
    .values(factor)
    .onConflict((conflict) => conflict.columns(['platformId', 'personId']).doUpdateSet(change))
    .execute()
}

export function confirm(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  recoveryHashes: string[],
  confirmedAt: Date,
): Promise<void> {
  return setUsed(trx, platformId, personId, { recoveryHashes, confirmedAt })
}

export async function setUsed(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  change: Updateable<SecondFactorsTable>,
): Promise<void> {
  await trx
    .updateTable('secondFactors')
    .set(change)
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .execute()
}

export async function deleteFactor(trx: Trx, platformId: PlatformId, personId: PersonId): Promise<void> {
  await trx
    .deleteFrom('secondFactors')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .execute()
}

/** Whether a person can show a passkey. */
export async function hasPasskey(db: Db | Trx, platformId: PlatformId, personId: PersonId): Promise<boolean> {
  const row = await db
    .selectFrom('passkeys')
    .select('id')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
