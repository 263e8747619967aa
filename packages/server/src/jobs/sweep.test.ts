import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { DatabaseTroubleError } from '../db/database-error.ts'
import type { PlatformId } from '../domain/ids.ts'
import { eachAlone, stepsAlone } from './each.ts'
import { sweepPlatforms } from './sweep.ts'

const ids = ['one', 'two', 'three'] as PlatformId[]

/** Runs sweeps over platforms whose `Ctx` is their id; collects what was done and what was logged. */
function watch() {
  const done: string[] = []
  const logged: Record<string, unknown>[] = []
  const log = pino(
    { level: 'error' },
    {
      write(line: string) {
        logged.push(JSON.parse(line))
      },
    },
  )
  const platforms = {
    listPlatformIds: async () => ids,
    ctxFor: async (id: PlatformId): Promise<string | undefined> => id,
  }
  return { done, logged, log, platforms }
}

describe('a round over all platforms', () => {
  it.each(['one', 'two', 'three'])('passes over a sweep that fails on platform %s', async (broken) => {
    const { done, logged, log, platforms } = watch()
    const sweep = async (name: string, id: string) => {
      if (id === broken && name === 'first') throw new Error('broken')
      done.push(`${id} ${name}`)
    }
    const report = await sweepPlatforms(
      ['first', 'second'].map((name) => ({
        name,
        every: 'minute' as const,
        run: (id: string) => sweep(name, id),
      })),
      platforms,
      log,
    )
    const all = ids.flatMap((id) => [`${id} first`, `${id} second`])
    expect(done).toEqual(all.filter((entry) => entry !== `${broken} first`))
    expect(report).toEqual({ platforms: 3, failures: 1 })
    expect(logged[0]).toMatchObject({ platformId: broken, sweep: 'first', err: { message: 'broken' } })
    expect(logged[1]).toMatchObject({ failures: 1, platforms: 3 })
  })

  it('passes over a platform that can’t be read, one that is gone, and a sweep that fails at once', async () => {
    const { done, logged, log, platforms } = watch()
    const report = await sweepPlatforms(
      [
        {
          name: 'hasty',
          every: 'minute',
          run: (): Promise<void> => {
            throw new Error('not even a promise')
          },
        },
        { name: 'good', every: 'minute', run: async (id: string) => done.push(id) },
      ],
      {
        ...platforms,
        async ctxFor(id: PlatformId) {
          if (id === 'one') throw new Error('unreadable')
          return id === 'two' ? undefined : id
        },
      },
      log,
    )
    expect(done).toEqual(['three'])
    expect(report.failures).toBe(2)
    expect(logged.map((entry) => entry.platformId)).toEqual(['one', 'three', undefined])
  })

  it('goes on without one that hangs', async () => {
    const { done, logged, log, platforms } = watch()
    const hangs = {
      name: 'hangs',
      every: 'minute' as const,
      run: (id: string) => (id === 'two' ? new Promise(() => {}) : Promise.resolve(done.push(id))),
    }
    expect((await sweepPlatforms([hangs], platforms, log, 20)).failures).toBe(1)
    expect(done).toEqual(['one', 'three'])
    expect(logged[0]).toMatchObject({ platformId: 'two', sweep: 'hangs' })
  })

  it('ends at once when the database is away: it is tried again as a whole', async () => {
    const { log, platforms } = watch()
    let tries = 0
    const away = {
      name: 'away',
      every: 'minute' as const,
      run: async () => {
        tries += 1
        throw new DatabaseTroubleError('unavailable')
      },
    }
    await expect(sweepPlatforms([away], platforms, log)).rejects.toThrow('unavailable')
    expect(tries).toBe(1)
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
