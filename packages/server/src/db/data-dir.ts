import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartupError } from '../startup-error.ts'
import { processStart } from './process-identity.ts'

/** Layout of the data folder that this release writes. Raised when an older release could no longer read it. */
const DATA_VERSION = 1

/** The folder with everything that Lectern keeps on this machine, held by this process alone. */
export interface DataDir {
  /** Absolute path. */
  readonly path: string
  /** Lets go of the folder. Twice is harmless. */
  close(): void
}

interface Versions {
  data: number
  postgres?: number
}

interface Lock {
  pid: number
  start: string
}

/**
 * Makes the data folder if it is missing, takes its lock and checks that this release can read what is in it.
 *
 * @param postgres major version of the PostgreSQL that will work in it; left out when the database is elsewhere
 * @throws {StartupError} in use by a live process, written by a newer Lectern or another PostgreSQL, not writable
 */
export async function openDataDir(dir: string, postgres?: number): Promise<DataDir> {
  const path = resolve(dir)
  const lockFile = join(path, 'lectern.lock')
  try {
    // The embedded PostgreSQL of a root-run Lectern is another user, who must be able to pass through.
    mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    await takeLock(path, lockFile)
  } catch (error) {
    throw asStartupError(error, path)
  }
  let held = true
  const close = () => {
    if (held) rmSync(lockFile, { force: true })
    held = false
  }
  try {
    checkVersions(path, postgres)
  } catch (error) {
    close()
    throw asStartupError(error, path)
  }
  return { path, close }
}

async function takeLock(path: string, lockFile: string): Promise<void> {
  const mine: Lock = { pid: process.pid, start: processStart(process.pid) ?? '' }
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      writeFileSync(lockFile, `${JSON.stringify(mine)}\n`, { flag: 'wx' })
      return
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    const found = readText(lockFile)
    if (found === undefined) continue
    const lock = parseLock(found)
    // Made a moment ago and not yet written: look again, and only then take it for the trace of a crash.
    if (lock === undefined && attempt < 5) await sleep(20)
    else if (lock !== undefined && isHeld(lock)) throw alreadyRunning(path, lock.pid)
    else removeStaleLock(lockFile, found)
  }
  throw new StartupError(`Cannot take ${lockFile}. Remove that file if no Lectern runs on this folder.`)
}

function isHeld(lock: Lock): boolean {
  const start = processStart(lock.pid)
  if (start === undefined) return false
  return start === '' || lock.start === '' || start === lock.start
}

/** Of several processes that see the same dead lock one moves it away; a lock made in between is put back. */
function removeStaleLock(lockFile: string, stale: string): void {
  const aside = `${lockFile}.${process.pid}`
  try {
    renameSync(lockFile, aside)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  if (readText(aside) === stale) rmSync(aside, { force: true })
  else renameSync(aside, lockFile)
}

function alreadyRunning(path: string, pid: number): StartupError {
  return new StartupError(
    `Lectern is already running on ${path} (process ${pid}). Stop it first, or set LECTERN_DATA to another folder.`,
  )
}

function checkVersions(path: string, postgres: number | undefined): void {
  const file = join(path, 'VERSION')
  const written = parseVersions(readText(file), file)
  if (written !== undefined && written.data > DATA_VERSION) {
    throw new StartupError(
      `The data folder ${path} was written by a newer Lectern (data version ${written.data}, this one reads up to ` +
        `${DATA_VERSION}). Install that release again, or set LECTERN_DATA to another folder.`,
    )
  }
  const cluster = Number(readText(join(path, 'postgres', 'PG_VERSION'))) || written?.postgres
  if (postgres !== undefined && cluster !== undefined && cluster !== postgres) {
    throw new StartupError(
      `The data folder ${path} was written by PostgreSQL ${cluster}, this Lectern brings PostgreSQL ${postgres}. ` +
        `Start the Lectern release that wrote it, or set LECTERN_DATA to another folder.`,
    )
  }
  const wanted: Versions = { data: DATA_VERSION, postgres: postgres ?? cluster }
  if (written?.data === wanted.data && written.postgres === wanted.postgres) return
  writeFileSync(`${file}.new`, `${JSON.stringify(wanted)}\n`)
  renameSync(`${file}.new`, file)
}

function parseLock(text: string): Lock | undefined {
  const lock = parseJson(text)
  if (typeof lock !== 'object' || lock === null) return undefined
  if (!('pid' in lock) || typeof lock.pid !== 'number' || !(lock.pid > 0)) return undefined
  return { pid: lock.pid, start: 'start' in lock && typeof lock.start === 'string' ? lock.start : '' }
}

function parseVersions(text: string | undefined, file: string): Versions | undefined {
  if (text === undefined) return undefined
  const versions = parseJson(text)
  if (typeof versions !== 'object' || versions === null || !('data' in versions)) {
    throw new StartupError(
      `Cannot read ${file}. Put {"data":${DATA_VERSION}} in it, or restore it from a backup.`,
    )
  }
  const postgres = 'postgres' in versions ? Number(versions.postgres) : undefined
  return { data: Number(versions.data), postgres: postgres || undefined }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

function asStartupError(error: unknown, path: string): unknown {
  const elsewhere = 'or set LECTERN_DATA to another folder.'
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) {
    const who = userInfo().username
    return new StartupError(
      `Cannot write to the data folder ${path} as user ${who}. Give that user the folder, ${elsewhere}`,
      {
        cause: error,
      },
    )
  }
  if (hasCode(error, 'ENOTDIR', 'EEXIST')) {
    return new StartupError(
      `The data folder ${path} is or lies in a file. Move that file away, ${elsewhere}`,
      {
        cause: error,
      },
    )
  }
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return new StartupError(`No space left for the data folder ${path}. Free some, ${elsewhere}`, {
      cause: error,
    })
  }
  return error
}
