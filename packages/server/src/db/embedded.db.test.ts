import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { embeddedBinaries } from './postgres-binaries.ts'

// Debian's PostgreSQL has no part in this: the second run on it would only repeat.
const isOtherServer = Boolean(process.env.LECTERN_TEST_POSTGRES)
const CHILD = new URL('../../test/embedded-child.ts', import.meta.url).pathname
const ROUNDS = Number(process.env.LECTERN_ROUNDS ?? 2)
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-embedded-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function query(postgres: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client(postgres.connection)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Sends a statement and does not wait for its answer. */
async function begin(connection: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(connection)
  client.on('error', () => {}) // cut off, as it should be
  await client.connect()
  client.query(sql).catch(() => {}) // likewise
}

function startChild(dataDir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CHILD, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)))
  })
}

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

describe.skipIf(isOtherServer)('the embedded PostgreSQL', () => {
  it('keeps what was committed over stop and start, listens on no network, and makes its missing links', async () => {
    const link = join(embeddedBinaries(), '..', 'lib', 'libpq.so.5')
    unlinkSync(link)
    const dataDir = join(folder, 'plain')
    const first = await startEmbeddedPostgres({ dataDir })
    await query(first, 'create table kept as select 1 as n')
    expect(await query(first, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
    expect(await query(first, 'show fsync')).toEqual([{ fsync: 'on' }])
    await first.stop()
    const second = await startEmbeddedPostgres({ dataDir })
    expect(await query(second, 'select n from kept')).toEqual([{ n: 1 }])
    await second.stop()
  })

  it('goes on after its Lectern was killed, with everything that was committed', async () => {
    const dataDir = join(folder, 'killed')
    const child = await startChild(dataDir)
    const socket = {
      connection: { host: join(dataDir, 'socket'), user: 'lectern', database: 'lectern', port: 5432 },
    }
    await query(socket as EmbeddedPostgres, 'create table kept as select 42 as n')
    const postmaster = Number(
      readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
    )
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    expect(() => process.kill(postmaster, 0)).not.toThrow() // it lives on alone
    const next = await startEmbeddedPostgres({ dataDir })
    expect(await query(next, 'select n from kept')).toEqual([{ n: 42 }])
    expect(postmasterOf(dataDir)).not.toBe(postmaster)
    await next.stop()
  })

  it(`starts after it and its Lectern were killed at work, ${ROUNDS} times`, async () => {
    const dataDir = join(folder, 'plain')
    for (let round = 1; round <= ROUNDS; round++) {
      const child = await startChild(dataDir)
      const connection = { host: join(dataDir, 'socket'), user: 'lectern', database: 'lectern', port: 5432 }
      await query({ connection } as EmbeddedPostgres, 'create table if not exists kept_by_both (n int)')
      await query({ connection } as EmbeddedPostgres, `insert into kept_by_both values (${round})`)
      // Who computes does not look up for a while, and outlives the postmaster with its shared memory.
      for (let n = 0; n < 3; n++)
        await begin(connection, 'select count(*) from generate_series(1, 100000000)')
      const ended = new Promise((resolve) => child.once('exit', resolve))
      process.kill(postmasterOf(dataDir), 'SIGKILL')
      child.kill('SIGKILL')
      await ended
      const next = await startEmbeddedPostgres({ dataDir })
      expect(await query(next, 'select count(*)::int as n from kept_by_both')).toEqual([{ n: round }])
      await next.stop()
    }
  })

  it('is started again by a Lectern that lives, with everything that was committed', async () => {
    const dataDir = join(folder, 'plain')
    const said: string[] = []
    const postgres = await startEmbeddedPostgres({ dataDir, warn: (line) => said.push(line) })
    await query(postgres, 'create table kept_by_one (n int)')
    for (let round = 1; round <= 3; round++) {
      await query(postgres, `insert into kept_by_one values (${round})`)
      await begin(postgres.connection, 'select count(*) from generate_series(1, 100000000)')
      process.kill(postmasterOf(dataDir), round === 3 ? 'SIGINT' : 'SIGKILL')
      await vi.waitUntil(() => said.length === round * 2, { timeout: 120_000 })
      expect(await query(postgres, 'select count(*)::int as n from kept_by_one')).toEqual([{ n: round }])
    }
    expect(said[0]).toMatch(/PostgreSQL ended by itself and is started again/)
    expect(said[1]).toBe('PostgreSQL runs again')
    await postgres.stop()
    expect(said).toHaveLength(6)
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
  })

  it('takes a pid file for stale whose number is somebody else’s by now', async () => {
    const dataDir = join(folder, 'plain')
    await (await startEmbeddedPostgres({ dataDir })).stop()
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
    writeFileSync(pidFile, `${process.pid}\n${join(dataDir, 'postgres')}\n`)
    writeFileSync(join(dataDir, 'socket', '.s.PGSQL.5432.lock'), `${process.pid}\n`)
    await (await startEmbeddedPostgres({ dataDir })).stop()
  })

  it('refuses a second start on the same folder, and says which process holds it', async () => {
    const dataDir = join(folder, 'plain')
    const first = await startEmbeddedPostgres({ dataDir })
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      `Lectern is already running on ${dataDir} (process ${process.pid}). Stop it first, or set LECTERN_DATA to another folder.`,
    )
    await first.stop()
    await (await startEmbeddedPostgres({ dataDir })).stop()
  })

  it('refuses a folder of a newer version, and one that is a file, in one line', async () => {
    const newer = join(folder, 'newer')
    mkdirSync(newer)
    writeFileSync(join(newer, 'VERSION'), '{"data":99}')
    await expect(startEmbeddedPostgres({ dataDir: newer })).rejects.toThrow(
      /written by a newer Lectern.*LECTERN_DATA/,
    )
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expect(startEmbeddedPostgres({ dataDir: file })).rejects.toThrow(/is or lies in a file/)
  })

  it.skipIf(process.getuid?.() !== 0)(
    'says what to do where PostgreSQL’s user can’t pass through',
    async () => {
      const closed = join(folder, 'closed')
      mkdirSync(closed, { mode: 0o700 })
      await expect(startEmbeddedPostgres({ dataDir: join(closed, 'data') })).rejects.toThrow(
        /can’t enter .*LECTERN_DATA/,
      )
    },
  )
})
