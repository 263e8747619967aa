import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode, PostgresRunnerError } from './errors.ts'
import { processStart } from './process-start.ts'

/** A folder that this process alone works in. */
export interface HeldFolder {
  /** Absolute path. */
  readonly path: string
  /** Lets go of the folder. Twice is harmless. */
  close(): void
}

interface Lock {
  pid: number
  start: string
}

/**
 * Makes a folder if it is missing and takes its lock. The lock of a process that is gone is none, also when its number
 * belongs to another process by now.
 *
 * @param lockFile the lock's name within the folder
 * @throws {PostgresRunnerError} in use by a live process, not writable, a file, or no space
 */
export async function holdFolder(dir: string, lockFile: string): Promise<HeldFolder> {
  const path = resolve(dir)
  const lock = join(path, lockFile)
  try {
    // PostgreSQL of a program that is run by root is another user, who must be able to pass through.
    mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    await takeLock(path, lock)
  } catch (error) {
    throw asFolderTrouble(error, path)
  }
  let held = true
  return {
    path,
    close() {
      if (held) rmSync(lock, { force: true })
      held = false
    },
  }
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
    else if (lock !== undefined && isHeld(lock))
      throw new PostgresRunnerError({ code: 'folder-in-use', dataDir: path, pid: lock.pid })
    else removeStaleLock(lockFile, found)
  }
  throw new PostgresRunnerError({ code: 'lock-stuck', file: lockFile })
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

function parseLock(text: string): Lock | undefined {
  const lock = parseJson(text)
  if (typeof lock !== 'object' || lock === null) return undefined
  if (!('pid' in lock) || typeof lock.pid !== 'number' || !(lock.pid > 0)) return undefined
  return { pid: lock.pid, start: 'start' in lock && typeof lock.start === 'string' ? lock.start : '' }
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

function isOfMaking(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall === 'mkdir'
}

/** What the system says of a folder, as a trouble; anything else as it is. */
export function asFolderTrouble(error: unknown, dataDir: string): unknown {
  const options = { cause: error }
  // Node.js says ENOENT of a folder that it can't make with those above it on a disk that is read-only.
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS') || (hasCode(error, 'ENOENT') && isOfMaking(error))) {
    const user = userInfo().username
    return new PostgresRunnerError({ code: 'folder-not-writable', dataDir, user }, options)
  }
  if (hasCode(error, 'ENOTDIR', 'EEXIST'))
    return new PostgresRunnerError({ code: 'folder-is-file', dataDir }, options)
  if (hasCode(error, 'ENOSPC', 'EDQUOT'))
    return new PostgresRunnerError({ code: 'disk-full', dataDir }, options)
  return error
}
