/** Buckets of as many calls as are allowed at once, refilled steadily. On the machine's clock: tests can't outrun it. */
export class Buckets {
  readonly #left = new Map<string, { calls: number; at: number }>()

  /**
   * @param limit how many calls a bucket holds
   * @param perMs how many come back in a millisecond; default all of them in a second
   * @returns how many are left; undefined = none was, and the call is refused
   */
  take(key: string, limit: number, perMs = limit / 1000): number | undefined {
    const at = performance.now()
    const bucket = this.#left.get(key) ?? { calls: limit, at }
    this.#left.set(key, bucket)
    bucket.calls = Math.min(limit, bucket.calls + (at - bucket.at) * perMs)
    bucket.at = at
    if (bucket.calls < 1) return undefined
    bucket.calls -= 1
    return bucket.calls
  }
}
