import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Simulator, seedDemoUser, startSimulator } from '@lectern/goto-simulator'
import pg from 'pg'
import { inject } from 'vitest'
import type {} from '../packages/server/test/database.global.ts'
import { findSecrets } from '../packages/server/test/find-secrets.ts'
import { freePort } from '../packages/server/test/free-port.ts'
import { NODE_COMPILE_CACHE, startHostedNode } from './hosted-node.ts'

/** The platform with its demo, in a process beside this one, and a GoTo simulator. */
export interface Platform {
  readonly url: string
  readonly simulator: Simulator
  /** Runs a statement as the owner of the database: only to move time. */
  query(sql: string, values?: unknown[]): Promise<void>
  /** How many jobs wait for their turn now or are under way. */
  busy(): Promise<number>
  stop(): Promise<void>
}

export const MAIN = new URL('../packages/server/src/main.ts', import.meta.url).pathname

const WAITING = `select count(*) from pgboss.job
  where name not like '\\_\\_pgboss%' and state in ('created', 'retry', 'active') and start_after <= now()`
const CLOCK = new URL('clock.ts', import.meta.url)

/**
 * @param env more settings of the server
 * @param offsetMs by how much the clocks of the server and of GoTo go before the machine's
 */
export async function startPlatform(env: Record<string, string> = {}, offsetMs = 0): Promise<Platform> {
  const { template, ...server } = inject('database')
  const name = `e2e_${randomUUID().replaceAll('-', '')}`
  await run({ ...server, database: 'postgres' }, `create database ${name} template ${template}`)
  if (offsetMs !== 0)
    // all nodes go by the clock of their database
    await run(
      { ...server, database: 'postgres' },
      `alter database ${name} set lectern.clock_offset = '${offsetMs} ms'`,
    )
  const dataDir = mkdtempSync(join(tmpdir(), 'lectern-e2e-'))
  const simulator = await startSimulator({
    port: await freePort(),
    control: true,
    behavior: { reportDelaySeconds: 0 },
    clock: () => Date.now() + offsetMs,
  })
  seedDemoUser(simulator)
  const port = await freePort()
  const settings = {
    LECTERN_DEMO: '1',
    LECTERN_DATA: dataDir,
    DATABASE_URL: `postgres://${server.user}@${encodeURIComponent(server.host)}:${server.port}/${name}`,
    PORT: String(port),
    GOTO_AUTH_URL: simulator.url,
    GOTO_API_URL: simulator.url,
    ...env,
  }
  const url = `http://localhost:${port}`
  const lines: string[] = []
  const onLine = (line: string) => {
    if (line.startsWith('{"level"')) lines.push(line)
  }
  const stopNode =
    offsetMs === 0
      ? await startHostedNode(settings, onLine)
      : await startOwnProcess(settings, offsetMs, { url, onLine })
  return {
    url,
    simulator,
    async query(sql, values) {
      await run({ ...server, database: name }, sql, values)
    },
    async busy() {
      const rows = await run({ ...server, database: name }, WAITING)
      return Number(rows[0]?.count)
    },
    async stop() {
      await stopNode()
      await simulator.close()
      await run({ ...server, database: 'postgres' }, `drop database ${name} with (force)`)
      rmSync(dataDir, { recursive: true, force: true })
      const found = findSecrets(lines.join('\n'), [])
      if (found.length > 0) throw new Error(`The log holds what is secret: ${found.join(' | ')}`)
    },
  }
}

/** A clock is one of a process. @returns stops it */
async function startOwnProcess(
  settings: Record<string, string>,
  offsetMs: number,
  { url, onLine }: { url: string; onLine: (line: string) => void },
): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [`--import=${CLOCK}`, MAIN], {
    env: { ...process.env, NODE_COMPILE_CACHE, LECTERN_CLOCK_OFFSET: String(offsetMs), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.stdout) createInterface(child.stdout).on('line', onLine)
  await untilReady(child, url)
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
}

export async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let said = ''
  child.stdout?.on('data', (chunk) => {
    said += chunk
  })
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  for (let tries = 0; tries < 1200; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) break
    const signal = AbortSignal.timeout(10_000)
    const answer = await fetch(`${url}/readyz`, { signal }).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error(`The platform did not start:\n${said}`)
}

/** @returns the rows of the answer */
export async function run(
  connection: pg.ClientConfig,
  sql: string,
  values?: unknown[],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}
