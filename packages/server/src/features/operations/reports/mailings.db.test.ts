import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, outboxOf, signedIn } from '../../../../test/builders.ts'
import { createTestApp, sweep, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { ReportViewId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { unsubscribe } from '../../messages/notifications/preferences.service.ts'
import { changePerson } from '../../people/people/people.service.ts'
import { NewReportMailing, NewReportView } from './exports.schemas.ts'
import { endMailing, getMailing, leaveMailing, sendMailings, setMailing } from './mailings.service.ts'
import { listViews, removeView, saveView } from './views.service.ts'

type Person = Actor & { email: string }

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let instructor: Person
let viewId: ReportViewId

/** A Sunday; the platform is in Rome. */
const SUNDAY = new Date('2026-11-29T10:00:00Z')

beforeAll(async () => {
  test = await createTestApp()
  test.clock.now = SUNDAY
  platform = await test.addPlatform('mailings.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  const { ctx } = platform
  await sql`update platforms set time_zone = 'Europe/Rome' where platform_id = ${ctx.platform.id}`.execute(
    ctx.db,
  )
  platform = { ...platform, ctx: { ...ctx, platform: { ...ctx.platform, timeZone: 'Europe/Rome' } } }
  for (const [teacher, seats] of [
    [instructor, 10],
    [superadmin, 30],
  ] as const) {
    const { id, courseId } = await buildSession(platform, superadmin)
    await sql`
      insert into attendance_months (platform_id, month, session_id, course_id, instructor_ids, events, planned_seconds, seats, present, partly, absent, excused, not_known, late, learner_seconds)
      values (${ctx.platform.id}, '2026-11', ${id}, ${courseId}, array[${teacher.personId}::uuid], 1, 3600, ${seats}, ${seats - 1}, 0, 1, 0, 0, 0, 3600)`.execute(
      ctx.db,
    )
  }
})
afterAll(() => test.close())
beforeEach(async () => {
  test.clock.now = SUNDAY
  await sql`delete from report_views`.execute(platform.ctx.db)
  await sql`delete from notifications`.execute(platform.ctx.db)
  await sql`delete from mails`.execute(platform.ctx.db)
  viewId = await keep(superadmin)
})

async function keep(actor: Person, wanted: object = {}): Promise<ReportViewId> {
  const view = { name: 'All courses', isShared: true, query: {}, ...wanted }
  return (await saveView(platform.ctx, actor, NewReportView.parse(view))).id as ReportViewId
}
const set = (people: readonly Person[], wanted: object = {}, by = superadmin, id = viewId) => {
  const personIds = people.map(({ personId }) => personId)
  return setMailing(
    platform.ctx,
    by,
    id,
    NewReportMailing.parse({ every: 'day', hour: 7, personIds, ...wanted }),
  )
}
const at = (instant: string) => {
  test.clock.now = new Date(instant)
}
const round = () => sweep(test, platform.ctx, 'report-mailings')
const mailsTo = async (person: Person) =>
  (await outboxOf(platform, superadmin)).filter(({ recipient }) => recipient === person.email)
const bodiesTo = async (person: Person) => {
  await mailsTo(person)
  const { rows } = await sql<{ subject: string; body: string; unsubscribeUrl: string }>`
    select subject, body, unsubscribe_url from mails where person_id = ${person.personId} order by position`.execute(
    platform.ctx.db,
  )
  return rows
}
const setZone = (person: Person, zone: string | null) =>
  sql`update people set time_zone = ${zone} where id = ${person.personId}`.execute(platform.ctx.db)

describe('a report by mail', () => {
  it('says the figures that each may see, in short, and leads to the report', async () => {
    await set([superadmin, instructor])
    at('2026-11-30T05:59:59Z')
    expect(await round()).toBe(false)
    at('2026-11-30T06:00:00Z')
    expect(await round()).toBe(true)
    const [all] = await bodiesTo(superadmin)
    expect(all?.subject).toContain('Report: All courses')
    expect(all?.body).toContain('“All courses”, from December 2025 to November 2026')
    expect(all?.body).toContain('2 events with 40 places: 95 % present, 2 no-shows, 2 hours attended.')
    expect(all?.body).toContain('/reports/attendance?by=course')
    const [own] = await bodiesTo(instructor)
    expect(own?.body).toContain('1 event with 10 places: 90 % present, 1 no-show, 1 hour attended.')
    expect(own?.body).not.toContain('@')
  })

  it('comes once for each time, also when it is looked at twice at the same moment, and once after days without a server', async () => {
    await set([instructor])
    at('2026-11-30T06:00:00Z')
    await Promise.all([sendMailings(platform.ctx), sendMailings(platform.ctx), sendMailings(platform.ctx)])
    await round()
    expect(await mailsTo(instructor)).toHaveLength(1)
    at('2026-12-04T12:00:00Z')
    await round()
    await round()
    expect(await mailsTo(instructor)).toHaveLength(2)
    at('2026-12-05T06:00:00Z')
    await round()
    expect(await mailsTo(instructor)).toHaveLength(3)
  })

  it('leaves nothing behind when it is interrupted, and comes whole in the next round', async () => {
    await set([instructor])
    at('2026-11-30T06:00:00Z')
    const { jobs } = platform.ctx
    const broken = { ...jobs, enqueue: () => Promise.reject(new Error('killed')) }
    await expect(sendMailings({ ...platform.ctx, jobs: broken })).rejects.toThrow('killed')
    expect(await mailsTo(instructor)).toHaveLength(0)
    await round()
    expect(await mailsTo(instructor)).toHaveLength(1)
  })

  it.each([
    ['Monday at seven in Rome', { every: 'week', weekday: 1 }, null, '2026-11-30T06:00:00.000Z'],
    ['the first day of a month', { every: 'month' }, null, '2026-12-01T06:00:00.000Z'],
    ['their own clock', { every: 'day' }, 'America/New_York', '2026-11-29T12:00:00.000Z'],
  ])('comes on %s', async (_name, rhythm, zone, nextAt) => {
    await setZone(instructor, zone)
    const { people } = await set([instructor], rhythm)
    expect(people).toEqual([expect.objectContaining({ state: 'sent', nextAt })])
    await setZone(instructor, null)
  })

  it('is not sent to who may not see it any more, before it is told and before it is written', async () => {
    const other = await platform.addActor(['instructor'])
    await set([instructor, other])
    const become = async (roles: ('learner' | 'instructor')[]) => {
      const { version } = await platform.ctx.db
        .selectFrom('people')
        .select('version')
        .where('id', '=', other.personId)
        .executeTakeFirstOrThrow()
      await changePerson(
        platform.ctx,
        superadmin,
        { id: other.personId, expectedVersion: version },
        { roles },
      )
    }
    at('2026-11-30T06:00:00Z')
    await round() // told
    await become(['learner'])
    expect(await mailsTo(other)).toEqual([])
    at('2026-12-01T06:00:00Z')
    await round()
    expect(await mailsTo(other)).toEqual([])
    expect(await mailsTo(instructor)).toHaveLength(2)
    expect((await getMailing(platform.ctx, superadmin, viewId)).people).toContainEqual(
      expect.objectContaining({ id: other.personId, state: 'barred' }),
    )
    await become(['instructor'])
    at('2026-12-02T06:00:00Z')
    await round()
    expect(await mailsTo(other)).toHaveLength(1)
  })

  it('ends with its view, and with who sends it', async () => {
    await set([instructor])
    await removeView(platform.ctx, superadmin, viewId)
    viewId = await keep(superadmin)
    await set([instructor])
    await endMailing(platform.ctx, superadmin, viewId)
    at('2026-11-30T06:00:00Z')
    expect(await round()).toBe(false)
    await expect(endMailing(platform.ctx, superadmin, viewId)).rejects.toMatchObject({
      code: 'report-mailing-not-found',
    })
  })

  it('ends by the link in it, for this person and this view alone, and saving again does not change that', async () => {
    const second = await keep(superadmin, { name: 'Second' })
    await set([instructor, superadmin])
    await set([instructor], {}, superadmin, second)
    at('2026-11-30T06:00:00Z')
    await round()
    const mail = (await bodiesTo(instructor)).find(({ subject }) => subject.includes('All'))
    expect(mail?.body).toContain(mail?.unsubscribeUrl)
    const token = new URL(mail?.unsubscribeUrl ?? '').searchParams.get('token') ?? ''
    await unsubscribe(platform.ctx, token)
    await unsubscribe(platform.ctx, token)
    await set([instructor, superadmin])
    const { people } = await getMailing(platform.ctx, superadmin, viewId)
    expect(people.map(({ id, state }) => [id, state])).toEqual(
      expect.arrayContaining([
        [instructor.personId, 'left'],
        [superadmin.personId, 'sent'],
      ]),
    )
    at('2026-12-01T06:00:00Z')
    await round()
    expect((await mailsTo(instructor)).map(({ subject }) => subject.split(': ').at(-1)).sort()).toEqual([
      'All courses',
      'Second',
      'Second',
    ])
  })

  it('can be left on the page by whom it is sent to', async () => {
    await set([instructor])
    expect(await listViews(platform.ctx, instructor)).toMatchObject([{ isMailed: true, isMailedToMe: true }])
    await leaveMailing(platform.ctx, instructor, viewId)
    expect(await listViews(platform.ctx, instructor)).toMatchObject([{ isMailed: true, isMailedToMe: false }])
    await expect(leaveMailing(platform.ctx, superadmin, viewId)).rejects.toMatchObject({
      code: 'report-mailing-not-found',
    })
  })

  it('goes to who may see it: a view of one’s own to oneself, one of rooms to superadmins', async () => {
    const learner = await platform.addActor(['learner'])
    const own = await keep(instructor, { isShared: false })
    const rooms = await keep(superadmin, { report: 'rooms' })
    const refused = async (sending: Promise<unknown>, code: string) =>
      expect(sending).rejects.toMatchObject({ code })
    await refused(set([learner]), 'report-mailing-person')
    await refused(set([instructor], {}, instructor), 'report-view-not-found')
    await refused(set([superadmin], {}, instructor, own), 'report-mailing-not-shared')
    await refused(set([superadmin], {}, superadmin, own), 'report-view-not-found')
    await refused(set([instructor], {}, superadmin, rooms), 'report-mailing-person')
    await refused(keep(instructor, { report: 'rooms' }), 'role-superadmin-needed')
    await set([instructor], {}, instructor, own)
    await set([superadmin], {}, superadmin, rooms)
    expect((await listViews(platform.ctx, instructor)).map(({ id }) => id)).not.toContain(rooms)
    at('2026-11-30T06:00:00Z')
    await round()
    expect((await bodiesTo(superadmin))[0]?.body).toContain('Nothing was counted in this time.')
    expect(await mailsTo(instructor)).toHaveLength(1)
  })

  it('is set by the API, which says what is wrong', async () => {
    const cookie = await signedIn(test, platform, superadmin.email)
    const url = `/api/v1/report-views/${viewId}/mailing`
    const ask = (method: 'GET' | 'PUT' | 'DELETE', payload?: object) =>
      test.app.http.inject({
        method,
        url,
        headers: { host: platform.host, cookie },
        ...(payload && { payload }),
      })
    expect((await ask('GET')).json()).toMatchObject({ rhythm: null, people: [] })
    const personIds = [instructor.personId]
    expect((await ask('PUT', { every: 'week', weekday: 5, hour: 7, personIds })).json()).toMatchObject({
      rhythm: { every: 'week', weekday: 5, hour: 7 },
      people: [{ id: instructor.personId, state: 'sent' }],
    })
    for (const wrong of [{ hour: 24 }, { hour: 7.5 }, { every: 'year' }, { weekday: 0 }, { personIds: [] }])
      expect((await ask('PUT', { every: 'week', hour: 7, personIds, ...wrong })).statusCode).toBe(400)
    expect((await ask('DELETE')).statusCode).toBe(204)
  })
})
