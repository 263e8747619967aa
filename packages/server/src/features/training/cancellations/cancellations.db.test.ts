import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildLearner, buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { AccountId, CourseId, EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { changeCourse, getCourse, listCourses } from '../courses/courses.service.ts'
import { enroll, listEnrollments, listHistory } from '../enrollments/enrollments.service.ts'
import { enrollMyself, getOwnPlace, listOwnEnrollments } from '../enrollments/self-enrollment.service.ts'
import { getEvent } from '../events/events.service.ts'
import { cancel, restoreEvent } from '../lifecycle/lifecycle.service.ts'
import { changeSession, createSession, getSession, listSessions } from '../sessions/sessions.service.ts'
import { cancelCourse, restoreCourse } from './course-cancellation.service.ts'
import { cancelSession, restoreSession } from './session-cancellation.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('cancellations.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
})
afterAll(() => test.close())

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  )
type Input = Parameters<typeof cancelSession>[3]
const keep = { fate: 'keep', toSessionId: null } as const
const cancelIt = (session: { id: SessionId }, input: Partial<Input> = {}) =>
  cancelSession(platform.ctx, superadmin, session.id, {
    reason: 'The building is closed.',
    learners: keep,
    exceptions: [],
    ...input,
  })
const restoreIt = (session: { id: SessionId }) => restoreSession(platform.ctx, superadmin, session.id)
const sessionNow = (session: { id: SessionId }) => getSession(platform.ctx, superadmin, session.id)
const eventNow = (event: { id: EventId }) => getEvent(platform.ctx, superadmin, event.id)
const change = async (session: { id: SessionId }, rules: Parameters<typeof changeSession>[3]) => {
  const { version } = await sessionNow(session)
  const target = { sessionId: session.id, expectedVersion: version }
  return changeSession(platform.ctx, superadmin, target, rules)
}
const sibling = (session: { courseId: CourseId }, fields: { maxEnrollment?: number } = {}) =>
  createSession(platform.ctx, superadmin, {
    courseId: session.courseId,
    name: 'Spring',
    waitingList: 'automatic',
    ...fields,
  })

async function learnersIn(session: { id: SessionId }, count: number) {
  const people: Actor[] = []
  for (let index = 0; index < count; index++) {
    const person = await buildLearner(platform)
    await enroll(platform.ctx, superadmin, session.id, person.personId)
    test.clock.now = new Date(test.clock.now.getTime() + 1)
    people.push(person)
  }
  return people
}
const account = (limits: { concurrentRooms?: number } = {}) =>
  pairedAccount(test, platform, superadmin, { limits })
const plan = (
  session: { id: SessionId },
  accountId: AccountId,
  name: string,
  from: string,
  day = '2026-11-26',
) =>
  planEvent(platform, superadmin, {
    sessionId: session.id,
    accountId,
    name,
    from,
    to: `${from.slice(0, 2)}:45`,
    day,
  })
const statuses = async (session: { id: SessionId }) =>
  new Map(
    (await listEnrollments(platform.ctx, superadmin, session.id)).items.map((entry) => [
      entry.personId,
      entry.status,
    ]),
  )

