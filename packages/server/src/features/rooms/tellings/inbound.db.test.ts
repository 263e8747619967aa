import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, planEvent } from '../../../../test/builders.ts'
import {
  createTestApp,
  doJob,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId, EventId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import {
  createFakeClickApp,
  FAKE_CLICK_APP_ID,
  type FakeClickService,
} from '../../../providers/fake/click.ts'
import { type FakeSaid, fakeCall } from '../../../providers/fake/inbound.ts'
import type { InboundCall } from '../../../providers/provider.ts'
import { getRoster } from '../../operations/roster/roster.service.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { createAccount, deleteAccount } from '../accounts/accounts.service.ts'

// What a tool tells and asks at the address of an account.

const HOST = 'inbound.example'
/** In Rome 10:00 to 11:00. */
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')

let test: TestApp
let platform: TestPlatform
let click: FakeClickService
let superadmin: Actor
let lea: Actor
let accountId: AccountId
let eventId: EventId
let roomKey: string

beforeAll(async () => {
  test = await createTestApp((now) => {
    click = createFakeClickApp(now)
    return [click.app]
  })
  platform = await test.addPlatform(HOST)
  superadmin = await platform.addActor(['superadmin'])
  lea = await platform.addActor(['learner'])
  await withTransaction(platform.ctx.db, (trx) =>
    setAppActive(platform.ctx, trx, { appId: FAKE_CLICK_APP_ID, active: true }, undefined),
  )
})
afterAll(() => test.close())

beforeEach(async () => {
  const { ctx } = platform
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  accountId = (await account()).id
  const session = await buildSession(platform, superadmin)
  await enroll(ctx, superadmin, session.id, lea.personId)
  const event = await planEvent(platform, superadmin, {
    ...{ sessionId: session.id, accountId, name: 'Ladders', from: '10:00', to: '11:00' },
  })
  eventId = event.id
  await settleJobs(test, ctx)
  const { rows } = await sql<{ key: string }>`
    select provider_key as key from rooms where event_id = ${eventId}`.execute(ctx.db)
  roomKey = rows[0]?.key ?? ''
  test.clock.now = STARTS
})

function account(serverUrl = 'https://click.example') {
  return createAccount(platform.ctx, superadmin, {
    ...{ appId: FAKE_CLICK_APP_ID, name: 'Rooms', description: '', sessionType: 'class' },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
    fields: { serverUrl, sharedKey: click.sharedKey },
  })
}

const send = (call: InboundCall, to: string = accountId) =>
  test.app.http.inject({
    method: call.method as 'POST',
    url: `/inbound/accounts/${to}${call.path && `/${call.path}`}`,
    headers: { ...(call.headers as Record<string, string>), host: HOST },
    ...(call.body ? { payload: call.body } : {}),
  })
const signed = (call: Parameters<typeof fakeCall>[2], key = click.sharedKey) =>
  fakeCall(key, test.clock.now, call)
let ids = 0
const tell = (...tells: NonNullable<FakeSaid['tells']>) => signed({ body: { id: `id${++ids}`, tells } })
const at = (minutes: number) => addMinutes(STARTS, minutes).toISOString()
const kept = async () => {
  const { rows } = await sql<{ body: string; heard: boolean }>`
    select body, heard_at is not null as heard from inbound_calls where account_id = ${accountId}`.execute(
    platform.ctx.db,
  )
  return rows
}
/** @param asked whether the room runs, as the tool says when it is asked; undefined = it does not answer */
const stays = async (asked?: boolean) => {
  if (asked) click.running.set(roomKey, { subject: '', options: {} })
  else click.running.delete(roomKey)
  const away = new ProviderError('unavailable', { provider: 'Fake', detail: 'away' })
  click.faults.length = 0
  const isAway = { operation: 'running', when: 'before', error: away } as const
  if (asked === undefined) click.faults.push(...Array.from({ length: 9 }, () => isAway))
  await getRoster(platform.ctx, superadmin, eventId)
  await settleJobs(test, platform.ctx)
  const roster = await getRoster(platform.ctx, superadmin, eventId)
  const found = roster.learners.find(({ personId }) => personId === lea.personId)
  const { rows } = await sql<{ stays: Record<string, object[]> | null }>`
    select stays from roster_looks where event_id = ${eventId}`.execute(platform.ctx.db)
  return { run: roster.run?.isRunning, lea: found?.state, stays: rows[0]?.stays?.[lea.personId] }
}

describe('what a tool tells', () => {
  it('is kept before it is answered, heard by a job, and then forgotten', async () => {
    test.jobs.length = 0
    const answer = await send(tell({ about: 'joined', room: roomKey, person: lea.personId, at: at(0) }))
    expect([answer.statusCode, answer.json()]).toEqual([200, { outcome: 'heard' }])
    expect(await kept()).toMatchObject([{ heard: false, body: expect.stringContaining(lea.personId) }])
    expect(test.jobs.map(({ name }) => name)).toEqual(['inbound.hear'])
    const [job] = test.jobs
    await settleJobs(test, platform.ctx)
    await doJob(platform.ctx, job) // once more: there is nothing to hear
    expect(await kept()).toEqual([{ heard: true, body: '' }])
  })

  it('is kept once, however often it comes, also at the same moment', async () => {
    test.jobs.length = 0
    const call = tell({ about: 'joined', room: roomKey, person: lea.personId, at: at(0) })
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(call)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
    expect(await kept()).toHaveLength(1)
    expect(test.jobs).toHaveLength(1)
    await settleJobs(test, platform.ctx)
    expect((await send(call)).statusCode).toBe(200)
    expect(await kept()).toEqual([{ heard: true, body: '' }])
  })

  it('says who is inside, in whatever order it comes', async () => {
    const who = { room: roomKey, person: lea.personId } as const
    await send(tell({ about: 'left', ...who, stay: 'a', at: at(9) }))
    await send(tell({ about: 'started', room: roomKey, at: at(0) }))
    test.clock.now = addMinutes(STARTS, 10)
    expect(await stays()).toEqual({ run: true, lea: 'missing', stays: undefined })
    await send(tell({ about: 'joined', ...who, stay: 'b', at: at(10) }))
    await send(tell({ about: 'joined', ...who, stay: 'a', at: at(2) }))
    test.clock.now = addMinutes(STARTS, 12)
    const inside = await stays()
    expect(inside).toEqual({
      ...{ run: true, lea: 'in' },
      stays: [
        { joinedAt: at(2), leftAt: at(9) },
        { joinedAt: at(10), leftAt: null },
      ],
    })
    await send(tell({ about: 'ended', room: roomKey, at: at(20) }))
    test.clock.now = addMinutes(STARTS, 21)
    expect(await stays()).toMatchObject({
      ...{ run: false, lea: 'left' },
      stays: [expect.anything(), { joinedAt: at(10), leftAt: at(20) }],
    })
  })

  it('is heard by the sweep when its job was lost, and goes after a week', async () => {
    await send(tell({ about: 'started', room: roomKey, at: at(0) }))
    test.jobs.length = 0
    expect(await sweep(test, platform.ctx, 'inbound-calls')).toBe(false)
    test.clock.now = addMinutes(STARTS, 6)
    expect(await sweep(test, platform.ctx, 'inbound-calls')).toBe(true)
    await settleJobs(test, platform.ctx)
    expect(await kept()).toEqual([{ heard: true, body: '' }])
    expect(await sweep(test, platform.ctx, 'inbound-calls')).toBe(false)
    test.clock.now = addMinutes(STARTS, 8 * 24 * 60)
    expect(await sweep(test, platform.ctx, 'inbound-calls')).toBe(true)
    expect(await kept()).toEqual([])
    const { rows } = await sql`select from told_runs`.execute(platform.ctx.db)
    expect(rows).toEqual([])
  })

  it('of rooms of nobody or of another server is nobody’s', async () => {
    const other = (await account('https://other.example')).id
    await send(tell({ about: 'started', room: roomKey, at: at(0) }), other)
    await send(tell({ about: 'started', room: 'nobody', at: at(0) }))
    await settleJobs(test, platform.ctx)
    const { rows } =
      await sql`select from told_runs where room_id in (select id from rooms where event_id = ${eventId})`.execute(
        platform.ctx.db,
      )
    expect(rows).toEqual([])
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '<xml/>'],
    ['a NUL', '{"id":"n","tells":[{"about":"started","room":"\\u0000","run":"\\u0000x"}]}'],
    ['half a character', '{"id":"\\ud800","tells":[{"about":"started","room":"\\udfff"}]}'],
  ])('is taken where it says %s, and does no harm', async (_what, body) => {
    expect((await send(signed({ body }))).statusCode).toBe(200)
    await settleJobs(test, platform.ctx)
    expect(await kept()).toMatchObject([{ heard: true }])
  })

  it('is taken with keys that no text of ours holds', async () => {
    const odd = '\ud800\u0000'.padEnd(5_000, 'x')
    await send(tell({ about: 'joined', room: roomKey, run: odd, stay: odd, person: odd, at: at(0) }))
    await settleJobs(test, platform.ctx)
    expect(await kept()).toMatchObject([{ heard: true }])
    const { rows } = await sql<{ key: string }>`select stay_key as key from told_stays`.execute(
      platform.ctx.db,
    )
    expect(rows).toEqual([{ key: `\ufffd${'x'.repeat(199)}` }])
  })
})

