import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { PassThrough, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { newClient } from '../db/client.ts'
import { readApplied } from '../db/migrate.ts'
import type { SealedColumn } from '../secrets/rotate-keys.ts'
import { StartupError } from '../startup-error.ts'
import { asUnwritten, isMissing, isThereAlready } from './file-trouble.ts'
import { type BackedUpTable, FORMAT, fileOf, MANIFEST, type Manifest, RowSum } from './manifest.ts'
import { bypassesRowSecurity, listPlatformIds, listTables, type StoredTable } from './schema-facts.ts'

/** Values are written the same on every server. */
export const SAME_EVERYWHERE = `set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
  set local extra_float_digits = 3; set local bytea_output = 'hex'; set local statement_timeout = 0;
  set local client_encoding = 'UTF8'; set local idle_in_transaction_session_timeout = 0`

/** Says of which database an unfinished backup is. */
const DATABASE = 'database'

/** What a backup is made of, besides the database. */
export interface BackupOptions {
  /** Made; must not be there, or be empty. */
  readonly folder: string
  readonly version: string
  readonly sealedColumns: readonly SealedColumn[]
}

/**
 * Copies all platforms as they are at one moment into a folder, also while Lectern runs: one snapshot, a file for each
 * table, and a manifest last. The queue is left out: sweeps find again what is to do.
 *
 * @param connection as the role that owns the schema
 * @throws {StartupError} for a folder that has something in it, or into which another backup goes, also of another database, one that can't be written, or a database without Lectern
 */
export async function backUp(connection: pg.ClientConfig, options: BackupOptions): Promise<Manifest> {
  const { folder } = options
  const client = newClient(connection)
  await client.connect()
  try {
    await reserve(client, folder)
    const database = await readIdentity(client)
    return await fillFolder(folder, database, (part) => copyAll(client, part, options))
  } finally {
    await client.end()
  }
}

/** The folder is there whole or not at all; one that is there already, perhaps a disk of its own, is filled from within. */
async function fillFolder(
  folder: string,
  database: string,
  fill: (part: string) => Promise<Manifest>,
): Promise<Manifest> {
  let claimed: string | undefined
  try {
    const isThere = existsSync(folder)
    if (isThere && readdirSync(folder).some((name) => name !== '.part'))
      throw new StartupError(
        `${folder} is not empty. Give a folder that is not there yet, such as one named by the day.`,
      )
    const part = isThere ? join(folder, '.part') : `${folder}.part`
    claim(part, database)
    claimed = part
    mkdirSync(join(part, 'tables'), { mode: 0o700 })
    const manifest = await fill(part)
    rmSync(join(part, DATABASE))
    if (isThere) {
      renameSync(join(part, 'tables'), join(folder, 'tables'))
      renameSync(join(part, MANIFEST), join(folder, MANIFEST)) // last: without it, it is no backup
      rmdirSync(part)
    } else renameSync(part, folder)
    return manifest
  } catch (error) {
    if (claimed) discard(claimed)
    throw asUnwritten(error, folder)
  }
}

/**
 * Whoever makes the folder has it. One that is there already is of a backup of this database that was interrupted, since
 * nobody else may write one here now ({@link reserve}), or of another database, whose locks are not seen here.
 */
function claim(part: string, database: string): void {
  if (existsSync(part)) {
    if (readDatabase(part) !== database) throw ofAnother(part)
    rmSync(part, { recursive: true, force: true })
  }
  mkdirSync(dirname(part), { recursive: true, mode: 0o700 })
  try {
    mkdirSync(part, { mode: 0o700 }) // by itself: more folders at once hide why none can be made
  } catch (error) {
    throw isThereAlready(error) ? ofAnother(part) : error
  }
  writeFileSync(join(part, DATABASE), database, { mode: 0o600 })
}

/** @returns undefined where nothing says it */
function readDatabase(part: string): string | undefined {
  try {
    return readFileSync(join(part, DATABASE), 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const ofAnother = (part: string) =>
  new StartupError(
    `${part} is of a backup of another database, which is being written or was interrupted. Give each database a folder of its own; if nobody writes a backup there now, delete ${part}.`,
  )

/** As far as it can be: what is told is why it is not whole. */
function discard(part: string): void {
  try {
    rmSync(part, { recursive: true, force: true })
  } catch {}
}

/** Two into one folder would take away each other's files. The lock goes with the connection, also of one that is killed. */
async function reserve(client: pg.Client, folder: string): Promise<void> {
  const { rows } = await client.query<{ isOurs: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('backup ' || $1, 0)) as "isOurs"`,
    [realPath(folder)],
  )
  if (!rows[0]?.isOurs)
    throw new StartupError(
      `Another backup is being written into ${folder}. Wait until it is there, or give another folder.`,
    )
}

/** Of the cluster, of its line since it was last promoted, and of the database: what a copy of it elsewhere does not have, once it goes on by itself. */
async function readIdentity(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ identity: string }>(`
    select concat_ws('-', system_identifier, timeline_id, (select oid from pg_database where datname = current_database())) as identity
    from pg_control_system(), pg_control_checkpoint()`)
  return rows[0]?.identity ?? ''
}

/** One folder has one name here, whatever leads to it, also before it is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}

async function copyAll(
  client: pg.Client,
  part: string,
  { version, sealedColumns }: BackupOptions,
): Promise<Manifest> {
  await client.query('begin transaction isolation level repeatable read read only')
  await client.query(SAME_EVERYWHERE)
  const migrations = [...(await readApplied(client))].map(([name, checksum]) => ({ name, checksum }))
  if (migrations.length === 0)
    throw new StartupError('There is no Lectern in this database. Look at DATABASE_URL and LECTERN_DATA.')
  const platforms = await listPlatformIds(client)
  const tables: BackedUpTable[] = []
  const views = (await bypassesRowSecurity(client)) ? undefined : platforms
  for (const table of await listTables(client)) tables.push(await copyOut(client, table, part, views))
  const manifest: Manifest = {
    format: FORMAT,
    version,
    ...(await readMoment(client)),
    migrations,
    keyIds: await listKeyIds(client, platforms, sealedColumns),
    platforms: platforms.length,
    tables,
    sequences: await listSequences(client),
    months: await listMonths(client),
  }
  await client.query('commit')
  writeFileSync(join(part, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  return manifest
}

/** @param platforms one after the other, where a role sees one at a time; undefined = all at once */
async function copyOut(
  client: pg.Client,
  { name, columns, isForced }: StoredTable,
  folder: string,
  platforms: readonly string[] | undefined,
): Promise<BackedUpTable> {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  // Said beside row-level security: an owner who inherits the rights of lectern_sweep sees more (PostgreSQL 15).
  const statementFor = (platform: string | undefined) => {
    const where = platform ? ` where platform_id = ${pg.escapeLiteral(platform)}` : ''
    return `copy (select ${list} from public.${pg.escapeIdentifier(name)}${where}) to stdout`
  }
  const sum = new RowSum()
  const hash = createHash('sha256')
  let bytes = 0
  const rows = new PassThrough()
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const written = pipeline(
    rows,
    createGzip({ level: 6 }),
    counted,
    createWriteStream(fileOf(folder, name), { mode: 0o600, flush: true }),
  )
  written.catch((error) => rows.destroy(error)) // told below
  const views = isForced && platforms ? platforms : [undefined]
  for (const platform of views) {
    if (platform) await client.query("select set_config('app.platform', $1, true)", [platform])
    const chunks = client.query(copyTo(statementFor(platform)))
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      sum.update(chunk)
      if (!rows.write(chunk)) await Promise.race([once(rows, 'drain'), written])
    }
  }
  rows.end()
  await written
  return { name, columns: [...columns], rows: sum.rows, rowSum: sum.sum, bytes, sha256: hash.digest('hex') }
}

async function readMoment(client: pg.Client): Promise<Pick<Manifest, 'madeAt' | 'postgres'>> {
  const { rows } = await client.query<{ at: Date; postgres: string }>(
    "select now() as at, current_setting('server_version') as postgres",
  )
  const [row] = rows
  return { madeAt: (row?.at ?? new Date(0)).toISOString(), postgres: row?.postgres ?? '' }
}

async function listKeyIds(
  client: pg.Client,
  platforms: readonly string[],
  sealedColumns: readonly SealedColumn[],
): Promise<string[]> {
  // A database of an earlier release may not have all of them yet.
  const { rows: there } = await client.query<{ table: string; column: string }>(
    "select table_name as table, column_name as column from information_schema.columns where table_schema = 'public'",
  )
  const known = new Set(there.map(({ table, column }) => `${table}.${column}`))
  const present = sealedColumns.filter(({ table, column }) => known.has(`${table}.${column}`))
  if (present.length === 0) return []
  const each = present.map(
    ({ table, column }) =>
      `select split_part(${pg.escapeIdentifier(column)}, '.', 2) as id from ${pg.escapeIdentifier(table)}`,
  )
  const ids = new Set<string>()
  for (const platform of platforms) {
    await client.query("select set_config('app.platform', $1, true)", [platform])
    const { rows } = await client.query<{ id: string }>(each.join(' union '))
    for (const { id } of rows) if (id) ids.add(id)
  }
  return [...ids].sort()
}

/** Read after the rows: numbers that were given since stay given. */
async function listSequences(client: pg.Client): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ name: string; value: string }>(`
    select sequencename as name, last_value::text as value from pg_sequences
    where schemaname = 'public' and last_value is not null order by 1`)
  return rows
}

async function listMonths(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ month: string }>(`
    select to_char(to_date(right(relname, 7), 'YYYY_MM'), 'YYYY-MM-DD') as month from pg_class
    where relnamespace = 'public'::regnamespace and relispartition and relkind = 'r'
      and relname ~ '^attendance_reports_[0-9]{4}_[0-9]{2}$' order by 1`)
  return rows.map(({ month }) => month)
}
