import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildLearner, buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { AccountId, SessionId } from '../../../domain/ids.ts'
import type { NotificationKind } from '../../../domain/notification-rules.ts'
import type { Actor } from '../../../http/actor.ts'
import { restoreSession } from '../cancellations/session-cancellation.service.ts'
import { enroll, listEnrollments } from '../enrollments/enrollments.service.ts'
import { createSession, getSession } from '../sessions/sessions.service.ts'
import { decideByHand, getDecision, mergeSession } from './decisions.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let instructor: Actor
let accountId: AccountId
const start = new Date('2026-11-24T08:00:00Z')
const date = new Date('2026-11-25T08:00:00Z')

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('decisions.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  accountId = (await pairedAccount(test, platform, superadmin)).id
})
afterAll(() => test.close())
beforeEach(() => {
  test.clock.now = start
})

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  )

/** A session that needs people by the date, with so many of them. */
async function thinSession(
  rules: { min?: number; whenTooFew?: 'warn' | 'cancel'; enrolled?: number; from?: string } = {},
) {
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  await platform.ctx.db
    .updateTable('sessions')
    .set({ minEnrollment: rules.min ?? 3, decidesAt: date, whenTooFew: rules.whenTooFew ?? 'warn' })
    .where('platformId', '=', platform.ctx.platform.id)
    .where('id', '=', session.id)
    .execute()
  const people: Actor[] = []
  for (let index = 0; index < (rules.enrolled ?? 1); index++) {
    const person = await buildLearner(platform)
    await enroll(platform.ctx, superadmin, session.id, person.personId)
    people.push(person)
  }
  const from = rules.from ?? '10:00'
  const event = { sessionId: session.id, accountId, name: 'Day', from, to: `${from.slice(0, 2)}:30` }
  await planEvent(platform, superadmin, { ...event, day: '2026-12-03' })
  return { session, people }
}
const stateOf = async (session: { id: SessionId }) =>
  (await getDecision(platform.ctx, superadmin, session.id)).state
const told = (sessionId: SessionId, kind: NotificationKind) =>
  platform.ctx.db
    .selectFrom('notifications')
    .select('personId')
    .where('platformId', '=', platform.ctx.platform.id)
    .where('sessionId', '=', sessionId)
    .where('kind', '=', kind)
    .execute()

it('says how many are needed by when, to planners alone', async () => {
  const { session, people } = await thinSession()
  expect(await getDecision(platform.ctx, instructor, session.id)).toMatchObject({
    state: 'open',
    minEnrollment: 3,
    enrolledCount: 1,
    missing: 2,
    decidesAt: date.toISOString(),
  })
  const asked = getDecision(platform.ctx, people[0] as Actor, session.id)
  expect(await codeOf(asked)).toBe('role-planner-needed')
})

it('decides nothing before the date, and confirms with enough people, who are told', async () => {
  const { session } = await thinSession({ min: 2, enrolled: 2, from: '11:00' })
  await sweep(test, platform.ctx, 'decisions')
  expect(await stateOf(session)).toBe('open')
  test.clock.now = date
  await sweep(test, platform.ctx, 'decisions')
  expect(await stateOf(session)).toBe('confirmed')
  expect(await told(session.id, 'confirmed')).toHaveLength(3)
})

it('warns instructors and superadmins once, also when two nodes look at the same time', async () => {
  const { session } = await thinSession({ from: '12:00' })
  test.clock.now = date
  await Promise.all([1, 2, 3].map(() => sweep(test, platform.ctx, 'decisions')))
  await sweep(test, platform.ctx, 'decisions')
  expect(await stateOf(session)).toBe('warned')
  const people = (await told(session.id, 'decision-due')).map((row) => row.personId)
  expect(people.sort()).toEqual([superadmin.personId, instructor.personId].sort())
  await settleJobs(test, platform.ctx)
  const mail = await platform.ctx.db
    .selectFrom('mails')
    .select('body')
    .where('platformId', '=', platform.ctx.platform.id)
    .where('body', 'like', `%/sessions/${session.id}/decision%`)
    .where('personId', '=', instructor.personId)
    .executeTakeFirst()
  expect(mail?.body).toContain('Enrolled: 1; expected by now: 3.')
})

