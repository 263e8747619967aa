import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/db/migrate.ts'
import { embeddedBinaries, unprivilegedUser } from '../src/db/postgres-binaries.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** How tests reach the cluster; every file makes its own database from the template. */
    database: { host: string; port: number; user: string; template: string }
  }
}

const TEMPLATE = 'lectern_template'

/** One throw-away cluster per run, with one migrated template. No fsync: nothing here has to survive. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-test-'))
  const bin = testedBinaries()
  const user = unprivilegedUser()
  chmodSync(folder, 0o755)
  if (user) chownSync(folder, user.uid, user.gid)
  const as = user ? { uid: user.uid, gid: user.gid } : {}
  const data = join(folder, 'data')
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C.UTF-8', '--encoding=UTF8', '--no-sync'],
    { ...as, stdio: 'ignore' },
  )
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '200',
    shared_buffers: '64MB',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...args], { ...as, stdio: 'ignore' })
  const connection = { host: folder, port: 5432, user: 'postgres' }
  await untilReady(connection)
  await run({ ...connection, database: 'postgres' }, `create database ${TEMPLATE}`)
  await migrate({ ...connection, database: TEMPLATE })
  project.provide('database', { ...connection, template: TEMPLATE })
  return async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGINT') // fast shutdown
    await ended
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
  }
}

/** The embedded PostgreSQL, or Debian's of the version in `LECTERN_TEST_POSTGRES`. */
function testedBinaries(): string {
  const version = process.env.LECTERN_TEST_POSTGRES
  if (!version) return embeddedBinaries()
  const bin = `/usr/lib/postgresql/${version}/bin`
  if (!existsSync(bin)) throw new Error(`PostgreSQL ${version} is not installed: there is no ${bin}.`)
  return bin
}

async function untilReady(connection: pg.ClientConfig): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await run({ ...connection, database: 'postgres' }, 'select 1')
    } catch (error) {
      if (tries > 200) throw error
      await sleep(50)
    }
  }
}

async function run(connection: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
