import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresRunnerError } from './errors.ts'
import { processStart } from './process-start.ts'

/** A fast shutdown lets transactions end and writes a checkpoint. */
const SHUTDOWN_MS = 60_000
/** Processes whose postmaster is gone end by themselves, as a rule at once; then less gently. */
const ORPHANS_MS = 5_000

/**
 * Makes way for a start on a cluster that was not shut down in order: stops a PostgreSQL that still runs on it, ends
 * processes that outlived theirs (they hold its shared memory, and a start is refused until they are gone), and
 * takes away the files by which a dead one seems to live: its number may belong to anybody by now, or to a process
 * that has ended and was not yet collected.
 *
 * @param data the cluster's folder, without links on its way
 * @param lockFiles of its sockets
 * @throws {PostgresRunnerError} `leftovers` when what runs there can't be ended
 */
export async function clearLeftovers(
  data: string,
  lockFiles: readonly string[],
  log: (line: string) => void = () => {},
): Promise<void> {
  const pidFile = join(data, 'postmaster.pid')
  const postmaster = readPid(pidFile)
  if (postmaster !== undefined && isPostgresOn(postmaster, data)) {
    log('stopping the PostgreSQL that an earlier process left running')
    await endAll(
      () => [postmaster].filter((pid) => isPostgresOn(pid, data)),
      [
        ['SIGINT', SHUTDOWN_MS],
        ['SIGQUIT', ORPHANS_MS],
        ['SIGKILL', ORPHANS_MS],
      ],
    )
  }
  const orphans = () => processesOn(data)
  if (orphans().length > 0) log('ending processes of a PostgreSQL that is gone')
  await endAll(orphans, [
    [undefined, 1_000],
    ['SIGQUIT', ORPHANS_MS],
    ['SIGKILL', ORPHANS_MS],
  ])
  const pids = orphans()
  if (pids.length > 0) throw new PostgresRunnerError({ code: 'leftovers', dataDir: data, pids })
  for (const file of [pidFile, ...lockFiles]) rmSync(file, { force: true })
}

/** Sends one signal after the other until nobody is left, or all were tried. */
async function endAll(
  find: () => number[],
  signals: readonly (readonly [NodeJS.Signals | undefined, number])[],
): Promise<void> {
  for (const [signal, waitMs] of signals) {
    for (const pid of find()) if (signal) send(pid, signal)
    const deadline = performance.now() + waitMs
    while (find().length > 0 && performance.now() < deadline) await sleep(20)
    if (find().length === 0) return
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // gone in between, or another user's: found out by looking again
  }
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    return pid > 1 ? pid : undefined
  } catch {
    return undefined
  }
}

/** Whether a number is that of a living PostgreSQL of this cluster: numbers are used again, also for ourselves. */
function isPostgresOn(pid: number, data: string): boolean {
  if (pid === process.pid || processStart(pid) === undefined) return false
  if (process.platform === 'linux') return worksOn(pid, data)
  if (process.platform === 'win32') return false // never started there
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.includes('postgres') && stdout.includes(data)
}

/** Every PostgreSQL process of a cluster has its folder as working folder. Only Linux tells. */
function processesOn(data: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => worksOn(pid, data) && processStart(pid) !== undefined)
}

/** A shell that somebody opened in the folder is none of them. */
function worksOn(pid: number, data: string): boolean {
  try {
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
    return name === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === data
  } catch {
    return false // gone, or another user's
  }
}
