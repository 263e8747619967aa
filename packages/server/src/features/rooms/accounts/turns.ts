import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { Call, ConferencingProvider, PacedRequest } from '../../../providers/provider.ts'
import type { AccountRow } from './accounts.store.ts'
import { setSpent, spend } from './budgets.ts'

/** A service that asks to wait for longer is waited for by a later try. */
const WAIT_MAX_MS = 10_000
/** Where a service refuses without saying for how long. */
const PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 24 * 3_600_000
/** A refusal for longer than any rate is counted over means that the day’s budget is used up. */
const BUDGET_FROM_MS = 60_000

/** Requests to a provider in turn, over all nodes and jobs together. */
export interface Turns {
  /** Waits until one may be sent. @throws {ProviderError} `rate-limited` when that is too long to be waited for */
  take(call: Call, request: PacedRequest): Promise<void>
  /** One was refused: nobody sends any of its kind before the time that the service says. */
  refused(request: PacedRequest, waitMs: number | undefined): Promise<void>
}

/**
 * Turns to call a provider: at its rates and within its budgets, which all nodes share. The database's clock decides, so
 * that nodes whose clocks differ still share.
 *
 * @returns undefined for a provider without a rate
 */
export function turnsOf(
  ctx: Ctx,
  account: AccountRow,
  { appId, sessionType, capabilities }: ConferencingProvider,
): Turns | undefined {
  const { requestsPerSecond, rates } = capabilities
  if (requestsPerSecond === undefined && !rates) return undefined
  const { vendor, accountForm } = ctx.providers.app(account.appId).manifest
  const identity = account.settings[accountForm.identifiedBy ?? ''] ?? account.id
  /** The rate that a request is counted by: of its class, whatever the session type, or else of all requests. */
  const rateOf = ({ class: name = '' }: PacedRequest) => {
    const ofClass = rates?.perSecond[name]
    if (ofClass !== undefined) return { bucket: `${appId} ${identity} ${name}`, perSecond: ofClass }
    return requestsPerSecond === undefined
      ? undefined
      : { bucket: `${appId} ${sessionType} ${identity}`, perSecond: requestsPerSecond }
  }
  const budgetOf = ({ spends }: PacedRequest) => {
    const limit = spends && rates?.perDay[spends.budget]
    return limit === undefined
      ? undefined
      : { bucket: `${appId} ${spends?.budget} ${spends?.of.toLowerCase()}`, limit, of: spends?.of ?? '' }
  }
  return {
    async take({ signal, neededAt }, request) {
      const rate = rateOf(request)
      if (rate) await waitForTurn(ctx, vendor, { ...rate, signal })
      const budget = budgetOf(request)
      if (budget) await spend(ctx, vendor, { ...budget, neededAt })
    },
    async refused(request, waitMs = PAUSE_MS) {
      const budget = budgetOf(request)
      // Others spend it, too: what the service says counts.
      if (budget) await setSpent(ctx, budget, waitMs >= BUDGET_FROM_MS ? 'all' : 'one-less')
      if (budget && waitMs >= BUDGET_FROM_MS) return
      const rate = rateOf(request)
      if (rate) await pause(ctx, rate.bucket, Math.min(waitMs, LONGEST_PAUSE_MS))
    },
  }
}

async function waitForTurn(
  ctx: Ctx,
  provider: string,
  { bucket, perSecond, signal }: { bucket: string; perSecond: number; signal: AbortSignal | undefined },
): Promise<void> {
  for (;;) {
    const { waitMs, isPaused } = await takeTurn(ctx, bucket, 1000 / perSecond)
    if (isPaused && waitMs > WAIT_MAX_MS) {
      const detail = `it asks to wait for ${Math.ceil(waitMs / 1000)} s`
      throw new ProviderError('rate-limited', { provider, detail }, { retryAfterMs: Math.ceil(waitMs) })
    }
    if (waitMs > 0) await sleep(waitMs, undefined, signal ? { signal } : {})
    if (!isPaused) return
  }
}

/** @returns how long to wait, in ms: for the turn that was taken, or until turns are given again */
async function takeTurn(
  ctx: Ctx,
  bucket: string,
  everyMs: number,
): Promise<{ waitMs: number; isPaused: boolean }> {
  const every = sql`make_interval(secs => ${everyMs / 1000})`
  const { rows } = await sql<{ waitMs: number }>`
    insert into request_turns as turns (platform_id, bucket, next_at)
    values (${ctx.platform.id}, ${bucket}, clock_timestamp() + ${every})
    on conflict (platform_id, bucket) do update
      set next_at = greatest(turns.next_at, clock_timestamp()) + ${every}
      where turns.paused_until is null or turns.paused_until <= clock_timestamp()
    returning (extract(epoch from next_at - ${every} - clock_timestamp()) * 1000)::float8 as wait_ms
  `.execute(ctx.db)
  if (rows[0]) return { waitMs: rows[0].waitMs, isPaused: false }
  const { rows: paused } = await sql<{ waitMs: number }>`
    select (extract(epoch from paused_until - clock_timestamp()) * 1000)::float8 as wait_ms from request_turns
    where platform_id = ${ctx.platform.id} and bucket = ${bucket}`.execute(ctx.db)
  return { waitMs: Math.max(1, paused[0]?.waitMs ?? 1), isPaused: true }
}

async function pause(ctx: Ctx, bucket: string, waitMs: number): Promise<void> {
  const until = sql`clock_timestamp() + make_interval(secs => ${waitMs / 1000})`
  await sql`
    insert into request_turns as turns (platform_id, bucket, next_at, paused_until)
    values (${ctx.platform.id}, ${bucket}, clock_timestamp(), ${until})
    on conflict (platform_id, bucket) do update set paused_until = greatest(turns.paused_until, ${until})
  `.execute(ctx.db)
}
