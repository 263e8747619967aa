import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, planEvent, signedIn } from '../../test/builders.ts'
import { createTestApp, settleJobs, sweep, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { ApiKeyId, CourseId, EventId, GroupId, PersonId, SessionId } from '../domain/ids.ts'
import type { NotificationKind } from '../domain/notification-rules.ts'
import { truthsOf } from '../features/messages/notifications/truth.ts'
import { addMembers, createGroup, removeMember } from '../features/people/groups/groups.service.ts'
import { exportPeople } from '../features/people/people/export.service.ts'
import { beginImport, tryImport } from '../features/people/people/import.service.ts'
import { mergePeople } from '../features/people/people/merge.service.ts'
import { changePerson, getPerson } from '../features/people/people/people.service.ts'
import { getGiven, giveArea, takeArea } from '../features/training/area/given.service.ts'
import { MarkAttendance } from '../features/training/attendance/attendance.schemas.ts'
import { listMarks, markAttendance } from '../features/training/attendance/attendance.service.ts'
import { changeCourse, createCourse } from '../features/training/courses/courses.service.ts'
import { enroll, listHistory } from '../features/training/enrollments/enrollments.service.ts'
import { enrollMyself } from '../features/training/enrollments/self-enrollment.service.ts'
import { giveDoor, listRegistrars, takeDoor } from '../features/training/registrars/registrars.service.ts'
import { changeSession, createSession } from '../features/training/sessions/sessions.service.ts'
import type { Actor } from '../http/actor.ts'

type Person = Actor & { email: string }

let test: TestApp
let platform: TestPlatform
let superadmin: Person
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('duties.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

/** Asks as the browser of somebody does. */
async function asker(person: Person) {
  const cookie = await signedIn(test, platform, person.email)
  return async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    payload?: object,
    version = 1,
  ) => {
    const answer = await test.app.http.inject({
      ...{
        method,
        url: `/api/v1${path}`,
        headers: { host: platform.host, cookie, 'if-match': `"${version}"` },
      },
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }
}

describe('a registrar at the door', () => {
  let sessionId: SessionId
  let eventId: EventId
  let nextId: EventId
  let learners: Person[]
  let registrar: Person
  const give = (to: Actor, wholeSession = false) =>
    giveDoor(platform.ctx, superadmin, eventId, { personId: to.personId, wholeSession })

  beforeEach(async () => {
    test.clock.now = new Date('2026-11-24T08:00:00Z')
    const { ctx } = platform
    sessionId = (await buildSession(platform, superadmin)).id
    learners = await addPeople(platform, 3)
    for (const { personId } of learners) await enroll(ctx, superadmin, sessionId, personId)
    const at = { sessionId, accountId: null, from: '10:00', to: '11:00' }
    eventId = (await planEvent(platform, superadmin, { ...at, name: 'Ladders' })).id
    nextId = (await planEvent(platform, superadmin, { ...at, name: 'Ropes', from: '14:00', to: '15:00' })).id
    registrar = await platform.addActor(['learner'])
  })

  it('has a list on its day alone, marks by version, and keeps what an instructor wrote beside a mark', async () => {
    const { ctx } = platform
    await give(registrar)
    const ask = await asker(registrar)
    expect((await ask('GET', '/me')).body.may).toMatchObject({ register: true, plan: false, teach: false })
    expect((await ask('GET', '/door/events')).body.items).toEqual([])
    expect((await ask('GET', `/door/events/${eventId}`)).body.code).toBe('door-closed')

    test.clock.now = new Date('2026-11-26T06:00:00Z')
    const { items } = (await ask('GET', '/door/events')).body
    expect(items).toMatchObject([{ id: eventId, name: 'Ladders', enrolled: 3, present: 0 }])
    const [first, second] = learners.map(({ personId }) => personId) as [PersonId, PersonId]
    const early = await ask('PUT', `/door/events/${eventId}/marks`, {
      marks: [{ personId: first, status: 'present', version: 0 }],
    })
    expect([early.status, early.body.code]).toEqual([409, 'attendance-too-early'])

    test.clock.now = new Date('2026-11-26T09:05:00Z')
    const note = { personId: first, status: 'partly', minutes: 20, note: 'left early', version: 0 }
    await markAttendance(ctx, superadmin, eventId, MarkAttendance.parse({ marks: [note] }))
    const list = (await ask('GET', `/door/events/${eventId}`)).body
    expect(list).toMatchObject({ mayMark: true, enrolled: 3, present: 1 })
    expect(list.people.map((one: object) => Object.keys(one).sort())).toEqual(
      [1, 2, 3].map(() => ['name', 'personId', 'status', 'version']),
    )
    const mark = (version: number) =>
      ask('PUT', `/door/events/${eventId}/marks`, {
        marks: [{ personId: first, status: 'present', version }],
      })
    const stale = { personId: first, status: 'partly', version: 1 }
    expect((await mark(0)).body).toEqual({ people: [stale], conflicts: [first] })
    expect((await mark(1)).body).toEqual({
      people: [{ ...stale, status: 'present', version: 2 }],
      conflicts: [],
    })
    const now = await listMarks(ctx, eventId)
    expect(now.get(first)).toMatchObject({ status: 'present', minutes: 20, note: 'left early' })
    // Who is marked by two at once has the mark of one, and the other is told.
    const both = await Promise.all(
      (['absent', 'present'] as const).map((status) =>
        ask('PUT', `/door/events/${eventId}/marks`, { marks: [{ personId: second, status, version: 0 }] }),
      ),
    )
    expect(both.map(({ body }) => body.conflicts.length).sort()).toEqual([0, 1])
    for (const status of ['partly', 'excused'])
      expect(
        (
          await ask('PUT', `/door/events/${eventId}/marks`, {
            marks: [{ personId: first, status, version: 2 }],
          })
        ).status,
      ).toBe(400)
    const stranger = await ask('PUT', `/door/events/${eventId}/marks`, {
      marks: [{ personId: registrar.personId, status: 'present', version: 0 }],
    })
    expect(JSON.stringify(stranger.body)).toContain('attendance-not-enrolled')

    test.clock.now = new Date('2026-11-27T08:00:00Z')
    expect((await ask('GET', `/door/events/${eventId}`)).body.code).toBe('door-closed')
  })

  it('finds no event that is not theirs, and nothing once it was taken or they are deactivated', async () => {
    const { ctx } = platform
    await give(registrar)
    const other = await platform.addActor(['learner'])
    await giveDoor(ctx, superadmin, nextId, { personId: other.personId, wholeSession: false })
    test.clock.now = new Date('2026-11-26T09:05:00Z')
    const ask = await asker(registrar)
    for (const id of [nextId, ctx.newId<EventId>()]) {
      const { status, body } = await ask('GET', `/door/events/${id}`)
      expect([status, body.code]).toEqual([404, 'event-not-found'])
    }
    await takeDoor(ctx, superadmin, eventId, { personId: registrar.personId, wholeSession: false })
    expect((await ask('GET', `/door/events/${eventId}`)).body.code).toBe('role-registrar-needed')
    expect((await ask('GET', '/me')).body.may.register).toBe(false)
    await expect(
      takeDoor(ctx, superadmin, eventId, { personId: registrar.personId, wholeSession: false }),
    ).rejects.toMatchObject({ code: 'registrar-not-found' })
  })

  it('is named for all events of a session at once, follows a merge, and is nobody who is gone', async () => {
    const { ctx } = platform
    await give(registrar, true)
    // They are told once, of all of them, and it is so until it is taken.
    const told = () =>
      ctx.db
        .selectFrom('notifications')
        .select(['id', 'kind', 'sessionId', 'eventIds', 'params'])
        .where('kind', '=', 'registrar-named')
        .where('personId', '=', registrar.personId)
        .orderBy('createdAt')
        .orderBy('id')
        .execute()
    const holds = async () => {
      const all = await told()
      const truths = await truthsOf(ctx, ctx.db, registrar.personId, all, 'reading')
      return all.map(({ id }) => truths.get(id)?.isTrue)
    }
    expect((await told()).at(-1)).toMatchObject({
      eventIds: expect.arrayContaining([nextId]),
      params: { path: '/door' },
    })
    const before = await told()
    await give(registrar, true)
    expect(await told()).toEqual(before)
    expect((await holds()).at(-1)).toBe(true)
    await takeDoor(ctx, superadmin, eventId, { personId: registrar.personId, wholeSession: true })
    expect((await holds()).includes(true)).toBe(false)
    await give(registrar, true)
    expect((await listRegistrars(ctx, superadmin, nextId)).map(({ personId }) => personId)).toEqual([
      registrar.personId,
    ])
    const duplicate = await platform.addActor(['learner'])
    await give(duplicate)
    await mergePeople(ctx, superadmin, { personId: registrar.personId, duplicateId: duplicate.personId })
    await give(duplicate, true) // by an id that somebody still has on the screen
    expect((await listRegistrars(ctx, superadmin, eventId)).length).toBe(1)
    const gone = await platform.addActor(['learner'])
    await ctx.db.updateTable('people').set({ active: false }).where('id', '=', gone.personId).execute()
    await expect(give(gone)).rejects.toMatchObject({ code: 'person-not-found' })
    const instructor = await platform.addActor(['instructor'])
    await expect(
      giveDoor(ctx, instructor, eventId, { personId: instructor.personId, wholeSession: false }),
    ).rejects.toMatchObject({ code: 'role-planner-needed' })
  })
})

describe('a manager', () => {
  let manager: Person
  let member: Person
  let other: Person
  let sessionId: SessionId
  const lead = (person: Actor, by: Actor | null) =>
    platform.ctx.db
      .updateTable('people')
      .set({ managerId: by?.personId ?? null })
      .where('id', '=', person.personId)
      .execute()
  /** A session that asks managers, with an event on 26 November. */
  async function askingSession(rules: { maxEnrollment?: number; waitingList?: 'automatic' } = {}) {
    const { ctx } = platform
    const course = await createCourse(ctx, superadmin, {
      name: 'Ladders',
      type: 'vilt',
      visibility: 'catalogue',
    })
    const made = await createSession(ctx, superadmin, {
      ...{ courseId: course.id, name: 'Asked', selfEnrollment: 'approval', asksManager: true, ...rules },
    })
    const at = { sessionId: made.id, accountId: null, from: '10:00', to: '11:00' }
    await planEvent(platform, superadmin, { ...at, name: 'Ladders' })
    return made.id
  }
  const statusOf = async (person: Actor, of = sessionId) =>
    (
      await platform.ctx.db
        .selectFrom('enrollments')
        .select('status')
        .where('sessionId', '=', of)
        .where('personId', '=', person.personId)
        .executeTakeFirst()
    )?.status
  const told = async (person: Actor, kind: NotificationKind) =>
    (
      await platform.ctx.db
        .selectFrom('notifications')
        .select('params')
        .where('personId', '=', person.personId)
        .where('kind', '=', kind)
        .execute()
    ).length
  const request = (of: SessionId, person: Actor) => `/team/requests/${of}/${person.personId}`

  beforeEach(async () => {
    test.clock.now = new Date('2026-11-20T08:00:00Z')
    manager = await platform.addActor(['learner'])
    member = await platform.addActor(['learner'])
    other = await platform.addActor(['learner'])
    await lead(member, manager)
    await lead(other, superadmin)
    sessionId = await askingSession()
  })

  it('sees what their people booked, missed and have to renew, and finds nobody else', async () => {
    const { ctx } = platform
    await enroll(ctx, superadmin, sessionId, member.personId)
    await enroll(ctx, superadmin, sessionId, other.personId)
    const ask = await asker(manager)
    expect((await ask('GET', '/me')).body.may).toMatchObject({ manage: true, plan: false, administer: false })
    const { items } = (await ask('GET', '/team')).body
    expect(items).toMatchObject([{ personId: member.personId, bookings: 1, absences: 0, expiring: 0 }])
    expect(items[0].nextStartsAt).toBe('2026-11-26T09:00:00.000Z')
    for (const personId of [other.personId, manager.personId, ctx.newId<PersonId>()]) {
      const { status, body } = await ask('GET', `/team/people/${personId}`)
      expect([status, body.code]).toEqual([404, 'person-not-found'])
    }

    test.clock.now = new Date('2026-11-27T08:00:00Z')
    const event = await ctx.db
      .selectFrom('events')
      .select('id')
      .where('sessionId', '=', sessionId)
      .executeTakeFirstOrThrow()
    const mark = { personId: member.personId, status: 'absent', version: 0 }
    await markAttendance(ctx, superadmin, event.id, MarkAttendance.parse({ marks: [mark] }))
    await ctx.db
      .insertInto('completions')
      .values({
        ...{
          platformId: ctx.platform.id,
          sessionId,
          personId: member.personId,
          version: 1,
          state: 'completed',
        },
        ...{ ruleVersion: 0, evidence: '{}', inputsHash: 'h', completedAt: ctx.now(), madeAt: ctx.now() },
        validUntil: new Date('2026-12-31T22:59:59Z'),
      })
      .execute()
    const one = (await ask('GET', `/team/people/${member.personId}`)).body
    expect(one).toMatchObject({
      bookings: [],
      absences: [{ eventName: 'Ladders', status: 'absent' }],
      expiring: [{ courseName: 'Ladders', validUntil: '2026-12-31T22:59:59.000Z', isEnrolledAgain: false }],
    })
    expect((await ask('GET', '/team')).body.items).toMatchObject([{ absences: 1, expiring: 1, bookings: 0 }])

    await lead(member, null)
    expect((await ask('GET', '/team')).body.code).toBe('role-manager-needed')
    expect((await ask('GET', `/team/people/${member.personId}`)).body.code).toBe('role-manager-needed')
  })

  it('is asked for a place, which is not held, and approves into what is left: a place, the line, or nothing', async () => {
    const { ctx } = platform
    const small = await askingSession({ maxEnrollment: 1, waitingList: 'automatic' })
    const full = await askingSession({ maxEnrollment: 1 })
    for (const id of [sessionId, small, full]) await enrollMyself(ctx, member, id)
    expect(await told(manager, 'manager-asked')).toBe(3)
    const ask = await asker(manager)
    const { items } = (await ask('GET', '/team/requests')).body
    expect(items).toHaveLength(3)
    expect(items[0]).toMatchObject({ personId: member.personId, isFull: false, insteadOf: null })
    // Until it begins, which is sooner than fourteen days.
    expect(items[0].expiresAt).toBe('2026-11-26T09:00:00.000Z')
    for (const id of [small, full]) await enroll(ctx, superadmin, id, other.personId)
    expect((await ask('POST', `${request(sessionId, member)}/approval`)).body).toEqual({ status: 'enrolled' })
    expect((await ask('POST', `${request(small, member)}/approval`)).body).toEqual({ status: 'waiting' })
    const refused = await ask('POST', `${request(full, member)}/approval`)
    expect([refused.status, refused.body.code]).toEqual([409, 'session-full'])
    expect(await statusOf(member, full)).toBe('requested')
    const no = await ask('POST', `${request(full, member)}/refusal`, { reason: 'Not this month' })
    expect(no.status).toBe(204)
    const [change] = await listHistory(ctx, superadmin, full, member.personId)
    expect(change).toMatchObject({ status: 'cancelled', cause: 'declined', reason: 'Not this month' })
    expect(await told(member, 'declined')).toBe(1)
  })

  it('decides once: of a manager, a deputy and a planner at the same moment the first one', async () => {
    const { ctx } = platform
    await enrollMyself(ctx, member, sessionId)
    const ask = await asker(manager)
    const deputy = await platform.addActor(['learner'])
    const body = { email: deputy.email.toUpperCase(), endsAt: '2026-11-22T22:59:59Z' }
    expect((await ask('PUT', '/team/deputy', body)).body.deputy).toMatchObject({ email: deputy.email })
    const deputyAsks = await asker(deputy)
    expect((await deputyAsks('GET', '/team/requests')).body.items).toMatchObject([
      { personId: member.personId, insteadOf: expect.any(String) },
    ])
    // The requests, and nothing else of the team.
    expect((await deputyAsks('GET', '/team')).body.items).toEqual([])
    expect((await deputyAsks('GET', `/team/people/${member.personId}`)).status).toBe(404)
    const answers = await Promise.all([
      ask('POST', `${request(sessionId, member)}/approval`),
      deputyAsks('POST', `${request(sessionId, member)}/refusal`, { reason: 'No' }),
      ask('POST', `${request(sessionId, member)}/refusal`, { reason: 'No' }),
    ])
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
    for (const { status, body: problem } of answers.filter(({ status: code }) => code >= 300))
      expect([status, ['request-approved', 'request-ended'].includes(problem.code)]).toEqual([409, true])

    test.clock.now = new Date('2026-11-23T08:00:00Z')
    const second = await askingSession()
    await enrollMyself(ctx, member, second)
    expect((await deputyAsks('GET', '/team/requests')).body.items).toEqual([])
    expect((await deputyAsks('POST', `${request(second, member)}/approval`)).body.code).toBe(
      'request-not-found',
    )
    const wrong = [
      [{ email: 'nobody@x.example', endsAt: '2026-11-30T00:00:00Z' }, 'deputy-not-found'],
      [{ email: manager.email, endsAt: '2026-11-30T00:00:00Z' }, 'deputy-oneself'],
      [{ email: deputy.email, endsAt: '2026-11-22T00:00:00Z' }, 'deputy-until'],
      [{ email: deputy.email, endsAt: '2029-11-22T00:00:00Z' }, 'deputy-until'],
    ] as const
    for (const [wish, code] of wrong)
      expect(JSON.stringify((await ask('PUT', '/team/deputy', wish)).body)).toContain(code)
    expect((await ask('DELETE', '/team/deputy')).status).toBe(204)
    expect((await ask('GET', '/team/deputy')).body).toEqual({ deputy: null })
  })

  it('is not waited for where there is none, and not for good where there is one', async () => {
    const { ctx } = platform
    const alone = await platform.addActor(['learner'])
    await enrollMyself(ctx, alone, sessionId)
    await enrollMyself(ctx, member, sessionId)
    const gone = await platform.addActor(['learner'])
    const led = await platform.addActor(['learner'])
    await lead(led, gone)
    await ctx.db.updateTable('people').set({ active: false }).where('id', '=', gone.personId).execute()
    await enrollMyself(ctx, led, sessionId)
    expect(await told(gone, 'manager-asked')).toBe(0)
    test.clock.now = new Date('2026-11-26T09:00:00Z')
    expect(await sweep(test, ctx, 'requests')).toBe(true)
    expect(await sweep(test, ctx, 'requests')).toBe(false)
    expect([await statusOf(member), await statusOf(alone), await statusOf(led)]).toEqual([
      ...['cancelled', 'requested', 'requested'],
    ])
    expect(await told(member, 'request-expired')).toBe(1)
    const ask = await asker(manager)
    expect((await ask('POST', `${request(sessionId, member)}/approval`)).body.code).toBe('request-ended')
    // A planner decides about whoever has no manager.
    await enroll(ctx, superadmin, sessionId, alone.personId)
    expect(await statusOf(alone)).toBe('enrolled')
  })

  it('is entered by a superadmin and by tables, in any order of rows; never by an API key', async () => {
    const { ctx } = platform
    const of = async (email: string) =>
      (
        await ctx.db
          .selectFrom('people as p')
          .leftJoin('people as m', 'm.id', 'p.managerId')
          .select('m.email')
          .where('p.email', '=', email)
          .executeTakeFirst()
      )?.email
    const rows = [
      'email,first_name,manager',
      'new1@t.example,Nina,new2@t.example', // who comes one row later
      `new2@t.example,Nora,${manager.email}`,
      `${other.email},,NEW2@t.example`,
      'new3@t.example,Nick,nobody@t.example',
      'new4@t.example,Nell,new4@t.example',
    ].join('\n')
    const tried = await tryImport(ctx, superadmin, rows)
    expect(tried.rows.map(({ email, outcome }) => [email, outcome])).toEqual([
      ['new3@t.example', 'refuse'],
      ['new4@t.example', 'refuse'],
      ['new1@t.example', 'add'],
      ['new2@t.example', 'add'],
      [other.email, expect.stringMatching(/change|same/)],
    ])
    await beginImport(ctx, superadmin, { text: rows, save: true, invite: false })
    await settleJobs(test, ctx)
    expect([await of('new1@t.example'), await of('new2@t.example'), await of(other.email)]).toEqual([
      ...['new2@t.example', manager.email, 'new2@t.example'],
    ])
    const file = await exportPeople(ctx, superadmin, { query: 'new1@t.example', state: 'all' })
    expect(file).toContain('new2@t.example')
    const person = await getPerson(ctx, superadmin, member.personId)
    expect(person.manager).toMatchObject({ id: manager.personId })
    const target = { id: member.personId, expectedVersion: person.version }
    await expect(changePerson(ctx, superadmin, target, { managerId: member.personId })).rejects.toMatchObject(
      { code: 'manager-of-oneself' },
    )
    const key = { ...superadmin, apiKey: { id: ctx.newId<ApiKeyId>(), scopes: [] } }
    await expect(changePerson(ctx, key, target, { managerId: other.personId })).rejects.toMatchObject({
      code: 'api-key-sets-no-manager',
    })
    // Nor does a key get at who has a team: their address is a way in.
    await expect(
      changePerson(ctx, key, { id: manager.personId, expectedVersion: 1 }, { email: 'taken@over.example' }),
    ).rejects.toMatchObject({ code: 'api-key-person-protected' })
  })

  it('hands the team over when merged, and leaves nobody led by themself', async () => {
    const { ctx } = platform
    const managerOf = async ({ personId }: Actor) =>
      (await ctx.db.selectFrom('people').select('managerId').where('id', '=', personId).executeTakeFirst())
        ?.managerId
    const duplicate = await platform.addActor(['learner'])
    await lead(other, duplicate)
    await lead(manager, duplicate)
    await mergePeople(ctx, superadmin, { personId: manager.personId, duplicateId: duplicate.personId })
    expect([await managerOf(other), await managerOf(manager), await managerOf(duplicate)]).toEqual([
      ...[manager.personId, null, null],
    ])
    const twin = await platform.addActor(['learner'])
    await lead(twin, superadmin)
    await mergePeople(ctx, superadmin, { personId: manager.personId, duplicateId: twin.personId })
    expect(await managerOf(manager)).toBe(superadmin.personId)
  })
})

describe('a power user', () => {
  let powerUser: Person
  let inside: Person
  let outside: Person
  let courseId: CourseId
  let sessionId: SessionId
  let eventId: EventId
  let elsewhere: { courseId: CourseId; sessionId: SessionId; eventId: EventId }
  let groupId: GroupId

  async function addCourse(name: string, categories: string[]) {
    const { ctx } = platform
    const course = await createCourse(ctx, superadmin, { name, type: 'vilt', categories })
    const made = await createSession(ctx, superadmin, {
      ...{ courseId: course.id, name: `${name} session`, maxEnrollment: 2 },
    })
    const at = { sessionId: made.id, accountId: null, from: '10:00', to: '11:00' }
    const event = await planEvent(platform, superadmin, { ...at, name: `${name} day` })
    return { courseId: course.id, sessionId: made.id, eventId: event.id }
  }
  const give = async (wish: Partial<Parameters<typeof giveArea>[3]> = {}, to = powerUser) => {
    const { version } = await getGiven(platform.ctx, superadmin, to.personId)
    const nothing = { groupIds: [], personIds: [], categories: [], courseIds: [] }
    return giveArea(platform.ctx, superadmin, to.personId, { ...nothing, version, ...wish })
  }

  beforeEach(async () => {
    test.clock.now = new Date('2026-11-20T08:00:00Z')
    const { ctx } = platform
    powerUser = await platform.addActor(['learner'])
    inside = await platform.addActor(['learner'])
    outside = await platform.addActor(['learner'])
    const mark = ctx.newId<string>().slice(-8)
    ;({ courseId, sessionId, eventId } = await addCourse(`Ropes ${mark}`, [`Height ${mark}`]))
    elsewhere = await addCourse(`Diving ${mark}`, ['Water'])
    groupId = (await createGroup(ctx, superadmin, `North ${mark}`)).id
    await addMembers(ctx, superadmin, groupId, { personIds: [inside.personId], save: true })
    await give({ groupIds: [groupId], categories: [`HEIGHT ${mark}`] })
    for (const { personId } of [inside, outside]) {
      await enroll(ctx, superadmin, sessionId, personId)
      await enroll(ctx, superadmin, elsewhere.sessionId, personId)
    }
  })

  it('reads their people in their courses alone: lists, search, dates, report and file', async () => {
    const ask = await asker(powerUser)
    expect((await ask('GET', '/me')).body.may).toMatchObject({ supervise: true, plan: false, manage: false })
    expect((await ask('GET', '/area/courses')).body.items).toMatchObject([{ id: courseId, sessionCount: 1 }])
    const [person] = (await ask('GET', '/area/people')).body.items
    expect(person).toMatchObject({ personId: inside.personId, bookings: 1 })
    expect((await ask('GET', `/area/people?query=${outside.email}`)).body.items).toEqual([])
    expect((await ask('GET', '/area/events')).body.items).toMatchObject([{ id: eventId }])
    const session = (await ask('GET', `/area/sessions/${sessionId}`)).body
    // How many places are taken is the one number that is about others.
    expect(session).toMatchObject({ taken: 2, mine: 1, people: [{ personId: inside.personId }] })
    const one = (await ask('GET', `/area/people/${inside.personId}`)).body
    expect(one.places.map((place: { courseId: string }) => place.courseId)).toEqual([courseId])

    test.clock.now = new Date('2026-11-27T08:00:00Z')
    const marks = [inside, outside].map(({ personId }) => ({ personId, status: 'absent', version: 0 }))
    await markAttendance(platform.ctx, superadmin, eventId, MarkAttendance.parse({ marks }))
    const report = (await ask('GET', '/area/report')).body
    expect(report.courses).toMatchObject([{ courseId, people: 1, absent: 1, present: 0, completed: 0 }])
    const answer = await test.app.http.inject({
      url: '/api/v1/area/report.csv',
      headers: { host: platform.host, cookie: await signedIn(test, platform, powerUser.email) },
    })
    expect(answer.body).toContain(inside.email)
    expect(answer.body).not.toContain(outside.email)
    expect(answer.body).not.toContain('Diving')
  })

  it('finds nothing that is outside, and changes nothing of it', async () => {
    const { ctx } = platform
    const ask = await asker(powerUser)
    const event = { name: 'E', startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone: 'UTC' }
    const places = `/area/sessions/${sessionId}/enrollments`
    const mark = (personId: PersonId) => ({ marks: [{ personId, status: 'present', version: 0 }] })
    const enrolled = (...personIds: PersonId[]) => ({ personIds })
    const refused = [
      ['GET', `/area/courses/${elsewhere.courseId}`, undefined, 'course-not-found'],
      ['GET', `/area/sessions/${elsewhere.sessionId}`, undefined, 'session-not-found'],
      ['GET', `/area/events/${elsewhere.eventId}/marks`, undefined, 'event-not-found'],
      ['GET', `/area/people/${outside.personId}`, undefined, 'person-not-found'],
      ['GET', `/area/people/${powerUser.personId}`, undefined, 'person-not-found'],
      ['POST', `/area/courses/${elsewhere.courseId}/sessions`, { name: 'S' }, 'course-not-found'],
      ['POST', `/area/sessions/${elsewhere.sessionId}/events`, event, 'session-not-found'],
      ['PATCH', `/area/events/${elsewhere.eventId}`, { name: 'E' }, 'event-not-found'],
      ['PATCH', `/area/people/${outside.personId}`, { lastName: 'L' }, 'person-not-found'],
      ['PATCH', `/area/people/${powerUser.personId}`, { lastName: 'L' }, 'person-not-found'],
      [
        'POST',
        `/area/sessions/${elsewhere.sessionId}/enrollments`,
        enrolled(inside.personId),
        'session-not-found',
      ],
      ['POST', places, enrolled(inside.personId, outside.personId), 'person-not-found'],
      ['POST', places, enrolled(powerUser.personId), 'person-not-found'],
      ['DELETE', `${places}/${outside.personId}`, undefined, 'person-not-found'],
      ['PUT', `/area/events/${eventId}/marks`, mark(outside.personId), 'person-not-found'],
      ['PUT', `/area/events/${elsewhere.eventId}/marks`, mark(inside.personId), 'event-not-found'],
      // And no door of planners stands open to them.
      ['GET', `/sessions/${sessionId}/enrollments`, undefined, 'session-not-found'],
      ['GET', `/events/${eventId}/attendance`, undefined, 'event-not-found'],
      ['GET', '/people', undefined, 'role-planner-needed'],
      ['PUT', `/people/${powerUser.personId}/area`, { ...everything, version: 1 }, 'role-superadmin-needed'],
    ] as const
    const found = []
    for (const [method, path, body, code] of refused) {
      const answer = await ask(method, path, body)
      found.push([path, answer.body?.code, code])
    }
    expect(found.filter(([, code, wanted]) => code !== wanted)).toEqual([])
    const [now] = await ctx.db
      .selectFrom('enrollments')
      .select('status')
      .where('sessionId', '=', sessionId)
      .where('personId', '=', outside.personId)
      .execute()
    expect(now?.status).toBe('enrolled')
    expect((await ask('GET', `/search?q=${outside.email.slice(0, 8)}`)).body).not.toMatchObject({
      people: [{ id: outside.personId }],
    })
  })

  it('plans sessions and dates, enrolls their people and marks them, and is told nothing of what is in the way', async () => {
    const { ctx } = platform
    const ask = await asker(powerUser)
    const made = await ask('POST', `/area/courses/${courseId}/sessions`, { name: 'Spring', maxEnrollment: 1 })
    expect(made).toMatchObject({ status: 201, body: { name: 'Spring', taken: 0, people: [], events: [] } })
    const times = { startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone: 'Europe/Rome' }
    const spring = `/area/sessions/${made.body.id}`
    const planned = await ask('POST', `${spring}/events`, { name: 'Knots', place: 'Hall 2', ...times })
    expect(planned).toMatchObject({ status: 201, body: { name: 'Knots', mayChange: true, mayMark: false } })
    const moved = await ask(
      'PATCH',
      `/area/events/${planned.body.id}`,
      { startsWall: '2026-12-01T09:30' },
      planned.body.version,
    )
    expect(moved).toMatchObject({
      status: 200,
      body: { startsAt: '2026-12-01T08:30:00.000Z', place: 'Hall 2' },
    })
    const called = await ask('PATCH', `/area/people/${inside.personId}`, {
      ...{ lastName: 'Rossi-Bianchi', language: 'it' },
      ...{ email: 'taken@over.example', roles: ['superadmin'], active: false },
    })
    expect(called.body).toMatchObject({
      lastName: 'Rossi-Bianchi',
      language: 'it',
      mayChange: true,
      version: 2,
    })
    const whole = await getPerson(ctx, superadmin, inside.personId)
    expect(whole).toMatchObject({ email: inside.email, roles: ['learner'], active: true })
    // Who may do more here than learn is for superadmins, in whichever group they are.
    const lecturer = await platform.addActor(['instructor'])
    await addMembers(ctx, superadmin, groupId, { personIds: [lecturer.personId], save: true })
    const theirs = `/area/people/${lecturer.personId}`
    expect((await ask('GET', theirs)).body.mayChange).toBe(false)
    expect((await ask('PATCH', theirs, { lastName: 'L' })).body.code).toBe('area-person-protected')
    const stale = await ask('PATCH', `/area/events/${planned.body.id}`, { name: 'K' }, planned.body.version)
    expect(stale.status).toBe(412)
    const second = await platform.addActor(['learner'])
    await give({ groupIds: [groupId], courseIds: [courseId], personIds: [second.personId] })
    const both = [inside.personId, second.personId]
    const answer = await ask('POST', `${spring}/enrollments`, { personIds: both })
    expect(answer.body.people).toMatchObject([
      { personId: inside.personId, status: 'enrolled', reason: null },
      { personId: second.personId, status: null, reason: expect.stringMatching(/./) },
    ])
    const [change] = await listHistory(ctx, superadmin, made.body.id, inside.personId)
    expect(change).toMatchObject({ status: 'enrolled', by: expect.stringContaining('Person') })
    // An instructor who is busy elsewhere: planners read where.
    const instructor = await platform.addActor(['instructor'])
    for (const id of [sessionId, elsewhere.sessionId])
      await changeSession(
        ctx,
        superadmin,
        { sessionId: id, expectedVersion: 1 },
        { instructorIds: [instructor.personId], overlapReason: 'A test' },
      )
    const there = { sessionId: elsewhere.sessionId, accountId: null, from: '15:00', to: '16:00' }
    await planEvent(platform, superadmin, { ...there, name: 'Secret dive' })
    const busy = await ask('POST', `/area/sessions/${sessionId}/events`, {
      ...{ name: 'E', startsWall: '2026-11-26T15:00', endsWall: '2026-11-26T16:00', timeZone: 'Europe/Rome' },
    })
    expect([busy.status, busy.body.code]).toEqual([409, 'area-instructor-busy'])
    expect(JSON.stringify(busy.body)).not.toContain('Secret')
    test.clock.now = new Date('2026-12-01T09:00:00Z')
    const mark = { personId: inside.personId, status: 'present', version: 0 }
    const later = await asker(powerUser)
    const marked = await later('PUT', `/area/events/${planned.body.id}/marks`, { marks: [mark] })
    expect(marked.body).toMatchObject({ people: [{ ...mark, version: 1 }], conflicts: [] })
    expect((await later('DELETE', `${spring}/enrollments/${inside.personId}?reason=Ill`)).status).toBe(204)
    expect((await later('GET', spring)).body.people).toEqual([])

    const log = await ctx.db
      .selectFrom('auditEntries')
      .select('action')
      .where('actorId', '=', powerUser.personId)
      .execute()
    expect(log.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'session.create',
        'event.schedule',
        'event.change',
        'enrollment.enroll',
        'event.mark-attendance',
      ]),
    )
  })

  it('is made and changed by superadmins alone, follows merges, and ends with what was given', async () => {
    const { ctx } = platform
    const ask = await asker(powerUser)
    const instructor = await platform.addActor(['instructor'])
    const { personId } = powerUser
    const key = { ...superadmin, apiKey: { id: ctx.newId<ApiKeyId>(), scopes: [] } }
    for (const [actor, code] of [
      [instructor, 'role-superadmin-needed'],
      [powerUser, 'role-superadmin-needed'],
      [key, 'api-key-not-allowed'],
    ] as const)
      await expect(giveArea(ctx, actor, personId, { ...everything, version: 1 })).rejects.toMatchObject({
        code,
      })
    const given = await getGiven(ctx, superadmin, personId)
    expect(given).toMatchObject({ isPowerUser: true, groups: [{ id: groupId }], version: 1 })
    await expect(giveArea(ctx, superadmin, personId, { ...everything, version: 0 })).rejects.toMatchObject({
      code: 'changed-meanwhile',
    })
    await expect(give({ personIds: [personId] })).rejects.toMatchObject({ code: 'area-of-oneself' })
    await expect(give({ courseIds: [ctx.newId<CourseId>()] })).rejects.toMatchObject({ code: 'area-gone' })
    // Nor does a key get at who has an area: their address is a way in.
    await expect(
      changePerson(ctx, key, { id: personId, expectedVersion: 1 }, { email: 'taken@over.example' }),
    ).rejects.toMatchObject({ code: 'api-key-person-protected' })
    // What leaves the group or the category has left the area.
    await removeMember(ctx, superadmin, groupId, inside.personId)
    expect((await ask('GET', '/area/people')).body.items).toEqual([])
    expect((await ask('GET', `/area/people/${inside.personId}`)).status).toBe(404)
    await changeCourse(ctx, superadmin, { courseId, expectedVersion: 1 }, { categories: [] })
    expect((await ask('GET', '/area/courses')).body.items).toEqual([])
    expect((await ask('GET', `/area/sessions/${sessionId}`)).status).toBe(404)

    await give({ personIds: [outside.personId], courseIds: [courseId] })
    const twin = await platform.addActor(['learner'])
    await give({ personIds: [inside.personId, powerUser.personId], courseIds: [elsewhere.courseId] }, twin)
    await mergePeople(ctx, superadmin, { personId, duplicateId: twin.personId })
    const both = await getGiven(ctx, superadmin, personId)
    expect(both.people.map(({ id }) => id).sort()).toEqual([inside.personId, outside.personId].sort())
    expect(both.courses).toHaveLength(2)
    expect((await getGiven(ctx, superadmin, twin.personId)).isPowerUser).toBe(false)

    await takeArea(ctx, superadmin, personId)
    await expect(takeArea(ctx, superadmin, personId)).rejects.toMatchObject({ code: 'power-user-not-found' })
    expect((await ask('GET', '/area/people')).body.code).toBe('role-power-user-needed')
    expect((await ask('GET', '/me')).body.may.supervise).toBe(false)
  })
})

const everything = { groupIds: [], personIds: [], categories: [], courseIds: [] }
