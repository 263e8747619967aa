import pg from 'pg'
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
import type { AccountId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { createCustomLinkApp } from '../../../providers/custom-link/custom-link.ts'
import {
  createFakeClickApp,
  FAKE_CLICK_APP_ID,
  type FakeClickService,
} from '../../../providers/fake/click.ts'
import type { FakeRun } from '../../../providers/fake/fake.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { createAccount } from '../../rooms/accounts/accounts.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { enterAsLearner } from '../entrance/entrance.service.ts'
import { changeEvent, getEvent } from '../events/events.service.ts'
import { listStays } from '../stays/stays.service.ts'
import { giveAnotherRoom } from './lifecycle.service.ts'

// A class that begins with one tool and goes on with another: whoever presses Join is led there, and what both tell counts.

/** In Rome 10:00 to 11:00. */
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')

const tools = ['meeting', 'webinar', 'lecture', 'class'] as const
type Tool = (typeof tools)[number]
const pairs = tools.flatMap((from) => tools.map((to) => [from, to] as const))

let test: TestApp
let platform: TestPlatform
let click: FakeClickService
let superadmin: Actor
let lea: Actor & { email: string }
let max: Actor & { email: string }
let sessionId: SessionId
let eventId: EventId
const accounts: Partial<Record<`${Tool} ${1 | 2}`, AccountId>> = {}
let link: AccountId

const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null }

beforeAll(async () => {
  test = await createTestApp((now) => {
    click = createFakeClickApp(now)
    return [click.app]
  })
  platform = await test.addPlatform('goes-on.example')
  const { ctx } = platform
  superadmin = await platform.addActor(['superadmin'])
  lea = await platform.addActor(['learner'])
  max = await platform.addActor(['learner'])
  const custom = createCustomLinkApp()
  for (const appId of [FAKE_CLICK_APP_ID, custom.manifest.id])
    await ctx.db.transaction().execute((trx) => setAppActive(ctx, trx, { appId, active: true }, undefined))
  for (const tool of tools)
    for (const n of [1, 2] as const) accounts[`${tool} ${n}`] = await accountOf(tool, `${tool} ${n}`)
  const [field] = custom.manifest.accountForm.fields
  const own = { appId: custom.manifest.id, name: 'Own room', description: '', limits }
  const fields = { [present(field).name]: 'https://own.example/room' }
  const [type] = custom.manifest.accountForm.sessionTypes
  link = (await createAccount(ctx, superadmin, { ...own, fields, sessionType: present(type).id }))
    .id as AccountId
})
afterAll(() => test.close())

async function accountOf(tool: Tool, name: string): Promise<AccountId> {
  if (tool !== 'class')
    return (await pairedAccount(test, platform, superadmin, { name, sessionType: tool })).id as AccountId
  const made = await createAccount(platform.ctx, superadmin, {
    ...{ appId: FAKE_CLICK_APP_ID, name, description: '', sessionType: 'class', limits },
    fields: { serverUrl: 'https://click.example', sharedKey: click.sharedKey },
  })
  return made.id as AccountId
}

const account = (tool: Tool, n: 1 | 2 = 1) => present(accounts[`${tool} ${n}`])
const at = (minutes: number) => {
  test.clock.now = addMinutes(STARTS, minutes)
}

beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  click.faults.length = 0
  test.fake.faults.length = 0
  sessionId = (await buildSession(platform, superadmin)).id
  for (const { personId } of [lea, max]) await enroll(platform.ctx, superadmin, sessionId, personId)
})

async function plan(accountId: AccountId): Promise<void> {
  const times = { from: '10:00', to: '11:00' }
  eventId = (await planEvent(platform, superadmin, { sessionId, accountId, name: 'Ladders', ...times })).id
  await settleJobs(test, platform.ctx)
}

