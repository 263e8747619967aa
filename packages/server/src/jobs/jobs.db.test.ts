import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import { uncounted } from '../counts.ts'
import type { PlatformId } from '../domain/ids.ts'
import { defineJob, type JobQueue, openJobQueue } from './jobs.ts'

const CHILD = new URL('../../test/job-child.ts', import.meta.url).pathname
/** As short as the queue takes. */
const WATCH = { signOfLifeSeconds: 10, lookSeconds: 1, tidySeconds: 1 }
const log = pino({ level: 'silent' })
const mail = defineJob('test.mail', z.object({ word: z.string() }))
const slow = defineJob('test.slow', z.object({ word: z.string() }))

let db: TestDb
let queue: JobQueue

beforeAll(async () => {
  db = await createTestDb(2)
  queue = await openJobQueue(db.connection, [mail, slow], log, WATCH)
})
afterAll(async () => {
  await queue.stop()
  await db.drop()
})

const enqueue = (kind: typeof mail, word: string) =>
  queue.enqueue(db.database.forPlatform(randomUUIDv7() as PlatformId), kind, { word })

/** Waits until a process says something. */
function untilSaid(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (chunk) => {
      said += chunk
      if (said.includes(text)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the node ended with ${code}`)))
  })
}

describe('a job', () => {
  it('whose node was killed is done by another one long before its time is up', async () => {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(db.connection), mail.name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await enqueue(mail, 'hello')
    await untilSaid(child, 'working on hello')
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    const killedAt = performance.now()
    const done = new Promise<string>((resolve) => {
      queue.work(mail, async ({ word }) => resolve(word))
    })
    expect(await done).toBe('hello')
    expect(performance.now() - killedAt).toBeLessThan(120_000) // the queue's own limit is 900 s
  })

  it('that takes longer than a sign of life is not done twice', async () => {
    let times = 0
    await new Promise<void>((resolve, reject) => {
      queue
        .work(slow, async () => {
          times += 1
          if (times > 1) return reject(new Error('done twice'))
          await new Promise((wait) => setTimeout(wait, (WATCH.signOfLifeSeconds + 4) * 1000))
          resolve()
        })
        .then(() => enqueue(slow, 'long'), reject)
    })
    expect(times).toBe(1)
  })

  it('whose payload is none of its kind is put aside at once, and the next one is done', async () => {
    const lines: Record<string, unknown>[] = []
    const listening = pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
    const odd = defineJob('test.odd', z.object({ word: z.string() }))
    const counted: [string, string][] = []
    const own = await openJobQueue(db.connection, [odd], listening, WATCH, {
      ...uncounted,
      worksOff: (kind) => void counted.push(['from 0', kind]),
      putAside: (kind) => void counted.push(['put aside', kind]),
    })
    try {
      const done: string[] = []
      const ended = new Promise<void>((resolve) => {
        own.work(odd, async ({ word }) => {
          done.push(word)
          if (word === 'last') resolve()
        })
      })
      const anyone = db.database.forPlatform(randomUUIDv7() as PlatformId)
      // As an earlier release sent it.
      // biome-ignore lint/plugin: a payload that is none of its kind
      await own.enqueue(anyone, odd, { words: ['secret'] } as never)
      await own.enqueue(anyone, odd, { word: 'last' })
      await ended
      await expect.poll(() => lines.length, { timeout: 20_000 }).toBe(1)
      expect(done).toEqual(['last'])
      expect(counted).toEqual([
        ['from 0', 'test.odd'],
        ['put aside', 'test.odd'],
      ])
      expect(lines[0]).toMatchObject({ job: 'test.odd', problems: ['word: invalid_type'] })
      expect(JSON.stringify(lines)).not.toContain('secret')
      const kept = async () => {
        const { rows } = await sql<{ state: string; output: unknown }>`
          select state, output from pgboss.job where name = 'test.odd' and data ? 'words'`.execute(anyone)
        return rows
      }
      await expect
        .poll(kept, { timeout: 20_000 })
        .toEqual([{ state: 'completed', output: { putAside: ['word: invalid_type'] } }])
      const settled = { ready: 0, deferred: 0, active: 0, failed: 0, oldestSeconds: 0 }
      await expect.poll(() => own.figures(), { timeout: 20_000 }).toEqual([{ kind: 'test.odd', ...settled }])
    } finally {
      await own.stop()
    }
  })
})

it('tells whoever asks for how long the oldest job waits, until somebody does it', async () => {
  const lonely = defineJob('test.lonely', z.object({ word: z.string() }))
  const own = await openJobQueue(db.connection, [lonely], pino({ level: 'silent' }), WATCH)
  try {
    const anyone = db.database.forPlatform(randomUUIDv7() as PlatformId)
    expect(await own.oldestSeconds(anyone)).toBe(0)
    await own.enqueue(anyone, lonely, { word: 'waits' })
    expect(await own.oldestSeconds(anyone)).toBeGreaterThan(0)
    expect((await own.figures())[0]?.oldestSeconds).toBeGreaterThan(0)
    await own.work(lonely, async () => {})
    await expect.poll(() => own.oldestSeconds(anyone), { timeout: 60_000 }).toBe(0)
  } finally {
    await own.stop()
  }
})

it('keeps finished jobs as long as their kind says, and takes them away by itself', async () => {
  const shortly = defineJob('test.shortly', z.object({ word: z.string() }), { keptSeconds: 900 })
  const longer = defineJob('test.longer', z.object({ word: z.string() }))
  const own = await openJobQueue(db.connection, [shortly, longer], pino({ level: 'silent' }), WATCH)
  try {
    const anyone = db.database.forPlatform(randomUUIDv7() as PlatformId)
    const kept = async () =>
      (
        await sql<{ name: string }>`
          select name from pgboss.job where name in ('test.shortly', 'test.longer') and state = 'completed' order by 1`.execute(
          anyone,
        )
      ).rows.map(({ name }) => name)
    for (const kind of [shortly, longer]) {
      await own.work(kind, async () => {})
      await own.enqueue(anyone, kind, { word: 'done' })
    }
    await expect.poll(kept, { timeout: 20_000 }).toEqual(['test.longer', 'test.shortly'])
    await sql`update pgboss.job set completed_on = now() - interval '901 seconds'
      where name in ('test.shortly', 'test.longer')`.execute(anyone)
    await expect.poll(kept, { timeout: 60_000 }).toEqual(['test.longer'])
  } finally {
    await own.stop()
  }
})

describe('workers sleep until there is something to do', () => {
  const many = defineJob('test.many', z.object({ word: z.string() }), { concurrency: 3 })
  let own: JobQueue
  const done: string[] = []
  let [busy, mostBusy] = [0, 0]

  beforeAll(async () => {
    own = await openJobQueue(db.connection, [many], log, WATCH)
    await own.work(many, async ({ word }) => {
      mostBusy = Math.max(mostBusy, ++busy)
      await new Promise((wait) => setTimeout(wait, 20))
      busy--
      done.push(word)
    })
  })
  afterAll(() => own.stop())

  const anyone = () => db.database.forPlatform(randomUUIDv7() as PlatformId)
  const untilDone = (count: number) => expect.poll(() => done.length, { timeout: 120_000 }).toBe(count)

  it('and do all that come due together, as many at a time as there are workers', async () => {
    const words = Array.from({ length: 40 }, (_, n) => `word ${n}`)
    const payloads = words.map((word) => ({ word }))
    await own.enqueueAll(anyone(), many, payloads, { startAfter: new Date(Date.now() + 1500) })
    await untilDone(words.length)
    expect(new Set(done)).toEqual(new Set(words))
    expect(mostBusy).toBe(3)
  })

  it('also when the connection was lost on which they hear of it', async () => {
    const before = done.length
    const owner = new pg.Client(db.connection)
    await owner.connect()
    const { rowCount } = await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen pgboss%'`)
    await owner.end()
    expect(rowCount).toBeGreaterThan(0)
    await own.enqueue(anyone(), many, { word: 'unheard' })
    await untilDone(before + 1)
  })
})

