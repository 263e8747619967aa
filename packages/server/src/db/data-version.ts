import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartupError } from '../startup-error.ts'

/** Layout of the data folder that this release writes. Raised when an older release could no longer read it. */
const DATA_VERSION = 1

/**
 * Looks whether this release can read what is in a data folder. Changes nothing; a folder that is not there is fine.
 *
 * @throws {StartupError} written by a newer Lectern, or unreadable
 */
export function checkDataVersion(dataDir: string): void {
  const written = writtenVersion(dataDir)
  if (written === undefined || written <= DATA_VERSION) return
  throw new StartupError(
    `The data folder ${dataDir} was written by a newer Lectern (data version ${written}, this one reads up to ` +
      `${DATA_VERSION}). Install that release again, or set LECTERN_DATA to another folder.`,
  )
}

/** Writes down that this release works in a data folder. Only for who holds the folder. @throws {StartupError} */
export function noteDataVersion(dataDir: string): void {
  checkDataVersion(dataDir) // a newer one may have been there since
  if (writtenVersion(dataDir) === DATA_VERSION) return
  const file = fileIn(dataDir)
  writeFileSync(`${file}.new`, `${JSON.stringify({ data: DATA_VERSION })}\n`)
  renameSync(`${file}.new`, file)
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'VERSION')
}

function writtenVersion(dataDir: string): number | undefined {
  const file = fileIn(dataDir)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable(file, error)
  }
  const version = parseVersion(text)
  if (version === undefined) throw unreadable(file)
  return version
}

function parseVersion(text: string): number | undefined {
  try {
    const version = Number((JSON.parse(text) as { data: unknown }).data)
    return Number.isInteger(version) ? version : undefined
  } catch {
    return undefined
  }
}

function unreadable(file: string, cause?: unknown): StartupError {
  return new StartupError(
    `Cannot read ${file}. Put {"data":${DATA_VERSION}} in it, or restore it from a backup.`,
    { cause },
  )
}
