import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { segmentsIn } from '../db/archive.ts'
import { newClient } from '../db/client.ts'
import { noteDataVersion } from '../db/data-version.ts'
import { StartupError } from '../startup-error.ts'
import { type FoundBase, filesOf, listBases, listLines } from './archived.ts'
import { asUnread, asUnwritten } from './file-trouble.ts'

/** What is to be restored. */
export interface Point {
  /** Undefined = all that was archived. */
  readonly to: Date | undefined
  /** Name of a line; undefined = the one that has this moment. */
  readonly line: string | undefined
}

/** What was restored. */
export interface RestoredPoint {
  readonly base: FoundBase
  /** When the last transaction was committed that is in it; undefined = none since the base was copied. */
  readonly lastAt: Date | undefined
}

type Says = { info(line: string): void; warn(line: string): void }

/**
 * Brings the embedded database of an empty data folder to a moment, from the archive: a copy of the files, and what was
 * written from there on. The folder gets the database when it is whole, and begins a line of its own.
 *
 * @throws {StartupError} a sentence for what does not fit; then the data folder is as it was
 */
export async function restorePoint(
  config: Pick<Config, 'dataDir' | 'postgresBin'> & { readonly archive: string },
  point: Point,
  log: Says,
): Promise<RestoredPoint> {
  const { dataDir, archive } = config
  const target = join(dataDir, 'postgres')
  if (existsSync(target))
    throw new StartupError(
      `There is a database in ${dataDir}. Stop Lectern and move that folder away, or set LECTERN_DATA to a new one. Nothing was changed.`,
    )
  const base = chooseBase(archive, point)
  log.info(`from the copy of ${base.endedAt}, ${base.files.length} files`)
  const { recoverEmbedded, unprivilegedUser } = await import('../db/embedded.ts')
  const user = unprivilegedUser()
  const work = join(dataDir, 'restoring')
  try {
    mkdirSync(dataDir, { recursive: true, mode: user ? 0o711 : 0o700 })
    rmSync(work, { recursive: true, force: true }) // of one that broke off
    mkdirSync(work, { mode: user ? 0o711 : 0o700 })
  } catch (error) {
    throw asUnwritten(error, dataDir)
  }
  try {
    const files = join(work, 'postgres')
    await copyBack(base, files)
    writeFileSync(join(files, 'backup_label'), base.label, { mode: 0o600 })
    writeFileSync(join(files, 'recovery.signal'), '', { mode: 0o600 })
    if (user) giveTo(files, user)
    const lastAt = await recoverEmbedded(
      { dataDir: work, postgresBin: config.postgresBin },
      { line: base.line, to: point.to },
      askLast,
      log,
    ).catch((error: unknown) => {
      throw endsBefore(error, point) ?? keepLog(error, work, dataDir)
    })
    renameSync(files, target)
    noteDataVersion(dataDir)
    return { base, lastAt }
  } catch (error) {
    throw asUnwritten(error, dataDir)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What PostgreSQL said stays where its sentence says that it is, when the folder in which it ran goes. */
function keepLog(error: unknown, work: string, dataDir: string): unknown {
  if (!(error instanceof StartupError)) return error
  const log = 'postgres.log'
  if (error.message.includes(join(work, log))) renameSync(join(work, log), join(dataDir, log))
  return new StartupError(error.message.replaceAll(work, dataDir), { cause: error })
}

/** The newest copy that was whole at the moment; of one line. @throws {StartupError} when there is none, or two lines have it */
export function chooseBase(archive: string, { to, line }: Point): FoundBase {
  const lines = listLines(archive).filter((path) => line === undefined || basename(path) === line)
  const bases = lines.flatMap(listBases)
  if (bases.length === 0)
    throw new StartupError(
      `There is no copy of a database in ${archive}${line ? ` of the line ${line}` : ''}. Set LECTERN_ARCHIVE to the folder in which Lectern archived. Nothing was changed.`,
    )
  const fitting = bases.filter(({ endedAt }) => to === undefined || new Date(endedAt) <= to)
  const [first] = bases.map(({ endedAt }) => endedAt).sort()
  if (fitting.length === 0)
    throw new StartupError(
      `The archive begins at ${first}, and ${to?.toISOString()} is before it. Give a later time, or restore a backup. Nothing was changed.`,
    )
  const have = [...new Set(fitting.map(({ line: path }) => path))].filter(
    (path) => to === undefined || endOf(path) >= to,
  )
  if (have.length > 1)
    throw new StartupError(
      `The archive has more than one database at that time: ${have.map((path) => `${basename(path)} (archived until ${endOf(path).toISOString()})`).join(', ')}. Say which: --line NAME. Nothing was changed.`,
    )
  const wanted = have[0]
  const newest = fitting
    .filter((base) => wanted === undefined || base.line === wanted)
    .sort((a, b) => a.endedAt.localeCompare(b.endedAt))
    .at(-1)
  if (!newest) throw new Error('a line without a base was chosen')
  return newest
}

/** When the last segment of a line was archived: a minute later than what is in it, at most. */
function endOf(line: string): Date {
  const times = readdirSync(segmentsIn(line)).map((name) => statSync(join(segmentsIn(line), name)).mtimeMs)
  return new Date(Math.max(0, ...times))
}

async function copyBack(base: FoundBase, to: string): Promise<void> {
  mkdirSync(to, { mode: 0o700 })
  for (const folder of base.folders) mkdirSync(join(to, folder), { mode: 0o700, recursive: true })
  for (const { path, bytes, sha256 } of base.files) {
    const hash = createHash('sha256')
    let found = 0
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        found += chunk.length
        hash.update(chunk)
        done(null, chunk)
      },
    })
    const file = `${join(filesOf(base.folder), path)}.gz`
    const damaged = (cause?: unknown) =>
      new StartupError(
        `${file} is not as it was when it was copied. Take an earlier time, or copy the archive anew from where it is kept. Nothing was changed.`,
        { cause },
      )
    mkdirSync(dirname(join(to, path)), { recursive: true, mode: 0o700 })
    await pipeline(
      createReadStream(file),
      createGunzip(),
      counted,
      createWriteStream(join(to, path), { mode: 0o600 }),
    ).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code?.startsWith('Z_')) throw damaged(error)
      throw error.path === file || error.syscall === 'read' ? asUnread(error, file, base.folder) : error
    })
    if (found !== bytes || hash.digest('hex') !== sha256) throw damaged()
  }
}

function giveTo(path: string, user: { uid: number; gid: number }): void {
  chownSync(path, user.uid, user.gid)
  if (!statSync(path).isDirectory()) return
  chmodSync(path, 0o700)
  for (const name of readdirSync(path)) giveTo(join(path, name), user)
}

async function askLast(connection: pg.ClientConfig): Promise<Date | undefined> {
  const client = newClient(connection)
  await client.connect()
  try {
    const { rows } = await client.query<{ at: Date | null }>('select pg_last_xact_replay_timestamp() as at')
    return rows[0]?.at ?? undefined
  } finally {
    await client.end()
  }
}

/** What PostgreSQL says when its WAL is over before the moment that was asked for. */
const TOO_EARLY = /recovery ended before configured recovery target was reached/

function endsBefore(error: unknown, { to }: Point): StartupError | undefined {
  if (!(error instanceof StartupError && TOO_EARLY.test(error.message))) return undefined
  return new StartupError(
    `The archive ends before ${to?.toISOString()}. Give an earlier time, or --to latest for all that was archived. Nothing was changed.`,
    { cause: error },
  )
}
