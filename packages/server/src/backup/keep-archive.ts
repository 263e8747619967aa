import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { findLine } from '../db/archive.ts'
import { newClient } from '../db/client.ts'
import { StartupError } from '../startup-error.ts'
import { forget, listBases } from './archived.ts'
import { copyBase } from './base-copy.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** An archive, and the cluster that is archived there. */
export interface Archiving {
  readonly archive: { readonly folder: string; readonly days: number }
  /** PostgreSQL's folder. */
  readonly files: string
  /** As its superuser. */
  readonly connection: pg.ClientConfig
  readonly version: string
}

/**
 * Looks after an archive: a copy of the files once a day, at once where there is none, and nothing that no moment of the last
 * days needs. It looks each hour; what fails is logged, and tried again by the next look.
 *
 * @returns ends it, and a copy that goes on: the next start makes it
 */
export function keepArchive(archiving: Archiving, log: Logger): () => Promise<void> {
  const stopping = new AbortController()
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await lookAfter(archiving, new Date(), log, stopping.signal).catch((err: unknown) => {
        if (stopping.signal.aborted) return
        log.error({ err }, `the archive is not kept${err instanceof StartupError ? `: ${err.message}` : ''}`)
      })
      await sleep(HOUR_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  })()
  return async () => {
    stopping.abort()
    await looking
  }
}

/** One look, which throws when it is to end. @returns what was done */
export async function lookAfter(
  { archive, files, connection, version }: Archiving,
  now: Date,
  log: Pick<Logger, 'info' | 'error'>,
  signal?: AbortSignal,
): Promise<{ copied: boolean; forgotten: number }> {
  const line = findLine(archive.folder, files)
  if (!line) throw new StartupError('The embedded PostgreSQL has no line in its archive. Restart Lectern.')
  const newest = listBases(line).at(-1)
  const isOld = !newest || now.getTime() - new Date(newest.endedAt).getTime() >= DAY_MS
  if (isOld) {
    const base = await copyBase(connection, { files, line, version }, signal)
    log.info(`copied ${base.files.length} files of the database into the archive`)
  } else await assertArchives(connection)
  const forgotten = forget(line, new Date(now.getTime() - archive.days * DAY_MS))
  return { copied: isOld, forgotten }
}

/** Whether the newest copy of a cluster's files is of the last two days: of today, or the last try of today failed. */
export function isKept(archive: string, files: string, now: Date): boolean {
  const line = findLine(archive, files)
  const newest = line && listBases(line).at(-1)
  return !!newest && now.getTime() - new Date(newest.endedAt).getTime() < 2 * DAY_MS
}

async function assertArchives(connection: pg.ClientConfig): Promise<void> {
  const client = newClient(connection)
  await client.connect()
  try {
    const { rows } = await client.query<{ failed: string }>(
      "select last_failed_wal as failed from pg_stat_archiver where last_failed_time > coalesce(last_archived_time, '-infinity')",
    )
    if (rows[0])
      throw new StartupError(
        `the archive does not get ${rows[0].failed}. Look whether it can be written and has space (postgres.log of the data folder says more): until then PostgreSQL keeps everything on its own disk, and fills it.`,
      )
  } finally {
    await client.end()
  }
}
