import { type Insertable, type Kysely, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { DomainsTable, RoutingTables } from '../../../db/tables.ts'
import type { PlatformId } from '../../../domain/ids.ts'

export function listHosts(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('platformHosts')
    .select(['host', 'isPrimary', 'isDefault'])
    .where('platformId', '=', platformId)
    .orderBy('isDefault', 'desc')
    .orderBy('createdAt')
    .execute()
}

/** The hosts of a platform; which one is primary, and that it is there, stays so until the transaction ends. */
export function lockHosts(trx: Trx, platformId: PlatformId) {
  return trx
    .selectFrom('platformHosts')
    .select(['host', 'isPrimary'])
    .where('platformId', '=', platformId)
    .orderBy('host')
    .forUpdate()
    .execute()
}

export function listDomains(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('domains')
    .selectAll()
    .where('platformId', '=', platformId)
    .orderBy('createdAt')
    .execute()
}

export function findDomain(db: Db | Trx, platformId: PlatformId, host: string) {
  return db
    .selectFrom('domains')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('host', '=', host)
    .executeTakeFirst()
}

/** The accounts that are paired, and on which origin: its host is what their consents come back to. */
export function listPairedAccounts(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('accounts')
    .select(['id', 'name', 'appId', 'pairedOrigin as origin'])
    .where('platformId', '=', platformId)
    .where('pairedOrigin', 'is not', null)
    .where('pairingState', '=', 'paired')
    .where('deletedAt', 'is', null)
    .orderBy(sql`name collate by_name`)
    .execute()
}

/** Whose host it is, over all platforms. */
export function findOwner(db: Db | Trx | Kysely<RoutingTables>, host: string) {
  return (db as Kysely<RoutingTables>)
    .selectFrom('platformHosts')
    .select('platformId')
    .where('host', '=', host)
    .executeTakeFirst()
}

export async function insertDomain(trx: Trx, domain: Insertable<DomainsTable>): Promise<void> {
  await trx
    .insertInto('domains')
    .values(domain)
    .onConflict((conflict) => conflict.columns(['platformId', 'host']).doNothing())
    .execute()
}

/** @returns false when it is not there any more */
export async function updateDomain(
  db: Db | Trx,
  platformId: PlatformId,
  host: string,
  change: Updateable<DomainsTable>,
): Promise<boolean> {
  const row = await db
    .updateTable('domains')
    .set(change)
    .where('platformId', '=', platformId)
    .where('host', '=', host)
    .returning('host')
    .executeTakeFirst()
  return row !== undefined
}

/** The domain before its host: one that is being proven at this moment has its host then. */
export async function deleteDomain(trx: Trx, platformId: PlatformId, host: string): Promise<void> {
  await trx.deleteFrom('domains').where('platformId', '=', platformId).where('host', '=', host).execute()
  await trx
    .deleteFrom('platformHosts')
    .where('platformId', '=', platformId)
    .where('host', '=', host)
    .execute()
}

/** @returns false when another platform was faster */
export async function insertHost(trx: Trx, platformId: PlatformId, host: string): Promise<boolean> {
  const row = await trx
    .insertInto('platformHosts')
    .values({ host, platformId, isPrimary: false })
    .onConflict((conflict) => conflict.column('host').doNothing())
    .returning('host')
    .executeTakeFirst()
  return row !== undefined
}

export async function setPrimary(trx: Trx, platformId: PlatformId, host: string): Promise<void> {
  for (const isPrimary of [false, true]) {
    let hosts = trx.updateTable('platformHosts').set({ isPrimary }).where('platformId', '=', platformId)
    if (isPrimary) hosts = hosts.where('host', '=', host)
    await hosts.execute()
  }
}
