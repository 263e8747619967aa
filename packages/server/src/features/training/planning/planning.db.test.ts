import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { listEventsOfSession } from '../events/events.service.ts'
import { cancel } from '../lifecycle/lifecycle.service.ts'
import { changeSession, getSession, listSessions } from '../sessions/sessions.service.ts'
import { changeEvents } from './bulk-edit.service.ts'
import { copyCourse, copySession } from './copies.service.ts'
import { EventsChange, NewSeries, SessionCopy } from './planning.schemas.ts'
import { planSeries } from './series.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let learner: Actor & { email: string }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('planning.example')
  superadmin = await platform.addActor(['superadmin'])
  learner = await platform.addActor(['learner'])
})
afterAll(() => test.close())

let accounts = 0
const account = (concurrentRooms: number | null = 1) =>
  pairedAccount(test, platform, superadmin, {
    name: `Rooms ${++accounts}`,
    limits: concurrentRooms === null ? {} : { concurrentRooms },
  })
const buildEmpty = () => buildSession(platform, superadmin)
const eventsOf = (sessionId: SessionId) => listEventsOfSession(platform.ctx, superadmin, sessionId)

/** Weekly on Tuesdays, 10 to 11 in Rome, from 1 December 2026. */
const series = (fields: object = {}) =>
  NewSeries.parse({
    name: 'Module {n}',
    startsWall: '2026-12-01T10:00',
    endsWall: '2026-12-01T11:00',
    timeZone: 'Europe/Rome',
    rule: { pattern: { repeats: 'weekly', weekdays: [2] }, ends: { count: 4 } },
    save: true,
    ...fields,
  })
const planWeekly = (sessionId: SessionId, fields: object = {}, actor: Actor = superadmin) =>
  planSeries(platform.ctx, actor, { sessionId: sessionId, ...series(fields) })

/** All rows of what planning writes to. */
async function everything() {
  const { db } = platform.ctx
  const [courses, sessions, events, rooms, notifications, audit] = await Promise.all([
    db.selectFrom('courses').selectAll().orderBy('id').execute(),
    db.selectFrom('sessions').selectAll().orderBy('id').execute(),
    db.selectFrom('events').selectAll().orderBy('id').execute(),
    db.selectFrom('rooms').selectAll().orderBy('id').execute(),
    db.selectFrom('notifications').selectAll().orderBy('id').execute(),
    db.selectFrom('auditEntries').selectAll().orderBy('id').execute(),
  ])
  return { courses, sessions, events, rooms, notifications, audit }
}

