import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { LtiJoinCodesTable } from '../../../db/tables.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

/** Keeps somebody's code in place of the one before it. */
export async function keepCode(db: Db, row: Insertable<LtiJoinCodesTable>): Promise<void> {
  const { codeHash, expiresAt } = row
  await db
    .insertInto('ltiJoinCodes')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'personId']).doUpdateSet({ codeHash, expiresAt }),
    )
    .execute()
}

/** Takes a code away, which is good for once. @returns whose it was; undefined = it is none, or has ended */
export async function takeCode(
  trx: Trx,
  platformId: PlatformId,
  codeHash: Buffer,
  now: Date,
): Promise<PersonId | undefined> {
  const row = await trx
    .deleteFrom('ltiJoinCodes')
    .where('platformId', '=', platformId)
    .where('codeHash', '=', codeHash)
    .where('expiresAt', '>', now)
    .returning('personId')
    .executeTakeFirst()
  return row?.personId
}
