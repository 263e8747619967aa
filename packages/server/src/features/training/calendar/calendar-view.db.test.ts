import { hueOf } from '@lectern/brand'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { AccountId, CourseId, EventId } from '../../../domain/ids.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { cancel } from '../lifecycle/lifecycle.service.ts'
import { type CalendarFilter, calendarEntries } from './calendar-view.store.ts'

let test: TestApp
let platform: TestPlatform
type Person = Awaited<ReturnType<TestPlatform['addActor']>>
let [superadmin, instructor, standIn, learner] = [] as unknown as Person[]
const cookies = new Map<Person | undefined, string>()
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('calendar.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  standIn = await platform.addActor(['instructor', 'learner'])
  learner = await platform.addActor(['learner'])
  for (const person of [superadmin, instructor, standIn, learner])
    cookies.set(person, await signedIn(test, platform, person.email))
})
afterAll(() => test.close())

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  Plans?: PlanNode[]
}
interface Entry {
  id: string
  name: string
  myRole: string | null
  cancelled: boolean
}
const ask = async (as: Person | undefined, query: Record<string, string> = {}) => {
  const span = { from: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z', ...query }
  const answer = await test.app.http.inject({
    url: `/api/v1/calendar/events?${new URLSearchParams(span)}`,
    headers: { host: platform.host, ...(as ? { cookie: cookies.get(as) ?? '' } : {}) },
  })
  return { status: answer.statusCode, ...(answer.json() as { items: Entry[]; shownUntil: string | null }) }
}
const seenBy = async (as: Person | undefined, query: Record<string, string> = {}) =>
  (await ask(as, query)).items.map(({ name, myRole }) => `${name} ${myRole}`)

describe('the events of a stretch of time', () => {
  let courseId: CourseId
  let accountId: AccountId
  const days = new Map<string, EventId>()
  beforeAll(async () => {
    if (!superadmin || !instructor || !standIn || !learner) return
    const account = await pairedAccount(test, platform, superadmin)
    accountId = account.id
    const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    courseId = session.courseId
    const other = await buildSession(platform, superadmin, { instructorIds: [standIn.personId] })
    const plan = async (name: string, day: string, of = session, from = '10:00', to = '11:00') => {
      const event = { sessionId: of.id, accountId: account.id, name, from, to, day }
      days.set(name, (await planEvent(platform, superadmin as Person, event)).id)
    }
    await plan('Day 1', '2026-11-26')
    await plan('Day 2', '2026-11-27')
    await plan('Later', '2026-12-10')
    await plan('Other', '2026-11-26', other)
    await enroll(platform.ctx, superadmin, session.id, learner.personId)
    await enroll(platform.ctx, superadmin, session.id, standIn.personId)
    await cancel(platform.ctx, superadmin, { eventId: present(days.get('Day 2')) }, 'ill')
    await settleJobs(test, platform.ctx)
  })

  it('are for learners those they have a place in, cancelled ones too, with what it takes to draw them', async () => {
    expect(await seenBy(learner)).toEqual(['Day 1 learner', 'Day 2 learner'])
    const { items, shownUntil } = await ask(learner)
    expect(shownUntil).toBeNull()
    expect(items[1]).toEqual({
      id: days.get('Day 2'),
      name: 'Day 2',
      courseId,
      courseName: 'Safety',
      courseHue: hueOf({ name: 'Safety', hue: null }),
      startsAt: '2026-11-27T09:00:00.000Z',
      endsAt: '2026-11-27T10:00:00.000Z',
      timeZone: 'Europe/Rome',
      cancelled: true,
      tool: 'Fake rooms',
      place: '',
      hasSpare: false,
      myRole: 'learner',
    })
    expect(JSON.stringify(items)).not.toMatch(/fake\.example|join/)
  })

  it('are for instructors those they teach beside those they have a place in', async () => {
    expect(await seenBy(instructor)).toEqual(['Day 1 instructor', 'Day 2 instructor'])
    expect(await seenBy(standIn)).toEqual(['Day 1 learner', 'Other instructor', 'Day 2 learner'])
    expect(await seenBy(standIn, { scope: 'teaching' })).toEqual(['Other instructor'])
  })

  it('follow who is named to teach one event in place of the others', async () => {
    const eventId = present(days.get('Day 1'))
    const named = { platformId: platform.ctx.platform.id, eventId, personId: (standIn as Person).personId }
    await platform.ctx.db.insertInto('eventInstructors').values(named).execute()
    expect(await seenBy(standIn, { scope: 'teaching' })).toEqual(['Day 1 instructor', 'Other instructor'])
    expect(await seenBy(instructor)).toEqual(['Day 2 instructor'])
    await platform.ctx.db.deleteFrom('eventInstructors').execute()
  })

  it('are all for planners, by course, instructor and account; for nobody else', async () => {
    const all = { scope: 'all' }
    expect(await seenBy(superadmin)).toEqual([])
    expect(await seenBy(superadmin, all)).toHaveLength(3)
    expect(await seenBy(instructor, all)).toContain('Other null')
    expect(await seenBy(superadmin, { ...all, courseId })).toEqual(['Day 1 null', 'Day 2 null'])
    const instructorId = (standIn as Person).personId
    expect(await seenBy(superadmin, { ...all, instructorId })).toEqual(['Other null'])
    expect(await seenBy(superadmin, { ...all, accountId })).toHaveLength(3)
    expect(await seenBy(superadmin, { ...all, accountId: courseId })).toEqual([])
    expect(await ask(learner, all)).toMatchObject({ status: 403, code: 'role-planner-needed' })
    expect((await ask(undefined)).status).toBe(401)
  })

  it('are those that touch it: one over its edge too', async () => {
    const span = { from: '2026-11-26T09:59:00Z', until: '2026-11-27T09:00:00Z' }
    expect(await seenBy(learner, span)).toEqual(['Day 1 learner'])
    expect(await seenBy(learner, { ...span, from: '2026-11-26T10:00:00Z' })).toEqual([])
  })

  it('are refused with words for too long a time, none, or what is no time', async () => {
    for (const until of ['2026-12-16T00:00:01Z', '2026-11-01T00:00:00Z'])
      expect(await ask(learner, { until })).toMatchObject({
        status: 422,
        code: 'calendar-span',
        errors: [{ pointer: '/until' }],
      })
    expect((await ask(learner, { from: 'today' })).status).toBe(400)
  })

  it('of the next 30 days are the agenda, with when it was read and the zone of the person', async () => {
    const { body } = await test.app.http.inject({
      url: '/api/v1/me/agenda',
      headers: { host: platform.host, cookie: cookies.get(learner) ?? '' },
    })
    const agenda = JSON.parse(body)
    expect(agenda).toMatchObject({ readAt: '2026-11-24T08:00:00.000Z', timeZone: 'UTC', shownUntil: null })
    expect(agenda.items.map((entry: Entry) => entry.name)).toEqual(['Day 1', 'Day 2', 'Later'])
  })
})

describe('among 100,000 events', () => {
  let crowded: TestPlatform
  let person: Person
  beforeAll(async () => {
    crowded = await test.addPlatform('crowded.example')
    person = await crowded.addActor(['superadmin'])
    cookies.set(person, await signedIn(test, crowded, person.email))
    const session = await buildSession(crowded, person)
    const client = new pg.Client(test.db.connection)
    await client.connect()
    try {
      const values = [crowded.ctx.platform.id, session.courseId, person.personId]
      await client.query('set session_replication_role = replica') // no foreign key is looked up 100,000 times
      await client.query(
        `with made as (
           insert into sessions (platform_id, id, course_id, name)
           select $1::uuid, gen_random_uuid(), $2::uuid, 'S' || n from generate_series(1, 10000) n returning id, name),
         mine as (
           insert into enrollments (platform_id, session_id, person_id, status)
           select $1::uuid, id, $3::uuid, 'enrolled' from made where name like '%00')
         insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
         select $1::uuid, gen_random_uuid(), made.id, $2::uuid, 'E' || n, '', '', 'UTC', at, at + interval '1 hour'
         from (select id, row_number() over () as row from made) made, generate_series(0, 9) n,
           lateral (select timestamptz '2026-01-01' + interval '5.256 minutes' * (made.row * 10 + n) as at) times`,
        values,
      )
      await client.query('analyze')
    } finally {
      await client.end()
    }
  })

  const december = { from: new Date('2026-11-30T00:00:00Z'), until: new Date('2027-01-04T00:00:00Z') }
  /** How each table is read, such as `events by events_by_time`. */
  const readsOf = async (filter: Partial<CalendarFilter>) => {
    const wanted = { ...december, scope: 'mine' as const, limit: 1001, ...filter }
    const query = calendarEntries(crowded.ctx.db, crowded.ctx.platform.id, person.personId, wanted)
    const [row] = (await query.explain('json', sql`analyze`)) as Record<string, [{ Plan: PlanNode }]>[]
    const reads = (node: PlanNode): string[] => {
      const how = node['Index Name'] ?? node['Node Type']
      const own =
        node['Index Name'] || node['Relation Name'] ? [`${node['Relation Name'] ?? ''} by ${how}`] : []
      return [...own, ...(node.Plans ?? []).flatMap(reads)]
    }
    return Object.values(row ?? {}).flatMap(([{ Plan }]) => reads(Plan))
  }

  it('all of a month come from the index by start, what is one’s own from the sessions of the person', async () => {
    const all = await readsOf({ scope: 'all' })
    expect(all.join()).toContain('events_by_time')
    expect((await readsOf({})).join()).toContain('events_of_session')
    expect((await readsOf({ scope: 'teaching' })).join()).toContain('events_of_session')
    for (const reads of [all, await readsOf({}), await readsOf({ scope: 'teaching' })])
      expect(reads).not.toContain('events by Seq Scan')
  })

  it('a month is capped, and says from where on events are left out', async () => {
    const query = { ...december, scope: 'all' }
    const answer = await test.app.http.inject({
      url: `/api/v1/calendar/events?scope=all&from=${query.from.toISOString()}&until=${query.until.toISOString()}`,
      headers: { host: crowded.host, cookie: cookies.get(person) ?? '' },
    })
    const { items, shownUntil } = answer.json() as { items: { startsAt: string }[]; shownUntil: string }
    expect(items).toHaveLength(1000)
    expect(items.every(({ startsAt }) => startsAt < shownUntil)).toBe(true)
  })

  it('one’s own are found among the others', async () => {
    const query = { ...december, scope: 'mine' as const, courseId: undefined as CourseId | undefined }
    const read = () =>
      calendarEntries(crowded.ctx.db, crowded.ctx.platform.id, person.personId, {
        ...query,
        limit: 1001,
      }).execute()
    expect((await read()).length).toBeGreaterThan(50)
  })
})
