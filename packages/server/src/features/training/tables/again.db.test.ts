import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { CourseId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { changeCourse, createCourse } from '../courses/courses.service.ts'
import { listEventsOfSession } from '../events/events.service.ts'
import { cancel } from '../lifecycle/lifecycle.service.ts'
import { carryOutPlan } from '../plans/plan-work.service.ts'
import { NewPlan } from '../plans/plans.schemas.ts'
import { beginPlan, getPlan, listPlanItems, tryPlan } from '../plans/plans.service.ts'
import { changeSession, createSession, getSession, listSessions } from '../sessions/sessions.service.ts'
import { exportEvents } from './export.service.ts'
import { importEvents } from './import.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('again.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

const read = (rows: string[], fields: object = {}) =>
  importEvents(platform.ctx, superadmin, { text: rows.join('\n'), save: true, ...fields })
const tried = (rows: string[]) => tryPlan(platform.ctx, superadmin, NewPlan.parse({ text: rows.join('\n') }))
const begin = (rows: string[]) =>
  beginPlan(platform.ctx, superadmin, NewPlan.parse({ text: rows.join('\n'), save: true }))
const eventsOf = (sessionId: SessionId) => listEventsOfSession(platform.ctx, superadmin, sessionId)
const reasons = (result: { rows: { reason: string | null }[] }) => result.rows.map((row) => row.reason)

let courses = 0
const course = (name = `Course ${++courses}`, code = '') =>
  createCourse(platform.ctx, superadmin, { name, code, type: 'vilt' })
const session = (courseId: CourseId, name: string, code = '') =>
  createSession(platform.ctx, superadmin, { courseId: courseId, name, code })

describe('a name that several things have', () => {
  it('is refused in every row, with what identifies each session', async () => {
    const { id, name } = await course()
    const [one, two] = [await session(id, 'Eve'), await session(id, 'Eve', 'EVE-2')]
    await planEvent(platform, superadmin, {
      sessionId: one.id,
      accountId: null,
      name: 'First',
      from: '10:00',
      to: '11:00',
    })
    const heading = 'course;session;event;date;start;end'
    const rows = [1, 2, 3, 4, 5, 6].map((n) => `${name};eve;Day ${n};2027-01-0${n};10:00;11:00`)
    const choices = new RegExp(
      `2 sessions have the name “eve”.*session_code: ${one.id} \\(2026-11-26\\) or EVE-2\\.`,
    )
    const refused = await read([heading, ...rows])
    expect(refused).toMatchObject({ added: 0, refused: 6 })
    for (const reason of reasons(refused)) expect(reason).toMatch(choices)
    const plan = await tried([heading, ...rows])
    expect(plan.refused).toBe(6)
    expect(plan.rows[0]?.reason?.text).toMatch(choices)
    const coded = 'course;session_code;event;date;start;end'
    expect(
      await read([
        coded,
        `${name};eve-2;A;2027-01-01;10:00;11:00`,
        `${name};${one.id};B;2027-01-01;12:00;13:00`,
      ]),
    ).toMatchObject({ added: 2, refused: 0 })
    expect((await eventsOf(two.id)).map((event) => event.name)).toEqual(['A'])
    expect((await eventsOf(one.id)).map((event) => event.name)).toEqual(['First', 'B'])
  })

  it('is refused for courses, with the code or the id and the sessions of each', async () => {
    const [one, two] = [await course('Fire drill', 'FIRE'), await course('Fire drill')]
    await session(two.id, 'Night shift')
    const heading = 'course,session,event,date,start,end'
    const row = (named: string) => `${named},New,E,2027-01-01,10:00,11:00`
    const choices = `course_code: FIRE or ${two.id} (Night shift).`
    expect(reasons(await read([heading, row('Fire Drill')]))[0]).toContain(choices)
    expect((await tried([heading, row('fire drill')])).rows[0]?.reason?.text).toContain(choices)
    const byCode = heading.replace('course', 'course_code')
    expect(await read([byCode, row('fire'), row(two.id)])).toMatchObject({ added: 2, refused: 0 })
    for (const { id } of [one, two]) {
      const sessions = await listSessions(platform.ctx, superadmin, id)
      expect(sessions.find(({ name }) => name === 'New')).toMatchObject({ eventCount: 1 })
    }
  })

  it('is refused for accounts, and an export names them by their ids', async () => {
    const { id, name } = await course()
    const target = await session(id, 'Winter')
    const [one, two] = [
      await pairedAccount(test, platform, superadmin, { name: 'Same' }),
      await pairedAccount(test, platform, superadmin, { name: 'same' }),
    ]
    const heading = 'course,session,event,date,start,end,account'
    const row = (event: string, account: string) =>
      `${name},Winter,${event},2027-01-01,10:00,11:00,${account}`
    const [reason] = reasons(await read([heading, row('E', 'SAME')]))
    expect(reason).toContain('2 accounts have the name “SAME”')
    expect(reason).toContain(one.id)
    expect(reason).toContain(two.id)
    expect(await read([heading, row('E', two.id)])).toMatchObject({ added: 1 })
    const text = await exportEvents(platform.ctx, superadmin, { sessionId: target.id })
    expect(text).toContain(two.id)
    expect(await read([text])).toMatchObject({ unchanged: 1, refused: 0, changed: 0 })
  })

  it('is left alone by what a row says in full', async () => {
    const { id } = await course('Twins', 'TWIN-1')
    await course('Twins')
    const { id: sessionId } = await session(id, 'Both')
    await session(id, 'Both')
    const heading = 'course,session_id,event,date,start,end'
    expect(await read([heading, `Twins,${sessionId},E,2027-01-01,10:00,11:00`])).toMatchObject({ added: 1 })
    const text = await exportEvents(platform.ctx, superadmin, { courseId: id })
    expect(await read([text])).toMatchObject({ unchanged: 1, refused: 0 })
  })
})

describe('a code', () => {
  it('belongs to one course, and to one session of a course', async () => {
    const taken = { code: 'code-taken', status: 422, fields: [{ pointer: '/code' }] }
    const one = await course('One', 'Unique')
    await expect(course('Two', 'UNIQUE')).rejects.toMatchObject(taken)
    const two = await course('Two', 'Other')
    const change = (code: string) =>
      changeCourse(platform.ctx, superadmin, { courseId: two.id, expectedVersion: 1 }, { code })
    await expect(change('unique')).rejects.toMatchObject({
      ...taken,
      params: { code: 'unique', name: 'One' },
    })
    expect(await change('other')).toMatchObject({ code: 'other' })
    const first = await session(one.id, 'A', 'S')
    await expect(session(one.id, 'B', 's')).rejects.toMatchObject(taken)
    await session(two.id, 'A', 'S')
    const second = await session(one.id, 'B')
    const revise = (id: SessionId, code: string) =>
      changeSession(platform.ctx, superadmin, { sessionId: id, expectedVersion: 1 }, { code })
    await expect(revise(second.id, 'S')).rejects.toMatchObject(taken)
    expect(await revise(first.id, 's')).toMatchObject({ code: 's' })
    await Promise.all([course('Empty'), course('Empty')])
  })

  it('goes to one of two who want it at the same moment', async () => {
    for (let n = 0; n < 5; n++) {
      const tries = await Promise.allSettled([course('A', `RACE-${n}`), course('B', `race-${n}`)])
      expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
      for (const one of tries)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'code-taken' })
    }
  })

  it('that several had before the upgrade gets a number behind it', async () => {
    const owner = new pg.Client(test.db.connection)
    await owner.connect()
    try {
      await owner.query('begin; drop index courses_by_code; drop index sessions_by_code')
      const { rows } = await owner.query<{ id: string }>(
        `insert into courses (platform_id, id, name, type, code, created_at)
         select $1, gen_random_uuid(), 'Old ' || n, 'vilt', case n when 2 then 'old' when 4 then 'OLD-2' else 'Old' end,
           timestamptz '2020-01-01' + n * interval '1 day' from generate_series(1, 4) n returning id`,
        [platform.ctx.platform.id],
      )
      await owner.query(
        `insert into sessions (platform_id, id, course_id, name, code)
         select $1, gen_random_uuid(), $2, 'S' || n, $3 from generate_series(1, 2) n`,
        [platform.ctx.platform.id, rows[0]?.id, 'x'.repeat(50)],
      )
      await owner.query(
        readFileSync(new URL('../../../../migrations/0026_codes.sql', import.meta.url), 'utf8'),
      )
      const codes = await owner.query(`select code from courses where name like 'Old %' order by name`)
      expect(codes.rows.map((row) => row.code)).toEqual(['Old', 'old-3', 'Old-4', 'OLD-2'])
      const lengths = await owner.query('select length(code) from sessions where course_id = $1 order by 1', [
        rows[0]?.id,
      ])
      expect(lengths.rows.map((row) => row.length)).toEqual([46, 50])
    } finally {
      await owner.query('rollback')
      await owner.end()
    }
  })
})

