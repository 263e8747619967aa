import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Ctx } from '../../../ctx.ts'
import type { ConferencingProvider } from '../../../providers/provider.ts'
import type { AccountRow } from './accounts.store.ts'

/**
 * Turns to call a provider: at its rate, over all nodes and jobs together. The database's clock decides, so that
 * nodes whose clocks differ still share.
 *
 * @returns waits for one, or until its signal ends it; undefined for a provider without a rate
 */
export function turnsOf(
  ctx: Ctx,
  account: AccountRow,
  { appId, sessionType, capabilities }: ConferencingProvider,
): ((signal?: AbortSignal) => Promise<void>) | undefined {
  const rate = capabilities.requestsPerSecond
  if (rate === undefined) return undefined
  const { identifiedBy = '' } = ctx.providers.app(account.appId).manifest.accountForm
  const bucket = `${appId} ${sessionType} ${account.settings[identifiedBy] ?? account.id}`
  return async (signal) => {
    const waitMs = await takeTurn(ctx, bucket, 1000 / rate)
    if (waitMs > 0) await sleep(waitMs, undefined, signal ? { signal } : {})
  }
}

/** @returns how long to wait for the turn that was taken, in ms */
async function takeTurn(ctx: Ctx, bucket: string, everyMs: number): Promise<number> {
  const every = sql`make_interval(secs => ${everyMs / 1000})`
  const { rows } = await sql<{ waitMs: number }>`
    insert into request_turns as turns (platform_id, bucket, next_at)
    values (${ctx.platform.id}, ${bucket}, clock_timestamp() + ${every})
    on conflict (platform_id, bucket) do update
      set next_at = greatest(turns.next_at, clock_timestamp()) + ${every}
    returning (extract(epoch from next_at - ${every} - clock_timestamp()) * 1000)::float8 as wait_ms
  `.execute(ctx.db)
  return rows[0]?.waitMs ?? 0
}
