import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import type { PlatformId } from '../domain/ids.ts'
import { createPlatform } from '../features/platform/platforms/create-platform.ts'

let db: TestDb
const one = randomUUIDv7() as PlatformId
const other = randomUUIDv7() as PlatformId

beforeAll(async () => {
  db = await createTestDb(2)
  await createPlatform(db.connection, { id: one, name: 'One', hosts: ['one.example'] })
  await createPlatform(db.connection, { id: other, name: 'Other', hosts: ['other.example'] })
})
afterAll(() => db.drop())

describe('tenants', () => {
  it('has row-level security forced on every table with a platform_id, and keys that begin with it', async () => {
    const client = new pg.Client(db.connection)
    await client.connect()
    try {
      const { rows } = await client.query<{
        table: string
        forced: boolean
        policies: number
        first: string
      }>(`
        select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced,
          (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
          (select a2.attname from pg_index i join pg_attribute a2
             on a2.attrelid = c.oid and a2.attnum = i.indkey[0] where i.indrelid = c.oid and i.indisprimary) as first
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'platform_id'
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'platform_hosts'`)
      expect(rows.length).toBeGreaterThan(10)
      expect(rows.filter((row) => !row.forced || row.policies === 0 || row.first !== 'platform_id')).toEqual(
        [],
      )
    } finally {
      await client.end()
    }
  })

  it('works under a role that owns nothing and is no superuser', async () => {
    const { rows } = await sql<{ owned: number; superuser: boolean }>`
      select (select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)) as owned,
        (select rolsuper from pg_roles where rolname = current_user) as superuser`.execute(
      db.database.forPlatform(one),
    )
    expect(rows[0]).toEqual({ owned: 0, superuser: false })
  })

  it('shows a platform its own rows only, also to a query that names another', async () => {
    const mine = await db.database.forPlatform(one).selectFrom('platforms').select('name').execute()
    expect(mine).toEqual([{ name: 'One' }])
    const foreign = await db.database
      .forPlatform(one)
      .selectFrom('platforms')
      .select('name')
      .where('platformId', '=', other)
      .execute()
    expect(foreign).toEqual([])
  })

  it('refuses to write a row of another platform', async () => {
    const course = { platformId: other, id: randomUUIDv7() as never, name: 'Smuggled', type: 'vilt' as const }
    await expect(db.database.forPlatform(one).insertInto('courses').values(course).execute()).rejects.toThrow(
      /row-level security/,
    )
  })

  it('shows no rows where no platform is set, and keeps platforms apart on the same connections', async () => {
    const routing = db.database.routing as unknown as ReturnType<typeof db.database.forPlatform>
    const names = await Promise.all(
      Array.from({ length: 60 }, async (_, turn) => {
        const source = [db.database.forPlatform(one), db.database.forPlatform(other), routing][turn % 3]
        const rows = await source?.selectFrom('platforms').select('name').execute()
        return rows?.map((row) => row.name).join()
      }),
    )
    expect(names).toEqual(Array.from({ length: 60 }, (_, turn) => ['One', 'Other', ''][turn % 3]))
  })

  it('stays on its platform after an error in a transaction', async () => {
    const mine = db.database.forPlatform(one)
    for (let round = 0; round < 4; round++) {
      await expect(mine.transaction().execute((trx) => sql`select 1 / 0`.execute(trx))).rejects.toThrow(
        /division/,
      )
    }
    expect(await mine.selectFrom('platforms').select('name').execute()).toEqual([{ name: 'One' }])
  })

  it('finds a platform by its host before any is known', async () => {
    const host = await db.database.routing
      .selectFrom('platformHosts')
      .select('platformId')
      .where('host', '=', 'other.example')
      .executeTakeFirst()
    expect(host?.platformId).toBe(other)
  })
})
