import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Cluster } from './cluster.ts'

/** Built under this name, so that nobody takes what is half there for a cluster. */
const UNFINISHED = 'postgres.upgrading'
/** The new files, whole: the swap with the old ones has begun. */
const FINISHED = 'postgres.upgraded'

/** @returns the major version that wrote the files of a cluster; undefined = there are none, or they don't tell */
export function writtenMajor({ files }: Pick<Cluster, 'files'>): number | undefined {
  try {
    return Number(readFileSync(join(files, 'PG_VERSION'), 'utf8')) || undefined
  } catch {
    return undefined // PostgreSQL itself says best what is wrong with its files
  }
}

/** A cluster beside another one, for the upgrade of that: nobody else opens it. */
export function unfinishedBeside(cluster: Cluster): Cluster {
  return {
    ...cluster,
    files: join(cluster.dataDir, UNFINISHED),
    // Two PostgreSQLs can't have one socket; its path may be no longer than that of the other.
    socketDir: `${cluster.socketDir}2`,
  }
}

/** Takes away what an upgrade left that broke off. */
export function clearUnfinished(cluster: Cluster): void {
  const { files, socketDir } = unfinishedBeside(cluster)
  rmSync(files, { recursive: true, force: true })
  rmSync(socketDir, { recursive: true, force: true })
}

/**
 * Puts the new files in place of the old ones, which stay beside them. Broken off anywhere, {@link finishSwap} does the
 * rest at the next start: each name tells what is there.
 */
export function swap({ dataDir, files }: Cluster): void {
  renameSync(join(dataDir, UNFINISHED), join(dataDir, FINISHED))
  syncFolder(dataDir)
  finishSwap({ dataDir, files })
}

/** Does the rest of a swap that was begun; without one, nothing. */
export function finishSwap({ dataDir, files }: Pick<Cluster, 'dataDir' | 'files'>): void {
  const finished = join(dataDir, FINISHED)
  if (!existsSync(finished)) return
  if (existsSync(files)) renameSync(files, freeName(dataDir, writtenMajor({ files })))
  renameSync(finished, files)
  syncFolder(dataDir)
}

/** The first free name of its kind: what an earlier upgrade kept stays. */
function freeName(dataDir: string, written: number | undefined): string {
  const name = join(dataDir, `postgres-${written ?? 'old'}`)
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name}-${number}`
    if (!existsSync(free)) return free
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
