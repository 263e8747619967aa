import { randomUUIDv7 } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { inject } from 'vitest'

const MIGRATIONS = new URL('../migrations/', import.meta.url)

/** A database as it was before a migration, for what that makes of old data. */
export interface OldDatabase {
  query(sql: string): Promise<unknown>
  /** Rows of a query, each a list of its columns. */
  rows(sql: string): Promise<unknown[][]>
  /** Runs the migration itself. */
  migrate(): Promise<void>
  close(): Promise<void>
}

/** @param migration its file, such as `0051_completions.sql` */
export async function openOldDatabase(migration: string): Promise<OldDatabase> {
  const { template: _, ...server } = inject('database')
  const name = `test_${randomUUIDv7().replaceAll('-', '')}`
  const admin = new pg.Client({ ...server, database: 'postgres' })
  await admin.connect()
  await admin.query(`create database ${name} template template0`)
  const database = new pg.Client({ ...server, database: name })
  await database.connect()
  const run = (file: string) => database.query(readFileSync(new URL(file, MIGRATIONS), 'utf8'))
  const before = readdirSync(MIGRATIONS).filter((file) => file.endsWith('.sql') && file < migration)
  for (const file of before.sort()) await run(file)
  return {
    query: (sql) => database.query(sql),
    rows: async (text) => (await database.query<unknown[]>({ text, rowMode: 'array' })).rows,
    migrate: async () => void (await run(migration)),
    async close() {
      await database.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
