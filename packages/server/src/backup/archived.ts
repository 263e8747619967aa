import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { segmentsIn } from '../db/archive.ts'

// What is in an archive: a folder for each line, in it `wal` and a folder for each copy of the files (a base).

export const BASE = 'base.json'
/** Raised when an older release could not read it. */
export const BASE_FORMAT = 1

const File = z.object({
  /** Within PostgreSQL's folder: no step upwards, nothing absolute. */
  path: z.string().regex(/^(?!.*(^|\/)\.\.(\/|$))[A-Za-z0-9_.][A-Za-z0-9_./-]*$/),
  bytes: z.int().min(0),
  sha256: z.string(),
})
export type CopiedFile = z.output<typeof File>

const Wal = z.string().regex(/^[0-9A-F]{24}$/)

/** A copy of PostgreSQL's files. Written last: a folder without it is none. */
const Base = z.object({
  format: z.literal(BASE_FORMAT),
  version: z.string(),
  postgresMajor: z.int(),
  startedAt: z.iso.datetime(),
  /** From here on every moment can be reached. */
  endedAt: z.iso.datetime(),
  /** The first segment that is needed to begin with this copy, and the last that makes it whole. */
  firstWal: Wal,
  lastWal: Wal,
  label: z.string(),
  files: z.array(File),
  folders: z.array(File.shape.path),
})
export type Base = z.output<typeof Base>

/** One whose time and place are known. */
export interface FoundBase extends Base {
  readonly folder: string
  /** Absolute path. */
  readonly line: string
}

export const filesOf = (base: string): string => join(base, 'files')

export function folderFor(line: string, at: Date): string {
  return join(line, `base-${at.toISOString().replace(/[-:]/g, '').replace('.', '_')}`)
}

/** Every line of an archive that has a base, as paths. None of an archive that is not there. */
export function listLines(archive: string): string[] {
  return names(archive)
    .map((name) => join(archive, name))
    .filter((line) => existsSync(segmentsIn(line)))
}

/** The bases of a line, the oldest first. What is damaged, unfinished or of a newer release is none. */
export function listBases(line: string): FoundBase[] {
  return names(line)
    .filter((name) => /^base-[^.]+$/.test(name))
    .flatMap((name) => {
      const folder = join(line, name)
      const base = readBase(folder)
      return base ? [{ ...base, folder, line }] : []
    })
    .sort((a, b) => a.endedAt.localeCompare(b.endedAt))
}

/**
 * Takes away what is needed for no moment of the last days: older bases, save the newest of them, and segments before the
 * first that the bases left need.
 *
 * @returns how many files and folders went
 */
export function forget(line: string, before: Date): number {
  const bases = listBases(line)
  const first = bases.findLastIndex(({ endedAt }) => new Date(endedAt) <= before)
  if (first < 0) return 0
  const [needed] = bases.slice(first)
  const old = bases.slice(0, first)
  for (const { folder } of old) rmSync(folder, { recursive: true, force: true })
  const segments = names(segmentsIn(line)).filter(
    (name) => /^[0-9A-F]{24}[.]/.test(name) && needed && name.slice(0, 24) < needed.firstWal,
  )
  for (const name of segments) rmSync(join(segmentsIn(line), name), { force: true })
  return old.length + segments.length
}

function names(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

function readBase(folder: string): Base | undefined {
  try {
    return Base.safeParse(JSON.parse(readFileSync(join(folder, BASE), 'utf8'))).data
  } catch {
    return undefined
  }
}