it('cancels by itself where the session says so: everybody keeps their place', async () => {
  const { session, people } = await thinSession({ whenTooFew: 'cancel', from: '13:00' })
  test.clock.now = date
  await Promise.all([1, 2].map(() => sweep(test, platform.ctx, 'decisions')))
  expect(await getSession(platform.ctx, superadmin, session.id)).toMatchObject({
    cancelled: { reason: '1 person enrolled, and at least 3 were needed.', with: 'session' },
  })
  expect(await stateOf(session)).toBe('cancelled')
  const [enrollment] = (await listEnrollments(platform.ctx, superadmin, session.id)).items
  expect(enrollment).toMatchObject({ personId: people[0]?.personId, status: 'enrolled' })
  expect(await told(session.id, 'session-cancelled')).toHaveLength(2)
  // A person who restores it has decided.
  await restoreSession(platform.ctx, superadmin, session.id)
  await sweep(test, platform.ctx, 'decisions')
  expect(await stateOf(session)).toBe('confirmed')
  expect((await getSession(platform.ctx, superadmin, session.id)).cancelled).toBeNull()
})

it('lets a person confirm it anyway, also before the date, and the date changes nothing then', async () => {
  const { session } = await thinSession({ from: '14:00' })
  const input = { action: 'confirm', tellsPeople: false } as const
  await decideByHand(platform.ctx, instructor, session.id, input)
  test.clock.now = date
  await sweep(test, platform.ctx, 'decisions')
  expect(await stateOf(session)).toBe('confirmed')
  expect(await told(session.id, 'confirmed')).toEqual([])
})

it('lets a person set a later date, at which it is decided again', async () => {
  const { session } = await thinSession({ from: '15:00' })
  test.clock.now = date
  await sweep(test, platform.ctx, 'decisions')
  const extend = (decidesAt: string) =>
    decideByHand(platform.ctx, instructor, session.id, { action: 'extend', decidesAt })
  await expect(extend('2026-11-24T08:00:00Z')).rejects.toMatchObject({
    code: 'decision-date-past',
    fields: [{ pointer: '/decidesAt' }],
  })
  expect(await extend('2026-11-27T08:00:00Z')).toMatchObject({ state: 'open' })
  await sweep(test, platform.ctx, 'decisions')
  expect(await stateOf(session)).toBe('open')
  test.clock.now = new Date('2026-11-27T08:00:00Z')
  await sweep(test, platform.ctx, 'decisions')
  expect(await stateOf(session)).toBe('warned')
  const plain = await buildSession(platform, superadmin)
  const nothing = decideByHand(platform.ctx, superadmin, plain.id, {
    action: 'confirm',
    tellsPeople: true,
  })
  expect(await codeOf(nothing)).toBe('decision-none')
})

it('merges two thin sessions: in order, never over the maximum, one notification for each person', async () => {
  const { session, people } = await thinSession({ enrolled: 3, min: 5, from: '16:00' })
  const into = await createSession(platform.ctx, superadmin, {
    courseId: session.courseId,
    name: 'Spring',
    maxEnrollment: 2,
    waitingList: 'automatic',
  })
  const { mergeInto } = await getDecision(platform.ctx, superadmin, session.id)
  expect(mergeInto).toMatchObject([{ id: into.id, name: 'Spring', maxEnrollment: 2 }])
  const input = { intoSessionId: into.id, reason: '' }
  // An instructor of one of the two may not fill the other.
  expect(await codeOf(mergeSession(platform.ctx, instructor, session.id, input))).toBe('role-planner-needed')
  const outcome = await mergeSession(platform.ctx, superadmin, session.id, input)
  expect(outcome).toMatchObject({ moved: 2, waiting: 1, kept: 0, notPlaced: [] })
  const there = (await listEnrollments(platform.ctx, superadmin, into.id)).items
  const seated = there.filter((entry) => entry.status === 'enrolled').map((entry) => entry.personId)
  expect(seated.sort()).toEqual(
    people
      .slice(0, 2)
      .map((person) => person.personId)
      .sort(),
  )
  expect(await stateOf(session)).toBe('merged')
  expect(await getSession(platform.ctx, superadmin, session.id)).toMatchObject({
    cancelled: { reason: 'The session was merged with Spring.' },
  })
  expect(await told(into.id, 'moved')).toHaveLength(2)
  expect(await told(into.id, 'moved-to-waiting')).toHaveLength(1)
  expect(await told(session.id, 'session-cancelled')).toEqual([{ personId: instructor.personId }])
})