/** All rooms that the event has or had, the newest last. */
const rooms = () =>
  platform.ctx.db
    .selectFrom('rooms')
    .select(['id', 'accountId', 'state', 'providerKey', 'goneKey', 'wanted'])
    .where('eventId', '=', eventId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()

const keyNow = async () => present((await rooms()).find(({ wanted }) => wanted !== null)?.providerKey)
const join = (who: Actor) => enterAsLearner(platform.ctx, who, eventId)
const another = (to: AccountId) => giveAnotherRoom(platform.ctx, superadmin, eventId, to)

interface Attended {
  readonly who: Actor & { email: string }
  readonly from: number
  readonly to: number
}

let runs = 0
/** What a tool will report of a room: each says in its own way who somebody is. */
async function report(tool: Tool, key: string, people: readonly Attended[]): Promise<void> {
  const minute = (n: number) => addMinutes(STARTS, n)
  const registrations = test.fake.rooms.get(key)?.registrations ?? new Map()
  const keyOf = (email: string) => [...registrations.values()].find((one) => one.email === email)?.key
  const run: FakeRun = {
    ...{ key: `run ${++runs}`, startedAt: minute(Math.min(...people.map(({ from }) => from))) },
    endedAt: minute(Math.max(...people.map(({ to }) => to))),
    stays: people.map(({ who, from, to }) => ({
      ...{
        kind: 'main' as const,
        isHost: false,
        name: 'Somebody',
        joinedAt: minute(from),
        leftAt: minute(to),
      },
      registrationKey: tool === 'webinar' ? keyOf(who.email) : undefined,
      externalId: tool === 'class' ? who.personId : undefined,
      email: tool === 'webinar' || tool === 'class' ? '' : who.email,
    })),
  }
  if (tool === 'class') click.runs.set(key, [...(click.runs.get(key) ?? []), run])
  else present(test.fake.rooms.get(key)).runs.push(run)
}

/** Reports and recordings are asked for until two readings agree. */
async function read(): Promise<void> {
  for (const minutes of [6, 20, 40, 70, 140]) {
    test.clock.now = addMinutes(ENDS, minutes)
    for (const name of ['readings', 'recordings']) await sweep(test, platform.ctx, name)
    await settleJobs(test, platform.ctx)
  }
}

async function verdict({ personId }: { personId: PersonId }) {
  await sweep(test, platform.ctx, 'judgings')
  await settleJobs(test, platform.ctx)
  return platform.ctx.db
    .selectFrom('attendanceVerdicts')
    .select(['status', 'seconds'])
    .where('eventId', '=', eventId)
    .where('personId', '=', personId)
    .where('supersededAt', 'is', null)
    .executeTakeFirst()
}

/** Who is where, by the address that Join leads to. */
const leadsTo = (tool: Tool, key: string) =>
  tool === 'class' ? `https://click.example/${key}?` : `https://fake.example/join/${key}`

describe.each(pairs)('from %s to %s', (from, to) => {
  it('goes on in the other room; the attendance of both is one, what overlaps counted once', async () => {
    await plan(account(from))
    at(0)
    const first = await keyNow()
    expect(await join(lea)).toContain(leadsTo(from, first))
    at(2)
    await another(account(to, 2))
    // The process is killed before it has done anything: the jobs are lost.
    test.jobs.length = 0
    at(4)
    await sweep(test, platform.ctx, 'rooms')
    await settleJobs(test, platform.ctx)
    const second = await keyNow()
    expect(second).not.toBe(first)
    expect(await join(lea)).toContain(leadsTo(to, second))
    expect(await join(max)).toContain(leadsTo(to, second))
    await report(from, first, [{ who: lea, from: 0, to: 10 }])
    await report(to, second, [
      { who: lea, from: 5, to: 60 },
      { who: max, from: 5, to: 60 },
    ])
    await read()
    const { items } = await listStays(platform.ctx, superadmin, eventId)
    expect(items.map(({ person }) => person?.id).sort()).toEqual(
      [lea, lea, max].map((one) => one.personId).sort(),
    )
    expect(await verdict(lea)).toMatchObject({ status: 'present', seconds: 3600 })
    expect(await verdict(max)).toMatchObject({ status: 'present', seconds: 55 * 60 })
    expect((await rooms()).map(({ state }) => state)).toEqual(['replaced', 'ready'])
  })
})

it('there and back again: three rooms, and each tells its part', async () => {
  await plan(account('webinar'))
  at(0)
  const keys = [await keyNow()]
  for (const [minute, to] of [
    [10, account('class')],
    [20, account('webinar')],
  ] as const) {
    at(minute)
    await another(to)
    await settleJobs(test, platform.ctx)
    keys.push(await keyNow())
  }
  expect(new Set(keys).size).toBe(3)
  expect(await join(lea)).toContain(leadsTo('webinar', present(keys[2])))
  const spans = [
    [0, 10],
    [11, 20],
    [21, 60],
  ] as const
  for (const [index, tool] of (['webinar', 'class', 'webinar'] as const).entries()) {
    const [from, to] = present(spans[index])
    await report(tool, present(keys[index]), [{ who: lea, from, to }])
  }
  await read()
  expect(await verdict(lea)).toMatchObject({ status: 'present', seconds: 58 * 60 })
})

it('a recording of the room that broke appears beside that of the new one', async () => {
  await plan(account('meeting'))
  at(5)
  const keys = [await keyNow()]
  await another(account('lecture'))
  await settleJobs(test, platform.ctx)
  keys.push(await keyNow())
  for (const key of keys)
    present(test.fake.rooms.get(key)).recordings.push({
      ...{ key: `film of ${key}`, name: 'Film', recordedAt: ENDS, sizeBytes: 1 },
      ...{ hasFile: true, hasTranscript: false, film: 'https://fake.example/film' },
    })
  await read()
  const found = await platform.ctx.db
    .selectFrom('recordings')
    .select(['providerKey', 'goneAt'])
    .where('eventId', '=', eventId)
    .execute()
  expect(found.map(({ providerKey }) => providerKey).sort()).toEqual(
    keys.map((key) => `film of ${key}`).sort(),
  )
  expect(found.every(({ goneAt }) => goneAt === null)).toBe(true)
})

it('what the first tool tells counts, also where the second one tells nothing', async () => {
  await plan(account('webinar'))
  at(0)
  const first = await keyNow()
  at(2)
  await another(link)
  await settleJobs(test, platform.ctx)
  expect(await join(max)).toBe('https://own.example/room')
  await report('webinar', first, [{ who: lea, from: 0, to: 58 }])
  await read()
  expect(await verdict(lea)).toMatchObject({ status: 'present', seconds: 58 * 60 })
  // Nobody says by name who was behind the link: a click on Join is what counts, and never an absence.
  expect((await verdict(max))?.status).not.toBe('absent')
})

it.each([
  [
    'edited',
    async (to: AccountId) => {
      const { version } = await getEvent(platform.ctx, superadmin, eventId)
      await changeEvent(platform.ctx, superadmin, { eventId, expectedVersion: version }, { accountId: to })
    },
  ],
  ['given another room', another],
] as const)('an event that is %s while it runs keeps the room for who is in it', async (_name, change) => {
  await plan(account('webinar'))
  at(3)
  const first = await keyNow()
  await change(account('class'))
  await settleJobs(test, platform.ctx)
  expect(test.fake.rooms.has(first)).toBe(true)
  expect(await join(lea)).toContain(leadsTo('class', await keyNow()))
})

it('an event that is edited days before deletes the room that nobody was in', async () => {
  await plan(account('webinar'))
  const first = await keyNow()
  const { version } = await getEvent(platform.ctx, superadmin, eventId)
  const change = { accountId: account('class') }
  await changeEvent(platform.ctx, superadmin, { eventId, expectedVersion: version }, change)
  await settleJobs(test, platform.ctx)
  expect(test.fake.rooms.has(first)).toBe(false)
  expect((await rooms())[0]).toMatchObject({ state: 'gone', goneKey: null })
})

it('a room that had to go while its class ran is asked for its report all the same', async () => {
  await plan(account('class'))
  at(3)
  const first = await keyNow()
  await another(account('class'))
  await settleJobs(test, platform.ctx)
  const second = await keyNow()
  expect((await rooms()).map(({ state, goneKey }) => [state, goneKey])).toEqual([
    ['gone', first],
    ['ready', null],
  ])
  await report('class', first, [{ who: lea, from: 0, to: 3 }])
  await report('class', second, [{ who: lea, from: 3, to: 60 }])
  await read()
  expect(await verdict(lea)).toMatchObject({ seconds: 3600 })
})

it('two planners who see it break at once lead people to one room', async () => {
  await plan(account('meeting'))
  at(2)
  // Both have seen the one that broke, and wait for the event.
  const client = new pg.Client(test.db.connection)
  await client.connect()
  await client.query('begin')
  await client.query('select from events where id = $1 for update', [eventId])
  const both = Promise.allSettled([another(account('class')), another(account('webinar'))])
  try {
    await expect
      .poll(async () => {
        await client.query('select pg_stat_clear_snapshot()')
        const { rows } = await client.query(`select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`)
        return rows.length
      })
      .toBe(2)
  } finally {
    await client.end()
  }
  const outcomes = await both
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'room-replaced-already' },
  })
  await settleJobs(test, platform.ctx)
  expect((await rooms()).filter(({ wanted }) => wanted !== null)).toHaveLength(1)
})

