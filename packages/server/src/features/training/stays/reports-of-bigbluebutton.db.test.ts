import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Behavior, type Simulator, startSimulator } from '@lectern/room-simulators/bigbluebutton'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { createBigBlueButtonApp } from '../../../providers/bigbluebutton/app.ts'
import { BIGBLUEBUTTON_APP_ID } from '../../../providers/bigbluebutton/app-id.ts'
import { getRoster } from '../../operations/roster/roster.service.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { createAccount, getAccount } from '../../rooms/accounts/accounts.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../entrance/entrance.service.ts'
import { listReports } from './reports.service.ts'
import { listStays } from './stays.service.ts'

const HOST = 'localhost'
const MORNING = new Date('2026-11-24T08:00:00Z')
/** In Rome 10:00 to 11:00. */
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')

let test: TestApp
let bbb: Simulator
let platform: TestPlatform
let superadmin: Actor & { email: string }
let ines: Actor & { email: string }
let lea: Actor & { email: string }
let max: Actor & { email: string }
let accountId: AccountId
let sessionId: SessionId
let eventId: EventId
/** What the server reaches: it hands everything to the platform. */
let door: Server
const heard: { url: string; status: number }[] = []

const behavior: Partial<Behavior> = {
  ...{ endDelaySeconds: 0, leaverListedSeconds: 0, analyticsDelaySeconds: 120, recordingDelaySeconds: 600 },
}

