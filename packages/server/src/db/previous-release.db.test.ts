import { readFileSync, writeFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEverything, signedIn } from '../../test/builders.ts'
import { listOperations, urlOf } from '../../test/operations.ts'
import { type Kept, refusedBy, withTypes } from '../../test/refused.ts'
import { statementsOf } from '../../test/statements.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'

// While nodes are replaced one after the other, those of the previous release work on the schema of the new one. What that
// release asks when everything is built and read is kept in a file; each of its statements must still be understood.
// At a release: `npm run release:statements`.

const KEPT = new URL('../../test/release-statements.json', import.meta.url)
const { version } = JSON.parse(
  readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
) as { version: string }

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

const readKept = () => (JSON.parse(readFileSync(KEPT, 'utf8')) as { statements: Kept[] }).statements

/** What is asked when everything is built and read, each once: no transactions and settings. */
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
  const asked = statements.filter((statement) => /^(select|insert|update|delete|with)\b/.test(statement))
  return [...new Set(asked)].sort()
}

it.runIf(process.env.LECTERN_RECORD)('keeps what this release asks', async () => {
  writeFileSync(
    KEPT,
    `${JSON.stringify({ release: version, statements: await withTypes(client, await collect()) }, null, 1)}\n`,
  )
})

describe('a node of the previous release', () => {
  it('is understood by the newest schema, in each statement that it sends', async () => {
    const statements = readKept()
    expect(statements.length).toBeGreaterThan(300)
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
    await client.query('begin')
    try {
      await client.query(migration)
      expect((await refusedBy(client, readKept())).join('\n')).toMatch(words)
    } finally {
      await client.query('rollback')
    }
  })
})
