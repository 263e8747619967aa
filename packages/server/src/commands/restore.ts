import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { z } from 'zod'
import { restore } from '../backup/restore-backup.ts'
import { type Point, restorePoint } from '../backup/restore-point.ts'
import { type Config, readConfig } from '../config.ts'
import { openServer } from '../db/server.ts'
import { demoKeyRing } from '../secrets/demo-key.ts'
import { Vault } from '../secrets/vault.ts'
import { reasonToEnd, StartupError } from '../startup-error.ts'

// npm run restore -- FOLDER: what "npm run backup" wrote, into the empty database of DATABASE_URL or LECTERN_DATA.
// npm run restore -- --to TIME: what LECTERN_ARCHIVE has of the embedded database at that moment, into an empty LECTERN_DATA.

const USAGE = `npm run restore -- FOLDER [--without-keys]
npm run restore -- --to 2026-11-29T14:30:00+01:00 [--line NAME]
npm run restore -- --to latest [--line NAME]`

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(reasonToEnd(error) ?? error)
  process.exitCode = 1
}

async function main(args: string[]): Promise<void> {
  const wanted = parse(args)
  const config = readConfig(process.env)
  return 'folder' in wanted ? restoreBackup(config, wanted) : restoreMoment(config, wanted)
}

async function restoreMoment(
  { archive, databaseUrl, dataDir, postgresBin }: Config,
  point: Point,
): Promise<void> {
  if (databaseUrl || !archive)
    throw new StartupError(
      'A moment is restored from the archive of the embedded database. Set LECTERN_ARCHIVE to its folder, and no DATABASE_URL.',
    )
  const tell = (line: string) => console.log(`  ${line}`)
  const { base, lastAt } = await restorePoint({ dataDir, postgresBin, archive: archive.folder }, point, {
    info: tell,
    warn: tell,
  })
  console.log(
    `Restored ${dataDir} as of ${(lastAt ?? new Date(base.endedAt)).toISOString()}, when the last change before was saved. Copies of recordings are not part of it. Start Lectern, and look with "npm run doctor".`,
  )
}

async function restoreBackup(
  config: Config,
  { folder, withoutKeys }: { folder: string; withoutKeys: boolean },
): Promise<void> {
  const { keyIds } = new Vault(config.secretKeys || demoKeyRing(config.dataDir, new Date()))
  const server = await openServer(config, pino({ level: 'silent' }))
  try {
    const { madeAt, version } = await restore(
      server.connection,
      resolve(folder),
      withoutKeys ? undefined : keyIds,
      (line) => console.log(`  ${line}`),
    )
    console.log(
      `Restored what Lectern ${version} backed up at ${madeAt}. Copies of recordings are not part of it. Start Lectern, and look with "npm run doctor".`,
    )
  } finally {
    await server.close()
  }
}

function parse(args: string[]): { folder: string; withoutKeys: boolean } | Point {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'without-keys': { type: 'boolean', default: false },
        to: { type: 'string' },
        line: { type: 'string' },
      },
    })
    const [folder, ...others] = positionals
    const { to, line, 'without-keys': withoutKeys } = values
    if (to !== undefined && positionals.length === 0 && !withoutKeys) return { to: toMoment(to), line }
    if (folder && others.length === 0 && to === undefined && line === undefined)
      return { folder, withoutKeys }
  } catch (cause) {
    if (cause instanceof StartupError) throw cause
    throw new StartupError(`${(cause as Error).message}\n${USAGE}`, { cause })
  }
  throw new StartupError(
    `Say which backup to restore, the folder that "npm run backup" made, or to which time:\n${USAGE}`,
  )
}

/** A time that can be two, without its zone, is asked for again. */
function toMoment(text: string): Date | undefined {
  if (text === 'latest') return undefined
  const parsed = z.iso.datetime({ offset: true }).safeParse(text.trim().replace(' ', 'T'))
  if (parsed.success) return new Date(parsed.data)
  throw new StartupError(
    `“${text}” is no moment. Write date, time and zone, such as 2026-11-29T14:30:00+01:00 or 2026-11-29T13:30:00Z, or "latest".`,
  )
}