describe('a job of which one is enough', () => {
  const one = defineJob('test.once', z.object({ platform: z.string(), sweep: z.string() }), {
    concurrency: 3,
    once: {
      key: ({ platform, sweep }) => `${platform} ${sweep}`,
      group: ({ platform }) => platform,
      perGroup: 2,
    },
  })

  it('is sent once while it waits or is under way, on all nodes, and again after it ended or failed', async () => {
    const nodes = [
      await openJobQueue(db.connection, [one], log, WATCH),
      await openJobQueue(db.connection, [one], log, WATCH),
    ]
    try {
      const done: string[] = []
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      const work = async ({ platform, sweep }: { platform: string; sweep: string }) => {
        done.push(`${platform} ${sweep}`)
        if (platform === 'slow') await held
        if (platform === 'broken') throw new Error('broken')
      }
      const [first, second] = nodes
      const slow = ['a', 'b', 'c', 'd', 'e'].map((sweep) => ({ platform: 'slow', sweep }))
      const broken = { platform: 'broken', sweep: 'a' }
      await Promise.all(nodes.map((node) => node.sendAll(one, [...slow, broken])))
      await first?.sendAll(one, slow)
      await Promise.all(nodes.map((node) => node.work(one, work)))
      await expect.poll(() => done.includes('broken a'), { timeout: 120_000 }).toBe(true)
      // All workers but those that the slow platform may take are free for others.
      await second?.sendAll(one, [{ platform: 'fast', sweep: 'a' }])
      await expect.poll(() => done.includes('fast a'), { timeout: 120_000 }).toBe(true)
      expect(done.filter((job) => job.startsWith('slow')).length).toBeLessThanOrEqual(4) // two on each node
      await Promise.all(nodes.map((node) => node.sendAll(one, slow)))
      release()
      await expect
        .poll(() => done.filter((job) => job.startsWith('slow')).length, { timeout: 120_000 })
        .toBe(5)
      expect(new Set(done).size).toBe(done.length)
      await expect
        .poll(
          async () => {
            await first?.sendAll(one, [broken])
            return done.filter((job) => job === 'broken a').length
          },
          { timeout: 120_000 },
        )
        .toBeGreaterThan(1)
    } finally {
      await Promise.all(nodes.map((node) => node.stop()))
    }
  })
})
