import { randomUUIDv7 } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../src/db/database.ts'

/** A fresh copy of the migrated template, for one test file. */
export interface TestDb {
  /** As the role that owns the schema. */
  readonly connection: pg.ClientConfig
  /** As the server works with it. */
  readonly database: Database
  drop(): Promise<void>
}

/** `LECTERN_TEST_KEEPS=transactions`: as behind a pooler that gives each transaction another connection. */
const KEEPS = process.env.LECTERN_TEST_KEEPS === 'transactions' ? 'transactions' : 'sessions'

export async function createTestDb(maxConnections = 16): Promise<TestDb> {
  const { template, ...server } = inject('database')
  const name = `test_${randomUUIDv7().replaceAll('-', '')}`
  const admin = { ...server, database: 'postgres' }
  // Its files are copied, which writes no log: less than half the work, of a template that nobody writes to.
  await run(admin, `create database ${name} template ${template} strategy file_copy`)
  const connection = { ...server, database: name }
  const database = openDatabase(connection, maxConnections, KEEPS)
  return {
    connection,
    database,
    async drop() {
      await database.close()
      await run(admin, `drop database ${name} with (force)`)
    },
  }
}

async function run(connection: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
