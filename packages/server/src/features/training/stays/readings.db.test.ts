import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pair, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { CUSTOM_LINK_APP_ID } from '../../../providers/custom-link/custom-link.ts'
import { WithheldError } from '../../../providers/provider.ts'
import type { ReportedStay } from '../../../providers/report.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { createAccount } from '../../rooms/accounts/accounts.service.ts'
import { findRoomOfEvent } from '../../rooms/rooms/found-rooms.service.ts'
import { replaceRoom } from '../../rooms/rooms/rooms.service.ts'
import { getSheet } from '../attendance/sheet.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { readAgain } from './read-again.service.ts'
import { readReports } from './readings.service.ts'
import { listStays, matchStay, unmatchStay } from './stays.service.ts'
import { keepSeen } from './told-reports.service.ts'

const MORNING = new Date('2026-11-24T08:00:00Z')
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')

let test: TestApp
let platform: TestPlatform
let ctx: Ctx
let superadmin: Actor & { email: string }
let accountId: AccountId
let otherAccount: Awaited<ReturnType<typeof pairedAccount>>
let people: (Actor & { email: string })[]
let lea: PersonId
let max: PersonId
let sessionId: SessionId
let eventId: EventId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('readings.example')
  ctx = platform.ctx
  superadmin = await platform.addActor(['superadmin'])
  accountId = (await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })).id
  otherAccount = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar', name: 'Other' })
})
afterAll(() => test.close())
beforeEach(async () => {
  test.clock.now = MORNING
  test.fake.faults.length = 0
  sessionId = (await buildSession(platform, superadmin)).id
  people = await addPeople(platform, 2)
  ;[lea, max] = people.map(({ personId }) => personId) as [PersonId, PersonId]
  for (const personId of [lea, max]) await enroll(ctx, superadmin, sessionId, personId)
  eventId = await plan(accountId)
})

async function plan(onAccount: AccountId): Promise<EventId> {
  const event = { sessionId, accountId: onAccount, name: 'Ladders', from: '10:00', to: '11:00' }
  const { id } = await planEvent(platform, superadmin, event)
  await settleJobs(test, ctx)
  return id
}

/** A stay in minutes from the start. */
const stay = (fields: Partial<ReportedStay>, from = 0, to: number | undefined = 60): ReportedStay => ({
  ...{
    kind: 'main',
    isHost: false,
    registrationKey: undefined,
    externalId: undefined,
    name: 'Guest',
    email: '',
  },
  joinedAt: addMinutes(STARTS, from),
  leftAt: to === undefined ? undefined : addMinutes(STARTS, to),
  ...fields,
})

async function roomKey(): Promise<string> {
  const { rows } = await sql<{ key: string }>`
    select provider_key as key from rooms where event_id = ${eventId} and wanted is not null`.execute(ctx.db)
  return present(rows[0]).key
}

async function play(stays: ReportedStay[], key?: string, run = { from: 0, to: 60 }) {
  const [startedAt, endedAt] = [addMinutes(STARTS, run.from), addMinutes(STARTS, run.to)]
  present(test.fake.rooms.get(key ?? (await roomKey()))).runs.push({
    key: `run ${run.from}`,
    startedAt,
    endedAt,
    stays,
  })
}

/** What a worker does at a minute after the end. */
async function workAt(minute: number): Promise<void> {
  test.clock.now = addMinutes(ENDS, minute)
  await sweep(test, ctx, 'readings')
  await settleJobs(test, ctx)
}

const listed = async () => (await listStays(ctx, superadmin, eventId)).items
const owners = async () => (await listed()).map(({ person, matchedBy }) => [person?.id ?? null, matchedBy])
const reading = async () => (await listStays(ctx, superadmin, eventId)).reading
const asked = () => test.fake.calls.filter((call) => call === 'report').length