describe('the same table again', () => {
  const heading = 'course,session,event,date,start,end,description,place'
  const rowsOf = (name: string) => [
    heading,
    `${name},Spring,Day 1,2027-01-01,10:00,11:00,Bring shoes,Rome`,
    `${name},Spring,Day 2,2027-01-02,10:00,11:00,,`,
  ]

  it('adds nothing, and says of each row that it is there', async () => {
    const { id, name } = await course()
    expect(await read(rowsOf(name))).toMatchObject({ added: 2 })
    for (const save of [false, true]) {
      const again = await read(rowsOf(name), { save })
      expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 2, refused: 0 })
      expect(reasons(again)).toEqual(Array(2).fill('The session has this event at this time already.'))
    }
    const [spring] = await listSessions(platform.ctx, superadmin, id)
    expect(await eventsOf(present(spring?.id))).toHaveLength(2)
    const more = await read([...rowsOf(name), `${name},Spring,Day 3,2027-01-03,10:00,11:00,,`])
    expect(more).toMatchObject({ added: 1, unchanged: 2 })
    const now = test.clock.now
    test.clock.now = new Date('2027-01-02T00:00:00Z')
    expect(await read(rowsOf(name))).toMatchObject({ unchanged: 2, refused: 0 })
    test.clock.now = now
  })

  it('at the same moment makes one session and each event once', async () => {
    const { id, name } = await course()
    const results = await Promise.all([read(rowsOf(name)), read(rowsOf(name)), read(rowsOf(name))])
    expect(results.map(({ added, unchanged }) => [added, unchanged]).sort()).toEqual([
      [0, 2],
      [0, 2],
      [2, 0],
    ])
    const sessions = await listSessions(platform.ctx, superadmin, id)
    expect(sessions.map(({ eventCount }) => eventCount)).toEqual([2])
  })

  it('with a row twice plans it once, and names the first line', async () => {
    const { name } = await course()
    const result = await read([...rowsOf(name), `${name},spring,day 1,01.01.2027,10.00,11:30,,`])
    expect(result).toMatchObject({ added: 2, refused: 1 })
    expect(reasons(result)[0]).toContain('Line 2')
  })

  it('with something else about an event says what, and how to change it', async () => {
    const { id, name } = await course()
    await read(rowsOf(name))
    const [spring] = await listSessions(platform.ctx, superadmin, id)
    const [event] = await eventsOf(present(spring?.id))
    const other = await read([heading, `${name},Spring,Day 1,2027-01-01,10:00,12:00,Bring shoes,Milan`])
    expect(other).toMatchObject({ added: 0, changed: 0, refused: 1 })
    expect(reasons(other)[0]).toContain(
      `another end and place. To change it, write its id into the column event_id: ${event?.id}.`,
    )
    const byId = await read([
      `${heading},event_id`,
      `${name},Spring,Day 1,2027-01-01,10:00,12:00,,Milan,${event?.id}`,
    ])
    expect(byId).toMatchObject({ changed: 1 })
    expect((await eventsOf(present(spring?.id)))[0]).toMatchObject({
      endsWall: '2027-01-01T12:00',
      place: 'Milan',
    })
  })

  it('does not bring back what was cancelled', async () => {
    const { id, name } = await course()
    await read(rowsOf(name))
    const [spring] = await listSessions(platform.ctx, superadmin, id)
    const [event] = await eventsOf(present(spring?.id))
    await cancel(platform.ctx, superadmin, { eventId: present(event).id }, 'Snow')
    const again = await read(rowsOf(name))
    expect(again).toMatchObject({ added: 0, unchanged: 1, refused: 1 })
    expect(reasons(again)[0]).toMatch(/cancelled. Restore it/)
    expect((await tried(rowsOf(name))).rows.map((row) => row.reason?.code)).toEqual([
      'import-event-cancelled',
      'plan-event-known',
    ])
  })

  it('as a plan, also at the same moment, plans each event once', async () => {
    const { id, name } = await course()
    const spring = await session(id, 'Spring')
    const [one, two] = await Promise.all([begin(rowsOf(name)), begin(rowsOf(name))])
    await Promise.all([one, two].map((plan) => carryOutPlan(platform.ctx, plan.id)))
    await settleJobs(test, platform.ctx)
    expect(await eventsOf(spring.id)).toHaveLength(2)
    const plans = [
      await getPlan(platform.ctx, superadmin, one.id),
      await getPlan(platform.ctx, superadmin, two.id),
    ]
    expect(plans.map(({ planned, refused }) => planned + refused)).toEqual([2, 2])
    expect(plans.reduce((sum, plan) => sum + plan.planned, 0)).toBe(2)
    const items = [
      ...(await listPlanItems(platform.ctx, superadmin, one.id, { state: 'refused', limit: 10 })).items,
      ...(await listPlanItems(platform.ctx, superadmin, two.id, { state: 'refused', limit: 10 })).items,
    ]
    expect(items.map((item) => item.reason?.code)).toEqual(['plan-event-known', 'plan-event-known'])
    await expect(begin(rowsOf(name))).rejects.toMatchObject({ code: 'plan-empty' })
  })
})

