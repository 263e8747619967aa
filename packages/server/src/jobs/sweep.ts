import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { DatabaseTroubleError } from '../db/database-error.ts'
import type { PlatformId } from '../domain/ids.ts'

/** Something that is looked after on every platform, again and again. Features declare theirs. Twice is harmless. */
export interface Sweep<Ctx> {
  readonly name: string
  readonly every: 'minute' | 'half-hour'
  readonly run: (ctx: Ctx) => Promise<unknown>
}

/** How a sweep comes to the platforms. */
export interface Platforms<Ctx> {
  listPlatformIds(): Promise<PlatformId[]>
  /** Undefined for a platform that is gone. */
  ctxFor(platformId: PlatformId): Promise<Ctx | undefined>
}

/** What came of one round, kept with its job. */
export interface SweepReport {
  readonly platforms: number
  readonly failures: number
}

/** Longer than any sweep takes; a sweep that takes longer goes on alone, and the next ones begin. */
const LIMIT_MS = 60_000

/**
 * Runs each sweep on each platform. One that fails, or hangs, is logged with its platform and counted, and holds up
 * nobody: neither the platform's other sweeps nor the other platforms.
 *
 * @throws {DatabaseTroubleError} when the database is away: then all would fail, and the round is tried again
 */
export async function sweepPlatforms<Ctx>(
  sweeps: readonly Sweep<Ctx>[],
  platforms: Platforms<Ctx>,
  log: Logger,
  limitMs = LIMIT_MS,
): Promise<SweepReport> {
  const ids = await platforms.listPlatformIds()
  let failures = 0
  const alone = async (platformId: PlatformId, sweep: string, work: () => Promise<unknown>) => {
    try {
      return await within(limitMs, work())
    } catch (error) {
      if (error instanceof DatabaseTroubleError && error.trouble === 'unavailable') throw error
      failures += 1
      log.error({ err: error, platformId, sweep }, 'a sweep failed')
      return undefined
    }
  }
  for (const platformId of ids) {
    const found = await alone(platformId, 'platform', () => platforms.ctxFor(platformId))
    const ctx = found as Ctx | undefined // what `ctxFor` gave
    if (ctx === undefined) continue
    for (const { name, run } of sweeps) await alone(platformId, name, () => run(ctx))
  }
  if (failures > 0) log.error({ failures, platforms: ids.length }, 'sweeps failed')
  return { platforms: ids.length, failures }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const limit = new AbortController()
  const tooLong = sleep(limitMs, undefined, { signal: limit.signal }).then(() => {
    throw new Error(`it takes longer than ${limitMs} ms`)
  })
  work.catch(() => {}) // told by the race, or too late
  tooLong.catch(() => {}) // ended by the work
  try {
    return await Promise.race([work, tooLong])
  } finally {
    limit.abort()
  }
}
