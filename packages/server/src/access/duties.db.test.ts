import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, planEvent, signedIn } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { EventId, PersonId, SessionId } from '../domain/ids.ts'
import { mergePeople } from '../features/people/people/merge.service.ts'
import { MarkAttendance } from '../features/training/attendance/attendance.schemas.ts'
import { listMarks, markAttendance } from '../features/training/attendance/attendance.service.ts'
import { enroll } from '../features/training/enrollments/enrollments.service.ts'
import { giveDoor, listRegistrars, takeDoor } from '../features/training/registrars/registrars.service.ts'
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
  return async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) => {
    const answer = await test.app.http.inject({
      ...{ method, url: `/api/v1${path}`, headers: { host: platform.host, cookie } },
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
