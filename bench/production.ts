import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { MAIN, untilReady } from '../e2e/platform.ts'
import { withTransaction } from '../packages/server/src/db/database.ts'
import type { SessionId } from '../packages/server/src/domain/ids.ts'
import { setAppActive } from '../packages/server/src/features/platform/apps/apps.service.ts'
import { createAccount } from '../packages/server/src/features/rooms/accounts/accounts.service.ts'
import { scheduleEvent } from '../packages/server/src/features/training/events/events.service.ts'
import { buildSession } from '../packages/server/test/builders.ts'
import { freePort } from '../packages/server/test/free-port.ts'
import type { TestApp, TestPlatform } from '../packages/server/test/test-app.ts'
import { parentOf } from './load.ts'

/** As many learners as a class has; the one that is open now has all. */
const CLASS = 25
const ROOM = 'https://meet.example.com/room'

/** The server as it runs in production, on the database of the test. */
export async function startServer(test: TestApp, data: string, stops: (() => void)[]) {
  const port = await freePort()
  const { host, port: databasePort, user, database } = test.db.connection
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      DATABASE_URL: `postgres://${user}@${encodeURIComponent(String(host))}:${databasePort}/${database}`,
      LECTERN_DATA: data,
      LECTERN_SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      LECTERN_ROLE: 'web', // mails and sums of reports are the work of other processes
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

export async function startBare(test: TestApp, row: object, stops: (() => void)[]) {
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

export async function postmasterOf(test: TestApp): Promise<number> {
  const client = new pg.Client(test.db.connection)
  await client.connect()
  const { rows } = await client.query('select pg_backend_pid() as pid')
  const pid = parentOf(rows[0].pid)
  await client.end()
  return pid
}

/** A platform of some size, one event of which is open now, and a login for each of its learners. */
export async function fill(
  test: TestApp,
  platform: TestPlatform,
  { people: PEOPLE, events: EVENTS }: { people: number; events: number },
) {
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
        select $1, session_id, id, 'enrolled' from people, unnest($2::uuid[]) with ordinality of (session_id, nth)
        where platform_id = $1 and first_name = 'Lea' and (nth = 1 or substr(last_name, 9)::int <= $3)`,
      [id, [open.id, five.id], CLASS],
    )
    await client.query(
      `insert into sessions (platform_id, id, course_id, name)
        select $1, gen_random_uuid(), $2, 'Past ' || n from generate_series(1, $3::int / 10) n`,
      [id, others.courseId, EVENTS],
    )
    await client.query(
      `insert into enrollments (platform_id, session_id, person_id, status)
        select $1, sessions.id, people.id, 'enrolled'
        from (select id, substr(name, 6)::int as nth from sessions where platform_id = $1 and name like 'Past %') sessions
        join people on people.platform_id = $1 and first_name = 'Lea'
          and substr(last_name, 9)::int % $3::int = nth and substr(last_name, 9)::int > $2`,
      [id, CLASS, Math.max(1, Math.floor(EVENTS / 10))],
    )
    await client.query(
      `insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
        select $1, gen_random_uuid(), (select id from sessions where platform_id = $1 and name = 'Past ' || (1 + (n - 1) / 10)),
          $2, 'Event ' || n, to_char(at, 'YYYY-MM-DD"T"HH24:MI'),
          to_char(at + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI'), 'UTC', at, at + interval '1 hour'
        from generate_series(1, $3::int) n, lateral (select now() - n * interval '1 hour' as at) times`,
      [id, others.courseId, EVENTS],
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
    return { row, tokens, sessionOfFive: five.id, courseOfFive: five.courseId }
  } finally {
    await client.end()
  }
}
