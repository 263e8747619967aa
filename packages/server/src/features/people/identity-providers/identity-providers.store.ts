import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import type { IdentitiesTable, IdentityProvidersTable } from '../../../db/tables.ts'
import type { IdentityProviderId, PlatformId } from '../../../domain/ids.ts'

/** Those that are offered to whoever comes to sign in, while their app is active. Every page asks this. */
export const listOffered = readTogether(
  { unnamed: 'text' },
  (db, value: Values<{ platformId: PlatformId; unnamed: string }>) =>
    db
      .selectFrom('identityProviders')
      .innerJoin('apps', (join) =>
        join
          .onRef('apps.platformId', '=', 'identityProviders.platformId')
          .onRef('apps.appId', '=', 'identityProviders.protocol'),
      )
      .select(['identityProviders.id', 'identityProviders.name'])
      .where('identityProviders.platformId', '=', value('platformId'))
      .where('identityProviders.active', '=', true)
      .where('identityProviders.issuer', '<>', value('unnamed'))
      .where('apps.active', '=', true)
      .orderBy(sql`identity_providers.name collate by_name`)
      .orderBy('identityProviders.id'),
)

/** Those of OpenID Connect. */
export function listProviders(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('identityProviders')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('identities')
        .select(eb.fn.countAll<number>().as('count'))
        .whereRef('identities.platformId', '=', 'identityProviders.platformId')
        .whereRef('identities.providerId', '=', 'identityProviders.id')
        .as('people'),
    )
    .where('platformId', '=', platformId)
    .where('protocol', '=', 'openid-connect')
    .orderBy(sql`name collate by_name`)
    .orderBy('id')
    .execute()
}

export function findProvider(db: Db, platformId: PlatformId, id: IdentityProviderId) {
  return db
    .selectFrom('identityProviders')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** @returns false when there is one of the same issuer and client */
export async function insertProvider(
  trx: Trx,
  provider: Insertable<IdentityProvidersTable>,
): Promise<boolean> {
  const row = await trx
    .insertInto('identityProviders')
    .values(provider)
    .onConflict((conflict) => conflict.columns(['platformId', 'issuer', 'clientId']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function updateProvider(
  trx: Trx,
  platformId: PlatformId,
  { id, expectedVersion }: { id: IdentityProviderId; expectedVersion: number },
  change: Updateable<IdentityProvidersTable>,
) {
  return trx
    .updateTable('identityProviders')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('version', '=', expectedVersion)
    .returning('id')
    .executeTakeFirst()
}

export function deleteProvider(trx: Trx, platformId: PlatformId, id: IdentityProviderId) {
  return trx
    .deleteFrom('identityProviders')
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .returning('name')
    .executeTakeFirst()
}

export function findIdentity(
  trx: Db | Trx,
  platformId: PlatformId,
  providerId: IdentityProviderId,
  subject: string,
) {
  return trx
    .selectFrom('identities')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'identities.platformId')
        .onRef('people.id', '=', 'identities.personId'),
    )
    .select(['people.id', 'people.active'])
    .where('identities.platformId', '=', platformId)
    .where('providerId', '=', providerId)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

export async function insertIdentity(trx: Trx, identity: Insertable<IdentitiesTable>): Promise<void> {
  await trx
    .insertInto('identities')
    .values(identity)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'providerId', 'subject']).doUpdateSet({ personId: identity.personId }),
    )
    .execute()
}
