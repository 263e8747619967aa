import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Counts } from '../counts.ts'
import type { Sweeping } from '../db/database.ts'
import { DatabaseTroubleError } from '../db/database-error.ts'
import type { PlatformId } from '../domain/ids.ts'

/** Something that is looked after on the platforms, again and again. Features declare theirs. Twice is harmless. */
export interface Sweep<Ctx> {
  readonly name: string
  readonly every: 'minute' | 'half-hour'
  /** Every platform on which `run` would find something to do now, each once, and as few others as possible: over an index. */
  readonly due: (db: Sweeping, now: Date) => Promise<readonly PlatformId[]>
  readonly run: (ctx: Ctx) => Promise<unknown>
}

/** A sweep of one platform: its job. */
export interface DueSweep {
  readonly platformId: PlatformId
  readonly sweep: string
}

interface Watched {
  readonly log: Logger
  readonly counts: Pick<Counts, 'swept' | 'sweepFailed'>
}

/** Longer than any sweep takes; what takes longer goes on alone, and others have their turn. */
const LIMIT_MS = 60_000

/**
 * Finds the platforms that have work, one statement for each sweep. A sweep that can't look is logged and counted, and
 * the others go on.
 *
 * @throws {DatabaseTroubleError} when the database is away: then all would fail
 */
export async function findDue(
  sweeps: readonly Pick<Sweep<never>, 'name' | 'due'>[],
  { db, now, log, counts }: Watched & { readonly db: Sweeping; readonly now: Date },
): Promise<{ due: DueSweep[]; failures: number }> {
  const found: DueSweep[] = []
  let failures = 0
  for (const { name, due } of sweeps) {
    const began = performance.now()
    try {
      const platforms = await due(db, now)
      counts.swept(name, { platforms: platforms.length, seconds: (performance.now() - began) / 1000 })
      found.push(...platforms.map((platformId) => ({ platformId, sweep: name })))
    } catch (error) {
      if (isAway(error)) throw error
      failures += 1
      counts.sweepFailed(name, 'finding')
      log.error({ err: error, sweep: name }, 'a sweep can’t find its platforms')
    }
  }
  return { due: found, failures }
}

/**
 * Makes one sweep on one platform. What fails, or hangs, is logged with its platform and counted; the next round finds
 * it again.
 *
 * @returns whether it went well
 * @throws {DatabaseTroubleError} when the database is away
 */
export async function sweepPlatform<Ctx>(
  { name, run }: Pick<Sweep<Ctx>, 'name' | 'run'>,
  platformId: PlatformId,
  { ctxFor, log, counts }: Watched & { ctxFor(platformId: PlatformId): Promise<Ctx | undefined> },
  limitMs = LIMIT_MS,
): Promise<boolean> {
  try {
    const ctx = await ctxFor(platformId)
    if (ctx !== undefined) await within(limitMs, () => run(ctx))
    return true
  } catch (error) {
    if (isAway(error)) throw error
    counts.sweepFailed(name, 'platform')
    log.error({ err: error, platformId, sweep: name }, 'a sweep failed')
    return false
  }
}

function isAway(error: unknown): boolean {
  return error instanceof DatabaseTroubleError && error.trouble === 'unavailable'
}

async function within(limitMs: number, begin: () => Promise<unknown>): Promise<void> {
  const limit = new AbortController()
  const work = begin()
  const tooLong = sleep(limitMs, undefined, { signal: limit.signal }).then(() => {
    throw new Error(`it takes longer than ${limitMs} ms`)
  })
  work.catch(() => {}) // told by the race, or too late
  tooLong.catch(() => {}) // ended by the work
  try {
    await Promise.race([work, tooLong])
  } finally {
    limit.abort()
  }
}
