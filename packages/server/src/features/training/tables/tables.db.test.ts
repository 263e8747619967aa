import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { AccountId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { listEventsOfSession } from '../events/events.service.ts'
import { getSession, listSessions } from '../sessions/sessions.service.ts'
import { exportEvents, exportSessions, importTemplate } from './export.service.ts'
import { importEvents } from './import.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let accountName: string
let accountId: AccountId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('tables.example')
  superadmin = await platform.addActor(['superadmin'])
  const account = await pairedAccount(test, platform, superadmin, { limits: { concurrentRooms: 1 } })
  accountName = account.name
  accountId = account.id
})
afterAll(() => test.close())

let courses = 0
/** A session in a course of its own, with a code. */
async function buildCoded() {
  const session = await buildSession(platform, superadmin)
  const code = `C${++courses}`
  await platform.ctx.db
    .updateTable('courses')
    .set({ code })
    .where('platformId', '=', platform.ctx.platform.id)
    .where('id', '=', session.courseId)
    .execute()
  return { ...session, courseCode: code }
}
const read = (text: string, fields: object = {}, actor: Actor = superadmin) =>
  importEvents(platform.ctx, actor, { text, save: true, ...fields })
const eventsOf = (sessionId: SessionId) => listEventsOfSession(platform.ctx, superadmin, sessionId)
const cell = (row: string, at: number) => row.split(',')[at]

