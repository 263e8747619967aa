import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { type AttendanceRule, usualRule } from '../../../domain/attendance-rule.ts'
import type { AccountId, EventId, PersonId, RoomId, SessionId, StayId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { getOwnAttendance, listVerdicts, markAttendance } from '../attendance/attendance.service.ts'
import { getSessionAttendance } from '../attendance/session-attendance.service.ts'
import { exportSheet, getSheet } from '../attendance/sheet.service.ts'
import { enroll, unenroll } from '../enrollments/enrollments.service.ts'
import { getSession } from '../sessions/sessions.service.ts'
import { listEffective } from './effective.service.ts'
import { getCourseRules, getRules, makeCourseRule, makeRule } from './rules.service.ts'
import { findToJudge, judgeEvent, sweepJudgings } from './verdicts.service.ts'

type Person = Actor & { email: string }

let test: TestApp
/** Who owns the tables: the server itself can’t take a rule away. */
let owner: pg.Client
let platform: TestPlatform
let superadmin: Person
let webinar: AccountId
let meeting: AccountId
let instructor: Person
let sessionId: SessionId
let learners: [Person, Person, Person]

const startsAt = new Date('2026-11-26T09:00:00Z')
/** Minutes after the start. */
const at = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000)

beforeAll(async () => {
  test = await createTestApp()
  owner = new pg.Client(test.db.connection)
  await owner.connect()
  platform = await test.addPlatform('verdicts.example')
  superadmin = await platform.addActor(['superadmin'])
  webinar = (await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })).id
  meeting = (await pairedAccount(test, platform, superadmin, { name: 'Meetings' })).id
})
afterAll(async () => {
  await owner.end()
  await test.close()
})
beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  await owner.query('truncate attendance_rules')
  instructor = await platform.addActor(['instructor'])
  sessionId = (await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })).id
  learners = (await addPeople(platform, 3)) as typeof learners
  for (const { personId } of learners) await enroll(platform.ctx, superadmin, sessionId, personId)
})

async function plan(accountId: AccountId | null = webinar, day = '2026-11-26'): Promise<EventId> {
  const event = await planEvent(platform, superadmin, {
    ...{ sessionId, accountId, name: 'Ladders', from: '10:00', to: '11:00', day },
  })
  return event.id
}

/** The report as it was read last. */
async function report(
  eventId: EventId,
  state: 'waiting' | 'read' | 'settled' | 'withheld' | 'given-up',
  stays: { person?: Person; from: number; to: number | null; role?: string; kind?: string }[] = [],
): Promise<void> {
  const { ctx } = platform
  const platformId = ctx.platform.id
  await withTransaction(ctx.db, async (trx) => {
    await sql`insert into attendance_readings (platform_id, event_id, starts_at, ends_at, identifies, state, runs)
      select platform_id, id, starts_at, ends_at, true, ${state}, ${stays.length > 0 ? 1 : 0} from events where id = ${eventId}
      on conflict (platform_id, event_id) do update set state = excluded.state, runs = excluded.runs`.execute(
      trx,
    )
    await sql`delete from attendance_stays where event_id = ${eventId}`.execute(trx)
    for (const [index, { person, from, to, role = 'learner', kind = 'main' }] of stays.entries()) {
      await trx
        .insertInto('attendanceStays')
        .values({
          platformId,
          eventId,
          id: ctx.newId<StayId>(),
          roomId: ctx.newId<RoomId>(),
          runKey: 'run',
          runStartedAt: at(0),
          sourceKey: `${index}`,
          kind: kind as 'main',
          role: role as 'learner',
          name: 'N',
          email: '',
          joinedAt: at(from),
          leftAt: to === null ? null : at(to),
          personId: person?.personId ?? null,
          matchedBy: person ? 'email' : null,
        })
        .execute()
    }
    await happened(ctx, trx, { kind: 'attendance-read', id: eventId })
  })
  await settleJobs(test, ctx)
}

