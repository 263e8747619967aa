import type { Kysely } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { RoutingTables } from '../../../db/tables.ts'
import type { PlatformId } from '../../../domain/ids.ts'

/** The platform that answers on a host, without the port. */
export async function findPlatformIdByHost(
  db: Kysely<RoutingTables>,
  host: string,
): Promise<PlatformId | undefined> {
  const row = await db
    .selectFrom('platformHosts')
    .select('platformId')
    .where('host', '=', host)
    .executeTakeFirst()
  return row?.platformId
}

export async function listPlatformIds(db: Kysely<RoutingTables>): Promise<PlatformId[]> {
  const rows = await db.selectFrom('platformHosts').select('platformId').distinct().execute()
  return rows.map((row) => row.platformId)
}

export function findPlatform(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('platforms')
    .select(['platformId as id', 'name', 'accentColor', 'defaultLanguage', 'timeZone'])
    .where('platformId', '=', platformId)
    .executeTakeFirst()
}

export async function findPrimaryHost(db: Db | Trx, platformId: PlatformId): Promise<string> {
  const row = await db
    .selectFrom('platformHosts')
    .select('host')
    .where('platformId', '=', platformId)
    .orderBy('isPrimary', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.host ?? 'localhost'
}
