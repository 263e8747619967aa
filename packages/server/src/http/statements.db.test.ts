import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, signedIn } from '../../test/builders.ts'
import { statementsOf } from '../../test/statements.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { CourseId, PersonId, SessionId } from '../domain/ids.ts'
import { changeSession } from '../features/training/sessions/sessions.service.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { type Live, notifyAtCommit } from '../live/live.ts'
import type { Actor } from './actor.ts'

// Each statement is a round trip, most of them while locks are held. Whoever is about to raise a bound: what is asked
// twice can be handed on, and what is asked in a loop can be asked at once.

/** So many statements may each of these cost. */
const bounds = {
  enroll: 16,
  'enroll who has a place': 8,
  'enroll myself': 19,
  withdraw: 17,
  'cancel a place': 16,
  'enroll twenty': 17,
  'plan an event': 21,
  'move an event': 25,
  'plan ten events': 96,
  'move ten events': 136,
  'cancel an event': 15,
  'read a session': 16,
  'mark three people': 17,
  'cancel the session': 23,
}

let test: TestApp
let platform: TestPlatform
let planner: string
let learner: string
let sessionId: string
let accountId: string
let people: PersonId[]
const counted: Record<string, number> = {}

/** Tells as the real one does, and nobody listens. */
const live: Live = {
  publish: notifyAtCommit,
  subscribe: () => () => {},
  onGap: () => () => {},
  close: async () => {},
}

/** Sends jobs with a statement each, as the real queue does. */
const withStatements = (jobs: Jobs): Jobs => ({
  async enqueue(db, ...job) {
    await sql`select 'send a job'`.execute(db)
    await jobs.enqueue(db, ...job)
  },
  async enqueueAll(db, kind, payloads, options) {
    if (payloads.length > 0) await sql`select 'send jobs'`.execute(db)
    await jobs.enqueueAll(db, kind, payloads, options)
  },
  async oldestSeconds(db) {
    await sql`select 'for how long the oldest job waits'`.execute(db)
    return jobs.oldestSeconds(db)
  },
})

beforeAll(async () => {
  test = await createTestApp(undefined, {}, { live, jobs: withStatements })
  platform = await test.addPlatform('statements.example')
  const superadmin = await platform.addActor(['superadmin'])
  const instructor = await platform.addActor(['instructor'])
  const one = await platform.addActor(['learner'])
  planner = await signedIn(test, platform, superadmin.email)
  learner = await signedIn(test, platform, one.email)
  accountId = (await pairedAccount(test, platform, superadmin)).id
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  sessionId = session.id
  await open(superadmin, session)
  people = (await addPeople(platform, 30)).map(({ personId }) => personId)
  // What is asked once per process or connection is not part of what an operation costs.
  await ask('GET', `/sessions/${sessionId}`)
})
afterAll(async () => {
  if (process.env.LECTERN_STATEMENTS) console.log(counted)
  await test.close()
})

/** People enroll in it by themselves. */
async function open(superadmin: Actor, session: { id: SessionId; courseId: CourseId; version: number }) {
  const { ctx } = platform
  await ctx.db
    .updateTable('courses')
    .set({ visibility: 'catalogue' })
    .where('platformId', '=', ctx.platform.id)
    .where('id', '=', session.courseId)
    .execute()
  const target = { sessionId: session.id, expectedVersion: session.version }
  await changeSession(ctx, superadmin, target, { selfEnrollment: 'open' })
}

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  payload?: object,
  as = planner,
) {
  const { version, ...body } = (payload ?? {}) as { version?: number }
  const answer = await test.app.http.inject({
    method,
    url: `/api/v1${path}`,
    headers: { host: platform.host, cookie: as, ...(version ? { 'if-match': `"${version}"` } : {}) },
    ...(payload ? { payload: body } : {}),
  })
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  return answer.body ? answer.json() : undefined
}

/** What is asked again from time to time, such as whose host it is, is no part of what an operation costs. */
async function moveClock(to: string) {
  test.clock.now = new Date(to)
  for (const who of [planner, learner]) await ask('GET', `/sessions/${sessionId}`, undefined, who)
}

/** Notes how many statements it costs. `LECTERN_STATEMENTS=enroll` shows them. */
async function count<T>(what: keyof typeof bounds, work: () => Promise<T>): Promise<T> {
  const { result, statements } = await statementsOf(work)
  counted[what] = statements.length
  if (process.env.LECTERN_STATEMENTS === what) console.log(statements.join('\n'))
  return result
}

const event = (day: string, hour = '10') => ({
  name: `On ${day}`,
  startsWall: `${day}T${hour}:00`,
  endsWall: `${day}T${hour}:45`,
  timeZone: 'UTC',
  accountId,
})

it('costs few statements, whatever one does', async () => {
  const session = `/sessions/${sessionId}`
  const enrollments = `${session}/enrollments`
  const [first] = people
  await count('enroll', () => ask('POST', enrollments, { personId: first }))
  await count('enroll who has a place', () => ask('POST', enrollments, { personId: first }))
  await count('enroll myself', () => ask('POST', `${session}/my-place`, undefined, learner))
  await count('withdraw', () => ask('DELETE', `${session}/my-place`, undefined, learner))
  await count('cancel a place', () => ask('DELETE', `${enrollments}/${first}`, {}))
  const twenty = { personIds: people.slice(1, 21), save: true }
  await count('enroll twenty', () => ask('POST', `${enrollments}/import`, twenty))

  const one = await count('plan an event', () => ask('POST', `${session}/events`, event('2026-12-01')))
  const moved = { version: one.version, startsWall: '2026-12-02T10:00', endsWall: '2026-12-02T10:45' }
  await count('move an event', () => ask('PATCH', `/events/${one.id}`, moved))
  const rule = { pattern: { repeats: 'weekly', everyWeeks: 1, weekdays: [1] }, ends: { count: 10 } }
  const series = { ...event('2026-12-07'), rule, save: true }
  const { items } = await count('plan ten events', () => ask('POST', `${session}/event-series`, series))
  const eventIds = items.map((item: { eventId: string }) => item.eventId)
  const later = { eventIds, change: { moveDays: 1 }, save: true }
  await count('move ten events', () => ask('POST', '/event-changes', later))
  await count('read a session', async () => {
    for (const of of ['', '/events', '/enrollments', '/attendance']) await ask('GET', session + of)
  })
  await moveClock('2026-12-02T10:10:00Z')
  const marks = people.slice(1, 4).map((personId) => ({ personId, status: 'present', version: 0 }))
  await count('mark three people', () => ask('PUT', `/events/${one.id}/attendance`, { marks }))
  await moveClock('2026-12-02T11:00:00Z')
  await count('cancel an event', () => ask('POST', `/events/${eventIds[0]}/cancellation`, { reason: 'ill' }))
  await count('cancel the session', () => ask('POST', `${session}/cancellation`, { reason: 'ill' }))

  for (const [what, bound] of Object.entries(bounds))
    expect.soft(counted[what], what).toBeLessThanOrEqual(bound)
})
