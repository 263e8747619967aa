import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { createTestApp, sweep, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { CourseId, EventId, GroupId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { addMembers, createGroup } from '../../people/groups/groups.service.ts'
import { markAttendance } from '../../training/attendance/attendance.service.ts'
import { listExpiring } from '../../training/completions/expiring.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { createSession } from '../../training/sessions/sessions.service.ts'
import { ReportQuery } from './reports.schemas.ts'
import { getAttendanceReport, getExpiringReport, getRoomsReport } from './reports.service.ts'

type Person = Actor & { email: string }

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let anna: Person
let ben: Person
let learners: PersonId[]
let groupId: GroupId
const sessions: { id: SessionId; courseId: string }[] = []

const report = (actor: Actor, query: object = {}) =>
  getAttendanceReport(platform.ctx, actor, ReportQuery.parse(query))
const named = async (actor: Actor, query: object) =>
  (await report(actor, query)).items.map(({ name, seats, present, absent }) => [name, seats, present, absent])

/** Two sessions of two courses, each with an event in November and one in December, taught by Anna and by Ben. */
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('numbers.example')
  const { ctx } = platform
  superadmin = await platform.addActor(['superadmin'])
  anna = await platform.addActor(['instructor'])
  ben = await platform.addActor(['instructor'])
  learners = (await addPeople(platform, 4)).map(({ personId }) => personId)
  groupId = (await createGroup(ctx, superadmin, 'Night shift')).id
  await addMembers(ctx, superadmin, groupId, { personIds: learners.slice(0, 2), save: true })
  test.clock.now = new Date('2026-11-20T08:00:00Z')
  const events: EventId[] = []
  for (const [index, teacher] of [anna, ben].entries()) {
    const session = await buildSession(platform, superadmin, { instructorIds: [teacher.personId] })
    sessions.push(session)
    for (const personId of learners.slice(0, index === 0 ? 4 : 2))
      await enroll(ctx, superadmin, session.id, personId)
    for (const day of ['2026-11-26', '2026-12-03']) {
      const event = await planEvent(platform, superadmin, {
        ...{ sessionId: session.id, accountId: null, name: 'E', day, from: '10:00', to: '11:00' },
      })
      events.push(event.id)
    }
  }
  test.clock.now = new Date('2026-12-15T08:00:00Z')
  await sweep(test, ctx, 'judgings')
  const mark = (eventId: EventId | undefined, personId: PersonId | undefined, status: 'present' | 'absent') =>
    markAttendance(ctx, superadmin, eventId as EventId, {
      marks: [
        {
          personId: personId as PersonId,
          status,
          minutes: status === 'present' ? 55 : null,
          note: '',
          version: 0,
        },
      ],
    })
  await mark(events[0], learners[0], 'present')
  await mark(events[0], learners[1], 'present')
  await mark(events[0], learners[2], 'absent')
  await mark(events[1], learners[0], 'present')
  await mark(events[2], learners[0], 'absent')
  await sweep(test, ctx, 'facts')
})
afterAll(() => test.close())

