import type { Db, Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

interface OfPerson {
  readonly platformId: PlatformId
  readonly personId: PersonId
}

/** @returns undefined when the person has never drafted anything */
export function findDraft(db: Db | Trx, { platformId, personId }: OfPerson) {
  return db
    .selectFrom('boardDrafts')
    .select(['operations', 'version', 'updatedAt'])
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .executeTakeFirst()
}

/** As it is, and nobody changes it until the transaction ends. */
export function lockDraft(trx: Trx, { platformId, personId }: OfPerson) {
  return trx
    .selectFrom('boardDrafts')
    .select(['operations', 'version'])
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .forUpdate()
    .executeTakeFirst()
}

/**
 * Puts operations in place of those that stood there.
 *
 * @param expectedVersion 0 = there is none yet
 * @returns undefined when it has another version
 */
export function replaceDraft(
  db: Db | Trx,
  { platformId, personId }: OfPerson,
  expectedVersion: number,
  { operations, updatedAt }: { operations: readonly object[]; updatedAt: Date },
) {
  const row = { operations: JSON.stringify(operations), updatedAt }
  if (expectedVersion === 0)
    return db
      .insertInto('boardDrafts')
      .values({ platformId, personId, ...row })
      .onConflict((conflict) => conflict.columns(['platformId', 'personId']).doNothing())
      .returning(['version', 'updatedAt'])
      .executeTakeFirst()
  return db
    .updateTable('boardDrafts')
    .set((eb) => ({ ...row, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('version', '=', expectedVersion)
    .returning(['version', 'updatedAt'])
    .executeTakeFirst()
}

/** Leaves nothing in it; one that is empty stays as it is. */
export async function emptyDraft(
  db: Db | Trx,
  { platformId, personId }: OfPerson,
  updatedAt: Date,
): Promise<void> {
  await db
    .updateTable('boardDrafts')
    .set((eb) => ({ operations: '[]', updatedAt, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where((eb) => eb(eb.fn('jsonb_array_length', ['operations']), '>', 0))
    .execute()
}
