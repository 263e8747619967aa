import type { KyselyPlugin } from 'kysely'

/** A pseudo-random source that gives the same numbers for the same seed. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The process stopped between two steps: nothing that it would have done afterwards happens. */
export class Crash extends Error {}

/** Lets a node die before one of its next statements. */
export class CrashPlugin implements KyselyPlugin {
  #left = Number.POSITIVE_INFINITY

  dieAfter(statements: number): void {
    this.#left = statements
  }

  live(): void {
    this.#left = Number.POSITIVE_INFINITY
  }

  transformQuery({ node }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    this.#left -= 1
    if (this.#left < 0) throw new Crash('the process was killed')
    return node
  }

  async transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    return result
  }
}
