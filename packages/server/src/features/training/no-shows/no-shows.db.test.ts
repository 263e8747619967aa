import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { AttendanceStatus } from '../../../domain/attendance.ts'
import { usualRule } from '../../../domain/attendance-rule.ts'
import type { CourseId, EventId, GroupId, SessionId } from '../../../domain/ids.ts'
import type { NoShowRule } from '../../../domain/no-show.ts'
import type { Actor } from '../../../http/actor.ts'
import { truthsOf } from '../../messages/notifications/truth.ts'
import { addMembers, createGroup } from '../../people/groups/groups.service.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import {
  changePlatformSettings,
  getPlatformSettings,
} from '../../platform/platforms/platform-settings.service.ts'
import { markAttendance, undoMarking } from '../attendance/attendance.service.ts'
import { changeCourse, createCourse, getCourse } from '../courses/courses.service.ts'
import { makeEnrollmentRule } from '../enrollment-rules/enrollment-rules.service.ts'
import { enroll, unenroll } from '../enrollments/enrollments.service.ts'
import { enrollMyself, getOwnPlace, listOwnPlaces } from '../enrollments/self-enrollment.service.ts'
import { createSession } from '../sessions/sessions.service.ts'
import { makeCourseRule } from '../verdicts/rules.service.ts'
import {
  explainAbsence,
  getNoShows,
  getOwnNoShows,
  liftCoolDown,
  listExplanations,
} from './no-shows.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor
let learners: Actor[]
/** Three that are over by the time, one that is to come, and one of another course to come. */
let past: { sessionId: SessionId; eventId: EventId }[]
let coming: Awaited<ReturnType<typeof createSession>>
let other: typeof coming

const rule: NoShowRule = { isOn: true, fromCount: 2, withinDays: 30, coolDownDays: 14 }
const setRule = async (noShowRule: NoShowRule | null) => {
  const { version } = await getPlatformSettings(platform.ctx, superadmin)
  return changePlatformSettings(platform.ctx, superadmin, version, { noShowRule })
}
const setCourseRule = async (courseId: typeof other.courseId, noShowRule: NoShowRule | null) => {
  const { version } = await getCourse(platform.ctx, superadmin, courseId)
  return changeCourse(platform.ctx, superadmin, { courseId, expectedVersion: version }, { noShowRule })
}
const learner = (at: number) => present(learners[at])
const mark = async (at: number, who: Actor, status: AttendanceStatus, version = 0) => {
  const marks = [{ personId: who.personId, status, minutes: null, note: 'Called', version }]
  return markAttendance(platform.ctx, instructor, present(past[at]).eventId, { marks })
}
const own = (who: Actor) => getOwnNoShows(platform.ctx, who)
const place = (who: Actor, session = coming) => getOwnPlace(platform.ctx, who, session.id)
const standingOf = async (who: Actor) => (await own(who)).standings

/** Whom it was told that somebody explained an absence. */
const tellings = () =>
  platform.ctx.db
    .selectFrom('notifications')
    .select(['id', 'kind', 'sessionId', 'eventIds', 'params', 'personId'])
    .where('kind', '=', 'absence-explained')
    .execute()
const whomTold = async () => (await tellings()).map(({ personId, params: { path } }) => ({ personId, path }))
/** Whether each of that is still so. */
const saysSo = async () => {
  const told = await tellings()
  const { ctx } = platform
  const truths = await truthsOf(ctx, ctx.db, instructor.personId, told, 'writing')
  return told.map(({ id }) => truths.get(id)?.isTrue)
}

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('no-shows.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  test.clock.now = new Date('2026-11-01T08:00:00Z')
  const open = { selfEnrollment: 'open' as const, instructorIds: [instructor.personId] }
  const add = (courseId: CourseId, name: string) =>
    createSession(platform.ctx, superadmin, { courseId, name, ...open })
  const addCourse = async () => {
    const course = await createCourse(platform.ctx, superadmin, {
      ...{ name: 'Safety', type: 'ilt', visibility: 'catalogue' },
    })
    return course.id
  }
  const courseId = await addCourse()
  coming = await add(courseId, 'Later')
  const times = { accountId: null, from: '10:00', to: '11:00' }
  await planEvent(platform, superadmin, { ...times, sessionId: coming.id, name: 'Later', day: '2027-03-01' })
  other = await add(await addCourse(), 'Other')
  await planEvent(platform, superadmin, { ...times, sessionId: other.id, name: 'Other', day: '2027-03-02' })
  learners = await addPeople(platform, 8)
  past = []
  for (const day of ['2026-11-10', '2026-11-12', '2026-11-20']) {
    const { id: sessionId } = await add(courseId, day)
    const { id: eventId } = await planEvent(platform, superadmin, { ...times, sessionId, name: day, day })
    past.push({ sessionId, eventId })
    for (const { personId } of learners.slice(0, 6))
      await enroll(platform.ctx, superadmin, sessionId, personId)
  }
})
afterAll(() => test.close())

