import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StartupError } from '../startup-error.ts'
import { newClient } from './client.ts'
import { openDataDir } from './data-dir.ts'
import { clearLeftovers } from './leftovers.ts'
import { EMBEDDED_MAJOR, embeddedBinaries, type SystemUser, unprivilegedUser } from './postgres-binaries.ts'

/** A real PostgreSQL as a child process, reached through a socket in a private folder. */
export interface EmbeddedPostgres {
  readonly connection: { host: string; user: string; database: string; port: number }
  /** Shuts down cleanly and lets go of the data folder. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** The cluster lies in its folder `postgres`. */
  readonly dataDir: string
  /** Default `lectern`. */
  readonly database?: string
  readonly log?: (line: string) => void
  /** For what an operator should look into. */
  readonly warn?: (line: string) => void
}

const OWNER = 'lectern'
const PORT = 5432 // only names the socket: nothing listens on the network
/** A socket's whole path may have 107 bytes; its file name takes 15. */
const LONGEST_SOCKET_DIR = 90
const LONGEST_LOG_BYTES = 10_000_000
const START_TIMEOUT_MS = 60_000
/** A PostgreSQL that ended by itself is started again after this long; one that does not start, later and later. */
const FIRST_RESTART_MS = 250
const LONGEST_RESTART_MS = 30_000

const SETTINGS: Record<string, string> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: String(PORT),
  fsync: 'on',
  shared_buffers: '64MB',
  random_page_cost: '1.1', // what is read stands in memory or on a solid-state disk
  max_connections: '60',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** What a start works with. */
interface Cluster {
  readonly bin: string
  readonly data: string
  readonly socketDir: string
  readonly logFile: string
  readonly user: SystemUser | undefined
}

/**
 * Starts PostgreSQL on a data folder; makes the cluster the first time. A server that a killed Lectern left
 * running on it is stopped first: what it has committed is there. If it ends by itself it is started again.
 *
 * The binaries are called directly rather than through the package's own class, which asks for the network,
 * rejects with `undefined` after a crash, and can't leave a terminal's Ctrl-C to us.
 *
 * @throws {StartupError} when the folder is in use, of a newer version, or can't be used
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const bin = embeddedBinaries()
  const folder = await openDataDir(options.dataDir, EMBEDDED_MAJOR)
  try {
    const user = unprivilegedUser()
    if (user) assertReachable(folder.path, user)
    const cluster: Cluster = {
      bin,
      user,
      data: join(folder.path, 'postgres'),
      socketDir: socketDirFor(folder.path),
      logFile: join(folder.path, 'postgres.log'),
    }
    if (!existsSync(cluster.data)) initialize(cluster, folder.path)
    const server = await keepRunning(cluster, options)
    const connection = {
      host: cluster.socketDir,
      port: PORT,
      user: OWNER,
      database: options.database ?? 'lectern',
    }
    try {
      await ensureDatabase(connection)
    } catch (error) {
      await server.stop()
      throw error
    }
    return {
      connection,
      async stop() {
        await server.stop()
        folder.close()
      },
    }
  } catch (error) {
    folder.close()
    throw error
  }
}

function initialize(cluster: Cluster, dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((entry) => entry.startsWith('postgres.new-'))) {
    rmSync(join(dataDir, name), { recursive: true, force: true }) // a first start that was interrupted
  }
  const fresh = join(dataDir, `postgres.new-${process.pid}`)
  makePrivate(fresh, cluster.user)
  const args = [
    '-D',
    fresh,
    '-U',
    OWNER,
    '-A',
    'trust',
    '--locale=C.UTF-8',
    '--encoding=UTF8',
    '--no-instructions',
  ]
  const { status, stderr } = spawnSync(join(cluster.bin, 'initdb'), args, {
    ...as(cluster.user),
    encoding: 'utf8',
  })
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new StartupError(`PostgreSQL could not be set up in ${dataDir}: ${lastLine(stderr)}`)
  }
  renameSync(fresh, cluster.data) // whole, or not there
}

/** One PostgreSQL process, from its start to its end. */
interface Running {
  readonly ended: Promise<void>
  stop(): Promise<void>
}

