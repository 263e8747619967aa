import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { runSql } from '../../../../test/cluster.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { scheduleEvent } from '../events/events.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let cookie: string
let sessionId: SessionId
let accountId: AccountId
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('zones.example')
  superadmin = await platform.addActor(['superadmin'])
  const learner = await platform.addActor(['learner'])
  cookie = await signedIn(test, platform, superadmin.email)
  accountId = (await pairedAccount(test, platform, superadmin)).id
  sessionId = (await buildSession(platform, superadmin)).id
  await enroll(platform.ctx, superadmin, sessionId, learner.personId)
})
afterAll(() => test.close())

/** An event at 10:00 in Rome whose stored instants are those of other rules, an hour later. */
async function shifted(name: string, day: string): Promise<EventId> {
  const plan = { sessionId, accountId, name, from: '10:00', to: '11:00', day }
  const id = (await planEvent(platform, superadmin, plan)).id
  await settleJobs(test, platform.ctx)
  const { startsAt, endsAt } = await stored(id)
  await platform.ctx.db
    .updateTable('events')
    .set({ startsAt: addMinutes(startsAt, 60), endsAt: addMinutes(endsAt, 60) })
    .where('id', '=', id)
    .execute()
  return id
}
const stored = (id: EventId) =>
  platform.ctx.db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const call = (method: 'GET' | 'POST', url: string, payload?: object, version = 1) =>
  test.app.http.inject({
    method,
    url: `/api/v1${url}`,
    headers: { host: platform.host, cookie, 'if-match': `"${version}"` },
    ...(payload ? { payload } : {}),
  })
const listed = async () => (await call('GET', '/zone-changes')).json().items

/** A node with other rules than the last one looks after the platform. */
async function withNewRules() {
  await platform.ctx.db.updateTable('platforms').set({ zonesCheckedWith: '2010a' }).execute()
  await sweep(test, platform.ctx, 'zone changes')
}

it('the watch finds coming events whose instants are not what the rules say, and no others', async () => {
  const plan = { sessionId, accountId, name: 'As planned', from: '10:00', to: '11:00', day: '2026-12-01' }
  await planEvent(platform, superadmin, plan)
  const id = await shifted('Shifted', '2026-12-02')
  expect(await listed()).toEqual([])
  await withNewRules()
  expect(await listed()).toEqual([
    {
      eventId: id,
      eventName: 'Shifted',
      courseName: 'Safety',
      timeZone: 'Europe/Rome',
      foundAt: '2026-11-24T08:00:00.000Z',
      startsWall: '2026-12-02T10:00',
      endsWall: '2026-12-02T11:00',
      startsAt: '2026-12-02T10:00:00.000Z',
      endsAt: '2026-12-02T11:00:00.000Z',
      byWallTime: { startsAt: '2026-12-02T09:00:00.000Z', endsAt: '2026-12-02T10:00:00.000Z' },
      impossible: null,
      byInstant: { startsWall: '2026-12-02T11:00', endsWall: '2026-12-02T12:00' },
      proposal: 'wall-time',
      version: 1,
    },
  ])
})

it('keeping the time of the clock moves the instant, the room and people’s calendars', async () => {
  const [{ eventId }] = await listed()
  const answer = await call('POST', `/events/${eventId}/zone-change`, { keep: 'wall-time' })
  expect(answer.json()).toMatchObject({
    startsWall: '2026-12-02T10:00',
    startsAt: '2026-12-02T09:00:00.000Z',
  })
  await settleJobs(test, platform.ctx)
  const room = await platform.ctx.db
    .selectFrom('rooms')
    .select(['applied', 'state'])
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow()
  expect(room).toMatchObject({ state: 'ready', applied: { startsAt: '2026-12-02T09:00:00.000Z' } })
  expect((await stored(eventId)).calendarSequence).toBe(1)
  const told = await platform.ctx.db.selectFrom('notifications').select(['kind', 'eventIds']).execute()
  expect(told).toContainEqual({ kind: 'changed', eventIds: [eventId] })
  expect(await listed()).toEqual([])
  const again = await call('POST', `/events/${eventId}/zone-change`, { keep: 'wall-time' }, 2)
  expect(again.json()).toMatchObject({ status: 409, code: 'zone-change-settled' })
})

it('keeping the instant changes the time of the clock, and nothing moves', async () => {
  const id = await shifted('Kept', '2026-12-03')
  await withNewRules()
  const stale = await call('POST', `/events/${id}/zone-change`, { keep: 'instant' }, 7)
  expect(stale.statusCode).toBe(412)
  const answer = await call('POST', `/events/${id}/zone-change`, { keep: 'instant' })
  expect(answer.json()).toMatchObject({
    startsWall: '2026-12-03T11:00',
    startsAt: '2026-12-03T10:00:00.000Z',
  })
  expect(await stored(id)).toMatchObject({ calendarSequence: 0, zoneDiffersSince: null })
  expect(await listed()).toEqual([])
})

it('a time that the new rules skip can only keep its instant', async () => {
  const event = {
    sessionId: sessionId,
    name: 'Skipped',
    description: '',
    startsWall: '2027-03-28T01:30',
    endsWall: '2027-03-28T04:00',
    timeZone: 'Europe/Rome',
    accountId: null,
  }
  const id = (await scheduleEvent(platform.ctx, superadmin, event)).id
  await platform.ctx.db
    .updateTable('events')
    .set({ startsWall: '2027-03-28T02:30' })
    .where('id', '=', id)
    .execute()
  await withNewRules()
  expect(await listed()).toMatchObject([
    {
      byWallTime: null,
      impossible: { code: 'wall-time-skipped' },
      byInstant: { startsWall: '2027-03-28T01:30' },
      proposal: 'instant',
    },
  ])
  const refused = await call('POST', `/events/${id}/zone-change`, { keep: 'wall-time' })
  expect(refused.json()).toMatchObject({ status: 422, code: 'wall-time-skipped' })
})

it('an event that agrees again, or was changed by hand, is forgotten', async () => {
  const id = await shifted('Mended', '2026-12-04')
  await withNewRules()
  expect(await listed()).toHaveLength(2)
  const { startsAt, endsAt } = await stored(id)
  await platform.ctx.db
    .updateTable('events')
    .set({ startsAt: addMinutes(startsAt, -60), endsAt: addMinutes(endsAt, -60) })
    .where('id', '=', id)
    .execute()
  expect(await listed()).toHaveLength(1)
  await withNewRules()
  expect((await stored(id)).zoneDiffersSince).toBeNull()
})

it('one event that can’t be looked at holds up none of the others, and is named', async () => {
  const ids = [
    await shifted('Before', '2026-12-14'),
    await shifted('Broken', '2026-12-15'),
    await shifted('After', '2026-12-16'),
  ]
  const broken = present(ids[1])
  await runSql(
    test.db.connection,
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
    create trigger refuse before update on events for each row when (old.id = '${broken}') execute function refuse()`,
  )
  await expect(withNewRules()).rejects.toThrow(`event ${broken}: refused`)
  const marked = await Promise.all(ids.map(async (id) => (await stored(id)).zoneDiffersSince !== null))
  expect(marked).toEqual([true, false, true])
})

it('are looked for once with the same rules, and again within half a day', async () => {
  const calm = await test.addPlatform('calm.example')
  expect(await sweep(test, calm.ctx, 'zone changes')).toBe(true)
  expect(await sweep(test, calm.ctx, 'zone changes')).toBe(false)
  const { now } = test.clock
  test.clock.now = addMinutes(now, 12 * 60)
  expect(await sweep(test, calm.ctx, 'zone changes')).toBe(true)
  test.clock.now = now
})
