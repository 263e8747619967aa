import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Simulator, startSimulator } from '@lectern/goto-simulator'
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
import type { AccountId, EventId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { createGotoApp } from '../../../providers/goto/app.ts'
import { GOTO_APP_ID } from '../../../providers/goto/app-id.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { getEngagement } from '../../training/engagement/engagement.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { createAccount } from '../accounts/accounts.service.ts'
import { removeOrganizer } from '../accounts/organizer-changes.service.ts'
import { beginPairing, finishPairing } from '../accounts/pairing.service.ts'
import { listCalls } from './hints.service.ts'

const HOST = 'hints.example'
const MORNING = new Date('2026-11-24T08:00:00Z')
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')

let test: TestApp
let goto: Simulator
let platform: TestPlatform
let superadmin: Actor & { email: string }
let accountId: AccountId
/** What GoTo reaches: it hands everything to the platform, or does not while it is away. */
let door: Server
let origin: string
let isAway = false
/** What GoTo posted, each as it came. */
const heard: { body: string; status: number }[] = []

async function openDoor(): Promise<void> {
  door = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (isAway) return response.writeHead(503).end()
    const { method, url = '/', headers } = request
    const answer = await test.app.http.inject({
      method: method as 'GET' | 'POST',
      url,
      headers: { ...headers, host: HOST },
      ...(body ? { payload: body } : {}),
    })
    if (method === 'POST') heard.push({ body, status: answer.statusCode })
    response.writeHead(answer.statusCode).end(answer.body)
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
}

beforeAll(async () => {
  goto = await startSimulator({
    port: 0,
    control: true,
    clock: () => test?.clock.now.getTime() ?? MORNING.getTime(),
    behavior: { requestsPerSecond: 1e9, refuseOrganizerOverlap: false },
  })
  const settings = { authUrl: goto.url, apiUrl: goto.url, requestsPerSecond: undefined, maxAttempts: 1 }
  test = await createTestApp((now) => [createGotoApp({ ...settings, now })])
  await openDoor()
  platform = await test.addPlatform(HOST)
  superadmin = await platform.addActor(['superadmin'])
  const { ctx } = platform
  await withTransaction(ctx.db, (trx) =>
    setAppActive(ctx, trx, { appId: GOTO_APP_ID, active: true }, undefined),
  )
})
afterAll(async () => {
  await test.close()
  await goto.close()
  await new Promise((resolve) => door.close(resolve))
})

let accounts = 0
async function pair(sessionType: 'webinar' | 'meeting'): Promise<AccountId> {
  const { ctx } = platform
  const redirectUri = `${origin}/learn/gotomeeting`
  const name = `${sessionType} ${++accounts}`
  const client = goto.addClient({ name, redirectUris: [redirectUri] })
  const email = `o${accounts}@goto.example`
  goto.addUser({ email, password: 'p', firstName: 'Olga', lastName: 'Organizer' })
  const { id } = await createAccount(ctx, superadmin, {
    ...{ appId: GOTO_APP_ID, name, description: '', sessionType },
    fields: { clientId: client.clientId, clientSecret: client.clientSecret },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  const url = new URL(await beginPairing(ctx, superadmin, id, origin))
  const codeChallenge = url.searchParams.get('code_challenge') ?? ''
  const code = goto.consent({ clientId: client.clientId, email, redirectUri, codeChallenge })
  const state = url.searchParams.get('state') ?? undefined
  const { outcome } = await finishPairing(ctx, superadmin, { state, code, error: undefined })
  expect(outcome).toBe('paired')
  return id
}

const calls = async () => (await listCalls(platform.ctx, superadmin, accountId)).items
const active = () => {
  const { webhooks, subscriptions } = goto.state()
  return webhooks.filter(
    ({ state, webhookKey, callbackUrl }) =>
      state === 'ACTIVE' &&
      callbackUrl.startsWith(origin) &&
      subscriptions.some((one) => one.webhookKey === webhookKey && one.state === 'ACTIVE'),
  )
}
/** GoTo waits for nobody: what it posts is heard a moment later. @returns how it was answered */
async function untilHeard(eventName: string): Promise<number | undefined> {
  const find = () => heard.find(({ body }) => body.includes(`"${eventName}"`))
  await expect.poll(find).toBeDefined()
  return find()?.status
}

beforeEach(() => {
  test.clock.now = MORNING
  isAway = false
  heard.length = 0
})

async function planned(): Promise<{ eventId: EventId; roomKey: string; personId: Actor['personId'] }> {
  const session = await buildSession(platform, superadmin)
  const learner = await platform.addActor(['learner'])
  await enroll(platform.ctx, superadmin, session.id, learner.personId)
  const times = { from: '10:00', to: '11:00', day: '2026-11-26' }
  const event = await planEvent(platform, superadmin, {
    ...{ sessionId: session.id, accountId, name: 'Ladders' },
    ...times,
  })
  await settleJobs(test, platform.ctx)
  const { rows } = await sql<{ key: string }>`
    select provider_key as key from rooms where event_id = ${event.id}`.execute(platform.ctx.db)
  return { eventId: event.id, roomKey: present(rows[0]).key, personId: learner.personId }
}

describe('the calls of a provider', () => {
  it('are asked for once an organizer is paired, and only where the tool has them', async () => {
    accountId = await pair('meeting')
    expect(await sweep(test, platform.ctx, 'provider-calls')).toBe(true)
    expect(await calls()).toEqual([])
    expect(active()).toEqual([])
    accountId = await pair('webinar')
    expect(await calls()).toEqual([])
    expect(await sweep(test, platform.ctx, 'provider-calls')).toBe(true)
    expect(await calls()).toMatchObject([{ state: 'listening', reason: null, heardAt: null }])
    expect(active().map(({ eventName }) => eventName)).toEqual([
      ...['webinar.changed', 'registrant.added', 'survey.submitted'],
    ])
    expect(new Set(active().map(({ callbackUrl }) => callbackUrl)).size).toBe(1)
    expect(await sweep(test, platform.ctx, 'provider-calls')).toBe(false)
  })

  it('are followed by a look: a webinar that somebody changed there is put right in seconds', async () => {
    const { roomKey } = await planned()
    const { webinars } = goto.state()
    expect(webinars.find(({ webinarKey }) => webinarKey === roomKey)?.subject).toContain('Ladders')
    heard.length = 0
    goto.renameWebinar(roomKey, 'Something else')
    expect(await untilHeard('webinar.changed')).toBe(200)
    test.clock.now = addMinutes(test.clock.now, 1)
    await settleJobs(test, platform.ctx)
    const put = goto.state().webinars.find(({ webinarKey }) => webinarKey === roomKey)
    expect(put?.subject).toContain('Ladders')
    expect(await calls()).toMatchObject([{ state: 'listening', heardAt: MORNING.toISOString() }])
  })

  it('bring a survey that is answered days after the class', async () => {
    const { eventId, roomKey } = await planned()
    const [registrant] = goto.state().registrants.filter((one) => one.roomKey === roomKey)
    const registrantKey = present(registrant).registrantKey
    goto.playRun({
      ...{ product: 'webinar', key: roomKey },
      ...{ startedAt: STARTS.toISOString(), endedAt: ENDS.toISOString() },
      participants: [
        {
          ...{ name: 'A', registrantKey },
          intervals: [{ joinAt: STARTS.toISOString(), leaveAt: ENDS.toISOString() }],
        },
      ],
    })
    for (const minutes of [5, 70, 140, 250]) {
      test.clock.now = addMinutes(ENDS, minutes)
      await sweep(test, platform.ctx, 'readings')
      await settleJobs(test, platform.ctx)
    }
    expect((await getEngagement(platform.ctx, superadmin, eventId)).runs).toMatchObject([{ surveys: [] }])
    test.clock.now = addMinutes(ENDS, 3 * 24 * 60)
    const { rows } = await sql<{ next: Date | null }>`
      select next_read_at as next from attendance_readings where event_id = ${eventId}`.execute(
      platform.ctx.db,
    )
    expect(rows).toEqual([{ next: null }]) // two readings agreed: nobody looks any more by themselves
    heard.length = 0
    goto.answerSurvey(roomKey, { question: 'Good?', answers: [{ registrantKey, texts: ['Very'] }] })
    expect(await untilHeard('survey.submitted')).toBe(200)
    test.clock.now = addMinutes(test.clock.now, 2)
    await settleJobs(test, platform.ctx)
    expect((await getEngagement(platform.ctx, superadmin, eventId)).runs).toMatchObject([
      { surveys: [{ question: 'Good?', answers: 1 }] },
    ])
  })

  it('bring the link of somebody whom a person at the provider approves', async () => {
    const { roomKey, personId, eventId } = await planned()
    await sql`update registrations set join_url = null where person_id = ${personId}`.execute(platform.ctx.db)
    const [registrant] = goto.state().registrants.filter((one) => one.roomKey === roomKey)
    const url = new URL(present(active()[0]).callbackUrl)
    const say = (fields: object) =>
      test.app.http.inject({
        ...{ method: 'POST', url: url.pathname, headers: { host: HOST, 'content-type': 'application/json' } },
        payload: `{"eventKey":"k","eventName":"registrant.added","webinarKey":${roomKey},${JSON.stringify(fields).slice(1)}`,
      })
    // Its signature fitted before: what is not signed is not taken any more.
    expect((await say({ registrantKey: present(registrant).registrantKey })).statusCode).toBe(401)
    await sql`update provider_hooks set signed_at = null`.execute(platform.ctx.db)
    expect((await say({ registrantKey: 'of nobody' })).statusCode).toBe(200)
    expect((await say({ registrantKey: present(registrant).registrantKey })).statusCode).toBe(200)
    await settleJobs(test, platform.ctx)
    const { rows } = await sql<{ joinUrl: string | null }>`
      select r.join_url from registrations r join rooms on rooms.id = r.room_id
      where r.person_id = ${personId} and rooms.event_id = ${eventId}`.execute(platform.ctx.db)
    expect(rows[0]?.joinUrl).toMatch(/^http/)
  })

  it.each([
    ['no event', '{"hello":1}', 200],
    ['no JSON', '<xml/>', 200],
    ['nothing', '', 200],
    [
      'an event of a room that is not ours',
      '{"eventKey":"k","eventName":"webinar.changed","webinarKey":1}',
      200,
    ],
    ['an event that is unknown', '{"eventKey":"k","eventName":"webinar.exploded","webinarKey":1}', 200],
    ['more than a few lines', 'x'.repeat(70_000), 413],
  ])('that say %s change nothing', async (_what, payload, status) => {
    await sql`update provider_hooks set signed_at = null`.execute(platform.ctx.db)
    test.jobs.length = 0
    const url = new URL(present(active()[0]).callbackUrl).pathname
    const headers = { host: HOST, 'content-type': 'application/json' }
    const answer = await test.app.http.inject({ method: 'POST', url, headers, payload })
    expect(answer.statusCode).toBe(status)
    expect(test.jobs).toEqual([])
  })

  it('are nobody’s at another address, which says nothing of who is here', async () => {
    const url = new URL(present(active()[0]).callbackUrl).pathname
    const [organizerId] = url.split('/').slice(2)
    const payload = '{"eventKey":"k","eventName":"webinar.changed","webinarKey":1}'
    for (const other of [
      `/inbound/${organizerId}/wrong`,
      '/inbound/00000000-0000-7000-8000-000000000000/x',
      '/inbound/not-an-id/x',
    ]) {
      const headers = { host: HOST, 'content-type': 'application/json' }
      const answer = await test.app.http.inject({ method: 'POST', url: other, headers, payload })
      expect(answer.statusCode).toBe(410)
      const looked = await test.app.http.inject({ method: 'GET', url: other, headers: { host: HOST } })
      expect([looked.statusCode, looked.body]).toEqual([200, 'ok'])
    }
  })

  it('that the provider refuses are told with its reason, and asked for again', async () => {
    isAway = true
    accountId = await pair('webinar')
    await sweep(test, platform.ctx, 'provider-calls')
    expect(await calls()).toMatchObject([
      { state: 'refused', reason: { text: expect.stringContaining('callbackUrl') } },
    ])
    isAway = false
    test.clock.now = addMinutes(MORNING, 24 * 60 + 1)
    await sweep(test, platform.ctx, 'provider-calls')
    expect(await calls()).toMatchObject([{ state: 'listening', reason: null }])
  })

  it('are asked for by one of two nodes alone', async () => {
    accountId = await pair('webinar')
    const made = active().length
    await Promise.all([1, 2, 3].map(() => sweep(test, platform.ctx, 'provider-calls')))
    expect(active()).toHaveLength(made + 3)
  })

  it('end when the organizer leaves', async () => {
    const [own] = await calls()
    const { organizerId } = present(own)
    const ofOwn = () => active().filter(({ callbackUrl }) => callbackUrl.includes(organizerId))
    expect(ofOwn()).toHaveLength(3)
    await removeOrganizer(platform.ctx, superadmin, { accountId, organizerId })
    await sweep(test, platform.ctx, 'provider-calls')
    expect(ofOwn()).toEqual([])
    expect(await calls()).toEqual([])
  })

  it('are looked after once a day: what was ended at the provider is asked for anew, what stands is left', async () => {
    accountId = await pair('webinar')
    await sweep(test, platform.ctx, 'provider-calls')
    const before = active()
    test.clock.now = addMinutes(MORNING, 24 * 60 + 1)
    expect(await sweep(test, platform.ctx, 'provider-calls')).toBe(true)
    expect(active()).toEqual(before)
    goto.dropWebhooks()
    expect(active()).toEqual([])
    test.clock.now = addMinutes(MORNING, 48 * 60 + 2)
    await sweep(test, platform.ctx, 'provider-calls')
    expect(active()).toHaveLength(before.length)
    const addresses = before.map(({ callbackUrl }) => callbackUrl)
    expect(active().filter(({ callbackUrl }) => addresses.includes(callbackUrl))).toEqual([])
  })
})
