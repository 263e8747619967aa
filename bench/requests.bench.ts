import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it } from 'vitest'
import { freePort, MAIN, untilReady } from '../e2e/platform.ts'
import { withTransaction } from '../packages/server/src/db/database.ts'
import type { SessionId } from '../packages/server/src/domain/ids.ts'
import { setAppActive } from '../packages/server/src/features/platform/apps/apps.service.ts'
import { createAccount } from '../packages/server/src/features/rooms/accounts/accounts.service.ts'
import { scheduleEvent } from '../packages/server/src/features/training/events/events.service.ts'
import { buildSession } from '../packages/server/test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../packages/server/test/test-app.ts'
import { type Ask, cpuMsOf, get, type Load, load, parentOf } from './load.ts'

const PEOPLE = Number(process.env.LECTERN_PEOPLE ?? 20_000)
const EVENTS = Number(process.env.LECTERN_EVENTS ?? 10_000)
const REQUESTS = Number(process.env.LECTERN_REQUESTS ?? 3_000)
const STORM = Number(process.env.LECTERN_STORM ?? 10_000)
const STORM_SECONDS = Number(process.env.LECTERN_STORM_SECONDS ?? 60)
const CONNECTIONS = 16
const ROUNDS = 3
/** One kind of work alone, such as to profile it: with `LECTERN_PROFILE`, a folder for the profiles of the server. */
const ONLY = process.env.LECTERN_WORK
const HOST = 'bench.example'
/** Of a host that is reached by TLS, as the settings say. */
const COOKIE = '__Host-lectern_login'
const ROOM = 'https://meet.example.com/room'

/** What people ask for most, beside what this machine can do at the best, and the share of it that is the goal. */
const WORK = {
  join: { limit: '/write', goal: 0.5 },
  event: { limit: '/read', goal: 0.35 },
  'events of a session': { limit: '/read', goal: 0.35 },
  'own calendar month': { limit: '/read', goal: 0.35 },
  'who am I': { limit: '/read', goal: 0.6 },
  'index.html': { limit: '/page', goal: undefined },
} as const
type Work = keyof typeof WORK

it('answers what people ask for most, beside a server that only reads a row', async () => {
  const test = await createTestApp()
  const data = mkdtempSync(join(tmpdir(), 'lectern-bench-'))
  const stops: (() => void)[] = [() => rmSync(data, { recursive: true, force: true })]
  try {
    const platform = await test.addPlatform(HOST)
    test.clock.now = new Date()
    const filled = await fill(test, platform)
    const address = await startServer(test, data, stops)
    const bare = await startBare(test, filled.row, stops)
    const postgres = await postmasterOf(test)
    const headersOf = (n: number) => ({
      host: HOST,
      cookie: `${COOKIE}=${filled.tokens[n % filled.tokens.length]}`,
      'x-forwarded-for': `203.0.113.${n % 3}`,
    })
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    const month = new URLSearchParams({ from: day(-15), until: day(15), scope: 'mine' })
    const paths: Record<Work, string> = {
      join: `/learn/events/${filled.row.eventId}/join`,
      event: `/api/v1/events/${filled.row.eventId}`,
      'events of a session': `/api/v1/sessions/${filled.sessionOfFive}/events`,
      'own calendar month': `/api/v1/calendar/events?${month}`,
      'who am I': '/api/v1/me',
      'index.html': '/',
    }
    const rows: Record<string, unknown>[] = []
    for (const [work, { limit, goal }] of Object.entries(WORK) as [Work, (typeof WORK)[Work]][]) {
      if (ONLY && ONLY !== work) continue
      const own = { port: address.port, pid: address.pid, status: work === 'join' ? 302 : 200 }
      const accept = work === 'index.html' ? 'text/html' : 'application/json'
      // Somebody else each time: nobody may press Join as often.
      const asks = (n: number) => get(paths[work], { ...headersOf(work === 'join' ? n : 0), accept })
      const best = { port: bare.port, pid: bare.pid, status: limit === '/write' ? 302 : 200 }
      const bareAsk = () => get(limit, { host: 'bare' })
      const [ours, theirs]: Measured[][] = [[], []]
      // In turn, so that what else the machine does hits both alike.
      for (let round = 0; round < ROUNDS; round++) {
        theirs?.push(await measure(best, postgres, bareAsk))
        ours?.push(await measure(own, postgres, asks))
      }
      const [a, b] = [middle(ours ?? []), middle(theirs ?? [])]
      rows.push({
        work,
        'per second': Math.round(a.perSecond),
        'p99, ms': a.p99,
        'server, ms of CPU': a.serverMs,
        'PostgreSQL, ms of CPU': a.postgresMs,
        'limit per second': Math.round(b.perSecond),
        'limit, ms of CPU': Number((b.serverMs + b.postgresMs).toFixed(2)),
        'share by requests': Number((a.perSecond / b.perSecond).toFixed(2)),
        'share by CPU': Number(((b.serverMs + b.postgresMs) / (a.serverMs + a.postgresMs)).toFixed(2)),
        goal: goal ?? '5,000 a second',
      })
    }
    console.table(rows)
    if (ONLY) return
    const join = (n: number) => get(paths.join, headersOf(n))
    const half = await atHalfLoad(address.port, join, Number(rows[0]?.['limit per second']))
    const storm = await stormOf(address.port, join)
    console.table({ 'join at half the limit’s load': half, 'join storm': storm })
    const load1 = loadavg()
      .map((value) => value.toFixed(1))
      .join(' ')
    console.log(`${PEOPLE} people, ${EVENTS} events, ${CONNECTIONS} connections, load ${load1}`)
    mkdirSync(new URL('./results/', import.meta.url), { recursive: true })
    writeFileSync(
      new URL('./results/requests.json', import.meta.url),
      `${JSON.stringify({ at: new Date().toISOString(), load: load1, people: PEOPLE, events: EVENTS, rows, half, storm }, null, 2)}\n`,
    )
    expect(storm.requests).toBe(STORM)
  } finally {
    for (const stop of stops.reverse()) stop()
    await test.close()
  }
}, 1_800_000)

