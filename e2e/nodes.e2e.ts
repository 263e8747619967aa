import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Simulator, seedDemoUser, startSimulator } from '@lectern/goto-simulator'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { freePort, MAIN, run, untilReady } from './platform.ts'

// Two nodes on one database are killed again and again while people plan and enroll. The short run stands in
// `npm test`; `npm run test:nodes` is the long one.
const KILLS = Number(process.env.LECTERN_KILLS ?? 4)
const EVENTS = Number(process.env.LECTERN_EVENTS ?? 24)
const ENROLLMENTS = Number(process.env.LECTERN_ENROLLMENTS ?? 120)
const PER_SESSION = 10
const SESSIONS = Math.max(1, Math.ceil(EVENTS / PER_SESSION))
const LEARNERS = Math.ceil(ENROLLMENTS / SESSIONS)
/** Leases of dead nodes run out and the sweep has come by within so long. */
const SETTLED_WITHIN_MS = Number(process.env.LECTERN_SETTLE_MS ?? 300_000)

let simulator: Simulator
let database: pg.ClientConfig
let admin: pg.ClientConfig
let dataDir: string
let db: pg.Client
const nodes: { port: number; child: ChildProcess | undefined }[] = []
let kills = 0

beforeAll(async () => {
  const { template, ...server } = inject('database')
  const name = `nodes_${randomUUID().replaceAll('-', '')}`
  admin = { ...server, database: 'postgres' }
  database = { ...server, database: name }
  await run(admin, `create database ${name} template ${template}`)
  dataDir = mkdtempSync(join(tmpdir(), 'lectern-nodes-'))
  simulator = await startSimulator({
    port: await freePort(),
    control: true,
    behavior: { requestsPerSecond: 1e6 },
  })
  seedDemoUser(simulator)
  db = new pg.Client(database)
  await db.connect()
  for (let n = 0; n < 2; n++) {
    nodes.push({ port: await freePort(), child: undefined })
    await startNode(n)
  }
})
afterAll(async () => {
  for (const { child } of nodes) child?.kill('SIGKILL')
  await simulator?.close()
  await db?.end()
  await sleep(300)
  await run(admin, `drop database ${database.database} with (force)`)
  rmSync(dataDir, { recursive: true, force: true })
})

async function startNode(index: number): Promise<void> {
  const node = nodes[index]
  if (!node) return
  node.child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      LECTERN_DEMO: '1',
      LECTERN_DATA: dataDir,
      DATABASE_URL: `postgres://${database.user}@${encodeURIComponent(String(database.host))}:${database.port}/${database.database}`,
      PORT: String(node.port),
      GOTO_AUTH_URL: simulator.url,
      GOTO_API_URL: simulator.url,
      GOTO_REQUESTS_PER_SECOND: '500',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await untilReady(node.child, `http://localhost:${node.port}`)
}

async function killSomeNode(): Promise<void> {
  const index = kills % nodes.length
  const { child } = nodes[index] ?? {}
  // One that has ended by itself says so no more: waiting for it would never end.
  if (child?.exitCode !== null || child.signalCode !== null) throw new Error(`Node ${index} ended by itself.`)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  kills += 1
  await startNode(index)
}

let cookie = ''

/** Asks whichever node answers; a refusal is an answer, a cut connection is not. Two minutes without one are a fault. */
async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const until = performance.now() + 120_000
  for (let tries = 0; ; tries++) {
    const port = nodes[tries % nodes.length]?.port
    try {
      const answer = await fetch(`http://localhost:${port}/api/v1${path}`, {
        method,
        headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(10_000),
      })
      if (answer.status >= 500) throw new Error(String(answer.status))
      const text = await answer.text()
      if (!answer.ok) throw new Refused(`${method} ${path}: ${answer.status} ${text}`)
      return (text ? JSON.parse(text) : undefined) as T
    } catch (error) {
      if (error instanceof Refused) throw error
      if (performance.now() > until) throw new Error(`${method} ${path} is not answered`, { cause: error })
      await sleep(50)
    }
  }
}

class Refused extends Error {}

