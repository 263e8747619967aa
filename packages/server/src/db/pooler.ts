import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StartupError } from '../startup-error.ts'
import { newClient } from './client.ts'

const LIMIT_MS = 10_000

/**
 * Refuses a pooler that gives each transaction, or statement, to whatever connection is free, or that drops what a
 * connection is opened with: role, platform and LISTEN would be those of somebody else, and answers wrong.
 *
 * @throws {StartupError}
 */
export async function assertKeepsSessions(connection: pg.ClientConfig): Promise<void> {
  const found = !(await keepsOptions(connection))
    ? 'it does not pass on startup options'
    : !(await hearsWhileIdle(connection))
      ? 'a connection that listens heard nothing'
      : undefined
  if (!found) return
  throw new StartupError(
    `DATABASE_URL leads to a connection pooler that does not keep sessions, such as PgBouncer (${found}). Lectern would answer wrongly behind it: let DATABASE_URL lead to PostgreSQL itself. Lectern has a pool of its own (DATABASE_POOL_SIZE).`,
  )
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
