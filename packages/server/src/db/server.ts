import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { StartupError } from '../startup-error.ts'
import { newClient } from './client.ts'
import type { Keeps } from './database.ts'
import type { CopyAll } from './embedded.ts'
import { assertKeepsSessions, assertKeepsTransactions } from './pooler.ts'

/** The PostgreSQL that this process works with. */
export interface Server {
  /** To PostgreSQL itself, as the role that owns the schema: for migrations, the queue, and whoever listens. */
  readonly connection: pg.ClientConfig
  /** For requests and jobs, which are most of the work: perhaps through a pooler. */
  readonly pooled: { readonly connection: pg.ClientConfig; readonly keeps: Keeps }
  close(): Promise<void>
}

const OLDEST_VERSION = 150_000

/**
 * The PostgreSQL of `DATABASE_URL`, else the embedded one in the data folder.
 *
 * @param copyAll brings the embedded one's files from an older major version to this one; undefined = they are refused
 * @throws {StartupError}
 */
export async function openServer(config: Config, log: Logger, copyAll?: CopyAll): Promise<Server> {
  if (config.databaseUrl) {
    if (config.databaseReadUrl) clientOf({ connectionString: config.databaseReadUrl }, 'DATABASE_READ_URL')
    return openGiven(config.databaseUrl, config.databaseDirectUrl)
  }
  const { openEmbedded } = await import('./embedded.ts') // nobody else needs its packages
  const postgres = await openEmbedded(config, log, copyAll)
  const { connection } = postgres
  return { connection, pooled: { connection, keeps: 'sessions' }, close: () => postgres.stop() }
}

/**
 * The same for a command that looks, or copies, while Lectern runs: the embedded PostgreSQL of a running Lectern is asked
 * beside it, and is started only where nobody else has.
 *
 * @throws {StartupError} also where there is no embedded database yet
 */
export async function joinServer(config: Config, log: Logger): Promise<Server> {
  if (config.databaseUrl) return openServer(config, log)
  const { findEmbedded } = await import('./embedded.ts')
  const running = await findEmbedded(config)
  if (running)
    return {
      connection: running,
      pooled: { connection: running, keeps: 'sessions' },
      close: async () => {},
    }
  if (!existsSync(join(config.dataDir, 'postgres')))
    throw new StartupError(
      `There is no database in ${config.dataDir}. Set DATABASE_URL, or LECTERN_DATA to the data folder.`,
    )
  return openServer(config, log)
}

async function openGiven(url: string, directUrl: string | undefined): Promise<Server> {
  const given = { connectionString: url }
  const close = async () => {}
  await assertReachable(given, 'DATABASE_URL')
  if (!directUrl) {
    await assertKeepsSessions(given, 'DATABASE_URL')
    return { connection: given, pooled: { connection: given, keeps: 'sessions' }, close }
  }
  const connection = { connectionString: directUrl }
  await assertReachable(connection, 'DATABASE_DIRECT_URL')
  await assertKeepsSessions(connection, 'DATABASE_DIRECT_URL')
  await assertKeepsTransactions(given, connection)
  return { connection, pooled: { connection: given, keeps: 'transactions' }, close }
}

/** @throws {StartupError} for an address that is none, and certificates that it names and that can't be read */
function clientOf(connection: pg.ClientConfig, variable: string): pg.Client {
  try {
    return newClient(connection)
  } catch (cause) {
    throw new StartupError(
      `${variable} can’t be used (${(cause as Error).message}). Write postgres://user:password@host:port/database, with a port up to 65535, signs such as @ / # % in the password as %40 %2F %23 %25, and certificates that are there.`,
      { cause },
    )
  }
}

function adviceOnAddress(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (/SSL|certificate|altnames|TLS/i.test(message))
    return 'sslmode in it decides about TLS: with verify-full the server needs a certificate for its name that this machine trusts (sslrootcert=FILE names who signed it); with disable, on one machine alone, it needs none.'
  if (code === 'ENOTFOUND')
    return 'Check the name of its host; signs such as @ / # % in the password are written %40 %2F %23 %25.'
  return 'Check that it runs and that user, password and database are right.'
}

async function assertReachable(connection: pg.ClientConfig, variable: string): Promise<void> {
  const client = clientOf({ ...connection, connectionTimeoutMillis: 10_000 }, variable)
  try {
    await client.connect()
  } catch (cause) {
    throw new StartupError(
      `PostgreSQL does not answer at ${variable} (${(cause as Error).message}). ${adviceOnAddress(cause)}`,
      { cause },
    )
  }
  try {
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version_num') as version",
    )
    if (Number(rows[0]?.version) < OLDEST_VERSION) {
      throw new StartupError(`${variable} is PostgreSQL ${rows[0]?.version}; Lectern needs 15 or newer.`)
    }
  } finally {
    await client.end()
  }
}
