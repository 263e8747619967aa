import { readdirSync, readFileSync } from 'node:fs'
import type { KyselyPlugin } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestPlatform } from '../test/test-app.ts'
import type { Ctx } from './ctx.ts'
import type { PlatformId } from './domain/ids.ts'
import type { JobQueue } from './jobs/jobs.ts'
import { sweepPlatforms } from './jobs/sweep.ts'
import { jobKinds, rounds, startWork, workOf } from './worker.ts'

let test: TestApp
let platforms: TestPlatform[]
const log = pino({ level: 'silent' })
const settings = { sendMail: async () => {}, checkMinutes: { day: 1440, hour: 60 } }

beforeAll(async () => {
  test = await createTestApp()
  platforms = [
    await test.addPlatform('first.example'),
    await test.addPlatform('broken.example'),
    await test.addPlatform('last.example'),
  ]
})
afterAll(() => test.close())

/** Hears of every statement before it is sent. */
function listening(ctx: Ctx, heard: () => void): Ctx {
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      heard()
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { ...ctx, db: ctx.db.withPlugin(plugin) }
}

/** The three platforms, of which the second can't ask its database anything. */
function oneBroken() {
  const asked = new Map<string, number>()
  const ids = platforms.map(({ ctx }) => ctx.platform.id)
  return {
    asked,
    listPlatformIds: async () => ids,
    async ctxFor(id: PlatformId) {
      const platform = platforms.find(({ ctx }) => ctx.platform.id === id)
      if (!platform) return undefined
      return listening(platform.ctx, () => {
        asked.set(platform.host, (asked.get(platform.host) ?? 0) + 1)
        if (platform.host === 'broken.example') throw new Error('this platform is broken')
      })
    },
  }
}

describe('what is looked after on every platform', () => {
  it.each(
    workOf(settings).flatMap(({ sweeps = [] }) =>
      sweeps.map((sweep) => [sweep.every, sweep.name, sweep] as const),
    ),
  )('every %s: %s reaches the platforms before and after a broken one', async (_every, _name, sweep) => {
    const watched = oneBroken()
    const report = await sweepPlatforms([sweep], watched, log)
    expect(report).toEqual({ platforms: 3, failures: 1 })
    expect(watched.asked.get('first.example')).toBeGreaterThan(0)
    expect(watched.asked.get('last.example')).toBe(watched.asked.get('first.example'))
  })

  it('is done by jobs that every kind has a worker for, and that tell how many failed', async () => {
    const watched = oneBroken()
    const workers = new Map<string, (payload: never) => Promise<unknown>>()
    const crons: string[] = []
    const queue: JobQueue = {
      enqueue: async () => {},
      enqueueAll: async () => {},
      work: async (kind, handler) => void workers.set(kind.name, handler),
      schedule: async (kind, cron) => void crons.push(`${kind.name} ${cron}`),
      stop: async () => {},
    }
    await startWork(queue, settings, watched, log)
    expect([...workers.keys()].sort()).toEqual(jobKinds.map(({ name }) => name).sort())
    expect(crons).toEqual(['room.sweep * * * * *', 'room.drift 7,37 * * * *'])
    for (const { kind, every } of rounds) {
      const sweeps = workOf(settings)
        .flatMap((work) => work.sweeps ?? [])
        .filter((sweep) => sweep.every === every)
      expect(await workers.get(kind.name)?.({} as never)).toEqual({ platforms: 3, failures: sweeps.length })
    }
  })
})

describe('the list of work', () => {
  it('has what every feature says in a file of its own, each kind and sweep once', () => {
    const features = new URL('features/', import.meta.url)
    const files = readdirSync(features, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.work.ts'),
    )
    expect(files.length).toBeGreaterThan(10)
    const list = readFileSync(new URL('worker.ts', import.meta.url), 'utf8')
    expect(files.filter((path) => !list.includes(`'./features/${path}'`))).toEqual([])
    const names = workOf(settings).flatMap(({ jobs = [], sweeps = [] }) => [
      ...jobs.map(({ kind }) => kind.name),
      ...sweeps.map(({ name }) => name),
    ])
    expect(names).toEqual([...new Set(names)])
  })

  it('has every kind that is defined anywhere in the server', () => {
    const source = new URL('.', import.meta.url)
    const defined = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .flatMap((path) => [
        ...readFileSync(new URL(path, source), 'utf8').matchAll(/defineJob\(\s*'([^']+)'/g),
      ])
      .map(([, name]) => name)
    expect(jobKinds.map(({ name }) => name).sort()).toEqual(defined.sort())
  })
})
