import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { Check, FoundRow, Look } from './doctor.checks.ts'

/** So many of what a check finds are named. */
const NAMED = 5

/** What a check found: how many, and the first of them. */
export interface Found {
  readonly check: Check
  readonly count: number
  readonly first: readonly FoundRow[]
}

/**
 * Looks at one platform with every check, at one moment of it, and changes nothing: the transaction can't write.
 *
 * @param db a transaction is joined, as it is
 * @returns what was found, in the order of the checks; checks that found nothing are left out
 * @throws {DatabaseTroubleError} when a check takes longer than `limitSeconds`
 */
export function look(
  db: Db,
  all: readonly Check[],
  platform: Look,
  limitSeconds: number,
): Promise<readonly Found[]> {
  if (db.isTransaction) return lookIn(db as Trx, all, platform)
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`select set_config('statement_timeout', ${`${limitSeconds}s`}, true)`.execute(trx)
      return lookIn(trx, all, platform)
    })
}

/** The same, in a transaction of somebody who sees to all that. */
export async function lookIn(trx: Trx, all: readonly Check[], platform: Look): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const check of all) {
    const { rows } = await sql<{ count: number; first: FoundRow[] | null }>`
      with found as (select distinct kind, id from (${check.find(platform)}) every)
      select count(*)::int as count, (
        select json_agg(json_build_object('kind', kind, 'id', id))
        from (select * from found order by kind, id limit ${NAMED}) named
      ) as first from found`.execute(trx)
    const [row] = rows
    if (row && row.count > 0) found.push({ check, count: row.count, first: row.first ?? [] })
  }
  return found
}