interface Measured extends Load {
  readonly serverMs: number
  readonly postgresMs: number
}

/** One run, with the processor time that each request took of the server and of PostgreSQL. */
async function measure(
  { port, pid, status }: { port: number; pid: number; status: number },
  postgres: number,
  asks: Ask,
): Promise<Measured> {
  const options = { connections: CONNECTIONS, status }
  await load(port, asks, { ...options, requests: 200 })
  const before = [cpuMsOf(pid), cpuMsOf(postgres)] as const
  const done = await load(port, asks, { ...options, requests: REQUESTS })
  const each = (ms: number) => Number((ms / done.requests).toFixed(3))
  return {
    ...done,
    serverMs: each(cpuMsOf(pid) - before[0]),
    postgresMs: each(cpuMsOf(postgres) - before[1]),
  }
}

const middle = (rounds: readonly Measured[]): Measured =>
  rounds.toSorted((a, b) => a.perSecond - b.perSecond)[rounds.length >> 1] as Measured

/** As many clicks as half of the goal, which is half of what a bare server could take. */
function atHalfLoad(port: number, asks: Ask, limit: number): Promise<Load> {
  const perSecond = limit / 4
  const requests = Math.round(perSecond * 10)
  return load(port, asks, { connections: 64, requests, status: 302, perSecond })
}

/** Every learner presses Join once, from three addresses. */
const stormOf = (port: number, asks: Ask): Promise<Load> =>
  load(port, asks, { connections: 200, requests: STORM, status: 302, perSecond: STORM / STORM_SECONDS })