describe('who calls', () => {
  it('is sent away with a byte that no text has', async () => {
    expect((await send(signed({ body: '\u0000' }))).statusCode).toBe(422)
  })

  it('hears the same, whether an account is not here, calls nobody, or was not signed for', async () => {
    const right = tell({ about: 'started', room: roomKey, at: at(0) })
    const old = fakeCall(click.sharedKey, addMinutes(STARTS, -10), { body: right.body })
    const gone = (await account()).id
    await deleteAccount(platform.ctx, superadmin, gone)
    const answers = await Promise.all([
      send(right, '00000000-0000-7000-8000-000000000000'),
      send(right, 'no-id'),
      send(right, gone),
      send({ ...right, body: `${right.body} ` }),
      send({ ...right, headers: {} }),
      send({ ...right, path: 'elsewhere' }),
      send(signed({ body: right.body }, 'wrong')),
      send(old),
    ])
    for (const answer of answers)
      expect([answer.statusCode, answer.body]).toEqual([401, '{"outcome":"not-signed"}'])
    expect(await kept()).toEqual([])
  })

  it('is sent away with more than a report can be, before it is read', async () => {
    const body = 'x'.repeat(4 * 1024 * 1024 + 1)
    expect((await send(signed({ body }))).statusCode).toBe(413)
  })

  it('is not held up by the account being out of use: nobody tells it again', async () => {
    await sql`update accounts set pairing_state = 'needs-pairing' where id = ${accountId}`.execute(
      platform.ctx.db,
    )
    expect((await send(tell({ about: 'started', room: roomKey, at: at(0) }))).statusCode).toBe(200)
  })

  it('is proven to, where it makes sure of us', async () => {
    const answer = await send(signed({ body: { challenge: 'abc' } }))
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      200,
      expect.stringContaining('json'),
    ])
    expect(answer.json()).toEqual({ challenge: 'abc', proof: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await kept()).toEqual([])
  })
})

