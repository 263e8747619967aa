import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { embeddedBinaries, unprivilegedUser } from '@lectern/embedded-postgres-runner'
import pg from 'pg'

/** A throw-away PostgreSQL on a socket of its own, that a test may stop, kill and start again. */
export interface Cluster {
  readonly connection: { host: string; port: number; user: string }
  readonly data: string
  /** @param signal SIGINT = fast, SIGQUIT = as in a crash, SIGTERM = waits until all have left */
  stop(signal?: 'SIGINT' | 'SIGQUIT' | 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Starts it again after {@link Cluster.stop}; answers when it does. */
  start(): Promise<void>
  /** Stops it and forgets what was in it. */
  destroy(): Promise<void>
}

/**
 * @param settings beside those of a database that is only for tests: no fsync
 * @param bin folder of its programs
 * @param parent folder in which its own is made: a disk, where disks are what a test or a measurement is about
 */
export async function startCluster(
  settings: Record<string, string> = {},
  bin = testedBinaries(),
  parent = settings.fsync === 'on' ? tmpdir() : leastWork(),
): Promise<Cluster> {
  const { folder, data, as } = newFolder(parent)
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C.UTF-8', '--encoding=UTF8', '--no-sync'],
    { ...as, stdio: 'ignore' },
  )
  return startIn(folder, data, settings, bin)
}

/**
 * A standby that gets all that another cluster writes. That one is stopped for a moment, to copy it.
 *
 * @param name by which the other one may wait for it (`synchronous_standby_names`)
 */
export async function startStandby(
  of: Cluster,
  name: string,
  settings: Record<string, string> = {},
): Promise<Cluster> {
  const { folder, data, as } = newFolder(dirname(dirname(of.data)))
  await of.stop()
  execFileSync('cp', ['-r', of.data, data], as)
  await of.start()
  writeFileSync(join(data, 'standby.signal'), '')
  const { host, port, user } = of.connection
  const source = `host=${host} port=${port} user=${user} application_name=${name}`
  return startIn(folder, data, { primary_conninfo: source, ...settings })
}

const MEMORY = '/dev/shm'
const ROOM_BYTES = 4 * 2 ** 30

/**
 * Memory where it has room: a database is a thousand files, each test file makes and drops one, and file systems of
 * disks look long for a place beside what was just deleted (a seventh of all the time that tests took).
 */
function leastWork(): string {
  if (!existsSync(MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > ROOM_BYTES ? MEMORY : tmpdir()
}

function newFolder(parent: string) {
  const folder = mkdtempSync(join(parent, 'lectern-test-'))
  const user = unprivilegedUser()
  chmodSync(folder, 0o755)
  if (user) chownSync(folder, user.uid, user.gid)
  return { folder, data: join(folder, 'data'), as: user ? { uid: user.uid, gid: user.gid } : {} }
}

async function startIn(
  folder: string,
  data: string,
  settings: Record<string, string>,
  bin = testedBinaries(),
): Promise<Cluster> {
  const user = unprivilegedUser()
  const as = user ? { uid: user.uid, gid: user.gid } : {}
  const all = {
    listen_addresses: '',
    unix_socket_directories: folder,
    fsync: 'off',
    max_connections: '200',
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    ...settings,
  }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const connection = { host: folder, port: 5432, user: 'postgres' }
  let running: { child: ReturnType<typeof spawn>; ended: Promise<unknown> } | undefined
  async function start(): Promise<void> {
    const child = spawn(join(bin, 'postgres'), ['-D', data, ...args], { ...as, stdio: 'ignore' })
    running = { child, ended: new Promise((resolve) => child.once('exit', resolve)) }
    await untilReady(connection)
  }
  async function stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    running?.child.kill(signal)
    await running?.ended
    running = undefined
  }
  await start()
  return {
    connection,
    data,
    start,
    stop,
    async destroy() {
      await stop()
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The embedded PostgreSQL, or Debian's of the version in `LECTERN_TEST_POSTGRES`. */
function testedBinaries(): string {
  const version = process.env.LECTERN_TEST_POSTGRES
  if (!version) return embeddedBinaries()
  const bin = `/usr/lib/postgresql/${version}/bin`
  if (!existsSync(bin)) throw new Error(`PostgreSQL ${version} is not installed: there is no ${bin}.`)
  return bin
}

async function untilReady(connection: pg.ClientConfig): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await runSql({ ...connection, database: 'postgres' }, 'select 1')
    } catch (error) {
      if (tries > 2000) throw error
      await sleep(50)
    }
  }
}

/** Runs one statement on a connection of its own. */
export async function runSql(connection: pg.ClientConfig, sql: string, values?: unknown[]): Promise<void> {
  const client = new pg.Client(connection)
  client.on('error', () => {}) // its statement fails with it
  await client.connect()
  try {
    await client.query(sql, values)
  } finally {
    await client.end()
  }
}
