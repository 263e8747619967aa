import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { as, embeddedBinaries, linked, majorOf, unprivilegedUser } from './binaries.ts'
import {
  assertReachable,
  type Cluster,
  clusterIn,
  failureIn,
  initialize,
  makeSocketDir,
  socketDirFor,
} from './cluster.ts'
import { hasCode, PostgresRunnerError } from './errors.ts'
import { asFolderTrouble, holdFolder } from './folder.ts'
import { clearLeftovers } from './leftovers.ts'
import { ask, newClient, untilReady } from './ready.ts'
import { clearUnfinished, finishSwap, swap, unfinishedBeside, writtenMajor } from './upgrade.ts'

/** Where the files are, and how PostgreSQL is to run on them. Only `dataDir` is needed. */
export interface PostgresOptions {
  /**
   * Folder of this program alone; made when it is missing. PostgreSQL's files come into its folder `postgres`, what it
   * says into `postgres.log` (emptied at a start when it is longer than 10 MB).
   */
  readonly dataDir: string
  /** Made when it is missing, and at most 63 bytes long. Default `postgres`. */
  readonly database?: string
  /** Name of the superuser, chosen for good at the first start on a folder. Default `postgres`. */
  readonly user?: string
  /**
   * Settings of PostgreSQL by name, as in postgresql.conf, such as `{ shared_buffers: '64MB' }`. Defaults: no network
   * (`listen_addresses` empty), `fsync` on, time zone UTC; all others are PostgreSQL's own. A function is asked before
   * each start, and given the folder with PostgreSQL's files.
   */
  readonly settings?: Settings | ((files: string) => Settings)
  /** Folder with `initdb` and `postgres` of PostgreSQL 15 or newer. Default: the one that npm installed. */
  readonly binDir?: string
  /** What to do with files of an older major version. Default: the start is refused. */
  readonly upgrade?: Upgrade
  /** Name of the lock within `dataDir`. Default `postgres-runner.lock`. */
  readonly lockFile?: string
  /** Told in a line what is done, such as the end of an earlier PostgreSQL. */
  readonly log?: (line: string) => void
  /** Told in a line what somebody should look into, such as an end that nobody asked for. */
  readonly warn?: (line: string) => void
}

type Settings = Readonly<Record<string, string>>

/** How files of an older major version, which a newer one can't read, are brought to it. */
export interface Upgrade {
  /** Folder with the programs of a major version; undefined = there are none, and the start is refused. */
  readonly programsOf: (major: number) => string | undefined
  /**
   * Copies all that is kept, from `database` of the old PostgreSQL to the empty one of the new. When it rejects, the start
   * does, and the old files stay where they are. After it they stay beside the new ones, as `postgres-17` and the like.
   */
  readonly copy: (
    from: RunningPostgres['connection'],
    to: RunningPostgres['connection'],
    majors: { readonly from: number; readonly to: number },
  ) => Promise<void>
}

/** A PostgreSQL that answers. */
export interface RunningPostgres {
  /** For `pg` and the like. `host` is the absolute path of the folder with its socket, open to this user alone. */
  readonly connection: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
    readonly ssl: false
  }
  /** The same as an address, for what takes `postgresql://`: libpq, `pg` and the like. */
  readonly url: string
  /** Ends all sessions, shuts down cleanly and lets go of the folder. Twice is harmless. */
  stop(): Promise<void>
}

const PORT = 5432 // only names the socket: nothing listens on the network
const LONGEST_LOG_BYTES = 10_000_000
/** How long a PostgreSQL that starts may be silent. */
const SILENCE_MS = 60_000
/** A PostgreSQL that ended by itself is started again after this long; one that does not start, later and later. */
const FIRST_RESTART_MS = 250
const LONGEST_RESTART_MS = 30_000

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  fsync: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
}
/** What connections rely on. */
const OWN_SETTINGS = ['port', 'unix_socket_directories', 'unix_socket_permissions', 'data_directory']

