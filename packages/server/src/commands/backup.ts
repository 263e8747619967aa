import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { VERSION } from '../app.ts'
import { backUp } from '../backup/write-backup.ts'
import { type Config, readConfig } from '../config.ts'
import { joinServer } from '../db/server.ts'
import { sealedColumns } from '../sealed-columns.ts'
import { StartupError } from '../startup-error.ts'

// npm run backup -- FOLDER: all platforms at one moment, also while Lectern runs.

const USAGE = 'npm run backup -- FOLDER'

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error)
  process.exitCode = 1
}

async function main(args: string[]): Promise<void> {
  const folder = resolve(parse(args))
  const config = readConfig(process.env)
  const server = await joinServer(config, pino({ level: 'silent' }))
  try {
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

function sayFilms({ recordingsStorage: storage }: Config): string {
  if (!storage) return 'Recordings are at their providers, and are not in it.'
  const where = storage.kind === 'folder' ? storage.path : `the bucket ${storage.bucket}`
  return `The copies of recordings are not in it: back up ${where} by itself.`
}

function parse(args: string[]): string {
  try {
    const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
    const [folder, ...others] = positionals
    if (folder && others.length === 0) return folder
  } catch (cause) {
    throw new StartupError(`${(cause as Error).message}\n${USAGE}`, { cause })
  }
  throw new StartupError(`Say where the backup goes, one folder that is not there yet:\n${USAGE}`)
}
