import type { Db, Trx } from '../../db/database.ts'
import type { PersonId, PlatformId } from '../../domain/ids.ts'

export function listApps(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('apps')
    .select(['appId', 'active', 'changedAt'])
    .where('platformId', '=', platformId)
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
