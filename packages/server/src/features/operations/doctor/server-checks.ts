import type { StatsFs } from 'node:fs'
import { statfs } from 'node:fs/promises'
import pg from 'pg'
import { newClient } from '../../../db/client.ts'
import { findMigrationTrouble, readApplied } from '../../../db/migrate.ts'
import { StartupError } from '../../../startup-error.ts'
import type { Level } from './doctor.checks.ts'

/** What is wrong with the database as a whole, or with the machine. In English: operators read it. */
export interface ServerFinding {
  readonly code: string
  readonly level: Level
  readonly what: string
  readonly advice: string
}

/** Where the checks look. */
export interface ServerLook {
  /** As the role that owns the schema. */
  readonly connection: pg.ClientConfig
  readonly now: () => Date
  /** Folders that must not be full: data, films. */
  readonly folders: readonly string[]
}

type Rows = readonly Record<string, string>[]

/** An invariant of the database as a whole: what its statement gives breaks it. `name` says where. */
interface ServerCheck {
  readonly code: string
  readonly level: Level
  readonly sql: string
  readonly what: (rows: Rows) => string
  readonly advice: string
}

const names = (rows: Rows) => {
  const first = rows.slice(0, 5).map(({ name }) => name)
  return rows.length > first.length
    ? `${first.join(', ')} and ${rows.length - first.length} more`
    : first.join(', ')
}

/** Of all tables that say whose platform a row is, save those that are read before one is known. */
const UNPROTECTED = `
  select c.relname as name from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'platform_id' and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and c.relname <> 'platform_hosts' and not (c.relrowsecurity and c.relforcerowsecurity)
  order by 1`

export const serverChecks: readonly ServerCheck[] = [
  {
    code: 'role-too-strong',
    level: 'error',
    sql: `select rolname as name from pg_roles
      where rolname in ('lectern_app', 'lectern_sweep') and (rolsuper or rolbypassrls or rolcanlogin) order by 1`,
    what: (rows) => `The role ${names(rows)} may do more than it should: platforms are not kept apart.`,
    advice: 'As a superuser: alter role NAME nosuperuser nobypassrls nologin.',
  },
  {
    code: 'table-unprotected',
    level: 'error',
    sql: UNPROTECTED,
    what: (rows) => `Tables without forced row-level security: ${names(rows)}.`,
    advice:
      'As the owner: alter table NAME enable row level security, force row level security. Find out who changed it.',
  },
  {
    code: 'trigger-off',
    level: 'error',
    sql: `select c.relname || '.' || t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'public'::regnamespace and t.tgenabled = 'D' order by 1`,
    what: (rows) => `Triggers that are switched off: ${names(rows)}.`,
    advice: 'As the owner: alter table NAME enable trigger user.',
  },
  {
    code: 'constraint-not-valid',
    level: 'error',
    sql: `select conrelid::regclass || '.' || conname as name from pg_constraint
      where connamespace = 'public'::regnamespace and not convalidated order by 1`,
    what: (rows) => `Constraints that were never checked: ${names(rows)}.`,
    advice: 'As the owner: alter table NAME validate constraint NAME.',
  },
  {
    code: 'index-not-valid',
    level: 'error',
    sql: `select indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indexrelid
      where c.relnamespace = 'public'::regnamespace and not (i.indisvalid and i.indisready) order by 1`,
    what: (rows) => `Indexes that are broken, or were not finished: ${names(rows)}.`,
    advice: 'As the owner: reindex index NAME.',
  },
  {
    code: 'collation-changed',
    level: 'warning',
    sql: `select collname as name from pg_collation where collnamespace = 'public'::regnamespace
      and collversion is distinct from pg_collation_actual_version(oid) order by 1`,
    what: (rows) => `The rules for the order of letters changed with the system: ${names(rows)}.`,
    advice: 'Restart Lectern: at its start it makes the indexes anew that need it.',
  },
  {
    code: 'partition-missing',
    level: 'error',
    // Reading a report makes its month and the next; the first report of a month that has none makes it.
    sql: `with months as (
        select to_char(date_trunc('month', read_at at time zone 'UTC') + interval '1 month', 'YYYY_MM') as next
        from attendance_reports where read_at > now() - interval '1 month' order by read_at desc limit 1
      )
      select 'attendance_reports_' || next as name from months
      where to_regclass('public.attendance_reports_' || next) is null`,
    what: (rows) => `The table ${names(rows)}, for the reports of the coming month, was not made ahead.`,
    advice: 'As the owner: select make_attendance_months(now()). Look in the log why Lectern could not.',
  },
  {
    code: 'transaction-old',
    level: 'warning',
    sql: `select 'process ' || pid as name from pg_stat_activity where datname = current_database()
      and pid <> pg_backend_pid() and xact_start < now() - interval '1 hour' order by xact_start`,
    what: (rows) => `A transaction has run for more than an hour: ${names(rows)}.`,
    advice: 'If it is no backup, end it: select pg_terminate_backend(NUMBER).',
  },
  {
    code: 'connections-nearly-used-up',
    level: 'warning',
    sql: `select count(*) || ' of ' || current_setting('max_connections') as name from pg_stat_activity
      having count(*) > 0.9 * current_setting('max_connections')::int`,
    what: (rows) => `Nearly all connections of PostgreSQL are in use: ${names(rows)}.`,
    advice: 'Raise max_connections, or lower DATABASE_POOL_SIZE of the nodes.',
  },
  {
    code: 'archiving-failed',
    level: 'error',
    sql: `select last_failed_wal as name from pg_stat_archiver
      where last_failed_time > coalesce(last_archived_time, '-infinity')`,
    what: (rows) =>
      `PostgreSQL can’t archive what it writes (${names(rows)}): it keeps all of it, and fills its disk.`,
    advice: 'Look whether the archive can be written and has space; PostgreSQL’s log says why.',
  },
  {
    code: 'transaction-ids-nearly-used-up',
    level: 'error',
    sql: `select age(datfrozenxid)::text as name from pg_database
      where datname = current_database() and age(datfrozenxid) > 1500000000`,
    what: (rows) => `PostgreSQL runs out of transaction numbers: ${names(rows)} of 2,147,483,647 are used.`,
    advice: 'As a superuser: vacuum freeze. Find out what kept autovacuum from it.',
  },
]