async function enter(person: Person, eventId: EventId, minute: number): Promise<void> {
  const { ctx } = platform
  await sql`insert into event_entries (platform_id, id, event_id, person_id, role, entered_at)
    values (${ctx.platform.id}, ${ctx.newId()}, ${eventId}, ${person.personId}, 'learner', ${at(minute)})`.execute(
    ctx.db,
  )
}

const inForce = async (eventId: EventId) => {
  const sheet = await getSheet(platform.ctx, instructor, eventId)
  return learners.map(({ personId }) => {
    const verdict = sheet.learners.find((learner) => learner.personId === personId)?.verdict
    return verdict ? `${verdict.status} ${verdict.reason.code}` : undefined
  })
}
const allOf = async (eventId: EventId, person: Person) =>
  (await listVerdicts(platform.ctx, instructor, eventId, person.personId)).map(
    ({ version, status, ruleVersion, supersededAt }) => [version, status, ruleVersion, supersededAt !== null],
  )

describe('an event that is over', () => {
  it('is judged by itself, and again when its report grows; earlier verdicts stay', async () => {
    const eventId = await plan()
    const [anna, ben, cara] = learners
    test.clock.now = at(60)
    expect(await findToJudge(test.db.database.sweeping, at(59))).not.toContain(platform.ctx.platform.id)
    expect(await findToJudge(test.db.database.sweeping, at(60))).toContain(platform.ctx.platform.id)
    await sweepJudgings(platform.ctx)
    expect(await findToJudge(test.db.database.sweeping, at(61))).not.toContain(platform.ctx.platform.id)
    const awaited = 'unknown verdict-awaited'
    expect(await inForce(eventId)).toEqual([awaited, awaited, awaited])

    await report(eventId, 'read', [
      { person: anna, from: 0, to: 50 },
      { person: ben, from: 0, to: 20 },
    ])
    expect(await inForce(eventId)).toEqual([
      ...['present verdict-by-report', 'unknown verdict-so-far', 'unknown verdict-growing'],
    ])
    await report(eventId, 'settled', [
      { person: anna, from: 0, to: 50 },
      { person: ben, from: 0, to: 20 },
    ])
    expect(await inForce(eventId)).toEqual([
      ...['present verdict-by-report', 'partly verdict-by-report', 'absent verdict-not-reported'],
    ])
    expect(await allOf(eventId, anna)).toEqual([
      [2, 'present', 0, false],
      [1, 'unknown', 0, true],
    ])
    expect(await allOf(eventId, cara)).toEqual([
      [3, 'absent', 0, false],
      [2, 'unknown', 0, true],
      [1, 'unknown', 0, true],
    ])
    // Reading the same again changes nothing.
    await report(eventId, 'settled', [
      { person: ben, from: 0, to: 20 },
      { person: anna, from: 0, to: 50 },
    ])
    expect(await allOf(eventId, anna)).toHaveLength(2)
  })

  it('says the reason in the language of the reader, also to the learner', async () => {
    const eventId = await plan()
    const [anna, ben] = learners
    test.clock.now = at(90)
    await report(eventId, 'settled', [
      ...[
        { person: anna, from: 2, to: 20 },
        { person: anna, from: 22, to: 40 },
        { person: anna, from: 43, to: 59 },
      ],
    ])
    const own = async (language: 'en' | 'it' | 'de', person = anna) =>
      getOwnAttendance(platform.ctx, { ...person, reader: { ...person.reader, language } }, eventId)
    expect(await own('en')).toMatchObject({
      ...{ status: 'present', source: 'verdict', minutes: 52 },
      verdict: { reason: { text: '52 of 60 minutes, 2 reconnects, rule 80 %: present.' }, percent: 86 },
    })
    expect((await own('it')).verdict?.reason.text).toBe(
      '52 minuti su 60, 2 riconnessioni, regola 80 %: presente.',
    )
    expect((await own('de')).verdict?.reason.text).toBe(
      '52 von 60 Minuten, 2 Wiedereintritte, Regel 80 %: anwesend.',
    )
    expect((await own('en', ben)).verdict?.reason.text).toMatch(
      /^No stay in the report of .+, and Join was not/,
    )
  })

  it('is unknown where the report is withheld or never came, and never an absence', async () => {
    const eventId = await plan()
    test.clock.now = at(60)
    await enter(learners[0], eventId, 1)
    await report(eventId, 'withheld')
    expect(new Set(await inForce(eventId))).toEqual(new Set(['unknown verdict-withheld']))
    await report(eventId, 'given-up')
    expect(new Set(await inForce(eventId))).toEqual(new Set(['unknown verdict-never-came']))
    const sheet = await getSheet(platform.ctx, instructor, eventId)
    expect(sheet.report).toMatchObject({ state: 'never', identifies: true })
  })

  it('goes by the Join button where a report does not say who is who, and says no minutes', async () => {
    const eventId = await plan(meeting)
    const [anna, ben, cara] = learners
    await enter(anna, eventId, 2)
    await enter(ben, eventId, 50)
    test.clock.now = at(60)
    await judgeEvent(platform.ctx, eventId)
    expect(await inForce(eventId)).toEqual([
      ...['present verdict-by-join', 'partly verdict-joined-too-late', 'absent verdict-not-joined'],
    ])
    const held = await listEffective(platform.ctx, eventId)
    expect([anna, ben, cara].map(({ personId }) => held.get(personId)?.seconds)).toEqual([null, null, null])
  })

  it('says that only a mark by hand tells where there is no tool', async () => {
    const eventId = await plan(null)
    test.clock.now = at(60)
    await judgeEvent(platform.ctx, eventId)
    expect(new Set(await inForce(eventId))).toEqual(new Set(['unknown verdict-no-tool']))
  })

  it('does not count hosts, bots and waiting rooms, and asks to match before it says absent', async () => {
    const eventId = await plan()
    const [anna, ben, cara] = learners
    test.clock.now = at(60)
    await enter(ben, eventId, 1)
    await report(eventId, 'settled', [
      { person: anna, from: 0, to: 60, kind: 'waiting' },
      { from: 0, to: 60, role: 'host' },
      { from: 0, to: 60, role: 'bot' },
      { from: 3, to: 50 },
    ])
    expect(await inForce(eventId)).toEqual([
      ...['absent verdict-not-reported', 'unknown verdict-not-matched', 'absent verdict-not-reported'],
    ])
    expect((await getSheet(platform.ctx, instructor, eventId)).report.unmatched).toBe(1)
    expect(cara).toBeDefined()
  })

  it('follows who has a place, and who is found to be one person', async () => {
    const eventId = await plan()
    const [anna, ben] = learners
    test.clock.now = at(60)
    await report(eventId, 'settled', [{ person: anna, from: 0, to: 60 }])
    await unenroll(platform.ctx, superadmin, sessionId, ben.personId)
    const [late] = (await addPeople(platform, 1)) as [Person]
    await enroll(platform.ctx, superadmin, sessionId, late.personId)
    await settleJobs(test, platform.ctx)
    const held = async () => [...(await listEffective(platform.ctx, eventId)).keys()]
    expect(await held()).toContain(late.personId)
    expect(await held()).not.toContain(ben.personId)
    expect(await allOf(eventId, ben)).toEqual([[1, 'absent', 0, true]])
    await mergePeople(platform.ctx, superadmin, { personId: late.personId, duplicateId: anna.personId })
    await settleJobs(test, platform.ctx)
    expect((await listEffective(platform.ctx, eventId)).get(late.personId)).toMatchObject({
      status: 'present',
    })
    expect(await held()).not.toContain(anna.personId)
  })

  it('is judged once by two who do it at the same moment', async () => {
    const eventId = await plan()
    test.clock.now = at(60)
    await Promise.all([1, 2, 3, 4].map(() => judgeEvent(platform.ctx, eventId)))
    for (const learner of learners) expect(await allOf(eventId, learner)).toHaveLength(1)
  })

  it('is not judged while it goes on, nor when it was cancelled', async () => {
    const eventId = await plan()
    test.clock.now = at(30)
    await sweepJudgings(platform.ctx)
    expect(await inForce(eventId)).toEqual([undefined, undefined, undefined])
    await platform.ctx.db
      .updateTable('events')
      .set({ cancelledAt: at(31) })
      .where('id', '=', eventId)
      .execute()
    test.clock.now = at(60)
    await sweepJudgings(platform.ctx)
    expect((await listEffective(platform.ctx, eventId)).size).toBe(0)
  })
})