describe('recurring events', () => {
  it('are separate events of one series at the same time on the wall, over the change of clocks', async () => {
    const session = await buildEmpty()
    const { id: accountId } = await account()
    const result = await planWeekly(session.id, {
      accountId,
      startsWall: '2027-03-16T10:00',
      endsWall: '2027-03-16T11:00',
      rule: {
        pattern: { repeats: 'weekly', weekdays: [2] },
        ends: { until: '2027-04-13' },
        skips: ['2027-04-06'],
      },
    })
    expect(result).toMatchObject({ saved: true, refused: 0 })
    const events = await eventsOf(session.id)
    expect(events.map(({ name, startsAt, seriesId }) => [name, startsAt, seriesId])).toEqual([
      ['Module 1', '2027-03-16T09:00:00.000Z', result.id],
      ['Module 2', '2027-03-23T09:00:00.000Z', result.id],
      ['Module 3', '2027-03-30T08:00:00.000Z', result.id],
      ['Module 4', '2027-04-13T08:00:00.000Z', result.id],
    ])
    await settleJobs(test, platform.ctx)
    expect((await eventsOf(session.id)).map((event) => event.room?.state)).toEqual(Array(4).fill('ready'))
  })

  it.each([
    ['skip', [['skipped', '2026-12-08T10:00']], 3],
    ['next-free-time', [['changed', '2026-12-08T09:30']], 4],
    ['next-day', [['changed', '2026-12-09T10:00']], 4],
    ['other-account', [['changed', '2026-12-08T10:00']], 4],
  ] as const)(
    'follow the rule %s where they are not possible, and say so before',
    async (onConflict, instead, count) => {
      const [session, other] = [await buildEmpty(), await buildEmpty()]
      const { id: accountId, name } = await account()
      const spare = onConflict === 'other-account' ? await account() : undefined
      const held = { sessionId: other.id, accountId, from: '10:30', to: '11:30' }
      await planEvent(platform, superadmin, { ...held, name: 'Fire drill', day: '2026-12-08' })
      const look = await planWeekly(session.id, { accountId, onConflict, save: false })
      expect(look).toMatchObject({ saved: false, refused: 0 })
      const others = look.items.filter((item) => item.instead)
      expect(others.map((item) => [item.instead, item.startsWall])).toEqual(instead)
      if (spare) expect(others[0]?.account).not.toBe(name)
      expect(await eventsOf(session.id)).toEqual([])
      const saved = await planWeekly(session.id, { accountId, onConflict })
      expect(saved.items.map((item) => item.startsWall)).toEqual(look.items.map((item) => item.startsWall))
      expect(await eventsOf(session.id)).toHaveLength(count)
    },
  )

  it('are refused whole when a rule finds nothing', async () => {
    const [session, other] = [await buildEmpty(), await buildEmpty()]
    const { id: accountId } = await account()
    for (const day of ['08', '09', '10', '11', '12', '13', '14'])
      await planEvent(platform, superadmin, {
        ...{ sessionId: other.id, accountId, name: 'All day', day: `2026-12-${day}` },
        ...{ from: '00:00', to: '23:59' },
      })
    await expect(planWeekly(session.id, { accountId, onConflict: 'next-day' })).rejects.toMatchObject({
      code: 'planning-conflicts',
    })
    expect(await eventsOf(session.id)).toEqual([])
  })

  it('name every date that is not possible, with the limit, who holds the room and what is free', async () => {
    const [session, other] = [await buildEmpty(), await buildEmpty()]
    const { id: accountId } = await account()
    const held = { sessionId: other.id, accountId, from: '10:30', to: '11:30' }
    await planEvent(platform, superadmin, { ...held, name: 'Fire drill', day: '2026-12-08' })
    await planEvent(platform, superadmin, { ...held, name: 'First aid', day: '2026-12-22' })
    const before = await everything()
    const tried = await planWeekly(session.id, { accountId, save: false })
    expect(tried).toMatchObject({ saved: false, id: null, refused: 2 })
    expect(tried.items.map((item) => item.outcome)).toEqual(['possible', 'refused', 'possible', 'refused'])
    expect(tried.items[1]?.reason).toMatchObject({
      code: 'capacity-concurrent-rooms',
      text: expect.stringMatching(/Rooms .* at the same time: 1.*Tue.* 8 Dec.*Fire drill/),
    })
    expect(tried.items[1]?.suggestions[0]).toMatchObject({
      code: 'suggest-time',
      change: { startsWall: '2026-12-08T09:30', endsWall: '2026-12-08T10:30' },
    })
    await expect(planWeekly(session.id, { accountId })).rejects.toMatchObject({
      code: 'planning-conflicts',
      status: 409,
      params: { refused: 2, total: 4 },
      fields: [{ pointer: '/items/1' }, { pointer: '/items/3' }],
    })
    expect(await everything()).toEqual(before)
    const suggested = tried.items.flatMap((item) =>
      item.suggestions[0] ? [{ date: item.startsWall.slice(0, 10), ...item.suggestions[0].change }] : [],
    )
    expect(await planWeekly(session.id, { accountId, exceptions: suggested })).toMatchObject({ refused: 0 })
    expect((await eventsOf(session.id)).map((event) => event.startsWall.slice(5))).toEqual([
      '12-01T10:00',
      '12-08T09:30',
      '12-15T10:00',
      '12-22T09:30',
    ])
  })

  it('count against each other too', async () => {
    const session = await buildEmpty()
    const { id: accountId } = await account()
    const tried = await planWeekly(session.id, {
      accountId,
      startsWall: '2026-12-01T20:00',
      endsWall: '2026-12-02T10:00',
      rule: { pattern: { repeats: 'weekly', weekdays: [2, 3] }, ends: { count: 3 } },
      exceptions: [{ date: '2026-12-02', startsWall: '2026-12-02T09:00', endsWall: '2026-12-02T11:00' }],
      save: false,
    })
    expect(tried.items.map((item) => item.reason?.code ?? 'possible')).toEqual([
      'possible',
      'capacity-concurrent-rooms',
      'possible',
    ])
  })

  it('say which dates have no such time, or have it twice', async () => {
    const session = await buildEmpty()
    const tried = await planWeekly(session.id, {
      startsWall: '2027-03-27T02:30',
      endsWall: '2027-03-27T04:30',
      rule: { pattern: { repeats: 'weekly', weekdays: [6, 7] }, ends: { count: 3 } },
      save: false,
    })
    expect(tried.items.map(({ reason, startsAt }) => [reason?.code, startsAt])).toEqual([
      [undefined, '2027-03-27T01:30:00.000Z'],
      ['wall-time-skipped', null],
      [undefined, '2027-04-03T00:30:00.000Z'],
    ])
  })

  it('list an instructor who teaches elsewhere as a conflict, unless there is a reason', async () => {
    const instructor = await platform.addActor(['instructor'])
    const [session, other] = [
      await buildSession(platform, superadmin, { instructorIds: [instructor.personId] }),
      await buildSession(platform, superadmin, { instructorIds: [instructor.personId] }),
    ]
    const ends = { ends: { count: 2 } }
    const tuesdays = { pattern: { repeats: 'weekly', weekdays: [2] } }
    await planWeekly(other.id, {
      rule: { ...tuesdays, ...ends },
      startsWall: '2026-12-08T10:30',
      endsWall: '2026-12-08T11:30',
    })
    const tried = await planWeekly(session.id, { save: false })
    expect(tried.items.map((item) => item.reason?.code ?? 'possible')).toEqual([
      'possible',
      'instructor-busy',
      'instructor-busy',
      'possible',
    ])
    expect(await planWeekly(session.id, { overlapReason: 'Two screens' })).toMatchObject({ refused: 0 })
  })

  it('take their breaks along', async () => {
    const session = await buildEmpty()
    await planWeekly(session.id, {
      breaks: [{ startsWall: '2026-12-01T10:20', endsWall: '2026-12-01T10:30' }],
      exceptions: [{ date: '2026-12-08', startsWall: '2026-12-09T14:00', endsWall: '2026-12-09T15:00' }],
    })
    expect((await eventsOf(session.id)).slice(0, 2).map((event) => event.breaks[0]?.startsWall)).toEqual([
      '2026-12-01T10:20',
      '2026-12-09T14:20',
    ])
  })

  it('are planned by exactly one of many who want the same room', async () => {
    const session = await buildEmpty()
    const { id: accountId } = await account()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => planWeekly(session.id, { accountId })),
    )
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(refused).toEqual(Array(5).fill('planning-conflicts'))
    expect(await eventsOf(session.id)).toHaveLength(4)
  })

  it('are planned in two accounts from both ends without waiting for each other forever', async () => {
    const session = await buildEmpty()
    const [one, two] = [await account(null), await account(null)]
    const daily = (first: string, second: string) =>
      planWeekly(session.id, {
        accountId: first,
        exceptions: [{ date: '2026-12-08', accountId: second }],
      })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => (at % 2 ? daily(one.id, two.id) : daily(two.id, one.id))),
    )
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(8).fill('fulfilled'))
  })

  it('are told to each learner in one mail', async () => {
    const session = await buildEmpty()
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    await settleJobs(test, platform.ctx)
    const mails = () =>
      platform.ctx.db.selectFrom('mails').select('id').where('personId', '=', learner.personId).execute()
    const before = (await mails()).length
    await planWeekly(session.id)
    await settleJobs(test, platform.ctx)
    expect((await mails()).length).toBe(before + 1)
  })

  it('are refused with times that are none', async () => {
    const session = await buildEmpty()
    // Hours that no clock shows are refused at the door.
    for (const [fields, code] of [
      [{ startsWall: '2026-11-31T10:00' }, 'date-unknown'],
      [{ endsWall: '2026-11-31T11:00' }, 'event-time-invalid'],
    ] as const)
      await expect(planWeekly(session.id, fields)).rejects.toMatchObject({ code, status: 422 })
  })

  it('are not planned by who may not plan the session', async () => {
    const session = await buildEmpty()
    const instructor = await platform.addActor(['instructor'])
    await expect(planWeekly(session.id, {}, instructor)).rejects.toMatchObject({ status: 403 })
    await expect(planWeekly(session.id, {}, learner)).rejects.toMatchObject({ status: 404 })
  })
})