/** Of the queue, whose tables are there once a node has started. */
export const queueChecks: readonly ServerCheck[] = [
  {
    code: 'jobs-failed',
    level: 'warning',
    sql: `select name || ' (' || count(*) || ')' as name from pgboss.job where state = 'failed'
      group by pgboss.job.name order by count(*) desc, 1`,
    what: (rows) => `Jobs that failed for good within the last two days: ${names(rows)}.`,
    advice: 'The log says why (“job failed”). Sweeps do again what was lost with them.',
  },
  {
    code: 'jobs-stuck',
    level: 'error',
    sql: `select name || ' (' || count(*) || ')' as name from pgboss.job where state = 'active'
      and coalesce(heartbeat_on, started_on) < now() - interval '10 minutes' group by pgboss.job.name order by 1`,
    what: (rows) => `Jobs of nodes that are gone, and nobody begins them again: ${names(rows)}.`,
    advice: 'Make sure that a worker runs (LECTERN_ROLE all or worker).',
  },
  {
    code: 'jobs-waiting',
    level: 'error',
    sql: `select name || ' (' || count(*) || ')' as name from pgboss.job where state in ('created', 'retry')
      and start_after < now() - interval '15 minutes' group by pgboss.job.name order by count(*) desc, 1`,
    what: (rows) => `Jobs that have waited for more than a quarter of an hour: ${names(rows)}.`,
    advice:
      'Make sure that a worker runs (LECTERN_ROLE all or worker), and that the machine is not overloaded.',
  },
]

/** Clocks further apart than this make leases and times go wrong. */
const SKEW_WARNING_MS = 2_000
const SKEW_ERROR_MS = 30_000
const FULL = { error: { bytes: 200e6, share: 0.02 }, warning: { bytes: 2e9, share: 0.1 } }

