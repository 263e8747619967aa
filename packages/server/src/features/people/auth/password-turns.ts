/** Work that is heavy: some at once, some waiting, and no more. */
export interface Turns {
  /** Does work when it is its turn; first come, first served. @throws what `refuse` makes, when too many wait */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

export function createTurns(limits: { atOnce: number; waiting: number; refuse: () => Error }): Turns {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    async inTurn(work) {
      if (running >= limits.atOnce) {
        if (waiting.length >= limits.waiting) throw limits.refuse()
        await new Promise<void>((resolve) => waiting.push(resolve)) // takes over the turn of who calls it
      } else running += 1
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}
