import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEverything, signedIn } from '../../test/builders.ts'
import { tablesOfPlatforms, unsaidTables } from '../../test/distribution.ts'
import { listOperations, urlOf } from '../../test/operations.ts'
import { statementsOf } from '../../test/statements.ts'
import { createTestApp, doJob, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { workOf } from '../worker.ts'

// What a distribution of the tables by `platform_id` over several PostgreSQLs (Citus and its like) asks for: each key has it,
// each reference keeps to it, each statement that joins says so, and no transaction has two. See docs/scaling.md.

/** Of no platform: they would be reference tables, or stay where they are. */
const GLOBAL = ['lectern_migrations']

const root = new URL('../../../..', import.meta.url).pathname

let test: TestApp
let platform: TestPlatform
let client: pg.Client

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('distributed.example')
  client = new pg.Client(test.db.connection)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await test.close()
})

const ask = async <Row extends object>(text: string) => (await client.query<Row>(text)).rows

describe('every table', () => {
  it('is of platforms, or listed', async () => {
    const rows = await ask<{ name: string }>(`
      select relname as name from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not exists (select from pg_attribute where attrelid = c.oid and attname = 'platform_id' and attnotnull)
      order by 1`)
    expect(rows.map(({ name }) => name)).toEqual(GLOBAL)
  })

  it('has platform_id first in each unique key, but for hosts and what is asked before a platform is known', async () => {
    const rows = await ask<{ key: string }>(`
      select indexrelid::regclass::text as key from pg_index i join pg_class c on c.oid = i.indrelid
      where c.relnamespace = 'public'::regnamespace and (i.indisunique or i.indisexclusion)
        and c.relname not in (${GLOBAL.map((name) => `'${name}'`)})
        and coalesce((select attname from pg_attribute where attrelid = c.oid and attnum = i.indkey[0]), '') <> 'platform_id'
      order by 1`)
    expect(rows.map(({ key }) => key)).toEqual(['platform_hosts_pkey'])
  })

  it('refers to rows of its own platform alone', async () => {
    const rows = await ask<{ key: string }>(`
      select conrelid::regclass || ' ' || conname as key from pg_constraint f
      where contype = 'f' and connamespace = 'public'::regnamespace
        and not exists (
          select from unnest(conkey, confkey) as pair (here, there)
          join pg_attribute a on a.attrelid = f.conrelid and a.attnum = here and a.attname = 'platform_id'
          join pg_attribute b on b.attrelid = f.confrelid and b.attnum = there and b.attname = 'platform_id')
      order by 1`)
    expect(rows).toEqual([])
  })

  it('stands apart from the queue: nothing refers from one to the other', async () => {
    const rows = await ask<{ name: string }>(`
      select conname as name from pg_constraint f join pg_class a on a.oid = f.conrelid join pg_class b on b.oid = f.confrelid
      where f.contype = 'f' and (a.relnamespace <> 'public'::regnamespace or b.relnamespace <> 'public'::regnamespace)
      union all
      select proname from pg_proc where pronamespace = 'public'::regnamespace and prosrc like '%pgboss%'`)
    expect(rows).toEqual([])
  })
})

