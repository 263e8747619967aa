import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pair, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { beginMove, getNewestMove } from '../../operations/moves/moves.service.ts'
import { changeAccount, getAccount } from '../../rooms/accounts/accounts.service.ts'
import {
  checkAccount,
  listUnknownRooms,
  removeOrganizer,
} from '../../rooms/accounts/organizer-changes.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { enterAsLearner } from '../entrance/entrance.service.ts'
import { cancel, giveAnotherRoom, restoreEvent } from '../lifecycle/lifecycle.service.ts'
import { deleteEvent, getEvent } from './events.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let learner: Actor
let sessionId: SessionId
let accountId: AccountId
let accounts = 0

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('organizers.example')
  superadmin = await platform.addActor(['superadmin'])
  learner = await platform.addActor(['learner'])
})
afterAll(() => test.close())
beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  test.jobs.length = 0
  test.fake.rooms.clear()
  sessionId = (await buildSession(platform, superadmin)).id
  accountId = (await pairedAccount(test, platform, superadmin, { name: `A${++accounts}` })).id
})

const settle = () => settleJobs(test, platform.ctx)
const plan = (name: string, from: string, to: string, account: AccountId = accountId) =>
  planEvent(platform, superadmin, { sessionId, accountId: account, name, from, to })
const account = () => getAccount(platform.ctx, superadmin, accountId)
const organizersOf = async (...events: { id: EventId }[]) => {
  const rows = await platform.ctx.db
    .selectFrom('rooms')
    .select(['eventId', 'organizerId'])
    .where('wanted', 'is not', null)
    .execute()
  return events.map((event) => rows.find((row) => row.eventId === event.id)?.organizerId)
}

describe('organizers', () => {
  it('one alone hosts as many as the account allows, as the seed has it', async () => {
    await plan('a', '10:00', '11:00')
    await plan('b', '10:00', '11:00')
    await settle()
    expect(test.fake.rooms.size).toBe(2)
  })

  it('two host one room each at a time, and a third event at that time is refused with what is possible', async () => {
    await pair(test, platform, superadmin, accountId)
    const a = await plan('a', '10:00', '11:00')
    const b = await plan('b', '10:30', '11:30')
    const [first, second] = await organizersOf(a, b)
    expect(first).not.toBe(second)
    const refused = plan('c', '10:45', '11:15')
    await expect(refused).rejects.toMatchObject({
      code: 'capacity-organizers',
      params: { count: 2, events: { first: ['a', 'b'], more: 0 } },
      suggestions: expect.arrayContaining([
        expect.objectContaining({
          code: 'suggest-time',
          change: { startsWall: '2026-11-26T11:00', endsWall: '2026-11-26T11:30' },
        }),
      ]),
    })
  })

  it('moves rooms that are not near among them to make one for a long event', async () => {
    await pair(test, platform, superadmin, accountId)
    const early = await plan('early', '10:00', '11:00')
    const late = await plan('late', '12:00', '13:00')
    await settle()
    // Both on different organizers: nobody is free from ten to one until one takes both.
    const [one, other] = await organizersOf(early, late)
    if (one !== other) {
      const long = await plan('long', '10:00', '13:00')
      const [now, then, third] = await organizersOf(early, late, long)
      expect(now).toBe(then)
      expect(third).not.toBe(now)
      await settle()
      expect(test.fake.rooms.size).toBe(3)
    } else expect(await plan('long', '10:00', '13:00')).toBeDefined()
  })

  it('hands the coming rooms of one who leaves to the others, and forgets them when the old rooms are gone', async () => {
    await pair(test, platform, superadmin, accountId)
    const events = [await plan('a', '10:00', '11:00'), await plan('b', '10:00', '11:00', accountId)]
    const c = await plan('c', '15:00', '16:00')
    await settle()
    const [leaving] = await organizersOf(c)
    const target = { accountId, organizerId: present(leaving) }
    // Of two rooms at the same time only one finds another host; the other keeps its own.
    await removeOrganizer(platform.ctx, superadmin, target)
    await settle()
    const [after] = await organizersOf(c)
    expect(after).not.toBe(leaving)
    expect((await account()).pairing.organizers.map((o) => o.state).sort()).toEqual(['leaving', 'paired'])
    for (const event of events) await deleteEvent(platform.ctx, superadmin, event.id)
    await settle()
    await sweep(test, platform.ctx, 'left organizers')
    expect((await account()).pairing.organizers).toHaveLength(1)
    await settle()
    expect(test.fake.ended).toHaveLength(1)
    const [last] = (await account()).pairing.organizers
    const lastTarget = { accountId, organizerId: present(last).id }
    await expect(removeOrganizer(platform.ctx, superadmin, lastTarget)).rejects.toMatchObject({
      code: 'organizer-is-last',
    })
  })

  it('are checked one by one; rooms that nobody here made are listed and left alone', async () => {
    expect(await checkAccount(platform.ctx, superadmin, accountId)).toEqual({
      findings: [],
      organizers: [{ email: expect.stringContaining('@fake.example'), findings: [] }],
    })
    const own = await plan('own', '10:00', '11:00')
    await settle()
    const [first] = test.fake.rooms.values()
    test.fake.rooms.set('foreign', { ...present(first), key: 'foreign' })
    const unknown = await listUnknownRooms(platform.ctx, superadmin, accountId)
    expect(unknown.map((room) => room.key)).toEqual(['foreign'])
    expect(test.fake.rooms.has('foreign')).toBe(true)
    expect(own.id).toBeDefined()
  })
})

