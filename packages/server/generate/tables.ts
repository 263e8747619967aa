import { writeFileSync } from 'node:fs'
import pg from 'pg'
import { migrate } from '../src/db/migrate.ts'
import { runSql, startCluster } from '../test/cluster.ts'
import { describeTables, TARGET } from './describe-tables.ts'
import { UnknownColumnsError } from './table-types.ts'

// Writes src/db/tables.ts from what the migrations make of an empty database; tables.db.test.ts compares.

const DATABASE = 'lectern_tables'

const cluster = await startCluster()
try {
  const connection = { ...cluster.connection, database: DATABASE }
  await runSql({ ...cluster.connection, database: 'postgres' }, `create database ${DATABASE}`)
  await migrate(connection)
  const client = new pg.Client(connection)
  await client.connect()
  try {
    writeFileSync(TARGET, await describeTables(client))
  } finally {
    await client.end()
  }
} catch (error) {
  if (!(error instanceof UnknownColumnsError)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  await cluster.destroy()
}
