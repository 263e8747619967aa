import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartupError } from '../startup-error.ts'
import { newKeyRing } from './vault.ts'

/**
 * The demo's key ring: made once into the data folder, readable by its owner alone.
 *
 * @throws {StartupError} when it can't be kept there
 */
export function demoKeyRing(dataDir: string, now: Date): string {
  const path = join(dataDir, 'secret-keys')
  try {
    mkdirSync(dataDir, { recursive: true })
    if (!existsSync(path)) writeFileSync(path, `${newKeyRing(now)}\n`, { mode: 0o600 })
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new StartupError(
      `The demo keeps its keys in ${path}, which can’t be read or written (${(cause as NodeJS.ErrnoException).code}). Set LECTERN_DATA to a folder of the user that runs Lectern, or set LECTERN_SECRET_KEYS.`,
      { cause },
    )
  }
}
