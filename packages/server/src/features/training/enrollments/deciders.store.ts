import { sql } from 'kysely'
import type { Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

/** Whether the manager of a person can sign in. */
export async function hasManager(trx: Trx, platformId: PlatformId, personId: PersonId): Promise<boolean> {
  const { rows } = await sql`
    select from people p join people m on m.platform_id = p.platform_id and m.id = p.manager_id and m.active
    where p.platform_id = ${platformId} and p.id = ${personId}`.execute(trx)
  return rows.length > 0
}