/** A list that is locked or cut off can't be joined: without statistics it may be read again for each row beside it. */
const isReadForEachRow = (statement: string) =>
  /\bin \(\s*select\b(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\b(?:for update|for share|limit)\b/i.test(statement)

describe('no list that is locked or cut off', () => {
  it.each([
    [
      'update events set name = $1 where id in (select id from events where a = any($2) order by id for update)',
      true,
    ],
    ['delete from events where (a, b) in (select a, b from events limit 5)', true],
    [
      'update events set name = $1 where id = any(array(select id from events order by id for update))',
      false,
    ],
    ['select * from events where id in (select id from sessions) limit 5', false],
  ])('is compared row by row, as in: %s', (statement, isSlow) => {
    expect(isReadForEachRow(statement)).toBe(isSlow)
  })

  it('is in the sources', () => {
    const sources = globSync('packages/server/src/**/*.ts', {
      cwd: root,
      exclude: (name) => /test\.ts$/.test(name),
    })
    expect(sources.length).toBeGreaterThan(500)
    expect(sources.filter((path) => isReadForEachRow(readFileSync(join(root, path), 'utf8')))).toEqual([])
  })
})

describe('every statement', () => {
  const tables = new Set(['events', 'sessions', 'people'])

  it.each([
    ['select * from events where platform_id = $1', []],
    ['select * from "events" as "e" where "e"."platform_id" = $1', []],
    ['select * from events where id = $1', ['events']],
    ['select * from events e join sessions s on s.platform_id = e.platform_id where e.platform_id = $1', []],
    [
      'select * from events e join sessions s on s.id = e.session_id where e.platform_id = $1',
      ['sessions s'],
    ],
    ['select * from events e, sessions s where e.platform_id = $1 and s.id = e.session_id', ['sessions s']],
    [
      'select * from events e where e.platform_id = $1 and exists (select from people p where p.id = e.person_id)',
      ['people p'],
    ],
    [
      'select * from events e where e.platform_id = $1 and exists (select from people p where p.platform_id = e.platform_id)',
      [],
    ],
    [
      'select id from events where platform_id = $1 union select id from sessions where id = $2',
      ['sessions'],
    ],
    ['with one as (select * from events where id = $1) select * from one', ['events']],
    ['insert into events (platform_id, id) values ($1, $2)', []],
    ['insert into events (platform_id, id) select platform_id, id from sessions where id = $1', ['sessions']],
    ['update events set name = $1 where id = $2', ['events']],
    [
      'update events set name = s.name from sessions s where s.platform_id = events.platform_id and events.platform_id = $2',
      [],
    ],
    ['delete from events using sessions s where events.platform_id = $1 and s.id = $2', ['sessions s']],
  ])('is understood: %s', (statement, unsaid) => {
    expect(unsaidTables(statement, tables)).toEqual(unsaid)
  })

  it('says the platform of each table that it asks, when everything is built and read', async () => {
    const ofPlatforms = await tablesOfPlatforms(client)
    const superadmin = await platform.addActor(['superadmin'])
    const { statements } = await statementsOf(async () => {
      const cookie = await signedIn(test, platform, superadmin.email)
      const ids = await buildEverything(test, platform)
      for (const operation of listOperations(test.app).filter(
        ({ method, path }) => method === 'GET' && path !== '/live',
      )) {
        const headers = { host: platform.host, cookie }
        const answer = await test.app.http.inject({ url: urlOf(operation, ids), headers })
        expect([operation.name, answer.statusCode < 500]).toEqual([operation.name, true])
      }
    })
    const unsaid = [...new Set(statements)].flatMap((statement) => {
      const found = unsaidTables(statement, ofPlatforms)
      return found.length > 0 ? [`${found.join()}: ${statement}`] : []
    })
    expect(new Set(statements).size).toBeGreaterThan(300)
    expect(unsaid).toEqual([])
  })
})

it('no transaction has two platforms, while two of them are built, swept and worked off side by side', async () => {
  const both = [await test.addPlatform('one.example'), await test.addPlatform('other.example')]
  const ofPlatforms = await tablesOfPlatforms(client)
  const { statements, platformsOfTransactions } = await statementsOf(async () => {
    await Promise.all(both.map((one) => buildEverything(test, one)))
    const sweeps = workOf({ sendMail: async () => {}, checkMinutes: { day: 1440, hour: 60 } })
      .flatMap((entry) => entry.sweeps ?? [])
      .map(({ run }) => Promise.all(both.map(({ ctx }) => run(ctx))))
    await Promise.all(sweeps)
    // A job is told its platform; here both do all of them.
    for (const job of test.jobs.splice(0)) await Promise.all(both.map(({ ctx }) => doJob(ctx, job)))
  })
  expect(platformsOfTransactions.length).toBeGreaterThan(80)
  expect(Math.max(...platformsOfTransactions)).toBe(1)
  const unsaid = [...new Set(statements)].filter(
    (statement) => unsaidTables(statement, ofPlatforms).length > 0,
  )
  expect(unsaid).toEqual([])
})

it('every sweep looks for its work with a statement that this PostgreSQL has', async () => {
  const work = workOf({ sendMail: async () => {}, checkMinutes: { day: 1440, hour: 60 } })
  const sweeps = work.flatMap((entry) => entry.sweeps ?? [])
  const { sweeping } = test.db.database
  const due = await Promise.all(sweeps.map((sweep) => sweep.due(sweeping, test.clock.now)))
  expect(due.length).toBeGreaterThan(30)
  const { rows } = await client.query<{ id: string }>('select platform_id as id from platforms')
  expect(due.flat().filter((id) => !rows.some((row) => row.id === id))).toEqual([])
})