it('a refusal names free accounts of every tool, and the nearest free time of those that have none', async () => {
  const one = async (tool: 'meeting' | 'class', name: string) => {
    const few = { ...limits, concurrentRooms: 1 }
    if (tool === 'meeting')
      return (await pairedAccount(test, platform, superadmin, { name, limits: { concurrentRooms: 1 } })).id
    const made = await createAccount(platform.ctx, superadmin, {
      ...{ appId: FAKE_CLICK_APP_ID, name, description: '', sessionType: 'class', limits: few },
      fields: { serverUrl: 'https://click.example', sharedKey: click.sharedKey },
    })
    return made.id
  }
  const full = (await one('meeting', 'Full')) as AccountId
  await plan(full)
  const refusal = await planEvent(platform, superadmin, {
    ...{ sessionId, accountId: full, name: 'Too many', from: '10:00', to: '11:00' },
  }).catch((error) => error)
  expect(refusal.code).toBe('capacity-concurrent-rooms')
  const suggested = refusal.suggestions.map((one: { code: string; params: { account?: string } }) => [
    one.code,
    one.params.account,
  ])
  expect(suggested[0]).toEqual(['suggest-time', undefined])
  // Those of the tool that was asked for first, and one at least of every other.
  expect(suggested).toContainEqual(['suggest-account', 'class 1'])
  expect(suggested).toContainEqual(['suggest-account', 'Own room'])
})