describe('a session that is duplicated', () => {
  const copy = (sessionId: SessionId, fields: object) =>
    copySession(
      platform.ctx,
      superadmin,
      sessionId,
      SessionCopy.parse({ name: 'Spring', shift: { days: 91 }, save: true, ...fields }),
    )

  async function buildFull() {
    const instructor = await platform.addActor(['instructor'])
    const session = await buildSession(platform, superadmin, {
      maxEnrollment: 12,
      instructorIds: [instructor.personId],
    })
    const { id: accountId } = await account()
    await planWeekly(session.id, { accountId })
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    const [, second] = await eventsOf(session.id)
    await cancel(platform.ctx, superadmin, { eventId: present(second).id }, 'Snow')
    return { session, accountId, instructor }
  }

  it('has the same events at the same time on the wall, and nobody is enrolled', async () => {
    const { session, accountId, instructor } = await buildFull()
    const result = await copy(session.id, { shift: { firstOn: '2027-06-15' } })
    const made = await getSession(platform.ctx, superadmin, present(result.id))
    expect(made).toMatchObject({ name: 'Spring', maxEnrollment: 12, enrolledCount: 0, eventCount: 3 })
    expect(made.instructors.map((person) => person.id)).toEqual([instructor.personId])
    const events = await eventsOf(made.id)
    expect(events.map(({ startsWall, startsAt, tool }) => [startsWall, startsAt, tool?.accountId])).toEqual([
      ['2027-06-15T10:00', '2027-06-15T08:00:00.000Z', accountId],
      ['2027-06-29T10:00', '2027-06-29T08:00:00.000Z', accountId],
      ['2027-07-06T10:00', '2027-07-06T08:00:00.000Z', accountId],
    ])
    const [first] = await eventsOf(session.id)
    expect(new Set(events.map((event) => event.seriesId)).size).toBe(1)
    expect(events[0]?.seriesId).not.toBe(first?.seriesId)
  })

  it('has its deadlines at the same time on the wall, over the change of clocks', async () => {
    const { id: sessionId, version } = await buildEmpty()
    const planner = { ...superadmin, reader: { ...superadmin.reader, timeZone: 'Europe/Rome' } }
    const target = { sessionId, expectedVersion: version }
    await changeSession(platform.ctx, planner, target, {
      enrollmentOpensAt: '2027-01-10T23:00:00Z',
      enrollmentClosesAt: '2027-01-31T22:59:00Z', // one minute to midnight
      ...{ minEnrollment: 2, decidesAt: '2027-01-29T08:00:00Z' },
    })
    const wish = SessionCopy.parse({ name: 'Spring', shift: { days: 91 }, save: true })
    const { id } = await copySession(platform.ctx, planner, sessionId, wish)
    expect(await getSession(platform.ctx, planner, present(id))).toMatchObject({
      enrollmentOpensAt: '2027-04-11T22:00:00.000Z',
      enrollmentClosesAt: '2027-05-02T21:59:00.000Z',
      decidesAt: '2027-04-30T07:00:00.000Z',
    })
  })

  it('is not made when one of its events is refused, and a dry run leaves no trace', async () => {
    const { session } = await buildFull()
    const before = await everything()
    await expect(copy(session.id, { shift: { days: 0 } })).rejects.toMatchObject({
      code: 'planning-conflicts',
    })
    const tried = await copy(session.id, { shift: { days: 0 }, save: false })
    expect(tried).toMatchObject({ saved: false, refused: 3 })
    expect(tried.items[0]?.suggestions.length).toBeGreaterThan(0)
    expect(await everything()).toEqual(before)
  })

  it('comes without rooms and instructors where that is wanted, also into another course', async () => {
    const { session } = await buildFull()
    const other = await buildEmpty()
    const result = await copy(session.id, {
      courseId: other.courseId,
      shift: { days: 0 },
      keepsRooms: false,
      keepsInstructors: false,
    })
    const made = await getSession(platform.ctx, superadmin, present(result.id))
    expect(made).toMatchObject({ courseId: other.courseId, instructors: [], eventCount: 3 })
    expect((await eventsOf(made.id)).map((event) => event.tool)).toEqual([null, null, null])
  })

  it('without events can’t begin on a date', async () => {
    const session = await buildEmpty()
    await expect(copy(session.id, { shift: { firstOn: '2027-01-12' } })).rejects.toMatchObject({
      code: 'copy-nothing',
    })
  })

  it('is part of a course that is duplicated', async () => {
    const { session } = await buildFull()
    const result = await copyCourse(platform.ctx, superadmin, session.courseId, {
      name: 'Safety 2027',
      code: '',
      shift: { days: 182 },
      keepsRooms: true,
      keepsInstructors: true,
      save: true,
    })
    const [made] = await listSessions(platform.ctx, superadmin, present(result.id))
    expect(made).toMatchObject({ courseName: 'Safety 2027', name: 'Winter', eventCount: 3, enrolledCount: 0 })
  })
})

