import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession } from '../../../test/builders.ts'
import { present } from '../../../test/present.ts'
import { createTestApp, settleJobs, sweep, type TestApp, type TestPlatform } from '../../../test/test-app.ts'
import { TEST_NOW } from '../../../test/test-goto.ts'
import { startZoom, type TestZoom, ZOOM_HOST } from '../../../test/test-zoom.ts'
import type { AccountId, EventId } from '../../domain/ids.ts'
import { addMinutes } from '../../domain/time.ts'
import { getRoster } from '../../features/operations/roster/roster.service.ts'
import { setAppActive } from '../../features/platform/apps/apps.service.ts'
import { createAccount } from '../../features/rooms/accounts/accounts.service.ts'
import { addHost } from '../../features/rooms/accounts/hosts.service.ts'
import { listCalls } from '../../features/rooms/hints/hints.service.ts'
import { enroll } from '../../features/training/enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../../features/training/entrance/entrance.service.ts'
import { scheduleEvent } from '../../features/training/events/events.service.ts'
import { listStays } from '../../features/training/stays/stays.service.ts'
import type { Actor } from '../../http/actor.ts'
import { ZOOM_APP_ID } from './provider.ts'

// What Zoom tells by itself, from its endpoint to what people see.

const HOST = 'localhost'
/** In Rome 10:00 to 11:00. */
const STARTS = new Date('2026-11-24T09:00:00Z')
const ENDS = new Date('2026-11-24T10:00:00Z')

let zoom: TestZoom
let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor
let lea: Actor
let accountId: AccountId
let eventId: EventId
/** What Zoom reaches: it hands everything to the platform. */
let door: Server
const heard: { event: string; status: number }[] = []

