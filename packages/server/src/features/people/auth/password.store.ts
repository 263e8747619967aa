import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import type { PasswordLinksTable } from '../../../db/tables.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

export async function insertLinks(trx: Trx, links: readonly Insertable<PasswordLinksTable>[]): Promise<void> {
  await insertRows(trx, 'passwordLinks', links).execute()
}

export async function deleteLinksOf(
  trx: Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
): Promise<void> {
  await trx
    .deleteFrom('passwordLinks')
    .where('platformId', '=', platformId)
    .where('personId', 'in', [...personIds])
    .execute()
}

/** A link that has not ended, with its person, who is active. */
export function findLink(db: Db, platformId: PlatformId, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('passwordLinks')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'passwordLinks.platformId')
        .onRef('people.id', '=', 'passwordLinks.personId'),
    )
    .select(['personId', 'purpose', 'people.email', 'people.firstName', 'people.lastName'])
    .where('passwordLinks.platformId', '=', platformId)
    .where('tokenHash', '=', tokenHash)
    .where('expiresAt', '>', now)
    .where('people.active', '=', true)
    .executeTakeFirst()
}

/** Nobody else makes links for the person, or takes a second factor away, until the transaction ends. */
export async function lockPerson(trx: Trx, platformId: PlatformId, personId: PersonId): Promise<void> {
  await trx
    .selectFrom('people')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', personId)
    .forNoKeyUpdate()
    .execute()
}

export async function countLinks(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  purpose: PasswordLinksTable['purpose'],
  now: Date,
): Promise<number> {
  const { count } = await trx
    .selectFrom('passwordLinks')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('purpose', '=', purpose)
    .where('expiresAt', '>', now)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** @returns how many there were */
export async function deleteLinks(trx: Trx, platformId: PlatformId, personId: PersonId): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('passwordLinks')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export async function setPassword(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  passwordHash: string,
): Promise<void> {
  await trx
    .updateTable('people')
    .set({ passwordHash })
    .where('platformId', '=', platformId)
    .where('id', '=', personId)
    .execute()
}