describe('events that are changed together', () => {
  const change = (eventIds: (string | undefined)[], fields: object, scope = 'these', save = true) =>
    changeEvents(platform.ctx, superadmin, EventsChange.parse({ eventIds, scope, change: fields, save }))

  async function buildSeries() {
    const session = await buildEmpty()
    const { id: accountId } = await account()
    await planWeekly(session.id, { accountId })
    return { session, accountId, events: await eventsOf(session.id) }
  }
  const walls = async (sessionId: SessionId) =>
    (await eventsOf(sessionId)).map((event) => event.startsWall.slice(5))

  it('are this one, this and the following, or all of the series', async () => {
    const { session, events } = await buildSeries()
    await change([events[1]?.id], { moveMinutes: 30 })
    await change([events[2]?.id], { startsTime: '14:15' }, 'following')
    expect(await walls(session.id)).toEqual(['12-01T10:00', '12-08T10:30', '12-15T14:15', '12-22T14:15'])
    await change([events[3]?.id], { moveDays: 1, name: 'Lesson {n}' }, 'series')
    expect(await walls(session.id)).toEqual(['12-02T10:00', '12-09T10:30', '12-16T14:15', '12-23T14:15'])
    expect((await eventsOf(session.id)).map((event) => event.name)).toEqual([
      'Lesson 1',
      'Lesson 2',
      'Lesson 3',
      'Lesson 4',
    ])
  })

  it('may take each other’s place in a room', async () => {
    const { session, events } = await buildSeries()
    const all = events.map((event) => event.id)
    expect(await change(all, { moveDays: 7 })).toMatchObject({ refused: 0 })
    expect(await walls(session.id)).toEqual(['12-08T10:00', '12-15T10:00', '12-22T10:00', '12-29T10:00'])
    expect(await change(all, { moveDays: -7 })).toMatchObject({ refused: 0 })
  })

  it('stay as they are when one of them is not possible, and every conflict is named', async () => {
    const { session, accountId, events } = await buildSeries()
    const other = await buildEmpty()
    const held = { sessionId: other.id, accountId, name: 'Held', from: '15:00', to: '16:00' }
    await planEvent(platform, superadmin, { ...held, day: '2026-12-08' })
    await planEvent(platform, superadmin, { ...held, day: '2026-12-15' })
    const before = await everything()
    const all = events.map((event) => event.id)
    const tried = await change(all, { startsTime: '15:30' }, 'these', false)
    expect(tried.items.map((item) => item.reason?.code ?? 'possible')).toEqual([
      'possible',
      'capacity-concurrent-rooms',
      'capacity-concurrent-rooms',
      'possible',
    ])
    await expect(change(all, { startsTime: '15:30' })).rejects.toMatchObject({ code: 'planning-conflicts' })
    expect(await everything()).toEqual(before)
    expect(await walls(session.id)).toEqual(['12-01T10:00', '12-08T10:00', '12-15T10:00', '12-22T10:00'])
  })

  it('lose their tool or get another account, and people get one mail for new times', async () => {
    const { session, events } = await buildSeries()
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    await settleJobs(test, platform.ctx)
    const { id: accountId } = await account()
    const mails = () =>
      platform.ctx.db.selectFrom('mails').select('id').where('personId', '=', learner.personId).execute()
    const before = (await mails()).length
    await change([events[0]?.id], { accountId, moveMinutes: 15 }, 'series')
    await settleJobs(test, platform.ctx)
    expect((await mails()).length).toBe(before + 1)
    expect((await eventsOf(session.id)).map((event) => event.tool?.accountId)).toEqual(
      Array(4).fill(accountId),
    )
    await change([events[0]?.id], { accountId: null }, 'series')
    expect((await eventsOf(session.id)).map((event) => event.tool)).toEqual(Array(4).fill(null))
  })

  it('are left alone when they are cancelled, and refused when none is left', async () => {
    const { events } = await buildSeries()
    await cancel(platform.ctx, superadmin, { eventId: present(events[0]).id }, '')
    expect((await change([events[0]?.id], { moveDays: 1 }, 'series')).items).toHaveLength(3)
    for (const event of events.slice(1)) await cancel(platform.ctx, superadmin, { eventId: event.id }, '')
    await expect(change([events[0]?.id], { moveDays: 1 })).rejects.toMatchObject({ code: 'edit-nothing' })
  })
})
