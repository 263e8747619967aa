import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, outboxOf, planEvent, signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { CourseId, EventId, SessionId } from '../../../domain/ids.ts'
import { listNotifications } from '../../messages/notifications/inbox.service.ts'
import { sendNotifications, tell } from '../../messages/notifications/notifications.service.ts'
import { enroll, unenroll } from '../enrollments/enrollments.service.ts'
import { deleteEvent } from '../events/events.service.ts'
import { remove } from '../lifecycle/lifecycle.service.ts'

type Person = Awaited<ReturnType<TestPlatform['addActor']>>
let test: TestApp
let platform: TestPlatform
let superadmin: Person
let learner: Person
let cookies: Map<Person, string>
let sessionId: SessionId
let courseId: CourseId
let eventId: EventId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('removed.example')
  superadmin = await platform.addActor(['superadmin'])
  learner = await platform.addActor(['learner'])
  cookies = new Map()
  for (const person of [superadmin, learner])
    cookies.set(person, await signedIn(test, platform, person.email))
})
afterAll(() => test.close())
beforeEach(async () => {
  const session = await buildSession(platform, superadmin)
  sessionId = session.id
  courseId = session.courseId
  eventId = (await plan('Day one')).id
  await enroll(platform.ctx, superadmin, sessionId, learner.personId)
  await sendNotifications(platform.ctx)
})

const plan = (name: string) =>
  planEvent(platform, superadmin, {
    sessionId,
    accountId: null,
    name,
    from: '10:00',
    to: '11:00',
  })
const get = (path: string, person = learner) =>
  test.app.http.inject({
    url: `/api/v1${path}`,
    headers: { host: 'removed.example', cookie: cookies.get(person) ?? '' },
  })
const setVisibility = (visibility: 'enrolled' | 'catalogue') =>
  platform.ctx.db.updateTable('courses').set({ visibility }).where('id', '=', courseId).execute()
const pathsIn = async (person = learner) =>
  (await listNotifications(platform.ctx, person, { unread: false, cursor: undefined, limit: 4 })).items.map(
    ({ kind, path }) => [kind, path],
  )
const newestMail = async () =>
  (await outboxOf(platform, superadmin)).find(({ recipient }) => recipient === learner.email)

describe('what was deleted', () => {
  it('is told as such, with the nearest page that is there', async () => {
    await deleteEvent(platform.ctx, superadmin, eventId)
    const event = await get(`/events/${eventId}`)
    expect(event.statusCode).toBe(410)
    expect(event.json()).toMatchObject({
      code: 'event-deleted',
      detail: expect.stringMatching(/“Day one” was deleted Tue 24 Nov/),
      nearest: `/sessions/${sessionId}`,
    })
    await remove(platform.ctx, superadmin, { sessionId })
    expect((await get(`/events/${eventId}`)).json()).toMatchObject({ nearest: '/calendar' })
    expect((await get(`/events/${eventId}`, superadmin)).json()).toMatchObject({
      nearest: `/courses/${courseId}`,
    })
    expect((await get(`/sessions/${sessionId}`)).json()).toMatchObject({
      code: 'session-deleted',
      nearest: '/calendar',
    })
    await setVisibility('catalogue')
    expect((await get(`/sessions/${sessionId}`)).json()).toMatchObject({ nearest: `/courses/${courseId}` })
    await remove(platform.ctx, superadmin, { courseId })
    expect((await get(`/sessions/${sessionId}`)).json()).toMatchObject({ nearest: '/calendar' })
    expect((await get(`/courses/${courseId}`)).json()).toMatchObject({
      code: 'course-deleted',
      nearest: '/calendar',
    })
    const never = '01939dd0-0000-7000-8000-000000000000'
    for (const path of [`/events/${never}`, `/sessions/${never}`, `/courses/${never}`])
      expect((await get(path)).statusCode).toBe(404)
  })

  it('is told of sessions that went with their course', async () => {
    await remove(platform.ctx, superadmin, { courseId })
    expect((await get(`/sessions/${sessionId}`)).json()).toMatchObject({ code: 'session-deleted' })
    expect((await get(`/events/${eventId}`)).json()).toMatchObject({ code: 'event-deleted' })
  })
})

describe('the links of notifications', () => {
  it('lead to the session as long as it is there, then to the course, then to the calendar', async () => {
    const reminder = { kind: 'reminder' as const, sessionId, eventIds: [eventId] }
    await withTransaction(platform.ctx.db, (trx) =>
      tell(platform.ctx, trx, { ...reminder, params: { startsAt: '2026-11-26T09:00:00.000Z' } }, [
        learner.personId,
      ]),
    )
    await sendNotifications(platform.ctx)
    expect(await pathsIn()).toEqual(
      expect.arrayContaining([
        ['reminder', `/learn/events/${eventId}`],
        ['enrolled', `/sessions/${sessionId}`],
      ]),
    )
    await plan('Day two')
    await deleteEvent(platform.ctx, superadmin, eventId)
    const paths = new Map((await pathsIn()) as [string, string][])
    expect([paths.get('deleted'), paths.get('reminder')]).toEqual([
      `/sessions/${sessionId}`,
      `/sessions/${sessionId}`,
    ])
    expect((await newestMail())?.body).toContain(
      `To the session:\nhttps://removed.example/sessions/${sessionId}`,
    )
    await setVisibility('catalogue')
    await remove(platform.ctx, superadmin, { sessionId })
    expect((await pathsIn()).every(([, path]) => path === `/courses/${courseId}`)).toBe(true)
    expect((await newestMail())?.body).toContain(
      `To the course:\nhttps://removed.example/courses/${courseId}`,
    )
    await remove(platform.ctx, superadmin, { courseId })
    expect((await pathsIn()).every(([, path]) => path === '/calendar')).toBe(true)
  })

  it('do not lead to what a person may not open any more', async () => {
    await unenroll(platform.ctx, superadmin, sessionId, learner.personId)
    await sendNotifications(platform.ctx)
    expect((await get(`/sessions/${sessionId}`)).statusCode).toBe(404)
    expect((await pathsIn())[0]).toEqual(['removed', '/calendar'])
    expect((await newestMail())?.body).toContain('To the calendar:\nhttps://removed.example/calendar')
  })
})

describe('Join of what takes place on site', () => {
  const click = (url: string) =>
    test.app.http.inject({ url, headers: { host: 'removed.example', cookie: cookies.get(learner) ?? '' } })

  it('says where it is, and waits for no room, whenever it is pressed', async () => {
    const place = 'Hall 2, Via Roma 1'
    await platform.ctx.db.updateTable('events').set({ place }).where('id', '=', eventId).execute()
    const before = test.clock.now
    for (const now of ['2026-11-24T08:00:00Z', '2026-11-26T08:55:00Z', '2026-11-26T09:30:00Z']) {
      test.clock.now = new Date(now)
      const answer = await click(`/learn/events/${eventId}/join`)
      expect(answer.statusCode).toBe(409)
      expect(answer.body).toContain('event-on-site')
      expect(answer.body).toContain('the event takes place here: Hall 2, Via Roma 1')
    }
    test.clock.now = before
    await platform.ctx.db.updateTable('events').set({ place: '' }).where('id', '=', eventId).execute()
    expect((await click(`/learn/events/${eventId}/join`)).body).toContain('event-on-site-somewhere')
  })
})
