import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unprivilegedUser } from '@lectern/embedded-postgres-runner'
import type pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import { readConfig } from '../config.ts'
import { StartupError } from '../startup-error.ts'
import { assertKeepsSessions, hearsWhileIdle, keepsOptions } from './pooler.ts'
import { openServer } from './server.ts'

const PGBOUNCER = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path))
let db: TestDb

beforeAll(async () => {
  db = await createTestDb(2)
})
afterAll(() => db.drop())

/** A socket has a file before anybody listens on it. */
function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** PgBouncer before the test's database, on a socket of its own. */
async function startPgbouncer(
  settings: string,
): Promise<{ connection: pg.ClientConfig; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-pooler-'))
  const { host, port, user, database } = db.connection
  const config = join(folder, 'pgbouncer.ini')
  writeFileSync(join(folder, 'users'), `"${user}" ""\n`)
  writeFileSync(
    config,
    `[databases]
${database} = host=${host} port=${port}
[pgbouncer]
unix_socket_dir = ${folder}
listen_port = 6543
auth_type = trust
auth_file = ${join(folder, 'users')}
${settings}`,
  )
  const as = unprivilegedUser()
  if (as) for (const path of [folder, config, join(folder, 'users')]) chownSync(path, as.uid, as.gid)
  const child: ChildProcess = spawn(PGBOUNCER ?? '', [config], {
    ...(as ? { uid: as.uid, gid: as.gid } : {}),
    stdio: 'ignore',
  })
  const connection = { host: folder, port: 6543, user, database }
  while (!(await accepts(join(folder, '.s.PGSQL.6543')))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with ${child.exitCode}`)
    await sleep(20)
  }
  return {
    connection,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describe('the way to the database', () => {
  it('is taken when it leads to PostgreSQL itself', async () => {
    await assertKeepsSessions(db.connection)
  })
})

describe.skipIf(!PGBOUNCER)('a pooler in between (skipped where PgBouncer is not installed)', () => {
  it.each([
    ['transactions', 'pool_mode = transaction'],
    ['transactions, on one connection alone', 'pool_mode = transaction\ndefault_pool_size = 1'],
    ['transactions, in turn', 'pool_mode = transaction\nserver_round_robin = 1\nmin_pool_size = 4'],
    ['statements', 'pool_mode = statement'],
  ])('is refused when it pools %s', async (_name, mode) => {
    const dropping = await startPgbouncer(`${mode}\nignore_startup_parameters = options,extra_float_digits`)
    expect(await hearsWhileIdle(dropping.connection, 1_000)).toBe(false)
    await expect(assertKeepsSessions(dropping.connection)).rejects.toThrow(
      /connection pooler that does not keep sessions.*let DATABASE_URL lead to PostgreSQL itself/,
    )
    await dropping.stop()
    const refusing = await startPgbouncer(mode)
    expect(await keepsOptions(refusing.connection)).toBe(false)
    await refusing.stop()
  })

  it('is refused for its options alone when it pools sessions', async () => {
    const pooler = await startPgbouncer('pool_mode = session\nignore_startup_parameters = options')
    expect(await hearsWhileIdle(pooler.connection)).toBe(true)
    expect(await keepsOptions(pooler.connection)).toBe(false)
    await pooler.stop()
  })

  it('stops the start with a sentence', async () => {
    const pooler = await startPgbouncer('pool_mode = transaction\nignore_startup_parameters = options')
    const { host, user, database } = pooler.connection
    const url = `postgres://${user}@${encodeURIComponent(String(host))}:6543/${database}`
    const config = readConfig({ LECTERN_DEMO: '1', DATABASE_URL: url })
    const start = openServer(config, pino({ level: 'silent' }))
    await expect(start).rejects.toThrow(StartupError)
    await expect(start).rejects.toThrow(/PgBouncer/)
    await pooler.stop()
  })
})