beforeAll(async () => {
  bbb = await startSimulator({
    port: 0,
    clock: () => test?.clock.now.getTime() ?? MORNING.getTime(),
    behavior,
  })
  test = await createTestApp((now) => [createBigBlueButtonApp({ fetch, now, maxAttempts: 1 })])
  door = createServer(async (request, response) => {
    let payload = ''
    for await (const chunk of request) payload += chunk
    const { method, url = '/', headers } = request
    const answer = await test.app.http.inject({
      ...{ method: method as 'POST', url, headers: { ...headers, host: HOST }, payload },
    })
    heard.push({ url, status: answer.statusCode })
    response.writeHead(answer.statusCode).end(answer.body)
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  platform = await test.addPlatform(HOST)
  // Where this platform is reached by the server: the door of this test.
  const origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  Object.assign(platform.ctx.site, { originOf: () => origin })
  superadmin = await platform.addActor(['superadmin'])
  lea = await platform.addActor(['learner'])
  max = await platform.addActor(['learner'])
  const { ctx } = platform
  await withTransaction(ctx.db, (trx) =>
    setAppActive(ctx, trx, { appId: BIGBLUEBUTTON_APP_ID, active: true }, undefined),
  )
  accountId = (await account('Rooms', bbb.secret())).id as AccountId
})
afterAll(async () => {
  await test.close()
  await bbb.close()
  await new Promise((resolve) => door.close(resolve))
})

function account(name: string, secret: string, url = bbb.apiUrl) {
  return createAccount(platform.ctx, superadmin, {
    ...{ appId: BIGBLUEBUTTON_APP_ID, name, description: '', sessionType: 'meeting' },
    fields: { url, secret, checksum: 'sha256' },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
}

beforeEach(async () => {
  test.clock.now = MORNING
  bbb.clearFaults()
  bbb.reset()
  heard.length = 0
  const { ctx } = platform
  ines = await platform.addActor(['instructor'])
  sessionId = (await buildSession(platform, superadmin, { instructorIds: [ines.personId] })).id
  for (const { personId } of [lea, max]) await enroll(ctx, superadmin, sessionId, personId)
  eventId = (
    await planEvent(platform, superadmin, {
      sessionId,
      accountId,
      name: 'Ladders',
      from: '10:00',
      to: '11:00',
    })
  ).id
  await settleJobs(test, ctx)
  test.clock.now = STARTS
})

const at = (minutes: number) => {
  test.clock.now = addMinutes(STARTS, minutes)
}
const comeIn = async (who: Actor) => bbb.enter(await enterAsLearner(platform.ctx, who, eventId))
const start = async () => bbb.enter((await enterAsInstructor(platform.ctx, ines, eventId)).url)

/** A minute passes: what is due is done. */
async function pass(until: number): Promise<void> {
  for (let minute = (test.clock.now.getTime() - STARTS.getTime()) / 60_000 + 1; minute <= until; minute++) {
    at(minute)
    await settleJobs(test, platform.ctx)
  }
}

/** Reports are read after the end. */
async function read(minutesAfterEnd = 6): Promise<void> {
  test.clock.now = addMinutes(ENDS, minutesAfterEnd)
  await sweep(test, platform.ctx, 'readings')
  await settleJobs(test, platform.ctx)
}

async function stays() {
  const { items } = await listStays(platform.ctx, superadmin, eventId)
  return items
    .map(({ person, joinedAt, leftAt, role }) => ({
      ...{ person: person?.id, role },
      minutes: [joinedAt, leftAt].map((one) => one && (Date.parse(one) - STARTS.getTime()) / 60_000),
    }))
    .sort((a, b) => JSON.stringify(a.minutes).localeCompare(JSON.stringify(b.minutes)))
}

describe('an account of BigBlueButton', () => {
  it('is asked for when it is saved: in order at once, or with what is missing', async () => {
    expect((await getAccount(platform.ctx, superadmin, accountId)).pairing).toMatchObject({ state: 'paired' })
    const wrong = await account('Wrong secret', 'wrong')
    expect((await getAccount(platform.ctx, superadmin, wrong.id)).pairing).toMatchObject({
      state: 'not-paired',
      reason: { code: 'account-key-refused' },
    })
    const elsewhere = await account('Elsewhere', 'x', `${bbb.url}/elsewhere/`)
    expect((await getAccount(platform.ctx, superadmin, elsewhere.id)).pairing.reason).toMatchObject({
      code: 'account-address-wrong',
      text: expect.stringContaining('nothing answers as BigBlueButton does'),
    })
  })
})

describe('a class in BigBlueButton', () => {
  it('has a room that is ready, and on the server nothing before somebody comes', async () => {
    expect(bbb.state().meetings).toEqual([])
    await Promise.all([comeIn(lea), comeIn(max), start()])
    const [meeting, ...others] = bbb.state().meetings
    expect(others).toEqual([])
    expect(meeting).toMatchObject({ name: 'Safety: Ladders', record: false })
    expect(meeting?.people.map(({ userID, role }) => [userID, role]).sort()).toEqual(
      [
        [lea.personId, 'VIEWER'],
        [max.personId, 'VIEWER'],
        [ines.personId, 'MODERATOR'],
      ].sort(),
    )
  })

  it('tells who was there by itself, and what it told is kept once', async () => {
    await start()
    const seat = await comeIn(lea)
    at(20)
    seat.leave()
    at(30)
    await comeIn(lea)
    await comeIn(max)
    at(55)
    bbb.endMeeting(present(bbb.state().meetings[0]).meetingID)
    at(58)
    await bbb.settled()
    expect(heard).toEqual([
      { url: expect.stringMatching(/^\/inbound\/accounts\/.+\/analytics$/), status: 200 },
    ])
    await read()
    expect(await stays()).toEqual(
      [
        { person: ines.personId, role: 'host', minutes: [0, 55] },
        { person: lea.personId, role: 'learner', minutes: [0, 20] },
        { person: lea.personId, role: 'learner', minutes: [30, 55] },
        { person: max.personId, role: 'learner', minutes: [30, 55] },
      ].sort((a, b) => JSON.stringify(a.minutes).localeCompare(JSON.stringify(b.minutes))),
    )
    const reports = await listReports(platform.ctx, superadmin, eventId)
    expect(reports).toHaveLength(1)
  })

  it('counts every run of it: the server forgets a room, and another begins', async () => {
    await start()
    await comeIn(lea)
    at(10)
    bbb.endMeeting(present(bbb.state().meetings[0]).meetingID)
    at(20)
    await comeIn(lea)
    at(40)
    bbb.endMeeting(present(bbb.state().meetings[0]).meetingID)
    at(43)
    await bbb.settled()
    await read()
    const own = (await stays()).filter(({ person }) => person === lea.personId)
    expect(own.map(({ minutes }) => minutes)).toEqual([
      [0, 10],
      [20, 40],
    ])
  })

  it('is watched while it runs, and what was seen counts where the server never tells', async () => {
    const silent = await startSimulator({
      ...{ port: 0, clock: () => test.clock.now.getTime(), secret: bbb.secret() },
      behavior: { ...behavior, analytics: 'never' },
    })
    const other = await account('Silent', silent.secret(), silent.apiUrl)
    const event = await planEvent(platform, superadmin, {
      ...{ sessionId, accountId: other.id as AccountId, name: 'Silent', from: '12:00', to: '12:20' },
    })
    await settleJobs(test, platform.ctx)
    eventId = event.id
    const begin = new Date('2026-11-26T11:00:00Z')
    const minute = async (n: number) => {
      test.clock.now = addMinutes(begin, n)
      await settleJobs(test, platform.ctx)
    }
    test.clock.now = begin
    const enter = async (link: string) => silent.enter(link)
    await enter((await enterAsInstructor(platform.ctx, ines, eventId)).url)
    const seat = await enter(await enterAsLearner(platform.ctx, lea, eventId))
    for (let n = 0; n <= 10; n++) await minute(n)
    seat.leave()
    await enter(await enterAsLearner(platform.ctx, max, eventId))
    for (let n = 11; n <= 36; n++) await minute(n)
    test.clock.now = addMinutes(begin, 40)
    await sweep(test, platform.ctx, 'readings')
    await settleJobs(test, platform.ctx)
    const { items } = await listStays(platform.ctx, superadmin, eventId)
    const seen = items.map(({ person, joinedAt, leftAt }) => [
      person?.id,
      ...[joinedAt, leftAt].map((one) => one && Math.round((Date.parse(one) - begin.getTime()) / 60_000)),
    ])
    expect(seen).toContainEqual([lea.personId, 0, 11])
    expect(seen.find(([id]) => id === max.personId)?.slice(1, 2)).toEqual([11])
    await silent.close()
  })

  it('takes nothing that the server has not signed', async () => {
    await start()
    const { meta } = present(bbb.state().meetings[0])
    const url = new URL(present(meta['analytics-callback-url'])).pathname
    const body = JSON.stringify({
      ...{ meeting_id: present(bbb.state().meetings[0]).meetingID, internal_meeting_id: 'x' },
      data: { start: STARTS.toISOString(), finish: ENDS.toISOString(), attendees: [] },
    })
    const post = (to: string, headers: Record<string, string> = {}) =>
      test.app.http.inject({
        ...{ method: 'POST', url: to, payload: body },
        headers: { host: HOST, 'content-type': 'application/json', ...headers },
      })
    expect((await post(url)).statusCode).toBe(401)
    expect((await post(url, { authorization: 'Bearer a.b.c' })).statusCode).toBe(401)
    expect((await post(url.replace('analytics', 'end'))).statusCode).toBe(401)
    const nowhere = url.replace(/accounts\/[^/]+/, 'accounts/00000000-0000-7000-8000-000000000000')
    for (const other of [nowhere, '/inbound/accounts/no-id/analytics', '/inbound/rooms/no-id/analytics'])
      expect((await post(other)).statusCode).toBe(401)
    expect(await listReports(platform.ctx, superadmin, eventId)).toEqual([])
  })

  it('is heard at the address of a room, too, where the release before had it tell', async () => {
    await start()
    await comeIn(lea)
    const meeting = present(bbb.state().meetings[0])
    const { rows } = await sql<{ id: string }>`select id from rooms where event_id = ${eventId}`.execute(
      platform.ctx.db,
    )
    const url = present(meeting.meta['analytics-callback-url'])
    const own = url.replace(/accounts\/[^/]+/, `rooms/${present(rows[0]).id}`)
    bbb.reset()
    at(50)
    const times = { startedAt: STARTS.getTime(), endedAt: addMinutes(STARTS, 50).getTime() }
    bbb.playMeeting({
      ...{ meetingID: meeting.meetingID, ...times, meta: { 'analytics-callback-url': own } },
      participants: meeting.people.map(({ userID, fullName, role }) => ({
        ...{ userID, name: fullName, role },
        stays: [{ joinedAt: times.startedAt, leftAt: times.endedAt }],
      })),
    })
    at(53)
    await bbb.settled()
    expect(heard).toEqual([{ url: expect.stringMatching(/^\/inbound\/rooms\/.+\/analytics$/), status: 200 }])
    await read()
    expect((await stays()).map(({ person }) => person)).toContain(lea.personId)
  })

  it('keeps what is told twice at the same moment once', async () => {
    const twice = bbb.state()
    expect(twice.meetings).toEqual([])
    await start()
    await comeIn(lea)
    const meeting = present(bbb.state().meetings[0])
    const url = present(meeting.meta['analytics-callback-url'])
    at(50)
    bbb.endMeeting(meeting.meetingID)
    at(53)
    // The same meeting once more, as a server whose script runs twice.
    bbb.playMeeting({
      ...{
        meetingID: meeting.meetingID,
        startedAt: meeting.createTime,
        endedAt: addMinutes(STARTS, 50).getTime(),
      },
      ...{ meta: { 'analytics-callback-url': url } },
      participants: meeting.people.map(({ userID, fullName, role }) => ({
        ...{
          userID,
          name: fullName,
          role,
          stays: [{ joinedAt: STARTS.getTime(), leftAt: addMinutes(STARTS, 50).getTime() }],
        },
      })),
    })
    at(56)
    await bbb.settled()
    expect(heard.map(({ status }) => status)).toEqual([200, 200])
    await read()
    expect((await stays()).filter(({ person }) => person === lea.personId)).toHaveLength(1)
  })

  it('shows on the roster who is in, since they were seen', async () => {
    await start()
    const seat = await comeIn(lea)
    await pass(2)
    const state = async ({ personId }: Actor) => {
      const { learners } = await getRoster(platform.ctx, superadmin, eventId)
      return learners.find((one) => one.personId === personId)?.state
    }
    expect(await state(lea)).toBe('in')
    expect(await state(max)).not.toBe('in')
    seat.leave()
    await pass(4)
    expect(await state(lea)).toBe('left')
  })
})
