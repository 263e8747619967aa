import { get, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { buildSession, pairedAccount } from '../../test/builders.ts'
import { startProxy, type TestProxy } from '../../test/proxy.ts'
import { createTestApp, PASSWORD, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import type { CourseId } from '../domain/ids.ts'
import { getConnection } from '../features/rooms/accounts/organizers.service.ts'
import { changeSession } from '../features/training/sessions/sessions.service.ts'
import { defineJob, type JobQueue, openJobQueue } from '../jobs/jobs.ts'
import { type Live, openLive } from '../live/live.ts'
import { createFakeApp } from '../providers/fake/fake.ts'
import { newKeyRing, Vault } from '../secrets/vault.ts'

// Four nodes without state of their own, behind a proxy that gives each request to the next one. Real processes that are
// killed stand in `npm run test:nodes`.
const NODES = 4
const HOST = 'nodes.example'
const log = pino({ level: 'silent' })
const clock = { now: new Date('2026-11-24T08:00:00Z') }
const counted = defineJob('nodes.counted', z.object({ number: z.number() }))

let db: TestDb
const nodes: { test: TestApp; live: Live; port: number }[] = []
let proxy: TestProxy
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let planner: string

beforeAll(async () => {
  db = await createTestDb(24)
  const shared = { db, clock, vault: new Vault(newKeyRing(clock.now)), fake: createFakeApp(() => clock.now) }
  for (let n = 0; n < NODES; n++) {
    const live = await openLive(db.connection, log)
    const test = await createTestApp(undefined, { TRUST_PROXY: '1' }, { ...shared, live })
    if (n === 0) platform = await test.addPlatform(HOST)
    await test.app.http.listen({ port: 0, host: '127.0.0.1' })
    nodes.push({ test, live, port: (test.app.http.server.address() as AddressInfo).port })
  }
  proxy = await startProxy(nodes.map(({ port }) => port))
  superadmin = await platform.addActor(['superadmin'])
  planner = await signIn(superadmin.email)
})
afterAll(async () => {
  await proxy.close()
  for (const { test, live } of nodes) {
    await test.close()
    await live.close()
  }
  await db.drop()
})

interface Answer {
  readonly status: number
  readonly cookie: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever an operation answers
  readonly body: any
}

/** Asks whichever node has its turn. */
function ask(
  method: string,
  path: string,
  { cookie = '', body, from = '198.51.100.1' }: { cookie?: string; body?: object; from?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: HOST,
      cookie,
      'x-forwarded-for': from,
      ...(body ? { 'content-type': 'application/json' } : {}),
    }
    const asked = request(`${proxy.url}/api/v1${path}`, { method, headers }, async (answer) => {
      let text = ''
      for await (const chunk of answer) text += chunk
      resolve({
        status: answer.statusCode ?? 0,
        cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '',
        body: text ? JSON.parse(text) : undefined,
      })
    })
    asked.on('error', reject)
    asked.end(body ? JSON.stringify(body) : undefined)
  })
}

async function signIn(email: string): Promise<string> {
  const { status, cookie, body } = await ask('POST', '/logins', { body: { email, password: PASSWORD } })
  expect(status, JSON.stringify(body)).toBe(201)
  return cookie
}

const everyNode = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: NODES }, work))
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status)

it('a login that one node gave holds at all, until it is ended at any of them', async () => {
  const learner = await platform.addActor(['learner'])
  const cookie = await signIn(learner.email)
  const answers = await everyNode(() => ask('GET', '/me', { cookie }))
  expect(answers.map(({ body }) => body.email)).toEqual(Array(NODES).fill(learner.email))
  expect((await ask('DELETE', '/logins/current', { cookie })).status).toBe(204)
  expect(statuses(await everyNode(() => ask('GET', '/me', { cookie })))).toEqual(Array(NODES).fill(401))
})

it('a change at one node is told to the streams of all', async () => {
  const session = await buildSession(platform, superadmin)
  const told = nodes.map(({ port }) => hears(port, `session/${session.id}`))
  await Promise.all(told.map(({ isReady }) => isReady))
  const change = await ask('GET', `/sessions/${session.id}`, { cookie: planner })
  expect(change.status).toBe(200)
  await changeSession(
    platform.ctx,
    superadmin,
    { sessionId: session.id, expectedVersion: session.version },
    { name: 'Told' },
  )
  for (const stream of told) expect(await stream.first).toContain(session.id)
  for (const { close } of told) close()
})

/** A page that is open at one node. */
function hears(port: number, topic: string) {
  let ready = () => {}
  let tell: (data: string) => void = () => {}
  const isReady = new Promise<void>((resolve) => {
    ready = resolve
  })
  const first = new Promise<string>((resolve) => {
    tell = resolve
  })
  const headers = { host: HOST, cookie: planner }
  const stream = get(`http://127.0.0.1:${port}/api/v1/live?topics=${topic}`, { headers }, (answer) => {
    answer.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('event: ready')) ready()
      const data = /event: changed\ndata: (.*)/.exec(text)?.[1] ?? /data: (\{.*changed.*)/.exec(text)?.[1]
      if (data) tell(data)
    })
  })
  stream.on('error', () => {}) // closed by the test
  return { isReady, first, close: () => stream.destroy() }
}

