import type { FastifyRateLimitStore } from '@fastify/rate-limit'

/** Keys that are remembered; the ones longest unseen are forgotten. */
const REMEMBERED = 50_000

interface Count {
  readonly current: number
  /** Milliseconds since the process began: a clock that is set moves no limit. */
  readonly until: number
}

/**
 * Counts requests by key. The plug-in's own store hands out one object that goes on counting, and it is looked at a moment
 * later: of requests that come at once, those within the limit were refused for what came after them.
 */
export class RateCounts implements FastifyRateLimitStore {
  readonly #counts = new Map<string, Count>()

  incr(
    key: string,
    callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    windowMs = 60_000,
  ): void {
    const now = performance.now()
    const before = this.#counts.get(key)
    const goesOn = before !== undefined && before.until > now
    const count: Count = goesOn
      ? { current: before.current + 1, until: before.until }
      : { current: 1, until: now + windowMs }
    this.#counts.delete(key) // the one seen last stands last
    this.#counts.set(key, count)
    const [longestUnseen] = this.#counts.size > REMEMBERED ? this.#counts.keys() : []
    if (longestUnseen !== undefined) this.#counts.delete(longestUnseen)
    callback(null, { current: count.current, ttl: count.until - now })
  }

  /** Routes with a rate of their own are counted apart. */
  child(): RateCounts {
    return new RateCounts()
  }
}
