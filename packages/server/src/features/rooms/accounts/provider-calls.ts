import type { Counts, ProviderCalled } from '../../../counts.ts'
import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'
import { isChecked, type PairingPart } from '../../../providers/pairing.ts'
import type {
  AttendancePart,
  Call,
  ConferencingProvider,
  PacedRequest,
  RecordingsPart,
} from '../../../providers/provider.ts'
import { type AccountRow, setCheckAt } from './accounts.store.ts'
import { turnsOf } from './turns.ts'

/** One operation at a provider may take so long, with its turns, its token and its repetitions. */
const JOB_LIMIT_MS = 120_000
/** So long while a person waits for what it says. */
export const PERSON_LIMIT_MS = 15_000

/**
 * A provider as the core gets to see it: each operation waits for its turns at the rate that all nodes share, and ends
 * in time whatever the provider does. There is no other way to one (`getConnection`).
 *
 * A call that gives a signal of its own ends by that; one that runs out of time fails as `provider-unavailable`, its
 * outcome unknown, and stands in the caller's log.
 */
export function boundedProvider(
  ctx: Ctx,
  account: AccountRow,
  provider: ConferencingProvider,
  limitMs = JOB_LIMIT_MS,
): ConferencingProvider {
  const { vendor } = ctx.providers.app(account.appId).manifest
  const turns = turnsOf(ctx, account, provider)
  // Of accounts that users pair a token says so by itself; others are checked with the next sweep.
  const refused = async () => {
    if (!isChecked(ctx.providers.app(account.appId).auth)) return
    await setCheckAt(ctx.db, { platformId: ctx.platform.id, accountId: account.id }, ctx.now())
  }
  const bound =
    (operation: string, work: Operation): Operation =>
    (...args) => {
      const given = args.at(-1) as Call // the last argument of every operation of the contract
      const signal = given.signal ?? AbortSignal.timeout(limitMs)
      const paced = turns && {
        pace: (request: PacedRequest = {}) => turns.take({ ...given, signal }, request),
        paceRefused: turns.refused,
      }
      const call: Call = { ...given, signal, ...paced }
      const limits = { operation, vendor, counts: ctx.counts, call, signal, refused }
      const begin = () => work(...args.slice(0, -1), call)
      return PAGED.has(operation) ? pagesInTime(begin as Pages, limits) : inTime(begin as Answer, limits)
    }
  return boundAll(provider, bound)
}

/** The same for consent and tokens, whose server has a rate of its own and no room whose history they are in. */
export function boundedPairing(
  ctx: Ctx,
  account: Pick<AccountRow, 'appId'>,
  pairing: PairingPart,
): PairingPart {
  const { revoke } = pairing
  const { vendor } = ctx.providers.app(account.appId).manifest
  const ended = <T>(operation: string, work: (signal: AbortSignal) => Promise<T>, given?: AbortSignal) => {
    const signal = given ?? AbortSignal.timeout(PERSON_LIMIT_MS)
    return inTime(() => work(signal), { operation, vendor, counts: ctx.counts, call: {}, signal })
  }
  return {
    lifetimeDays: pairing.lifetimeDays,
    authorizeUrl: (credentials, walk) => pairing.authorizeUrl(credentials, walk),
    exchangeCode: (credentials, answer, signal) =>
      ended('exchangeCode', (limit) => pairing.exchangeCode(credentials, answer, limit), signal),
    refresh: (credentials, refreshToken, signal) =>
      ended('refresh', (limit) => pairing.refresh(credentials, refreshToken, limit), signal),
    whoAmI: (accessToken, signal) => ended('whoAmI', (limit) => pairing.whoAmI(accessToken, limit), signal),
    ...(revoke && {
      revoke: (credentials, refreshToken, signal) =>
        ended('revoke', (limit) => revoke(credentials, refreshToken, limit), signal),
    }),
  }
}

/** Operations that give pages, each when it is wanted. */
const PAGED: ReadonlySet<string> = new Set<keyof AttendancePart | keyof RecordingsPart>([
  'readReports',
  'listRecordings',
])

type Operation = (...args: unknown[]) => Promise<unknown> | AsyncIterable<unknown>
type Answer = () => Promise<unknown>
type Pages = () => AsyncIterable<unknown>

interface Limits {
  readonly operation: string
  readonly vendor: string
  readonly counts: Counts
  readonly call: Call
  readonly signal: AbortSignal
  /** The service does not let us in. */
  readonly refused?: () => Promise<void>
}

/** All pages end with the signal, whatever the provider does. */
async function* pagesInTime(begin: Pages, limits: Limits): AsyncGenerator<unknown> {
  const pages = begin()[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await inTime(() => pages.next(), limits)
      if (next.done) return
      yield next.value
    }
  } finally {
    // Not waited for: one that hangs would hold up its reader, too.
    pages.return?.().catch(() => {})
  }
}

/** Every operation of a provider and of its parts; what is no operation stays as it is. */
function boundAll<T extends object>(part: T, bound: (name: string, work: Operation) => Operation): T {
  const entries = Object.entries(part).map(([name, member]) => {
    if (typeof member === 'function') return [name, bound(name, member as Operation)]
    const isPart =
      typeof member === 'object' && member !== null && name !== 'capabilities' && name !== 'gives'
    return [name, isPart ? boundAll(member, bound) : member]
  })
  return Object.fromEntries(entries) as T // the same members
}

/** Ends with the signal even where the work does not listen to it: a token may be waited for, too. */
async function inTime<T>(work: () => Promise<T>, limits: Limits): Promise<T> {
  const startedMs = performance.now()
  const count = (outcome: ProviderCalled['outcome'], failure: string) =>
    limits.counts.providerCalled({
      provider: limits.vendor,
      operation: limits.operation,
      outcome,
      failure,
      seconds: (performance.now() - startedMs) / 1000,
    })
  try {
    const answer = await endedInTime(work, limits)
    count('ok', 'none')
    return answer
  } catch (error) {
    if (error instanceof ProviderError) count(error.outcomeUnknown ? 'unknown' : 'failed', error.kind)
    else count('failed', 'other')
    if (error instanceof ProviderError && error.kind === 'unauthorized') await limits.refused?.()
    throw error
  }
}

async function endedInTime<T>(
  work: () => Promise<T>,
  { operation, vendor, call, signal }: Limits,
): Promise<T> {
  const startedMs = performance.now()
  let onAbort: (() => void) | undefined
  const ended = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    signal.throwIfAborted()
    const working = work()
    working.catch(() => {}) // told by the race, or too late
    return await Promise.race([working, ended])
  } catch (cause) {
    const isLate =
      signal.aborted && signal.reason?.name === 'TimeoutError' && !(cause instanceof ProviderError)
    if (!isLate) throw cause
    const durationMs = performance.now() - startedMs
    const detail = `no answer within ${Math.round(durationMs / 1000)} s`
    call.log?.({ operation, status: undefined, durationMs, error: detail })
    throw new ProviderError('unavailable', { provider: vendor, detail }, { cause, outcomeUnknown: true })
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort)
    ended.catch(() => {}) // nobody waits any more
  }
}
