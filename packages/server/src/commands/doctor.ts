import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { findHindrance } from '../backup/file-trouble.ts'
import { isKept } from '../backup/keep-archive.ts'
import { type Config, readConfig } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { joinServer } from '../db/server.ts'
import { examinePlatform } from '../features/operations/doctor/doctor.service.ts'
import { examineServer, isNotThere, isUnfinished } from '../features/operations/doctor/server-checks.ts'
import { sealedColumns } from '../sealed-columns.ts'
import { demoKeyRing } from '../secrets/demo-key.ts'
import { Vault } from '../secrets/vault.ts'
import { reasonToEnd, StartupError } from '../startup-error.ts'

// npm run doctor: looks for what should never be so, on all platforms, also while Lectern runs. Changes nothing.
// Exit code 0 = nothing, 1 = warnings, 2 = errors, or it could not look.

const USAGE = 'npm run doctor [-- --json]'

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(reasonToEnd(error) ?? error)
  process.exitCode = 2
}

async function main(args: string[]): Promise<number> {
  const { json } = parse(args)
  const config = readConfig(process.env)
  const server = await joinServer(config, pino({ level: 'silent' }))
  try {
    const ofServer = await examineServer({
      connection: server.connection,
      now: () => new Date(),
      folders: foldersOf(config),
    })
    const ofPlatforms = examineAll(config, server.connection).catch((error: unknown) => {
      if (isUnfinished(ofServer) && isNotThere(error)) return []
      throw error
    })
    const ofFolders = [...examineArchive(config, new Date()), ...(await examineRecordings(config))]
    const findings = [...ofServer, ...ofFolders, ...(await ofPlatforms)]
    console.log(json ? JSON.stringify({ findings }, null, 2) : tell(findings))
    if (findings.some(({ level }) => level === 'error')) return 2
    return findings.length > 0 ? 1 : 0
  } finally {
    await server.close()
  }
}

type Findings = Awaited<ReturnType<typeof examineAll>>

/** Of each platform, with its id and name. */
async function examineAll(config: Config, connection: Parameters<typeof openDatabase>[0]) {
  const vault = new Vault(config.secretKeys || demoKeyRing(config.dataDir, new Date()))
  const database = openDatabase(connection, 2)
  try {
    const rows = await database.sweeping.selectFrom('platforms').select('platformId').execute()
    const all = []
    for (const { platformId } of rows) {
      const db = database.forPlatform(platformId)
      const platform = await db
        .selectFrom('platforms')
        .select('name')
        .where('platformId', '=', platformId)
        .executeTakeFirst()
      if (!platform) continue // deleted in this moment
      const findings = await examinePlatform(
        db,
        {
          platformId,
          now: new Date(),
          keyIds: vault.keyIds,
          sealedColumns,
          sendsMails: config.smtpUrl !== undefined,
        },
        { language: 'en', timeZone: 'UTC' },
      )
      all.push(
        ...findings.map((finding) => ({ platform: { id: platformId, name: platform.name }, ...finding })),
      )
    }
    return all
  } finally {
    await database.close()
  }
}

function examineArchive({ archive, dataDir }: Config, now: Date): Awaited<ReturnType<typeof examineServer>> {
  if (!archive || isKept(archive.folder, join(dataDir, 'postgres'), now)) return []
  return [
    {
      code: 'archive-old',
      level: 'error',
      what: `The newest copy of the database in the archive ${archive.folder} is more than two days old, or there is none.`,
      advice: 'Run Lectern with LECTERN_ARCHIVE: it copies once a day, and its log says why it could not.',
    },
  ]
}

async function examineRecordings({ recordingsStorage }: Config): ReturnType<typeof examineServer> {
  const hindrance =
    recordingsStorage?.kind === 'folder' ? await findHindrance(recordingsStorage.path) : undefined
  if (!hindrance) return []
  return [
    {
      code: 'recordings-not-writable',
      level: 'error',
      what: `Recordings can’t be copied into the folder of RECORDINGS_STORAGE. ${hindrance}`,
      advice: 'Until then they are at their providers alone, which delete them after some time.',
    },
  ]
}

function foldersOf({ databaseUrl, dataDir, archive, recordingsStorage }: Config): string[] {
  return [
    ...(archive ? [archive.folder] : []),
    ...(databaseUrl ? [] : [dataDir]),
    ...(recordingsStorage?.kind === 'folder' ? [recordingsStorage.path] : []),
  ]
}

function tell(
  findings: readonly (Awaited<ReturnType<typeof examineServer>>[number] | Findings[number])[],
): string {
  if (findings.length === 0) return 'Nothing is wrong.'
  const said = findings.map((finding) => {
    const where = 'platform' in finding ? `${finding.platform.name}: ` : ''
    const first = 'first' in finding ? finding.first.map(({ kind, id }) => `    ${kind} ${id}`) : []
    const more = 'first' in finding ? finding.count - finding.first.length : 0
    const rest = more > 0 ? [`    and ${more} more`] : []
    return [
      `${finding.level.toUpperCase()}  ${where}${finding.what} [${finding.code}]`,
      ...first,
      ...rest,
      `    → ${finding.advice}`,
    ].join('\n')
  })
  return said.join('\n')
}

function parse(args: string[]): { json: boolean } {
  try {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
    return values
  } catch (cause) {
    throw new StartupError(`${(cause as Error).message}\n${USAGE}`, { cause })
  }
}
