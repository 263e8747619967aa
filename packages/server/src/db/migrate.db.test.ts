import { randomUUIDv7 } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest'
import { runSql } from '../../test/cluster.ts'
import { reasonToEnd, StartupError } from '../startup-error.ts'
import { migrate, readMigrations } from './migrate.ts'

const { template: _, ...server } = inject('database')
const admin = { ...server, database: 'postgres' }
let name: string

beforeEach(async () => {
  name = `test_${randomUUIDv7().replaceAll('-', '')}`
  await runSql(admin, `create role ${name} login password 'word'`)
  await runSql(admin, `create database ${name}`)
})
afterEach(async () => {
  await runSql(admin, `drop database ${name} with (force)`)
  await runSql(admin, `drop role ${name}`)
})

it.each<[string, () => Promise<void>, RegExp]>([
  ['owns nothing', async () => {}, /permission denied for schema public/],
  [
    'may create no roles',
    () => runSql(admin, `alter database ${name} owner to ${name}`),
    /permission denied to create role/,
  ],
])('a role that %s is told what it has to be allowed', async (_what, prepare, reason) => {
  await prepare()
  const refused = migrate({ ...server, user: name, password: 'word', database: name })
  await expect(refused).rejects.toThrow(StartupError)
  await expect(refused).rejects.toThrow(reason)
  const advice = `alter database "${name}" owner to "${name}"; alter role "${name}" createrole`
  await expect(refused).rejects.toThrow(advice)
})

it('an upgrade that needs another role says which, in the words of its migration', async () => {
  await runSql(admin, `alter database ${name} owner to ${name}; alter role ${name} createrole`)
  await runSql(admin, `grant lectern_app to ${name}`)
  const connection = { ...server, user: name, password: 'word', database: name }
  const before = readMigrations().filter((one) => one.name < '0035')
  await migrate(connection, undefined, new Set(before.map((one) => one.name)))
  await runSql(admin, `alter role ${name} nocreaterole`)
  const refused = migrate(connection)
  await expect(refused).rejects.toThrow(StartupError)
  await expect(refused).rejects.toThrow(
    `As a superuser: create role lectern_sweep; grant lectern_sweep to ${name}; then start again.`,
  )
})

it('a connection that is lost in a migration is what is told, and not the rollback that fails on it', async () => {
  const connection = { ...server, database: name }
  const [first] = readMigrations()
  await migrate(connection, undefined, new Set([first?.name ?? '']))
  const other = new pg.Client(connection)
  await other.connect()
  await other.query('begin; lock table platforms') // the next migration waits for it
  const lost = migrate(connection).catch((error: unknown) => error)
  await vi.waitUntil(
    async () => {
      await other.query('select pg_stat_clear_snapshot()') // a transaction sees who waits as at its first look
      const { rowCount } = await other.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`)
      return rowCount
    },
    { timeout: 180_000 },
  )
  await other.end()
  expect(reasonToEnd(await lost)).toMatch(/^The database can’t be reached.*: terminating connection/)
})