beforeAll(async () => {
  zoom = await startZoom(
    {
      ...{ webhooksRepeat: true, awkwardUuids: true, heartbeatSeconds: 1e6 },
      ...{ reportDelaySeconds: 0, recordingDelaySeconds: 0 },
    },
    () => test?.clock.now.getTime() ?? TEST_NOW,
  )
  test = await createTestApp(() => [zoom.app])
  door = createServer(async (request, response) => {
    let payload = ''
    for await (const chunk of request) payload += chunk
    const { method, url = '/', headers } = request
    const answer = await test.app.http.inject({
      ...{ method: method as 'POST', url, headers: { ...headers, host: HOST }, payload },
    })
    heard.push({ event: JSON.parse(payload).event, status: answer.statusCode })
    response.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(answer.body)
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  platform = await test.addPlatform(HOST)
  const origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  Object.assign(platform.ctx.site, { originOf: () => origin })
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  lea = await platform.addActor(['learner'])
  const { ctx } = platform
  await ctx.db
    .transaction()
    .execute((trx) => setAppActive(ctx, trx, { appId: ZOOM_APP_ID, active: true }, undefined))
  accountId = await account('Classroom', 'meeting', { secretToken: '' })
})
afterAll(async () => {
  await test.close()
  await zoom.close()
  await new Promise((resolve) => door.close(resolve))
})

async function account(name: string, sessionType: string, fields: Record<string, string> = {}) {
  const { id } = await createAccount(platform.ctx, superadmin, {
    ...{ appId: ZOOM_APP_ID, name, description: '', fields: { ...zoom.fields, ...fields }, sessionType },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  await addHost(platform.ctx, superadmin, id, ZOOM_HOST)
  await settleJobs(test, platform.ctx)
  return id
}

const address = async () => present((await listCalls(platform.ctx, superadmin, accountId)).address)
const clientId = () => present(zoom.fields.clientId)
/** What is due at Zoom and here is done. */
async function settle(): Promise<void> {
  await zoom.simulator.settled()
  await settleJobs(test, platform.ctx)
}
const page = async (path: string, body: object) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${zoom.simulator.url}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return answer.status === 200
    ? ((await answer.json()) as { state: string; participantId: string })
    : undefined
}
const seat = async (link: string) => {
  const url = new URL(link)
  const id = url.pathname.split('/').at(-1)
  const said = { id, ...Object.fromEntries(url.searchParams) }
  return { said, ...present(await page('/room/_presence', said)) }
}
const state = async () => {
  await getRoster(platform.ctx, superadmin, eventId)
  await settle()
  test.clock.now = new Date(test.clock.now.getTime() + 4_000)
  await settle()
  const roster = await getRoster(platform.ctx, superadmin, eventId)
  return [roster.run?.isRunning, roster.tells, roster.learners.map((learner) => learner.state)]
}
const at = (minutes: number) => {
  test.clock.now = addMinutes(STARTS, minutes)
}

describe('the endpoint of an account', () => {
  it('is believed nothing before it has the secret token, and says so', async () => {
    expect(await address()).toMatchObject({ state: 'no-secret', secretField: { en: 'Secret Token' } })
    expect(await zoom.simulator.subscribe(clientId(), (await address()).url)).toContain('prove')
    expect((await address()).refusedAt).not.toBeNull()
  })

  it('proves itself with it, and again every 72 hours', async () => {
    accountId = await account('Room 1', 'meeting')
    expect(await address()).toMatchObject({ state: 'silent', heardAt: null, refusedAt: null })
    expect(await zoom.simulator.subscribe(clientId(), (await address()).url)).toBeUndefined()
    expect(await address()).toMatchObject({ state: 'heard', heardAt: new Date(TEST_NOW).toISOString() })
    heard.length = 0
    test.clock.now = addMinutes(new Date(TEST_NOW), 73 * 60)
    await zoom.simulator.settled()
    expect(heard).toEqual([{ event: 'endpoint.url_validation', status: 200 }])
    test.clock.now = new Date(TEST_NOW)
  })
})

describe('a class of which Zoom tells', () => {
  it('shows who is inside within seconds, and that it is over', async () => {
    const { ctx } = platform
    const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    await enroll(ctx, superadmin, session.id, lea.personId)
    const event = await scheduleEvent(ctx, superadmin, {
      ...{ sessionId: session.id, name: 'Ladders', description: '', accountId, timeZone: 'Europe/Rome' },
      ...{ startsWall: '2026-11-24T10:00', endsWall: '2026-11-24T11:00' },
    })
    eventId = event.id
    await settle()
    at(0)
    const host = await seat((await enterAsInstructor(ctx, instructor, eventId)).url)
    at(1)
    expect(await state()).toEqual([true, 'presence', ['missing']])
    const learner = await seat(await enterAsLearner(ctx, lea, eventId))
    at(3)
    expect(await state()).toEqual([true, 'presence', ['in']])
    await page('/room/_leave', { participantId: learner.participantId })
    at(5)
    expect(await state()).toEqual([true, 'presence', ['left']])
    await seat(await enterAsLearner(ctx, lea, eventId))
    at(7)
    expect(await state()).toEqual([true, 'presence', ['in']])
    at(61)
    await page('/room/_end', host.said)
    await settle()
    expect(new Set(heard.map(({ status }) => status))).toEqual(new Set([200]))
    expect(heard.map((one) => one.event)).toContain('meeting.ended')
    const { rows } = await sql<{
      ended: boolean
    }>`select ended_at is not null as ended from told_runs`.execute(ctx.db)
    expect(rows).toEqual([{ ended: true }])
    // What was told while it ran is for who looks then; the report is what counts.
    test.clock.now = addMinutes(ENDS, 10)
    await sweep(test, ctx, 'readings')
    await settle()
    const { items } = await listStays(ctx, superadmin, eventId)
    expect(items.filter(({ person }) => person?.id === lea.personId)).toHaveLength(2)
  })

  it('is put right when somebody changes it there, once for what is told twice', async () => {
    const { ctx } = platform
    const session = await buildSession(platform, superadmin)
    const event = await scheduleEvent(ctx, superadmin, {
      ...{ sessionId: session.id, name: 'Ropes', description: '', accountId, timeZone: 'Europe/Rome' },
      ...{ startsWall: '2026-11-26T10:00', endsWall: '2026-11-26T11:00' },
    })
    await settle()
    const room = present(zoom.simulator.state().rooms.find(({ topic }) => topic.includes('Ropes')))
    zoom.simulator.renameRoom(room.id, 'Somebody else’s')
    await zoom.simulator.settled()
    const { rows } = await sql<{ calls: number }>`
      select count(*)::int as calls from inbound_calls where body like '%meeting.updated%'`.execute(ctx.db)
    expect(rows).toEqual([{ calls: 1 }])
    await settleJobs(test, ctx)
    test.clock.now = addMinutes(test.clock.now, 1)
    await settle()
    expect(zoom.simulator.state().rooms.find(({ id }) => id === room.id)?.topic).toContain('Ropes')
    zoom.simulator.removeRoom(room.id)
    await settle()
    test.clock.now = addMinutes(test.clock.now, 1)
    await settle()
    const { rows: made } = await sql<{ key: string }>`
      select provider_key as key from rooms where event_id = ${event.id} and wanted is not null`.execute(
      ctx.db,
    )
    expect(made[0]?.key).not.toBe(room.id)
  })

  it('is told of at the address of any account with the same app', async () => {
    const { ctx } = platform
    const webinars = await account('Webinars', 'webinar', { secretToken: '' })
    const session = await buildSession(platform, superadmin)
    const event = await scheduleEvent(ctx, superadmin, {
      ...{
        sessionId: session.id,
        name: 'Talk',
        description: '',
        accountId: webinars,
        timeZone: 'Europe/Rome',
      },
      ...{ startsWall: '2026-11-27T10:00', endsWall: '2026-11-27T11:00' },
    })
    await settle()
    const room = present(zoom.simulator.state().rooms.find(({ topic }) => topic.includes('Talk')))
    test.clock.now = new Date('2026-11-27T09:20:00Z')
    zoom.simulator.play({
      ...{ kind: 'webinar', id: room.id, participants: [], recording: {} },
      ...{ startedAt: '2026-11-27T09:00:00Z', endedAt: '2026-11-27T09:20:00Z' },
    })
    await settle()
    const { rows } = await sql<{ event: EventId }>`
      select event_id as event from told_runs join rooms on rooms.id = room_id where rooms.account_id = ${webinars}`.execute(
      ctx.db,
    )
    expect(rows).toEqual([{ event: event.id }])
  })
})