/** The mails to a person since the last look, with the methods of their calendar files. */
async function mailsTo(person: Actor) {
  await settleJobs(test, platform.ctx)
  const mails = await platform.ctx.db
    .selectFrom('mails')
    .select(['subject', 'body', 'calendar'])
    .where('platformId', '=', platform.ctx.platform.id)
    .where('personId', '=', person.personId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
  return mails.map((mail) => ({ ...mail, methods: (mail.calendar ?? []).map((file) => file.method) }))
}

it('needs a reason for a session and for a course, and says so at the field', async () => {
  const session = await buildSession(platform, superadmin)
  const asked = [
    () => cancelIt(session, { reason: '' }),
    () => cancelCourse(platform.ctx, superadmin, session.courseId, { reason: '' }),
  ]
  for (const work of asked) {
    await expect(work()).rejects.toMatchObject({
      status: 422,
      code: 'cancel-reason-needed',
      fields: [{ pointer: '/reason' }],
    })
  }
  expect((await sessionNow(session)).cancelled).toBeNull()
})

it('cancels the coming events with the session, and keeps the reason for everybody', async () => {
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  const { id: accountId } = await account()
  const [first, second] = [
    await plan(session, accountId, 'One', '10:00'),
    await plan(session, accountId, 'Two', '12:00'),
  ]
  const [learner] = await learnersIn(session, 1)
  await cancel(platform.ctx, superadmin, { eventId: first.id }, 'Ines is ill')
  await settleJobs(test, platform.ctx)
  expect(await cancelIt(session)).toMatchObject({ kept: 1, moved: 0, notPlaced: [] })
  expect(await sessionNow(session)).toMatchObject({
    cancelled: { reason: 'The building is closed.', with: 'session' },
    may: { edit: true, enroll: false },
  })
  // What was cancelled before keeps its own reason.
  expect((await eventNow(first)).cancelled).toMatchObject({ reason: 'Ines is ill', with: null })
  expect((await eventNow(second)).cancelled).toMatchObject({ with: 'session' })
  await settleJobs(test, platform.ctx)
  expect([...test.fake.rooms.values()].filter((room) => /One|Two/.test(JSON.stringify(room)))).toEqual([])
  // The learner still sees it, with the reason.
  const own = await listOwnEnrollments(platform.ctx, learner as Actor, { which: 'past' })
  expect(own.items).toMatchObject([
    { sessionId: session.id, status: 'enrolled', cancelled: { reason: 'The building is closed.' } },
  ])
  const mails = await mailsTo(learner as Actor)
  expect(mails.at(-1)).toMatchObject({ methods: ['CANCEL'] })
  expect(mails.at(-1)?.body).toContain('The building is closed.')
  expect((await mailsTo(instructor)).at(-1)?.subject).toContain('Session cancelled')
  expect(await codeOf(cancelIt(session))).toBe('session-cancelled-already')
})

it('takes nobody and no event into a cancelled session, and leaves the catalogue', async () => {
  const session = await buildSession(platform, superadmin)
  const course = await getCourse(platform.ctx, superadmin, session.courseId)
  const target = { courseId: course.id, expectedVersion: course.version }
  await changeCourse(platform.ctx, superadmin, target, { visibility: 'catalogue' })
  await change(session, { selfEnrollment: 'open', waitingList: 'automatic', maxEnrollment: 1 })
  const [seated] = await learnersIn(session, 1)
  const [waiting, stranger] = [await buildLearner(platform), await buildLearner(platform)]
  await enrollMyself(platform.ctx, waiting, session.id)
  await cancelIt(session)
  const { id: accountId } = await account()
  expect(await codeOf(plan(session, accountId, 'Late', '10:00'))).toBe('session-cancelled')
  expect(await codeOf(enroll(platform.ctx, superadmin, session.id, stranger.personId))).toBe(
    'session-cancelled',
  )
  expect(await listSessions(platform.ctx, stranger, course.id)).toEqual([])
  expect(await codeOf(enrollMyself(platform.ctx, stranger, session.id))).toBe('session-not-found')
  expect(await getOwnPlace(platform.ctx, waiting, session.id)).toMatchObject({
    status: 'waiting',
    may: null,
  })
  // Nobody moves up while it is cancelled, and the line goes on afterwards.
  await change(session, { maxEnrollment: 2 })
  await sweep(test, platform.ctx, 'places')
  expect((await statuses(session)).get(waiting.personId)).toBe('waiting')
  await restoreIt(session)
  expect(await statuses(session)).toEqual(
    new Map([
      [(seated as Actor).personId, 'enrolled'],
      [waiting.personId, 'enrolled'],
    ]),
  )
})

it('does with each learner what is chosen, with one mail for each that says so', async () => {
  const session = await buildSession(platform, superadmin)
  const other = await sibling(session, { maxEnrollment: 2 })
  const { id: accountId } = await account()
  await plan(session, accountId, 'Old', '10:00')
  await plan(other, accountId, 'New', '12:00')
  const people = await learnersIn(session, 6)
  await settleJobs(test, platform.ctx)
  const before = await Promise.all(people.map(async (person) => (await mailsTo(person)).length))
  const [one, two, three, kept, left, line] = people as unknown as [Actor, Actor, Actor, Actor, Actor, Actor]
  const outcome = await cancelIt(session, {
    learners: { fate: 'move', toSessionId: other.id },
    exceptions: [
      { personId: kept.personId, fate: 'keep', toSessionId: null },
      { personId: left.personId, fate: 'release', toSessionId: null },
      { personId: line.personId, fate: 'wait', toSessionId: other.id },
    ],
  })
  expect(outcome).toEqual({ moved: 2, waiting: 2, kept: 1, released: 1, notPlaced: [] })
  expect(await statuses(other)).toEqual(
    new Map([
      [one.personId, 'enrolled'],
      [two.personId, 'enrolled'],
      [three.personId, 'waiting'],
      [line.personId, 'waiting'],
    ]),
  )
  expect(await statuses(session)).toEqual(new Map([[kept.personId, 'enrolled']]))
  await settleJobs(test, platform.ctx)
  const told = await Promise.all(
    people.map(async (person, index) => (await mailsTo(person)).slice(before[index])),
  )
  expect(told.map((mails) => mails.map(({ subject, methods }) => [subject.split(': ')[1], methods]))).toEqual(
    [
      [['You have a place in another session', ['CANCEL', 'REQUEST']]],
      [['You have a place in another session', ['CANCEL', 'REQUEST']]],
      [['You are on the waiting list of another session', ['CANCEL']]],
      [['Session cancelled', ['CANCEL']]],
      [['Session cancelled', ['CANCEL']]],
      [['You are on the waiting list of another session', ['CANCEL']]],
    ],
  )
  expect(told[4]?.[0]?.body).toContain('your enrollment has ended')
  const history = await listHistory(platform.ctx, superadmin, other.id, one.personId)
  expect(history[0]?.status).toBe('enrolled')
})

it('lists who finds neither a place nor a waiting list, and keeps them', async () => {
  const session = await buildSession(platform, superadmin)
  const other = await sibling(session, { maxEnrollment: 1 })
  await change(other, { waitingList: 'off' })
  const [, second] = await learnersIn(session, 2)
  const outcome = await cancelIt(session, { learners: { fate: 'move', toSessionId: other.id } })
  expect(outcome).toMatchObject({ moved: 1, kept: 0, notPlaced: [{ id: second?.personId }] })
  expect(await statuses(session)).toEqual(new Map([[second?.personId, 'enrolled']]))
})

it('moves nobody out of the course, into a cancelled session, or without a session to go to', async () => {
  const [session, foreign] = [
    await buildSession(platform, superadmin),
    await buildSession(platform, superadmin),
  ]
  const off = await sibling(session)
  await cancelIt(off)
  const to = (toSessionId: SessionId | null) => cancelIt(session, { learners: { fate: 'move', toSessionId } })
  expect(await codeOf(to(foreign.id))).toBe('move-other-course')
  expect(await codeOf(to(session.id))).toBe('move-other-course')
  expect(await codeOf(to(off.id))).toBe('session-cancelled')
  await expect(to(null)).rejects.toMatchObject({ fields: [{ pointer: '/learners/toSessionId' }] })
  const wrong = { personId: superadmin.personId, fate: 'keep', toSessionId: off.id } as const
  await expect(cancelIt(session, { exceptions: [wrong] })).rejects.toMatchObject({
    code: 'move-target-not-needed',
    fields: [{ pointer: '/exceptions/0/toSessionId' }],
  })
  expect((await sessionNow(session)).cancelled).toBeNull()
})

it('never goes over the maximum when two sessions are cancelled into a third at the same time', async () => {
  const [one, target] = await (async () => {
    const session = await buildSession(platform, superadmin)
    return [session, await sibling(session, { maxEnrollment: 5 })] as const
  })()
  const two = await sibling(one)
  await learnersIn(one, 4)
  await learnersIn(two, 4)
  const move = { learners: { fate: 'move' as const, toSessionId: target.id } }
  await Promise.all([cancelIt(one, move), cancelIt(two, move)])
  const all = [...(await statuses(target)).values()]
  expect(all.filter((status) => status === 'enrolled')).toHaveLength(5)
  expect(all.filter((status) => status === 'waiting')).toHaveLength(3)
})

it('waits for neither side when two sessions are cancelled into each other', async () => {
  const one = await buildSession(platform, superadmin)
  const two = await sibling(one)
  await learnersIn(one, 2)
  await learnersIn(two, 2)
  const results = await Promise.allSettled([
    cancelIt(one, { learners: { fate: 'move', toSessionId: two.id } }),
    cancelIt(two, { learners: { fate: 'move', toSessionId: one.id } }),
  ])
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  const refused = results.find((result) => result.status === 'rejected')
  expect(refused?.reason).toMatchObject({ code: 'session-cancelled' })
})

it('restores exactly what was cancelled with the session, with the places that were kept', async () => {
  const session = await buildSession(platform, superadmin)
  const { id: accountId } = await account()
  const [own, first, past] = [
    await plan(session, accountId, 'Own', '09:00', '2026-11-27'),
    await plan(session, accountId, 'First', '10:00', '2026-11-27'),
    await plan(session, accountId, 'Past', '10:00', '2026-11-25'),
  ]
  const [learner] = await learnersIn(session, 1)
  await cancel(platform.ctx, superadmin, { eventId: own.id }, 'Own reason')
  await cancelIt(session)
  expect(await codeOf(restoreEvent(platform.ctx, superadmin, first.id))).toBe('session-cancelled')
  const before = test.clock.now
  test.clock.now = new Date('2026-11-26T08:00:00Z')
  const restored = await restoreIt(session)
  expect(restored.cancelled).toBeNull()
  expect((await eventNow(first)).cancelled).toBeNull()
  expect((await eventNow(own)).cancelled).toMatchObject({ reason: 'Own reason' })
  expect((await eventNow(past)).cancelled).toMatchObject({ with: 'session' })
  expect((await statuses(session)).get(present(learner?.personId))).toBe('enrolled')
  expect((await mailsTo(learner as Actor)).at(-1)).toMatchObject({ methods: ['REQUEST'] })
  await settleJobs(test, platform.ctx)
  expect((await eventNow(first)).room?.state).toBe('ready')
  expect(await codeOf(restoreIt(session))).toBe('session-not-cancelled')
  test.clock.now = before
})

it('restores all events or none, and lists what has no room, with what would be possible', async () => {
  const session = await buildSession(platform, superadmin)
  const { id: accountId } = await account({ concurrentRooms: 1 })
  const [first, second] = [
    await plan(session, accountId, 'First', '10:00'),
    await plan(session, accountId, 'Second', '12:00'),
  ]
  await cancelIt(session)
  const other = await buildSession(platform, superadmin)
  await plan(other, accountId, 'In the way', '12:00')
  await expect(restoreIt(session)).rejects.toMatchObject({
    code: 'restore-no-room',
    params: { count: 1, total: 2, events: { first: ['Second'], more: 0 } },
    fields: [{ pointer: `/events/${second.id}`, code: 'capacity-concurrent-rooms' }],
    suggestions: expect.arrayContaining([
      expect.objectContaining({ change: expect.objectContaining({ eventId: second.id }) }),
    ]),
  })
  expect((await eventNow(first)).cancelled).toMatchObject({ with: 'session' })
  expect((await sessionNow(session)).cancelled).not.toBeNull()
})

it('restores once when two people press the button', async () => {
  const session = await buildSession(platform, superadmin)
  await cancelIt(session)
  const codes = await Promise.all([codeOf(restoreIt(session)), codeOf(restoreIt(session))])
  expect(codes.sort()).toEqual(['accepted', 'session-not-cancelled'])
})

it('cancels and restores a course with all its sessions, and tells each person once', async () => {
  const one = await buildSession(platform, superadmin)
  const two = await sibling(one)
  const off = await sibling(one)
  const { id: accountId } = await account()
  const [first, second, third] = [
    await plan(one, accountId, 'First', '08:00'),
    await plan(two, accountId, 'Second', '09:00'),
    await plan(off, accountId, 'Third', '11:00'),
  ]
  await cancelIt(off)
  const [learner] = (await learnersIn(one, 1)) as [Actor]
  await enroll(platform.ctx, superadmin, two.id, learner.personId)
  const before = (await mailsTo(learner)).length
  const courseId = one.courseId
  await cancelCourse(platform.ctx, superadmin, courseId, { reason: 'No trainer.' })
  expect((await getCourse(platform.ctx, superadmin, courseId)).cancelled).toMatchObject({
    reason: 'No trainer.',
  })
  expect((await sessionNow(one)).cancelled).toMatchObject({ with: 'course', reason: 'No trainer.' })
  expect((await mailsTo(learner)).slice(before)).toMatchObject([{ methods: ['CANCEL', 'CANCEL'] }])
  expect(
    (await listCourses(platform.ctx, learner, { limit: 100 })).items.map((course) => course.id),
  ).toContain(one.courseId)
  expect(await codeOf(enroll(platform.ctx, superadmin, one.id, instructor.personId))).toBe('course-cancelled')
  expect(await codeOf(restoreIt(off))).toBe('course-cancelled')
  expect(await codeOf(cancelCourse(platform.ctx, superadmin, courseId, { reason: 'Again' }))).toBe(
    'course-cancelled-already',
  )
  await restoreCourse(platform.ctx, superadmin, courseId)
  expect((await eventNow(first)).cancelled).toBeNull()
  expect((await eventNow(second)).cancelled).toBeNull()
  expect((await eventNow(third)).cancelled).toMatchObject({ with: 'session' })
  expect((await sessionNow(off)).cancelled).toMatchObject({ with: 'session' })
  expect((await mailsTo(learner)).slice(before + 1)).toMatchObject([{ methods: ['REQUEST', 'REQUEST'] }])
  expect(await codeOf(restoreCourse(platform.ctx, superadmin, courseId))).toBe('course-not-cancelled')
})

it('lets an instructor cancel a course only when they teach all of its sessions', async () => {
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  await sibling(session)
  const work = cancelCourse(platform.ctx, instructor, session.courseId, { reason: 'R' })
  expect(await codeOf(work)).toBe('course-of-others')
})
