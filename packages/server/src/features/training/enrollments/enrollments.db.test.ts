import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession, signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { Actor } from '../../../http/actor.ts'
import { listCourses } from '../courses/courses.service.ts'
import { changeSession, getSession } from '../sessions/sessions.service.ts'
import { enroll, listEnrollments, unenroll } from './enrollments.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('enrollments.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  )

it('never goes over the maximum, also when many are enrolled at the same time', async () => {
  const session = await buildSession(platform, superadmin, { maxEnrollment: 3 })
  const people = await Promise.all(Array.from({ length: 12 }, () => platform.addActor(['learner'])))
  const codes = await Promise.all(
    people.map((person) => codeOf(enroll(platform.ctx, superadmin, session.id, person.personId))),
  )
  expect(codes.filter((code) => code === 'accepted')).toHaveLength(3)
  expect(new Set(codes)).toEqual(new Set(['accepted', 'session-full']))
  expect((await listEnrollments(platform.ctx, superadmin, session.id)).items).toHaveLength(3)
})

it('counts a person once, and gives the place back', async () => {
  const session = await buildSession(platform, superadmin, { maxEnrollment: 1 })
  const [one, other] = [await platform.addActor(['learner']), await platform.addActor(['learner'])]
  const into = (person: Actor) => codeOf(enroll(platform.ctx, superadmin, session.id, person.personId))
  expect(await into(one)).toBe('accepted')
  expect(await into(one)).toBe('accepted')
  expect(await into(other)).toBe('session-full')
  await unenroll(platform.ctx, superadmin, session.id, one.personId)
  expect(await into(other)).toBe('accepted')
  expect(await codeOf(unenroll(platform.ctx, superadmin, session.id, one.personId))).toBe(
    'enrollment-not-found',
  )
})

it('gives instructors no place, and refuses a maximum below what is taken', async () => {
  const instructor = await platform.addActor(['instructor'])
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  const enrollInto = (person: Actor) => codeOf(enroll(platform.ctx, superadmin, session.id, person.personId))
  expect(await enrollInto(instructor)).toBe('instructor-not-enrollable')
  await enrollInto(await platform.addActor(['learner']))
  await enrollInto(await platform.addActor(['learner']))
  const target = { sessionId: session.id, expectedVersion: session.version }
  expect(await codeOf(changeSession(platform.ctx, superadmin, target, { maxEnrollment: 1 }))).toBe(
    'max-enrollment-below-enrolled',
  )
})

it('shows a learner the courses and sessions of their enrollments alone', async () => {
  const learner = await platform.addActor(['learner'])
  const session = await buildSession(platform, superadmin)
  await buildSession(platform, superadmin)
  expect((await listCourses(platform.ctx, learner, { limit: 50 })).items).toEqual([])
  expect(await codeOf(getSession(platform.ctx, learner, session.id))).toBe('session-not-found')
  await enroll(platform.ctx, superadmin, session.id, learner.personId)
  const { items } = await listCourses(platform.ctx, learner, { limit: 50 })
  expect(items).toMatchObject([{ id: session.courseId, may: { edit: false } }])
  expect((await getSession(platform.ctx, learner, session.id)).may).toEqual({
    edit: false,
    enroll: false,
  })
  expect(await codeOf(listEnrollments(platform.ctx, learner, session.id))).toBe('role-planner-needed')
})

it('answers over HTTP with pages, a table to keep, and problems that say where they are', async () => {
  const { email } = await platform.addActor(['superadmin'])
  const cookie = await signedIn(test, platform, email)
  const session = await buildSession(platform, superadmin)
  const person = await platform.addActor(['learner'], '=cmd@enrollments.example')
  await enroll(platform.ctx, superadmin, session.id, person.personId)
  const ask = (method: 'GET' | 'POST', path: string, payload?: object) =>
    test.app.http.inject({
      ...{ method, url: `/api/v1${path}`, headers: { host: platform.host, cookie } },
      ...(payload ? { payload } : {}),
    })
  const list = await ask('GET', `/sessions/${session.id}/enrollments?status=enrolled&query=cmd&limit=1`)
  expect(list.json()).toMatchObject({
    items: [{ personId: person.personId, status: 'enrolled', active: true }],
    nextCursor: null,
    counts: { enrolled: 1, waiting: 0 },
  })
  const file = await ask('GET', `/sessions/${session.id}/enrollments.csv`)
  expect(file.headers['content-disposition']).toContain('enrollments.csv')
  expect(file.body).toContain("'=cmd@enrollments.example") // no formula in a spreadsheet
  const nobody = await ask('POST', `/sessions/${session.id}/enrollments/import`, { save: true })
  expect([nobody.statusCode, nobody.json().code, nobody.json().errors[0].pointer]).toEqual([
    422,
    'enroll-who-needed',
    '/text',
  ])
  const wrong = await ask('POST', `/sessions/${session.id}/enrollments/changes`, {
    personIds: [],
    change: 'up',
  })
  expect(wrong.json().errors.map((error: { pointer: string }) => error.pointer)).toEqual([
    '/personIds',
    '/change',
  ])
  const unknown = { change: 'remove', personIds: ['01a20cb5-4a4d-7e71-9633-6f5ae6d84eac'] }
  expect((await ask('POST', `/sessions/${session.id}/enrollments/changes`, unknown)).json()).toMatchObject({
    changed: 0,
    refused: 1,
  })
})

it('shows a person also the places that are older than the history of enrollments', async () => {
  const session = await buildSession(platform, superadmin)
  const person = await platform.addActor(['learner'])
  const { id: platformId } = platform.ctx.platform
  await platform.ctx.db
    .insertInto('enrollments')
    .values({ platformId, sessionId: session.id, personId: person.personId, status: 'enrolled' })
    .execute()
  const cookie = await signedIn(test, platform, person.email)
  const headers = { host: platform.host, cookie }
  const answer = await test.app.http.inject({ url: '/api/v1/me/enrollments', headers })
  expect(answer.json()).toMatchObject({ items: [{ sessionId: session.id, reason: '', cause: null }] })
})
