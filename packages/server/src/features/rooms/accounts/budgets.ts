import { sql } from 'kysely'
import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'

const DAY_MS = 24 * 3_600_000
/** This share of a day is kept for what begins until the end of the day after. */
const KEPT_FOR_URGENT = 0.2
/** When a new day begins, what begins an hour later waits a second longer, so that the soonest go first. */
const LATER_MS_PER_HOUR = 1_000
const LATER_MAX_MS = 15 * 60_000

/** What a service lets one of its users do in a day, from midnight to midnight UTC. */
interface Budget {
  readonly bucket: string
  readonly limit: number
  /** Whose it is, in words of the service. */
  readonly of: string
}

/**
 * Spends one of a budget, over all nodes; a request that is not sent then is one that was spent for nothing.
 *
 * @param budget.neededAt when what it is for begins; left out = it is urgent
 * @throws {ProviderError} `rate-limited`, with the time when it goes on
 */
export async function spend(
  ctx: Ctx,
  provider: string,
  { bucket, limit, of, neededAt }: Budget & { neededAt: Date | undefined },
): Promise<void> {
  const now = ctx.now()
  const resetAt = nextMidnight(now)
  const isUrgent = !neededAt || neededAt.getTime() < resetAt.getTime() + DAY_MS
  const most = isUrgent ? limit : Math.ceil(limit * (1 - KEPT_FOR_URGENT))
  const day = now.toISOString().slice(0, 10)
  const { rows } = await sql<{ spent: number }>`
    insert into request_budgets as budgets (platform_id, bucket, day, spent)
    values (${ctx.platform.id}, ${bucket}, ${day}::date, 1)
    on conflict (platform_id, bucket, day) do update set spent = budgets.spent + 1 where budgets.spent < ${most}
    returning spent`.execute(ctx.db)
  const spent = rows[0]?.spent
  if (spent === 1)
    await sql`delete from request_budgets
      where platform_id = ${ctx.platform.id} and bucket = ${bucket} and day < ${day}::date`.execute(ctx.db)
  if (spent !== undefined) return
  const hours = neededAt ? Math.max(0, neededAt.getTime() - resetAt.getTime()) / 3_600_000 : 0
  const goesOnAt = new Date(resetAt.getTime() + Math.min(LATER_MAX_MS, Math.round(hours * LATER_MS_PER_HOUR)))
  const detail = `${of}: ${limit} a day`
  throw new ProviderError(
    'rate-limited',
    { provider, detail },
    {
      retryAfterMs: goesOnAt.getTime() - now.getTime(),
      budget: { of, limit, goesOnAt: resetAt },
    },
  )
}

/** `all`: the service says that it is used up. `one-less`: what was spent was not taken. */
export async function setSpent(ctx: Ctx, { bucket, limit }: Budget, to: 'all' | 'one-less'): Promise<void> {
  const day = ctx.now().toISOString().slice(0, 10)
  const spent = to === 'all' ? sql`${limit}` : sql`greatest(spent - 1, 0)`
  await sql`update request_budgets set spent = ${spent}
    where platform_id = ${ctx.platform.id} and bucket = ${bucket} and day = ${day}::date`.execute(ctx.db)
}

function nextMidnight(now: Date): Date {
  return new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS)
}