describe('an import of events', () => {
  it('plans what is new, makes the session that a row names, and tells each learner once', async () => {
    const { courseCode, courseId, id } = await buildCoded()
    const learner = await platform.addActor(['learner'])
    const instructor = await platform.addActor(['instructor'])
    await enroll(platform.ctx, superadmin, id, learner.personId)
    await settleJobs(test, platform.ctx)
    const text = [
      'Course code;Session;Session event name;Event date;Start time;End time;Zone;Account;Maximum enrollment;Instructors',
      `${courseCode};Winter;Day 1;2026-12-01;9:00;11:00;Europe/Rome;${accountName};;`,
      `${courseCode};Winter;Day 2;;2026-12-02 09:00;2026-12-02 11:00;Europe/Rome;;;`,
      `${courseCode};Summer;Day 1;2026-12-01;13:00;15:00;;${accountName};25;${instructor.email}`,
    ].join('\n')
    const tried = await read(text, { save: false })
    expect(tried).toMatchObject({ added: 3, refused: 0, saved: false })
    expect(await eventsOf(id)).toEqual([])
    expect(await read(text)).toMatchObject({ added: 3, changed: 0, refused: 0, saved: true })
    expect((await eventsOf(id)).map(({ name, startsAt, tool }) => [name, startsAt, tool?.accountId])).toEqual(
      [
        ['Day 1', '2026-12-01T08:00:00.000Z', accountId],
        ['Day 2', '2026-12-02T08:00:00.000Z', undefined],
      ],
    )
    const summer = (await listSessions(platform.ctx, superadmin, courseId)).find(
      (one) => one.name === 'Summer',
    )
    expect(summer).toMatchObject({ maxEnrollment: 25, eventCount: 1 })
    expect(summer?.instructors[0]?.id).toBe(instructor.personId)
    await settleJobs(test, platform.ctx)
    const mails = await platform.ctx.db
      .selectFrom('notifications')
      .select('kind')
      .where('personId', '=', learner.personId)
      .where('kind', '=', 'planned')
      .execute()
    expect(mails).toHaveLength(1)
  })

  it('of what was exported changes nothing, also with cells like formulas and with what is over', async () => {
    const session = await buildCoded()
    const plan = { sessionId: session.id, accountId, from: '10:00', to: '11:00' }
    await planEvent(platform, superadmin, { ...plan, name: '=SUM(A1)', day: '2027-02-01' })
    await planEvent(platform, superadmin, { ...plan, name: '@home, "quoted"', day: '2027-02-02' })
    const past = await planEvent(platform, superadmin, { ...plan, name: '-1', day: '2027-02-03' })
    const now = test.clock.now
    test.clock.now = new Date('2027-02-03T12:00:00Z')
    try {
      const text = await exportEvents(platform.ctx, superadmin, { sessionId: session.id })
      expect(text).toContain("'=SUM(A1)")
      expect(text).toContain('"\'@home, ""quoted"""')
      expect(await read(text)).toMatchObject({ added: 0, changed: 0, unchanged: 3, refused: 0 })
      const changed = text.replace("'-1", 'Minus one')
      expect((await read(changed)).rows[0]?.reason).toMatch(/ended/)
    } finally {
      test.clock.now = now
    }
    const text = await exportEvents(platform.ctx, superadmin, { sessionId: session.id })
    const later = text.replace('2027-02-03,10:00,,11:00', '2027-02-04,10:30,,11:30')
    expect(await read(later)).toMatchObject({ changed: 1, unchanged: 2, refused: 0 })
    const event = (await eventsOf(session.id)).find((one) => one.id === past.id)
    expect(event).toMatchObject({ startsWall: '2027-02-04T10:30', name: '-1' })
  })

  it('names each row that can’t be, and does the others', async () => {
    const { courseCode, id } = await buildCoded()
    const heading =
      'course_code,session,event,date,start,end,time_zone,account,max_enrollment,instructors,event_id'
    const row = (cells: string) => `${courseCode},Winter,${cells}`
    const result = await read(
      [
        heading,
        'NONE,Winter,E,2027-03-01,10:00,11:00,UTC,,,,',
        row('E,2027-02-30,10:00,11:00,UTC,,,,'),
        row('E,soon,10:00,11:00,UTC,,,,'),
        row('E,2027-03-01,10,11:00,UTC,,,,'),
        row('E,2027-03-01,10:00,09:00,UTC,,,,'),
        row('E,2027-03-28,02:30,04:00,Europe/Rome,,,,'),
        row('E,2027-03-01,10:00,11:00,Mars/Base,,,,'),
        row('E,2027-03-01,10:00,11:00,UTC,Nowhere,,,'),
        row('E,2027-03-01,10:00,11:00,UTC,,many,,'),
        row('E,2027-03-01,10:00,11:00,UTC,,,nobody@x.example,'),
        row('E,2027-03-01,10:00,11:00,UTC,,,,7'),
        row(',2027-03-01,10:00,11:00,UTC,,,,'),
        row(',,,,,,,,'),
        row(`A,2027-03-01,10:00,11:00,UTC,${accountName},,,`),
        row(`B,2027-03-01,10:30,11:30,UTC,${accountName},,,`),
      ].join('\n'),
    )
    expect(result).toMatchObject({ added: 1, refused: 14 })
    expect(result.rows.slice(0, 14).map(({ line, reason }) => [line, reason?.slice(0, 40)])).toEqual([
      [2, 'There is no course with the code or name'],
      [3, '“2027-02-30” is not a date. Write it lik'],
      [4, '“soon” is not a date. Write it like 2027'],
      [5, '“10” is not a time. Write it like 10:00,'],
      [6, expect.stringMatching(/ends/i)],
      [7, 'On this day clocks go forward in Europe/'],
      [8, '“Mars/Base” is not a time zone. Choose o'],
      [9, 'There is no account “Nowhere” that event'],
      [10, '“many” in the column max_enrollment is n'],
      [11, 'nobody@x.example belongs to nobody who t'],
      [12, 'There is no event 7 in this session. Lea'],
      [13, 'The column event is empty.'],
      [14, 'The row names no event and nothing about'],
      [16, 'Rooms of “Rooms” at the same time: 1. Al'],
    ])
    expect(result.rows[13]?.suggestions[0]).toMatchObject({ code: 'suggest-time' })
    expect((await eventsOf(id)).map((event) => event.name)).toEqual(['A'])
  })

  it('is read for one session, and only by who may plan it', async () => {
    const session = await buildCoded()
    const instructor = await platform.addActor(['instructor'])
    const learner = await platform.addActor(['learner'])
    const text = 'event\tdate\tstart\tend\nOne\t2027-04-01\t10:00\t11:00'
    const fields = { sessionId: session.id }
    expect((await read(text, fields, instructor)).rows[0]?.reason).toMatch(/planner|instructor/i)
    await expect(read(text, fields, learner)).rejects.toMatchObject({ status: 403 })
    expect(await read(text, fields)).toMatchObject({ added: 1 })
    expect((await eventsOf(session.id))[0]).toMatchObject({ name: 'One', timeZone: 'UTC' })
  })

  it('changes what it says of a session, by its id', async () => {
    const session = await buildCoded()
    const text = `session_id,session,max_enrollment\n${session.id},Autumn,7\n`
    expect(await read(text)).toMatchObject({ changed: 1, refused: 0 })
    expect(await getSession(platform.ctx, superadmin, session.id)).toMatchObject({
      name: 'Autumn',
      maxEnrollment: 7,
    })
    expect(await read(text)).toMatchObject({ unchanged: 1, refused: 0 })
  })
})

describe('an export', () => {
  it('has the sessions of a course or of some weeks', async () => {
    const session = await buildCoded()
    const one = await exportSessions(platform.ctx, superadmin, { courseId: session.courseId })
    const rows = one.trim().split('\r\n')
    expect(rows).toHaveLength(2)
    expect(cell(rows[1] ?? '', 2)).toBe(session.id)
    const none = await exportSessions(platform.ctx, superadmin, {
      courseId: session.courseId,
      from: '2030-01-01T00:00:00Z',
    })
    expect(none.trim().split('\r\n')).toHaveLength(1)
  })

  it('and the template to fill in are for planners', async () => {
    const learner = await platform.addActor(['learner'])
    expect(importTemplate(superadmin)).toContain('course_code')
    expect(() => importTemplate(learner)).toThrow()
    await expect(exportEvents(platform.ctx, learner, {})).rejects.toMatchObject({ status: 403 })
    await expect(exportSessions(platform.ctx, learner, {})).rejects.toMatchObject({ status: 403 })
  })
})
