import { randomUUIDv7 } from 'node:crypto'
import pino from 'pino'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildSession, signedIn } from '../../test/builders.ts'
import { type Cluster, runSql, startCluster, startStandby } from '../../test/cluster.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { TestDb } from '../../test/test-db.ts'
import { type Live, openLive } from '../live/live.ts'
import { type Database, type Db, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { type Replica, readOld, watchReplica } from './replica.ts'

const log = pino({ level: 'silent' })
const DATABASE = 'lectern'
/** Shorter than in life: lag is waited for. */
const MAX_AGE_MS = 1_500

let primary: Cluster
let standby: Cluster
let database: Database
let live: Live
let replica: Replica
let test: TestApp
let platform: TestPlatform

beforeAll(async () => {
  primary = await startCluster()
  await runSql({ ...primary.connection, database: 'postgres' }, `create database ${DATABASE}`)
  const connection = { ...primary.connection, database: DATABASE }
  await migrate(connection)
  standby = await startStandby(primary, 'standby')
  database = openDatabase(connection, 8)
  live = await openLive(connection, log)
  replica = watchReplica(
    database,
    openDatabase({ ...standby.connection, database: DATABASE }, 8),
    live,
    log,
    MAX_AGE_MS,
  )
  const db: TestDb = { connection, database, drop: async () => {} }
  test = await createTestApp(undefined, {}, { db, live, replica })
  platform = await test.addPlatform('replica.example')
})
afterAll(async () => {
  await test.close()
  await replica.close()
  await live.close()
  await database.close()
  await Promise.all([primary.destroy(), standby.destroy()])
})

/** Which of the two answers. */
function asked(): Promise<'replica' | 'primary'> {
  return readOld({ ...platform.ctx, replica }, async ({ db }) =>
    db === platform.ctx.db ? 'primary' : 'replica',
  )
}
const untilFresh = () => vi.waitFor(async () => expect(await asked()).toBe('replica'), { timeout: 60_000 })
/** What is written from now on is not seen there. */
const pause = () => runSql({ ...standby.connection, database: DATABASE }, 'select pg_wal_replay_pause()')
const resume = () => runSql({ ...standby.connection, database: DATABASE }, 'select pg_wal_replay_resume()')

it('answers what may be old, under the platform’s row-level security', async () => {
  const other = await test.addPlatform('other.example')
  await untilFresh()
  const names = await readOld({ ...platform.ctx, replica }, ({ db }) =>
    db.selectFrom('platforms').select('name').execute(),
  )
  expect(names).toEqual([{ name: 'replica.example' }])
  expect(other.ctx.platform.id).not.toBe(platform.ctx.platform.id)
})

it('is asked by the calendar, the catalogue and the reports', async () => {
  const superadmin = await platform.addActor(['superadmin'])
  const cookie = await signedIn(test, platform, superadmin.email)
  for (const path of [
    '/calendar/events?from=2026-12-01T00:00:00Z&until=2026-12-31T00:00:00Z',
    '/me/agenda',
    '/catalogue',
    '/reports/attendance?from=2026-10&to=2026-11',
    '/reports/rooms?from=2026-10&to=2026-11',
    '/reports/expiring',
  ]) {
    await untilFresh()
    const spied = vi.spyOn(replica, 'forPlatform')
    const headers = { host: platform.host, cookie }
    const answer = await test.app.http.inject({ url: `/api/v1${path}`, headers })
    expect([path, answer.statusCode], answer.body).toEqual([path, 200])
    expect(
      spied.mock.results.map(({ value }) => value !== undefined),
      path,
    ).toEqual([true])
    spied.mockRestore()
  }
})

it('is not asked by who has just changed something, on whichever node, nor by programs', async () => {
  const superadmin = await platform.addActor(['superadmin'])
  const login = await test.app.http.inject({
    method: 'POST',
    url: '/api/v1/logins',
    headers: { host: platform.host },
    payload: { email: superadmin.email, password: 'a long password' },
  })
  const wrote = login.cookies.find(({ name }) => name.endsWith('wrote'))
  expect(wrote).toMatchObject({ value: '1', maxAge: 10, httpOnly: true })
  await untilFresh()
  const spied = vi.spyOn(replica, 'forPlatform')
  const look = (cookies: typeof login.cookies) =>
    test.app.http.inject({
      url: '/api/v1/catalogue',
      headers: {
        host: platform.host,
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      },
    })
  await look(login.cookies)
  expect(spied).not.toHaveBeenCalled()
  await look(login.cookies.filter(({ name }) => name !== wrote?.name))
  expect(spied).toHaveBeenCalledTimes(1)
  spied.mockRestore()
})

it('is not asked for what a page was told of, before it has it', async () => {
  const superadmin = await platform.addActor(['superadmin'])
  await untilFresh()
  await pause()
  const session = await buildSession(platform, superadmin)
  const told = new Promise<void>((resolve) => {
    live.subscribe(platform.ctx.platform.id, () => resolve())
  })
  await live.publish(platform.ctx.db, platform.ctx.platform.id, { type: 'session', id: session.id })
  await told
  expect(await asked()).toBe('primary')
  await resume()
  await untilFresh()
  const found = await readOld({ ...platform.ctx, replica }, ({ db }) =>
    db.selectFrom('sessions').select('id').where('id', '=', session.id).execute(),
  )
  expect(found).toHaveLength(1)
})

it('is not asked while it lags by more than some seconds, nor in a transaction', async () => {
  await untilFresh()
  await platform.ctx.db.transaction().execute(async (trx) => {
    expect(
      await readOld({ ...platform.ctx, db: trx as unknown as Db, replica }, async ({ db }) => db === trx),
    ).toBe(true)
  })
  await pause()
  await test.addPlatform('late.example') // something that it has not
  await vi.waitFor(async () => expect(await asked()).toBe('primary'), { timeout: 60_000 })
  await resume()
  await untilFresh()
})

it('gives way to the database when the reading fails there, wants to write, or takes too long', async () => {
  await untilFresh()
  const ctx = { ...platform.ctx, replica }
  const name = randomUUIDv7()
  await readOld(ctx, ({ db }) => db.updateTable('platforms').set({ name }).execute())
  expect(await platform.ctx.db.selectFrom('platforms').select('name').execute()).toEqual([{ name }])
  await untilFresh()
  const began = performance.now()
  const slow = readOld(ctx, ({ db }) =>
    db === ctx.db ? Promise.resolve('primary') : new Promise<string>(() => {}),
  )
  expect(await slow).toBe('primary')
  expect(performance.now() - began).toBeLessThan(60_000)
  await expect(readOld(ctx, () => Promise.reject(new Error('wrong')))).rejects.toThrow('wrong')
})

it.each<[string, () => { port?: number }, RegExp]>([
  ['is not there', () => ({ port: 1 }), /can’t be looked at/],
  ['is none of it', () => ({}), /is none of this database/],
])('is told once when it %s, and not at each look', async (_, change, sentence) => {
  const lines: { level: number; msg: string }[] = []
  const listening = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const connection = { ...primary.connection, database: DATABASE, ...change() }
  const useless = watchReplica(database, openDatabase(connection, 2), live, listening, 1)
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(2), { timeout: 60_000 })
  await useless.close()
  expect(lines[0]?.msg).toMatch(sentence)
  expect(lines.map(({ level }) => level)).toEqual([40, ...lines.slice(1).map(() => 20)])
})

it('is not asked when it is down, or was made a database of its own', async () => {
  await untilFresh()
  await standby.stop('SIGQUIT')
  const names = await readOld({ ...platform.ctx, replica }, ({ db }) =>
    db.selectFrom('platforms').select('name').execute(),
  )
  expect(names).toHaveLength(1)
  await vi.waitFor(async () => expect(await asked()).toBe('primary'), { timeout: 60_000 })
  await standby.start()
  await untilFresh()
  await runSql({ ...standby.connection, database: DATABASE }, 'select pg_promote()')
  await vi.waitFor(async () => expect(await asked()).toBe('primary'), { timeout: 60_000 })
})
