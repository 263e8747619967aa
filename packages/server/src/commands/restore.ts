import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { restore } from '../backup/restore-backup.ts'
import { readConfig } from '../config.ts'
import { openServer } from '../db/server.ts'
import { demoKeyRing } from '../secrets/demo-key.ts'
import { Vault } from '../secrets/vault.ts'
import { StartupError } from '../startup-error.ts'

// npm run restore -- FOLDER: what "npm run backup" wrote, into the empty database of DATABASE_URL or LECTERN_DATA.

const USAGE = 'npm run restore -- FOLDER [--without-keys]'

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error)
  process.exitCode = 1
}

async function main(args: string[]): Promise<void> {
  const { folder, withoutKeys } = parse(args)
  const config = readConfig(process.env)
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

function parse(args: string[]): { folder: string; withoutKeys: boolean } {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'without-keys': { type: 'boolean', default: false } },
    })
    const [folder, ...others] = positionals
    if (folder && others.length === 0) return { folder, withoutKeys: values['without-keys'] }
  } catch (cause) {
    throw new StartupError(`${(cause as Error).message}\n${USAGE}`, { cause })
  }
  throw new StartupError(`Say which backup to restore, the folder that "npm run backup" made:\n${USAGE}`)
}
