import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { PasskeyChallengesTable, PasskeysTable } from '../../db/tables.ts'
import type { PersonId, PlatformId } from '../../domain/ids.ts'

export async function insertPasskey(trx: Trx, passkey: Insertable<PasskeysTable>): Promise<void> {
  await trx.insertInto('passkeys').values(passkey).execute()
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

export async function setUsed(
  db: Db,
  platformId: PlatformId,
  id: string,
  use: { signCount: number; usedAt: Date },
): Promise<void> {
  await db
    .updateTable('passkeys')
    .set(use)
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** @returns its name, or undefined when the person has no such passkey */
export async function deletePasskey(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  id: string,
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

export async function insertChallenge(db: Db, challenge: Insertable<PasskeyChallengesTable>): Promise<void> {
  await db.insertInto('passkeyChallenges').values(challenge).execute()
}

export function takeChallenge(db: Db, platformId: PlatformId, id: string, now: Date) {
  return db
    .deleteFrom('passkeyChallenges')
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('expiresAt', '>', now)
    .returning(['challenge', 'personId'])
    .executeTakeFirst()
}

export async function deleteEndedChallenges(db: Db, platformId: PlatformId, now: Date): Promise<void> {
  await db
    .deleteFrom('passkeyChallenges')
    .where('platformId', '=', platformId)
    .where('expiresAt', '<=', now)
    .execute()
}