describe('limits', () => {
  it('may be lowered below what is booked: the account says which events are over', async () => {
    await plan('a', '10:00', '11:00')
    await plan('b', '10:30', '11:30')
    const before = await account()
    expect(before.overLimit).toBeNull()
    const target = { accountId, expectedVersion: before.version }
    const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 }
    const lowered = await changeAccount(platform.ctx, superadmin, target, { limits })
    expect(lowered.overLimit).toMatchObject({
      code: 'account-over-limit',
      text: expect.stringContaining('b'),
    })
    const total = { sessionsPerCourse: null, totalSessions: 1, concurrentRooms: null }
    const again = { accountId, expectedVersion: lowered.version }
    expect((await changeAccount(platform.ctx, superadmin, again, { limits: total })).overLimit?.code).toBe(
      'account-over-total',
    )
  })

  it('hold a room around its event when there is a margin', async () => {
    const { version } = await account()
    await changeAccount(
      platform.ctx,
      superadmin,
      { accountId, expectedVersion: version },
      {
        limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 },
        rooms: { perOrganizer: null, marginBeforeMinutes: 10, marginAfterMinutes: 20 },
      },
    )
    await plan('a', '10:00', '11:00')
    await expect(plan('b', '11:00', '12:00')).rejects.toMatchObject({
      suggestions: expect.arrayContaining([
        expect.objectContaining({ change: { startsWall: '2026-11-26T11:30', endsWall: '2026-11-26T12:30' } }),
      ]),
    })
    await plan('b', '11:30', '12:00')
  })

  it('name another account that is free', async () => {
    const limited = await pairedAccount(test, platform, superadmin, {
      name: `L${++accounts}`,
      limits: { concurrentRooms: 1 },
    })
    await plan('a', '10:00', '11:00', limited.id)
    await expect(plan('b', '10:00', '11:00', limited.id)).rejects.toMatchObject({
      suggestions: expect.arrayContaining([expect.objectContaining({ code: 'suggest-account' })]),
    })
  })
})

describe('an event with a broken room', () => {
  it('gets another one in one step; everybody is led there, and the old one stays until the event is gone', async () => {
    await pair(test, platform, superadmin, accountId)
    await enroll(platform.ctx, superadmin, sessionId, learner.personId)
    const event = await planEvent(platform, superadmin, {
      sessionId,
      accountId,
      name: 'now',
      from: '09:05',
      to: '10:00',
      day: '2026-11-24',
    })
    await settle()
    const before = await enterAsLearner(platform.ctx, learner, event.id)
    await giveAnotherRoom(platform.ctx, superadmin, event.id, undefined)
    await expect(enterAsLearner(platform.ctx, learner, event.id)).rejects.toMatchObject({
      code: 'room-not-ready',
    })
    await settle()
    const after = await enterAsLearner(platform.ctx, learner, event.id)
    expect(after).not.toBe(before)
    expect(test.fake.rooms.size).toBe(2)
    await deleteEvent(platform.ctx, superadmin, event.id)
    await settle()
    expect(test.fake.rooms.size).toBe(0)
  })

  it('goes to another account when the planner says so', async () => {
    const other = await pairedAccount(test, platform, superadmin, { name: `O${++accounts}` })
    const event = await plan('a', '10:00', '11:00')
    await settle()
    await giveAnotherRoom(platform.ctx, superadmin, event.id, other.id)
    await settle()
    const moved = await getEvent(platform.ctx, superadmin, event.id)
    expect(moved).toMatchObject({ tool: { accountId: other.id }, room: { state: 'ready' } })
  })
})

describe('links', () => {
  it('say that an event was cancelled and why, and lead in again when it is restored', async () => {
    await enroll(platform.ctx, superadmin, sessionId, learner.personId)
    const event = await planEvent(platform, superadmin, {
      sessionId,
      accountId,
      name: 'today',
      from: '09:05',
      to: '10:00',
      day: '2026-11-24',
    })
    await settle()
    await cancel(platform.ctx, superadmin, { eventId: event.id }, 'Ines is ill')
    await settle()
    expect(test.fake.rooms.size).toBe(0)
    const join = () => enterAsLearner(platform.ctx, learner, event.id)
    await expect(join()).rejects.toMatchObject({
      code: 'event-cancelled-because',
      params: { reason: 'Ines is ill' },
    })
    await restoreEvent(platform.ctx, superadmin, event.id)
    await settle()
    expect(await join()).toMatch(/^https:/)
    await deleteEvent(platform.ctx, superadmin, event.id)
    await expect(join()).rejects.toMatchObject({ code: 'event-deleted', status: 410 })
  })
})

describe('all events of an account', () => {
  it('move to another one in the background; who finds no room there stays and is named', async () => {
    const small = await pairedAccount(test, platform, superadmin, {
      name: `S${++accounts}`,
      limits: { concurrentRooms: 1 },
    })
    await plan('a', '10:00', '11:00')
    await plan('b', '10:30', '11:30')
    await plan('c', '14:00', '15:00')
    await settle()
    await beginMove(platform.ctx, superadmin, {
      accounts: [{ fromAccountId: accountId, toAccountId: small.id }],
      startsFrom: test.clock.now.toISOString(),
      tellsPeople: false,
    })
    await settle()
    const move = await getNewestMove(platform.ctx, superadmin, accountId)
    expect(move).toMatchObject({ total: 3, moved: 2, refused: 1 })
    expect(move?.items.find((item) => item.state === 'refused')).toMatchObject({ name: 'b' })
    expect(move?.finishedAt).not.toBeNull()
    expect(test.fake.rooms.size).toBe(3)
  })
})