/** Starts it, and starts it again whenever it ends though nobody stopped it. @throws {StartupError} the first time */
async function keepRunning(
  cluster: Cluster,
  { log, warn }: EmbeddedOptions,
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  let running = await startCleanly(cluster, log)
  async function restart(): Promise<void> {
    for (let waitMs = FIRST_RESTART_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_RESTART_MS)) {
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {}) // stopped meanwhile
      if (stopping.signal.aborted) return
      try {
        running = await startCleanly(cluster, log)
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

async function startCleanly(cluster: Cluster, log: EmbeddedOptions['log']): Promise<Running> {
  const socketLock = join(cluster.socketDir, `.s.PGSQL.${PORT}.lock`)
  await clearLeftovers(realpathSync(cluster.data), [socketLock], log)
  return start(cluster)
}

async function start(cluster: Cluster): Promise<Running> {
  makePrivate(cluster.socketDir, cluster.user)
  if (existsSync(cluster.logFile) && statSync(cluster.logFile).size > LONGEST_LOG_BYTES)
    truncateSync(cluster.logFile)
  const logFd = openSync(cluster.logFile, 'a', 0o600)
  const settings = { ...SETTINGS, unix_socket_directories: cluster.socketDir }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(cluster.bin, 'postgres'), ['-D', cluster.data, ...args], {
    ...as(cluster.user),
    detached: true, // a group of its own: a terminal's Ctrl-C reaches us alone, and we stop it in order
    stdio: ['ignore', logFd, logFd],
  })
  closeSync(logFd) // the child has its own
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let isRunning = true
  ended.then(() => {
    isRunning = false
  })
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await answers(cluster.socketDir))) {
    if (!isRunning || Date.now() > deadline) {
      child.kill('SIGQUIT')
      throw new StartupError(
        `PostgreSQL did not start on ${cluster.data}: ${lastLine(readFileSync(cluster.logFile, 'utf8'))} (more in ${cluster.logFile})`,
      )
    }
    await sleep(20)
  }
  return {
    ended,
    async stop() {
      if (isRunning) child.kill('SIGINT') // fast shutdown: sessions end, everything committed is kept
      await ended
    },
  }
}

async function answers(host: string): Promise<boolean> {
  const client = newClient({ host, port: PORT, user: OWNER, database: 'postgres' })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function ensureDatabase(connection: EmbeddedPostgres['connection']): Promise<void> {
  const client = newClient({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [
      connection.database,
    ])
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(connection.database)}`)
  } finally {
    await client.end()
  }
}

/** @throws {StartupError} when a folder on the way is closed to PostgreSQL's user, such as /root */
function assertReachable(path: string, user: SystemUser): void {
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { ...as(user), cwd: '/', stdio: 'ignore' })
  } catch (cause) {
    throw new StartupError(
      `PostgreSQL does not run as root, and the user "${user.name}" can’t enter ${path}. Start Lectern as another user, or set LECTERN_DATA to a folder that every user can pass through, such as /var/lib/lectern.`,
      { cause },
    )
  }
}

function makePrivate(folder: string, user: SystemUser | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  if (user) chownSync(folder, user.uid, user.gid)
}

/** Inside the data folder where its path is short enough, else a folder of this user's that its path names. */
function socketDirFor(dataDir: string): string {
  const inside = join(dataDir, 'socket')
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_DIR) return inside
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return join(tmpdir(), `lectern-${name}`)
}

function as(user: SystemUser | undefined): { uid?: number; gid?: number; cwd: string } {
  // "/" because PostgreSQL's user may not be allowed into ours
  return user ? { uid: user.uid, gid: user.gid, cwd: '/' } : { cwd: '/' }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
