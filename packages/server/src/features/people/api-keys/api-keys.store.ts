import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { ApiKeysTable } from '../../../db/tables.ts'
import type { ApiKeyId, PersonId, PlatformId } from '../../../domain/ids.ts'

export async function insertKey(trx: Trx, key: Insertable<ApiKeysTable>): Promise<void> {
  await trx.insertInto('apiKeys').values(key).execute()
}

/** Newest first, with who made them. */
export function listKeys(db: Db, platformId: PlatformId) {
  return keysWithMaker(db, platformId)
    .orderBy('apiKeys.createdAt', 'desc')
    .orderBy('apiKeys.id', 'desc')
    .execute()
}

export function findKey(db: Db, platformId: PlatformId, id: ApiKeyId) {
  return keysWithMaker(db, platformId).where('apiKeys.id', '=', id).executeTakeFirst()
}

function keysWithMaker(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('apiKeys')
    .innerJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'apiKeys.platformId').onRef('people.id', '=', 'apiKeys.personId'),
    )
    .select([
      'apiKeys.id',
      'apiKeys.name',
      'prefix',
      'scopes',
      'apiKeys.createdAt',
      'expiresAt',
      'usedAt',
      'revokedAt',
      'personId',
      'firstName',
      'lastName',
    ])
    .where('apiKeys.platformId', '=', platformId)
}

/** The key with this token and the person for whom it acts, as long as both may. */
export function findUsableKey(db: Db, platformId: PlatformId, tokenHash: Buffer, now: Date) {
  return db
    .selectFrom('apiKeys')
    .innerJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'apiKeys.platformId').onRef('people.id', '=', 'apiKeys.personId'),
    )
    .select(['apiKeys.id', 'scopes', 'usedAt', 'personId', 'roles', 'language', 'timeZone'])
    .where('apiKeys.platformId', '=', platformId)
    .where('tokenHash', '=', tokenHash)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
    .where('people.active', '=', true)
    .where(sql<boolean>`'superadmin' = any(roles)`)
    .executeTakeFirst()
}

export async function setUsed(db: Db, platformId: PlatformId, id: ApiKeyId, usedAt: Date): Promise<void> {
  await db
    .updateTable('apiKeys')
    .set({ usedAt })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** @returns false when it had ended before */
export async function revokeKey(
  trx: Trx,
  platformId: PlatformId,
  id: ApiKeyId,
  revokedAt: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('apiKeys')
    .set({ revokedAt })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends the keys of those of these people who are no active superadmins. @returns the keys that ended by it */
export async function revokeKeysOfOthers(
  trx: Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
  revokedAt: Date,
) {
  const { rows } = await sql<{ id: ApiKeyId }>`
    update api_keys set revoked_at = ${revokedAt} from people
    where api_keys.platform_id = ${platformId} and api_keys.person_id = any(${personIds}::uuid[])
      and api_keys.revoked_at is null
      and people.platform_id = api_keys.platform_id and people.id = api_keys.person_id
      and not (people.active and 'superadmin' = any(people.roles))
    returning api_keys.id`.execute(trx)
  return rows
}
