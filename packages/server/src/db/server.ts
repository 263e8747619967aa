import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { StartupError } from '../startup-error.ts'
import { newClient } from './client.ts'
import { assertKeepsSessions } from './pooler.ts'

/** The PostgreSQL that this process works with. */
export interface Server {
  /** As the role that owns the schema. */
  readonly connection: pg.ClientConfig
  close(): Promise<void>
}

const OLDEST_VERSION = 150_000

/** The PostgreSQL of `DATABASE_URL`, else the embedded one in the data folder. @throws {StartupError} */
export async function openServer(config: Config, log: Logger): Promise<Server> {
  if (config.databaseUrl) {
    const connection = { connectionString: config.databaseUrl }
    await assertReachable(connection)
    await assertKeepsSessions(connection)
    return { connection, close: async () => {} }
  }
  const { openEmbedded } = await import('./embedded.ts') // nobody else needs its packages
  const postgres = await openEmbedded(config, log)
  return { connection: postgres.connection, close: () => postgres.stop() }
}

async function assertReachable(connection: pg.ClientConfig): Promise<void> {
  const client = newClient({ ...connection, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
  } catch (cause) {
    throw new StartupError(
      `PostgreSQL does not answer at DATABASE_URL (${(cause as Error).message}). Check that it runs and that user, password and database are right.`,
      { cause },
    )
  }
  try {
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version_num') as version",
    )
    if (Number(rows[0]?.version) < OLDEST_VERSION) {
      throw new StartupError(`DATABASE_URL is PostgreSQL ${rows[0]?.version}; Lectern needs 15 or newer.`)
    }
  } finally {
    await client.end()
  }
}
