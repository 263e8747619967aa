import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { PasskeysTable } from '../../../db/tables.ts'
import type { PasskeyId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** @returns false when there is one of this credential */
export async function insertPasskey(trx: Trx, passkey: Insertable<PasskeysTable>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('passkeys')
    .values(passkey)
    .onConflict((conflict) => conflict.columns(['platformId', 'credentialId']).doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows) > 0
}

export function listPasskeys(db: Db, platformId: PlatformId, personId: PersonId) {
  return db
    .selectFrom('passkeys')
    .select(['id', 'credentialId', 'name', 'domain', 'createdAt', 'usedAt'])
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .orderBy('createdAt')
    .execute()
}

/** A passkey of an active person. */
export function findPasskey(db: Db, platformId: PlatformId, credentialId: string) {
  return db
    .selectFrom('passkeys')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'passkeys.platformId')
        .onRef('people.id', '=', 'passkeys.personId'),
    )
    .selectAll('passkeys')
    .where('passkeys.platformId', '=', platformId)
    .where('credentialId', '=', credentialId)
    .where('people.active', '=', true)
    .executeTakeFirst()
}

/** @returns false when it was used since `begunAt` */
export async function setUsed(
  db: Db,
  platformId: PlatformId,
  id: PasskeyId,
  { begunAt, ...use }: { signCount: number; usedAt: Date; begunAt: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('passkeys')
    .set(use)
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where((eb) => eb.or([eb('usedAt', 'is', null), eb('usedAt', '<', begunAt)]))
    .executeTakeFirst()
  return Number(numUpdatedRows) > 0
}

/** @returns its name, or undefined when the person has no such passkey */
export async function deletePasskey(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  id: PasskeyId,
): Promise<string | undefined> {
  const row = await trx
    .deleteFrom('passkeys')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('id', '=', id)
    .returning('name')
    .executeTakeFirst()
  return row?.name
}
