import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pair, pairedAccount } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { enterAsLearner } from '../../training/entrance/entrance.service.ts'
import { changeEvent, deleteEvent, getEvent, scheduleEvent } from '../../training/events/events.service.ts'
import { reconcileRegistrations } from './registrations.reconciler.ts'
import { followPeople } from './registrations.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let lea: Actor & { email: string }
let max: Actor & { email: string }
let accountId: AccountId
let sessionId: SessionId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('registrations.example')
  superadmin = await platform.addActor(['superadmin'])
  lea = await platform.addActor(['learner'], 'lea@x.example')
  max = await platform.addActor(['learner'], 'max@x.example')
  accountId = (await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })).id
})
afterAll(() => test.close())
beforeEach(async () => {
  test.jobs.length = 0
  test.fake.faults.length = 0
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  sessionId = (await buildSession(platform, superadmin)).id
})

const settle = () => settleJobs(test, platform.ctx)
const place = (person: Actor) => enroll(platform.ctx, superadmin, sessionId, person.personId)
const leave = (person: Actor) => unenroll(platform.ctx, superadmin, sessionId, person.personId)
const schedule = (fields: object = {}) =>
  scheduleEvent(platform.ctx, superadmin, {
    sessionId: sessionId,
    name: 'Launch',
    description: '',
    startsWall: '2026-11-24T10:00',
    endsWall: '2026-11-24T11:00',
    timeZone: 'Europe/Rome',
    accountId,
    ...fields,
  })
const join = (person: Actor, event: { id: EventId }) => enterAsLearner(platform.ctx, person, event.id)

/** The addresses that are registered in the only room at the service. */
function registered(): string[] {
  const rooms = [...test.fake.rooms.values()]
  return rooms.flatMap((room) => [...room.registrations.values()].map((entry) => entry.email)).sort()
}

/** Each test works with one event, and leaves none behind. */
async function withEvent(work: (event: Awaited<ReturnType<typeof schedule>>) => Promise<void>) {
  const event = await schedule()
  try {
    await work(event)
  } finally {
    test.fake.faults.length = 0
    test.clock.now = new Date(Math.max(test.clock.now.getTime(), Date.parse('2026-11-24T08:40:00Z')))
    await deleteEvent(platform.ctx, superadmin, event.id)
    test.jobs.length = 0
    test.fake.rooms.clear()
  }
}

const failure = (kind: 'unavailable' | 'rejected' | 'unauthorized', outcomeUnknown = false) =>
  new ProviderError(kind, { provider: 'Fake', detail: 'made to fail' }, { outcomeUnknown })

