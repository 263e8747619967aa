import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEverything, signedIn } from '../../test/builders.ts'
import { listOperations, urlOf } from '../../test/operations.ts'
import { keep, readKept, refusedBy } from '../../test/refused.ts'
import { statementsOf } from '../../test/statements.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'

// While nodes are replaced one after the other, those of the previous release work on the schema of the new one. What that
// release asks when everything is built and read is kept in a file; each of its statements must still be understood.
// At a release: `npm run release:statements`.

let test: TestApp
let platform: TestPlatform
let client: pg.Client

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('previous.example')
  client = new pg.Client(test.db.connection)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await test.close()
})

/** What is asked when everything is built and read; facts.db.test.ts keeps what changes ask. */
async function collect(): Promise<string[]> {
  const superadmin = await platform.addActor(['superadmin'])
  const { statements } = await statementsOf(async () => {
    const cookie = await signedIn(test, platform, superadmin.email)
    const ids = await buildEverything(test, platform)
    for (const operation of listOperations(test.app)) {
      if (operation.method !== 'GET' || operation.path === '/live') continue
      await test.app.http.inject({ url: urlOf(operation, ids), headers: { host: platform.host, cookie } })
    }
  })
  return statements
}

it.runIf(process.env.LECTERN_RECORD)('keeps what this release asks', async () => {
  await keep(client, 'reads', await collect())
})

describe('a node of the previous release', () => {
  it('is understood by the newest schema, in each statement that it sends', async () => {
    const statements = readKept()
    expect(statements.length).toBeGreaterThan(600)
    expect(await refusedBy(client, statements)).toEqual([])
  })

  it.each([
    ['a column that goes', 'alter table courses drop column description cascade', /description/],
    [
      'a column that gets another name',
      'alter table people rename column first_name to given_name',
      /first_name/,
    ],
    ['a table that goes', 'drop table mail_lanes cascade', /mail_lanes/],
    ['a column of another type', 'alter table logins alter column expires_at type text', /takes/],
    ['a key that goes', 'alter table enrollments drop constraint enrollments_pkey cascade', /ON CONFLICT/],
    [
      'a column that must be said',
      'truncate courses cascade; alter table courses add column price int not null',
      /courses.price/,
    ],
  ])('is not, after %s', async (_what, migration, words) => {
    const table = /table (\w+)/.exec(migration)?.[1] ?? ''
    const ofTable = readKept().filter(({ text }) => text.includes(table))
    await client.query('begin')
    try {
      await client.query(migration)
      expect((await refusedBy(client, ofTable)).join('\n')).toMatch(words)
    } finally {
      await client.query('rollback')
    }
  })
})
