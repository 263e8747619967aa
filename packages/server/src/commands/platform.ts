import { randomUUIDv7 } from 'node:crypto'
import { parseArgs } from 'node:util'
import { isLanguage, languages } from '@lectern/texts'
import { sql } from 'kysely'
import pino from 'pino'
import { type Config, readConfig } from '../config.ts'
import { type Database, openDatabase, withTransaction } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openServer } from '../db/server.ts'
import { toEmail } from '../domain/email.ts'
import type { PersonId, PlatformId } from '../domain/ids.ts'
import { findTimeZone } from '../domain/time-zone.ts'
import { INVITATION_DAYS, makeInvitations, pathOfLink } from '../features/people/auth/password.service.ts'
import { createPlatform, type NewPlatform } from '../features/platform/platforms/create-platform.ts'
import { findPlatformIdByHost } from '../features/platform/platforms/platforms.store.ts'
import { siteOf } from '../site.ts'
import { reasonToEnd, StartupError } from '../startup-error.ts'

const USAGE = `Makes a platform, and a link by which its first superadmin chooses a password, once:
  npm run platform -- create --name "Acme Training" --host training.acme.example --email ada@acme.example [--language ${languages.join('|')}] [--time-zone Europe/Rome]
A new link for a superadmin who lost theirs, or can't get in; where there is none any more, a superadmin:
  npm run platform -- invite --host training.acme.example --email ada@acme.example`

type Values = ReturnType<typeof parse>['values']

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(reasonToEnd(error) ?? error)
  process.exitCode = 1
}

async function main(args: string[]): Promise<void> {
  const { positionals, values } = parse(args)
  const [command] = positionals
  const { host, email } = values
  if (!host || !email || !(command === 'invite' || (command === 'create' && values.name)))
    throw new StartupError(USAGE)
  const address = toEmail(email)
  if (address === undefined) throw new StartupError(`--email ${email} is not an e-mail address.`)
  const wanted = command === 'create' ? readPlatform(host, values) : undefined
  const config = readConfig(process.env)
  const server = await openServer(config, pino({ level: 'silent' }))
  const database = openDatabase(server.pooled.connection, 2, server.pooled.keeps)
  try {
    await migrate(server.connection)
    if (wanted) await createPlatform(server.connection, wanted)
    const link = await inviteSuperadmin(config, database, host, address)
    if (wanted) console.log(`The platform “${wanted.name}” answers on ${host}.`)
    console.log(
      `By this link ${address} chooses a password, once, within ${INVITATION_DAYS} days. Give it to nobody else:\n${link}`,
    )
  } finally {
    await database.close()
    await server.close()
  }
}

/** @throws {StartupError} for what is no host, language or time zone */
function readPlatform(host: string, { name = '', language, 'time-zone': zone }: Values): NewPlatform {
  if (!isLanguage(language))
    throw new StartupError(`--language ${language}: expected one of ${languages.join(', ')}.`)
  const timeZone = findTimeZone(zone)
  if (!timeZone)
    throw new StartupError(`--time-zone ${zone} is not a time zone. Give one such as Europe/Rome.`)
  if (!/^[\w.[\]:-]+$/.test(host))
    throw new StartupError(`--host ${host} is not a host name. Give it without https:// and without a path.`)
  return { id: randomUUIDv7() as PlatformId, name, hosts: [host], defaultLanguage: language, timeZone }
}

/**
 * Makes the link, and a superadmin where the platform has none: the person with this address, or a new one.
 *
 * @throws {StartupError} when nothing answers on the host, or the address is no active superadmin's
 */
async function inviteSuperadmin(
  config: Config,
  database: Database,
  host: string,
  email: string,
): Promise<string> {
  const platformId = await findPlatformIdByHost(database.routing, host.toLowerCase())
  if (!platformId) throw new StartupError(`No platform answers on ${host}. Give the host of one.`)
  const now = new Date()
  const token = await withTransaction(database.forPlatform(platformId), async (trx) => {
    // One at a time: two could both find that there is no superadmin yet.
    await trx
      .selectFrom('platforms')
      .select('platformId')
      .where('platformId', '=', platformId)
      .forUpdate()
      .execute()
    const known = await trx
      .selectFrom('people')
      .select(['id', 'email', sql<boolean>`active and 'superadmin' = any(roles)`.as('isSuperadmin')])
      .where('platformId', '=', platformId)
      .where((eb) => eb.or([eb('email', '=', email), sql<boolean>`active and 'superadmin' = any(roles)`]))
      .execute()
    const found = known.find((person) => person.email === email)
    if (!found?.isSuperadmin && known.some((person) => person.isSuperadmin))
      throw new StartupError(`${email} is no superadmin of ${host}. Give the address of one who is active.`)
    const personId = found?.id ?? (randomUUIDv7() as PersonId)
    if (!found)
      await trx
        .insertInto('people')
        .values({
          ...{ platformId, id: personId, email, invitedAt: now },
          ...{ firstName: email.split('@')[0] ?? email, lastName: '', roles: ['superadmin'] },
        })
        .execute()
    else if (!found.isSuperadmin)
      await trx
        .updateTable('people')
        .set((eb) => ({
          active: true,
          roles: sql`array(select distinct unnest(roles || '{superadmin}'::text[]))`,
          version: eb('version', '+', 1),
        }))
        .where('platformId', '=', platformId)
        .where('id', '=', personId)
        .execute()
    const [made] = await makeInvitations(trx, platformId, [personId], now)
    return made?.token ?? ''
  })
  return `${siteOf(config).originOf(host)}${pathOfLink(token)}`
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        host: { type: 'string' },
        email: { type: 'string' },
        language: { type: 'string', default: 'en' },
        'time-zone': { type: 'string', default: 'UTC' },
      },
    })
  } catch (cause) {
    throw new StartupError(`${(cause as Error).message}\n${USAGE}`, { cause })
  }
}
