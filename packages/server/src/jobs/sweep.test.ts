import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { Sweeping } from '../db/database.ts'
import { DatabaseTroubleError } from '../db/database-error.ts'
import type { PlatformId } from '../domain/ids.ts'
import { eachAlone, stepsAlone } from './each.ts'
import { findDue, sweepPlatform } from './sweep.ts'

const one = 'one' as PlatformId
const db = {} as Sweeping

/** Collects what was logged and counted; the `Ctx` of a platform is its id. */
function watch() {
  const logged: Record<string, unknown>[] = []
  const counted: unknown[][] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(JSON.parse(line)) })
  const counts = {
    jobFailed: () => {},
    putAside: () => {},
    swept: (sweep: string, { platforms }: { platforms: number }) => void counted.push([sweep, platforms]),
    sweepFailed: (sweep: string, where: string) => void counted.push([sweep, 'failed', where]),
  }
  const ctxFor = async (id: PlatformId): Promise<string | undefined> => id
  return { logged, counted, parts: { log, counts, ctxFor } }
}

const failing = (error: Error) => async () => {
  throw error
}

describe('a round of sweeps', () => {
  const now = new Date('2026-11-24T08:00:00Z')

  it('finds the platforms of each sweep, also of those after one that can’t look', async () => {
    const { logged, counted, parts } = watch()
    const sweeps = [
      { name: 'first', due: async () => [one] },
      { name: 'broken', due: failing(new Error('no such column')) },
      { name: 'idle', due: async () => [] },
      {
        name: 'last',
        due: async (_db: Sweeping, at: Date) => (at === now ? [one, 'two' as PlatformId] : []),
      },
    ]
    expect(await findDue(sweeps, { ...parts, db, now })).toEqual({
      due: [
        { platformId: one, sweep: 'first' },
        { platformId: one, sweep: 'last' },
        { platformId: 'two', sweep: 'last' },
      ],
      failures: 1,
    })
    expect(logged).toMatchObject([{ sweep: 'broken', err: { message: 'no such column' } }])
    expect(counted).toEqual([
      ['first', 1],
      ['broken', 'failed', 'finding'],
      ['idle', 0],
      ['last', 2],
    ])
  })

  it('ends at once when the database is away: it is tried again as a whole', async () => {
    const { counted, parts } = watch()
    const away = { name: 'away', due: failing(new DatabaseTroubleError('unavailable')) }
    await expect(findDue([away, away], { ...parts, db, now })).rejects.toThrow('unavailable')
    expect(counted).toEqual([])
  })
})

describe('a sweep of one platform', () => {
  it.each([
    ['fails', failing(new Error('broken')), 'broken'],
    [
      'fails before it gives a promise',
      () => {
        throw new Error('hasty')
      },
      'hasty',
    ],
    ['hangs', () => new Promise(() => {}), 'it takes longer than 20 ms'],
  ])('that %s is logged with its platform, and counted', async (_how, run, message) => {
    const { logged, counted, parts } = watch()
    expect(await sweepPlatform({ name: 'rooms', run }, one, parts, 20)).toBe(false)
    expect(logged).toMatchObject([{ platformId: one, sweep: 'rooms', err: { message } }])
    expect(counted).toEqual([['rooms', 'failed', 'platform']])
  })

  it('that can’t be read fails, and one that is gone has nothing to do', async () => {
    const { logged, parts } = watch()
    const done: unknown[] = []
    const sweep = { name: 'rooms', run: async (id: string) => done.push(id) }
    const unreadable = { ...parts, ctxFor: failing(new Error('unreadable')) }
    expect(await sweepPlatform(sweep, one, unreadable)).toBe(false)
    expect(await sweepPlatform(sweep, one, { ...parts, ctxFor: async () => undefined })).toBe(true)
    expect(await sweepPlatform(sweep, one, parts)).toBe(true)
    expect(done).toEqual([one])
    expect(logged).toHaveLength(1)
  })

  it('is tried again when the database is away', async () => {
    const { counted, parts } = watch()
    const away = { name: 'away', run: failing(new DatabaseTroubleError('unavailable')) }
    await expect(sweepPlatform(away, one, parts)).rejects.toThrow('unavailable')
    expect(counted).toEqual([])
  })
})

describe('things done one after the other', () => {
  it('are all done, and what failed is told by name in the end', async () => {
    const done: number[] = []
    const work = async (n: number) => {
      if (n % 2) throw new Error('odd')
      done.push(n)
    }
    await expect(eachAlone([1, 2, 3, 4], (n) => `number ${n}`, work)).rejects.toThrow(
      'number 1: odd; number 3: odd',
    )
    expect(done).toEqual([2, 4])
    const steps: string[] = []
    const step = (name: string) => async () => void steps.push(name)
    await expect(
      stepsAlone({ first: () => Promise.reject(new Error('broken')), second: step('second') }),
    ).rejects.toThrow('first: broken')
    expect(steps).toEqual(['second'])
  })

  it('end at once when the database is away', async () => {
    const done: number[] = []
    const work = async (n: number) => {
      if (n === 2) throw new DatabaseTroubleError('unavailable')
      done.push(n)
    }
    await expect(eachAlone([1, 2, 3], String, work)).rejects.toBeInstanceOf(DatabaseTroubleError)
    expect(done).toEqual([1])
  })
})
