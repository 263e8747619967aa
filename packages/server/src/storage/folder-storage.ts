import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FileMissingError, type Storage } from './storage.ts'

/** What is not whole yet, beside where it will be. */
const PART = '.part'
/** Parts that nobody writes any more: what was killed in between leaves one. */
const STALE_MS = 24 * 3_600_000

/** Files in a folder, that several nodes may share. */
export function createFolderStorage(folder: string, now: () => number = Date.now): Storage {
  const pathOf = (key: string) => {
    const path = resolve(folder, key)
    if (!path.startsWith(resolve(folder) + sep)) throw new Error(`${key} is no key of a file`)
    return path
  }
  return {
    async put(key, file, signal) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true })
      await removeStale(dirname(path), now())
      const part = `${path}.${randomUUID()}${PART}`
      try {
        const options = signal ? { signal } : {}
        await pipeline(file, createWriteStream(part, { flush: true }), options)
        const { size } = await stat(part)
        await rename(part, path)
        await syncFolder(dirname(path))
        return size
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
    async open(key, range) {
      const path = pathOf(key)
      const bytes = range && { start: range.from, end: range.to }
      const file: Readable = createReadStream(path, bytes)
      await new Promise<void>((resolve, reject) => {
        file.once('open', () => resolve())
        file.once('error', (error: NodeJS.ErrnoException) =>
          reject(
            error.code === 'ENOENT' ? new FileMissingError(`${key} is not there`, { cause: error }) : error,
          ),
        )
      })
      return file
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  }
}

async function removeStale(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(PART)) continue
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && nowMs - found.mtimeMs > STALE_MS) await rm(join(folder, name), { force: true })
  }
}

/** A name that is not written down is lost with the power. Not every system lets a folder be opened. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined)
  if (!folder) return
  try {
    await folder.sync()
  } catch {
    // Windows
  } finally {
    await folder.close()
  }
}