/**
 * Looks at the database as a whole and at the machine. Changes nothing: no session of it can write.
 *
 * @throws {StartupError} when there is no Lectern in it
 * @throws when the database does not answer
 */
export async function examineServer({ connection, now, folders }: ServerLook): Promise<ServerFinding[]> {
  const client = newClient({
    ...connection,
    options:
      `-c default_transaction_read_only=on -c statement_timeout=60s ${connection.options ?? ''}`.trim(),
  })
  await client.connect()
  try {
    if ((await readApplied(client)).size === 0)
      throw new StartupError('There is no Lectern in this database. Look at DATABASE_URL and LECTERN_DATA.')
    const migrations = await findMigrationTrouble(client)
    return [
      ...migrations.map((trouble) => ({ ...trouble, level: 'error' as const })),
      ...(await findAll(client, serverChecks, isUnfinished(migrations))),
      ...((await hasQueue(client)) ? await findAll(client, queueChecks, false) : []),
      ...(await compareClocks(client, now)),
      ...(await Promise.all(folders.map((folder) => findFullness(folder)))).flat(),
    ]
  } finally {
    await client.end()
  }
}

/** Whether migrations have not run: what needs them can't be looked at. */
export const isUnfinished = (findings: readonly { readonly code: string }[]): boolean =>
  findings.some(({ code }) => code === 'migration-missing')

/** SQLSTATEs of tables, columns, functions, roles and rights that a migration makes. */
const NOT_THERE: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '42704', '22023', '42501'])

/** Whether a statement failed since something is not there. */
export const isNotThere = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && NOT_THERE.has(error.code ?? '')

/** @param skips what asks for tables and columns that are not there */
async function findAll(
  client: pg.Client,
  all: readonly ServerCheck[],
  skips: boolean,
): Promise<ServerFinding[]> {
  const found: ServerFinding[] = []
  for (const { code, level, sql, what, advice } of all) {
    const asked = client.query<Record<string, string>>(sql)
    const { rows } = await asked.catch((error: unknown) => {
      if (skips && isNotThere(error)) return { rows: [] }
      throw error
    })
    if (rows.length > 0) found.push({ code, level, what: what(rows), advice })
  }
  return found
}

async function hasQueue(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("select to_regclass('pgboss.job') is not null as there")
  return rows[0]?.there === true
}

async function compareClocks(client: pg.Client, now: () => Date): Promise<ServerFinding[]> {
  const before = now().getTime()
  const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at')
  const after = now().getTime()
  const database = rows[0]?.at.getTime() ?? before
  const apart = Math.round(Math.max(before - database, database - after, 0))
  if (apart < SKEW_WARNING_MS) return []
  return [
    {
      code: 'clock-skew',
      level: apart < SKEW_ERROR_MS ? 'warning' : 'error',
      what: `The clocks of this machine and of the database are ${(apart / 1000).toFixed(1)} seconds apart.`,
      advice: 'Let both follow a time server (NTP).',
    },
  ]
}

/** @param stat asks the system about the disk of a folder */
export async function findFullness(
  folder: string,
  stat: (folder: string) => Promise<Pick<StatsFs, 'blocks' | 'bsize' | 'bavail'>> = statfs,
): Promise<ServerFinding[]> {
  const disk = await stat(folder).catch(() => undefined) // not made yet
  if (!disk || disk.blocks === 0) return []
  const [free, share] = [disk.bavail * disk.bsize, disk.bavail / disk.blocks]
  const level = (['error', 'warning'] as const).find(
    (one) => free < FULL[one].bytes || (share < FULL[one].share && free < 50e9),
  )
  if (!level) return []
  return [
    {
      code: 'disk-nearly-full',
      level,
      what: `Of the disk of ${folder} ${(free / 1e9).toFixed(1)} GB are free (${Math.round(share * 100)} %).`,
      advice: 'Make room: when it is full, nothing can be changed any more.',
    },
  ]
}
