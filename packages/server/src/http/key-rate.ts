/** How many requests a key has left in its minute. */
export interface Allowance {
  readonly isOver: boolean
  /** Until the minute ends. */
  readonly resetSeconds: number
  readonly headers: Readonly<Record<string, string>>
}

export interface KeyRate {
  readonly limit: number
  /** Counts one request of a key. */
  count(keyId: string, now: Date): Allowance
}

const MINUTE_MS = 60_000

/** Counts the requests of each API key in minutes that begin with its first request, in this process. */
export function createKeyRate(limit: number): KeyRate {
  const minutes = new Map<string, { endsMs: number; count: number }>()
  return {
    limit,
    count(keyId, now) {
      const nowMs = now.getTime()
      let minute = minutes.get(keyId)
      if (!minute || minute.endsMs <= nowMs) {
        forgetEnded(minutes, nowMs)
        minute = { endsMs: nowMs + MINUTE_MS, count: 0 }
        minutes.set(keyId, minute)
      }
      minute.count += 1
      const resetSeconds = Math.max(1, Math.ceil((minute.endsMs - nowMs) / 1000))
      return {
        isOver: minute.count > limit,
        resetSeconds,
        headers: {
          'ratelimit-limit': String(limit),
          'ratelimit-remaining': String(Math.max(0, limit - minute.count)),
          'ratelimit-reset': String(resetSeconds),
        },
      }
    },
  }
}

function forgetEnded(minutes: Map<string, { endsMs: number }>, nowMs: number): void {
  for (const [keyId, { endsMs }] of minutes) if (endsMs <= nowMs) minutes.delete(keyId)
}