it('tries to sign in count together, at whichever node they are made', async () => {
  const victim = await platform.addActor(['learner'])
  const wrong = { email: victim.email, password: 'not the password' }
  const answers: Answer[] = []
  for (let tries = 0; tries < 14; tries++)
    answers.push(await ask('POST', '/logins', { body: wrong, from: `203.0.113.${tries}` }))
  expect(statuses(answers).filter((status) => status === 401).length).toBeLessThanOrEqual(11)
  const [again, ...others] = await everyNode(() =>
    ask('POST', '/logins', { body: wrong, from: '203.0.113.99' }),
  )
  expect(statuses([again as Answer, ...others])).toEqual(Array(NODES).fill(429))
})

it('seats are given once, however many ask at the same moment at all nodes', async () => {
  const SEATS = 3
  const session = await buildSession(platform, superadmin, { maxEnrollment: SEATS })
  const { ctx } = platform
  await ctx.db
    .updateTable('courses')
    .set({ visibility: 'catalogue' })
    .where('platformId', '=', ctx.platform.id)
    .where('id', '=', session.courseId as CourseId)
    .execute()
  const target = { sessionId: session.id, expectedVersion: session.version }
  await changeSession(ctx, superadmin, target, { selfEnrollment: 'open' })
  const learners = await Promise.all(Array.from({ length: 8 }, () => platform.addActor(['learner'])))
  const cookies = await Promise.all(learners.map(({ email }) => signIn(email)))
  await Promise.all(cookies.map((cookie) => ask('POST', `/sessions/${session.id}/my-place`, { cookie })))
  const rows = await ctx.db
    .selectFrom('enrollments')
    .select('status')
    .where('platformId', '=', ctx.platform.id)
    .where('sessionId', '=', session.id)
    .execute()
  expect(rows.filter(({ status }) => status === 'enrolled')).toHaveLength(SEATS)
})

it('an account never has more rooms at a time than it may, however many plan at all nodes', async () => {
  const account = await pairedAccount(nodes[0]?.test as TestApp, platform, superadmin, {
    limits: { concurrentRooms: 2 },
  })
  const session = await buildSession(platform, superadmin)
  const event = {
    name: 'At once',
    startsWall: '2026-12-01T10:00',
    endsWall: '2026-12-01T10:45',
    timeZone: 'UTC',
    accountId: account.id,
  }
  const plan = () => ask('POST', `/sessions/${session.id}/events`, { cookie: planner, body: event })
  const answers = await Promise.all(Array.from({ length: 3 * NODES }, plan))
  expect(statuses(answers).filter((status) => status === 201)).toHaveLength(2)
  expect(new Set(statuses(answers))).toEqual(new Set([201, 409]))
})

it('tokens are refreshed once for all nodes', async () => {
  const account = await pairedAccount(nodes[0]?.test as TestApp, platform, superadmin, { name: 'Fresh' })
  const fake = nodes[0]?.test.fake
  const began = clock.now
  clock.now = new Date(began.getTime() + 58 * 60_000)
  const organizers = await Promise.all(
    nodes.map(
      async ({ test }) =>
        (await getConnection(test.app.ctxFor(platform.ctx.platform), account.id, null)).connection,
    ),
  )
  const before = fake?.calls.filter((call) => call === 'refresh').length ?? 0
  const tokens = await Promise.all(
    Array.from({ length: 3 * NODES }, (_, index) => organizers[index % NODES]?.accessToken()),
  )
  expect(new Set(tokens).size).toBe(1)
  expect(fake?.calls.filter((call) => call === 'refresh')).toHaveLength(before + 1)
  clock.now = began
})

it('a job is done once, by one of the nodes', async () => {
  const queues: JobQueue[] = []
  for (let n = 0; n < NODES; n++) queues.push(await openJobQueue(db.connection, [counted], log))
  const done: { node: number; number: number }[] = []
  for (const [node, queue] of queues.entries())
    await queue.work(counted, async ({ number }) => {
      done.push({ node, number })
      await new Promise((resolve) => setTimeout(resolve, 5)) // so that others have their turn
    })
  const numbers = Array.from({ length: 80 }, (_, number) => ({ number }))
  await Promise.all(queues.map((queue, n) => queue.sendAll(counted, numbers.slice(n * 20, (n + 1) * 20))))
  await expect.poll(() => done.length, { timeout: 60_000 }).toBe(80)
  await Promise.all(queues.map((queue) => queue.stop()))
  expect(done.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
    numbers.map(({ number }) => number),
  )
})
