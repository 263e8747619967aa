import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../test/test-app.ts'
import type { Actor } from '../../http/actor.ts'
import { changeCourse, getCourse, listCourses } from '../courses/courses.service.ts'
import { followCourseName } from '../events/lifecycle.service.ts'
import { changeSession, getSession, listSessions } from '../sessions/sessions.service.ts'
import { enroll, listEnrollments, listHistory, moveEnrollment, unenroll } from './enrollments.service.ts'
import { enrollMany } from './import.service.ts'
import { settlePlaces, sweepPlaces } from './places.service.ts'
import { enrollMyself, getOwnPlace, listOwnEnrollments, withdraw } from './self-enrollment.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('places.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  )

type Rules = Parameters<typeof changeSession>[3]

/** A session of a course in the catalogue, open to everybody unless told otherwise. */
async function openSession(rules: Rules = {}) {
  const { ctx } = platform
  const session = await buildSession(platform, superadmin)
  const course = await getCourse(ctx, superadmin, session.courseId as never)
  const target = { courseId: course.id as never, expectedVersion: course.version }
  await changeCourse(ctx, superadmin, target, { visibility: 'catalogue' }, followCourseName)
  return change(session, { selfEnrollment: 'open', waitingList: 'automatic', ...rules })
}

async function change(session: { id: string }, rules: Rules) {
  const { version, id } = await getSession(platform.ctx, superadmin, session.id as never)
  const target = { sessionId: id as never, expectedVersion: version }
  return changeSession(platform.ctx, superadmin, target, rules, settlePlaces)
}

/** So many people, and always enough of them for the types. */
async function learners(count: number): Promise<[Actor, Actor, Actor, ...Actor[]]> {
  const people = await Promise.all(
    Array.from({ length: Math.max(3, count) }, () => platform.addActor(['learner'])),
  )
  return people as unknown as [Actor, Actor, Actor, ...Actor[]]
}
const into = (session: { id: string }, person: Actor) =>
  enrollMyself(platform.ctx, person, session.id as never)
const placeIn = (session: { id: string }, person: Actor) =>
  getOwnPlace(platform.ctx, person, session.id as never)

it('never goes over the maximum, and loses nobody, when many enroll and leave at the same time', async () => {
  const session = await openSession({ maxEnrollment: 4 })
  const people = await learners(16)
  await Promise.all(people.map((person) => into(session, person)))
  const all = await listEnrollments(platform.ctx, superadmin, session.id as never)
  expect(all.filter((entry) => entry.status === 'enrolled')).toHaveLength(4)
  expect(all.filter((entry) => entry.status === 'waiting').map((entry) => entry.position)).toEqual(
    Array.from({ length: 12 }, (_, index) => index + 1),
  )
  const seated = all.filter((entry) => entry.status === 'enrolled').slice(0, 3)
  const line = all.filter((entry) => entry.status === 'waiting').map((entry) => entry.personId)
  const late = await learners(3)
  await Promise.all([
    ...seated.map((entry) =>
      unenroll(platform.ctx, superadmin, session.id as never, entry.personId as never),
    ),
    ...late.map((person) => into(session, person)),
  ])
  const after = await listEnrollments(platform.ctx, superadmin, session.id as never)
  const enrolled = after.filter((entry) => entry.status === 'enrolled').map((entry) => entry.personId)
  expect(enrolled).toHaveLength(4)
  // The first three in line have the places; who came later stands behind.
  for (const personId of line.slice(0, 3)) expect(enrolled).toContain(personId)
  expect(after.filter((entry) => entry.status === 'waiting')).toHaveLength(12)
})

it('shows the catalogue to everybody, and what is not open to nobody', async () => {
  const [stranger] = await learners(1)
  const [open, closed] = [await openSession(), await openSession({ selfEnrollment: 'closed' })]
  const visible = (await listCourses(platform.ctx, stranger, { limit: 100 })).items.map((c) => c.id)
  expect(visible).toContain(open.courseId)
  expect(await listSessions(platform.ctx, stranger, open.courseId as never)).toHaveLength(1)
  expect(await listSessions(platform.ctx, stranger, closed.courseId as never)).toEqual([])
  expect(await codeOf(into(closed, stranger))).toBe('session-not-found')
})

