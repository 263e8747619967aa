import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PGBOUNCER, type Pgbouncer, startPgbouncer } from '../../test/pgbouncer.ts'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import { readConfig } from '../config.ts'
import type { PlatformId } from '../domain/ids.ts'
import { createPlatform } from '../features/platform/platforms/create-platform.ts'
import { StartupError } from '../startup-error.ts'
import { newClient } from './client.ts'
import { type Database, openDatabase, withTransaction } from './database.ts'
import { assertKeepsSessions, assertKeepsTransactions, hearsWhileIdle, keepsOptions } from './pooler.ts'
import { openServer } from './server.ts'

let db: TestDb

beforeAll(async () => {
  db = await createTestDb(2)
})
afterAll(() => db.drop())

function urlOf({ host, port, user, database }: pg.ClientConfig): string {
  return `postgres://${user}@${encodeURIComponent(String(host))}:${port}/${database}`
}

function start(env: Record<string, string>) {
  return openServer(readConfig({ LECTERN_DEMO: '1', ...env }), pino({ level: 'silent' }))
}

describe('the way to the database', () => {
  it('is taken when it leads to PostgreSQL itself', async () => {
    await assertKeepsSessions(db.connection, 'DATABASE_URL')
    await assertKeepsTransactions(db.connection, db.connection)
  })

  it.each([
    [
      { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:99999/db' },
      /^DATABASE_URL can’t be used \(Invalid URL\)/,
    ],
    [
      { DATABASE_URL: 'postgres://127.0.0.1/db?sslrootcert=/nope' },
      /^DATABASE_URL can’t be used \(ENOENT.*nope/,
    ],
    [
      { DATABASE_URL: 'postgres://127.0.0.1/db', DATABASE_READ_URL: 'postgres://127.0.0.1:99999/db' },
      /^DATABASE_READ_URL can’t be used/,
    ],
  ])('is refused when it is no address: %j', async (env, sentence) => {
    const refused = start(env)
    await expect(refused).rejects.toThrow(StartupError)
    await expect(refused).rejects.toThrow(sentence)
    await expect(refused).rejects.not.toThrow(/hunter2/)
  })

  it('is refused when the pooled and the direct one lead to two databases', async () => {
    const other = await createTestDb(2)
    const both = assertKeepsTransactions(db.connection, other.connection)
    await expect(both).rejects.toThrow(/DATABASE_URL and DATABASE_DIRECT_URL lead to two databases/)
    await other.drop()
  })
})

describe.skipIf(!PGBOUNCER)('a pooler in between (skipped where PgBouncer is not installed)', () => {
  it.each([
    ['transactions', 'pool_mode = transaction'],
    ['transactions, on one connection alone', 'pool_mode = transaction\ndefault_pool_size = 1'],
    ['transactions, in turn', 'pool_mode = transaction\nserver_round_robin = 1\nmin_pool_size = 4'],
    ['statements', 'pool_mode = statement'],
  ])('is refused as the only way when it pools %s', async (_name, mode) => {
    const options = 'ignore_startup_parameters = options,extra_float_digits'
    const dropping = await startPgbouncer(db.connection, `${mode}\n${options}`)
    expect(await hearsWhileIdle(dropping.connection, 1_000)).toBe(false)
    await expect(assertKeepsSessions(dropping.connection, 'DATABASE_URL')).rejects.toThrow(
      /connection pooler that does not keep sessions.*set DATABASE_DIRECT_URL to the PostgreSQL behind it/,
    )
    await dropping.stop()
    const refusing = await startPgbouncer(db.connection, mode)
    expect(await keepsOptions(refusing.connection)).toBe(false)
    await refusing.stop()
  })

  it('is refused for its options alone when it pools sessions', async () => {
    const pooler = await startPgbouncer(
      db.connection,
      'pool_mode = session\nignore_startup_parameters = options',
    )
    expect(await hearsWhileIdle(pooler.connection)).toBe(true)
    expect(await keepsOptions(pooler.connection)).toBe(false)
    await pooler.stop()
  })

  it('stops the start with a sentence, but not beside a direct way', async () => {
    const pooler = await startPgbouncer(db.connection, 'pool_mode = transaction')
    const pooled = { DATABASE_URL: urlOf(pooler.connection) }
    await expect(start(pooled)).rejects.toThrow(StartupError)
    await expect(start(pooled)).rejects.toThrow(/PgBouncer/)
    await expect(start({ ...pooled, DATABASE_DIRECT_URL: urlOf(pooler.connection) })).rejects.toThrow(
      /^DATABASE_DIRECT_URL leads to a connection pooler .*Let it lead to PostgreSQL itself/,
    )
    const server = await start({ ...pooled, DATABASE_DIRECT_URL: urlOf(db.connection) })
    expect(server.pooled.keeps).toBe('transactions')
    await pooler.stop()
  })

  it('is refused beside a direct way when it pools statements', async () => {
    const pooler = await startPgbouncer(db.connection, 'pool_mode = statement')
    await expect(assertKeepsTransactions(pooler.connection, db.connection)).rejects.toThrow(
      /DATABASE_URL does not lead to a pooler that keeps transactions.*pool_mode = transaction/,
    )
    await pooler.stop()
  })
})

describe.skipIf(!PGBOUNCER)('two platforms through one connection (skipped without PgBouncer)', () => {
  const platforms = [randomUUIDv7(), randomUUIDv7()] as PlatformId[]
  let pooler: Pgbouncer
  let database: Database

  beforeAll(async () => {
    for (const id of platforms)
      await createPlatform(db.connection, { id, name: id, hosts: [`${id}.example`] })
    pooler = await startPgbouncer(db.connection, 'pool_mode = transaction\ndefault_pool_size = 1')
    database = openDatabase(pooler.connection, 8, 'transactions')
  })
  afterAll(async () => {
    await database?.close()
    await pooler?.stop()
  })

  const seen = async (id: PlatformId) => {
    const rows = await database.forPlatform(id).selectFrom('platforms').select('platformId').execute()
    return rows.map((row) => row.platformId)
  }
  const rename = (id: PlatformId, name: string, fails = false) =>
    withTransaction(database.forPlatform(id), async (trx) => {
      // No `where`: only row-level security says whose rows these are.
      await trx.updateTable('platforms').set({ name }).execute()
      const found = await trx.selectFrom('platforms').select(['platformId', 'name']).execute()
      if (fails) throw new Error('taken back')
      return found
    })
  /** What is left on the pooler's connection for whoever comes next. */
  const leftOver = async () => {
    const client = newClient(pooler.connection)
    await client.connect()
    const { rows } = await client.query(
      "select current_user as role, coalesce(current_setting('app.platform', true), '') as platform, pg_backend_pid() as pid",
    )
    await client.end()
    return rows[0]
  }

  it('sees each its own rows alone, in statements and transactions that interleave', async () => {
    const before = await leftOver()
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const id = platforms[index % 2] as PlatformId
        if (index % 3 === 0) return { id, found: await seen(id) }
        if (index % 3 === 1) return { id, found: (await rename(id, `${index}`)).map((row) => row.platformId) }
        await expect(rename(id, 'never', true)).rejects.toThrow('taken back')
        return { id, found: await seen(id) }
      }),
    )
    for (const { id, found } of answers) expect(found).toEqual([id])
    const names = await Promise.all(
      platforms.map((id) =>
        database.forPlatform(id).selectFrom('platforms').select('name').executeTakeFirst(),
      ),
    )
    expect(names.map((row) => Number(row?.name) % 2)).toEqual([0, 1])
    expect(await leftOver()).toEqual({ role: db.connection.user, platform: '', pid: before.pid })
  })

  it('writes nothing for the other one', async () => {
    const [one, other] = platforms as [PlatformId, PlatformId]
    const foreign = { platformId: other, name: 'stolen' }
    const steal = database.forPlatform(one).updateTable('platforms').set(foreign).execute()
    await expect(steal).rejects.toThrow(/row-level security|duplicate key/)
    expect(await seen(other)).toEqual([other])
    expect(await seen(one)).toEqual([one])
  })

  it('goes on after a statement that failed, alone and in a transaction', async () => {
    const [one, other] = platforms as [PlatformId, PlatformId]
    const wrong = () =>
      database
        .forPlatform(one)
        .selectFrom('platforms')
        .select('nothing' as 'name')
        .execute()
    await expect(wrong()).rejects.toThrow(/does not exist/)
    await expect(
      withTransaction(database.forPlatform(one), (trx) =>
        trx
          .selectFrom('platforms')
          .select('nothing' as 'name')
          .execute(),
      ),
    ).rejects.toThrow(/does not exist/)
    expect(await seen(other)).toEqual([other])
    expect(await leftOver()).toMatchObject({ platform: '' })
  })

  it('has no rows without a platform, and no rights of the owner', async () => {
    const routing = database.routing as unknown as typeof database.sweeping
    expect(await routing.selectFrom('platforms').select('platformId').execute()).toEqual([])
    const owned = sql`alter table platforms add column mine integer`.execute(database.routing)
    await expect(owned).rejects.toThrow(/must be owner/)
    const swept = await database.sweeping.selectFrom('platforms').select('platformId').execute()
    expect(swept.map((row) => row.platformId)).toEqual(expect.arrayContaining(platforms))
  })
})
