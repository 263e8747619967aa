import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDb, type TestDb } from '../test/test-db.ts'
import { describeTables, TARGET } from './describe-tables.ts'

let db: TestDb

beforeAll(async () => {
  db = await createTestDb()
})
afterAll(() => db.drop())

it('has the types of the tables as the migrations make them: "npm run generate:tables" writes them', async () => {
  const client = new pg.Client(db.connection)
  await client.connect()
  try {
    expect(await describeTables(client)).toBe(readFileSync(TARGET, 'utf8'))
  } finally {
    await client.end()
  }
})
