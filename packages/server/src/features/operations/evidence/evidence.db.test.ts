import { createHash } from 'node:crypto'
import { checkPack } from '@lectern/evidence-pack'
import { unzipSync, zipSync } from 'fflate'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AttendanceReportId, CourseId, EventId, RoomId, SessionId, StayId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { markAttendance } from '../../training/attendance/attendance.service.ts'
import { listPublicKeys } from '../../training/certificates/keys.service.ts'
import { makeCompletionRule } from '../../training/completions/completion-rules.service.ts'
import { changeCourse, getCourse } from '../../training/courses/courses.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { getSession } from '../../training/sessions/sessions.service.ts'
import { makeMonths } from '../../training/stays/readings.store.ts'
import { getEventProfile } from '../evidence-profiles/evidence-profiles.service.ts'
import { makePack } from './evidence.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let sessionId: SessionId
let eventId: EventId
let learners: (Actor & { email: string })[]

const startsAt = new Date('2026-11-26T09:00:00Z')
const at = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000)
const body = JSON.stringify([{ name: 'Zoë', attendees: ['=1+1', 'Ole\u0000Øst'] }])

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('evidence.example')
  superadmin = await platform.addActor(['superadmin'])
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })
  const instructor = await platform.addActor(['instructor'])
  sessionId = (await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })).id
  learners = await addPeople(platform, 30)
  for (const { personId } of learners) await enroll(platform.ctx, superadmin, sessionId, personId)
  const event = await planEvent(platform, superadmin, {
    ...{
      sessionId,
      accountId: account.id,
      name: '=Ladders, "high"',
      from: '10:00',
      to: '11:00',
      day: '2026-11-26',
    },
  })
  eventId = event.id
  test.clock.now = at(120)
  await reportStays()
  const [, second] = learners
  const mark = { personId: second?.personId as Actor['personId'], minutes: null }
  const marks = [{ ...mark, status: 'present' as const, note: 'Sat beside Lea', version: 0 }]
  await markAttendance(platform.ctx, instructor, eventId, { marks })
  await markAttendance(platform.ctx, instructor, eventId, {
    marks: [{ ...mark, status: 'excused', note: 'Ill,\nfrom 10:05', version: 1 }],
  })
})
afterAll(() => test.close())

/** The first learner came twice, of the others nothing is known. */
async function reportStays(): Promise<void> {
  const { ctx } = platform
  const platformId = ctx.platform.id
  const roomId = ctx.newId<RoomId>()
  await makeMonths(ctx.db, at(70))
  await withTransaction(ctx.db, async (trx) => {
    await sql`insert into attendance_readings (platform_id, event_id, starts_at, ends_at, identifies, state, runs)
      select platform_id, id, starts_at, ends_at, true, 'settled', 1 from events where id = ${eventId}`.execute(
      trx,
    )
    await trx
      .insertInto('attendanceReports')
      .values({
        ...{
          platformId,
          id: ctx.newId<AttendanceReportId>(),
          eventId,
          roomId,
          appId: 'fake',
          sessionType: 'webinar',
        },
        ...{ readAt: at(70), state: 'read', body, runs: 1, participants: 1 },
        hash: createHash('sha256').update(body).digest('hex'),
      })
      .execute()
    for (const [n, [from, to]] of [
      [0, 20],
      [25, 60],
    ].entries())
      await trx
        .insertInto('attendanceStays')
        .values({
          ...{ platformId, eventId, id: ctx.newId<StayId>(), roomId, runKey: 'run', runStartedAt: at(0) },
          ...{ sourceKey: `${n}`, kind: 'main', role: 'learner', name: 'Lea', email: 'lea@x.example' },
          ...{ joinedAt: at(from as number), leftAt: at(to as number), matchedBy: 'email' },
          personId: learners[0]?.personId ?? null,
        })
        .execute()
    await happened(ctx, trx, { kind: 'attendance-read', id: eventId })
  })
  await settleJobs(test, ctx)
}

const versionOf = async (courseId: CourseId) => ({
  courseId,
  expectedVersion: (await getCourse(platform.ctx, superadmin, courseId)).version,
})
const packFor = (actor: Actor = superadmin) => makePack(platform.ctx, actor, sessionId)
const inLanguage = (language: Language) => ({ ...superadmin, reader: { language, timeZone: 'Europe/Rome' } })
const textIn = (files: Record<string, Uint8Array>, path: string) => new TextDecoder().decode(files[path])
const rowsIn = (files: Record<string, Uint8Array>, path: string) => textIn(files, path).trim().split('\r\n')

