import { describe, expect, it } from 'vitest'
import type { Db } from './database.ts'
import { DatabaseTroubleError } from './database-error.ts'
import { together } from './together.ts'

const db = { isTransaction: false } as Db
const other = { isTransaction: false } as Db

/** Runs that end when the test says so. */
function gate() {
  const runs: { asked: readonly number[]; end(error?: Error): void }[] = []
  const run = (_: Db, asked: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      runs.push({ asked, end: (error) => (error ? reject(error) : resolve(asked.map((n) => n * 10))) })
    })
  return { runs, ask: together(run) }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('what is asked together', () => {
  it('is one run when it comes at the same time, with each answer in its place', async () => {
    const { runs, ask } = gate()
    const answers = Promise.all([1, 2, 3].map((n) => ask(db, n)))
    await turn()
    expect(runs.map(({ asked }) => asked)).toEqual([[1, 2, 3]])
    runs[0]?.end()
    expect(await answers).toEqual([10, 20, 30])
  })

  it('waits only once four runs are under way, and is the next one', async () => {
    const { runs, ask } = gate()
    const answers: Promise<number>[] = []
    for (let n = 1; n <= 7; n++) {
      answers.push(ask(db, n))
      await turn()
    }
    expect(runs.map(({ asked }) => asked)).toEqual([[1], [2], [3], [4]])
    runs[1]?.end()
    await turn()
    expect(runs.at(-1)?.asked).toEqual([5, 6, 7])
    for (const { end } of runs) end()
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50, 60, 70])
  })

  it('is of one platform', async () => {
    const { runs, ask } = gate()
    const answers = [ask(db, 1), ask(other, 2)]
    await turn()
    expect(runs.map(({ asked }) => asked)).toEqual([[1], [2]])
    for (const { end } of runs) end()
    expect(await Promise.all(answers)).toEqual([10, 20])
  })

  it('is by itself in a transaction', async () => {
    const { runs, ask } = gate()
    const trx = { isTransaction: true } as Db
    const answers = [ask(trx, 1), ask(trx, 2)]
    await turn()
    expect(runs.map(({ asked }) => asked)).toEqual([[1], [2]])
    for (const { end } of runs) end()
    await Promise.all(answers)
  })

  it('fails for itself alone', async () => {
    const ask = together(async (_, asked: readonly number[]) => {
      if (asked.includes(2)) throw new Error('two is refused')
      return asked
    })
    const answers = await Promise.allSettled([1, 2, 3].map((n) => ask(db, n)))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await ask(db, 4)).toBe(4)
  })

  it('is not repeated when the database is in trouble: it may have been done', async () => {
    let runs = 0
    const ask = together(async (): Promise<number[]> => {
      runs++
      throw new DatabaseTroubleError('unavailable')
    })
    const answers = await Promise.allSettled([1, 2, 3].map((n) => ask(db, n)))
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
    expect(runs).toBe(1)
  })
})
