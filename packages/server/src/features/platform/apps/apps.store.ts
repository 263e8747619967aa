import type { Db, Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

export function listApps(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('apps')
    .leftJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'apps.platformId').onRef('people.id', '=', 'apps.changedBy'),
    )
    .select(['appId', 'apps.active', 'changedAt', 'switchAt', 'removedAt', 'firstName', 'lastName'])
    .where('apps.platformId', '=', platformId)
    .execute()
}

export async function isActive(db: Db | Trx, platformId: PlatformId, appId: string): Promise<boolean> {
  const row = await db
    .selectFrom('apps')
    .select('active')
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .executeTakeFirst()
  return row?.active ?? false
}

export async function listActiveIds(db: Db | Trx, platformId: PlatformId): Promise<string[]> {
  const rows = await db
    .selectFrom('apps')
    .select('appId')
    .where('platformId', '=', platformId)
    .where('active', '=', true)
    .execute()
  return rows.map((row) => row.appId)
}

export async function setActive(
  trx: Trx,
  app: {
    platformId: PlatformId
    appId: string
    active: boolean
    changedAt: Date
    changedBy: PersonId | null
  },
): Promise<void> {
  const { active, changedAt, changedBy } = app
  await trx
    .insertInto('apps')
    .values(app)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'appId']).doUpdateSet({ active, changedAt, changedBy }),
    )
    .execute()
}

export function findApp(db: Db | Trx, platformId: PlatformId, appId: string) {
  return db
    .selectFrom('apps')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .executeTakeFirst()
}

export async function updateApp(
  trx: Trx,
  platformId: PlatformId,
  appId: string,
  change: {
    switchAt?: Date | null
    removedAt?: Date
    active?: boolean
    changedAt?: Date
    changedBy?: PersonId
  },
): Promise<void> {
  await trx
    .updateTable('apps')
    .set(change)
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .execute()
}
