import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { as, lastLine, type SystemUser } from './binaries.ts'
import { PostgresRunnerError, type Trouble } from './errors.ts'

/** A socket's whole path may have 107 bytes; its file name takes 15. */
const LONGEST_SOCKET_DIR = 90

/** Where a cluster lies, and who runs it with what. */
export interface Cluster {
  readonly binDir: string
  /** Major version of the PostgreSQL in `binDir`. */
  readonly major: number
  /** Undefined = ourselves. */
  readonly user: SystemUser | undefined
  readonly dataDir: string
  /** The folder that PostgreSQL calls its data directory. */
  readonly files: string
  readonly socketDir: string
  readonly logFile: string
  /** The superuser's name. */
  readonly owner: string
}

/** @param dataDir an absolute path */
export function clusterIn(
  dataDir: string,
  parts: Pick<Cluster, 'binDir' | 'major' | 'user' | 'owner'>,
): Cluster {
  return {
    ...parts,
    dataDir,
    files: join(dataDir, 'postgres'),
    socketDir: socketDirFor(dataDir),
    logFile: join(dataDir, 'postgres.log'),
  }
}

/** @throws {PostgresRunnerError} `folder-closed` when a folder on the way is closed to PostgreSQL's user, such as /root */
export function assertReachable({ dataDir, user }: Cluster): void {
  if (!user) return
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dataDir], { ...as(user), stdio: 'ignore' })
  } catch (cause) {
    throw new PostgresRunnerError({ code: 'folder-closed', dataDir, user: user.name }, { cause })
  }
}

/** Makes the files of a new cluster: whole, or not at all. @throws {PostgresRunnerError} `setup-failed`, `disk-full` */
export function initialize(cluster: Cluster): void {
  const { dataDir, binDir, user, owner, files } = cluster
  for (const name of readdirSync(dataDir).filter((entry) => entry.startsWith('postgres.new-'))) {
    rmSync(join(dataDir, name), { recursive: true, force: true }) // a first start that was interrupted
  }
  const fresh = join(dataDir, `postgres.new-${process.pid}`)
  mkdirSync(fresh, { mode: 0o700 })
  makePrivate(fresh, user)
  const args = [
    ...['-D', fresh, '-U', owner, '--encoding=UTF8', '--no-instructions'],
    ...['--auth-local=trust', '--auth-host=scram-sha-256'], // who reaches the socket is the owner's program
    ...localeArgs(process.platform, cluster.major),
  ]
  const { status, stderr, error } = spawnSync(join(binDir, 'initdb'), args, {
    ...as(user),
    encoding: 'utf8',
  })
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    const trouble = failureIn(error?.message ?? stderr ?? '', dataDir, (reason) => ({
      code: 'setup-failed',
      dataDir,
      reason,
    }))
    throw new PostgresRunnerError(trouble, { cause: error })
  }
  renameSync(fresh, files)
}

/**
 * Order by code points, and letters of all languages: alike on every machine. macOS knows no C.UTF-8, and PostgreSQL
 * has one of its own from 17 on.
 */
export function localeArgs(platform: NodeJS.Platform, major: number): string[] {
  if (platform !== 'darwin') return ['--locale=C.UTF-8']
  if (major < 17) return ['--locale=en_US.UTF-8', '--lc-collate=C']
  return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
}

/** What whoever asks too early is told: it says nothing of why a start failed. */
const NOT_YET =
  /the database system is (starting up|shutting down|in recovery mode|not (yet )?accepting connections)/

/** Of a full disk PostgreSQL, and what it runs, end in many ways: the line that says so is not always their last. */
const NO_SPACE = /No space left on device|Disk quota exceeded/

/** Why a program of PostgreSQL ended, by what it said. @param other what it is when the disk is not full */
export function failureIn(output: string, dataDir: string, other: (reason: string) => Trouble): Trouble {
  return NO_SPACE.test(output) ? { code: 'disk-full', dataDir } : other(reasonIn(output))
}

/** The line that says why; programs of PostgreSQL say more after it. */
export function reasonIn(output: string): string {
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => !NOT_YET.test(line))
  const reason = lines.findLast((line) => /\b(FATAL|PANIC|ERROR|error|could not)\b/.test(line))
  return reason?.trim() ?? lastLine(output)
}

/**
 * Makes the socket's folder.
 *
 * @throws {PostgresRunnerError} `socket-folder-taken` when somebody else's, or no folder, is there: a folder for all
 * (/tmp) holds what anybody put into it
 */
export function makeSocketDir({ dataDir, socketDir, user }: Cluster): void {
  const found = lstatSync(socketDir, { throwIfNoEntry: false })
  const owners = [process.getuid?.(), user?.uid]
  const isOurs = found?.isDirectory() && (dirname(socketDir) === dataDir || owners.includes(found.uid))
  if (found && !isOurs) throw new PostgresRunnerError({ code: 'socket-folder-taken', folder: socketDir })
  if (!found) mkdirSync(socketDir, { mode: 0o700 }) // fails on what somebody puts there in this moment
  makePrivate(socketDir, user)
}

/** Lets PostgreSQL's user alone into a folder. */
function makePrivate(folder: string, user: SystemUser | undefined): void {
  chmodSync(folder, 0o700)
  if (user) chownSync(folder, user.uid, user.gid)
}

/** Inside the data folder where its path is short enough, else a folder of this user's that its path names. */
export function socketDirFor(dataDir: string): string {
  const inside = join(dataDir, 'socket')
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_DIR) return inside
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return join(tmpdir(), `postgres-runner-${name}`)
}