describe('a mark by hand', () => {
  it('wins, says who and why, and no later report or rule touches it', async () => {
    const eventId = await plan()
    const [anna, ben] = learners
    test.clock.now = at(60)
    const note = 'Sick note'
    await markAttendance(platform.ctx, instructor, eventId, {
      marks: [{ personId: anna.personId, status: 'excused', minutes: null, note, version: 0 }],
    })
    await report(eventId, 'settled', [{ person: anna, from: 0, to: 60 }])
    await makeRule(platform.ctx, superadmin, 0, { ...usualRule, thresholdPercent: 90, appliesToPast: true })
    await sweepJudgings(platform.ctx)
    const sheet = await getSheet(platform.ctx, instructor, eventId)
    const row = sheet.learners.find(({ personId }) => personId === anna.personId)
    expect(row).toMatchObject({
      attendance: { status: 'excused', note, changedBy: expect.any(String), version: 1 },
      verdict: { status: 'present', ruleVersion: 1 },
      effective: { status: 'excused', source: 'mark', seconds: null },
    })
    expect(await getOwnAttendance(platform.ctx, anna, eventId)).toMatchObject({
      status: 'excused',
      source: 'mark',
    })
    const matrix = await getSessionAttendance(platform.ctx, instructor, sessionId)
    const heldOf = (id: PersonId) =>
      matrix.learners.find(({ personId }) => personId === id)?.held[eventId]?.status
    expect([heldOf(anna.personId), heldOf(ben.personId)]).toEqual(['excused', 'absent'])
    // Not set again: the verdict holds.
    await markAttendance(platform.ctx, instructor, eventId, {
      marks: [{ personId: anna.personId, status: 'not-set', minutes: null, note: '', version: 1 }],
    })
    expect((await listEffective(platform.ctx, eventId)).get(anna.personId)).toMatchObject({
      ...{ status: 'present', source: 'verdict', seconds: 3600 },
    })
  })

  it('knows partly and excused', async () => {
    const eventId = await plan(null)
    test.clock.now = at(60)
    const [anna, ben] = learners
    const { marked } = await markAttendance(platform.ctx, instructor, eventId, {
      marks: [
        { personId: anna.personId, status: 'partly', minutes: 20, note: '', version: 0 },
        { personId: ben.personId, status: 'excused', minutes: null, note: '', version: 0 },
      ],
    })
    expect(marked.map(({ status }) => status).sort()).toEqual(['excused', 'partly'])
  })
})

