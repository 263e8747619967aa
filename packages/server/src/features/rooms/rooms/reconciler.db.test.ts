import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pair, pairedAccount } from '../../../../test/builders.ts'
import {
  createTestApp,
  roomIdOf,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import {
  changeEvent,
  deleteEvent,
  getEvent,
  retryRoomOfEvent,
  scheduleEvent,
} from '../../training/events/events.service.ts'
import { changeAccount } from '../accounts/accounts.service.ts'
import { reconcileRoom } from './reconciler.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let accountId: AccountId
let sessionId: SessionId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('rooms.example')
  superadmin = await platform.addActor(['superadmin'])
  accountId = (await pairedAccount(test, platform, superadmin)).id
  sessionId = (await buildSession(platform, superadmin)).id
})
afterAll(() => test.close())
beforeEach(() => {
  test.jobs.length = 0
  test.fake.rooms.clear()
  test.fake.faults.length = 0
  test.fake.calls.length = 0
  test.clock.now = new Date('2026-11-24T08:00:00Z')
})

const schedule = (name = 'Day 1') =>
  scheduleEvent(platform.ctx, superadmin, {
    sessionId,
    name,
    description: '',
    startsWall: '2026-11-25T10:00',
    endsWall: '2026-11-25T11:00',
    timeZone: 'Europe/Rome',
    accountId,
  })

const settle = () => settleJobs(test, platform.ctx)

const failure = (kind: 'unavailable' | 'rejected' | 'rate-limited', outcomeUnknown = false) =>
  new ProviderError(kind, { provider: 'Fake', detail: 'made to fail' }, { outcomeUnknown })

const roomOf = async (event: { id: EventId }) => (await getEvent(platform.ctx, superadmin, event.id)).room
const change = (event: { id: EventId; version: number }, fields: object) =>
  changeEvent(platform.ctx, superadmin, { eventId: event.id, expectedVersion: event.version }, fields)

describe('a room', () => {
  it('is pending when the request ends, without a call, and ready when the job has run', async () => {
    const event = await schedule()
    expect(event.room).toMatchObject({ state: 'pending', reason: null })
    expect(test.fake.calls).toEqual([])
    expect(test.jobs).toMatchObject([{ name: 'room.reconcile' }])
    await settle()
    expect(await roomOf(event)).toMatchObject({ state: 'ready' })
    expect([...test.fake.rooms.values()]).toMatchObject([
      { spec: { subject: 'Safety: Day 1', startsAt: '2026-11-25T09:00:00.000Z' } },
    ])
  })

  it('follows a change in place, and keeps its key', async () => {
    const event = await schedule()
    await settle()
    const [key] = test.fake.rooms.keys()
    const moved = await change(event, {
      name: 'Day one',
      startsWall: '2026-11-25T12:00',
      endsWall: '2026-11-25T13:00',
    })
    expect(moved.room?.state).toBe('changing')
    await settle()
    expect([...test.fake.rooms.keys()]).toEqual([key])
    expect(test.fake.rooms.get(key ?? '')?.spec).toMatchObject({
      subject: 'Safety: Day one',
      startsAt: '2026-11-25T11:00:00.000Z',
    })
    expect((await roomOf(event))?.state).toBe('ready')
  })

  it('is not touched by a change that says the same', async () => {
    const event = await schedule()
    await settle()
    test.fake.calls.length = 0
    await change(event, { name: 'Day 1' })
    await settle()
    expect(test.fake.calls).toEqual([])
  })

  it('goes with its event, also when it was never made', async () => {
    const made = await schedule('made')
    await settle()
    await deleteEvent(platform.ctx, superadmin, made.id)
    const never = await schedule('never made')
    await deleteEvent(platform.ctx, superadmin, never.id)
    await settle()
    expect(test.fake.rooms.size).toBe(0)
  })

  it('moves to another account as a new room, and the old one goes', async () => {
    const other = await pairedAccount(test, platform, superadmin, { name: 'Other' })
    const event = await schedule()
    await settle()
    const [before] = test.fake.rooms.keys()
    await change(event, { accountId: other.id })
    await settle()
    expect(test.fake.rooms.size).toBe(1)
    expect([...test.fake.rooms.keys()]).not.toEqual([before])
    expect((await roomOf(event))?.state).toBe('ready')
  })

  it('is made again when somebody deleted it at the provider', async () => {
    const event = await schedule()
    await settle()
    test.fake.rooms.clear()
    await change(event, { name: 'Renamed' })
    await settle()
    expect([...test.fake.rooms.values()]).toMatchObject([{ spec: { subject: 'Safety: Renamed' } }])
    expect((await roomOf(event))?.state).toBe('ready')
  })
})

