import { setTimeout as sleep } from 'node:timers/promises'
import type { QueueFigures } from './jobs/jobs.ts'

/** What the database knows of the work over all platforms. */
export interface Figures {
  /** By state. */
  readonly rooms: Readonly<Record<string, number>>
  /** For how long the room waits that is due the longest; 0 = none is. */
  readonly oldestDueSeconds: number
  readonly queues: readonly QueueFigures[]
}

/** However often it is asked, the database is asked once in so long. */
const FRESH_MS = 10_000
/** Who asks waits for so long, less than Prometheus does. */
const PATIENCE_MS = 3_000
/** What is older is told no more. */
const STALE_MS = 60_000

/** Remembers what was read last, and reads anew when that has aged. @returns undefined for what is not known */
export function latestOf<T>(read: () => Promise<T>, nowMs = () => performance.now()) {
  let latest: { readonly value: T; readonly atMs: number } | undefined
  let reading: Promise<void> | undefined
  const readOnce = async () => {
    try {
      latest = { value: await read(), atMs: nowMs() }
    } catch {
      latest = undefined // told by what is missing
    } finally {
      reading = undefined
    }
  }
  return async (patienceMs = PATIENCE_MS): Promise<T | undefined> => {
    if (!latest || nowMs() - latest.atMs >= FRESH_MS) {
      reading ??= readOnce()
      const limit = new AbortController()
      await Promise.race([reading, sleep(patienceMs, undefined, { signal: limit.signal }).catch(() => {})])
      limit.abort()
    }
    return latest && nowMs() - latest.atMs < STALE_MS ? latest.value : undefined
  }
}
