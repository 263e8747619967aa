import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { PlanId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { changeCourse } from '../courses/courses.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { changeEvent, listEventsOfSession } from '../events/events.service.ts'
import { changeSession } from '../sessions/sessions.service.ts'
import { carryOutPlan } from './plan-work.service.ts'
import { NewPlan } from './plans.schemas.ts'
import {
  beginPlan,
  exportPlan,
  getPlan,
  listPlanItems,
  listPlans,
  tryPlan,
  undoPlan,
} from './plans.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let instructor: Actor & { email: string }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('plans.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
})
afterAll(() => test.close())

const heading = 'course,session_id,event,date,start,end,time_zone,account,event_instructors'
const begin = (rows: string[], actor: Actor = superadmin) =>
  beginPlan(platform.ctx, actor, NewPlan.parse({ text: [heading, ...rows].join('\n'), save: true }))
const attemptPlan = (rows: string[], actor: Actor = superadmin) =>
  tryPlan(platform.ctx, actor, NewPlan.parse({ text: [heading, ...rows].join('\n') }))
let accounts = 0
const account = async (limits: object = { concurrentRooms: 1 }) => {
  const name = `Rooms ${++accounts}`
  return pairedAccount(test, platform, superadmin, { name, limits })
}
const eventsOf = (sessionId: SessionId) => listEventsOfSession(platform.ctx, superadmin, sessionId)
const stop = new Error('the process ended here')
const statesOf = async (planId: PlanId) =>
  (await listPlanItems(platform.ctx, superadmin, planId, { limit: 100 })).items.map((item) => item.state)

describe('what is foreseen for a table', () => {
  it('has a reason for every row that can’t be, and proposals that are free together', async () => {
    const session = await buildSession(platform, superadmin)
    const taught = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    const [own, other] = [await account(), await account({ concurrentRooms: 1 })]
    await planEvent(platform, superadmin, {
      sessionId: taught.id,
      accountId: own.id,
      name: 'Held',
      from: '10:00',
      to: '11:00',
      day: '2026-12-01',
    })
    const row = (cells: string, sessionId: string = session.id) => `,${sessionId},${cells}`
    const at = (name: string, date: string, start: string, end: string, more: string) =>
      row(`${name},${date},${start},${end},Europe/Rome,${more}`)
    const tried = await attemptPlan([
      at('Good', '2026-12-01', '11:00', '12:00', `${own.name},`),
      at('No room', '2026-12-01', '10:30', '11:30', `${own.name},`),
      at('Collides', '2026-12-01', '11:30', '12:30', `${own.name},`),
      at('Both full', '2026-12-01', '10:15', '11:15', `${other.name},`),
      at('Busy', '2026-12-01', '10:00', '10:30', `,${instructor.email}`),
      at('No such time', '2027-03-28', '02:15', '03:15', ','),
      at('Good', '2026-12-01', '11:00', '12:00', `${own.name},`),
      row('Lost,2026-12-01,10:00,11:00,UTC,,', '00000000-0000-7000-8000-000000000000'),
      'Nothing,,E,2026-12-01,10:00,11:00,UTC,,',
      row('Held,2026-12-01,10:00,11:00,Europe/Rome,,', taught.id),
    ])
    expect(tried.rows.map((one) => [one.reason?.code ?? 'possible', one.proposal?.cells ?? null])).toEqual([
      ['possible', null],
      ['capacity-concurrent-rooms', { date: '2026-12-01', start: '09:00', end: '10:00', end_date: '' }],
      ['capacity-concurrent-rooms', { account: other.name }],
      ['possible', null],
      ['instructor-busy', { date: '2026-12-01', start: '09:30', end: '10:00', end_date: '' }],
      ['wall-time-skipped', { date: '2027-03-28', start: '03:15', end: '04:15', end_date: '' }],
      ['plan-row-twice', null],
      ['session-not-found', null],
      ['import-course-unknown', null],
      ['plan-event-known', null],
    ])
    expect(tried).toMatchObject({ possible: 2, refused: 8 })
    const taken = tried.rows
      .filter((one) => one.outcome === 'possible' || one.proposal)
      .map(({ line, cells, proposal }) => ({ line, cells: { ...cells, ...proposal?.cells } }))
    const again = await tryPlan(platform.ctx, superadmin, NewPlan.parse({ rows: taken }))
    expect(again).toMatchObject({ possible: 6, refused: 0 })
    expect(await eventsOf(session.id)).toEqual([])
  })

  it('warns of more learners than seats', async () => {
    const { name, id } = await account()
    const session = await buildSession(platform, superadmin, { maxEnrollment: 200 })
    await planEvent(platform, superadmin, {
      sessionId: session.id,
      accountId: id,
      name: 'First',
      from: '10:00',
      to: '11:00',
    })
    await platform.ctx.db.updateTable('rooms').set({ seats: 100 }).where('accountId', '=', id).execute()
    const { rows } = await attemptPlan([`,${session.id},E,2026-12-01,10:00,11:00,UTC,${name},`])
    expect(rows[0]).toMatchObject({ outcome: 'possible', warning: { code: 'plan-seats' } })
  })

  it('is for planners, who plan in their own sessions', async () => {
    const session = await buildSession(platform, superadmin)
    const row = `,${session.id},E,2026-12-01,10:00,11:00,UTC,,`
    const learner = await platform.addActor(['learner'])
    await expect(attemptPlan([row], learner)).rejects.toMatchObject({ status: 403 })
    expect((await attemptPlan([row], instructor)).rows[0]?.reason?.code).toBe('role-planner-needed')
  })

  it('takes 5,000 rows and no more', async () => {
    const session = await buildSession(platform, superadmin)
    const { name } = await account({ concurrentRooms: 2 })
    const rows = Array.from({ length: 5000 }, (_, at) => {
      const day = new Date(Date.UTC(2027, 0, 1 + Math.floor(at / 12))).toISOString().slice(0, 10)
      return `,${session.id},E${at},${day},1${at % 3}:00,1${(at % 3) + 1}:00,UTC,${name},`
    })
    const tried = await attemptPlan(rows)
    expect(tried.possible + tried.refused).toBe(5000)
    expect(tried.rows.filter((row) => row.proposal).length).toBeGreaterThan(2000)
    await expect(attemptPlan([...rows, rows[0] ?? ''])).rejects.toMatchObject({ code: 'table-too-many-rows' })
  })
})

