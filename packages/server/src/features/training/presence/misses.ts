import type { Ctx } from '../../../ctx.ts'
import { TooManyRequestsError } from '../../../domain/errors.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import type { ProviderRegistry } from '../../../providers/registry.ts'

/** Wrong words and codes of one person in one event: nobody hears so badly, a program guesses. */
const MOST = 20
const FOR_MS = 10 * 60_000
/** No more is remembered than this: the oldest goes. */
const MOST_KEPT = 10_000

interface Misses {
  readonly count: number
  readonly since: number
}

const byServer = new WeakMap<ProviderRegistry, Map<string, Misses>>()

function missesOf({ providers }: Pick<Ctx, 'providers'>): Map<string, Misses> {
  const known = byServer.get(providers) ?? new Map<string, Misses>()
  byServer.set(providers, known)
  return known
}

const keyOf = ({ platform }: Ctx, eventId: EventId, personId: PersonId) =>
  `${platform.id} ${eventId} ${personId}`

/** @throws {TooManyRequestsError} `presence-too-many-codes` after too many wrong ones in this process */
export function assertMayGuess(ctx: Ctx, eventId: EventId, personId: PersonId): void {
  const own = missesOf(ctx).get(keyOf(ctx, eventId, personId))
  const left = own ? own.since + FOR_MS - ctx.now().getTime() : 0
  if (own && own.count >= MOST && left > 0)
    throw new TooManyRequestsError('presence-too-many-codes', { seconds: Math.ceil(left / 1000) })
}

export function rememberMiss(ctx: Ctx, eventId: EventId, personId: PersonId): void {
  const known = missesOf(ctx)
  const key = keyOf(ctx, eventId, personId)
  const now = ctx.now().getTime()
  const own = known.get(key)
  const isFresh = own !== undefined && now < own.since + FOR_MS
  known.delete(key)
  known.set(key, isFresh ? { ...own, count: own.count + 1 } : { count: 1, since: now })
  const [oldest] = known.keys()
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest)
}
