import { type Kysely, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { PlatformsTable, RoutingTables } from '../../../db/tables.ts'
import type { PlatformId } from '../../../domain/ids.ts'
import type { StoredImage } from '../../../domain/platform.ts'

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

function platformsOf(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('platforms')
    .selectAll()
    .select(
      sql<StoredImage[]>`coalesce((select jsonb_agg(jsonb_build_object(
          'kind', kind, 'size', size, 'hash', hash, 'width', width, 'height', height))
        from platform_images i where i.platform_id = platforms.platform_id), '[]')`.as('images'),
    )
    .where('platformId', '=', platformId)
}

export type PlatformRow = NonNullable<Awaited<ReturnType<typeof findPlatform>>>

export function findPlatform(db: Db | Trx, platformId: PlatformId) {
  return platformsOf(db, platformId).executeTakeFirst()
}

/** Serializes what changes it. */
export function findPlatformForUpdate(trx: Trx, platformId: PlatformId) {
  return platformsOf(trx, platformId).forUpdate().executeTakeFirst()
}

/** @returns the new version, or undefined when the expected one is not there any more */
export function updatePlatform(
  trx: Trx,
  target: { platformId: PlatformId; expectedVersion: number },
  change: Updateable<PlatformsTable>,
) {
  return trx
    .updateTable('platforms')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', target.platformId)
    .where('version', '=', target.expectedVersion)
    .returning('version')
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
