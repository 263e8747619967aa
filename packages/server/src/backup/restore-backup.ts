import { createReadStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { newClient } from '../db/client.ts'
import { migrate, readMigrations } from '../db/migrate.ts'
import { StartupError } from '../startup-error.ts'
import { type BackedUpTable, fileOf, type Manifest, RowSum, readBackup } from './manifest.ts'
import { listForeignKeys, listTables } from './schema-facts.ts'
import { SAME_EVERYWHERE } from './write-backup.ts'

/**
 * Brings a backup into an empty database: the tables as the release made them that wrote it, all rows in one transaction
 * with every foreign key checked, then the migrations since. Fits any PostgreSQL from 15 on, whichever wrote it.
 *
 * @param connection as the role that is to own the schema
 * @param keyIds of the ring of keys; undefined = it does not matter whether secrets can be opened
 * @throws {StartupError} a sentence for what does not fit; then the database is as it was, or to be dropped where it says so
 */
export async function restore(
  connection: pg.ClientConfig,
  folder: string,
  keyIds: readonly string[] | undefined,
  log: (line: string) => void = () => {},
): Promise<Manifest> {
  const manifest = await readBackup(folder)
  assertKnown(manifest)
  const missing = manifest.keyIds.filter((id) => keyIds && !keyIds.includes(id))
  if (missing.length > 0)
    throw new StartupError(
      `Secrets in this backup are sealed with ${missing.map((id) => `“${id}”`).join(', ')}, which is not in LECTERN_SECRET_KEYS. Put that key into it, after the newest; or restore with --without-keys, and pair accounts and enter secrets again.`,
    )
  const client = newClient(connection)
  await client.connect()
  try {
    await reserve(client)
    await assertEmpty(client)
    await migrate(connection, () => {}, new Set(manifest.migrations.map(({ name }) => name)))
    log(`tables as of ${manifest.migrations.at(-1)?.name}`)
    await fill(client, manifest, folder, log)
    await client.query('analyze')
    await migrate(connection, log)
    return manifest
  } finally {
    await client.end()
  }
}

/** Until its connection ends: two that find the same database empty would replace each other's rows. */
async function reserve(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ isOurs: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('restore', 0)) as "isOurs"`,
  )
  if (!rows[0]?.isOurs)
    throw new StartupError(
      'Another backup is being restored into this database. Wait until it is there, and look what it was. Nothing was changed.',
    )
}

function assertKnown({ migrations, version }: Manifest): void {
  const known = new Map(readMigrations().map(({ name, checksum }) => [name, checksum]))
  const newer = migrations.find(({ name }) => !known.has(name))
  if (newer)
    throw new StartupError(
      `This backup was made by a newer Lectern (${version}, with the migration ${newer.name}). Restore it with that release. Nothing was restored.`,
    )
  const other = migrations.find(({ name, checksum }) => known.get(name) !== checksum)
  if (other)
    throw new StartupError(
      `The migration ${other.name} of this Lectern is not the one that the backup was made with. Restore the released file. Nothing was restored.`,
    )
}

async function assertEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') limit 1",
  )
  if (rows[0])
    throw new StartupError(
      `The database is not empty (it has the table “${rows[0].name}”). A backup goes into an empty one: create it, and let DATABASE_URL lead there, or set LECTERN_DATA to a new folder. Nothing was changed.`,
    )
}

async function fill(
  client: pg.Client,
  manifest: Manifest,
  folder: string,
  log: (line: string) => void,
): Promise<void> {
  await client.query('begin')
  try {
    await client.query(SAME_EVERYWHERE)
    const tables = await listTables(client)
    const there = new Set(tables.map(({ name }) => name))
    const strange = manifest.tables.find(({ name }) => !there.has(name))
    if (strange) throw new StartupError(`No migration makes the table “${strange.name}” of this backup.`)
    const keys = await listForeignKeys(client)
    for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`)
    for (const { name, isForced } of tables) {
      const table = tableOf(name)
      await client.query(`alter table ${table} disable trigger user`)
      if (isForced) await client.query(`alter table ${table} no force row level security`)
    }
    await client.query(`truncate ${tables.map(({ name }) => tableOf(name)).join(', ')}`) // what migrations put there
    for (const month of manifest.months)
      await client.query('select make_attendance_months($1::date::timestamp at time zone $2)', [month, 'UTC'])
    for (const table of manifest.tables) await copyIn(client, table, folder)
    for (const { name, value } of manifest.sequences)
      await client.query('select setval($1::regclass, $2::bigint)', [tableOf(name), value])
    log(
      `${manifest.tables.reduce((sum, { rows }) => sum + rows, 0)} rows in ${manifest.tables.length} tables`,
    )
    // Keys are checked as their owner sees the rows, whom row-level security must not stand in the way of.
    for (const { table, name, definition } of keys)
      await client.query(`alter table ${table} add constraint ${name} ${definition}`)
    for (const { name, isForced } of tables) {
      await client.query(`alter table ${tableOf(name)} enable trigger user`)
      if (isForced) await client.query(`alter table ${tableOf(name)} force row level security`)
    }
    await client.query('commit')
    log(`${keys.length} foreign keys checked`)
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection is gone
    throw error
  }
}

async function copyIn(client: pg.Client, table: BackedUpTable, folder: string): Promise<void> {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  const sum = new RowSum()
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(
    createReadStream(fileOf(folder, table.name)),
    createGunzip(),
    counted,
    client.query(copyFrom(`copy ${tableOf(table.name)} (${columns}) from stdin`)),
  )
  if (sum.rows !== table.rows || sum.sum !== table.rowSum)
    throw new StartupError(
      `The rows of “${table.name}” are not those that were backed up (${sum.rows} in place of ${table.rows}). Nothing was restored: drop the database and take another backup.`,
    )
}

const tableOf = (name: string) => `public.${pg.escapeIdentifier(name)}`