describe('a reading', () => {
  it('wait until the tool can have a report, and say when that is', async () => {
    // The fake service's meetings have none before twenty minutes after the end.
    eventId = await plan((await pairedAccount(test, platform, superadmin, { name: 'Slow' })).id)
    const said = async () => (await getSheet(ctx, superadmin, eventId)).report
    const expected = { state: 'awaited', readAt: null, expectedAt: addMinutes(ENDS, 20).toISOString() }
    test.clock.now = addMinutes(ENDS, 1)
    expect(await said()).toMatchObject(expected)
    await workAt(6)
    await workAt(19)
    expect(await said()).toMatchObject(expected)
    await workAt(20)
    const [readAt, again] = [addMinutes(ENDS, 20).toISOString(), addMinutes(ENDS, 30).toISOString()]
    expect(await said()).toMatchObject({ state: 'awaited', readAt, expectedAt: again })
    // Nobody looks at that moment itself for long: it is asked for now.
    test.clock.now = addMinutes(ENDS, 31)
    expect(await said()).toMatchObject({ state: 'awaited', expectedAt: null })
  })

  it('of two nodes at once asks the provider once, and writes once', async () => {
    await play([stay({ email: present(people[0]).email })])
    test.clock.now = addMinutes(ENDS, 5)
    await sweep(test, ctx, 'readings')
    const before = asked()
    await Promise.all([readReports(ctx, eventId), readReports(ctx, eventId), readReports(ctx, eventId)])
    expect(asked() - before).toBe(1)
    expect(await owners()).toEqual([[lea, 'registration']])
    const { rows } = await sql`select from attendance_reports where event_id = ${eventId}`.execute(ctx.db)
    expect(rows).toHaveLength(1)
  })

  it('takes whatever a tool calls a run', async () => {
    const room = present(test.fake.rooms.get(await roomKey()))
    for (const key of ['r\u0000\ud800', 'r'.repeat(20_000)])
      room.runs.push({ key, startedAt: STARTS, endedAt: ENDS, stays: [stay({ name: key })] })
    await workAt(5)
    expect(await reading()).toMatchObject({ state: 'read', runs: 2 })
    expect((await listed()).map(({ name }) => name.length).sort()).toEqual([2, 300])
    await workAt(15)
    expect(await listed()).toHaveLength(2)
  })

  it('that was killed in between is made again, and one that lost its turn writes nothing', async () => {
    await play([stay({ email: present(people[0]).email })])
    test.clock.now = addMinutes(ENDS, 5)
    await sweep(test, ctx, 'readings')
    // A node took it and hangs.
    const gate = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const real = ctx.providers.provider('fake', 'webinar')
    const slow = {
      ...real,
      attendance: {
        ...present(real.attendance),
        async *readReports(...args: Parameters<NonNullable<typeof real.attendance>['readReports']>) {
          arrived.resolve()
          await gate.promise
          for await (const page of present(real.attendance).readReports(...args))
            yield { ...page, stays: [stay({ name: 'Of the node that hung' })] }
        },
      },
    }
    const hung = readReports({ ...ctx, providers: { ...ctx.providers, provider: () => slow } }, eventId)
    await arrived.promise
    await readReports(ctx, eventId)
    expect(await listed()).toEqual([])
    await workAt(30)
    expect(await owners()).toEqual([[lea, 'registration']])
    gate.resolve()
    await hung
    expect(await owners()).toEqual([[lea, 'registration']])
  })

  it('is of all rooms that the event had, each as far as it gives a report', async () => {
    const first = await roomKey()
    const [organizer] = otherAccount.pairing.organizers
    const wish = { eventId, accountId: otherAccount.id, organizerId: present(organizer).id }
    await withTransaction(ctx.db, (trx) => replaceRoom(ctx, trx, wish))
    await settleJobs(test, ctx)
    expect(await roomKey()).not.toBe(first)
    await play([stay({ email: present(people[0]).email }, 0, 20)], first, { from: 0, to: 20 })
    await play([stay({ email: present(people[0]).email }, 22, 60)], undefined, { from: 21, to: 60 })
    await workAt(5)
    expect(await owners()).toEqual([
      [lea, 'registration'],
      [lea, 'registration'],
    ])
    expect((await reading()).runs).toBe(2)
    // The report of one is withheld later: what it said stays.
    const error = new WithheldError('account-forbidden', { provider: 'Fake', detail: 'no' })
    test.fake.faults.push({ operation: 'report', when: 'before', error })
    test.clock.now = addMinutes(ENDS, 15)
    await readReports(ctx, eventId)
    expect(await owners()).toHaveLength(2)
    expect(await reading()).toMatchObject({ state: 'read', reason: { code: 'attendance-forbidden' } })
  })

  it('begins anew when the event is moved after it was read, and what is not of it is gone', async () => {
    await play([stay({ email: present(people[0]).email })])
    await workAt(5)
    expect(await listed()).toHaveLength(1)
    const later = { startsAt: addMinutes(ENDS, 60), endsAt: addMinutes(ENDS, 120) }
    await ctx.db.updateTable('events').set(later).where('id', '=', eventId).execute()
    expect((await reading()).state).toBe('none')
    await workAt(121)
    expect((await reading()).state).toBe('waiting')
    await workAt(126)
    expect(await listed()).toEqual([])
    const { rows } = await sql<{ goneAt: Date }>`
      select gone_at from attendance_stays where event_id = ${eventId}`.execute(ctx.db)
    expect(rows).toEqual([{ goneAt: expect.any(Date) }])
  })

  it('ends with an event that is cancelled', async () => {
    await workAt(1)
    await sql`update events set cancelled_at = now() where id = ${eventId}`.execute(ctx.db)
    const before = asked()
    await workAt(5)
    expect(asked()).toBe(before)
    expect(await sweep(test, ctx, 'readings')).toBe(false)
  })

  it('of a tool that reports nobody says so at once, and asks nobody', async () => {
    await withTransaction(ctx.db, (trx) =>
      setAppActive(ctx, trx, { appId: CUSTOM_LINK_APP_ID, active: true }, undefined),
    )
    const account = await createAccount(ctx, superadmin, {
      ...{ appId: CUSTOM_LINK_APP_ID, name: 'Link', description: '', sessionType: 'link' },
      fields: { joinUrl: 'https://meet.example.com/room' },
      limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
    })
    eventId = await plan(account.id)
    await workAt(5)
    expect(await reading()).toMatchObject({
      ...{ state: 'given-up', identifies: false, nextReadAt: null },
      reason: { code: 'attendance-tool-silent' },
    })
  })

  it('waits for an account that is paired no more, and goes on by itself when it is', async () => {
    const own = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar', name: 'Third' })
    eventId = await plan(own.id)
    await play([stay({ email: present(people[0]).email })])
    await sql`update organizers set state = 'needs-pairing' where account_id = ${own.id}`.execute(ctx.db)
    await workAt(5)
    expect(await reading()).toMatchObject({ state: 'withheld', reason: { code: 'attendance-unauthorized' } })
    await sql`update organizers set state = 'paired' where account_id = ${own.id}`.execute(ctx.db)
    await pair(test, platform, superadmin, own.id)
    await settleJobs(test, ctx)
    expect(await owners()).toEqual([[lea, 'registration']])
    expect((await reading()).state).toBe('read')
  })

  it('is made once more when somebody asks, also after it was given up; not before the end', async () => {
    test.clock.now = addMinutes(ENDS, -1)
    await expect(readAgain(ctx, superadmin, eventId)).rejects.toMatchObject({ code: 'attendance-not-ended' })
    test.clock.now = addMinutes(ENDS, 20 * 1440)
    expect((await readAgain(ctx, superadmin, eventId)).state).toBe('waiting')
    await settleJobs(test, ctx)
    expect((await reading()).state).toBe('given-up')
    await play([stay({ email: present(people[0]).email })])
    await readAgain(ctx, superadmin, eventId)
    await settleJobs(test, ctx)
    expect(await owners()).toEqual([[lea, 'registration']])
  })

  it('that fails in a way that nobody foresaw is seen, and does not come again every minute', async () => {
    await workAt(1)
    test.clock.now = addMinutes(ENDS, 5)
    test.fake.faults.push({ operation: 'report', when: 'before', error: new TypeError('a bug') })
    await expect(readReports(ctx, eventId)).rejects.toThrow('a bug')
    expect(await sweep(test, ctx, 'readings')).toBe(false)
    test.fake.faults.push({
      ...{ operation: 'report', when: 'before' },
      error: new ProviderError('unexpected-response', { provider: 'Fake', detail: 'no JSON' }),
    })
    test.clock.now = addMinutes(ENDS, 15)
    await readReports(ctx, eventId)
    expect(await reading()).toMatchObject({ state: 'withheld', reason: { code: 'attendance-unreadable' } })
  })

  it('of many pages, one of which repeats a row, has each stay once', async () => {
    const { email } = present(people[0])
    const rows = Array.from({ length: 7 }, (_, n) => stay({ email }, n * 8, n * 8 + 5))
    await play([...rows.slice(0, 4), ...rows.slice(3)])
    await workAt(5)
    expect(await owners()).toEqual(rows.map(() => [lea, 'registration']))
  })
})

