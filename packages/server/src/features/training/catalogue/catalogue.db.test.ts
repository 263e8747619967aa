import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSession, setRules } from '../../../../test/open-session.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { Actor } from '../../../http/actor.ts'
import { createCourse } from '../courses/courses.service.ts'
import { enrollMyself } from '../enrollments/self-enrollment.service.ts'
import { listCatalogue } from './catalogue.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('catalogue.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

it('shows what everybody may choose from, with the places left and what one has', async () => {
  const { ctx } = platform
  const [one, other] = [await platform.addActor(['learner']), await platform.addActor(['learner'])]
  const open = await openSession(platform, superadmin, { maxEnrollment: 2 })
  const closed = await openSession(platform, superadmin, { selfEnrollment: 'closed' })
  await createCourse(ctx, superadmin, { name: 'Hidden', type: 'ilt', visibility: 'enrolled' })
  const read = (actor: Actor, more = {}) => listCatalogue(ctx, actor, { limit: 10, ...more })
  expect(
    (await read(one)).items.map((course) => [course.id, course.openSessions, course.placesLeft]),
  ).toEqual([
    [open.courseId, 1, 2],
    [closed.courseId, 0, 0],
  ])
  await enrollMyself(ctx, one, open.id)
  expect((await read(one)).items[0]).toMatchObject({ own: 'enrolled', placesLeft: 1 })
  expect((await read(other)).items[0]).toMatchObject({ own: null, placesLeft: 1 })
  await setRules(platform, superadmin, open, { enrollmentOpensAt: '2026-12-24T08:00:00Z' })
  expect((await read(other)).items[0]).toMatchObject({ openSessions: 0 })
  await setRules(platform, superadmin, open, { enrollmentOpensAt: null, maxEnrollment: null })
  expect((await read(other)).items[0]).toMatchObject({ openSessions: 1, placesLeft: null })
})

it('is searched, sorted into categories and read page by page', async () => {
  const { ctx } = platform
  const learner = await platform.addActor(['learner'])
  for (const name of ['Alpha 1', 'Alpha 2', 'Alpha 3'])
    await createCourse(ctx, superadmin, { name, type: 'vilt', visibility: 'catalogue' })
  await ctx.db
    .updateTable('courses')
    .set({ categories: ['Health'] })
    .where('platformId', '=', ctx.platform.id)
    .where('name', '=', 'Alpha 2')
    .execute()
  const read = (more = {}) => listCatalogue(ctx, learner, { limit: 2, query: 'alpha', ...more })
  const first = await read()
  expect(first.items.map((course) => course.name)).toEqual(['Alpha 1', 'Alpha 2'])
  const rest = await read({ cursor: first.nextCursor })
  expect(rest.items.map((course) => course.name)).toEqual(['Alpha 3'])
  expect(rest.nextCursor).toBeNull()
  expect(first.categories).toEqual(['Health'])
  expect((await read({ category: 'Health' })).items.map((course) => course.name)).toEqual(['Alpha 2'])
})
