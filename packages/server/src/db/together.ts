import type { Db } from './database.ts'
import { DatabaseTroubleError } from './database-error.ts'

/** So many runs of a platform may be under way, where they may wait for locks: one that does then holds up no other. */
const RUNS = 4
/** No run is of more. */
const MOST = 100

interface Waiting<Asked, Answer> {
  readonly asked: Asked
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Asks the database once for what many ask at the same time on one platform: whatever comes while as many runs as may
 * are under way waits for the next of them, and who comes alone waits for nothing. A run that is refused is done again
 * one by one, so that nobody fails for another's sake; one that met trouble is repeated for nobody.
 *
 * @param run answers each in its place
 * @param runs that may be under way: the fewer, the more are asked at once
 */
export function together<Asked, Answer>(
  run: (db: Db, asked: readonly Asked[]) => Promise<readonly Answer[]>,
  runs = RUNS,
): (db: Db, asked: Asked) => Promise<Answer> {
  const platforms = new WeakMap<Db, (asked: Asked) => Promise<Answer>>()
  return async (db, asked) => {
    if (db.isTransaction) return (await run(db, [asked]))[0] as Answer
    let ask = platforms.get(db)
    if (!ask) {
      ask = onOnePlatform((some) => run(db, some), runs)
      platforms.set(db, ask)
    }
    return ask(asked)
  }
}

function onOnePlatform<Asked, Answer>(
  run: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
  runs: number,
): (asked: Asked) => Promise<Answer> {
  const waiting: Waiting<Asked, Answer>[] = []
  let running = 0

  async function answer(some: readonly Waiting<Asked, Answer>[]): Promise<void> {
    const answers = await run(some.map(({ asked }) => asked))
    for (const [at, { resolve }] of some.entries()) resolve(answers[at] as Answer)
  }
  async function work(): Promise<void> {
    running++
    while (waiting.length > 0) {
      const some = waiting.splice(0, MOST)
      await answer(some).catch(async (error) => {
        const isRepeated = some.length > 1 && !(error instanceof DatabaseTroubleError)
        for (const one of some) await (isRepeated ? answer([one]).catch(one.reject) : one.reject(error))
      })
    }
    running--
  }
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      // What all connections that were heard in this turn of the event loop ask comes along.
      setImmediate(() => {
        if (running < runs && waiting.length > 0) void work()
      })
    })
}
