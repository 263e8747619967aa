import { setTimeout as sleep } from 'node:timers/promises'
import { CompiledQuery, Kysely, type Transaction } from 'kysely'
import pg from 'pg'
import type { PlatformId } from '../domain/ids.ts'
import { PooledClient } from './client.ts'
import { againAfterCollision } from './collisions.ts'
import { ColumnNames } from './column-names.ts'
import { DatabaseTroubleError, troubleOf } from './database-error.ts'
import { ListDialect } from './dialect.ts'
import { LocalSettings } from './local-settings.ts'
import type { RoutingTables, Tables } from './tables.ts'

/** A connection source bound to one platform: it sees that platform's rows and no others. */
export type Db = Kysely<Tables>
/** A transaction on one platform. A parameter of this type means that one is needed. */
export type Trx = Transaction<Tables>

/** Reads a few columns of all platforms. */
export type Sweeping = Kysely<Tables>

/** The role under which the server works. It owns nothing, so row-level security always holds. */
const APP_ROLE = 'lectern_app'
/** The role under which sweeps find the platforms that have work: it reads the columns for that, and nothing else. */
const SWEEP_ROLE = 'lectern_sweep'
const SWEEP_CONNECTIONS = 1
/** For readings that are asked many times a second: none of them waits, or takes long. */
const QUICK_CONNECTIONS = 4
/**
 * One plan for all times: to make one takes longer than the reading. It goes through indexes, since tables grow that were small
 * when it was made.
 */
const QUICK_SETTINGS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
}
/** A plan for any moment would read whole tables; and what waits for a lock holds up no other sweep. */
const SWEEP_SETTINGS = { plan_cache_mode: 'force_custom_plan', statement_timeout: '20s' }
/** Days and months that statements reckon with are those of UTC, whatever zone PostgreSQL is set to. */
const ZONE = { timezone: 'UTC' }
/** The database answers a question that costs nothing within this time, or it does not answer. */
const PING_TIMEOUT_MS = 5_000

/** The database of all platforms. */
export interface Database {
  /** The rows of one platform. Cheap to call: the same object every time. */
  forPlatform(platformId: PlatformId): Db
  /** Only the routing tables, which belong to no platform. */
  readonly routing: Kysely<RoutingTables>
  /** All platforms at once, for sweeps: the columns by which they find who has work, to read. */
  readonly sweeping: Sweeping
  /** Its pools at this moment. */
  connections(): { pool: string; busy: number; idle: number; waiting: number; max: number }[]
  /** Answers when the database does. @throws {DatabaseTroubleError} after 5 s at the latest */
  ping(): Promise<void>
  close(): Promise<void>
}

// int8 (counts, sums) fits a JavaScript number in all we count.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/**
 * For how long a connection is one and the same to PostgreSQL: as long as it is open, or behind a pooler such as PgBouncer
 * for one transaction only. Role and platform are set for as long.
 */
export type Keeps = 'sessions' | 'transactions'

/**
 * Opens the pool under the app's role.
 *
 * @param connection as for `pg`; the login role must be a member of `lectern_app` and `lectern_sweep`
 * @param maxConnections of the pool, default 16
 */
export function openDatabase(
  connection: pg.ClientConfig,
  maxConnections = 16,
  keeps: Keeps = 'sessions',
): Database {
  const pool = openPool(connection, { role: APP_ROLE }, maxConnections, keeps)
  const sweepSettings = { role: SWEEP_ROLE, ...SWEEP_SETTINGS }
  const sweepPool = openPool(connection, sweepSettings, SWEEP_CONNECTIONS, keeps) // once it is asked
  // Behind a pooler of transactions no plan is kept, so that other connections would be no better.
  const quickPool =
    keeps === 'sessions'
      ? openPool(
          connection,
          { role: APP_ROLE, ...QUICK_SETTINGS },
          Math.min(QUICK_CONNECTIONS, maxConnections),
          keeps,
        )
      : pool
  const byPlatform = new Map<PlatformId, Db>()
  return {
    forPlatform(platformId) {
      let db = byPlatform.get(platformId)
      if (!db) {
        db = newKysely<Tables>(pool.as(platformId))
        byPlatform.set(platformId, db)
        quickPools.set(db, quickPool.as(platformId))
      }
      return db
    },
    routing: newKysely<RoutingTables>(pool.as('')),
    sweeping: newKysely<Tables>(sweepPool.as('')),
    connections: () => [
      { pool: 'work', ...connectionsOf(pool.pool) },
      ...(quickPool === pool ? [] : [{ pool: 'quick', ...connectionsOf(quickPool.pool) }]),
      { pool: 'sweeps', ...connectionsOf(sweepPool.pool) },
    ],
    ping: () => ping(pool.pool),
    async close() {
      await Promise.all([...new Set([pool, quickPool, sweepPool])].map((each) => each.pool.end()))
    },
  }
}

