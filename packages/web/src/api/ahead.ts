/** As long as the queries take an answer for fresh. */
const FRESH_MS = 15_000

/** Answers of the API that were asked for before a page needs them. Each is used once. */
export interface Ahead {
  /** Asks now, unless the same is on its way or kept. */
  ask(url: string): void
  /** @returns undefined = not asked for, too old, or it did not go well: then the page asks by itself */
  take(url: string): Promise<Response> | undefined
  /** What was changed since may stand in any of them. */
  forget(): void
  /** When the answers were asked for that were taken since this was last asked: nobody has listened for changes then. */
  takenFrom(): readonly number[]
}

export function createAhead(load: (url: string) => Promise<Response>, now: () => number = Date.now): Ahead {
  const kept = new Map<string, { at: number; answer: Promise<Response> }>()
  let taken: number[] = []
  const isFresh = (url: string) => now() - (kept.get(url)?.at ?? Number.NEGATIVE_INFINITY) < FRESH_MS
  return {
    ask(url) {
      if (isFresh(url)) return
      const answer = load(url)
      const entry = { at: now(), answer }
      kept.set(url, entry)
      const drop = () => kept.get(url) === entry && kept.delete(url)
      answer.then((response) => response.ok || drop(), drop)
    },
    take(url) {
      const entry = isFresh(url) ? kept.get(url) : undefined
      kept.delete(url)
      if (entry) taken.push(entry.at)
      return entry?.answer
    },
    forget: () => kept.clear(),
    takenFrom() {
      const found = taken
      taken = []
      return found
    },
  }
}