it('keeps to the times of enrollment, and says when', async () => {
  const [person] = await learners(1)
  const session = await openSession({ enrollmentOpensAt: '2026-11-25T08:00:00Z' })
  expect(await codeOf(into(session, person))).toBe('enrollment-not-open')
  expect(await placeIn(session, person)).toMatchObject({
    may: null,
    reason: expect.stringContaining('25 Nov'),
  })
  await change(session, { enrollmentOpensAt: null, enrollmentClosesAt: '2026-11-23T08:00:00Z' })
  expect(await codeOf(into(session, person))).toBe('enrollment-closed')
  expect(
    await codeOf(
      change(session, {
        enrollmentOpensAt: '2026-12-02T08:00:00Z',
        enrollmentClosesAt: '2026-12-01T08:00:00Z',
      }),
    ),
  ).toBe('enrollment-window')
  await change(session, { enrollmentClosesAt: null })
  expect(await placeIn(session, person)).toMatchObject({ status: null, may: 'enroll' })
  await into(session, person)
  expect(await placeIn(session, person)).toMatchObject({ status: 'enrolled', may: null, mayWithdraw: true })
  await withdraw(platform.ctx, person, session.id as never)
  expect(await placeIn(session, person)).toMatchObject({ status: null, may: 'enroll' })
})

it('asks for approval: a request takes no place until somebody gives it', async () => {
  const [one, other] = await learners(2)
  const session = await openSession({ selfEnrollment: 'approval', maxEnrollment: 1, waitingList: 'off' })
  expect((await into(session, one)).status).toBe('requested')
  expect((await into(session, other)).status).toBe('requested')
  expect(await getSession(platform.ctx, superadmin, session.id as never)).toMatchObject({
    enrolledCount: 0,
    requestedCount: 2,
  })
  await enroll(platform.ctx, superadmin, session.id as never, one.personId)
  expect(await codeOf(enroll(platform.ctx, superadmin, session.id as never, other.personId))).toBe(
    'session-full',
  )
  await unenroll(platform.ctx, superadmin, session.id as never, other.personId)
  expect((await placeIn(session, other)).status).toBeNull()
  const history = await listHistory(platform.ctx, superadmin, session.id as never, other.personId)
  expect(history.map(({ status, by }) => ({ status, by: by !== null }))).toEqual([
    { status: 'cancelled', by: true },
    { status: 'requested', by: true },
  ])
})

it('holds an offered place until it expires, then offers it to the next', async () => {
  const [seated, first, second] = await learners(3)
  const session = await openSession({ maxEnrollment: 1, waitingList: 'offer', offerHours: 3 })
  await into(session, seated)
  await into(session, first)
  test.clock.now = new Date(test.clock.now.getTime() + 1000)
  await into(session, second)
  expect(await placeIn(session, second)).toMatchObject({ status: 'waiting', position: 2 })
  await withdraw(platform.ctx, seated, session.id as never)
  const offer = await placeIn(session, first)
  expect(offer).toMatchObject({ status: 'offered', may: 'enroll' })
  // The held place is nobody else's, not the planner's either.
  expect(await codeOf(enroll(platform.ctx, superadmin, session.id as never, second.personId))).toBe(
    'session-full',
  )
  test.clock.now = new Date(new Date(offer.offerExpiresAt ?? 0).getTime() + 1)
  expect(await codeOf(into(session, first))).toBe('offer-expired')
  await sweepPlaces(platform.ctx)
  expect((await placeIn(session, first)).status).toBeNull()
  expect((await placeIn(session, second)).status).toBe('offered')
  expect((await into(session, second)).status).toBe('enrolled')
})