describe('the report of attendance', () => {
  it('has who was there, no-shows and hours, by course, session, instructor, group, account and month', async () => {
    const all = await report(superadmin)
    expect(all).toMatchObject({
      ...{ by: 'course', from: '2026-01', to: '2026-12', more: 0, pending: 0 },
      total: {
        ...{
          events: 4,
          plannedMinutes: 240,
          seats: 12,
          present: 3,
          absent: 2,
          notKnown: 7,
          learnerMinutes: 165,
        },
        ...{ presentPercent: 60, absentPercent: 40 },
      },
    })
    expect(all.months.map(({ month, seats }) => [month, seats]).filter(([, seats]) => seats)).toEqual([
      ['2026-11', 6],
      ['2026-12', 6],
    ])
    expect(all.months).toHaveLength(12)
    expect(all.months[0]).toMatchObject({ month: '2026-01', events: 0, presentPercent: null })
    for (const by of ['course', 'session'] as const) {
      const rows = await report(superadmin, { by })
      expect(rows.items.map(({ seats, present, absent }) => [seats, present, absent])).toEqual([
        [8, 3, 1],
        [4, 0, 1],
      ])
    }
    expect((await report(superadmin, { by: 'session' })).items[0]?.of).toEqual(expect.any(String))
    expect((await named(superadmin, { by: 'instructor' })).map(([, ...numbers]) => numbers)).toEqual([
      [8, 3, 1],
      [4, 0, 1],
    ])
    expect(await named(superadmin, { by: 'group' })).toEqual([['Night shift', 8, 3, 1]])
    expect(await named(superadmin, { by: 'account' })).toEqual([[null, 12, 3, 2]])
  })

  it('is of what is asked for alone', async () => {
    const [first, second] = sessions
    const seats = async (query: object) => (await report(superadmin, query)).total.seats
    expect(await seats({ courseId: first?.courseId })).toBe(8)
    expect(await seats({ sessionId: second?.id })).toBe(4)
    expect(await seats({ instructorId: ben.personId })).toBe(4)
    expect(await seats({ groupId })).toBe(8)
    expect(await seats({ groupId, courseId: second?.courseId })).toBe(4)
    expect(await seats({ from: '2026-12', to: '2026-12' })).toBe(6)
    expect(await seats({ to: '2026-10' })).toBe(0)
    expect(await seats({ groupId, instructorId: anna.personId, from: '2026-11', to: '2026-11' })).toBe(2)
    await expect(report(superadmin, { from: '2026-12', to: '2026-11' })).rejects.toMatchObject({
      code: 'report-period-backwards',
    })
    await expect(report(superadmin, { from: '2000-01' })).rejects.toMatchObject({
      code: 'report-period-too-long',
    })
  })

  it('shows instructors what they taught, whatever they ask for, and learners nothing', async () => {
    expect((await report(anna)).total.seats).toBe(8)
    expect((await report(anna, { instructorId: ben.personId })).total.seats).toBe(8)
    expect((await report(anna, { by: 'instructor' })).items).toHaveLength(1)
    expect((await report(anna, { sessionId: sessions[1]?.id })).total.seats).toBe(0)
    const learner = { ...anna, roles: ['learner'] as const }
    await expect(report(learner)).rejects.toMatchObject({ code: 'role-planner-needed' })
    await expect(getRoomsReport(platform.ctx, anna, {})).rejects.toMatchObject({
      code: 'role-superadmin-needed',
    })
  })
})

describe('the report of rooms', () => {
  it('says hours and peak against the licence, and how many refusals one room more would have held', async () => {
    test.clock.now = new Date('2026-12-15T08:00:00Z')
    const account = await pairedAccount(test, platform, superadmin, {
      ...{ sessionType: 'webinar', name: 'Hall' },
      limits: { concurrentRooms: 1 },
    })
    const session = await buildSession(platform, superadmin)
    const cookie = await signedIn(test, platform, superadmin.email)
    const plan = async (from: string, to: string) => {
      const { statusCode } = await test.app.http.inject({
        ...{ method: 'POST', url: `/api/v1/sessions/${session.id}/events` },
        headers: { host: platform.host, cookie },
        payload: {
          ...{ name: 'E', accountId: account.id, timeZone: 'UTC' },
          ...{ startsWall: `2026-12-18T${from}`, endsWall: `2026-12-18T${to}` },
        },
      })
      return statusCode
    }
    expect(await plan('10:00', '12:00')).toBe(201)
    expect(await plan('10:00', '11:00')).toBe(409)
    expect(await plan('10:00', '11:00')).toBe(409) // wanted again, it is the same
    expect(await plan('10:30', '11:30')).toBe(409)
    expect(await plan('11:00', '12:00')).toBe(409)
    const item = async () =>
      (await getRoomsReport(platform.ctx, superadmin, {})).items.find(({ id }) => id === account.id)
    await expect.poll(async () => (await item())?.refusals).toBe(3)
    expect(await item()).toMatchObject({
      licence: 1,
      refusals: 3,
      fewerWithOneMore: 2,
      roomMinutes: 0,
      peak: 0,
    })
    test.clock.now = new Date('2026-12-19T08:00:00Z')
    await sweep(test, platform.ctx, 'judgings')
    await sweep(test, platform.ctx, 'facts')
    expect(await item()).toMatchObject({ roomMinutes: 120, peak: 1, events: 1 })
    const { months } = await getRoomsReport(platform.ctx, superadmin, { accountId: account.id })
    expect(months.at(-1)).toEqual({ month: '2026-12', events: 1, roomMinutes: 120, refusals: 3 })
  })
})

