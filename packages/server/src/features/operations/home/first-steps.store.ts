import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { PlatformId } from '../../../domain/ids.ts'

interface StepsRow {
  readonly tool: boolean
  readonly pairing: boolean
  readonly course: boolean
  readonly session: boolean
  readonly event: boolean
  readonly people: boolean
  readonly domain: boolean
  readonly hiddenAt: Date | null
  /** A tool that is active, for the way to its accounts. */
  readonly appId: string | null
}

/** @param toolIds apps that are conferencing tools */
export async function findSteps(
  db: Db,
  platformId: PlatformId,
  toolIds: readonly string[],
): Promise<StepsRow | undefined> {
  const of = (table: string) =>
    sql`exists (select from ${sql.table(table)} where platform_id = ${platformId})`
  const { rows } = await sql<StepsRow>`
    select tool.app_id is not null as tool, tool.app_id,
      exists (select from accounts where platform_id = ${platformId} and deleted_at is null
        and pairing_state = 'paired') as pairing,
      ${of('courses')} as course, ${of('sessions')} as session, ${of('events')} as event,
      (select count(*) > 1 from (select from people where platform_id = ${platformId} and active limit 2) active_people) as people,
      -- Where the demo and a server on one's own machine are reached, nobody else comes.
      exists (select from platform_hosts where platform_id = ${platformId}
        and host <> 'localhost' and host not like '%.localhost' and host !~ '^[0-9.:]+$') as domain,
      platforms.first_steps_hidden_at as hidden_at
    from platforms
    left join lateral (select app_id from apps where platform_id = ${platformId} and active and removed_at is null
      and app_id = any(${[...toolIds]}) order by changed_at desc limit 1) tool on true
    where platforms.platform_id = ${platformId}`.execute(db)
  return rows[0]
}

export async function setHidden(trx: Trx, platformId: PlatformId, hiddenAt: Date | null): Promise<void> {
  await trx
    .updateTable('platforms')
    .set({ firstStepsHiddenAt: hiddenAt })
    .where('platformId', '=', platformId)
    .execute()
}
