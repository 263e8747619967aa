import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { Actor } from '../../../http/actor.ts'
import { listEventsOfSession } from '../events/events.service.ts'
import { changeSession, listSessions } from '../sessions/sessions.service.ts'
import { carryOutPlan } from './plan-work.service.ts'
import { NewPlan } from './plans.schemas.ts'
import { beginPlan, getPlan, listPlanItems, tryPlan, undoPlan } from './plans.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let instructor: Actor & { email: string }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('new-sessions.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
})
afterAll(() => test.close())

const heading =
  'course_code,session_id,session_code,session,max_enrollment,instructors,event,date,start,end,time_zone,account'
const toPlan = (rows: string[], save: boolean) => NewPlan.parse({ text: [heading, ...rows].join('\n'), save })
const attempt = (rows: string[], actor: Actor = superadmin) =>
  tryPlan(platform.ctx, actor, toPlan(rows, false))
const begin = (rows: string[], actor: Actor = superadmin) =>
  beginPlan(platform.ctx, actor, toPlan(rows, true))
/** A course of its own, which has one session. */
async function course() {
  const { courseId, name } = await buildSession(platform, superadmin)
  const sessions = async () =>
    (await listSessions(platform.ctx, superadmin, courseId)).filter((one) => one.name !== name)
  return { id: courseId, sessions, present: name }
}
const row = (course: { id: string }, session: string, event: string, day: number, max = '') =>
  `${course.id},,,${session},${max},,${event},2027-01-${String(day).padStart(2, '0')},10:00,11:00,UTC,`

describe('a plan that names sessions that are not there', () => {
  it('says which it makes, and makes nothing before it is carried out', async () => {
    const own = await course()
    const rows = [
      row(own, 'Spring', 'One', 11, '12'),
      row(own, 'spring', 'Two', 12),
      row(own, 'Autumn', 'One', 13),
      row(own, own.present, 'Here', 14),
      row(own, 'Winter', 'Wrong', 15).replace('10:00', '25:00'),
    ]
    const tried = await attempt(rows)
    expect(tried.newSessions.map(({ name, maxEnrollment, events }) => [name, maxEnrollment, events])).toEqual(
      [
        ['Spring', 12, 2],
        ['Autumn', null, 1],
      ],
    )
    expect(tried.rows.map(({ makesSession }) => makesSession)).toEqual([true, true, true, false, false])
    expect(await own.sessions()).toEqual([])
    const again = tried.rows.map(({ line, cells }) => ({ line, cells }))
    expect(await tryPlan(platform.ctx, superadmin, NewPlan.parse({ rows: again }))).toMatchObject({
      possible: 4,
      newSessions: tried.newSessions,
    })
  })

  it('makes each once, with all its events', async () => {
    const own = await course()
    const plan = await begin([
      row(own, 'Spring', 'One', 11, '12'),
      row(own, 'SPRING', 'Two', 12),
      row(own, 'Autumn', 'One', 13),
    ])
    await settleJobs(test, platform.ctx)
    expect(await getPlan(platform.ctx, superadmin, plan.id)).toMatchObject({ planned: 3, sessionsMade: 2 })
    const made = await own.sessions()
    expect(made.map(({ name, maxEnrollment }) => [name, maxEnrollment]).toSorted()).toEqual([
      ['Autumn', null],
      ['Spring', 12],
    ])
    const spring = present(made.find(({ name }) => name === 'Spring'))
    const events = await listEventsOfSession(platform.ctx, superadmin, spring.id)
    expect(events.map(({ name }) => name)).toEqual(['One', 'Two'])
    const { items } = await listPlanItems(platform.ctx, superadmin, plan.id, { limit: 10 })
    expect(items.map(({ sessionId }) => sessionId === spring.id)).toEqual([true, true, false])
  })

  it('of two plans at the same moment makes each once', async () => {
    const own = await course()
    const days = [1, 2, 3, 4]
    const plans = await Promise.all([
      begin(days.map((day) => row(own, 'Spring', `A${day}`, day))),
      begin(days.map((day) => row(own, 'Spring', `B${day}`, day + 10))),
    ])
    await Promise.all(plans.map(({ id }) => carryOutPlan(platform.ctx, id)))
    const made = await own.sessions()
    expect(made).toHaveLength(1)
    expect(await listEventsOfSession(platform.ctx, superadmin, present(made[0]).id)).toHaveLength(8)
    const counts = await Promise.all(plans.map(({ id }) => getPlan(platform.ctx, superadmin, id)))
    expect(counts.map(({ sessionsMade }) => sessionsMade).toSorted()).toEqual([0, 1])
    test.jobs.length = 0
  })

  it('makes none whose events all became impossible meanwhile', async () => {
    const own = await course()
    const plan = await begin([row(own, 'Spring', 'One', 11)])
    await platform.ctx.db.updateTable('courses').set({ name: 'Gone' }).where('id', '=', own.id).execute()
    test.clock.now = new Date('2027-02-01T00:00:00Z')
    await settleJobs(test, platform.ctx)
    test.clock.now = new Date('2026-11-25T09:00:00Z')
    const { items } = await listPlanItems(platform.ctx, superadmin, plan.id, { limit: 10 })
    expect([items[0]?.state, await own.sessions()]).toEqual(['refused', []])
  })

  it('takes empty ones that nobody has touched back with its events', async () => {
    const own = await course()
    const plan = await begin([row(own, 'Spring', 'One', 11), row(own, 'Autumn', 'One', 12)])
    await settleJobs(test, platform.ctx)
    const autumn = present((await own.sessions()).find(({ name }) => name === 'Autumn'))
    const target = { sessionId: autumn.id, expectedVersion: autumn.version }
    await changeSession(platform.ctx, superadmin, target, { name: 'Autumn term' })
    await undoPlan(platform.ctx, superadmin, plan.id)
    await settleJobs(test, platform.ctx)
    expect((await own.sessions()).map(({ name }) => name)).toEqual(['Autumn term'])
  })

  it('of an instructor makes sessions that they teach', async () => {
    const own = await course()
    await begin([row(own, 'Spring', 'One', 11)], instructor)
    await settleJobs(test, platform.ctx)
    const [made] = await own.sessions()
    expect(made?.instructors.map(({ id }) => id)).toEqual([instructor.personId])
  })

  it.each([
    ['a code alone', ',,SPR,,,,E,2027-01-11,10:00,11:00,UTC,', 'import-session-unknown'],
    ['nothing', ',,,,,,E,2027-01-11,10:00,11:00,UTC,', 'import-cell-needed'],
    ['a number that is none', ',,,Spring,many,,E,2027-01-11,10:00,11:00,UTC,', 'import-number-unknown'],
    [
      'somebody who is not there',
      ',,,Spring,,no@x.example,E,2027-01-11,10:00,11:00,UTC,',
      'import-person-unknown',
    ],
  ])('is refused where a row has %s', async (_, cells, code) => {
    const own = await course()
    const tried = await attempt([own.id + cells])
    expect(tried.rows[0]?.reason?.code).toBe(code)
    expect(tried.newSessions).toEqual([])
  })
})
