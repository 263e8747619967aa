import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { VERSION } from '../app.ts'
import { copyBase } from '../backup/base-copy.ts'
import { backUp } from '../backup/write-backup.ts'
import { type Config, readConfig } from '../config.ts'
import { findLine } from '../db/archive.ts'
import { joinServer, type Server } from '../db/server.ts'
import { sealedColumns } from '../sealed-columns.ts'
import { reasonToEnd, StartupError } from '../startup-error.ts'

// npm run backup -- FOLDER: all platforms at one moment, also while Lectern runs.
// npm run backup -- --archive: a copy of the embedded database's files into LECTERN_ARCHIVE now, beside the daily one.

const USAGE = 'npm run backup -- FOLDER\nnpm run backup -- --archive'

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(reasonToEnd(error) ?? error)
  process.exitCode = 1
}

async function main(args: string[]): Promise<void> {
  const wanted = parse(args)
  const config = readConfig(process.env)
  const server = await joinServer(config, pino({ level: 'silent' }))
  try {
    if (wanted === 'archive') return await copyIntoArchive(config, server)
    const folder = resolve(wanted.folder)
    const { tables, platforms, keyIds } = await backUp(server.connection, {
      folder,
      version: VERSION,
      sealedColumns,
    })
    const sum = (of: 'rows' | 'bytes') => tables.reduce((all, table) => all + table[of], 0)
    console.log(
      `${folder}: ${sum('rows')} rows of ${platforms} platform(s) in ${tables.length} tables, ${(sum('bytes') / 1e6).toFixed(1)} MB.`,
    )
    if (keyIds.length > 0)
      console.log(
        `Its secrets open with ${keyIds.join(', ')} of LECTERN_SECRET_KEYS: keep that apart from it.`,
      )
    console.log(sayFilms(config))
  } finally {
    await server.close()
  }
}

async function copyIntoArchive({ archive, dataDir }: Config, { connection }: Server): Promise<void> {
  if (!archive)
    throw new StartupError('LECTERN_ARCHIVE is not set. Set it to the folder in which Lectern archives.')
  const files = join(dataDir, 'postgres')
  const line = findLine(archive.folder, files)
  if (!line)
    throw new StartupError(`Nothing of ${dataDir} is archived. Start Lectern with LECTERN_ARCHIVE set.`)
  const { endedAt } = await copyBase(connection, { files, line, version: VERSION })
  console.log(`${line}: every moment from ${endedAt} on can be restored from the copy that was made.`)
}

function sayFilms({ recordingsStorage: storage }: Config): string {
  if (!storage) return 'Recordings are at their providers, and are not in it.'
  const where = storage.kind === 'folder' ? storage.path : `the bucket ${storage.bucket}`
  return `The copies of recordings are not in it: back up ${where} by itself.`
}

function parse(args: string[]): { folder: string } | 'archive' {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { archive: { type: 'boolean', default: false } },
    })
    const [folder, ...others] = positionals
    if (values.archive && !folder) return 'archive'
    if (folder && others.length === 0 && !values.archive) return { folder }
  } catch (cause) {
    throw new StartupError(`${(cause as Error).message}\n${USAGE}`, { cause })
  }
  throw new StartupError(`Say where the backup goes, one folder that is not there yet:\n${USAGE}`)
}
