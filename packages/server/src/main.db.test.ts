import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newDataDir, signInAt, spawnNode, type TestNode } from '../test/node.ts'
import { createTestDb, type TestDb } from '../test/test-db.ts'
import { sendAskedResetJob } from './features/people/auth/password.job.ts'

// A node that is told to stop while it works. Locks of the database make a request and a job slow.

const WITHIN_MS = 10_000
const dataDir = newDataDir()
let db: TestDb
let watcher: pg.Client
let locker: pg.Client
let node: TestNode
let cookie: string

beforeAll(async () => {
  db = await createTestDb(2)
  watcher = new pg.Client(db.connection)
  locker = new pg.Client(db.connection)
  await Promise.all([watcher.connect(), locker.connect()])
})
beforeEach(async () => {
  node = await spawnNode({ connection: db.connection, dataDir: dataDir.path }, { LOG_LEVEL: 'info' })
  cookie = await signInAt(node.url)
})
afterAll(async () => {
  if (node.child.exitCode === null) node.child.kill('SIGKILL') // a test failed
  await node.ended
  await Promise.all([watcher.end(), locker.end()])
  await db.drop()
  dataDir.remove()
})

const ask = async <Row extends object>(text: string) => (await watcher.query<Row>(text)).rows

/** A minute is longer than any of it takes. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it did not come to be: ${isSo}\n${node.said()}`)
    await sleep(25)
  }
}

const countWaiting = async () =>
  (await ask(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))
    .length
const jobsOf = async (state: string) =>
  (await ask(`select from pgboss.job where name = '${sendAskedResetJob.name}' and state = '${state}'`)).length

/** A course that is being made, a page that listens, and a password reset that is being written: the first and the last wait for a lock. */
async function beginWork(name: string, email: string) {
  const stream = await fetch(`${node.url}/api/v1/live`, { headers: { cookie } })
  const heard = stream.text().then(
    (text) => text,
    (error) => `cut: ${error}`,
  )
  await locker.query('begin')
  await locker.query('lock table courses in access exclusive mode')
  await locker.query('select from people where email = $1 for update', [email])
  const made = fetch(`${node.url}/api/v1/courses`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ name, type: 'ilt' }),
  }).then(
    ({ status }) => status,
    () => 'cut',
  )
  await fetch(`${node.url}/api/v1/password-resets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email }),
  })
  await until(async () => (await jobsOf('active')) > 0 && (await countWaiting()) >= 2)
  return { heard, made }
}

/** Is told to stop. @returns how it ended and after how long; `refuses` once it takes no new request */
function stop() {
  const beganAt = performance.now()
  node.child.kill('SIGTERM')
  const ended = node.ended.then((code) => ({ code, ms: performance.now() - beganAt }))
  const refuses = until(() =>
    fetch(`${node.url}/healthz`).then(
      () => false,
      () => true,
    ),
  )
  return { ended, refuses }
}

const coursesNamed = (name: string) => ask(`select from courses where name = '${name}'`)

describe('a node that is told to stop', () => {
  it('ends requests and jobs that are running, lets pages go, and exits with 0', async () => {
    const { heard, made } = await beginWork('Slow', 'lea@demo.example')
    const { ended, refuses } = stop()
    expect((await heard).split('\n')).toContain('event: ready')
    await refuses
    await locker.query('rollback')
    expect(await made).toBe(201)
    const { code, ms } = await ended
    expect(code, node.said()).toBe(0)
    expect(ms).toBeLessThan(WITHIN_MS)
    expect(await coursesNamed('Slow')).toHaveLength(1)
    expect([await jobsOf('active'), await jobsOf('retry')]).toEqual([0, 0])
  })

  it('gives back what does not end in time: the request undone, the job to another node, and exits with 0', async () => {
    const { heard, made } = await beginWork('Endless', 'luca@demo.example')
    const { ended } = stop()
    expect(await heard).not.toContain('cut')
    const { code, ms } = await ended
    expect(code, node.said()).toBe(0)
    expect(ms).toBeLessThan(WITHIN_MS)
    expect(await made).toBe('cut')
    expect([await jobsOf('active'), await jobsOf('retry')]).toEqual([0, 1])
    await locker.query('rollback')
    await until(async () => (await countWaiting()) === 0)
    expect(await coursesNamed('Endless')).toEqual([])
    node = await spawnNode({ connection: db.connection, dataDir: dataDir.path }, { LOG_LEVEL: 'info' })
    await until(async () => (await jobsOf('retry')) === 0 && (await jobsOf('active')) === 0)
    const last = stop()
    expect((await last.ended).code, node.said()).toBe(0)
  })
})

it('says at its start that the folder for recordings can’t be written, and goes on', async () => {
  const storage = (path: string) => ({ RECORDINGS_STORAGE: `folder:${path}` })
  const own = { connection: db.connection, dataDir: dataDir.path }
  const file = join(dataDir.path, 'file')
  writeFileSync(file, '')
  const ends = [] as (number | string | null)[]
  for (const [path, isTold] of [
    [join(file, 'films'), true],
    [join(dataDir.path, 'not', 'there', 'yet'), false],
  ] as const) {
    const other = await spawnNode(own, storage(path))
    other.child.kill('SIGTERM')
    ends.push(await other.ended)
    expect(other.said().includes('Recordings can’t be copied into the folder of RECORDINGS_STORAGE.')).toBe(
      isTold,
    )
  }
  expect(ends).toEqual([0, 0])
})

describe('a node that can’t start', () => {
  it('says which setting is to change, and ends', async () => {
    const taken = new URL(node.url).port
    const other = (env: Record<string, string>) =>
      spawnNode({ connection: db.connection, dataDir: dataDir.path }, env)
    await expect(other({ METRICS_PORT: taken })).rejects.toThrow(
      `Lectern did not start: Port ${taken} of METRICS_PORT is in use.`,
    )
    await expect(other({ HOST: 'nowhere.invalid' })).rejects.toThrow(
      /did not start: HOST is nowhere.invalid, which has no address/,
    )
  })
})
