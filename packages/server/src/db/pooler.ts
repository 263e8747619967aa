import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StartupError } from '../startup-error.ts'
import { newClient, PooledClient } from './client.ts'
import { DatabaseTroubleError } from './database-error.ts'
import { LocalSettings } from './local-settings.ts'

const LIMIT_MS = 10_000

/**
 * Refuses a pooler that gives each transaction, or statement, to whatever connection is free, or that drops what a
 * connection is opened with: role, platform and LISTEN would be those of somebody else, and answers wrong.
 *
 * @param variable by which it is set
 * @throws {StartupError}
 */
export async function assertKeepsSessions(connection: pg.ClientConfig, variable: string): Promise<void> {
  const found = !(await keepsOptions(connection))
    ? 'it does not pass on startup options'
    : !(await hearsWhileIdle(connection))
      ? 'a connection that listens heard nothing'
      : undefined
  if (!found) return
  throw new StartupError(
    `${variable} leads to a connection pooler that does not keep sessions, such as PgBouncer (${found}). ${
      variable === 'DATABASE_URL'
        ? 'If it keeps transactions (pool_mode = transaction), set DATABASE_DIRECT_URL to the PostgreSQL behind it; else let DATABASE_URL lead to PostgreSQL itself.'
        : 'Let it lead to PostgreSQL itself.'
    } See docs/operating.md#a-pooler-in-front.`,
  )
}

/**
 * Refuses a pooler that does not keep what is set for a transaction until its end, or that has another database behind it
 * than the one to which the direct way leads.
 *
 * @throws {StartupError}
 */
export async function assertKeepsTransactions(
  pooled: pg.ClientConfig,
  direct: pg.ClientConfig,
): Promise<void> {
  const client = new PooledClient({ ...pooled, connectionTimeoutMillis: LIMIT_MS })
  const itself = newClient({ ...direct, connectionTimeoutMillis: LIMIT_MS })
  const mark = newMark()
  client.localSettings = new LocalSettings({ 'lectern.probe': mark })
  try {
    await client.connect()
    await itself.connect()
    const marks = await marksOf(client)
    if (marks.some((found) => found !== mark)) {
      throw new StartupError(
        'DATABASE_DIRECT_URL is set, and DATABASE_URL does not lead to a pooler that keeps transactions: what is set for one is gone within it. Set pool_mode = transaction there. See docs/operating.md#a-pooler-in-front.',
      )
    }
    const [here, there] = [await placeOf(client), await placeOf(itself)]
    if (here === there) return
    throw new StartupError(
      `DATABASE_URL and DATABASE_DIRECT_URL lead to two databases (${here}; ${there}). Let both lead to one: DATABASE_URL through the pooler, DATABASE_DIRECT_URL to PostgreSQL itself. While one of them fails over, start again in a moment.`,
    )
  } finally {
    end(client)
    end(itself)
  }
}

/** What a setting is for a statement of its own, and in a transaction. Empty where there are no transactions. */
async function marksOf(client: PooledClient): Promise<unknown[]> {
  const ask = async () =>
    (await client.query("select current_setting('lectern.probe', true) as mark", [])).rows[0]?.mark
  try {
    const alone = await ask()
    await client.query('begin', [])
    const [first, second] = [await ask(), await ask()]
    await client.query('commit', [])
    return [alone, first, second]
  } catch (error) {
    if (error instanceof DatabaseTroubleError) return [undefined] // statements are pooled one by one: it refuses `begin`, and hangs up
    throw error
  }
}

/** One database of one start of one server. */
async function placeOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query(
    `select current_database() as name, pg_postmaster_start_time()::text as since,
      (select oid from pg_database where datname = current_database()) as oid`,
    [],
  )
  return `${rows[0]?.name}, number ${rows[0]?.oid}, of the server that runs since ${rows[0]?.since}`
}

/** Whether a connection has what it was opened with: the role of the server is set in this way. */
export async function keepsOptions(connection: pg.ClientConfig): Promise<boolean> {
  const mark = newMark()
  const options = `${connection.options ?? ''} -c lectern.probe=${mark}`.trim()
  const client = newClient({ ...connection, options, connectionTimeoutMillis: LIMIT_MS })
  try {
    await client.connect()
    const { rows } = await client.query("select current_setting('lectern.probe', true) as mark")
    return rows[0]?.mark === mark
  } catch (error) {
    // protocol_violation: "unsupported startup parameter"
    if (error instanceof pg.DatabaseError && error.code === '08P01') return false
    throw error
  } finally {
    end(client)
  }
}

/**
 * Whether a connection that listens hears of a notification while it does nothing. Behind a pooler of transactions or
 * statements it has no connection to PostgreSQL at that moment, and never hears of it, however few clients there are.
 */
export async function hearsWhileIdle(connection: pg.ClientConfig, limitMs = LIMIT_MS): Promise<boolean> {
  const channel = newMark()
  const [listener, speaker] = [1, 2].map(() => newClient({ ...connection, connectionTimeoutMillis: limitMs }))
  if (!listener || !speaker) return false
  const limit = new AbortController()
  const hearing = (async () => {
    await listener.connect()
    await speaker.connect()
    const heard = new Promise<boolean>((resolve) => listener.once('notification', () => resolve(true)))
    await listener.query(`listen ${channel}`)
    await speaker.query(`notify ${channel}`)
    return heard
  })()
  const tooLong = sleep(limitMs, false, { signal: limit.signal })
  hearing.catch(() => {}) // told by the race, or too late
  tooLong.catch(() => {}) // ended by the answer
  try {
    return await Promise.race([hearing, tooLong])
  } finally {
    limit.abort()
    end(listener)
    end(speaker)
  }
}

function newMark(): string {
  return `lectern_${randomBytes(8).toString('hex')}`
}

/** Not waited for: a pooler without a free connection never answers. */
function end(client: pg.Client): void {
  client.end().catch(() => {})
}