describe('a plan', () => {
  const rowsOf = (sessionId: SessionId, accountName: string, count: number) =>
    Array.from(
      { length: count },
      (_, at) => `,${sessionId},Day ${at + 1},2026-12-0${at + 1},10:00,11:00,Europe/Rome,${accountName},`,
    )

  it('is carried out in the background, with a report, and told to each learner once', async () => {
    const session = await buildSession(platform, superadmin)
    const { name } = await account()
    const learner = await platform.addActor(['learner'])
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    await settleJobs(test, platform.ctx)
    const rows = [...rowsOf(session.id, name, 4), `,${session.id},Bad,2026-12-01,10:30,11:30,UTC,Nowhere,`]
    const plan = await begin(rows)
    expect(plan).toMatchObject({ total: 5, waiting: 4, planned: 0, refused: 1, finishedAt: null })
    await settleJobs(test, platform.ctx)
    const done = await getPlan(platform.ctx, superadmin, plan.id)
    expect(done).toMatchObject({ waiting: 0, planned: 4, refused: 1, may: { undo: true } })
    expect(done.finishedAt).not.toBeNull()
    expect((await eventsOf(session.id)).map((event) => event.room?.state)).toEqual(Array(4).fill('ready'))
    const told = await platform.ctx.db
      .selectFrom('notifications')
      .select('id')
      .where('personId', '=', learner.personId)
      .where('kind', '=', 'planned')
      .execute()
    expect(told).toHaveLength(1)
    const report = await exportPlan(platform.ctx, superadmin, plan.id)
    expect(report).toMatch(/6,Winter,Bad,.*refused,There is no account “Nowhere”/)
    expect((await listPlans(platform.ctx, superadmin))[0]?.id).toBe(plan.id)
    const refused = await listPlanItems(platform.ctx, superadmin, plan.id, { state: 'refused', limit: 10 })
    expect(refused.items.map((item) => item.line)).toEqual([6])
  })

  it('goes on after a crash where it stopped, and plans nothing twice', async () => {
    const session = await buildSession(platform, superadmin)
    const { name } = await account()
    const plan = await begin(rowsOf(session.id, name, 6))
    let ids = 0
    const crashing = {
      ...platform.ctx,
      newId: <Id extends string>() => {
        if (++ids === 12) throw stop
        return platform.ctx.newId<Id>()
      },
    }
    await expect(carryOutPlan(crashing, plan.id)).rejects.toThrow(stop)
    const states = await statesOf(plan.id)
    const planned = states.filter((state) => state === 'planned').length
    expect(planned).toBeGreaterThan(0)
    expect(planned).toBeLessThan(6)
    expect(await eventsOf(session.id)).toHaveLength(planned)
    await Promise.all([carryOutPlan(platform.ctx, plan.id), carryOutPlan(platform.ctx, plan.id)])
    expect(await statesOf(plan.id)).toEqual(Array(6).fill('planned'))
    expect(await eventsOf(session.id)).toHaveLength(6)
    test.jobs.length = 0
  })

  it('counts spares: those that are held, and those that its events will hold', async () => {
    const [main, spare] = [await account({}), await account()]
    const first = await buildSession(platform, superadmin)
    const target = { courseId: first.courseId, expectedVersion: 1 }
    await changeCourse(platform.ctx, superadmin, target, { spareAccountId: spare.id })
    const own = { sessionId: first.id, accountId: main.id, from: '10:00', to: '11:00', day: '2026-12-01' }
    await planEvent(platform, superadmin, { ...own, name: 'With a spare' })
    const row = (day: string, name: string) =>
      `,${first.id},On ${day},${day},10:30,11:30,Europe/Rome,${name},`
    const foreseen = await attemptPlan([
      row('2026-12-01', spare.name), // held by what stands there
      row('2026-12-02', main.name), // holds its spare
      `,${first.id},Beside,2026-12-02,11:00,12:00,Europe/Rome,${spare.name},`,
    ])
    expect(foreseen.rows.map(({ reason }) => reason?.code)).toEqual([
      'capacity-concurrent-rooms',
      undefined,
      'capacity-concurrent-rooms',
    ])
  })

  it('says what became impossible meanwhile', async () => {
    const session = await buildSession(platform, superadmin)
    const { name, id } = await account()
    const plan = await begin(rowsOf(session.id, name, 2))
    const held = { sessionId: session.id, accountId: id, name: 'Faster', from: '10:00', to: '11:00' }
    await planEvent(platform, superadmin, { ...held, day: '2026-12-02' })
    await settleJobs(test, platform.ctx)
    const { items } = await listPlanItems(platform.ctx, superadmin, plan.id, { limit: 10 })
    expect(items.map((item) => [item.state, item.reason?.code])).toEqual([
      ['planned', undefined],
      ['refused', 'capacity-concurrent-rooms'],
    ])
    expect(items[1]?.reason?.text).toMatch(/Wed.* 2 Dec.*Faster/)
  })

  it('is taken back as far as nobody touched what it made', async () => {
    const session = await buildSession(platform, superadmin)
    const { name } = await account()
    const learner = await platform.addActor(['learner'])
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    const plan = await begin(rowsOf(session.id, name, 3))
    await expect(undoPlan(platform.ctx, superadmin, plan.id)).rejects.toMatchObject({
      code: 'plan-still-running',
    })
    await settleJobs(test, platform.ctx)
    const [, second] = await eventsOf(session.id)
    const target = { eventId: present(second).id, expectedVersion: 1 }
    await changeEvent(platform.ctx, superadmin, target, { description: 'With lunch' })
    await undoPlan(platform.ctx, superadmin, plan.id)
    await settleJobs(test, platform.ctx)
    expect(await getPlan(platform.ctx, superadmin, plan.id)).toMatchObject({
      planned: 0,
      undone: 2,
      kept: 1,
      may: { undo: false },
    })
    expect((await eventsOf(session.id)).map((event) => event.name)).toEqual(['Day 2'])
    const told = await platform.ctx.db
      .selectFrom('notifications')
      .select('id')
      .where('personId', '=', learner.personId)
      .where('kind', '=', 'deleted')
      .execute()
    expect(told).toHaveLength(1)
    await expect(undoPlan(platform.ctx, superadmin, plan.id)).rejects.toMatchObject({ code: 'plan-undone' })
  })

  it('that can plan nothing is not begun', async () => {
    await expect(begin(['Nothing,,E,2026-12-01,10:00,11:00,UTC,,'])).rejects.toMatchObject({
      code: 'plan-empty',
    })
  })

  it('is not carried out, nor taken back, in sessions that who began it teaches no more', async () => {
    const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    const lose = async (version: number) =>
      changeSession(
        platform.ctx,
        superadmin,
        { sessionId: session.id, expectedVersion: version },
        { instructorIds: [] },
      )
    const done = await begin([`,${session.id},E,2027-06-01,10:00,11:00,UTC,,`], instructor)
    await settleJobs(test, platform.ctx)
    const begun = await begin([`,${session.id},F,2027-06-02,10:00,11:00,UTC,,`], instructor)
    expect(await getPlan(platform.ctx, instructor, done.id)).toMatchObject({ may: { undo: true } })
    await lose(session.version)
    await settleJobs(test, platform.ctx)
    const { items } = await listPlanItems(platform.ctx, instructor, begun.id, { limit: 10 })
    expect(items).toMatchObject([{ state: 'refused', reason: { code: 'role-planner-needed' } }])
    expect(await getPlan(platform.ctx, instructor, done.id)).toMatchObject({ may: { undo: false } })
    expect((await listPlans(platform.ctx, instructor)).find(({ id }) => id === done.id)?.may.undo).toBe(false)
    await expect(undoPlan(platform.ctx, instructor, done.id)).rejects.toMatchObject({
      status: 403,
      code: 'plan-of-others',
    })
    expect((await eventsOf(session.id)).map((event) => event.name)).toEqual(['E'])
    await undoPlan(platform.ctx, superadmin, done.id)
    await settleJobs(test, platform.ctx)
    expect(await eventsOf(session.id)).toEqual([])
  })

  it('is seen by who began it and by superadmins', async () => {
    const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    const plan = await begin([`,${session.id},E,2027-05-01,10:00,11:00,UTC,,`], instructor)
    const another = await platform.addActor(['instructor'])
    expect(await getPlan(platform.ctx, superadmin, plan.id)).toMatchObject({ id: plan.id })
    expect(await listPlans(platform.ctx, another)).toEqual([])
    await expect(getPlan(platform.ctx, another, plan.id)).rejects.toMatchObject({ status: 404 })
  })
})