/** The server as it runs in production, on the database of the test. */
async function startServer(test: TestApp, data: string, stops: (() => void)[]) {
  const port = await freePort()
  const { host, port: databasePort, user, database } = test.db.connection
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      DATABASE_URL: `postgres://${user}@${encodeURIComponent(String(host))}:${databasePort}/${database}`,
      LECTERN_DATA: data,
      LECTERN_SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      LOG_LEVEL: 'error',
      PORT: String(port),
      TRUST_PROXY: '1',
      REQUESTS_PER_MINUTE: '10000000',
      ...(process.env.LECTERN_PROFILE
        ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${process.env.LECTERN_PROFILE}` }
        : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  stops.push(() => child.kill('SIGTERM'))
  await untilReady(child, `http://127.0.0.1:${port}`)
  return { port, pid: child.pid as number }
}

async function startBare(test: TestApp, row: object, stops: (() => void)[]) {
  const child = spawn(process.execPath, [new URL('bare-server.ts', import.meta.url).pathname], {
    env: { ...process.env, DATABASE: JSON.stringify(test.db.connection), ROW: JSON.stringify(row) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  stops.push(() => child.kill('SIGTERM'))
  const port = await new Promise<number>((resolve) =>
    child.stdout.once('data', (said) => resolve(Number(String(said)))),
  )
  return { port, pid: child.pid as number }
}

async function postmasterOf(test: TestApp): Promise<number> {
  const client = new pg.Client(test.db.connection)
  await client.connect()
  const { rows } = await client.query('select pg_backend_pid() as pid')
  const pid = parentOf(rows[0].pid)
  await client.end()
  return pid
}

/** A platform of some size, one event of which is open now, and a login for each of its learners. */
async function fill(test: TestApp, platform: TestPlatform) {
  const superadmin = await platform.addActor(['superadmin'])
  const { ctx } = platform
  await withTransaction(ctx.db, (trx) =>
    setAppActive(ctx, trx, { appId: 'custom-link', active: true }, superadmin.personId),
  )
  const account = await createAccount(ctx, superadmin, {
    ...{ appId: 'custom-link', name: 'Rooms', description: '', sessionType: 'link' },
    fields: { joinUrl: ROOM },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  const open = await buildSession(platform, superadmin)
  const five = await buildSession(platform, superadmin)
  const others = await buildSession(platform, superadmin)
  const wall = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16)
  const plan = (sessionId: SessionId, startsWall: string, endsWall: string) =>
    scheduleEvent(ctx, superadmin, {
      ...{ sessionId, name: 'A class', description: '', startsWall, endsWall, timeZone: 'UTC' },
      accountId: account.id,
    })
  const now = await plan(open.id, wall(-5), wall(175))
  await plan(open.id, wall(24 * 60), wall(25 * 60))
  for (let n = 0; n < 5; n++) await plan(five.id, wall((60 + n) * 1440), wall((60 + n) * 1440 + 60))
  const tokens = Array.from({ length: PEOPLE }, () => randomBytes(32).toString('base64url'))
  const client = new pg.Client(test.db.connection)
  await client.connect()
  try {
    const { id } = ctx.platform
    const ids = [id, tokens.map((token) => createHash('sha256').update(token).digest())]
    await client.query(
      `update rooms set state = 'ready', join_url = '${ROOM}', applied_revision = wanted_revision`,
    )
    await client.query(
      `insert into people (platform_id, id, email, first_name, last_name)
        select $1, gen_random_uuid(), 'learner' || n || '@bench.example', 'Lea', 'Learner ' || n
        from generate_series(1, cardinality($2::bytea[])) n`,
      ids,
    )
    await client.query(
      `insert into logins (platform_id, token_hash, id, person_id, expires_at)
        select $1, ($2::bytea[])[substr(last_name, 9)::int], gen_random_uuid(), id, now() + interval '1 day'
        from people where platform_id = $1 and first_name = 'Lea'`,
      ids,
    )
    await client.query(
      `insert into enrollments (platform_id, session_id, person_id, status)
        select $1, session_id, id, 'enrolled' from people, unnest($2::uuid[]) session_id
        where platform_id = $1 and first_name = 'Lea'`,
      [id, [open.id, five.id]],
    )
    await client.query(
      `insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
        select $1, gen_random_uuid(), $2, $3, 'Event ' || n, to_char(at, 'YYYY-MM-DD"T"HH24:MI'),
          to_char(at + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI'), 'UTC', at, at + interval '1 hour'
        from generate_series(1, $4::int) n, lateral (select now() - n * interval '1 hour' as at) times`,
      [id, others.id, others.courseId, EVENTS],
    )
    await client.query('analyze')
    const { rows } = await client.query(`select person_id from logins where token_hash = $1`, [
      createHash('sha256')
        .update(tokens[0] as string)
        .digest(),
    ])
    const row = {
      ...{ platformId: id, eventId: now.id, personId: rows[0].person_id },
      page: readFileSync(new URL('../packages/web/dist/index.html', import.meta.url), 'utf8'),
    }
    return { row, tokens, sessionOfFive: five.id }
  } finally {
    await client.end()
  }
}
