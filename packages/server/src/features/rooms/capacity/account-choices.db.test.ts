import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { cancel } from '../../training/lifecycle/lifecycle.service.ts'
import { createAccount } from '../accounts/accounts.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('choices.example')
  superadmin = await platform.addActor(['superadmin'])
  cookie = await signedIn(test, platform, superadmin.email)
})
afterAll(() => test.close())

/** From 10 to 11 in Rome, the zone of the events. */
async function ask(query: Record<string, string> = {}, as = cookie) {
  const span = { startsAt: '2026-11-26T09:00:00Z', endsAt: '2026-11-26T10:00:00Z' }
  const answer = await test.app.http.inject({
    url: `/api/v1/account-choices?${new URLSearchParams({ ...span, ...query })}`,
    headers: { host: platform.host, cookie: as },
  })
  return { status: answer.statusCode, body: answer.json() }
}

async function choices(query: Record<string, string> = {}) {
  const { body } = await ask(query)
  return Object.fromEntries(
    body.items.map((item: Record<string, string>) => [item.name, [item.state, item.roomsFree, item.rooms]]),
  )
}

it('says of each account what its rooms are, how many are free then, and why it can’t be chosen', async () => {
  const accountOf = (name: string, limits = {}) =>
    pairedAccount(test, platform, superadmin, { name, limits, sessionType: 'webinar' })
  const two = await accountOf('Two', { concurrentRooms: 2 })
  const one = await accountOf('One', { concurrentRooms: 1 })
  await accountOf('Any')
  const perCourse = await accountOf('Per course', { sessionsPerCourse: 1 })
  const inTotal = await accountOf('In total', { totalSessions: 1 })
  const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 3 }
  await createAccount(platform.ctx, superadmin, {
    ...{
      appId: 'fake',
      name: 'Unpaired',
      description: '',
      fields: { clientId: 'c', clientSecret: 's' },
      limits,
    },
    sessionType: 'meeting',
  })
  const session = await buildSession(platform, superadmin)
  const plan = (name: string, accountId: typeof one.id, from: string, to: string) =>
    planEvent(platform, superadmin, { sessionId: session.id, accountId, name, from, to })
  await plan('Half', two.id, '10:30', '12:00')
  const burns = await plan('Burns', one.id, '09:00', '10:30')
  await plan('Before', two.id, '09:00', '10:00')
  await plan('First', perCourse.id, '20:00', '21:00')
  await plan('Only', inTotal.id, '20:00', '21:00')
  const off = await plan('Off', two.id, '10:00', '11:00')
  await cancel(platform.ctx, superadmin, { eventId: off.id }, '')

  const courseId = session.courseId
  expect(await choices({ courseId })).toEqual({
    Any: ['free', null, null],
    'In total': ['limit-reached', null, null],
    One: ['no-room', 0, 1],
    'Per course': ['limit-reached', null, null],
    Two: ['free', 1, 2],
    Unpaired: ['unusable', 0, 0],
  })
  const { body } = await ask({ courseId })
  const found = new Map(body.items.map((item: { name: string }) => [item.name, item]))
  expect(body.items.map((item: { name: string }) => item.name)).toEqual(
    ['Any', 'In total', 'One', 'Per course', 'Two', 'Unpaired'], // as people sort names
  )
  expect(found.get('One')).toMatchObject({
    sessionType: 'webinar',
    sessionTypeName: { en: expect.any(String), it: expect.any(String), de: expect.any(String) },
    reason: { code: 'capacity-concurrent-rooms', text: expect.stringContaining('Burns') },
  })
  expect(found.get('Unpaired')).toMatchObject({ reason: { code: 'account-not-paired' } })
  expect(found.get('Two')).toMatchObject({ reason: null })

  // The event itself stands in nobody's way; another course has its own limit; an hour later all is free.
  expect(await choices({ eventId: burns.id })).toMatchObject({ One: ['free', 1, 1] })
  const other = await buildSession(platform, superadmin)
  expect(await choices({ courseId: other.courseId })).toMatchObject({ 'Per course': ['free', null, null] })
  expect(await choices()).toMatchObject({ 'Per course': ['free', null, null] })
  const later = { startsAt: '2026-11-26T11:00:00Z', endsAt: '2026-11-26T12:00:00Z' }
  expect(await choices(later)).toMatchObject({ One: ['free', 1, 1], Two: ['free', 2, 2] })
  // What it says is what planning does.
  await expect(plan('Late', one.id, '10:00', '11:00')).rejects.toThrow(/capacity-concurrent-rooms/)
  await plan('Fits', two.id, '10:00', '11:00')
  expect(await choices()).toMatchObject({ Two: ['no-room', 0, 2] })
})

it.each([
  [{ endsAt: '2026-11-26T09:00:00Z' }, 422, 'event-ends-before-start'],
  [{ endsAt: '2026-11-27T09:00:01Z' }, 422, 'event-too-long'],
  [{ startsAt: 'yesterday' }, 400, 'invalid-request'],
])('refuses %o', async (query, status, code) => {
  const answer = await ask(query)
  expect([answer.status, answer.body.code]).toEqual([status, code])
})

it('is for people who plan', async () => {
  const learner = await platform.addActor(['learner'])
  expect((await ask({}, await signedIn(test, platform, learner.email))).status).toBe(403)
})
