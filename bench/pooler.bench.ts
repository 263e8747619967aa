import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openDatabase } from '../packages/server/src/db/database.ts'
import { addPeople, buildSession, pairedAccount, signedIn } from '../packages/server/test/builders.ts'
import { PGBOUNCER, startPgbouncer } from '../packages/server/test/pgbouncer.ts'
import { createTestApp, type TestApp } from '../packages/server/test/test-app.ts'
import { createTestDb, type TestDb } from '../packages/server/test/test-db.ts'
import { keep } from './results.ts'

const ROUNDS = Number(process.env.LECTERN_ROUNDS ?? 5)
const REQUESTS = 150
const AT_ONCE = 8

interface Mode {
  readonly name: string
  readonly test: TestApp
  readonly cpuMs: Record<string, number[]>
  /** Of PostgreSQL and the pooler. */
  readonly behindMs: Record<string, number>
}

/** CPU time of the server's processes for a database, and of its pooler, in ms. */
function cpuBehind(database: string, folder: string): number {
  let ticks = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      if (!command.includes(database) && !(command.includes('pgbouncer') && command.includes(folder)))
        continue
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      ticks += Number(fields[11]) + Number(fields[12])
    } catch {} // it has ended
  }
  return ticks * 10
}

it('costs so much CPU by session and by transaction', async () => {
  expect(PGBOUNCER, 'PgBouncer is installed').toBeDefined()
  const db = await createTestDb(2)
  const pooler = await startPgbouncer(db.connection, 'pool_mode = transaction\ndefault_pool_size = 8')
  const first = await createTestApp(undefined, {}, { db })
  const platform = await first.addPlatform('bench.example')
  const superadmin = await platform.addActor(['superadmin'])
  const learner = await platform.addActor(['learner'])
  const { id: accountId } = await pairedAccount(first, platform, superadmin)
  const session = await buildSession(platform, superadmin)
  const [planner, own] = [
    await signedIn(first, platform, superadmin.email),
    await signedIn(first, platform, learner.email),
  ]
  const event = {
    name: 'Bench',
    startsWall: '2026-12-01T10:00',
    endsWall: '2026-12-01T10:45',
    timeZone: 'UTC',
    accountId,
  }
  const ask = (test: TestApp, cookie: string, method: 'GET' | 'POST', path: string, payload?: object) =>
    test.app.http.inject({
      method,
      url: `/api/v1${path}`,
      headers: { host: platform.host, cookie },
      ...(payload ? { payload } : {}),
    })
  const planned = await ask(first, planner, 'POST', `/sessions/${session.id}/events`, event)
  expect(planned.statusCode, planned.body).toBe(201)
  const people = (await addPeople(platform, (ROUNDS + 1) * 3 * 40)).map(({ personId }) => personId)

  const open = async (name: string, database: TestDb['database']): Promise<Mode> => ({
    name,
    test: await createTestApp(undefined, {}, { db: { ...db, database } }),
    cpuMs: {},
    behindMs: {},
  })
  const databases = [
    openDatabase(db.connection, 8, 'sessions'),
    openDatabase(db.connection, 8, 'transactions'),
    openDatabase(pooler.connection, 8, 'transactions'),
  ]
  const names = ['session', 'transaction, no pooler', 'transaction, PgBouncer 1.18']
  const modes: Mode[] = []
  for (const [index, name] of names.entries())
    modes.push(await open(name, databases[index] as (typeof databases)[number]))

  const works: Record<
    string,
    { count: number; one: (test: TestApp) => Promise<{ statusCode: number; body: string }> }
  > = {
    'who am I': { count: REQUESTS, one: (test) => ask(test, own, 'GET', '/me') },
    'own month': {
      count: REQUESTS,
      one: (test) =>
        ask(test, own, 'GET', '/calendar/events?from=2026-12-01T00:00:00Z&until=2026-12-31T00:00:00Z'),
    },
    'a session’s events': {
      count: REQUESTS,
      one: (test) => ask(test, planner, 'GET', `/sessions/${session.id}/events`),
    },
    enroll: {
      count: 40,
      one: (test) =>
        ask(test, planner, 'POST', `/sessions/${session.id}/enrollments`, { personId: people.pop() }),
    },
  }
  for (let round = -1; round < ROUNDS; round++) {
    for (const [work, { count, one }] of Object.entries(works)) {
      // Each goes first in turn: the machine is not the same from one moment to the next.
      for (const mode of modes.map((_, index) => modes[(index + round + 3) % 3] as Mode)) {
        let left = round < 0 ? 8 : count
        const behind = () => cpuBehind(String(db.connection.database), String(pooler.connection.host))
        const [before, behindBefore] = [process.cpuUsage(), behind()]
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            while (left-- > 0) {
              const answer = await one(mode.test)
              if (answer.statusCode >= 300) throw new Error(answer.body)
            }
          }),
        )
        const { user, system } = process.cpuUsage(before)
        if (round < 0) continue
        mode.cpuMs[work] ??= []
        mode.cpuMs[work].push((user + system) / 1000 / count)
        mode.behindMs[work] = (mode.behindMs[work] ?? 0) + (behind() - behindBefore) / count / ROUNDS
      }
    }
  }
  const middle = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
  const round = (ms: number) => Math.round(ms * 100) / 100
  const rows = modes.map(({ name, cpuMs, behindMs }) => ({
    mode: name,
    ...Object.fromEntries(
      Object.entries(cpuMs).map(([work, all]) => [
        work,
        `${round(middle(all))} + ${round(behindMs[work] ?? 0)}`,
      ]),
    ),
  }))
  console.table(rows)
  keep('pooler', { cpuMsPerRequest: rows })
  for (const database of databases) await database.close()
  await first.close()
  await pooler.stop()
  await db.drop()
}, 600_000)
