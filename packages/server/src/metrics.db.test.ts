import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { get } from 'node:http'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent, signedIn } from '../test/builders.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../test/test-app.ts'
import { roomFigures } from './features/rooms/rooms/found-rooms.service.ts'

let test: TestApp
let platforms: TestPlatform[]

beforeAll(async () => {
  test = await createTestApp()
  platforms = [await test.addPlatform('one.example'), await test.addPlatform('two.example')]
})
afterAll(() => test.close())

const read = async () => (await test.app.http.inject('/internal/metrics')).body
/** The samples of a metric: their labels with their value. */
const samplesOf = async (name: string) =>
  (await read()).split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))

it('counts answers and refusals by patterns and codes, and tells nobody who it was', async () => {
  const [one] = platforms as [TestPlatform]
  const person = await one.addActor(['superadmin'], 'ada@one.example')
  const cookie = await signedIn(test, one, person.email)
  const secret = randomUUID()
  const ask = (url: string, headers: Record<string, string> = {}) =>
    test.app.http.inject({ url, headers: { host: one.host, ...headers } })
  await ask(`/api/v1/people/${person.personId}?email=ada@one.example`, { cookie })
  await ask(`/api/v1/courses/${secret}`, { cookie })
  await ask(`/api/v1/courses/${secret}`)
  await ask(`/api/v1/nothing/${secret}`, { cookie })
  await ask(`/unsubscribe/${secret}`)
  await ask(`/some/page/${secret}`)
  await ask('/api/v1/me', { host: 'nobody.example' })
  const text = await read()
  for (const secretText of [secret, person.personId, one.ctx.platform.id, one.host, 'ada', 'nobody'])
    expect(text).not.toContain(secretText)
  const routes = new Set(Array.from(text.matchAll(/route="([^"]*)"/g), ([, route]) => route))
  const known = new Set(test.app.http.listDoors().map(({ url }) => url))
  expect([...routes].filter((route) => route !== 'none' && !known.has(route ?? ''))).toEqual([])
  expect(routes).toContain('/api/v1/people/:personId')
  expect(text).toContain('lectern_refusals_total{code="course-not-found"} 1')
  expect(text).toContain('lectern_refusals_total{code="not-signed-in"} 1')
  expect(text).toMatch(/lectern_refusals_total\{code="route-not-found"\} \d/)
  expect(text).toMatch(/lectern_http_answers_total\{status="4xx"\} [4-9]/)
})

it('counts streams as long as they are open', async () => {
  const [one] = platforms as [TestPlatform]
  const cookie = await signedIn(test, one, (await one.addActor(['learner'])).email)
  const url = await test.app.http.listen({ host: '127.0.0.1', port: 0 })
  const listen = async () => {
    const asked = get(`${url}/api/v1/live`, { headers: { host: one.host, cookie } })
    asked.on('error', () => {}) // hung up
    await once(asked, 'response')
    return asked
  }
  const streams = [await listen(), await listen()]
  expect(await samplesOf('lectern_live_streams')).toEqual(['lectern_live_streams 2'])
  for (const stream of streams) stream.destroy()
  const isOver = { timeout: 20_000 }
  await expect.poll(() => samplesOf('lectern_live_streams'), isOver).toEqual(['lectern_live_streams 0'])
  expect(await read()).not.toContain('route="/api/v1/live"')
})

it('counts rooms of all platforms by state, how late they are, and calls of providers by what became of them', async () => {
  const { sweeping } = test.db.database
  for (const platform of platforms) {
    const { ctx } = platform
    const actor = await platform.addActor(['superadmin'])
    const account = await pairedAccount(test, platform, actor)
    const { id: sessionId } = await buildSession(platform, actor)
    for (const from of ['09:00', '12:00'])
      await planEvent(platform, actor, {
        sessionId,
        accountId: account.id,
        name: from,
        from,
        to: `${from.slice(0, 2)}:30`,
      })
    if (platform === platforms[0]) await settleJobs(test, ctx)
  }
  const later = new Date(test.clock.now.getTime() + 90_000)
  const now = async () => roomFigures(sweeping, new Date())
  const { rooms } = await roomFigures(sweeping, later)
  expect(rooms).toEqual({ pending: 2, ready: 2, changing: 0, deleting: 0, blocked: 0, failed: 0 })
  const lag = async (change: string) => {
    const { db } = (platforms[1] as TestPlatform).ctx
    await sql`update rooms set ${sql.raw(change)} where state = 'pending'`.execute(db)
    return Math.round((await now()).oldestDueSeconds)
  }
  const ago = (seconds: number) => `now() - interval '${seconds} seconds'`
  expect(await lag(`changed_at = ${ago(300)}`)).toBe(300)
  expect(await lag(`retry_at = ${ago(60)}`)).toBe(60)
  expect(await lag(`retry_at = ${ago(-600)}`)).toBe(0)
  expect(await lag(`retry_at = null, lease_until = ${ago(20)}`)).toBe(20)
  expect(await lag(`state = 'blocked'`)).toBe(0) // people have to mend it
  expect((await now()).rooms).toMatchObject({ pending: 0, blocked: 2 })
  const calls = await samplesOf('lectern_provider_calls_total')
  expect(calls.find((line) => line.includes('operation="createRoom"'))).toMatch(
    /outcome="ok",class="none"\} 2$/,
  )
  const { ctx } = platforms[0] as TestPlatform
  for (const [label] of (await read()).matchAll(/\{.*\}/g)) expect(label).not.toContain(ctx.platform.id)
})