it('has everything that says who attended, and is as it was signed', async () => {
  const zip = await packFor()
  const keys = JSON.stringify({ keys: await listPublicKeys(platform.ctx) })
  const check = await checkPack(zip, keys)
  expect(check.findings).toEqual([])
  expect(check.key?.isOfPlatform).toBe(true)
  expect(check.manifest).toMatchObject({
    platform: { host: 'evidence.example' },
    madeAt: at(120).toISOString(),
  })
  const files = unzipSync(zip)
  expect(rowsIn(files, 'events.csv')[1]).toContain('"\'=Ladders, ""high"""')
  expect(rowsIn(files, 'attendance.csv')).toHaveLength(31)
  expect(rowsIn(files, 'intervals.csv').slice(1)).toEqual([
    expect.stringMatching(/2026-11-26T09:00:00.000Z,2026-11-26T09:20:00.000Z,yes$/),
    expect.stringMatching(/2026-11-26T09:25:00.000Z,2026-11-26T10:00:00.000Z,yes$/),
  ])
  expect(textIn(files, 'marks.csv')).toMatch(
    /1,present,,Sat beside Lea,.*\r\n.*2,excused,,"Ill,\nfrom 10:05",/,
  )
  expect(rowsIn(files, 'verdicts.csv')).toHaveLength(31)
  expect(rowsIn(files, 'rules.csv').at(-1)).toMatch(/^0,product,80,/)
  expect(textIn(files, 'reports/event-1-report-1.json')).toBe(body)
  const hash = createHash('sha256').update(body).digest('hex')
  expect(rowsIn(files, 'reports.csv')[1]).toContain(`reports/event-1-report-1.json,`)
  expect(rowsIn(files, 'reports.csv')[1]).toContain(hash)
  expect(check.manifest?.files.find(({ path }) => path.startsWith('reports/'))?.sha256).toBe(hash)
  expect(files).not.toHaveProperty('profile.csv')
  expect(textIn(files, 'register.pdf')).toMatch(/^%PDF-1\.7[\s\S]*\/Count 3/)
})

it('names the mark that somebody changed', async () => {
  const files = unzipSync(await packFor())
  const changed = textIn(files, 'attendance.csv').replace(/,excused,mark,/, ',present,mark,')
  const other = zipSync({ ...files, 'attendance.csv': new TextEncoder().encode(`\uFEFF${changed}`) })
  expect((await checkPack(other)).findings).toEqual([
    expect.objectContaining({
      code: 'row-changed',
      path: 'attendance.csv',
      text: expect.stringContaining(',present,mark,'),
    }),
  ])
})

it('has the profile of its course with what does not meet it, as the event says before its class', async () => {
  const { courseId } = await getSession(platform.ctx, superadmin, sessionId)
  expect(await getEventProfile(platform.ctx, superadmin, eventId)).toMatchObject({
    profile: null,
    isGreen: true,
  })
  await changeCourse(platform.ctx, superadmin, await versionOf(courseId), { evidenceProfile: 'italy-81-08' })
  const found = await getEventProfile(platform.ctx, superadmin, eventId)
  expect(found).toMatchObject({ isGreen: false, profile: { key: 'italy-81-08', asks: { keepYears: 10 } } })
  expect(found.findings.map(({ code }) => code)).toEqual([
    'profile-share',
    'profile-final-check',
    'profile-no-content',
  ])
  const shares = {
    en: 'is completed with 80 %',
    it: 'si completa con il 80 %',
    de: 'ist mit 80 % abgeschlossen',
  }
  for (const [language, text] of Object.entries(shares) as [Language, string][]) {
    const { findings } = await getEventProfile(platform.ctx, inLanguage(language), eventId)
    expect(findings[0]?.text).toContain(text)
  }
  const files = unzipSync(await packFor(inLanguage('it')))
  expect(rowsIn(files, 'profile.csv')).toContain('share_percent,90')
  expect(rowsIn(files, 'profile-findings.csv')[1]).toMatch(/^1,red,.*si completa con il 80 %/)
  const rule = { validMonths: null, validTo: 'day' as const, reminderDays: [], appliesToPast: true }
  await makeCompletionRule(platform.ctx, superadmin, courseId, {
    ...{ ...rule, expectedVersion: 0 },
    requirements: [{ type: 'minutes', percent: 90 }, { type: 'by-hand' }],
  })
  const described = {
    evidenceProfile: 'italy-81-08',
    description: 'Ladders and how to stand on them',
  } as const
  await changeCourse(platform.ctx, superadmin, await versionOf(courseId), described)
  expect(await getEventProfile(platform.ctx, superadmin, eventId)).toMatchObject({
    isGreen: true,
    findings: [],
  })
  await expect(getEventProfile(platform.ctx, learners[0] as Actor, eventId)).rejects.toThrow('not-instructor')
})

it('speaks the language of who asks, and of a session without events', async () => {
  const registers = { en: 'EVIDENCE PACK', it: 'FASCICOLO DELLE PROVE', de: 'NACHWEISPAKET' } as const
  for (const [language, title] of Object.entries(registers) as [Language, string][]) {
    const files = unzipSync(await packFor(inLanguage(language)))
    expect(textIn(files, 'README.txt').split('\n')[0]).toBe(title)
  }
  const empty = await buildSession(platform, superadmin)
  const { findings, manifest } = await checkPack(await makePack(platform.ctx, superadmin, empty.id))
  expect(findings).toEqual([])
  expect(manifest?.files.find(({ path }) => path === 'attendance.csv')?.rows).toHaveLength(1)
})

it('is sent to planners of the session alone', async () => {
  await platform.addActor(['learner'], 'learner@x.example')
  await platform.addActor(['superadmin'], 'admin@x.example')
  const url = `/api/v1/sessions/${sessionId}/evidence.zip`
  const headersOf = async (email: string) => ({
    host: platform.host,
    cookie: await signedIn(test, platform, email),
  })
  const refused = await test.app.http.inject({ url, headers: await headersOf('learner@x.example') })
  expect(refused.statusCode).toBe(404) // whose session it is not, there is none
  const sent = await test.app.http.inject({ url, headers: await headersOf('admin@x.example') })
  expect(sent.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="evidence-${sessionId}.zip"`,
    'cache-control': 'private, no-store',
  })
  expect((await checkPack(sent.rawPayload)).findings).toEqual([])
})