describe('a rule', () => {
  const rule = (fields: Partial<AttendanceRule> = {}) => ({ ...usualRule, ...fields })

  it('makes new verdicts and keeps the old ones; for events from now on, earlier ones stay as they are', async () => {
    const eventId = await plan()
    const [anna] = learners
    test.clock.now = at(60)
    await report(eventId, 'settled', [{ person: anna, from: 0, to: 50 }])
    expect(await getRules(platform.ctx, superadmin)).toMatchObject({
      rule: { version: 0, thresholdPercent: 80 },
    })
    const made = await makeRule(platform.ctx, superadmin, 0, {
      ...rule({ thresholdPercent: 90 }),
      appliesToPast: true,
    })
    expect(made).toMatchObject({
      rule: { version: 1, madeBy: expect.any(String) },
      earlier: [{ version: 0 }],
    })
    expect(made.toJudge).toBeGreaterThan(0)
    await sweepJudgings(platform.ctx)
    expect((await getRules(platform.ctx, superadmin)).toJudge).toBe(0)
    expect(await allOf(eventId, anna)).toEqual([
      [2, 'partly', 1, false],
      [1, 'present', 0, true],
    ])
    await makeRule(platform.ctx, superadmin, 1, { ...rule({ thresholdPercent: 50 }), appliesToPast: false })
    await sweepJudgings(platform.ctx)
    expect(await allOf(eventId, anna)).toHaveLength(2)
    const later = await plan(webinar, '2026-11-27')
    test.clock.now = at(60 + 24 * 60)
    await judgeEvent(platform.ctx, later)
    expect(await allOf(later, anna)).toEqual([[1, 'unknown', 2, false]])
  })

  it('is made by superadmins, on the version that they saw, and once of two at the same moment', async () => {
    const make = (actor: Actor, version: number) =>
      makeRule(platform.ctx, actor, version, { ...rule({ thresholdPercent: 70 }), appliesToPast: true })
    await expect(make(instructor, 0)).rejects.toMatchObject({ code: 'role-superadmin-needed' })
    await expect(make(superadmin, 3)).rejects.toMatchObject({ code: 'changed-meanwhile' })
    const both = await Promise.allSettled([make(superadmin, 0), make(superadmin, 0)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(
      makeRule(platform.ctx, superadmin, 1, { ...rule({ partlyFromPercent: 90 }), appliesToPast: true }),
    ).rejects.toMatchObject({ code: 'rule-partly-above-present' })
    await expect(
      sql`update attendance_rules set threshold_percent = 1`.execute(platform.ctx.db),
    ).rejects.toThrow(/permission denied/)
    await expect(sql`delete from attendance_verdicts`.execute(platform.ctx.db)).rejects.toThrow(
      /permission denied/,
    )
    await expect(
      sql`update attendance_verdicts set status = 'present'`.execute(platform.ctx.db),
    ).rejects.toThrow(/permission denied/)
  })
})

describe('a rule of a course', () => {
  const numbers = (thresholdPercent: number) => ({ ...usualRule, thresholdPercent, appliesToPast: true })
  const own = (thresholdPercent: number, followsPlatform = false) => ({
    ...numbers(thresholdPercent),
    followsPlatform,
  })
  const courseOf = async (id: SessionId) => (await getSession(platform.ctx, superadmin, id)).courseId

  it('wins over the platform’s for its events alone, until it is taken away again; each has its number', async () => {
    const eventId = await plan()
    const other = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
    const [anna] = learners
    await enroll(platform.ctx, superadmin, other.id, anna.personId)
    const elsewhere = await planEvent(platform, superadmin, {
      ...{ sessionId: other.id, accountId: null, name: 'E', from: '10:00', to: '11:00', day: '2026-11-25' },
    })
    test.clock.now = at(60)
    await report(eventId, 'settled', [{ person: anna, from: 0, to: 50 }])
    const courseId = await courseOf(sessionId)
    expect(await getCourseRules(platform.ctx, superadmin, courseId)).toMatchObject({
      ...{ version: 0, isOwn: false, rule: { version: 0 }, earlier: [] },
    })
    await makeRule(platform.ctx, superadmin, 0, numbers(70))
    await sweepJudgings(platform.ctx)
    const target = { courseId, expectedVersion: 0 }
    const made = await makeCourseRule(platform.ctx, superadmin, target, own(90))
    expect(made).toMatchObject({
      version: 2,
      isOwn: true,
      rule: { version: 2, thresholdPercent: 90 },
      toJudge: 1,
    })
    await sweepJudgings(platform.ctx)
    expect(await allOf(eventId, anna)).toEqual([
      [3, 'partly', 2, false],
      [2, 'present', 1, true],
      [1, 'present', 0, true],
    ])
    const sheetOf = (id: EventId) => getSheet(platform.ctx, instructor, id)
    expect((await sheetOf(eventId)).rule.version).toBe(2)
    expect((await sheetOf(elsewhere.id)).rule.version).toBe(1)
    // The platform's next one says nothing of this course.
    await makeRule(platform.ctx, superadmin, 1, numbers(60))
    await sweepJudgings(platform.ctx)
    expect(await allOf(eventId, anna)).toHaveLength(3)
    expect((await sheetOf(elsewhere.id)).rule.version).toBe(3)
    const gone = await makeCourseRule(
      platform.ctx,
      superadmin,
      { courseId, expectedVersion: 2 },
      own(90, true),
    )
    expect(gone).toMatchObject({
      ...{ version: 4, isOwn: false, rule: { version: 3 } },
      earlier: [
        { version: 4, followsPlatform: true },
        { version: 2, followsPlatform: false },
      ],
    })
    await sweepJudgings(platform.ctx)
    expect((await allOf(eventId, anna))[0]).toEqual([4, 'present', 3, false])
  })

  it('is made by who may change the course, on the version that they saw; of two courses at the same moment both', async () => {
    const courseId = await courseOf(sessionId)
    const other = (await buildSession(platform, superadmin)).courseId
    const make = (actor: Actor, of: typeof courseId, expectedVersion: number) =>
      makeCourseRule(platform.ctx, actor, { courseId: of, expectedVersion }, own(90))
    await expect(make(learners[0], courseId, 0)).rejects.toMatchObject({ code: 'role-planner-needed' })
    const [stranger] = [await platform.addActor(['instructor'])]
    await expect(make(stranger, courseId, 0)).rejects.toMatchObject({ code: 'course-of-others' })
    const both = await Promise.all([make(superadmin, courseId, 0), make(superadmin, other, 0)])
    expect(both.map(({ version }) => version).sort()).toEqual([1, 2])
    const twice = await Promise.allSettled([
      make(superadmin, other, both[1].version),
      make(superadmin, other, both[1].version),
    ])
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(make(superadmin, courseId, 0)).rejects.toMatchObject({ code: 'changed-meanwhile' })
    await expect(
      makeCourseRule(
        platform.ctx,
        superadmin,
        { courseId, expectedVersion: both[0].version },
        {
          ...own(50),
          partlyFromPercent: 60,
        },
      ),
    ).rejects.toMatchObject({ code: 'rule-partly-above-present' })
  })
})

describe('the sheet', () => {
  it('has bars on one axis, with what is not certain told apart, and becomes a table', async () => {
    const eventId = await plan()
    const [anna, ben] = learners
    test.clock.now = at(60)
    await enter(anna, eventId, -5)
    await report(eventId, 'settled', [
      { person: anna, from: -5, to: 20 },
      { person: anna, from: 10, to: 40 },
      { person: ben, from: 30, to: null },
    ])
    const sheet = await getSheet(platform.ctx, instructor, eventId)
    expect(sheet).toMatchObject({
      ...{ phase: 'after', window: { kind: 'planned' }, rule: { version: 0 }, report: { state: 'final' } },
    })
    const of = (person: Person) => sheet.learners.find(({ personId }) => personId === person.personId)
    expect(of(anna)).toMatchObject({
      devices: 2,
      intervals: [{ startsAt: at(-5).toISOString(), endsAt: at(40).toISOString(), isCertain: true }],
    })
    expect(of(ben)?.intervals).toEqual([
      { startsAt: at(30).toISOString(), endsAt: at(60).toISOString(), isCertain: false },
    ])
    const { heading, rows } = await exportSheet(platform.ctx, instructor, eventId)
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([heading.length]))
    const annas = rows.find(([, email]) => email === anna.email)
    expect(annas?.slice(4, 9)).toEqual(['partly', 'verdict', 40, 60, 66])
  })

  it('is refused to learners and to who teaches something else', async () => {
    const eventId = await plan()
    const [anna] = learners
    const other = await platform.addActor(['instructor'])
    await expect(getSheet(platform.ctx, anna, eventId)).rejects.toMatchObject({
      code: 'not-instructor-of-event',
    })
    await expect(getSheet(platform.ctx, other, eventId)).rejects.toMatchObject({
      code: 'not-instructor-of-event',
    })
    const stranger = (await addPeople(platform, 1))[0] as Person
    await expect(getOwnAttendance(platform.ctx, stranger, eventId)).rejects.toMatchObject({
      code: 'event-not-found',
    })
  })
})
