import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { LINE_FILE, segmentsIn } from '../db/archive.ts'
import { newClient } from '../db/client.ts'
import { StartupError } from '../startup-error.ts'
import { BASE, BASE_FORMAT, type Base, type CopiedFile, filesOf, folderFor } from './archived.ts'
import { asUnwritten } from './file-trouble.ts'

/** What a running cluster needs and a copy must not have: PostgreSQL makes it anew. */
const NOT_COPIED = new Set(['postmaster.pid', 'postmaster.opts', LINE_FILE])
const EMPTIED =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)(\/|$)/
const TEMPORARY = /(^|\/)(pgsql_tmp[^/]*|pg_internal\.init[^/]*)(\/|$)/
const CONTROL = 'global/pg_control'
/** How long the last segment that the copy needs may take to be archived. */
const ARCHIVED_MS = 60_000

/**
 * Copies the files of the running embedded PostgreSQL into its line of the archive: from there on every moment can be
 * reached.
 *
 * @param connection as its superuser
 * @param files PostgreSQL's folder
 * @param signal ends it before its time: it throws, and nothing is left of it
 * @throws {StartupError} when it does not archive, or its archive can't be written or does not get what the copy needs
 */
export async function copyBase(
  connection: pg.ClientConfig,
  { files, line, version }: { readonly files: string; readonly line: string; readonly version: string },
  signal?: AbortSignal,
): Promise<Base> {
  const client = newClient(connection)
  await client.connect()
  let part: string | undefined
  try {
    await client.query('set statement_timeout = 0; set idle_session_timeout = 0; set timezone = utc')
    const { rows } = await client.query<{ mode: string; version: string }>(
      "select current_setting('archive_mode') as mode, current_setting('server_version_num') as version",
    )
    if (rows[0]?.mode !== 'on')
      throw new StartupError(
        'The embedded PostgreSQL runs without an archive. Restart Lectern with LECTERN_ARCHIVE set.',
      )
    const started = await one<{ at: Date; wal: string }>(
      client,
      "select pg_walfile_name(pg_backup_start('lectern', true)) as wal, clock_timestamp() as at",
    )
    const folder = folderFor(line, started.at)
    part = `${folder}.part`
    rmSync(part, { recursive: true, force: true })
    mkdirSync(part, { recursive: true, mode: 0o700 })
    const copied = await copyFiles(files, filesOf(part), signal)
    const stopped = await one<{ label: string; wal: string; at: Date }>(
      client,
      'select labelfile as label, pg_walfile_name(lsn) as wal, clock_timestamp() as at from pg_backup_stop(false)',
    )
    const base: Base = {
      format: BASE_FORMAT,
      version,
      postgresMajor: Math.floor(Number(rows[0].version) / 10_000),
      startedAt: started.at.toISOString(),
      endedAt: stopped.at.toISOString(),
      firstWal: started.wal,
      lastWal: stopped.wal,
      label: stopped.label,
      ...copied,
    }
    await untilArchived(client, line, stopped.wal, signal)
    writeFileSync(join(part, BASE), `${JSON.stringify(base)}\n`, { mode: 0o600 })
    await syncDisk(part, signal)
    renameSync(part, folder)
    return base
  } catch (error) {
    if (part) rmSync(part, { recursive: true, force: true })
    const { path } = error as NodeJS.ErrnoException
    throw path?.startsWith(files) ? error : asUnwritten(error, line)
  } finally {
    await client.end()
  }
}

/** All of a folder's disk at once: a thousand files one by one take far longer. */
async function syncDisk(folder: string, signal: AbortSignal | undefined): Promise<void> {
  await promisify(execFile)('sync', process.platform === 'linux' ? ['-f', folder] : [], { signal })
}

async function one<T extends pg.QueryResultRow>(client: pg.Client, sql: string): Promise<T> {
  const { rows } = await client.query<T>(sql)
  if (!rows[0]) throw new Error(`No row from: ${sql}`)
  return rows[0]
}

/** PostgreSQL goes on writing meanwhile: what is torn or missing in the copy, its WAL has. Where the cluster is, comes last. */
async function copyFiles(
  files: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<{ files: CopiedFile[]; folders: string[] }> {
  const folders: string[] = []
  const copied: CopiedFile[] = []
  const walk = async (path: string): Promise<void> => {
    folders.push(path)
    for (const entry of readdirSync(join(files, path), { withFileTypes: true })) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      if (TEMPORARY.test(inner)) continue
      if (entry.isDirectory()) await walk(inner)
      else if (entry.isFile() && !NOT_COPIED.has(inner) && !EMPTIED.test(inner) && inner !== CONTROL)
        copied.push(...(await copyFile(files, to, inner, signal)))
    }
  }
  await walk('')
  copied.push(...(await copyFile(files, to, CONTROL, signal)))
  return { files: copied, folders: folders.filter(Boolean) }
}

/** @returns none for a file that went away meanwhile, with its table */
async function copyFile(
  files: string,
  to: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<CopiedFile[]> {
  const target = `${join(to, path)}.gz`
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    await pipeline(
      createReadStream(join(files, path)),
      counted,
      createGzip({ level: 1 }),
      createWriteStream(target, { mode: 0o600 }),
      { signal },
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(join(files, path))) throw error
    rmSync(target, { force: true })
    return []
  }
  return [{ path, bytes, sha256: hash.digest('hex') }]
}

async function untilArchived(
  client: pg.Client,
  line: string,
  wal: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + ARCHIVED_MS
  while (!existsSync(join(segmentsIn(line), `${wal}.gz`))) {
    if (performance.now() > deadline) {
      const { rows } = await client.query<{ failed: string | null }>(
        'select last_failed_wal as failed from pg_stat_archiver',
      )
      throw new StartupError(
        `The archive did not get ${wal} within a minute${rows[0]?.failed ? `, and ${rows[0].failed} failed` : ''}. Look whether ${line} can be written and has space; more stands in postgres.log of the data folder.`,
      )
    }
    await sleep(100, undefined, { signal })
  }
}