/**
 * Starts PostgreSQL on a folder; makes its files the first time, and the database when it is missing. A PostgreSQL that
 * a killed process left running there is stopped first: what it has committed is there. One that ends by itself is
 * started again.
 *
 * PostgreSQL outlives a process that ends without {@link RunningPostgres.stop}, until the next start on its folder.
 *
 * @throws {PostgresRunnerError} when it can't run there; its `trouble` says why
 * @throws {TypeError} for an empty `dataDir`, or a setting that is not the caller's to choose
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  assertOptions(options)
  if (process.platform === 'win32')
    // Node.js reaches no socket of PostgreSQL's there
    throw new PostgresRunnerError({ code: 'no-binaries', platform: `win32-${process.arch}` })
  const binDir = options.binDir ? linked(resolve(options.binDir)) : embeddedBinaries()
  const user = unprivilegedUser()
  const major = majorOf(binDir, user)
  const folder = await holdFolder(options.dataDir, options.lockFile ?? 'postgres-runner.lock')
  try {
    const owner = options.user ?? 'postgres'
    const cluster = clusterIn(folder.path, { binDir, major, user, owner })
    const server = await open(cluster, options)
    const connection = { ...connectionOf(cluster), database: options.database ?? 'postgres' }
    try {
      await ensureDatabase(connection, cluster)
    } catch (error) {
      await server.stop()
      throw error
    }
    return {
      connection,
      url: urlOf(connection),
      async stop() {
        await server.stop()
        folder.close()
      },
    }
  } catch (error) {
    folder.close()
    throw asFolderTrouble(error, folder.path)
  }
}

/**
 * Finds a PostgreSQL that runs on a folder, whoever started it, to be asked beside them: nothing is started or stopped.
 *
 * @returns undefined when none answers
 */
export async function findPostgres({
  dataDir,
  user = 'postgres',
  database = 'postgres',
}: Pick<PostgresOptions, 'dataDir' | 'user' | 'database'>): Promise<
  RunningPostgres['connection'] | undefined
> {
  const host = socketDirFor(resolve(dataDir))
  const connection = { host, port: PORT, user, database, ssl: false } as const
  if (!existsSync(join(host, `.s.PGSQL.${PORT}`))) return undefined
  return (await ask(connection)) === 'silent' ? undefined : connection
}

function assertOptions({ dataDir, settings = {} }: PostgresOptions): void {
  if (!dataDir) throw new TypeError('dataDir is empty. Give the path of a folder.')
  const chosen = typeof settings === 'function' ? {} : settings // one that is made later is checked then
  assertNotOwn(chosen)
}

function assertNotOwn(settings: Settings): void {
  const own = Object.keys(settings).find((name) => OWN_SETTINGS.includes(name.toLowerCase()))
  if (own) throw new TypeError(`The setting ${own} can’t be chosen: connections rely on it. Leave it out.`)
}

async function open(cluster: Cluster, options: PostgresOptions): Promise<{ stop(): Promise<void> }> {
  assertReachable(cluster)
  finishSwap(cluster)
  const written = writtenMajor(cluster)
  if (written && written !== cluster.major) await upgradeFrom(written, cluster, options)
  if (!existsSync(cluster.files)) initialize(cluster)
  return keepRunning(cluster, options)
}

/** @throws {PostgresRunnerError} `other-version` when nobody said how, there are no programs of it, or it is newer */
async function upgradeFrom(
  written: number,
  cluster: Cluster,
  { upgrade, database = 'postgres', log }: PostgresOptions,
): Promise<void> {
  const { dataDir, major } = cluster
  const binDir = written < major ? upgrade?.programsOf(written) : undefined
  if (!upgrade || !binDir)
    throw new PostgresRunnerError({ code: 'other-version', dataDir, written, present: major })
  log?.(`upgrading the files of PostgreSQL ${written} to ${major}`)
  clearUnfinished(cluster)
  const beside = unfinishedBeside(cluster)
  const older = await startCleanly({ ...cluster, binDir: linked(resolve(binDir)), major: written }, { log })
  try {
    initialize(beside)
    const newer = await startCleanly(beside, { log })
    try {
      const to = { ...connectionOf(beside), database }
      await ensureDatabase(to, beside)
      await upgrade.copy({ ...connectionOf(cluster), database }, to, { from: written, to: major })
    } finally {
      await newer.stop()
    }
  } catch (error) {
    clearUnfinished(cluster)
    throw error
  } finally {
    await older.stop()
  }
  swap(cluster)
  clearUnfinished(cluster)
  log?.(`upgraded; the files of PostgreSQL ${written} are kept beside the new ones`)
}

/** One PostgreSQL process, from its start to its end. */
interface Running {
  readonly ended: Promise<void>
  stop(): Promise<void>
}

