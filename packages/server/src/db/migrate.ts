import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { StartupError } from '../startup-error.ts'
import { newClient } from './client.ts'

const MIGRATIONS = new URL('../../migrations/', import.meta.url)
/** Any number will do, as long as every node uses the same: one migrates, the others wait. */
const MIGRATION_LOCK = 5_281_902

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/**
 * Brings a database to the newest schema: every file of `migrations/` that has not run yet, in order,
 * each in a transaction of its own, under a lock that lets one node at a time do it.
 *
 * @param connection where, as the role that owns the schema (never the app's role)
 * @param log gets one line for each migration that runs
 * @param only runs these alone; default all
 * @throws {StartupError} when the database was migrated by a newer release, a migration that already ran was changed, or the
 *   role may not make what is needed
 */
export async function migrate(
  connection: pg.ClientConfig | string,
  log: (line: string) => void = () => {},
  only?: ReadonlySet<string>,
): Promise<void> {
  const client = newClient(connection)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(`create table if not exists lectern_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from lectern_migrations',
    )
    const applied = new Map(rows.map((row) => [row.name, row.checksum]))
    const known = readMigrations()
    assertNotNewer(applied, known)
    for (const migration of known.filter(({ name }) => only?.has(name) ?? true)) {
      const checksum = applied.get(migration.name)
      if (checksum === undefined) {
        await run(client, migration)
        log(`migrated ${migration.name}`)
      } else if (checksum !== migration.checksum) {
        throw new StartupError(
          `Migration ${migration.name} was changed after it ran on this database. Restore the released file: migrations are only ever added.`,
        )
      }
    }
    if (!only) await refreshNameOrder(client)
  } catch (error) {
    throw refusalOf(error, client) ?? error
  } finally {
    await client.end()
  }
}

const INSUFFICIENT_PRIVILEGE = '42501'
/** What a migration raises itself is a sentence for the operator. */
const RAISED = 'P0001'

/** What to do when PostgreSQL refuses the role a right, or a migration raised what it misses; undefined = it is something else that failed. */
function refusalOf(error: unknown, { user, database }: pg.Client): StartupError | undefined {
  const cause = error instanceof Error && error.cause ? error.cause : error
  if (!(cause instanceof pg.DatabaseError)) return undefined
  if (cause.code === RAISED) return new StartupError(cause.message, { cause })
  if (cause.code !== INSUFFICIENT_PRIVILEGE) return undefined
  const [role, name] = [pg.escapeIdentifier(user ?? ''), pg.escapeIdentifier(database ?? '')]
  return new StartupError(
    `PostgreSQL does not let the role ${role} make what Lectern needs in the database ${name} (${cause.message}). As a superuser: alter database ${name} owner to ${role}; alter role ${role} createrole; then start again. See docs/operating.md#the-database-roles.`,
    { cause },
  )
}

/**
 * Makes the indexes over names anew when the database got another ICU, by an upgrade of PostgreSQL or its system: it may
 * sort differently, and an index in the old order hides rows.
 */
async function refreshNameOrder(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(`select from pg_collation
    where collname = 'by_name' and collversion is distinct from pg_collation_actual_version(oid)`)
  if (!rowCount) return
  await client.query(`begin; reindex index people_by_name; reindex index courses_by_name;
    alter collation by_name refresh version; commit`)
}

/**
 * What a start would do or refuse: migrations that have not run, were changed, or come from a newer release. Changes nothing.
 *
 * @returns what is wrong, with what to do
 */
export async function findMigrationTrouble(
  client: pg.Client,
): Promise<{ code: string; what: string; advice: string }[]> {
  const applied = await readApplied(client)
  const known = readMigrations()
  const names = new Set(known.map(({ name }) => name))
  const groups = [
    {
      code: 'migration-missing',
      found: known.filter(({ name }) => !applied.has(name)).map(({ name }) => name),
      what: 'Migrations that have not run',
      advice: 'Start Lectern: it runs them. Then look again: what needs them was not looked at.',
    },
    {
      code: 'migration-changed',
      found: known
        .filter(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum)
        .map(({ name }) => name),
      what: 'Migrations that were changed after they ran',
      advice: 'Restore the released files: migrations are only ever added.',
    },
    {
      code: 'migration-newer',
      found: [...applied.keys()].filter((name) => !names.has(name)),
      what: 'Migrations of a newer Lectern',
      advice: 'Start that release, or restore a backup made before the upgrade.',
    },
  ]
  return groups
    .filter(({ found }) => found.length > 0)
    .map(({ code, found, what, advice }) => ({ code, what: `${what}: ${found.join(', ')}.`, advice }))
}

/** @throws {StartupError} for a database that is not of this release, with what to do */
export async function assertMigrated(connection: pg.ClientConfig): Promise<void> {
  const client = newClient(connection)
  await client.connect()
  try {
    if ((await readApplied(client)).size === 0)
      throw new StartupError('There is no Lectern in this database. Look at DATABASE_URL and LECTERN_DATA.')
    const [trouble] = await findMigrationTrouble(client)
    if (trouble) throw new StartupError(`${trouble.what} ${trouble.advice}`)
  } finally {
    await client.end()
  }
}

/** Names and checksums of what has run; none in a database that is empty. */
export async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows: tables } = await client.query("select to_regclass('public.lectern_migrations') as there")
  if (!tables[0]?.there) return new Map()
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from lectern_migrations order by 1',
  )
  return new Map(rows.map((row) => [row.name, row.checksum]))
}

/** Every migration of this release, in order. */
export function readMigrations(): Migration[] {
  return readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, MIGRATIONS), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

function assertNotNewer(applied: ReadonlyMap<string, string>, known: readonly Migration[]): void {
  const names = new Set(known.map((migration) => migration.name))
  const unknown = [...applied.keys()].find((name) => !names.has(name))
  if (unknown) {
    throw new StartupError(
      `The database was written by a newer Lectern (it has the migration ${unknown}). Start that release, or restore a backup made before the upgrade.`,
    )
  }
}

async function run(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query('insert into lectern_migrations (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => {}) // the connection may be what was lost
    throw new Error(`Migration ${migration.name} failed and was rolled back.`, { cause })
  }
}