describe('a create whose outcome is unknown', () => {
  it('is found by its marker and taken over: never two rooms', async () => {
    const event = await schedule()
    test.fake.faults.push({ operation: 'create', when: 'after', error: failure('unavailable', true) })
    await settle()
    expect(test.fake.rooms.size).toBe(1)
    expect((await roomOf(event))?.reason?.code).toBe('provider-unavailable')
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    await settle()
    expect(test.fake.rooms.size).toBe(1)
    expect(test.fake.calls).toEqual(['create', 'find'])
    expect((await roomOf(event))?.state).toBe('ready')
  })

  it('leaves no orphan when the event is deleted meanwhile', async () => {
    const event = await schedule()
    test.fake.faults.push({ operation: 'create', when: 'after', error: failure('unavailable', true) })
    await settle()
    await deleteEvent(platform.ctx, superadmin, event.id)
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    await settle()
    expect(test.fake.rooms.size).toBe(0)
  })

  it('is looked for after a crash between the call and its record', async () => {
    const event = await schedule()
    test.fake.faults.push({ operation: 'create', when: 'after', error: new Error('the process died here') })
    await expect(settle()).rejects.toThrow('died')
    test.clock.now = new Date(test.clock.now.getTime() + 3 * 60_000)
    await sweep(test, platform.ctx, 'rooms')
    await settle()
    expect(test.fake.rooms.size).toBe(1)
    expect((await roomOf(event))?.state).toBe('ready')
  })
})

describe('an attempt of which nothing is seen', () => {
  it('is looked for again by one job, however many look at the room before', async () => {
    const event = await schedule()
    test.fake.faults.push({ operation: 'create', when: 'before', error: failure('unavailable', true) })
    await settle()
    test.clock.now = new Date(test.clock.now.getTime() + 30_000)
    await settle()
    expect((await roomOf(event))?.state).toBe('ready') // another one was made, and the first may yet show up
    const looks: (string | undefined)[] = []
    const jobs: Ctx['jobs'] = {
      ...platform.ctx.jobs,
      enqueue: async (_db, _kind, _payload, options) => void looks.push(options?.atMostOnce?.key),
    }
    const roomId = roomIdOf(test.jobs[0])
    for (let n = 0; n < 4; n++) {
      test.clock.now = new Date(test.clock.now.getTime() + 1_000)
      await reconcileRoom({ ...platform.ctx, jobs }, roomId)
    }
    expect(looks).toHaveLength(4)
    expect(new Set(looks)).toEqual(new Set([expect.stringContaining(roomId)]))
  })
})

describe('a step that fails', () => {
  it('is tried again later and later, is shown as failed after some tries, and goes on', async () => {
    const event = await schedule()
    for (let tries = 1; tries <= 4; tries++) {
      test.fake.faults.push({ operation: 'create', when: 'before', error: failure('rate-limited') })
      await settle()
      expect((await roomOf(event))?.state).toBe(tries < 4 ? 'pending' : 'failed')
      test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    }
    await settle()
    expect((await roomOf(event))?.state).toBe('ready')
  })

  it('for a whole day is tried at a bounded pace, loses no change that is made meanwhile, and goes on by itself', async () => {
    const event = await schedule()
    const began = test.clock.now.getTime()
    const pass = async () => {
      test.clock.now = new Date(test.clock.now.getTime() + 2 * 60_000)
      await sweep(test, platform.ctx, 'rooms') // before the job of the try that is due, as the worst may be
      await settle()
    }
    const unavailable = { operation: 'create', when: 'before', error: failure('unavailable') } as const
    test.fake.faults.push(...Array.from({ length: 2000 }, () => unavailable))
    const tries: number[] = []
    for (let minutes = 0; minutes < 1380; minutes += 2) {
      const before = test.fake.faults.length
      await pass()
      if (test.fake.faults.length < before) tries.push((test.clock.now.getTime() - began) / 60_000)
      if (minutes === 700) {
        const { version } = await getEvent(platform.ctx, superadmin, event.id)
        await changeEvent(
          platform.ctx,
          superadmin,
          { eventId: event.id, expectedVersion: version },
          { name: 'Changed meanwhile' },
        )
      }
    }
    expect(tries.filter((at) => at > 1020).length).toBeLessThanOrEqual(72) // one in five minutes
    expect(test.fake.rooms.size).toBe(0)
    expect((await roomOf(event))?.reason?.code).toBe('provider-unavailable')
    test.fake.faults.length = 0
    for (let minutes = 0; minutes < 15 && test.fake.rooms.size === 0; minutes += 2) await pass()
    expect((await roomOf(event))?.state).toBe('ready')
    expect([...test.fake.rooms.values()].map((room) => JSON.stringify(room)).join()).toContain(
      'Changed meanwhile',
    )
  })

  it('is shown with its reason at once when the provider refuses, and can be tried by hand', async () => {
    const event = await schedule()
    test.fake.faults.push({ operation: 'create', when: 'before', error: failure('rejected') })
    await settle()
    const room = await roomOf(event)
    expect(room).toMatchObject({ state: 'failed', reason: { code: 'provider-rejected' } })
    expect(room?.reason?.text).toContain('made to fail')
    await retryRoomOfEvent(platform.ctx, superadmin, event.id)
    await settle()
    expect((await roomOf(event))?.state).toBe('ready')
  })

  it('blocks while the account is not paired, and goes on by itself after pairing', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: 'Lapsed' })
    const event = await scheduleEvent(platform.ctx, superadmin, {
      sessionId,
      name: 'Waits',
      description: '',
      startsWall: '2026-11-25T10:00',
      endsWall: '2026-11-25T11:00',
      timeZone: 'Europe/Rome',
      accountId: account.id,
    })
    const dead = new ProviderError('unauthorized', { provider: 'Fake', detail: 'dead' })
    test.clock.now = new Date(test.clock.now.getTime() + 2 * 3_600_000) // the token has to be refreshed
    test.fake.faults.push({ operation: 'refresh', when: 'before', error: dead })
    await settle()
    expect((await roomOf(event))?.state).toBe('blocked')
    await expect(schedule2(account.id)).rejects.toMatchObject({ code: 'account-not-paired' })
    await pair(test, platform, superadmin, account.id)
    await settle()
    expect((await roomOf(event))?.state).toBe('ready')
  })

  it('keeps working while new credentials wait for pairing: rooms that exist stay', async () => {
    const account = await pairedAccount(test, platform, superadmin, { name: 'Changed' })
    const target = { accountId: account.id, expectedVersion: account.version }
    await changeAccount(platform.ctx, superadmin, target, { fields: { clientSecret: 'new' } })
    await expect(schedule2(account.id)).rejects.toMatchObject({ code: 'account-not-paired' })
  })
})

