import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { freePort } from './free-port.ts'

/** A node as a process of its own, with the demo, on a database of a test. */
export interface TestNode {
  readonly url: string
  readonly child: ChildProcess
  /** All that it printed. */
  said(): string
  /** With the code by which it ended, or the signal. */
  readonly ended: Promise<number | string | null>
}

const MAIN = join(import.meta.dirname, '../src/main.ts')

/**
 * Answers once the node is ready.
 *
 * @param execArgv more arguments for Node.js
 */
export async function spawnNode(
  { connection, dataDir }: { connection: pg.ClientConfig; dataDir: string },
  env: Record<string, string> = {},
  execArgv: readonly string[] = [],
): Promise<TestNode> {
  const { host, port, user, database } = connection
  const own = await freePort()
  const child = spawn(process.execPath, [...execArgv, MAIN], {
    env: {
      ...process.env,
      LECTERN_DEMO: '1',
      LECTERN_DATA: dataDir,
      DATABASE_URL: `postgres://${user}@${encodeURIComponent(String(host))}:${port}/${database}`,
      PORT: String(own),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk
    })
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  )
  const url = `http://localhost:${own}`
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`A node ended:\n${said}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return { url, child, said: () => said, ended }
    await sleep(50)
  }
}

/** Signs in as the superadmin of the demo. @returns the cookie */
export async function signInAt(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@demo.example', password: 'ada-demo-1' }),
  })
  if (answer.status !== 201) throw new Error(`nobody could sign in: ${answer.status} ${await answer.text()}`)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** A folder for what nodes keep in files. */
export function newDataDir(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'lectern-node-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