describe('what a table says', () => {
  it('of dates that could be two is asked for, not guessed', async () => {
    const { id, name } = await course()
    const spring = await session(id, 'Spring')
    const heading = 'course;session;event;date;start;end'
    const row = (event: string, date: string) => `${name};Spring;${event};${date};9:00:00 AM;10:00:00 AM`
    const unclear = await read([heading, row('A', '03/04/2027')], { save: false })
    expect(unclear).toMatchObject({ refused: 1, dateOrder: 'unclear' })
    expect(reasons(unclear)[0]).toMatch(/2027-04-03 or 2027-03-04/)
    for (const [dateOrder, day] of [
      ['dmy', '2027-04-03'],
      ['mdy', '2027-03-04'],
    ] as const) {
      const plan = await tryPlan(
        platform.ctx,
        superadmin,
        NewPlan.parse({ text: [heading, row('A', '03/04/2027')].join('\n'), dateOrder }),
      )
      expect(plan).toMatchObject({ possible: 1, dateOrder, rows: [{ cells: { date: day, start: '09:00' } }] })
    }
    const clear = await read([heading, row('A', '03/04/2027'), row('B', '25/04/2027')])
    expect(clear).toMatchObject({ added: 2, dateOrder: 'dmy' })
    expect((await eventsOf(spring.id)).map((event) => event.startsWall)).toEqual([
      '2027-04-03T09:00',
      '2027-04-25T09:00',
    ])
  })

  it.each([
    [
      'Google Calendar',
      'Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location,Private',
      'E,01/15/2027,10:00:00 AM,01/15/2027,11:00:00 AM,False,Bring shoes,Rome,True',
    ],
    [
      'Outlook',
      '"Subject","Start Date","Start Time","End Date","End Time","All day event","Reminder on/off","Description","Location"',
      '"E","1/15/2027","10:00:00 AM","1/15/2027","11:00:00 AM","False","True","Bring shoes","Rome"',
    ],
    [
      'Outlook in Italian',
      '"Oggetto","Data inizio","Ora inizio","Data fine","Ora fine","Giornata intera","Descrizione","Luogo"',
      '"E","15/01/2027","10:00:00","15/01/2027","11:00:00","Falso","Bring shoes","Rome"',
    ],
    [
      'Docebo',
      'session_date_name;event_date;event_start;event_end;event_timezone;event_description;location',
      'E;2027-01-15;10:00:00;11:00:00;UTC;Bring shoes;Rome',
    ],
    [
      'Moodle',
      'event name;session date;start time;end time;details;room',
      'E;15 January 2027;10:00 AM;11:00 AM;Bring shoes;Rome',
    ],
    [
      'Zoom',
      'Topic,Meeting ID,Start Time,Duration (Minutes),Description,Location',
      'E,123,"Jan 15, 2027 10:00 AM",60,Bring shoes,Rome',
    ],
    [
      'Teams',
      'Title\tStart date time\tEnd date time\tDetails\tLocation',
      'E\t1/15/2027, 10:00:00 AM\t1/15/2027, 11:00:00 AM\tBring shoes\tRome',
    ],
    [
      'Eventbrite',
      'Event Name,Event Start Date,Event Start Time,Event End Date,Event End Time,Event Description,Venue',
      'E,"Jan 15, 2027",10:00 AM,"Jan 15, 2027",11:00 AM,Bring shoes,Rome',
    ],
    [
      'Workday',
      'Session Name,Event Title,Scheduled Start Time,Scheduled End Time,Description,Venue',
      ',E,2027-01-15 10:00:00,2027-01-15 11:00:00,Bring shoes,Rome',
    ],
    [
      'a list in Italian',
      'Evento;Giorno;Dalle;Alle;Descrizione;Aula',
      'E;ven 15 gennaio 2027;10.00;11.00;Bring shoes;Rome',
    ],
    [
      'a calendar with instants',
      'summary,start,end,description,location',
      'E,2027-01-15T10:00:00Z,2027-01-15T12:00:00+01:00,Bring shoes,Rome',
    ],
  ])('is read from %s', async (_, heading, row) => {
    const target = await buildSession(platform, superadmin)
    const result = await read([heading, row], { sessionId: target.id })
    expect(result).toMatchObject({ added: 1, refused: 0 })
    expect((await eventsOf(target.id))[0]).toMatchObject({
      name: 'E',
      startsWall: '2027-01-15T10:00',
      endsWall: '2027-01-15T11:00',
      description: 'Bring shoes',
      place: 'Rome',
    })
  })

  it('with lost characters or cells of no column is refused in that row alone', async () => {
    const target = await buildSession(platform, superadmin)
    const rows = [
      'session,event,date,start,end',
      ',J\uFFFDrgen,2027-01-01,10:00,11:00',
      ',B,2027-01-01,10:00,11:00,Rome',
      ',C,2027-01-01,10:00,11:00',
    ]
    const result = await read(rows, { sessionId: target.id })
    expect(result).toMatchObject({ added: 1, refused: 2 })
    expect(reasons(result)[0]).toMatch(/row of line 2 has � in place of letters/)
    expect(reasons(result)[1]).toMatch(/has 6 cells, and the heading 5: “Rome”/)
    const plan = await tryPlan(
      platform.ctx,
      superadmin,
      NewPlan.parse({
        rows: [
          {
            line: 7,
            cells: {
              session_id: target.id,
              event: '\uFFFD',
              date: '2027-01-01',
              start: '10:00',
              end: '11:00',
            },
          },
        ],
      }),
    )
    expect(plan.rows[0]?.reason?.code).toBe('table-characters-lost')
  })

  it('without a course belongs to the course of the page', async () => {
    const target = await buildSession(platform, superadmin)
    const rows = [
      'session,event,date,start,end',
      'winter,E,2027-01-01,10:00,11:00',
      'Other,E,2027-01-01,10:00,11:00',
    ]
    expect(await read(rows, { sessionId: target.id })).toMatchObject({ added: 2, refused: 0 })
    const sessions = await listSessions(platform.ctx, superadmin, target.courseId)
    expect(sessions.map(({ name, eventCount }) => [name, eventCount]).sort()).toEqual([
      ['Other', 1],
      ['Winter', 1],
    ])
  })

  it('in columns that are not read is named', async () => {
    const target = await buildSession(platform, superadmin)
    const result = await read(['event,max enrolment,state', 'E,12,planned'], {
      sessionId: target.id,
      save: false,
    })
    expect(result.unread).toEqual(['max enrolment'])
  })

  it('of who teaches stays as it is, also when they could not be chosen any more', async () => {
    const teachers = [await platform.addActor(['instructor']), await platform.addActor(['instructor'])]
    const target = await buildSession(platform, superadmin, {
      instructorIds: teachers.map((one) => one.personId),
    })
    await planEvent(platform, superadmin, {
      sessionId: target.id,
      accountId: null,
      name: 'E',
      from: '10:00',
      to: '11:00',
    })
    await platform.ctx.db
      .updateTable('people')
      .set({ active: false })
      .where('platformId', '=', platform.ctx.platform.id)
      .where('id', '=', present(teachers[0]).personId)
      .execute()
    const text = await exportEvents(platform.ctx, superadmin, { sessionId: target.id })
    expect(await read([text])).toMatchObject({ unchanged: 1, refused: 0 })
    expect(await getSession(platform.ctx, superadmin, target.id)).toMatchObject({
      version: target.version,
    })
  })
})
