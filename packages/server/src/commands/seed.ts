import { parseArgs } from 'node:util'
import type pg from 'pg'
import pino from 'pino'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import type { Ctx } from '../ctx.ts'
import { newClient } from '../db/client.ts'
import { openDatabase, withTransaction } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openServer } from '../db/server.ts'
import { demoPeople, seedDemo } from '../demo/demo.ts'
import { LARGE, seedLarge } from '../demo/large.ts'
import type { AccountId } from '../domain/ids.ts'
import { setAppActive } from '../features/platform/apps/apps.service.ts'
import { createAccount } from '../features/rooms/accounts/accounts.service.ts'
import type { Actor } from '../http/actor.ts'
import { CUSTOM_LINK_APP_ID } from '../providers/custom-link/custom-link.ts'
import { demoKeyRing } from '../secrets/demo-key.ts'
import { Vault } from '../secrets/vault.ts'
import { reasonToEnd, StartupError } from '../startup-error.ts'

const USAGE = `Fills the demo with data; stop the demo first:
  npm run seed -- --large    ${LARGE.courses} courses, ${LARGE.sessions} sessions, ${LARGE.events} events, ${LARGE.people} people`

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(reasonToEnd(error) ?? error)
  process.exitCode = 1
}

async function main(args: string[]): Promise<void> {
  if (!isLarge(args)) throw new StartupError(USAGE)
  const config = readConfig({ ...process.env, LECTERN_DEMO: '1' })
  const log = pino({ level: 'silent' })
  const server = await openServer(config, log)
  const database = openDatabase(server.pooled.connection, 4, server.pooled.keeps)
  try {
    await migrate(server.connection)
    const vault = new Vault(config.secretKeys || demoKeyRing(config.dataDir, new Date()))
    // Jobs are not sent: what they would do is found by the server's sweeps.
    const jobs = { enqueue: async () => {}, enqueueAll: async () => {}, oldestSeconds: async () => 0 }
    const live = {
      publish: async () => {},
      subscribe: () => () => {},
      onGap: () => () => {},
      close: async () => {},
    }
    const app = await buildApp(config, { database, jobs, live, vault, log })
    await seedDemo(app, server.connection)
    const platform = await app.platforms.findByHost('localhost')
    if (!platform) throw new Error('The demo that was just made is not there.')
    const began = performance.now()
    await fill(app.ctxFor(platform))
    await analyze(server.connection)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const { courses, sessions, events, people } = LARGE
    console.log(
      `Made ${courses} courses, ${sessions} sessions, ${events} events and ${people} people in ${seconds} s. Sign in as ${demoPeople[0]?.email}.`,
    )
  } finally {
    await database.close()
    await server.close()
  }
}

async function fill(ctx: Ctx): Promise<void> {
  const { id } = ctx.platform
  const [made] = await ctx.db.selectFrom('courses').select('id').where('code', '=', 'L-001').execute()
  if (made) throw new StartupError('The large data set is there already.')
  await seedLarge(ctx.db, { id, accountId: await addRoom(ctx), now: ctx.now() })
}

/** So much at once changes what queries find: the database looks again before it is asked. */
async function analyze(connection: pg.ClientConfig): Promise<void> {
  const client = newClient(connection)
  await client.connect()
  try {
    await client.query('analyze')
  } finally {
    await client.end()
  }
}

/** A standing room that every second event has: nothing has to be paired for it. */
async function addRoom(ctx: Ctx): Promise<AccountId> {
  const ada = await ctx.db
    .selectFrom('people')
    .select('id')
    .where('email', '=', demoPeople[0]?.email ?? '')
    .executeTakeFirstOrThrow()
  const reader = { language: 'en', timeZone: ctx.platform.timeZone } as const
  const superadmin: Actor = { personId: ada.id, loginId: undefined, roles: ['superadmin'], reader }
  await withTransaction(ctx.db, (trx) =>
    setAppActive(ctx, trx, { appId: CUSTOM_LINK_APP_ID, active: true }, ada.id),
  )
  const account = await createAccount(ctx, superadmin, {
    appId: CUSTOM_LINK_APP_ID,
    name: 'Main hall',
    description: '',
    fields: { joinUrl: 'https://meet.example.com/main-hall' },
    sessionType: 'link',
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  return account.id
}

function isLarge(args: string[]): boolean {
  try {
    return parseArgs({ args, options: { large: { type: 'boolean', default: false } } }).values.large
  } catch (cause) {
    throw new StartupError(`${(cause as Error).message}\n${USAGE}`, { cause })
  }
}
