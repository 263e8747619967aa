import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  findPostgres,
  PostgresRunnerError,
  type RunningPostgres,
  startPostgres,
  type Trouble,
  type Upgrade,
  unprivilegedUser,
} from '@lectern/embedded-postgres-runner'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { StartupError } from '../startup-error.ts'
import { archiveSettings, recoverySettings } from './archive.ts'
import { checkDataVersion, noteDataVersion } from './data-version.ts'

const NAMES = { database: 'lectern', user: 'lectern' }
const SETTINGS = {
  shared_buffers: '64MB',
  random_page_cost: '1.1', // what is read stands in memory or on a solid-state disk
  max_connections: '60',
}

type EmbeddedConfig = Pick<Config, 'dataDir' | 'postgresBin' | 'postgresOldBin' | 'archive'>
type Says = Pick<Logger, 'info' | 'warn'>

/** Copies all rows from an older PostgreSQL to a newer one. */
export type CopyAll = Upgrade['copy']

/**
 * The PostgreSQL that comes along, on the data folder of this process alone.
 *
 * @param copyAll brings files of an older major version to this one; undefined = they are refused
 * @throws {StartupError} when the folder is in use, of a newer release, or can't be used
 */
export async function openEmbedded(
  config: EmbeddedConfig,
  log: Says,
  copyAll?: CopyAll,
): Promise<RunningPostgres> {
  const { dataDir, postgresBin: binDir, archive } = config
  checkDataVersion(dataDir)
  try {
    const postgres = await startPostgres({
      dataDir,
      binDir,
      ...NAMES,
      lockFile: 'lectern.lock',
      settings: (files) => ({
        ...SETTINGS,
        ...(archive ? archiveSettings(archive.folder, files, unprivilegedUser()) : {}),
      }),
      upgrade: copyAll && { programsOf: (major) => programsOf(major, config), copy: copyAll },
      log: (line) => log.info(line),
      warn: (line) => log.warn(line),
    })
    try {
      noteDataVersion(dataDir)
    } catch (error) {
      await postgres.stop()
      throw error
    }
    return postgres
  } catch (error) {
    if (!(error instanceof PostgresRunnerError)) throw error
    throw new StartupError(adviceOn(error.trouble) ?? error.message, { cause: error })
  }
}

/** The one that a running Lectern has on its data folder, to be asked beside it; undefined = none answers. */
export function findEmbedded({
  dataDir,
}: Pick<Config, 'dataDir'>): Promise<RunningPostgres['connection'] | undefined> {
  return findPostgres({ dataDir, ...NAMES })
}

/** Where the programs of an older major version are: named by a setting, or Debian's. */
function programsOf(major: number, { postgresOldBin }: EmbeddedConfig): string | undefined {
  const debian = `/usr/lib/postgresql/${major}/bin`
  return postgresOldBin ?? (existsSync(join(debian, 'postgres')) ? debian : undefined)
}

/**
 * Lets a copy of a cluster catch up with its line in the archive, and ends it.
 *
 * @param dataDir with the copy in its folder `postgres`; of nobody else
 * @param to undefined = to the end of the line
 * @returns when the last transaction was committed that is in it now; undefined = none since the copy was made
 * @throws {StartupError} when the line ends before, or is not of this PostgreSQL
 */
export async function recoverEmbedded(
  { dataDir, postgresBin: binDir }: Pick<Config, 'dataDir' | 'postgresBin'>,
  { line, to }: { readonly line: string; readonly to: Date | undefined },
  lastOf: (connection: RunningPostgres['connection']) => Promise<Date | undefined>,
  log: Says,
): Promise<Date | undefined> {
  try {
    const postgres = await startPostgres({
      dataDir,
      binDir,
      ...NAMES,
      settings: { ...SETTINGS, ...recoverySettings(line, to) },
      log: (text) => log.info(text),
      warn: (text) => log.warn(text),
    })
    try {
      return await lastOf(postgres.connection)
    } finally {
      await postgres.stop()
    }
  } catch (error) {
    if (!(error instanceof PostgresRunnerError)) throw error
    throw new StartupError(adviceOn(error.trouble) ?? error.message, { cause: error })
  }
}

/** As whom PostgreSQL runs, whose its files must be; undefined = as we do. */
export { unprivilegedUser }

/** The sentence for who operates Lectern, and knows the folder by its setting; undefined = as PostgreSQL's runner has it. */
export function adviceOn(trouble: Trouble): string | undefined {
  const elsewhere = 'or set LECTERN_DATA to another folder.'
  switch (trouble.code) {
    case 'folder-in-use':
      return `Lectern is already running on ${trouble.dataDir} (process ${trouble.pid}). Stop it first, ${elsewhere}`
    case 'folder-not-writable':
      return `Cannot write to the data folder ${trouble.dataDir} as user ${trouble.user}. Give that user the folder, ${elsewhere}`
    case 'folder-is-file':
      return `The data folder ${trouble.dataDir} is or lies in a file. Move that file away, ${elsewhere}`
    case 'folder-closed':
      return `PostgreSQL does not run as root, and the user "${trouble.user}" can’t enter ${trouble.dataDir}. Start Lectern as another user, or set LECTERN_DATA to a folder that every user can pass through, such as /var/lib/lectern.`
    case 'disk-full':
      return `No space left for the data folder ${trouble.dataDir}. Free some, ${elsewhere}`
    case 'lock-stuck':
      return `Cannot take ${trouble.file}. Remove that file if no Lectern runs on this folder.`
    case 'other-version':
      return trouble.written < trouble.present
        ? `The data folder ${trouble.dataDir} was written by PostgreSQL ${trouble.written}, and this one is PostgreSQL ${trouble.present}. "npm run serve" upgrades it when it has the programs of PostgreSQL ${trouble.written}: install Debian’s, or set LECTERN_POSTGRES_OLD_BIN to their folder (docs/operating.md#a-new-major-version-of-the-embedded-database says where to get them). To stay with ${trouble.written}, set LECTERN_POSTGRES_BIN to that folder.`
        : `The data folder ${trouble.dataDir} was written by PostgreSQL ${trouble.written}, and this one is PostgreSQL ${trouble.present}. Start the Lectern release that wrote it, set LECTERN_POSTGRES_BIN to the programs of PostgreSQL ${trouble.written}, ${elsewhere}`
    case 'other-user':
      return `The data folder ${trouble.dataDir} holds a database that Lectern did not make. Move it away, ${elsewhere}`
    case 'no-binaries':
      return `There is no PostgreSQL to come along for ${trouble.platform}. Install PostgreSQL 15 or newer and set DATABASE_URL.`
    case 'binaries-fail':
      return `PostgreSQL in ${trouble.binDir} does not run here: ${trouble.reason}. Install PostgreSQL 15 or newer and set DATABASE_URL, or LECTERN_POSTGRES_BIN to the folder of its programs.`
    case 'no-user':
      return 'PostgreSQL does not run as root, and there is no user "postgres" or "nobody". Start Lectern as another user, or set DATABASE_URL.'
    case 'socket-folder-taken':
      return `The folder ${trouble.folder} for PostgreSQL’s socket belongs to somebody else, or is no folder. Remove it, or set LECTERN_DATA to a folder with a shorter path.`
    case 'setup-failed':
    case 'start-failed':
    case 'leftovers':
      return undefined
  }
}