it('promotes nobody in the last hours, unless that is wanted', async () => {
  const account = await pairedAccount(test, platform, superadmin)
  const [seated, waiting] = await learners(2)
  const session = await openSession({ maxEnrollment: 1 })
  // An hour from now, in Rome's time.
  const from = new Date(test.clock.now.getTime() + 2 * 3_600_000).toISOString()
  const to = new Date(test.clock.now.getTime() + 3 * 3_600_000).toISOString()
  await planEvent(platform, superadmin, {
    sessionId: session.id,
    accountId: account.id,
    name: 'Soon',
    day: from.slice(0, 10),
    from: from.slice(11, 16),
    to: to.slice(11, 16),
  })
  await into(session, seated)
  await into(session, waiting)
  await withdraw(platform.ctx, seated, session.id as never)
  expect((await placeIn(session, waiting)).status).toBe('waiting')
  await change(session, { promotionStopHours: null })
  expect((await placeIn(session, waiting)).status).toBe('enrolled')
})

it('promotes when the maximum is raised, and lists what a person has', async () => {
  const people = await learners(3)
  const session = await openSession({ maxEnrollment: 1 })
  for (const person of people) await into(session, person)
  await change(session, { maxEnrollment: 2 })
  expect(await Promise.all(people.map(async (person) => (await placeIn(session, person)).status))).toEqual([
    'enrolled',
    'enrolled',
    'waiting',
  ])
  expect(await listOwnEnrollments(platform.ctx, people[2])).toMatchObject([
    { sessionId: session.id, status: 'waiting' },
  ])
})

it('moves a place to another session of the course, all or nothing', async () => {
  const [person, other] = await learners(2)
  const session = await openSession({ maxEnrollment: 1 })
  const elsewhere = await openSession()
  await enroll(platform.ctx, superadmin, session.id as never, person.personId)
  await into(session, other)
  const from = { sessionId: session.id as never, personId: person.personId }
  const move = (to: string) => moveEnrollment(platform.ctx, superadmin, from, to as never, 'refuse')
  expect(await codeOf(move(elsewhere.id))).toBe('move-other-course')
  expect((await placeIn(session, person)).status).toBe('enrolled')
  const { createSession } = await import('../sessions/sessions.service.ts')
  const sibling = await createSession(platform.ctx, superadmin, {
    courseId: session.courseId as never,
    name: 'Spring',
  })
  expect((await move(sibling.id)).status).toBe('enrolled')
  const left = await listEnrollments(platform.ctx, superadmin, session.id as never)
  expect(left.map((entry) => [entry.personId, entry.status])).toEqual([[other.personId, 'enrolled']])
})

it('enrolls addresses however they are listed; the preview tells the same and keeps nothing', async () => {
  const [one, other, full] = (await Promise.all([
    platform.addActor(['learner'], 'anna@many.example'),
    platform.addActor(['learner'], 'bob@many.example'),
    platform.addActor(['learner'], 'cleo@many.example'),
  ])) as [Actor, Actor, Actor]
  const session = await openSession({ maxEnrollment: 2, waitingList: 'off' })
  const text =
    'Name;E-mail\nAnna;ANNA@many.example\nBob <bob@many.example>, nobody@many.example\ncleo@many.example'
  const run = (save: boolean) =>
    enrollMany(platform.ctx, superadmin, session.id as never, { text, whenFull: 'refuse', save })
  const preview = await run(false)
  expect(preview).toMatchObject({ added: 2, unchanged: 0, refused: 2, saved: false })
  expect(await listEnrollments(platform.ctx, superadmin, session.id as never)).toEqual([])
  const saved = await run(true)
  expect({ ...saved, saved: false }).toEqual(preview)
  expect(saved.rows.filter((row) => row.outcome === 'refuse').map((row) => [row.email, row.line])).toEqual([
    ['nobody@many.example', 3],
    ['cleo@many.example', 4],
  ])
  expect((await placeIn(session, one)).status).toBe('enrolled')
  expect((await placeIn(session, other)).status).toBe('enrolled')
  expect((await placeIn(session, full)).status).toBeNull()
  expect(await run(true)).toMatchObject({ added: 0, unchanged: 2 })
  expect(
    await codeOf(
      enrollMany(platform.ctx, superadmin, session.id as never, {
        text: 'nothing here',
        whenFull: 'refuse',
        save: false,
      }),
    ),
  ).toBe('enroll-no-address')
})
