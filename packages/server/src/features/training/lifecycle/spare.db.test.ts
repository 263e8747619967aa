import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import {
  createFakeClickApp,
  FAKE_CLICK_APP_ID,
  type FakeClickService,
} from '../../../providers/fake/click.ts'
import { lookNow } from '../../operations/preflight/preflight.service.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { createAccount, deleteAccount } from '../../rooms/accounts/accounts.service.ts'
import { getCapacity } from '../../rooms/capacity/capacity-view.service.ts'
import { listCalendarEntries } from '../calendar/calendar-view.service.ts'
import { changeCourse, getCourse } from '../courses/courses.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { enterAsLearner } from '../entrance/entrance.service.ts'
import { changeEvent, getEvent, scheduleEvent } from '../events/events.service.ts'
import { changeSession, getSession } from '../sessions/sessions.service.ts'
import { cancel, giveAnotherRoom, moveEvent, restoreEvent, switchToSpare } from './lifecycle.service.ts'

/** In Rome 10:00 to 11:00. */
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')
const none = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null }

let test: TestApp
let platform: TestPlatform
let click: FakeClickService
let superadmin: Actor
let lea: Actor & { email: string }
let sessionId: SessionId
let eventId: EventId
let webinars: AccountId
let classes: AccountId

beforeAll(async () => {
  test = await createTestApp((now) => {
    click = createFakeClickApp(now)
    return [click.app]
  })
  platform = await test.addPlatform('spare.example')
  const { ctx } = platform
  superadmin = await platform.addActor(['superadmin'])
  lea = await platform.addActor(['learner'])
  await ctx.db
    .transaction()
    .execute((trx) => setAppActive(ctx, trx, { appId: FAKE_CLICK_APP_ID, active: true }, undefined))
})
afterAll(() => test.close())

async function atClick(name: string, concurrentRooms: number | null = null): Promise<AccountId> {
  const made = await createAccount(platform.ctx, superadmin, {
    ...{ appId: FAKE_CLICK_APP_ID, name, description: '', sessionType: 'class' },
    limits: { ...none, concurrentRooms },
    fields: { serverUrl: 'https://click.example', sharedKey: click.sharedKey },
  })
  return made.id as AccountId
}

const kept = async (name: string, concurrentRooms?: number) =>
  (
    await pairedAccount(test, platform, superadmin, {
      ...{ name, sessionType: 'webinar' },
      limits: concurrentRooms ? { concurrentRooms } : {},
    })
  ).id as AccountId

beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  test.jobs.length = 0
  click.faults.length = 0
  test.fake.faults.length = 0
  sessionId = (await buildSession(platform, superadmin)).id
  await enroll(platform.ctx, superadmin, sessionId, lea.personId)
  webinars = await kept('Webinars')
  classes = await atClick('Classes', 1)
})

async function plan(accountId: AccountId, spareAccountId?: AccountId | null): Promise<EventId> {
  const event = await scheduleEvent(platform.ctx, superadmin, {
    ...{ sessionId, name: 'Ladders', description: '', timeZone: 'Europe/Rome', accountId },
    ...{ startsWall: '2026-11-26T10:00', endsWall: '2026-11-26T11:00' },
    ...(spareAccountId === undefined ? {} : { spareAccountId }),
  })
  eventId = event.id
  await settleJobs(test, platform.ctx)
  return event.id
}

