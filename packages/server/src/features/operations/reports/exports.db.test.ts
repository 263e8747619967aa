import { readXlsx } from 'hucre/xlsx'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, signedIn } from '../../../../test/builders.ts'
import { sized } from '../../../../test/sized.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { PersonId, ReportExportId, ReportViewId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { changePerson } from '../../people/people/people.service.ts'
import type { NewReportExport } from './exports.schemas.ts'
import { beginExport, listExports, makeExport, removeExport } from './exports.service.ts'
import * as exportsStore from './exports.store.ts'
import { ReportQuery } from './reports.schemas.ts'
import { listViews, removeView, saveView } from './views.service.ts'

type Person = Actor & { email: string }

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let instructor: Person

/** Several pages, and several parts. */
const LEARNERS = sized(100, 300)
const EVENTS = 40
const now = new Date('2026-11-26T09:00:00Z')
const query = ReportQuery.parse({ by: 'session' })

/** Facts as a sweep makes them, of two sessions: one of them is the instructor's. */
beforeAll(async () => {
  test = await createTestApp()
  test.clock.now = now
  platform = await test.addPlatform('exports.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  const { ctx } = platform
  const people = await addPeople(platform, LEARNERS)
  await sql`update people set first_name = '=1+1' where id = ${people[0]?.personId}`.execute(ctx.db)
  for (const [index, teacher] of [instructor.personId, superadmin.personId].entries()) {
    const { id, courseId } = await buildSession(platform, superadmin)
    const events = index === 0 ? EVENTS : 1
    await sql`
      with held as (
        insert into event_facts (platform_id, event_id, session_id, course_id, starts_at, ends_at, month, planned_seconds, instructor_ids)
        select ${ctx.platform.id}, gen_random_uuid(), ${id}, ${courseId}, at, at + interval '1 hour', to_char(at, 'YYYY-MM'), 3600,
          array[${teacher}::uuid]
        from generate_series(1, ${events}::int) n, lateral (select timestamptz '2026-11-01 08:00Z' + n * interval '3 hours' + ${index}::int * interval '1 hour' as at) times
        returning *
      )
      insert into attendance_facts (platform_id, event_id, person_id, session_id, course_id, starts_at, month, planned_seconds, seat, status, is_late, seconds)
      select h.platform_id, h.event_id, p.id, h.session_id, h.course_id, h.starts_at, h.month, 3600, 'enrolled', 'present', false, 3000
      from held h, unnest(${people.map(({ personId }) => personId)}::uuid[]) as p (id)`.execute(ctx.db)
    await sql`
      insert into attendance_months (platform_id, month, session_id, course_id, instructor_ids, events, planned_seconds, seats, present, partly, absent, excused, not_known, late, learner_seconds)
      values (${ctx.platform.id}, '2026-11', ${id}, ${courseId}, array[${teacher}::uuid], ${events}, ${events * 3600}, ${events * LEARNERS}, ${events * LEARNERS}, 0, 0, 0, 0, 0, 0)`.execute(
      ctx.db,
    )
  }
})
afterAll(() => test.close())

const begin = (actor: Actor, format: 'csv' | 'xlsx' = 'csv', kind: NewReportExport['kind'] = 'learners') =>
  beginExport(platform.ctx, actor, { kind, format, query })
const settle = () => settleJobs(test, platform.ctx)
const stateOf = async (actor: Actor, id: string) =>
  (await listExports(platform.ctx, actor)).find((one) => one.id === id)
async function fileOf(actor: Person, id: string) {
  const cookie = await signedIn(test, platform, actor.email)
  const url = `/api/v1/report-exports/${id}/file`
  return test.app.http.inject({ url, headers: { host: platform.host, cookie } })
}

describe('an export of a report', () => {
  it('is made by a job, with how far it is, and fetched by who asked for it alone', async () => {
    const begun = await begin(superadmin)
    expect(begun).toMatchObject({ state: 'waiting', rowsDone: 0 })
    expect((await fileOf(superadmin, begun.id)).json()).toMatchObject({ code: 'report-export-not-ready' })
    await settle()
    const rows = (EVENTS + 1) * LEARNERS
    expect(await stateOf(superadmin, begun.id)).toMatchObject({
      state: 'ready',
      rowsDone: rows,
      rowsExpected: rows,
    })
    const file = await fileOf(superadmin, begun.id)
    expect(file.headers['content-disposition']).toBe('attachment; filename="report-learners-2026-11-26.csv"')
    const lines = file.body.trimEnd().split('\r\n')
    expect(lines).toHaveLength(rows + 1)
    expect(lines[0]).toBe(
      '\uFEFFstarts,course,session,event,name,email,place,attendance,late,minutes,plannedMinutes',
    )
    expect(new Set(lines).size).toBe(lines.length)
    expect(lines.slice(1)).toEqual(
      [...lines.slice(1)].sort((a, b) =>
        a.slice(0, 24) < b.slice(0, 24) ? -1 : a.slice(0, 24) > b.slice(0, 24) ? 1 : 0,
      ),
    )
    expect(lines.some((line) => line.includes("'=1+1"))).toBe(true)
    expect((await fileOf(instructor, begun.id)).json()).toMatchObject({ code: 'report-export-not-found' })
  })

  it('is a workbook too, and of the sums', async () => {
    const learners = await begin(superadmin, 'xlsx')
    const sums = await begin(superadmin, 'xlsx', 'sums')
    await settle()
    const book = await readXlsx(new Uint8Array((await fileOf(superadmin, learners.id)).rawPayload))
    expect(book.sheets[0]?.rows).toHaveLength((EVENTS + 1) * LEARNERS + 1)
    const table = (await readXlsx(new Uint8Array((await fileOf(superadmin, sums.id)).rawPayload))).sheets[0]
      ?.rows
    expect(table?.map((row) => row[4])).toEqual(['places', EVENTS * LEARNERS, LEARNERS])
  })

  it('begins with the first hour of a month on the clocks of the platform', async () => {
    const { ctx } = platform
    const { id: sessionId, courseId } = await buildSession(platform, superadmin)
    const startsAt = new Date('2027-02-28T10:20:00Z') // in Kiritimati twenty past midnight on 1 March
    await sql`insert into attendance_facts (platform_id, event_id, person_id, session_id, course_id, starts_at, month, planned_seconds, seat, status, is_late, seconds)
      values (${ctx.platform.id}, gen_random_uuid(), ${superadmin.personId}, ${sessionId}, ${courseId}, ${startsAt}, '2027-03', 3600, 'enrolled', 'present', false, 3000)`.execute(
      ctx.db,
    )
    const march = { ...query, from: '2027-03', to: '2027-03' }
    const page = { after: undefined, limit: 10 }
    expect(await exportsStore.listLearners(ctx.db, ctx.platform.id, march, page)).toMatchObject([
      { startsAt },
    ])
  })

  it('is of rooms too, by account and by month, for superadmins', async () => {
    const { id } = await pairedAccount(test, platform, superadmin, { name: '=Main' })
    await sql`insert into room_months (platform_id, account_id, month, events, room_seconds, peak)
      values (${platform.ctx.platform.id}, ${id}, '2026-11', 3, 7200, 2)`.execute(platform.ctx.db)
    const [rooms, months] = [
      await begin(superadmin, 'csv', 'rooms'),
      await begin(superadmin, 'csv', 'months'),
    ]
    await expect(begin(instructor, 'csv', 'rooms')).rejects.toMatchObject({ code: 'role-superadmin-needed' })
    await settle()
    const linesOf = async (id: string) => (await fileOf(superadmin, id)).body.trimEnd().split(/\r?\n/)
    expect(await linesOf(rooms.id)).toEqual([
      expect.stringContaining('account,events,roomMinutes,peak,licence,refusals,fewerWithOneMore'),
      expect.stringContaining("'=Main,3,120,2,"),
    ])
    const found = await linesOf(months.id)
    expect(found).toHaveLength(13)
    expect(found.at(-1)).toBe('2026-11,3,120,0')
  })

  it('has what somebody may see: instructors what they taught, and nothing for who is no planner any more', async () => {
    const own = await begin(instructor, 'csv')
    await settle()
    expect(await stateOf(instructor, own.id)).toMatchObject({ state: 'ready', rowsDone: EVENTS * LEARNERS })
    const former = await platform.addActor(['superadmin'])
    const begun = await begin(former)
    const target = { id: former.personId, expectedVersion: 1 }
    await changePerson(platform.ctx, superadmin, target, { roles: ['learner'] })
    await settle()
    expect((await stateOf(former, begun.id))?.state).toBe('failed')
    expect(await parts(begun.id)).toBe(0)
  })

  it('is begun anew after a node that died, and whoever was slow writes nothing any more', async () => {
    const begun = await begin(superadmin)
    test.jobs.length = 0
    const { ctx } = platform
    const platformId = ctx.platform.id
    const slow = await withTransaction(ctx.db, (trx) => exportsStore.beginAttempt(trx, platformId, begun.id))
    const attempt = { platformId, id: begun.id, attempt: slow?.attempt ?? 0 }
    const part = { number: 0, bytes: Buffer.from('half'), rowsDone: 1 }
    const add = () => withTransaction(ctx.db, (trx) => exportsStore.addPart(trx, attempt, part))
    expect(await add()).toBe(true)
    await makeExport(ctx, begun.id)
    expect(await add()).toBe(false)
    const file = await fileOf(superadmin, begun.id)
    expect(file.body.startsWith('\uFEFFstarts,')).toBe(true)
    expect(file.body.trimEnd().split('\r\n')).toHaveLength((EVENTS + 1) * LEARNERS + 1)
    await makeExport(ctx, begun.id) // twice is harmless
    expect((await stateOf(superadmin, begun.id))?.state).toBe('ready')
  })

  it('is cancelled while it is made, and leaves nothing', async () => {
    const begun = await begin(superadmin)
    const making = makeExport(platform.ctx, begun.id)
    await removeExport(platform.ctx, superadmin, begun.id)
    await making
    expect(await stateOf(superadmin, begun.id)).toBeUndefined()
    expect(await parts(begun.id)).toBe(0)
    await settle()
    await expect(removeExport(platform.ctx, superadmin, begun.id)).rejects.toMatchObject({
      code: 'report-export-not-found',
    })
  })

  it('is one of three at the same moment at most, and gone after a week', async () => {
    const busy = await platform.addActor(['superadmin'])
    const all = await Promise.allSettled([1, 2, 3, 4, 5].map(() => begin(busy)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    await settle()
    expect(await listExports(platform.ctx, busy)).toHaveLength(3)
    test.clock.now = new Date(now.getTime() + 8 * 24 * 60 * 60 * 1000)
    expect(await listExports(platform.ctx, busy)).toEqual([])
    expect(await sweep(test, platform.ctx, 'report-exports')).toBe(true)
    expect(await sweep(test, platform.ctx, 'report-exports')).toBe(false)
    test.clock.now = now
  })
})

async function parts(id: ReportExportId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from report_export_parts where export_id = ${id}`.execute(platform.ctx.db)
  return rows[0]?.count ?? 0
}

describe('a view of reports', () => {
  const view = (name: string, isShared: boolean) => ({
    name,
    isShared,
    report: 'attendance' as const,
    query: ReportQuery.parse({ by: 'group' }),
  })
  const names = async (actor: Actor) =>
    (await listViews(platform.ctx, actor)).map(({ name, isOwn }) => [name, isOwn])

  it('is one’s own, or for everybody who sees reports; who made it takes it away, and a superadmin', async () => {
    const { ctx } = platform
    await saveView(ctx, superadmin, view('Board', true))
    await saveView(ctx, superadmin, view('Mine', false))
    const theirs = await saveView(ctx, instructor, view('Alpine', true))
    expect(await names(superadmin)).toEqual([
      ['Alpine', false],
      ['Board', true],
      ['Mine', true],
    ])
    expect(await names(instructor)).toEqual([
      ['Alpine', true],
      ['Board', false],
    ])
    const [, , mine] = await listViews(ctx, superadmin)
    await expect(removeView(ctx, instructor, mine?.id as ReportViewId)).rejects.toMatchObject({
      code: 'report-view-not-found',
    })
    await removeView(ctx, superadmin, theirs.id)
    expect(await names(instructor)).toEqual([['Board', false]])
    const learner: Actor = { ...instructor, personId: instructor.personId as PersonId, roles: ['learner'] }
    await expect(listViews(ctx, learner)).rejects.toMatchObject({ code: 'role-planner-needed' })
  })
})
