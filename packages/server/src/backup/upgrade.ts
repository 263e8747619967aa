import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CopyAll } from '../db/embedded.ts'
import type { SealedColumn } from '../secrets/rotate-keys.ts'
import { restore } from './restore-backup.ts'
import { backUp } from './write-backup.ts'

/**
 * Brings the rows of an embedded PostgreSQL to one of a newer major version, as a backup that is restored at once: every
 * row is summed up on both sides, every foreign key checked. Nothing of the old one is changed.
 *
 * @param dataDir gets the backup for that time
 */
export function copyThroughBackup(
  dataDir: string,
  parts: { readonly version: string; readonly sealedColumns: readonly SealedColumn[] },
  log: (line: string) => void,
): CopyAll {
  return async (from, to) => {
    const folder = join(dataDir, 'upgrade-rows')
    rmSync(folder, { recursive: true, force: true }) // of one that broke off
    try {
      const { tables } = await backUp(from, { folder, ...parts })
      const bytes = tables.reduce((sum, table) => sum + table.bytes, 0)
      log(`copied ${tables.length} tables, ${(bytes / 1e6).toFixed(1)} MB compressed`)
      await restore(to, folder, undefined, log)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