async function signIn(): Promise<void> {
  const answer = await fetch(`http://localhost:${nodes[0]?.port}/api/v1/logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@demo.example', password: 'ada-demo-1' }),
  })
  expect(answer.status).toBe(201)
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** An account whose consent was given without a browser. */
async function pairedAccount(name: string, sessionType: string): Promise<string> {
  const redirectUri = `http://localhost:${nodes[0]?.port}/learn/gotomeeting`
  const client = simulator.addClient({ name, redirectUris: [redirectUri] })
  const account = await ask<{ id: string }>('POST', '/apps/gotomeeting-v2/accounts', {
    name,
    fields: { clientId: client.clientId, clientSecret: client.clientSecret },
    sessionType,
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  const walk = await ask<{ authorizeUrl: string }>('POST', `/accounts/${account.id}/pairings`)
  const url = new URL(walk.authorizeUrl)
  const code = simulator.consent({
    clientId: client.clientId,
    email: 'organizer@goto.example',
    redirectUri,
    codeChallenge: url.searchParams.get('code_challenge') ?? '',
  })
  const back = `${redirectUri}?code=${code}&state=${url.searchParams.get('state')}`
  await fetch(back, { headers: { cookie }, redirect: 'manual' })
  return account.id
}

/** Rooms and registrations that are not as they should be. */
async function countUnsettled(): Promise<number> {
  const { rows } = await db.query<{ count: string }>(`
    select (select count(*) from rooms where wanted is not null and (state <> 'ready' or applied_revision < wanted_revision))
      + (select count(*) from rooms where wanted is null and state not in ('gone', 'replaced'))
      + (select count(*) from rooms join events on events.id = event_id
          join enrollments using (session_id)
          where rooms.registers and rooms.wanted is not null and enrollments.status = 'enrolled'
            and not exists (select from registrations where registrations.room_id = rooms.id and registrations.room_key = rooms.provider_key
              and registrations.person_id = enrollments.person_id and registrations.state = 'ready')) as count`)
  return Number(rows[0]?.count)
}

/** For who looks into a failure. */
async function tellUnsettled(): Promise<void> {
  const rooms = await db.query(`
    select left(id::text, 13) as id, state, registers, reason, failures, retry_at, lease_until, registrations_lease_until as reg_lease,
      provider_key is not null as made, wanted_revision - applied_revision as behind,
      (select count(*) from registrations where room_id = rooms.id) as registered,
      (select string_agg(distinct concat(state, ' ', reason::text), '; ') from registrations where room_id = rooms.id) as why,
      (select count(*) from room_attempts where room_id = rooms.id and finished_at is null) as open
    from rooms where registers or state <> 'ready'`)
  console.table(rooms.rows)
  const jobs = await db.query('select name, state, count(*) from pgboss.job group by 1, 2 order by 1, 2')
  console.table(jobs.rows)
}

/** Plans events and enrolls learners, eight at a time. @param planned gets the id of each event that was acknowledged */
async function planAndEnroll(
  planned: string[],
  learners: readonly { id: string }[],
  { meetings, webinars }: { meetings: string; webinars: string },
): Promise<void> {
  const course = await ask<{ id: string }>('POST', '/courses', { name: 'Course', type: 'vilt' })
  for (let s = 0; s < SESSIONS; s++) {
    const session = await ask<{ id: string }>('POST', `/courses/${course.id}/sessions`, { name: `S${s}` })
    const work: (() => Promise<unknown>)[] = []
    for (let n = 0; n < PER_SESSION && planned.length + work.length < EVENTS; n++) {
      const day = String(1 + ((s * PER_SESSION + n) % 27)).padStart(2, '0')
      work.push(async () => {
        const event = await ask<{ id: string }>('POST', `/sessions/${session.id}/events`, {
          name: `E${n}`,
          startsWall: `2027-03-${day}T10:00`,
          endsWall: `2027-03-${day}T11:00`,
          timeZone: 'UTC',
          accountId: n === 0 ? webinars : meetings,
        })
        planned.push(event.id)
      })
    }
    for (const { id: personId } of learners) {
      work.push(() => ask('POST', `/sessions/${session.id}/enrollments`, { personId }))
    }
    const queue = work.values()
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const step of queue) await step()
      }),
    )
  }
}

it(`has at GoTo exactly what is wanted after ${KILLS} kills among ${EVENTS} events and ${ENROLLMENTS} enrollments`, async () => {
  await signIn()
  await ask('PATCH', '/apps/gotomeeting-v2', { active: true })
  const meetings = await pairedAccount('Meetings', 'meeting')
  const webinars = await pairedAccount('Webinars', 'webinar')
  await db.query(
    `insert into people (platform_id, id, email, first_name, last_name, roles)
     select platform_id, gen_random_uuid(), 'learner' || n || '@x.example', 'L' || n, 'Learner', '{learner}'
     from platforms, generate_series(1, $1) n`,
    [LEARNERS],
  )
  const learners = await db.query<{ id: string }>(`select id from people where last_name = 'Learner'`)

  const planned: string[] = []
  // What comes after the last request hits the jobs.
  const killer = (async () => {
    while (kills < KILLS) {
      await sleep(100 + Math.random() * 500)
      await killSomeNode()
    }
  })()

  const work = planAndEnroll(planned, learners.rows, { meetings, webinars })
  // A node that does not start again ends the test, and not the patience of who waits for the next kill.
  await Promise.all([work, killer])

  const began = Date.now()
  while ((await countUnsettled()) > 0 && Date.now() - began < SETTLED_WITHIN_MS) await sleep(1000)
  if ((await countUnsettled()) > 0) await tellUnsettled()
  expect(await countUnsettled()).toBe(0)

  const events = await db.query<{ id: string }>('select id from events')
  const ids = new Set(events.rows.map((row) => row.id))
  expect(planned.filter((id) => !ids.has(id))).toEqual([]) // nothing acknowledged is lost
  const rooms = await db.query<{ provider_key: string }>(
    'select provider_key from rooms where wanted is not null',
  )
  const state = simulator.state()
  const atGoto = [
    ...state.meetings.map((meeting) => meeting.meetingId),
    ...state.webinars.map((webinar) => webinar.webinarKey),
  ]
  expect(atGoto.sort()).toEqual(rooms.rows.map((row) => row.provider_key).sort())
  const wanted = await db.query<{ key: string }>(`
    select provider_key || ' ' || email as key from rooms join events on events.id = event_id
    join enrollments using (session_id) join people on people.id = person_id
    where rooms.registers and rooms.wanted is not null and enrollments.status = 'enrolled'`)
  const registered = state.registrants.map((registrant) => `${registrant.roomKey} ${registrant.email}`)
  expect(registered.sort()).toEqual(wanted.rows.map((row) => row.key).sort())
  console.log(
    `${kills} kills, ${planned.length} events acknowledged, ${atGoto.length} rooms, ${registered.length} registrants, settled after ${Math.round((Date.now() - began) / 1000)} s`,
  )
}, 900_000)
