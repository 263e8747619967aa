import { createHash, type Hash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { StartupError } from '../startup-error.ts'
import { asUnread, isMissing } from './file-trouble.ts'

/** Raised when an older release could not read it. */
export const FORMAT = 1

const Table = z.object({
  name: z.string().regex(/^[a-z_][a-z0-9_]*$/),
  columns: z.array(z.string()),
  rows: z.int().min(0),
  /** Of all rows, in whatever order they come: see {@link RowSum}. */
  rowSum: z.string(),
  bytes: z.int().min(0),
  /** Of the file. */
  sha256: z.string(),
})
export type BackedUpTable = z.output<typeof Table>

/** What is in a backup. Written last: a folder without it is no backup. */
export const Manifest = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  madeAt: z.iso.datetime(),
  postgres: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** Of the keys of LECTERN_SECRET_KEYS by which secrets in it are opened. Never the keys. */
  keyIds: z.array(z.string()),
  platforms: z.int(),
  tables: z.array(Table),
  sequences: z.array(z.object({ name: z.string(), value: z.string().regex(/^\d+$/) })),
  /** First days of the months that have a partition. */
  months: z.array(z.iso.date()),
})
export type Manifest = z.output<typeof Manifest>

export const MANIFEST = 'manifest.json'
export const fileOf = (folder: string, table: string) => join(folder, 'tables', `${table}.copy.gz`)

/**
 * Reads what a backup says of itself, and looks whether all of it is there, byte by byte.
 *
 * @throws {StartupError} for a folder that is none, is damaged, or was made by a newer Lectern
 */
export async function readBackup(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST)
  const manifest = parse(file, readText(file, folder))
  for (const { name, bytes, sha256 } of manifest.tables) {
    const path = fileOf(folder, name)
    const found = await digest(path).catch((error: unknown) => {
      throw asUnread(error, path, folder)
    })
    if (found.sha256 !== sha256 || found.bytes !== bytes)
      throw new StartupError(
        `${path} is not as it was when the backup was made (${found.bytes} bytes in place of ${bytes}). Copy the backup anew from where it is kept, or take another one. Nothing was restored.`,
      )
  }
  return manifest
}

function readText(file: string, folder: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (!isMissing(error)) throw asUnread(error, file, folder)
    throw new StartupError(
      `${folder} is no backup of Lectern: there is no ${MANIFEST} in it. One that was interrupted ends in “.part”. Give the folder that "npm run backup" made.`,
      { cause: error },
    )
  }
}

function parse(file: string, text: string): Manifest {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw new StartupError(`${file} is damaged: it is no JSON. Copy the backup anew.`, { cause })
  }
  const format = z.object({ format: z.number() }).safeParse(found).data?.format
  if (format !== undefined && format > FORMAT)
    throw new StartupError(
      `${file} was written by a newer Lectern (format ${format}, this one reads up to ${FORMAT}). Restore it with that release.`,
    )
  const parsed = Manifest.safeParse(found)
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path }) => path.join('.')).slice(0, 3)
    throw new StartupError(`${file} is damaged (${where.join(', ')}). Copy the backup anew.`)
  }
  return parsed.data
}

async function digest(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        bytes += chunk.length
        hash.update(chunk)
      }
    })
  } catch (error) {
    if (isMissing(error)) return { bytes: 0, sha256: '' }
    throw error
  }
  return { bytes, sha256: hash.digest('hex') }
}

const NEW_LINE = 0x0a

/** Counts and sums up rows of COPY in its text format, one a line, in whatever order they come. */
export class RowSum {
  rows = 0
  #sum = 0n
  #row: Hash = createHash('sha256')

  update(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, from)) {
      const digest = this.#row.update(chunk.subarray(from, end)).digest()
      this.#sum = (this.#sum + digest.readBigUInt64LE(0)) & 0xffff_ffff_ffff_ffffn
      this.#row = createHash('sha256')
      this.rows += 1
      from = end + 1
    }
    if (from < chunk.length) this.#row.update(chunk.subarray(from))
  }

  get sum(): string {
    return this.#sum.toString(16).padStart(16, '0')
  }
}
