import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, runSql, startCluster } from '../packages/server/test/cluster.ts'
import { freePort } from '../packages/server/test/free-port.ts'
import { MAIN, untilReady } from './platform.ts'

// A real node on a PostgreSQL of its own, whose connections and whose server end under load.
const ROUNDS = Number(process.env.LECTERN_ROUNDS ?? 5)
const WRITERS = 12

let cluster: Cluster
let database: pg.ClientConfig
let dataDir: string
let child: ChildProcess
let url: string
let cookie: string
let said = ''

beforeAll(async () => {
  cluster = await startCluster()
  database = { ...cluster.connection, database: 'lectern' }
  await runSql({ ...database, database: 'postgres' }, 'create database lectern')
  dataDir = mkdtempSync(join(tmpdir(), 'lectern-lost-'))
  const port = await freePort()
  url = `http://localhost:${port}`
  const { host, user } = cluster.connection
  child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      LECTERN_DEMO: '1',
      LECTERN_DATA: dataDir,
      DATABASE_URL: `postgres://${user}@${encodeURIComponent(host)}:5432/lectern`,
      DATABASE_POOL_SIZE: '8',
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk
    })
  }
  await untilReady(child, url)
  const answer = await fetch(`${url}/api/v1/logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@demo.example', password: 'ada-demo-1' }),
  })
  expect(answer.status).toBe(201)
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
})
afterAll(async () => {
  child.kill('SIGKILL') // has ended in order by now, unless a test failed
  await cluster.destroy()
  rmSync(dataDir, { recursive: true, force: true })
})

interface Outcomes {
  /** Answered with 201. */
  readonly saved: string[]
  /** Answered with 503: not done. */
  readonly refused: string[]
  /** Answered with 503: done or not. */
  readonly unknown: string[]
  /** Any other answer, or none. */
  readonly wrong: string[]
}

/** Writes and reads from many sides until told to stop. */
function load(prefix: string): { stop(): Promise<Outcomes>; outcomes: Outcomes } {
  const outcomes: Outcomes = { saved: [], refused: [], unknown: [], wrong: [] }
  let isOver = false
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let n = 0; !isOver; n++) {
      const name = `${prefix} ${writer} ${n}`
      const isRead = n % 4 === 3
      await one(isRead ? undefined : name, outcomes).catch((error) =>
        outcomes.wrong.push(`${name}: ${error}`),
      )
    }
  })
  return {
    outcomes,
    async stop() {
      isOver = true
      await Promise.all(writers)
      return outcomes
    },
  }
}

async function one(name: string | undefined, outcomes: Outcomes): Promise<void> {
  const answer = await fetch(`${url}/api/v1/courses`, {
    method: name ? 'POST' : 'GET',
    headers: { cookie, ...(name ? { 'content-type': 'application/json' } : {}) },
    ...(name ? { body: JSON.stringify({ name, type: 'ilt' }) } : {}),
    signal: AbortSignal.timeout(60_000),
  })
  const body = (await answer.json()) as { code?: string; detail?: string }
  if (answer.status === (name ? 201 : 200)) {
    if (name) outcomes.saved.push(name)
    return
  }
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json')
  const saysWhen = Number(answer.headers.get('retry-after')) > 0
  if (answer.status !== 503 || !isProblem || !saysWhen || !body.detail) {
    outcomes.wrong.push(`${answer.status} ${JSON.stringify(body)}`)
  } else if (body.code === 'outcome-unknown') {
    if (name) outcomes.unknown.push(name)
    else outcomes.wrong.push('a read whose outcome is unknown')
  } else if (body.code === 'database-unavailable' || body.code === 'database-busy') {
    if (name) outcomes.refused.push(name)
    await sleep(20)
  } else outcomes.wrong.push(JSON.stringify(body))
}

async function expectTrue({ saved, refused, wrong }: Outcomes): Promise<void> {
  expect(child.exitCode, said).toBeNull()
  expect(wrong).toEqual([])
  const client = new pg.Client(database)
  await client.connect()
  const { rows } = await client.query<{ name: string }>('select name from courses')
  await client.end()
  const there = new Set(rows.map((row) => row.name))
  expect(saved.filter((name) => !there.has(name))).toEqual([]) // nothing acknowledged is lost
  expect(refused.filter((name) => there.has(name))).toEqual([]) // what was not done was not done
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) {
    expect(child.exitCode, said).toBeNull()
    await sleep(50)
  }
}

const statusOfReadyz = () => fetch(`${url}/readyz`).then((answer) => answer.status)

describe('a node that loses its database', () => {
  it(`lives on when all its connections are terminated, ${ROUNDS} times under load`, async () => {
    const work = load('terminated')
    for (let round = 0; round < ROUNDS; round++) {
      const before = work.outcomes.saved.length
      await until(() => work.outcomes.saved.length >= before + 20)
      await runSql(
        { ...database, database: 'postgres' },
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'lectern'`,
      )
    }
    const outcomes = await work.stop()
    await expectTrue(outcomes)
    expect(outcomes.refused.length + outcomes.unknown.length).toBeGreaterThan(0)
    expect(await statusOfReadyz()).toBe(200)
  })

  it(`says that it is not ready while PostgreSQL is away, and works again by itself, ${ROUNDS} times`, async () => {
    const work = load('restarted')
    for (let round = 0; round < ROUNDS; round++) {
      const before = work.outcomes.saved.length
      await until(() => work.outcomes.saved.length >= before + 20)
      await cluster.stop(round % 2 ? 'SIGQUIT' : 'SIGINT')
      const away = await fetch(`${url}/readyz`)
      expect(away.status).toBe(503)
      expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
      await cluster.start()
      await until(async () => (await statusOfReadyz()) === 200)
    }
    await expectTrue(await work.stop())
  })

  it('tells browsers that they may have missed something, and again what happens', async () => {
    const stream = await fetch(`${url}/api/v1/live`, { headers: { cookie } })
    let heard = ''
    const reader = stream.body?.getReader()
    const reading = (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        heard += Buffer.from(part.value).toString()
    })().catch(() => {}) // cut off at the end
    await until(() => heard.includes('event: ready'))
    await cluster.stop('SIGQUIT')
    await cluster.start()
    await until(() => heard.includes('event: gap'))
    // That one may have been of the time before: what happens is heard once the node listens again.
    const outcomes: Outcomes = { saved: [], refused: [], unknown: [], wrong: [] }
    await until(async () => {
      await one(`heard ${outcomes.refused.length} ${outcomes.saved.length}`, outcomes)
      return heard.includes('event: changed')
    })
    expect(outcomes.wrong).toEqual([])
    await reader?.cancel()
    await reading
  })

  it('works off jobs again', async () => {
    const began = new Date()
    const asked = await fetch(`${url}/api/v1/password-resets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@demo.example' }),
    })
    expect(asked.ok).toBe(true)
    const client = new pg.Client(database)
    await client.connect()
    await until(async () => {
      const { rows } = await client.query(
        `select from pgboss.job where name = 'mail.deliver' and state = 'completed' and completed_on >= $1`,
        [began],
      )
      return rows.length > 0
    })
    await client.end()
  })

  it('ends in time when it is told to while PostgreSQL is away', async () => {
    await cluster.stop('SIGQUIT')
    const beganAt = performance.now()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    expect(performance.now() - beganAt).toBeLessThan(60_000)
  })
})
