/** Work that is heavy: some at once, some waiting, and no more. */
export interface Queue {
  /** Does work once there is room for it; first come, first served. @throws what `refuse` makes, when too many wait */
  run<T>(work: () => Promise<T>): Promise<T>
}

export function createQueue(limits: { atOnce: number; waiting: number; refuse: () => Error }): Queue {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    async run(work) {
      if (running >= limits.atOnce) {
        if (waiting.length >= limits.waiting) throw limits.refuse()
        await new Promise<void>((resolve) => waiting.push(resolve)) // takes over from the work that ends
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