describe('the report of what expires', () => {
  it('counts the completions that end within a year, by month; instructors see their sessions', async () => {
    const { ctx } = platform
    for (const [index, until] of ['2027-03-01', '2027-01-10', '2028-06-01', '2026-01-01'].entries())
      await sql`insert into completions (platform_id, session_id, person_id, version, state, rule_version, evidence, inputs_hash,
          completed_at, valid_until, made_at)
        values (${ctx.platform.id}, ${sessions[0]?.id}, ${learners[index]}, 99, 'completed', 0, '{}', '', '2025-01-01', ${until}, now())
        on conflict (platform_id, session_id, person_id) where superseded_at is null do nothing`.execute(
        ctx.db,
      )
    await sql`update completions set superseded_at = now() where version <> 99`.execute(ctx.db)
    for (const [index, until] of ['2027-03-01', '2027-01-10', '2028-06-01', '2026-01-01'].entries())
      await sql`insert into completions (platform_id, session_id, person_id, version, state, rule_version, evidence, inputs_hash,
          completed_at, valid_until, made_at)
        values (${ctx.platform.id}, ${sessions[0]?.id}, ${learners[index]}, 100, 'completed', 0, '{}', '', '2025-01-01', ${until}, now())
        on conflict (platform_id, session_id, person_id) where superseded_at is null do nothing`.execute(
        ctx.db,
      )
    const coming = [
      { month: '2027-01', count: 1 },
      { month: '2027-03', count: 1 },
    ]
    expect((await getExpiringReport(ctx, superadmin)).months).toHaveLength(13)
    const counted = async (actor: Actor) =>
      (await getExpiringReport(ctx, actor)).months.filter(({ count }) => count > 0)
    expect(await counted(superadmin)).toEqual(coming)
    expect(await counted(anna)).toEqual(coming)
    expect(await counted(ben)).toEqual([])
  })

  it('counts what the list of who expires has: not who was renewed, nor people who can’t sign in', async () => {
    const { ctx } = platform
    const courseId = sessions[0]?.courseId as CourseId
    const { id: again } = await createSession(ctx, superadmin, { courseId, name: 'Again' })
    await sql`insert into completions (platform_id, session_id, person_id, version, state, rule_version, evidence, inputs_hash,
        completed_at, valid_until, made_at)
      select ${ctx.platform.id}, ${again}, person, 1, 'completed', 0, '{}', '', '2025-01-01', until::date, now()
      from (values (${learners[0]}::uuid, '2027-08-01'), (${learners[2]}::uuid, '2027-02-02')) as more (person, until)`.execute(
      ctx.db,
    )
    await sql`update people set active = false where id = ${learners[1]}`.execute(ctx.db)
    const listedBy = async (actor: Actor) => {
      const filter = { days: 365, expired: 'false', limit: 500 } as const
      const { items } = await listExpiring(ctx, actor, { ...filter, courseId: undefined, cursor: undefined })
      const months = Map.groupBy(items, ({ validUntil }) => validUntil.slice(0, 7))
      return [...months].map(([month, { length: count }]) => ({ month, count }))
    }
    const counted = async (actor: Actor) =>
      (await getExpiringReport(ctx, actor)).months.filter(({ count }) => count > 0)
    expect(await counted(superadmin)).toEqual([{ month: '2027-08', count: 1 }])
    for (const actor of [superadmin, anna, ben]) expect(await counted(actor)).toEqual(await listedBy(actor))
    await sql`update people set active = true where id = ${learners[1]}`.execute(ctx.db)
    expect(await counted(superadmin)).toEqual(await listedBy(superadmin))
    expect(await counted(superadmin)).toHaveLength(2)
  })
})
