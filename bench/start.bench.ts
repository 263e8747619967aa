import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROUNDS = Number(process.env.LECTERN_ROUNDS ?? 5)
const ROOT = new URL('../', import.meta.url).pathname
/** What a Node that serves something can't do without. */
const BARE = `require('node:http').createServer().listen(0, () => console.log('is ready'))`

it('a warm npm start is ready after two seconds', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lectern-start-'))
  chmodSync(dataDir, 0o755) // PostgreSQL runs as another user where we are root
  const env = {
    ...process.env,
    LECTERN_DATA: dataDir,
    PORT: String(await freePort()),
    SIMULATOR_PORT: String(await freePort()),
  }
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
      at: new Date(Date.now()).toISOString(),
      load: loadavg().map((load) => Number(load.toFixed(1))),
      'first start, ms': Math.round(firstMs),
      'warm start, ms': Math.round(median(own)),
      'fastest, ms': Math.round(Math.min(...own)),
      'bare Node, ms': Math.round(median(bare)),
      ratio: Number((median(own) / median(bare)).toFixed(1)),
    }
    console.table([{ ...result, load: result.load.join(' ') }])
    mkdirSync(new URL('./results/', import.meta.url), { recursive: true })
    writeFileSync(new URL('./results/start.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`)
    expect(median(own)).toBeLessThan(firstMs)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})

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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
