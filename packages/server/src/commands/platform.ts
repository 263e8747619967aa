import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { parseArgs } from 'node:util'
import { isLanguage, languages } from '@lectern/texts'
import pino from 'pino'
import { readConfig } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openServer } from '../db/server.ts'
import { toEmail } from '../domain/email.ts'
import type { PersonId, PlatformId } from '../domain/ids.ts'
import { findTimeZone } from '../domain/time-zone.ts'
import { hashPassword } from '../features/people/auth/passwords.ts'
import { createPlatform } from '../features/platform/platforms/create-platform.ts'
import { StartupError } from '../startup-error.ts'

const USAGE = `Makes a platform with its first superadmin:
  npm run platform -- create --name "Acme Training" --host training.acme.example --email ada@acme.example [--language ${languages.join('|')}] [--time-zone Europe/Rome]`

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error)
  process.exitCode = 1
}

async function main(args: string[]): Promise<void> {
  const { positionals, values } = parse(args)
  const { name, host, email, language, 'time-zone': zone } = values
  if (positionals[0] !== 'create' || !name || !host || !email) throw new StartupError(USAGE)
  if (!isLanguage(language))
    throw new StartupError(`--language ${language}: expected one of ${languages.join(', ')}.`)
  const timeZone = findTimeZone(zone)
  if (!timeZone)
    throw new StartupError(`--time-zone ${zone} is not a time zone. Give one such as Europe/Rome.`)
  const address = toEmail(email)
  if (address === undefined) throw new StartupError(`--email ${email} is not an e-mail address.`)
  if (!/^[\w.[\]:-]+$/.test(host))
    throw new StartupError(`--host ${host} is not a host name. Give it without https:// and without a path.`)
  const config = readConfig(process.env)
  const log = pino({ level: 'silent' })
  const server = await openServer(config, log)
  const database = openDatabase(server.pooled.connection, 2, server.pooled.keeps)
  try {
    await migrate(server.connection)
    const id = randomUUIDv7() as PlatformId
    const password = randomBytes(12).toString('base64url')
    await createPlatform(server.connection, { id, name, hosts: [host], defaultLanguage: language, timeZone })
    await database
      .forPlatform(id)
      .insertInto('people')
      .values({
        platformId: id,
        id: randomUUIDv7() as PersonId,
        email: address,
        firstName: address.split('@')[0] ?? address,
        lastName: '',
        roles: ['superadmin'],
        passwordHash: await hashPassword(password),
      })
      .execute()
    console.log(
      `The platform “${name}” answers on ${host}. Sign in as ${address} with the password ${password}`,
    )
  } finally {
    await database.close()
    await server.close()
  }
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