describe('two workers', () => {
  it('never make two rooms for one event', async () => {
    const event = await schedule()
    const roomId = roomIdOf(test.jobs[0])
    await Promise.all(Array.from({ length: 8 }, () => reconcileRoom(platform.ctx, roomId)))
    test.clock.now = new Date(test.clock.now.getTime() + 10_000)
    await settle()
    expect(test.fake.rooms.size).toBe(1)
    expect((await roomOf(event))?.state).toBe('ready')
  })
})

const schedule2 = (account: AccountId) =>
  scheduleEvent(platform.ctx, superadmin, {
    sessionId,
    name: 'Refused',
    description: '',
    startsWall: '2026-11-26T10:00',
    endsWall: '2026-11-26T11:00',
    timeZone: 'Europe/Rome',
    accountId: account,
  })

describe('a room under an id of ours', () => {
  const lecture = async () => {
    const account = await pairedAccount(test, platform, superadmin, {
      sessionType: 'lecture',
      name: 'Lectures',
    })
    accountId = account.id
  }

  it('is made once, also when nobody knows what came of the first try: nothing is held back', async () => {
    const before = accountId
    await lecture()
    test.fake.faults.push({ operation: 'create', when: 'after', error: failure('unavailable', true) })
    const event = await schedule()
    await settle()
    expect((await roomOf(event))?.state).not.toBe('ready')
    test.clock.now = new Date('2026-11-24T08:00:04Z')
    await settle()
    expect((await roomOf(event))?.state).toBe('ready')
    expect(test.fake.rooms.size).toBe(1)
    expect(test.fake.calls.filter((call) => call === 'find')).toEqual([])
    accountId = before
  })

  it('goes with its event, when nobody knows whether it was made', async () => {
    const before = accountId
    await lecture()
    test.fake.faults.push({ operation: 'create', when: 'after', error: failure('unavailable', true) })
    const event = await schedule()
    await settle()
    expect(test.fake.rooms.size).toBe(1)
    await deleteEvent(platform.ctx, superadmin, event.id)
    test.clock.now = new Date('2026-11-24T08:00:30Z')
    await settle()
    expect(test.fake.rooms.size).toBe(0)
    accountId = before
  })
})

it('waits for as long as the provider asks', async () => {
  const error = new ProviderError(
    'rate-limited',
    { provider: 'Fake', detail: 'daily limit' },
    { retryAfterMs: 3 * 3_600_000 },
  )
  test.fake.faults.push({ operation: 'create', when: 'before', error })
  const event = await schedule()
  await settle()
  const { rows } = await sql<{
    retryAt: Date
  }>`select retry_at from rooms where event_id = ${event.id}`.execute(platform.ctx.db)
  expect(rows[0]?.retryAt.getTime()).toBeGreaterThanOrEqual(Date.parse('2026-11-24T11:00:00Z'))
  test.clock.now = new Date('2026-11-24T10:59:00Z')
  await sweep(test, platform.ctx, 'rooms')
  await settle()
  expect(test.fake.rooms.size).toBe(0)
  test.clock.now = new Date('2026-11-24T11:02:00Z')
  await sweep(test, platform.ctx, 'rooms')
  await settle()
  expect(await roomOf(event)).toMatchObject({ state: 'ready' })
})