const at = (minutes: number) => {
  test.clock.now = addMinutes(STARTS, minutes)
}
const event = () => getEvent(platform.ctx, superadmin, eventId)
const join = () => enterAsLearner(platform.ctx, lea, eventId)
const change = async (fields: Parameters<typeof changeEvent>[3]) => {
  const { version } = await event()
  await changeEvent(platform.ctx, superadmin, { eventId, expectedVersion: version }, fields)
  await settleJobs(test, platform.ctx)
}
const switchTo = async (accountId: AccountId) => {
  await switchToSpare(platform.ctx, superadmin, eventId, accountId)
  await settleJobs(test, platform.ctx)
}
const rooms = () =>
  platform.ctx.db
    .selectFrom('rooms')
    .select(['accountId', 'state', 'providerKey', 'isSpare', 'replacedAt'])
    .where('eventId', '=', eventId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
const held = async (accountId: AccountId) =>
  (await getCapacity(platform.ctx, superadmin, { accountId, from: addMinutes(STARTS, -60), until: ENDS }))
    .events

describe('a spare', () => {
  it('is made and held in its account’s capacity, and leads nobody; nobody is registered in it', async () => {
    await plan(classes, webinars)
    expect(await event()).toMatchObject({
      tool: { accountId: classes },
      spare: { accountId: webinars, state: 'ready', isReady: true, wasLed: false },
    })
    expect(await held(webinars)).toMatchObject([{ id: eventId, isSpare: true }])
    // Calendars mark it for who plans; to who learns a room is a room.
    const span = { from: '2026-11-26T00:00:00Z', until: '2026-11-27T00:00:00Z' }
    const markFor = async (actor: Actor, scope: 'all' | 'mine') =>
      (await listCalendarEntries(platform.ctx, actor, { ...span, scope })).items.map((one) => one.hasSpare)
    expect(await markFor(superadmin, 'all')).toEqual([true])
    expect(await markFor(lea, 'mine')).toContain(false)
    at(0)
    expect(await join()).toContain('https://click.example/')
    const spare = present((await rooms()).find(({ isSpare }) => isSpare))
    expect(test.fake.rooms.get(present(spare.providerKey))?.registrations.size).toBe(0)
    const learner = await getEvent(platform.ctx, lea, eventId)
    expect(learner.spare).toBeNull()
  })

  it('has the options of the event once people are led to it, as far as its tool can', async () => {
    await plan(classes, webinars)
    await change({ roomOptions: { muteOnEntry: true, lobby: true } })
    await switchTo(webinars)
    const leads = present((await rooms()).find(({ isSpare }) => !isSpare))
    const options = () => present(test.fake.rooms.get(present(leads.providerKey))).options
    expect(options()).toMatchObject({ muteOnEntry: true, lobby: true })
    await change({ roomOptions: { muteOnEntry: false, lobby: true } })
    expect(options()).toMatchObject({ muteOnEntry: false, lobby: true })
  })

  it('takes a room that nobody else gets: a refusal names it, and suggests others for it', async () => {
    await plan(webinars, classes)
    const other = { sessionId, name: 'Other', from: '10:30', to: '11:30' }
    await expect(planEvent(platform, superadmin, { ...other, accountId: classes })).rejects.toMatchObject({
      code: 'capacity-concurrent-rooms',
    })
    const wish = { ...other, description: '', timeZone: 'Europe/Rome', accountId: webinars }
    const times = { startsWall: '2026-11-26T10:30', endsWall: '2026-11-26T11:30' }
    const refusal = await scheduleEvent(platform.ctx, superadmin, {
      ...{ ...wish, ...times, spareAccountId: classes },
    }).catch((error) => error)
    expect(refusal.fields).toMatchObject([{ pointer: '/spareAccountId', code: 'capacity-concurrent-rooms' }])
    for (const { change } of refusal.suggestions) {
      expect(Object.keys(change)).toEqual(['spareAccountId'])
      expect([webinars, classes]).not.toContain(change.spareAccountId)
    }
  })

  it('is at another account than the room, and only where there is a room', async () => {
    const beside = { pointer: '/spareAccountId' }
    await expect(plan(webinars, webinars)).rejects.toMatchObject({
      ...{ code: 'spare-same-account', fields: [beside] },
    })
    await plan(webinars, classes)
    await expect(change({ accountId: classes })).rejects.toMatchObject({ code: 'spare-same-account' })
    await expect(
      platform.ctx.db
        .transaction()
        .execute((trx) => moveEvent(platform.ctx, trx, superadmin, { eventId, accountId: classes })),
    ).rejects.toMatchObject({ code: 'spare-same-account' })
    await change({ accountId: null })
    expect((await event()).spare).toBeNull()
    expect((await rooms()).map(({ state }) => state)).toEqual(['gone', 'gone'])
  })

  it('moves in time with its event, or the event stays where it is', async () => {
    await plan(webinars, classes)
    await change({ startsWall: '2026-11-26T12:00', endsWall: '2026-11-26T13:00' })
    expect(await held(classes)).toEqual([])
    const own = eventId
    await planEvent(platform, superadmin, {
      ...{ sessionId, accountId: classes, name: 'In the way', from: '15:00', to: '16:00' },
    })
    await expect(
      change({ startsWall: '2026-11-26T15:00', endsWall: '2026-11-26T16:00' }),
    ).rejects.toMatchObject({ fields: [{ pointer: '/spareAccountId' }] })
    expect(eventId).toBe(own)
    expect((await event()).startsWall).toBe('2026-11-26T12:00')
  })

  it('goes with its event, and comes back with it', async () => {
    await plan(webinars, classes)
    await cancel(platform.ctx, superadmin, { eventId }, 'ill')
    await settleJobs(test, platform.ctx)
    expect(await held(classes)).toEqual([])
    expect((await rooms()).map(({ state }) => state)).toEqual(['gone', 'gone'])
    await restoreEvent(platform.ctx, superadmin, eventId)
    await settleJobs(test, platform.ctx)
    expect((await event()).spare).toMatchObject({ accountId: classes, isReady: true })
  })

  it('keeps its account: it is deleted when no event holds a spare there any more', async () => {
    await plan(webinars, classes)
    await expect(deleteAccount(platform.ctx, superadmin, classes)).rejects.toMatchObject({
      code: 'account-has-coming-events',
    })
    await change({ spareAccountId: null })
    await deleteAccount(platform.ctx, superadmin, classes)
  })

  it('is looked at before the start, and what is wrong with it is said of it', async () => {
    await plan(classes, webinars)
    const look = async () => present(await lookNow(platform.ctx, superadmin, eventId))
    expect(await look()).toMatchObject({ isGreen: true, findings: [] })
    const spare = present((await rooms()).find(({ isSpare }) => isSpare))
    test.fake.rooms.delete(present(spare.providerKey))
    const { isGreen, findings } = await look()
    expect(isGreen).toBe(false)
    expect(findings).toMatchObject([
      { code: 'preflight-spare', text: expect.stringContaining('The spare at “Webinars”:') },
    ])
  })

  it('that can’t be made is seen, tried again, and leads nobody', async () => {
    test.fake.faults.push({
      ...{ operation: 'create', when: 'before' },
      error: new ProviderError('rejected', { provider: 'Fake', detail: 'no' }),
    })
    await plan(classes, webinars)
    expect((await event()).spare).toMatchObject({ state: 'failed', isReady: false })
    await expect(switchToSpare(platform.ctx, superadmin, eventId, webinars)).rejects.toMatchObject({
      ...{ code: 'spare-not-ready', params: { account: 'Webinars' } },
    })
    test.clock.now = addMinutes(test.clock.now, 30)
    await sweep(test, platform.ctx, 'rooms')
    await settleJobs(test, platform.ctx)
    expect((await event()).spare).toMatchObject({ state: 'ready', isReady: true })
  })
})

describe('the switch', () => {
  it('leads everybody to the spare, who are registered there now and told; another one leads back', async () => {
    await plan(classes, webinars)
    at(2)
    const before = await join()
    await switchTo(webinars)
    expect(await event()).toMatchObject({
      tool: { accountId: webinars },
      spare: { accountId: classes, isReady: true, wasLed: true },
    })
    expect(await join()).toMatch(/^https:\/\/fake\.example\/join\/room-.+\/registrant-/)
    const told = await platform.ctx.db
      .selectFrom('notifications')
      .select(['kind', 'personId'])
      .where('kind', '=', 'led-elsewhere')
      .where('sessionId', '=', sessionId)
      .execute()
    expect(told.map(({ personId }) => personId)).toEqual([lea.personId])
    await switchTo(classes)
    expect((await join()).split('?')[0]).toBe(before.split('?')[0])
    expect((await event()).tool?.accountId).toBe(classes)
  })

  it('pressed twice, by two who see it break at once, leads there once and not back', async () => {
    await plan(classes, webinars)
    at(2)
    await Promise.all([switchTo(webinars), switchTo(webinars)])
    await switchTo(webinars)
    expect((await event()).tool?.accountId).toBe(webinars)
    const entries = await platform.ctx.db
      .selectFrom('auditEntries')
      .select('action')
      .where('objectId', '=', eventId)
      .where('action', '=', 'event.switch-room')
      .execute()
    expect(entries).toHaveLength(1)
  })

  it('happens whole or not at all, also where the process is killed right after it', async () => {
    await plan(webinars, classes)
    at(2)
    await switchToSpare(platform.ctx, superadmin, eventId, classes)
    test.jobs.length = 0
    expect(await join()).toContain('https://click.example/')
    at(4)
    for (const name of ['rooms', 'registrations']) await sweep(test, platform.ctx, name)
    await settleJobs(test, platform.ctx)
    expect((await rooms()).map(({ state }) => state)).toEqual(['ready', 'ready'])
  })

  it('is what another room at the account of the spare is, too', async () => {
    await plan(classes, webinars)
    at(2)
    await giveAnotherRoom(platform.ctx, superadmin, eventId, webinars)
    expect((await event()).spare).toMatchObject({ accountId: classes, wasLed: true })
    expect(await rooms()).toHaveLength(2)
  })

  it('keeps the room that broke until it has told who was there; the attendance of both is one', async () => {
    await plan(classes, webinars)
    const [first] = await rooms()
    at(2)
    await switchTo(webinars)
    await join()
    const second = present((await rooms()).find(({ isSpare }) => !isSpare))
    const minute = (n: number) => addMinutes(STARTS, n)
    const stay = { kind: 'main' as const, isHost: false, name: 'Somebody', email: '' }
    click.runs.set(present(first?.providerKey), [
      {
        ...{ key: 'run 1', startedAt: minute(0), endedAt: minute(6) },
        stays: [
          {
            ...{ ...stay, registrationKey: undefined, externalId: lea.personId },
            ...{ joinedAt: minute(0), leftAt: minute(6) },
          },
        ],
      },
    ])
    const room = present(test.fake.rooms.get(present(second.providerKey)))
    const [registrationKey] = room.registrations.keys()
    room.runs.push({
      ...{ key: 'run 2', startedAt: minute(3), endedAt: minute(60) },
      stays: [{ ...stay, registrationKey, externalId: undefined, joinedAt: minute(3), leftAt: minute(60) }],
    })
    for (const minutes of [6, 20, 40, 90, 200]) {
      test.clock.now = addMinutes(ENDS, minutes)
      await sweep(test, platform.ctx, 'readings')
      await sweep(test, platform.ctx, 'former-rooms')
      await settleJobs(test, platform.ctx)
    }
    await sweep(test, platform.ctx, 'judgings')
    const verdict = await platform.ctx.db
      .selectFrom('attendanceVerdicts')
      .select(['status', 'seconds'])
      .where('eventId', '=', eventId)
      .where('supersededAt', 'is', null)
      .executeTakeFirstOrThrow()
    expect(verdict).toEqual({ status: 'present', seconds: 3600 })
    expect((await rooms()).map(({ state }) => state)).toEqual(['ready', 'ready'])
    test.clock.now = addMinutes(ENDS, 9 * 1440)
    await sweep(test, platform.ctx, 'former-rooms')
    await settleJobs(test, platform.ctx)
    expect((await rooms()).map(({ state }) => state).sort()).toEqual(['gone', 'ready'])
  })

  it('that nobody needed: the spare goes an hour after the end, and is not asked who was there', async () => {
    await plan(classes, webinars)
    const spare = present((await rooms()).find(({ isSpare }) => isSpare))
    test.clock.now = addMinutes(ENDS, 59)
    expect(await sweep(test, platform.ctx, 'former-rooms')).toBe(false)
    test.clock.now = addMinutes(ENDS, 61)
    await sweep(test, platform.ctx, 'former-rooms')
    await settleJobs(test, platform.ctx)
    expect(test.fake.rooms.has(present(spare.providerKey))).toBe(false)
  })
})

describe('the default of a course', () => {
  const courseWants = async (accountId: AccountId | null) => {
    const { courseId } = await getSession(platform.ctx, superadmin, sessionId)
    const { version } = await getCourse(platform.ctx, superadmin, courseId)
    await changeCourse(
      platform.ctx,
      superadmin,
      { courseId, expectedVersion: version },
      { spareAccountId: accountId },
    )
  }
  const sessionWants = async (spare: { accountId: AccountId | null } | null) => {
    const { version } = await getSession(platform.ctx, superadmin, sessionId)
    await changeSession(platform.ctx, superadmin, { sessionId, expectedVersion: version }, { spare })
  }

  it('holds a spare for each event that says nothing else; a session may say so or otherwise', async () => {
    await courseWants(classes)
    await plan(webinars)
    expect((await event()).spare?.accountId).toBe(classes)
    await change({ spareAccountId: null })
    await plan(webinars, null)
    expect((await event()).spare).toBeNull()
    await sessionWants({ accountId: null })
    await plan(webinars)
    expect((await event()).spare).toBeNull()
    await sessionWants(null)
    await plan(webinars)
    expect((await event()).spare?.accountId).toBe(classes)
    // Where the room is at that account itself, there is none beside it.
    await change({ spareAccountId: null })
    await plan(classes)
    expect((await event()).spare).toBeNull()
  })

  it('is no reason to refuse an event: without a room for it, that is said until somebody decides', async () => {
    await courseWants(classes)
    await plan(webinars)
    await plan(webinars)
    expect((await event()).spare).toBeNull()
    const look = async () => present(await lookNow(platform.ctx, superadmin, eventId))
    expect((await look()).findings).toMatchObject([{ code: 'preflight-spare-missing' }])
    await change({ spareAccountId: null })
    expect((await look()).isGreen).toBe(true)
  })
})