describe('a rule of no-shows', () => {
  it('counts nobody’s until it is turned on, and none from before that', async () => {
    test.clock.now = new Date('2026-11-11T08:00:00Z')
    await mark(0, learner(0), 'absent')
    expect(await own(learner(0))).toEqual({ isOn: false, standings: [], items: [] })
    expect((await setRule(rule)).noShowRule).toEqual(rule)
    test.clock.now = new Date('2026-11-12T12:00:00Z')
    await mark(1, learner(0), 'absent')
    expect(await own(learner(0))).toMatchObject({
      standings: [{ count: 1, until: null, fromCount: 2 }],
      items: [{ eventName: '2026-11-12', state: 'counts', hasOwnRule: false }],
    })
    expect(await place(learner(0))).toMatchObject({ may: 'enroll', coolDownUntil: null })
  })

  it('holds who reached the limit back from new places, in words, and lets a planner and a group’s rule place them', async () => {
    test.clock.now = new Date('2026-11-20T12:00:00Z')
    await enrollMyself(platform.ctx, learner(1), other.id)
    for (const who of [learner(0), learner(1), learner(2)]) await mark(2, who, 'absent')
    for (const who of [learner(1), learner(2)]) await mark(1, who, 'absent')
    const until = '2026-12-04T10:00:00.000Z'
    expect(await standingOf(learner(0))).toMatchObject([{ count: 2, until }])
    expect(await place(learner(0))).toMatchObject({
      ...{ may: null, coolDownUntil: until },
      reason: expect.stringMatching(/did not come, 2 times\. Until Fri 4 Dec.* can’t enroll yourself/),
    })
    expect((await listOwnPlaces(platform.ctx, learner(0), coming.courseId)).map(({ may }) => may)).toEqual([
      ...[null, null, null, null],
    ])
    await expect(enrollMyself(platform.ctx, learner(0), coming.id)).rejects.toThrow('cool-down')
    // What somebody had before stays.
    expect(await place(learner(1), other)).toMatchObject({ status: 'enrolled', coolDownUntil: null })
    await enroll(platform.ctx, superadmin, coming.id, learner(0).personId)
    expect((await place(learner(0))).status).toBe('enrolled')
    const { id } = await createGroup(platform.ctx, superadmin, 'All')
    await addMembers(platform.ctx, superadmin, id as GroupId, {
      ...{ personIds: [learner(2).personId], save: true },
    })
    await makeEnrollmentRule(platform.ctx, superadmin, other.courseId, {
      ...{ groupId: id as GroupId, whenFull: 'refuse', save: true },
    })
    expect((await place(learner(2), other)).status).toBe('enrolled')
  })

  it('follows marks and verdicts by itself, also when one is undone', async () => {
    const { changeId } = await mark(2, learner(0), 'present', 1)
    expect(await standingOf(learner(0))).toMatchObject([{ count: 1, until: null }])
    await undoMarking(platform.ctx, instructor, present(past[2]).eventId, present(changeId))
    expect(await standingOf(learner(0))).toMatchObject([{ count: 2 }])
    // No mark, and the verdict that nobody knows: no absence.
    await mark(2, learner(0), 'not-set', 3)
    await settleJobs(test, platform.ctx)
    expect(await standingOf(learner(0))).toMatchObject([{ count: 1, until: null }])
    // By a rule that asks for signatures, nobody signed: absent by a verdict, until that rule is taken away.
    const signing = { ...usualRule, signsHalfDays: true, appliesToPast: true, followsPlatform: false }
    const { courseId } = coming
    const target = (expectedVersion: number) => ({ courseId, expectedVersion })
    const made = await makeCourseRule(platform.ctx, superadmin, target(0), signing)
    await settleJobs(test, platform.ctx)
    expect(await own(learner(0))).toMatchObject({
      standings: [{ count: 2 }],
      items: [{ state: 'counts', reason: { text: expect.stringContaining('signed') } }, { reason: null }],
    })
    await makeCourseRule(platform.ctx, superadmin, target(made.version), {
      ...signing,
      followsPlatform: true,
    })
    await settleJobs(test, platform.ctx)
    expect(await standingOf(learner(0))).toMatchObject([{ count: 1, until: null }])
  })

  it('counts nobody who was excused, or had no place when it began', async () => {
    await mark(2, learner(3), 'absent')
    await mark(1, learner(3), 'excused')
    expect(await own(learner(3))).toMatchObject({
      standings: [{ count: 1, until: null }],
      items: [{ state: 'counts' }, { state: 'excused' }],
    })
    // Placed after the event began, and marked all the same.
    await enroll(platform.ctx, superadmin, present(past[2]).sessionId, learner(6).personId)
    await mark(2, learner(6), 'absent')
    expect((await own(learner(6))).items).toEqual([])
    // Gave the place back, by a planner's hand.
    for (const at of [1, 2]) await mark(at, learner(4), 'absent')
    expect(await standingOf(learner(4))).toMatchObject([{ count: 2 }])
    await unenroll(platform.ctx, superadmin, present(past[2]).sessionId, learner(4).personId)
    expect(await standingOf(learner(4))).toMatchObject([{ count: 1, until: null }])
  })

  it('is explained by the person, read by who teaches, and excused by a mark', async () => {
    const who = learner(1)
    const { eventId } = present(past[2])
    test.clock.now = new Date('2026-11-20T13:00:00Z')
    await explainAbsence(platform.ctx, who, eventId, { explanation: 'The train did not run.' })
    const said = await explainAbsence(platform.ctx, who, eventId, { explanation: 'No trains.' })
    expect(said.items[0]).toMatchObject({ state: 'counts', explanation: 'No trains.' })
    expect(await listExplanations(platform.ctx, eventId)).toEqual(new Map([[who.personId, 'No trains.']]))
    await expect(
      explainAbsence(platform.ctx, learner(5), eventId, { explanation: 'I was there.' }),
    ).rejects.toThrow('absence-not-known')
    const seen = await getNoShows(platform.ctx, superadmin, who.personId)
    expect(seen.items[0]).toMatchObject({ explanation: 'No trains.', markVersion: 1, isOpen: true })
    // Who teaches is told once, whatever is said anew, and nobody else is; what was said stands in no message.
    const told = await whomTold()
    expect(told).toEqual([{ personId: instructor.personId, path: `/teach/events/${eventId}/attendance` }])
    expect(await saysSo()).toEqual([true])
    await expect(getNoShows(platform.ctx, instructor, who.personId)).rejects.toThrow('role-superadmin-needed')
    await mark(2, who, 'excused', seen.items[0]?.markVersion)
    expect(await own(who)).toMatchObject({
      standings: [{ count: 1, until: null }],
      items: [{ state: 'excused', explanation: 'No trains.', isOpen: false }, { state: 'counts' }],
    })
    expect(await saysSo()).toEqual([false])
    await expect(explainAbsence(platform.ctx, who, eventId, { explanation: '' })).rejects.toThrow(
      'absence-not-known',
    )
  })

  it('is lifted by a superadmin with a reason, and the next ones count again', async () => {
    const who = learner(2)
    expect(await standingOf(who)).toMatchObject([{ count: 2 }])
    await expect(liftCoolDown(platform.ctx, instructor, who.personId, { reason: 'Strike' })).rejects.toThrow(
      'role-superadmin-needed',
    )
    const both = await Promise.allSettled(
      [1, 2].map(() => liftCoolDown(platform.ctx, superadmin, who.personId, { reason: 'Strike' })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await getNoShows(platform.ctx, superadmin, who.personId)).toMatchObject({
      standings: [{ count: 0, until: null }],
      items: [{ state: 'lifted' }, { state: 'lifted' }],
      lifts: [{ reason: 'Strike' }],
    })
    await expect(liftCoolDown(platform.ctx, superadmin, who.personId, { reason: 'Again' })).rejects.toThrow(
      'cool-down-none',
    )
    expect((await place(who)).may).toBe('enroll')
  })

  it('of a course of its own counts there alone, also where it lets everybody in', async () => {
    const who = learner(5)
    for (const at of [1, 2]) await mark(at, who, 'absent')
    expect(await place(who)).toMatchObject({ may: null })
    expect(await place(who, other)).toMatchObject({ may: null })
    await setCourseRule(other.courseId, { ...rule, isOn: false })
    expect(await place(who, other)).toMatchObject({ may: 'enroll' })
    await setCourseRule(other.courseId, null)
    // What is missed there counts for nothing elsewhere, and begins with the rule.
    await setCourseRule(coming.courseId, { ...rule, fromCount: 1 })
    expect(await own(who)).toMatchObject({ standings: [{ courseId: null, count: 0 }], items: [] })
    expect(await place(who, other)).toMatchObject({ may: 'enroll' })
    expect(await place(who)).toMatchObject({ may: 'enroll' })
    await setCourseRule(coming.courseId, null)
    expect(await place(who)).toMatchObject({ may: null })
  })

  it('ends by itself, and follows who is merged', async () => {
    const who = learner(5)
    const { eventId } = present(past[2])
    await explainAbsence(platform.ctx, who, eventId, { explanation: 'Ill.' })
    const keeper = learner(7)
    await mergePeople(platform.ctx, superadmin, {
      personId: keeper.personId,
      duplicateId: who.personId,
    })
    expect(await own(keeper)).toMatchObject({
      standings: [{ count: 2 }],
      items: [{ explanation: 'Ill.' }, {}],
    })
    test.clock.now = new Date('2026-12-04T10:00:01Z')
    expect(await standingOf(keeper)).toMatchObject([{ count: 2, until: null }])
    expect(await place(keeper)).toMatchObject({ may: 'enroll' })
    test.clock.now = new Date('2026-12-21T12:00:00Z')
    expect(await own(keeper)).toMatchObject({
      standings: [{ count: 0 }],
      items: [{ state: 'past' }, { state: 'past' }],
    })
  })
})
