import { sql } from 'kysely'
import type { Trx } from '../../../db/database.ts'
import type { PlatformId } from '../../../domain/ids.ts'

/** How many active people are told something by these notifications, each once. */
export async function countTold(trx: Trx, platformId: PlatformId, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select count(distinct n.person_id)::int as people
    from notifications n
    join people p on p.platform_id = n.platform_id and p.id = n.person_id and p.active
    where n.platform_id = ${platformId} and n.id = any(${[...ids]}::uuid[])`.execute(trx)
  return rows[0]?.people ?? 0
}
