import { AsyncLocalStorage } from 'node:async_hooks'
import { doors } from '../src/access/doors.ts'
import type { App } from '../src/app.ts'
import type { Db, Trx } from '../src/db/database.ts'
import { type ApiScope, apiScopes } from '../src/domain/api-scope.ts'
import type { CourseId, EventId, GroupId, PlatformId, SessionId } from '../src/domain/ids.ts'
import { makeKey } from '../src/features/people/api-keys/api-keys.service.ts'
import { addMembers } from '../src/features/people/groups/groups.service.ts'
import { changePerson } from '../src/features/people/people/people.service.ts'
import { giveArea } from '../src/features/training/area/given.service.ts'
import { MarkAttendance } from '../src/features/training/attendance/attendance.schemas.ts'
import { markAttendance } from '../src/features/training/attendance/attendance.service.ts'
import { setCourseImage } from '../src/features/training/courses/course-image.service.ts'
import { changeCourse, createCourse } from '../src/features/training/courses/courses.service.ts'
import { enroll } from '../src/features/training/enrollments/enrollments.service.ts'
import { enrollMyself } from '../src/features/training/enrollments/self-enrollment.service.ts'
import { changeEvent } from '../src/features/training/events/events.service.ts'
import { beginPlan } from '../src/features/training/plans/plans.service.ts'
import { giveDoor } from '../src/features/training/registrars/registrars.service.ts'
import { createSession } from '../src/features/training/sessions/sessions.service.ts'
import { buildEverything, pairedAccount, planEvent, planOnBoard, signedIn } from './builders.ts'
import { present } from './present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from './test-app.ts'
import { createTestDb } from './test-db.ts'

/** What somebody can have to do with a course, its session and its event. */
export const relations = [
  'anonymous',
  'learner', // of nothing
  'enrolled', // in the session
  'former', // is written as an instructor of the session, and has the role no more
  'stranger', // an instructor who teaches another course
  'colleague', // teaches another session of the course
  'standIn', // teaches the event alone
  'teacher', // of the session; others teach in the course too
  'owner', // teaches every session of the course
  'registrar', // of the event, and else a learner of nothing
  'manager', // of who is enrolled, and else a learner of nothing
  'powerUser', // of the course and of who is enrolled, and else a learner of nothing
  'superadmin',
] as const
export type Relation = (typeof relations)[number]

