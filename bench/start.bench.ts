import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { freePort } from '../packages/server/test/free-port.ts'
import { descendantsOf, get, load } from './load.ts'
import { keep } from './results.ts'

/** Plain JavaScript, without types. */
const { SIMULATORS }: { SIMULATORS: readonly { setting: string }[] } = await import(
  new URL('../scripts/simulators.js', import.meta.url).href
)
const ROUNDS = Number(process.env.LECTERN_ROUNDS ?? 5)
const REQUESTS = Number(process.env.LECTERN_REQUESTS ?? 40_000)
/** Until what a start leaves behind is collected, and connections that nobody needs are closed. */
const IDLE_MS = 75_000
const ROOT = new URL('../', import.meta.url).pathname
/** What a Node that serves something can't do without. */
const BARE = `require('node:http').createServer().listen(0, () => console.log('is ready'))`

/** An installation of its own, with ports that are free. */
async function newInstallation() {
  const dataDir = mkdtempSync(join(tmpdir(), 'lectern-start-'))
  chmodSync(dataDir, 0o755) // PostgreSQL runs as another user where we are root
  const ports = await Promise.all(SIMULATORS.map(async ({ setting }) => [setting, String(await freePort())]))
  const port = await freePort()
  const env = { ...process.env, LECTERN_DATA: dataDir, PORT: String(port), ...Object.fromEntries(ports) }
  return { port, env, remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}

it('is usable soon after a warm npm start', async () => {
  const { env, remove } = await newInstallation()
  const start = () => timed(['scripts/start.js'], env)
  try {
    const firstMs = await start()
    const own: number[] = []
    const bare: number[] = []
    // In turns, so that both meet the same load.
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await timed(['-e', BARE], env))
      own.push(await start())
    }
    const result = {
      'first start, ms': Math.round(firstMs),
      'warm start, ms': Math.round(median(own)),
      'fastest, ms': Math.round(Math.min(...own)),
      'bare Node, ms': Math.round(median(bare)),
      ratio: Number((median(own) / median(bare)).toFixed(1)),
    }
    console.table([result])
    keep('start', result, [
      {
        what: 'npm start again, until it is usable',
        value: median(own) / 1000,
        unit: 's',
        goal: { atMost: 4 },
      },
    ])
    expect(median(own)).toBeLessThan(firstMs)
  } finally {
    remove()
  }
})

it(`keeps little memory, also after ${REQUESTS.toLocaleString('en')} requests`, async () => {
  const { port, env, remove } = await newInstallation()
  await timed(['scripts/start.js'], env) // the first start fills the academy
  const child = spawn(process.execPath, ['scripts/start.js'], {
    env: { ...env, REQUESTS_PER_MINUTE: '10000000' },
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    await untilReady(child)
    const pid = child.pid as number
    const headers = { host: `localhost:${port}`, accept: 'application/json', cookie: await signIn(port) }
    await sleep(IDLE_MS)
    const idle = memoryOf(pid)
    const asks = ['/api/v1/home', '/api/v1/courses', '/api/v1/people', '/api/v1/me', '/'].map((path) =>
      get(path, headers),
    )
    const { perSecond } = await load(port, (n) => asks[n % asks.length] as string, {
      ...{ connections: 16, requests: REQUESTS, status: 200 },
    })
    const after = memoryOf(pid)
    await sleep(IDLE_MS)
    const idleAgain = memoryOf(pid)
    const result = { requests: REQUESTS, perSecond: Math.round(perSecond), idle, after, idleAgain }
    console.table({ idle, [`after ${REQUESTS} requests`]: after, 'idle again': idleAgain })
    keep('memory', result, [
      { what: 'memory of the idle server', value: idle.server, unit: 'MB', goal: { atMost: 200 } },
      {
        what: `memory of the server after ${REQUESTS.toLocaleString('en')} requests`,
        ...{ value: after.server, unit: 'MB', goal: { atMost: 400 } },
      },
      {
        what: 'memory of the embedded PostgreSQL, idle again after them',
        ...{ value: idleAgain.postgres, unit: 'MB', goal: { atMost: 100 } },
      },
    ])
    expect(after.server).toBeGreaterThan(0)
  } finally {
    child.kill('SIGTERM')
    await ended
    remove()
  }
})

async function signIn(port: number): Promise<string> {
  const answer = await fetch(`http://localhost:${port}/api/v1/logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@demo.example', password: 'ada-demo-1' }),
  })
  expect(answer.status).toBe(201)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** Megabytes; what processes share is shared out among them (PSS, as the kernel says it). */
function memoryOf(root: number): { server: number; postgres: number } {
  const sum = (pids: readonly number[]) => {
    const kB = pids.map((pid) => readText(`/proc/${pid}/smaps_rollup`).match(/^Pss:\s+(\d+) kB/m)?.[1])
    return Math.round(kB.reduce((total, each) => total + Number(each ?? 0), 0) / 1024)
  }
  const all = descendantsOf(root)
  const isServer = (pid: number) => readText(`/proc/${pid}/cmdline`).includes('packages/server/src/main.ts')
  const isPostgres = (pid: number) => readText(`/proc/${pid}/comm`).startsWith('postgres')
  return { server: sum(all.filter(isServer)), postgres: sum(all.filter(isPostgres)) }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it has ended meanwhile
  }
}

/** @returns how long a program takes until it says that it is ready; then it is stopped */
async function timed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await untilReady(child)
  const tookMs = performance.now() - began
  child.kill('SIGTERM')
  await ended
  return tookMs
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (chunk) => {
      said += chunk
      if (said.includes('is ready')) resolve()
    })
    child.once('exit', () => reject(new Error(`It ended before it was ready:\n${said}`)))
  })
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
