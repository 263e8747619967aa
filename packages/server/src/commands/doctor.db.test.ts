import { spawn } from 'node:child_process'
import { randomUUIDv7 } from 'node:crypto'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { runSql } from '../../test/cluster.ts'
import { migrate, readMigrations } from '../db/migrate.ts'
import { newKeyRing } from '../secrets/vault.ts'

const { template: _, ...server } = inject('database')
const admin = { ...server, database: 'postgres' }
const name = `test_${randomUUIDv7().replaceAll('-', '')}`
const connection = { ...server, database: name }

beforeAll(() => runSql(admin, `create database ${name}`))
afterAll(() => runSql(admin, `drop database ${name} with (force)`))

/** Runs the command as an operator does. */
async function doctor(more: Record<string, string> = {}) {
  const { host, port, user } = server
  const env = {
    ...process.env,
    DATABASE_URL: `postgres://${user}@${encodeURIComponent(String(host))}:${port}/${name}`,
    LECTERN_SECRET_KEYS: newKeyRing(new Date()),
    ...more,
  }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'doctor.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { stdout, stderr, status: await ended }
}

it('says of an empty database that there is no Lectern in it', async () => {
  expect(await doctor()).toEqual({
    status: 2,
    stdout: '',
    stderr: 'There is no Lectern in this database. Look at DATABASE_URL and LECTERN_DATA.\n',
  })
})

it.each([1, -1])(
  'says which migrations have not run, and looks at what is there: slice(0, %d)',
  async (until) => {
    const some = readMigrations().slice(0, until)
    await migrate(connection, undefined, new Set(some.map((migration) => migration.name)))
    const { stdout, stderr, status } = await doctor()
    expect([status, stderr]).toEqual([2, ''])
    expect(stdout).toContain('[migration-missing]')
    expect(stdout).toContain(readMigrations().at(-1)?.name)
  },
)

it('says that the folder for recordings can’t be written', async () => {
  await migrate(connection)
  const { stdout, status } = await doctor({ RECORDINGS_STORAGE: `folder:${import.meta.filename}/films` })
  expect(status).toBe(2)
  expect(stdout).toContain('can’t be a folder: it is a file, or lies in one (ENOTDIR)')
  expect(stdout).toContain('[recordings-not-writable]')
  const other = await doctor({ RECORDINGS_STORAGE: `folder:${join(import.meta.dirname, 'not-there-yet')}` })
  expect(other.stdout).not.toContain('recordings')
})
