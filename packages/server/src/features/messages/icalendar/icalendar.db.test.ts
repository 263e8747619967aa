import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { EventId, SessionId } from '../../../domain/ids.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { changeEvent, getEvent } from '../../training/events/events.service.ts'
import { cancel } from '../../training/lifecycle/lifecycle.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let learner: typeof superadmin
let sessionId: SessionId
let eventId: EventId
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('calendar.example')
  superadmin = await platform.addActor(['superadmin'])
  learner = await platform.addActor(['learner'])
  cookie = await signedIn(test, platform, learner.email)
  const account = await pairedAccount(test, platform, superadmin)
  const session = await buildSession(platform, superadmin)
  sessionId = session.id
  const event = await planEvent(platform, superadmin, {
    sessionId,
    accountId: account.id,
    name: 'Day 1; part, one',
    from: '10:00',
    to: '11:00',
  })
  eventId = event.id
  await enroll(platform.ctx, superadmin, sessionId, learner.personId)
  await settleJobs(test, platform.ctx)
})
afterAll(() => test.close())

const call = (method: string, url: string, as = cookie) =>
  test.app.http.inject({
    method: method as 'GET',
    url,
    headers: { host: platform.host, ...(as ? { cookie: as } : {}) },
  })
const makeFeed = async () => new URL((await call('POST', '/api/v1/me/calendar-feed')).json().url).pathname
/** Lines as they are once folding is undone. */
const linesOf = (body: string) => body.replaceAll('\r\n ', '').split('\r\n')
const fieldOf = (body: string, name: string) =>
  linesOf(body)
    .find((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`))
    ?.replace(/^[^:]*:/, '')

describe('a calendar feed', () => {
  it('is read at a secret address without a login, and leads to our links, never to the room', async () => {
    const path = await makeFeed()
    const answer = await call('GET', path, '')
    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8')
    expect(fieldOf(answer.body, 'SUMMARY')).toBe('Safety: Day 1\\; part\\, one')
    expect(fieldOf(answer.body, 'DTSTART')).toBe('20261126T090000Z')
    expect(fieldOf(answer.body, 'LOCATION')).toBe(`https://calendar.example/learn/events/${eventId}/join`)
    expect(answer.body).not.toContain('fake.example')
    const feed = await platform.ctx.db.selectFrom('calendarFeeds').selectAll().executeTakeFirstOrThrow()
    expect(path).not.toContain(feed.tokenHash.toString('base64url'))
    expect((await call('GET', '/api/v1/me/calendar-feed')).json()).toMatchObject({
      exists: true,
      readAt: test.clock.now.toISOString(),
    })
  })

  it('ends when it is made anew or revoked, and with the person', async () => {
    const first = await makeFeed()
    const second = await makeFeed()
    expect([(await call('GET', first, '')).statusCode, (await call('GET', second, '')).statusCode]).toEqual([
      404, 200,
    ])
    await call('DELETE', '/api/v1/me/calendar-feed')
    expect((await call('GET', second, '')).json()).toMatchObject({ status: 404, code: 'calendar-not-found' })
    const third = await makeFeed()
    await platform.ctx.db
      .updateTable('people')
      .set({ active: false })
      .where('id', '=', learner.personId)
      .execute()
    expect((await call('GET', third, '')).statusCode).toBe(404)
    await platform.ctx.db
      .updateTable('people')
      .set({ active: true })
      .where('id', '=', learner.personId)
      .execute()
  })

  it('keeps one UID for life; SEQUENCE rises with the times alone; a cancelled event says so', async () => {
    const path = await makeFeed()
    const seen = async () => {
      const { body } = await call('GET', path, '')
      return {
        uid: fieldOf(body, 'UID'),
        sequence: fieldOf(body, 'SEQUENCE'),
        status: fieldOf(body, 'STATUS'),
        start: fieldOf(body, 'DTSTART'),
      }
    }
    const change = async (fields: object) => {
      const { version } = await getEvent(platform.ctx, superadmin, eventId)
      await changeEvent(platform.ctx, superadmin, { eventId, expectedVersion: version }, fields)
    }
    const planned = await seen()
    expect(planned).toMatchObject({ sequence: '0', status: 'CONFIRMED' })
    await change({ name: 'Day one' })
    expect(await seen()).toEqual(planned)
    await change({ startsWall: '2026-11-26T12:00', endsWall: '2026-11-26T13:00' })
    expect(await seen()).toMatchObject({ uid: planned.uid, sequence: '1', start: '20261126T110000Z' })
    await cancel(platform.ctx, superadmin, { eventId }, 'Ines is ill')
    expect(await seen()).toMatchObject({ uid: planned.uid, status: 'CANCELLED' })
    expect((await call('GET', path, '')).body).toMatch(/Ines is ill/)
    await unenroll(platform.ctx, superadmin, sessionId, learner.personId)
    expect((await seen()).uid).toBeUndefined()
  })
})

it('one event goes out as a file, for who has a place in it or teaches it', async () => {
  expect((await call('GET', `/api/v1/events/${eventId}/event.ics`)).statusCode).toBe(404)
  await enroll(platform.ctx, superadmin, sessionId, learner.personId)
  const answer = await call('GET', `/api/v1/events/${eventId}/event.ics`)
  expect(answer.headers['content-disposition']).toContain('event.ics')
  expect(fieldOf(answer.body, 'UID')).toContain(eventId)
  expect((await call('GET', `/api/v1/events/${eventId}/event.ics`, '')).statusCode).toBe(401)
})

it('an event at a place has nothing to join; who teaches one is led to its page', async () => {
  await platform.ctx.db
    .updateTable('events')
    .set({ place: 'Room 4; first floor', accountId: null, cancelledAt: null, cancelReason: '' })
    .where('id', '=', eventId)
    .execute()
  const place = (await call('GET', `/api/v1/events/${eventId}/event.ics`)).body
  expect(fieldOf(place, 'LOCATION')).toBe('Room 4\\; first floor')
  expect(place).not.toContain('/join')
  const teacher = await platform.addActor(['instructor'])
  const named = { platformId: platform.ctx.platform.id, eventId, personId: teacher.personId }
  await platform.ctx.db.insertInto('eventInstructors').values(named).execute()
  await platform.ctx.db.updateTable('events').set({ place: '' }).where('id', '=', eventId).execute()
  const own = await signedIn(test, platform, teacher.email)
  const taught = (await call('GET', `/api/v1/events/${eventId}/event.ics`, own)).body
  expect(fieldOf(taught, 'LOCATION')).toBe(`https://calendar.example/learn/events/${eventId}`)
})