/** The smallest picture that there is. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

type Ids = Readonly<Record<string, string>>

/** One course where several teach, one that one alone teaches, and people of every relation to them. */
export interface World {
  readonly test: TestApp
  readonly platform: TestPlatform
  /** The things that a relation is to, by the names of path parameters. */
  idsFor(relation: Relation): Ids
  /** Headers with which somebody asks. */
  as(relation: Relation): Record<string, string>
  /** A key of the superadmin's with one scope, or with all others. */
  withKey(scope: ApiScope, how: 'alone' | 'missing'): Record<string, string>
  /** With the login or a key with every scope of a superadmin of another platform. */
  fromElsewhere(how: 'login' | 'key'): Record<string, string>
  /** Carries out a request and takes back what it did, so that the next one finds the same world. */
  takenBack<T>(request: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

export async function buildWorld(): Promise<World> {
  const inside = new AsyncLocalStorage<Trx>()
  const db = await createTestDb()
  const { database: real } = db
  const database = {
    ...real,
    forPlatform: (id: PlatformId) => inside.getStore() ?? real.forPlatform(id),
  }
  const env = { API_REQUESTS_PER_MINUTE: '100000' }
  const test = await createTestApp(undefined, env, { db: { ...db, database }, prepare: letDoorsStandOpen })
  const platform = await test.addPlatform('relations.example')
  const { ctx } = platform
  const rest = await buildEverything(test, platform)
  const people = {
    learner: await platform.addActor(['learner']),
    enrolled: await platform.addActor(['learner']),
    former: await platform.addActor(['instructor']),
    stranger: await platform.addActor(['instructor']),
    colleague: await platform.addActor(['instructor']),
    standIn: await platform.addActor(['instructor']),
    teacher: await platform.addActor(['instructor', 'learner']),
    owner: await platform.addActor(['instructor']),
    registrar: await platform.addActor(['learner']),
    manager: await platform.addActor(['learner']),
    powerUser: await platform.addActor(['learner']),
    superadmin: await platform.addActor(['superadmin']),
  }
  const { superadmin, registrar } = people
  const free = await platform.addActor(['instructor'])
  const duplicate = await platform.addActor(['learner'])

  async function addCourse(
    name: string,
    sessions: Record<string, (keyof typeof people)[]>,
  ): Promise<{ courseId: CourseId; sessionId: SessionId; eventId: EventId } & Ids> {
    const course = await createCourse(ctx, superadmin, { name, type: 'vilt' })
    const account = await pairedAccount(test, platform, superadmin, { name, sessionType: 'webinar' })
    const made: Record<string, SessionId> = {}
    for (const [key, instructors] of Object.entries(sessions)) {
      const instructorIds = instructors.map((one) => people[one].personId)
      const wish = { name: `${name} ${key}`, minEnrollment: 1 }
      const decidesAt = '2026-11-25T08:00:00.000Z'
      const session = await createSession(ctx, superadmin, {
        ...wish,
        courseId: course.id,
        instructorIds,
        decidesAt,
      })
      made[key] = session.id
    }
    const sessionId = present(made.sessionId)
    await enroll(ctx, superadmin, sessionId, people.enrolled.personId)
    const at = { accountId: account.id, from: '10:00', to: '10:45' }
    const event = await planEvent(platform, superadmin, { ...at, sessionId, name: `${name} day` })
    const courseId = course.id
    await setCourseImage(ctx, superadmin, { courseId, expectedVersion: 1 }, PICTURE)
    return { ...made, courseId: course.id, sessionId, eventId: event.id }
  }
  const shared = await addCourse('Shared', {
    sessionId: ['teacher', 'former'],
    otherSessionId: ['teacher'],
    foreignSessionId: ['colleague'],
  })
  const alone = await addCourse('Alone', { sessionId: ['owner'], otherSessionId: ['owner'] })
  const elsewhere = await addCourse('Elsewhere', { sessionId: ['stranger'] })
  for (const [eventId, { personId }] of [
    [shared.eventId, people.standIn],
    [alone.eventId, people.owner],
  ] as const) {
    await changeEvent(ctx, superadmin, { eventId, expectedVersion: 1 }, { instructorIds: [personId] })
  }
  for (const { eventId } of [shared, alone])
    await giveDoor(ctx, superadmin, eventId, { personId: registrar.personId, wholeSession: false })
  const { id: platformId } = ctx.platform
  await ctx.db
    .updateTable('people')
    .set({ managerId: people.manager.personId })
    .where('platformId', '=', platformId)
    .where('id', '=', people.enrolled.personId)
    .execute()
  await giveArea(ctx, superadmin, people.powerUser.personId, {
    ...{ groupIds: [rest.groupId as GroupId], personIds: [], categories: ['ladders'] },
    ...{ courseIds: [shared.courseId], version: 0 },
  })
  // Who is enrolled asks for a place in another session, about which the manager decides.
  const asked = await createSession(ctx, superadmin, {
    ...{ courseId: elsewhere.courseId, name: 'Asked', selfEnrollment: 'approval', asksManager: true },
  })
  const shown = { courseId: elsewhere.courseId, expectedVersion: 2 }
  await changeCourse(ctx, superadmin, shown, { visibility: 'catalogue' })
  await enrollMyself(ctx, people.enrolled, asked.id)
  await changeCourse(ctx, superadmin, { ...shown, expectedVersion: 3 }, { visibility: 'enrolled' })
  const demoted = { id: people.former.personId, expectedVersion: 1 }
  await changePerson(ctx, superadmin, demoted, { roles: ['learner'] })
  await settleJobs(test, ctx)

  const { personId } = people.enrolled
  await addMembers(ctx, superadmin, rest.groupId as GroupId, { personIds: [personId], save: true })
  const common = {
    ...rest,
    kind: 'enrolled',
    personId,
    otherPersonId: free.personId,
    duplicateId: duplicate.personId,
    deputyEmail: people.learner.email,
    reportId: ctx.newId<string>(), // none was ever read
    exportId: ctx.newId<string>(), // of nobody
    viewId: ctx.newId<string>(), // of nobody
    stayId: ctx.newId<string>(), // of nobody: none was ever reported
    recordingId: ctx.newId<string>(), // none was ever found
  }
  // Their events run.
  test.clock.now = new Date('2026-11-26T09:20:00Z')
  async function mark(of: { eventId: EventId }) {
    const marks = [{ personId, status: 'present' as const, version: 0 }]
    const made = await markAttendance(ctx, superadmin, of.eventId, MarkAttendance.parse({ marks }))
    return { ...of, changeId: present(made.changeId) }
  }
  const onBoard = async ({ sessionId }: { sessionId: SessionId }) => ({
    boardChangeId: await planOnBoard(ctx, superadmin, sessionId),
    stayId: ctx.newId<string>(), // of nobody: none was ever reported
    recordingId: ctx.newId<string>(), // none was ever found
  })
  const ids = {
    shared: { ...common, ...shared, ...(await mark(shared)), ...(await onBoard(shared)) },
    alone: {
      ...{ ...common, ...alone, ...(await mark(alone)), ...(await onBoard(alone)) },
      foreignSessionId: elsewhere.sessionId,
    },
  }
  const planIds: Partial<Record<Relation, string>> = {}
  for (const relation of ['teacher', 'owner', 'superadmin'] as const) {
    const { sessionId } = relation === 'owner' ? ids.alone : ids.shared
    const cells = { session_id: sessionId, event: `Plan of ${relation}` }
    const day = { teacher: 20, owner: 21, superadmin: 22 }[relation]
    const row = { ...cells, start: `2026-12-${day} 10:00`, end: `2026-12-${day} 11:00` }
    planIds[relation] = (
      await beginPlan(ctx, people[relation], { rows: [{ line: 2, cells: row }], save: true })
    ).id
    await settleJobs(test, ctx)
  }
  const cookies = new Map<Relation, string>()
  for (const relation of relations) {
    if (relation !== 'anonymous')
      cookies.set(relation, await signedIn(test, platform, people[relation].email))
  }
  const secrets = new Map<string, string>()
  for (const scope of apiScopes) {
    const others = apiScopes.filter((one) => one !== scope)
    for (const [how, scopes] of [
      ['alone', [scope]],
      ['missing', others],
    ] as const) {
      const { secret } = await makeKey(ctx, superadmin, { name: scope, scopes: [...scopes] })
      secrets.set(`${scope} ${how}`, secret)
    }
  }
  const elsewherePlatform = await test.addPlatform('elsewhere.example')
  const boss = await elsewherePlatform.addActor(['superadmin'])
  const theirs = {
    login: { cookie: await signedIn(test, elsewherePlatform, boss.email) },
    key: {
      authorization: `Bearer ${(await makeKey(elsewherePlatform.ctx, boss, { name: 'All', scopes: [...apiScopes] })).secret}`,
    },
  }
  const host = { host: platform.host }
  return {
    test,
    platform,
    idsFor: (relation) => ({
      ...(relation === 'owner' ? ids.alone : ids.shared),
      planId: planIds[relation] ?? planIds.superadmin ?? '',
      ...(relation === 'manager' ? { sessionId: asked.id } : {}),
      elsewhereCourseId: elsewhere.courseId,
      elsewhereEventId: elsewhere.eventId,
    }),
    as: (relation) => ({
      ...host,
      ...(relation === 'anonymous' ? {} : { cookie: cookies.get(relation) ?? '' }),
    }),
    withKey: (scope, how) => ({ ...host, authorization: `Bearer ${secrets.get(`${scope} ${how}`)}` }),
    fromElsewhere: (how) => ({ ...host, ...theirs[how] }),
    takenBack: (request) => takenBack(real.forPlatform(ctx.platform.id), inside, request),
    async close() {
      await test.close()
      await db.drop()
    },
  }
}

/** With this header whoever is signed in gets through every door, so that services are asked whether they look themselves. */
export const openDoors = { 'x-open-doors': 'yes' }

function letDoorsStandOpen({ http }: App): void {
  http.addHook('onRequest', async (request, reply) => {
    const { config } = request.routeOptions
    const door = config.access
    if (!request.headers['x-open-doors'] || !door || doors[door].needs === 'nothing') return
    config.access = 'signed-in'
    reply.raw.once('close', () => {
      config.access = door
    })
  })
}

class TakenBack extends Error {}

async function takenBack<T>(db: Db, inside: AsyncLocalStorage<Trx>, request: () => Promise<T>): Promise<T> {
  const kept: { answer?: T } = {}
  await db
    .transaction()
    .execute(async (trx) => {
      // awaited inside: what is injected begins when somebody waits for it
      kept.answer = await inside.run(trx, async () => await request())
      throw new TakenBack()
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error
    })
  return kept.answer as T
}
