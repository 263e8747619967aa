/** How failed tries slow down those that follow. */
export interface TryRule {
  /** Failures without a wait. */
  readonly free: number
  /** Waits double from 2 seconds up to this. */
  readonly maxWaitSeconds: number
  /** After each such time one failure is forgotten. */
  readonly forgetSeconds: number
}

/** Failures that were counted, and when the last one was. */
export interface Tries {
  readonly failures: number
  readonly triedAt: Date
}

/** Failures that are not forgotten yet. */
export function failuresAt({ failures, triedAt }: Tries, { forgetSeconds }: TryRule, now: Date): number {
  return Math.max(0, failures - Math.floor(secondsSince(triedAt, now) / forgetSeconds))
}

/** @returns whole seconds until another try may be made; 0 = now */
export function waitSecondsAt(tries: Tries, rule: TryRule, now: Date): number {
  const over = failuresAt(tries, rule, now) - rule.free
  if (over < 0) return 0
  const wait = Math.min(rule.maxWaitSeconds, 2 ** (over + 1))
  return Math.max(0, Math.ceil(wait - secondsSince(tries.triedAt, now)))
}

/** Clocks of two nodes may differ: what is to come has just been. */
function secondsSince(at: Date, now: Date): number {
  return Math.max(0, (now.getTime() - at.getTime()) / 1000)
}