describe('registrations', () => {
  it('follow enrollments: before and after the room is ready, and when somebody leaves', () =>
    withEvent(async (event) => {
      await place(lea)
      expect(registered()).toEqual([])
      await settle()
      expect(registered()).toEqual(['lea@x.example'])
      await place(max)
      await settle()
      expect(registered()).toEqual(['lea@x.example', 'max@x.example'])
      await leave(lea)
      await settle()
      expect(registered()).toEqual(['max@x.example'])
      expect(event.room?.state).toBe('pending')
    }))

  it('give each learner a link of their own at Join, and no link to who is not enrolled', () =>
    withEvent(async (event) => {
      await place(lea)
      await place(max)
      await settle()
      test.clock.now = new Date('2026-11-24T08:50:00Z')
      const links = [await join(lea, event), await join(max, event)]
      expect(new Set(links).size).toBe(2)
      await leave(max)
      await expect(join(max, event)).rejects.toMatchObject({ code: 'not-enrolled' })
    }))

  it('come at once at the click of somebody who was enrolled a moment ago', () =>
    withEvent(async (event) => {
      await settle()
      await place(lea)
      test.clock.now = new Date('2026-11-24T08:50:00Z')
      expect(await join(lea, event)).toMatch(/^https:\/\/fake\.example\/join\//)
      test.fake.calls.length = 0
      await settle() // the job finds that it is done
      expect(test.fake.calls).toEqual([])
    }))

  it('let the waiting page go on when the provider fails at the click', () =>
    withEvent(async (event) => {
      await settle()
      await place(lea)
      test.clock.now = new Date('2026-11-24T08:50:00Z')
      test.fake.faults.push({ operation: 'register', when: 'after', error: failure('unavailable', true) })
      await expect(join(lea, event)).rejects.toMatchObject({ code: 'registration-pending' })
      test.clock.now = new Date('2026-11-24T08:52:00Z')
      await settle()
      expect(await join(lea, event)).toMatch(/^https:/)
      expect(registered()).toEqual(['lea@x.example'])
    }))

  it('are not doubled by an unknown outcome, and taken back when the learner left meanwhile', () =>
    withEvent(async () => {
      await settle()
      await place(lea)
      test.fake.faults.push({ operation: 'register', when: 'after', error: failure('unavailable', true) })
      await settle()
      expect(registered()).toEqual(['lea@x.example'])
      await leave(lea)
      test.clock.now = new Date('2026-11-24T08:30:00Z')
      await settle()
      await sweep(test, platform.ctx, 'registrations')
      await settle()
      expect(registered()).toEqual([])
    }))

  it('come for many at once, with each person’s own outcome, and nobody twice after a cut', () =>
    withEvent(async () => {
      await settle()
      const people = await Promise.all(
        Array.from({ length: 8 }, (_, index) => platform.addActor(['learner'], `many${index}@x.example`)),
      )
      const emailsOf = (some: typeof people) => some.map(({ email }) => email).sort()
      /** Enrolls some of them. @returns how many calls it took, and what is known of each then */
      const enter = async (some: typeof people) => {
        for (const one of some) await place(one)
        return look(some)
      }
      const look = async (some: typeof people) => {
        test.fake.calls.length = 0
        await settle()
        const rows = await platform.ctx.db
          .selectFrom('registrations')
          .select(['state', 'failures'])
          .where('email', 'in', emailsOf(some))
          .orderBy('email')
          .execute()
        const of = rows.map(({ state, failures }) => `${state} ${failures}`)
        return { calls: test.fake.calls.length, of }
      }
      // The batch is cut after the work: each is asked for alone then, and one of them is refused.
      const [first, second, third] = [people.slice(0, 3), people.slice(3, 6), people.slice(6)]
      test.fake.unwelcome.add('many1@x.example')
      test.fake.faults.push({ operation: 'register', when: 'after', error: failure('unavailable', true) })
      expect(await enter(first)).toEqual({ calls: 1, of: ['pending 1', 'pending 1', 'pending 1'] })
      test.clock.now = new Date('2026-11-24T08:20:00Z')
      expect(await look(first)).toEqual({ calls: 3, of: ['ready 0', 'failed 2', 'ready 0'] })
      // The whole batch is refused: whom that holds for is found one by one, at once.
      test.fake.faults.push({ operation: 'register', when: 'before', error: failure('rejected') })
      expect(await enter(second)).toEqual({ calls: 4, of: ['ready 0', 'ready 0', 'ready 0'] })
      // One of a batch is refused, and no other.
      test.fake.unwelcome.add('many7@x.example')
      expect(await enter(third)).toEqual({ calls: 1, of: ['ready 0', 'failed 1'] })
      const placed = people.filter(({ email }) => !test.fake.unwelcome.has(email))
      expect(registered()).toEqual(emailsOf(placed))
      test.fake.unwelcome.clear()
      for (const one of people) await leave(one)
    }))

  it('are made anew for somebody whose name or address changed, and taken from who is suspended', () =>
    withEvent(async () => {
      await place(lea)
      await settle()
      const change = async (fields: object) => {
        await platform.ctx.db.updateTable('people').set(fields).where('id', '=', lea.personId).execute()
        await platform.ctx.db.transaction().execute((trx) => followPeople(platform.ctx, trx, [lea.personId]))
        await settle()
      }
      await change({ email: 'lea.new@x.example' })
      expect(registered()).toEqual(['lea.new@x.example'])
      await change({ active: false })
      expect(registered()).toEqual([])
      await change({ active: true, email: 'lea@x.example' })
      expect(registered()).toEqual(['lea@x.example'])
    }))

  it('stay after a refusal of one person, who is tried again later', () =>
    withEvent(async () => {
      await settle()
      test.fake.unwelcome.add('max@x.example')
      await place(lea)
      await place(max)
      await settle()
      expect(registered()).toEqual(['lea@x.example'])
      test.fake.unwelcome.clear()
      test.clock.now = new Date('2026-11-24T08:39:00Z')
      await settle()
      expect(registered()).toHaveLength(2)
    }))

  it('are looked after again by one job, however many find that it is not time yet', () =>
    withEvent(async ({ id: eventId }) => {
      await settle()
      test.fake.faults.push({ operation: 'register', when: 'before', error: failure('unavailable') })
      await place(lea)
      await settle()
      const keys: (string | undefined)[] = []
      const jobs: Ctx['jobs'] = {
        ...platform.ctx.jobs,
        enqueue: async (_db, _kind, _payload, options) => void keys.push(options?.atMostOnce?.key),
      }
      const room = await platform.ctx.db
        .selectFrom('rooms')
        .select('id')
        .where('eventId', '=', eventId)
        .executeTakeFirstOrThrow()
      for (let n = 0; n < 5; n++) await reconcileRegistrations({ ...platform.ctx, jobs }, room.id)
      expect(keys).toHaveLength(5)
      expect(new Set(keys)).toEqual(new Set([expect.stringContaining(room.id)]))
      expect(registered()).toEqual([])
    }))

  it('are found by the sweep when their job was lost', () =>
    withEvent(async () => {
      await settle()
      await place(lea)
      test.jobs.length = 0
      await sweep(test, platform.ctx, 'registrations')
      await settle()
      expect(registered()).toEqual(['lea@x.example'])
      await sweep(test, platform.ctx, 'registrations')
      expect(test.jobs).toEqual([])
    }))

  it('move with the event to a new room when somebody deleted the old one there', () =>
    withEvent(async (event) => {
      await place(lea)
      await settle()
      test.fake.rooms.clear()
      await place(max)
      await settle()
      expect(test.fake.rooms.size).toBe(1)
      expect(registered()).toEqual(['lea@x.example', 'max@x.example'])
      expect((await getEvent(platform.ctx, superadmin, event.id)).room?.state).toBe('ready')
    }))

  it('go to another account with the event; nobody stays behind in the old one', () =>
    withEvent(async (event) => {
      // From an hour before the start on people may be in it.
      test.clock.now = new Date('2026-11-24T07:30:00Z')
      await place(lea)
      await settle()
      const [oldKey] = test.fake.rooms.keys()
      const other = await pairedAccount(test, platform, superadmin, {
        name: `Other ${event.id}`,
        sessionType: 'webinar',
      })
      const target = { eventId: event.id, expectedVersion: event.version }
      await changeEvent(platform.ctx, superadmin, target, { accountId: other.id })
      await settle()
      expect(test.fake.rooms.has(oldKey ?? '')).toBe(false)
      expect(registered()).toEqual(['lea@x.example'])
    }))

  it('wait for pairing and go on by themselves afterwards', () =>
    withEvent(async (event) => {
      await settle()
      test.fake.faults.push({ operation: 'register', when: 'before', error: failure('unauthorized') })
      await place(lea)
      await settle()
      const { room } = await getEvent(platform.ctx, superadmin, event.id)
      expect(room).toMatchObject({ state: 'blocked', reason: { code: 'provider-unauthorized' } })
      await pair(test, platform, superadmin, accountId)
      await settle()
      expect(registered()).toEqual(['lea@x.example'])
      expect((await getEvent(platform.ctx, superadmin, event.id)).room?.state).toBe('ready')
    }))
})
