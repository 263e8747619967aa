import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newKeyRing } from './vault.ts'

/** The demo's key ring: made once into the data folder, readable by its owner alone. */
export function demoKeyRing(dataDir: string, now: Date): string {
  const path = join(dataDir, 'secret-keys')
  if (!existsSync(path)) writeFileSync(path, `${newKeyRing(now)}\n`, { mode: 0o600 })
  return readFileSync(path, 'utf8').trim()
}
