import type { RawBuilder } from 'kysely'
import type { PlatformId } from '../domain/ids.ts'
import type { Sweeping } from './database.ts'

/** The platforms that a query over all of them finds. It selects `platform_id`, each one once. */
export async function platformsOf(
  db: Sweeping,
  query: RawBuilder<{ platformId: PlatformId }>,
): Promise<PlatformId[]> {
  const { rows } = await query.execute(db)
  return rows.map((row) => row.platformId)
}