describe('reports that are kept', () => {
  it('can be changed and taken away by nobody, and go to a month of their own', async () => {
    await play([stay({})])
    await workAt(5)
    for (const statement of ['update attendance_reports set body = ‘’', 'delete from attendance_reports'])
      await expect(sql.raw(statement.replaceAll(/[‘’]/g, "'")).execute(ctx.db)).rejects.toThrow(
        'permission denied',
      )
    const { rows } = await sql<{ month: string }>`
      select tableoid::regclass::text as month from attendance_reports where event_id = ${eventId}`.execute(
      ctx.db,
    )
    expect(rows).toEqual([{ month: 'attendance_reports_2026_11' }])
    await expect(sql`select from attendance_reports_2026_11`.execute(ctx.db)).rejects.toThrow(
      'permission denied',
    )
  })

  it('are made months for by many at once, and one without a month fails', async () => {
    const moment = new Date('2031-05-31T23:59:59Z')
    await Promise.all(
      Array.from({ length: 4 }, () => sql`select make_attendance_months(${moment})`.execute(ctx.db)),
    )
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class where relname like 'attendance_reports_2031%' and relkind = 'r'
      order by 1`.execute(ctx.db)
    expect(rows.map(({ name }) => name)).toEqual(['attendance_reports_2031_05', 'attendance_reports_2031_06'])
    const report = {
      ...{ platformId: ctx.platform.id, id: ctx.newId<never>(), eventId, roomId: ctx.newId<never>() },
      ...{ appId: 'a', sessionType: 's', readAt: new Date('2040-01-01'), state: 'read' as const },
      ...{ hash: '', body: '[]', runs: 0, participants: 0 },
    }
    await expect(ctx.db.insertInto('attendanceReports').values(report).execute()).rejects.toThrow(
      'no partition',
    )
  })

  it('have a month also where a tool tells by itself after months in which nothing was read', async () => {
    await play([stay({})])
    await workAt(5)
    const room = await findRoomOfEvent(ctx, eventId)
    if (!room) throw new Error('the event has no room')
    test.clock.now = new Date('2033-04-10T10:00:00Z')
    await keepSeen(ctx, room, { [lea]: [{ joinedAt: '2033-04-10T09:00:00Z', leftAt: null }] })
    const { rows } = await sql<{ month: string }>`
      select tableoid::regclass::text as month from attendance_reports where event_id = ${eventId} and is_told`.execute(
      ctx.db,
    )
    expect(rows).toEqual([{ month: 'attendance_reports_2033_04' }])
  })

  it('go after the days of the platform, and of that platform alone', async () => {
    await play([stay({})])
    await workAt(5)
    const count = async () =>
      (await sql`select from attendance_reports where event_id = ${eventId}`.execute(ctx.db)).rows.length
    expect(await count()).toBe(1)
    test.clock.now = addMinutes(ENDS, 3652 * 1440)
    await sweep(test, ctx, 'old-reports')
    expect(await count()).toBe(1)
    const other = await test.addPlatform('other-readings.example')
    test.clock.now = addMinutes(ENDS, 3700 * 1440)
    await other.ctx.db.executeQuery(
      sql`select forget_attendance_reports(${test.clock.now})`.compile(other.ctx.db),
    )
    expect(await count()).toBe(1)
    expect(await sweep(test, ctx, 'old-reports')).toBe(true)
    expect(await count()).toBe(0)
    expect(await sweep(test, ctx, 'old-reports')).toBe(false)
    expect(await listed()).toHaveLength(1)
  })
})

describe('whose a stay is', () => {
  const match = async (index: number, personId: PersonId) => {
    const stayId = present((await listed())[index]).id
    return matchStay(ctx, superadmin, { eventId, stayId }, { personId, also: [] })
  }
  const unmatch = async (index: number) => {
    const stayId = present((await listed())[index]).id
    return unmatchStay(ctx, superadmin, { eventId, stayId })
  }
  const remembered = async () =>
    (
      await sql<{
        email: string
      }>`select email from person_addresses where person_id = any(${[lea, max]})`.execute(ctx.db)
    ).rows

  it('by what was in our link, and by a registration whose address is another', async () => {
    const registrations = present(test.fake.rooms.get(await roomKey())).registrations
    const registrationKey = present(
      [...registrations.values()].find((one) => one.email === present(people[1]).email),
    ).key
    await play([stay({ externalId: lea }), stay({ registrationKey, email: 'typed@x.example' }, 1)])
    await workAt(5)
    expect(await owners()).toEqual([
      [lea, 'link'],
      [max, 'registration'],
    ])
  })

  it('taken back from a report is nobody of ours; once more, the report decides again', async () => {
    await play([stay({ email: present(people[0]).email })])
    await workAt(5)
    await unmatch(0)
    expect(await owners()).toEqual([[null, 'hand']])
    expect((await listed())[0]?.role).toBe('guest')
    await workAt(15)
    expect(await owners()).toEqual([[null, 'hand']])
    await unmatch(0)
    expect(await owners()).toEqual([[lea, 'registration']])
  })

  it('said by hand wins over the report, and is said again by whoever is later', async () => {
    await play([stay({ email: present(people[0]).email })])
    await workAt(5)
    expect(await match(0, max)).toEqual({ changed: 1, taught: null }) // it is somebody’s own address
    expect(await match(0, max)).toEqual({ changed: 0, taught: null })
    await workAt(15)
    expect(await owners()).toEqual([[max, 'hand']])
    const stayId = present((await listed())[0]).id
    await Promise.all(
      [lea, max].map((personId) => matchStay(ctx, superadmin, { eventId, stayId }, { personId, also: [] })),
    )
    expect((await owners())[0]?.[1]).toBe('hand')
  })

  it('is not taught by an address that several names use, and only by the newest word', async () => {
    await play([
      stay({ email: 'office@x.example', name: 'Lea' }),
      stay({ email: 'office@x.example', name: 'Max' }, 1),
      stay({ email: 'home@x.example', name: 'L' }, 2),
    ])
    await workAt(5)
    expect(await match(0, lea)).toEqual({ changed: 1, taught: null })
    expect(await owners()).toEqual([
      [lea, 'hand'],
      [null, null],
      [null, null],
    ])
    expect(await match(2, lea)).toEqual({ changed: 1, taught: 'home@x.example' })
    expect(await match(2, max)).toEqual({ changed: 1, taught: 'home@x.example' })
    expect(await remembered()).toEqual([{ email: 'home@x.example' }])
    await unmatch(2)
    expect(await remembered()).toEqual([])
  })

  it('is refused for who was never enrolled, for a stay of another event, and for one that is gone', async () => {
    await play([stay({ name: 'Guest' })])
    await workAt(5)
    const [stranger] = await addPeople(platform, 1)
    await expect(match(0, present(stranger).personId)).rejects.toMatchObject({
      code: 'attendance-not-enrolled',
    })
    const target = { eventId, stayId: ctx.newId<never>() }
    await expect(matchStay(ctx, superadmin, target, { personId: lea, also: [] })).rejects.toMatchObject({
      code: 'stay-not-found',
    })
    await expect(unmatchStay(ctx, superadmin, target)).rejects.toMatchObject({ code: 'stay-not-found' })
    const [run] = present(test.fake.rooms.get(await roomKey())).runs
    present(run).stays = []
    const stayId = present((await listed())[0]).id
    await workAt(15)
    await expect(
      matchStay(ctx, superadmin, { eventId, stayId }, { personId: lea, also: [] }),
    ).rejects.toMatchObject({ code: 'stay-not-found' })
  })

  it('follows a duplicate to the person who stays, with the addresses', async () => {
    await play([stay({ email: 'home@x.example' })])
    await workAt(5)
    await match(0, max)
    await mergePeople(ctx, superadmin, { personId: lea, duplicateId: max })
    expect(await owners()).toEqual([[lea, 'hand']])
    expect(await remembered()).toHaveLength(1)
  })

  it('is told to whoever follows, when something is another', async () => {
    const heard: string[] = []
    const listening: Ctx = { ...ctx, react: async (_, __, fact) => void heard.push(fact.kind) }
    await play([stay({ email: 'home@x.example' })])
    await workAt(1)
    test.clock.now = addMinutes(ENDS, 5)
    await readReports(listening, eventId)
    expect(heard).toEqual(['attendance-read'])
    test.clock.now = addMinutes(ENDS, 15)
    await readReports(listening, eventId)
    expect(heard).toEqual(['attendance-read'])
    const stayId = present((await listed())[0]).id
    await matchStay(listening, superadmin, { eventId, stayId }, { personId: lea, also: [] })
    expect(heard).toEqual(['attendance-read', 'stay-matched', 'attendance-read'])
  })
})