/** Starts it, and starts it again whenever it ends though nobody stopped it. @throws {PostgresRunnerError} the first time */
async function keepRunning(cluster: Cluster, options: PostgresOptions): Promise<{ stop(): Promise<void> }> {
  const { warn } = options
  const stopping = new AbortController()
  let running = await startCleanly(cluster, options)
  async function restart(): Promise<void> {
    for (let waitMs = FIRST_RESTART_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_RESTART_MS)) {
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {}) // stopped meanwhile
      if (stopping.signal.aborted) return
      try {
        running = await startCleanly(cluster, options)
        warn?.('PostgreSQL runs again')
        return
      } catch (error) {
        warn?.(`PostgreSQL does not start again: ${(error as Error).message}`)
      }
    }
  }
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await running.ended
      if (stopping.signal.aborted) return
      warn?.(`PostgreSQL ended by itself and is started again (more in ${cluster.logFile})`)
      await restart()
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await running.stop()
      await watching
      await running.stop() // started in the same moment
    },
  }
}

async function startCleanly(
  cluster: Cluster,
  { log, settings = {} }: Pick<PostgresOptions, 'log' | 'settings'>,
): Promise<Running> {
  const socketLock = join(cluster.socketDir, `.s.PGSQL.${PORT}.lock`)
  await clearLeftovers(realpathSync(cluster.files), [socketLock], log)
  return start(cluster, typeof settings === 'function' ? settings(cluster.files) : settings)
}

async function start(cluster: Cluster, settings: Settings): Promise<Running> {
  assertNotOwn(settings)
  const { dataDir, files, logFile, user } = cluster
  makeSocketDir(cluster)
  if (existsSync(logFile) && statSync(logFile).size > LONGEST_LOG_BYTES) truncateSync(logFile)
  const logFd = openSync(logFile, 'a', 0o600)
  const said = fstatSync(logFd).size
  const child = spawn(join(cluster.binDir, 'postgres'), ['-D', files, ...argsOf(cluster, settings)], {
    ...as(user),
    detached: true, // a group of its own: a terminal's Ctrl-C reaches us alone, and we stop it in order
    stdio: ['ignore', logFd, logFd],
  })
  closeSync(logFd) // the child has its own
  let isRunning = true
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      isRunning = false
      resolve()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  const connection = connectionOf(cluster)
  const answer = () => ask(connection)
  if (!(await untilReady(answer, () => isRunning, SILENCE_MS))) {
    child.kill('SIGQUIT')
    await ended
    const output = readFileSync(logFile).subarray(said).toString()
    throw new PostgresRunnerError(
      failureIn(output, dataDir, (reason) => ({ code: 'start-failed', dataDir, reason, logFile })),
    )
  }
  return {
    ended,
    async stop() {
      if (isRunning) child.kill('SIGINT') // fast shutdown: sessions end, everything committed is kept
      await ended
    },
  }
}

function argsOf({ socketDir }: Cluster, settings: Settings): string[] {
  const own = { port: String(PORT), unix_socket_directories: socketDir, unix_socket_permissions: '0700' }
  const all = { ...SETTINGS, ...settings, ...own }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function connectionOf({ socketDir, owner }: Cluster): RunningPostgres['connection'] {
  return { host: socketDir, port: PORT, user: owner, database: 'postgres', ssl: false }
}

function urlOf({ host, port, user, database }: RunningPostgres['connection']): string {
  const query = new URLSearchParams({ host, port: String(port), user })
  const path = encodeURI(database).replace(/[?#]/g, encodeURIComponent) // `pg` decodes no more than encodeURI encodes
  return `postgresql:///${path}?${query}`
}

/** SQLSTATEs: a login as somebody who is not there, and a full disk. */
const UNKNOWN_USER = '28000'
const DISK_FULL = '53100'

async function ensureDatabase(connection: RunningPostgres['connection'], cluster: Cluster): Promise<void> {
  const client = newClient({ ...connection, database: 'postgres' })
  try {
    await client.connect()
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [
      connection.database,
    ])
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(connection.database)}`)
  } catch (cause) {
    const { dataDir, owner } = cluster
    if (hasCode(cause, DISK_FULL)) throw new PostgresRunnerError({ code: 'disk-full', dataDir }, { cause })
    if (!hasCode(cause, UNKNOWN_USER)) throw cause
    throw new PostgresRunnerError({ code: 'other-user', dataDir, user: owner }, { cause })
  } finally {
    await client.end()
  }
}
