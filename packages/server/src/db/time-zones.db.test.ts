import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, outboxOf, planEvent, signedIn } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { PersonId } from '../domain/ids.ts'
import { enroll } from '../features/training/enrollments/enrollments.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let cookie: string

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('zones.example')
  superadmin = await platform.addActor(['superadmin'])
  cookie = await signedIn(test, platform, superadmin.email)
})
afterAll(() => test.close())

const call = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, more: object = {}) =>
  test.app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { host: 'zones.example', cookie, ...more },
    ...(payload ? { payload } : {}),
  })

const wrong = ['2027-01-01T09:00Z', '2027-01-01T09:00+01:00[Europe/Rome]', 'Etc/Unknown', 'PST', '+01:00']
const aPerson = (timeZone: string) => ({
  email: `${Math.random()}@zones.example`,
  firstName: 'Zoe',
  lastName: 'Zone',
  roles: ['learner'],
  timeZone,
  invite: false,
})

describe('every door by which a time zone comes in', () => {
  it.each(wrong)('refuses what is none, with a sentence: %s', async (timeZone) => {
    const session = await buildSession(platform, superadmin)
    const times = { startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone }
    const event = { name: 'Day one', description: '', accountId: null, place: 'Rome', ...times }
    const answers = [
      await call('PATCH', '/me', { timeZone }),
      await call('POST', '/people', aPerson(timeZone)),
      await call('POST', `/sessions/${session.id}/events`, event),
    ]
    for (const answer of answers) {
      expect(answer.statusCode, answer.body).toBe(422)
      expect(answer.json()).toMatchObject({
        code: 'time-zone-unknown',
        detail: `“${timeZone}” is not a time zone. Choose one such as Europe/Rome.`,
        errors: [{ pointer: '/timeZone' }],
      })
    }
    const table = `email,first_name,last_name,time_zone\nzed@zones.example,Zed,Zone,"${timeZone}"`
    const { rows } = (await call('POST', '/people/imports', { text: table, save: false })).json()
    expect(rows).toMatchObject([{ outcome: 'refuse', reason: expect.stringContaining(timeZone) }])
  })

  it.each(['Europe/Kyiv', 'europe/kiev', 'Asia/Calcutta', 'US/Pacific', 'Etc/GMT+5', ' utc '])(
    'takes a name of the zone database, however it is written: %s',
    async (timeZone) => {
      const made = await call('POST', '/people', aPerson(timeZone))
      expect(made.statusCode, made.body).toBe(201)
      expect(made.json().timeZone.toLowerCase()).toBe(timeZone.trim().toLowerCase())
      expect(made.json().timeZone).toMatch(/^[A-Z]/)
      expect((await call('PATCH', '/me', { timeZone })).json().timeZone).toBe(made.json().timeZone)
    },
  )
})

describe('a zone that was stored before it was checked', () => {
  it('stops no page and no mail: times are shown in UTC, named', async () => {
    const learner = await platform.addActor(['learner'])
    const sessionId = (await buildSession(platform, superadmin)).id
    const plan = { sessionId, accountId: null, name: 'Day one', from: '10:00', to: '11:00' }
    const { id: eventId } = await planEvent(platform, superadmin, plan)
    const bad = { timeZone: '2027-01-01T09:00Z' }
    await platform.ctx.db.updateTable('people').set(bad).where('id', '=', learner.personId).execute()
    await platform.ctx.db.updateTable('events').set(bad).where('id', '=', eventId).execute()
    await enroll(platform.ctx, superadmin, sessionId, learner.personId)
    const [mail] = (await outboxOf(platform, superadmin)).filter(
      ({ recipient }) => recipient === learner.email,
    )
    expect(mail?.body).toContain('09:00 (UTC)')
    const own = await signedIn(test, platform, learner.email)
    const pages = ['/me', `/events/${eventId}`, '/notifications', '/me/events', '/calendar/agenda']
    for (const page of pages) {
      const answer = await call('GET', page, undefined, { cookie: own })
      expect([page, answer.statusCode < 500]).toEqual([page, true])
    }
    expect((await call('GET', '/me', undefined, { cookie: own })).json().timeZone).toBe('UTC')
  })

  it('is mended by the migration: the zone in its brackets, else UTC; events stay at their instants', async () => {
    const { db } = platform.ctx
    const [one, two, three] = [
      await platform.addActor(['learner']),
      await platform.addActor(['learner']),
      await platform.addActor(['learner']),
    ]
    const setZone = (table: 'people' | 'events', id: string, change: object) =>
      db
        .updateTable(table)
        .set(change)
        // biome-ignore lint/plugin: of a row of whichever table it is
        .where('id', '=', id as never)
        .execute()
    await setZone('people', one.personId, { timeZone: '2027-01-01T09:00Z' })
    await setZone('people', two.personId, { timeZone: '2027-01-01T09:00+01:00[europe/rome][u-ca=iso8601]' })
    await setZone('people', three.personId, { timeZone: 'Europe/Kyiv' })
    const sessionId = (await buildSession(platform, superadmin)).id
    const plan = { sessionId, accountId: null, name: 'Day one', from: '10:00', to: '12:00' }
    const event = await planEvent(platform, superadmin, plan)
    await setZone('events', event.id, {
      timeZone: '2027-01-01T09:00+01:00',
      breaks: JSON.stringify([{ startsWall: '2026-11-26T11:00', endsWall: '2026-11-26T11:15' }]),
    })
    const client = new pg.Client(test.db.connection)
    await client.connect()
    try {
      await client.query('begin')
      await client.query(
        readFileSync(new URL('../../migrations/0025_time_zones.sql', import.meta.url), 'utf8'),
      )
      await client.query('commit')
    } finally {
      await client.end()
    }
    const zoneOf = async (id: PersonId) =>
      (await db.selectFrom('people').select('timeZone').where('id', '=', id).executeTakeFirstOrThrow())
        .timeZone
    expect(await Promise.all([one, two, three].map(({ personId }) => zoneOf(personId)))).toEqual([
      null,
      'Europe/Rome',
      'Europe/Kyiv',
    ])
    const mended = await db
      .selectFrom('events')
      .select(['timeZone', 'startsWall', 'endsWall', 'startsAt', 'breaks'])
      .where('id', '=', event.id)
      .executeTakeFirstOrThrow()
    expect(mended).toEqual({
      timeZone: 'UTC',
      startsWall: '2026-11-26T09:00',
      endsWall: '2026-11-26T11:00',
      startsAt: new Date('2026-11-26T09:00:00Z'),
      breaks: [{ startsWall: '2026-11-26T10:00', endsWall: '2026-11-26T10:15' }],
    })
  })
})