/** Where quick readings of a platform go. */
const quickPools = new WeakMap<object, PlatformPool>()

/**
 * Reads by a statement that is written already, on connections that plan it once; in a transaction by that.
 *
 * @returns rows with names as code has them
 */
export async function readQuickly<Row>(
  db: Db | Trx,
  text: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const pool = quickPools.get(db)
  if (pool) return (await pool.read(text, parameters)) as Row[]
  return (await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]))).rows
}

function connectionsOf({ totalCount, idleCount, waitingCount, options }: pg.Pool) {
  return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount, max: options.max }
}

/** A pool of connections, and the view of a platform on it. */
interface SharedPool {
  readonly pool: pg.Pool
  as(platformId: PlatformId | ''): PlatformPool
}

function openPool(
  connection: pg.ClientConfig,
  settings: Readonly<Record<string, string>>,
  max: number,
  keeps: Keeps,
): SharedPool {
  const all = { ...ZONE, ...settings }
  const asOptions = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`)
  const pool = new pg.Pool({
    ...connection,
    Client: PooledClient,
    ...(keeps === 'sessions' ? { options: [...asOptions, connection.options ?? ''].join(' ').trim() } : {}),
    max,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  pool.on('error', () => {}) // an idle connection died: the pool drops it and opens another
  const ofSessions = new PlatformSettings()
  return {
    pool,
    as(platformId) {
      if (keeps === 'sessions')
        return new PlatformPool(pool, (client) => ofSessions.apply(client, platformId))
      const local = new LocalSettings({ ...all, 'app.platform': platformId })
      return new PlatformPool(pool, (client) => {
        client.localSettings = local
      })
    },
  }
}

/**
 * Runs `work` in one transaction. Inside, use the transaction alone and never wait for the network. Where two collide
 * (a deadlock, the same row made twice, a row that the other deletes), `work` is done again from the start: it keeps
 * nothing outside the transaction but its result.
 *
 * @param db a transaction is joined: `work` is saved or taken back with it
 */
export async function withTransaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db as Trx)
  const whole = async (trx: Trx) => {
    const last = new Map<object, () => Promise<void>>()
    lastWork.set(trx, last)
    const once: (() => void)[] = []
    savedWork.set(trx, once)
    const result = await work(trx)
    for (const finish of last.values()) await finish()
    return { result, once }
  }
  const { result, once } = await againAfterCollision(() => db.transaction().execute(whole))
  for (const tell of once) tell()
  return result
}

/** What is to be done once a transaction that goes on is saved. */
const savedWork = new WeakMap<object, (() => void)[]>()

/** Has something done once a transaction is saved, for who is called back by {@link beforeCommit}. A crash in between loses it. */
export function afterCommit(trx: Db | Trx, work: () => void): void {
  savedWork.get(trx)?.push(work)
}

/** What is to be done at the end of transactions that go on. */
const lastWork = new WeakMap<object, Map<object, () => Promise<void>>>()

/**
 * Has something done once at the end of a transaction, right before it is saved: for what many steps of it want and one
 * statement can do. It is not done when the transaction is taken back.
 *
 * @param key of the asker: only the first wish of each counts
 * @returns false outside of {@link withTransaction}, where nobody would do it
 */
export function beforeCommit(db: Db | Trx, key: object, work: () => Promise<void>): boolean {
  const last = lastWork.get(db)
  if (last && !last.has(key)) last.set(key, work)
  return last !== undefined
}

/** Forgets what work wants done at the end, as it is taken back; what was wanted before it stays. */
export async function withLastWorkKept<T>(trx: Trx, work: () => Promise<T>): Promise<T> {
  const last = lastWork.get(trx)
  const before = new Set(last?.keys())
  try {
    return await work()
  } finally {
    for (const key of last?.keys() ?? []) if (!before.has(key)) last?.delete(key)
  }
}

async function ping(pool: pg.Pool): Promise<void> {
  const connecting = pool.connect()
  const answering = connecting.then((client) => client.query('select 1'))
  const limit = new AbortController()
  const tooLong = sleep(PING_TIMEOUT_MS, undefined, { signal: limit.signal })
  try {
    const answer = await Promise.race([answering, tooLong])
    if (!answer) throw new Error(`no answer in ${PING_TIMEOUT_MS} ms`)
    ;(await connecting).release()
  } catch (cause) {
    answering.catch(() => {}) // told already
    connecting.then(
      (client) => client.release(true), // who does not answer is not asked again
      () => {},
    )
    throw new DatabaseTroubleError(troubleOf(cause) ?? 'unavailable', { cause })
  } finally {
    limit.abort()
    tooLong.catch(() => {})
  }
}

function newKysely<T>(pool: PlatformPool): Kysely<T> {
  return new Kysely<T>({
    dialect: new ListDialect({ pool }),
    plugins: [new ColumnNames()],
  })
}

const columnNames = new ColumnNames()
/** What columns of a statement's answer are called in code: looked up once, as there are few such statements. */
const knownColumns = new Map<string, readonly { name: string; column: string }[]>()

function columnsOf(text: string, fields: readonly pg.FieldDef[]) {
  const known = knownColumns.get(text)
  if (known?.length === fields.length) return known
  const columns = fields.map(({ name }) => ({ name: columnNames.inCode(name), column: name }))
  knownColumns.set(text, columns)
  return columns
}

/** Remembers to which platform each pooled connection is set, so that it is set again only when that changes. */
class PlatformSettings {
  readonly #current = new WeakMap<PooledClient, PlatformId | ''>()

  async apply(client: PooledClient, platformId: PlatformId | ''): Promise<void> {
    if ((this.#current.get(client) ?? '') === platformId) return
    this.#current.delete(client)
    await client.query("select set_config('app.platform', $1, false)", [platformId])
    this.#current.set(client, platformId)
  }
}

/** The shared pool as one platform sees it. Kysely asks it for connections. */
class PlatformPool {
  readonly #pool: pg.Pool
  readonly #settle: (client: PooledClient) => void | Promise<void>

  /** @param settle makes what is asked of a connection from then on be asked for the platform */
  constructor(pool: pg.Pool, settle: (client: PooledClient) => void | Promise<void>) {
    this.#pool = pool
    this.#settle = settle
  }

  get options(): Record<string, unknown> {
    return this.#pool.options as unknown as Record<string, unknown>
  }

  async connect(): Promise<pg.PoolClient> {
    const client = await this.#connect()
    try {
      await this.#settle(client as unknown as PooledClient) // the pool's `Client`
      return client
    } catch (error) {
      client.release(true) // unknown setting: never hand it out again
      throw error
    }
  }

  /** One statement by itself; its rows have names as code has them. */
  async read(text: string, parameters: readonly unknown[]): Promise<unknown[]> {
    const client = await this.connect()
    try {
      const { fields, rows } = await client.query(text, [...parameters])
      const columns = columnsOf(text, fields)
      return rows.map((row) => {
        const named: Record<string, unknown> = {}
        for (const { name, column } of columns) named[name] = row[column]
        return named
      })
    } finally {
      client.release()
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      const client = await this.#pool.connect()
      const { release } = client
      client.release = (error) => release(error || (client as unknown as PooledClient).isOver)
      return client
    } catch (cause) {
      // Whatever the reason: as long as there is no connection, nothing was done and it may be tried again.
      throw new DatabaseTroubleError(troubleOf(cause) ?? 'unavailable', { cause })
    }
  }

  async end(): Promise<void> {} // the shared pool is closed by its owner
}