describe('what a tool asks', () => {
  const ask = (key: string, method = 'GET') => send(signed({ method, path: `rooms/${key}` }))

  it('is answered at once: a room that is planned opens in its time, and no other does', async () => {
    const open = await ask(roomKey)
    expect([open.statusCode, open.json()]).toEqual([
      200,
      { subject: expect.stringContaining('Ladders'), closesAt: expect.any(String) },
    ])
    expect(Date.parse(open.json().closesAt)).toBeGreaterThanOrEqual(ENDS.getTime())
    expect((await ask('somebody-elses')).statusCode).toBe(404)
    test.clock.now = addMinutes(STARTS, -24 * 60)
    expect((await ask(roomKey)).statusCode).toBe(403)
    expect(await kept()).toEqual([])
  })

  it('tells besides: the room has opened, and it has closed', async () => {
    await ask(roomKey)
    test.clock.now = addMinutes(STARTS, 1)
    expect((await stays()).run).toBe(true)
    // Where the tool answers, what it says then counts.
    test.clock.now = addMinutes(STARTS, 2)
    expect((await stays(false)).run).toBe(false)
    const closed = await ask(roomKey, 'DELETE')
    expect([closed.statusCode, closed.body]).toEqual([204, ''])
    test.clock.now = addMinutes(STARTS, 4)
    expect((await stays()).run).toBe(false)
  })
})
