import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount, signedIn } from '../../../../test/builders.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { changeEvent, getEvent, listOwnEvents, scheduleEvent } from '../events/events.service.ts'
import { cancel, restoreEvent } from '../lifecycle/lifecycle.service.ts'
import { changeSession, getSession } from '../sessions/sessions.service.ts'
import { listStandIns, standIn } from '../stand-ins/stand-in.service.ts'

type Person = Actor & { email: string }

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let anna: Person
let bruno: Person
let learner: Person
let ofAnna: SessionId
let ofBruno: SessionId
let day = 10
let date: string

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('teaching.example')
  superadmin = await platform.addActor(['superadmin'])
  anna = await platform.addActor(['instructor'], 'anna@teaching.example')
  bruno = await platform.addActor(['instructor'], 'bruno@teaching.example')
  learner = await platform.addActor(['learner'])
  ofAnna = (await buildSession(platform, superadmin, { instructorIds: [anna.personId] })).id
  ofBruno = (await buildSession(platform, superadmin, { instructorIds: [bruno.personId] })).id
  await enroll(platform.ctx, superadmin, ofAnna, learner.personId)
})
afterAll(() => test.close())
beforeEach(async () => {
  date = `2027-01-${day++}` // a day for each test
  await settleJobs(test, platform.ctx)
})

type Wish = Partial<Parameters<typeof scheduleEvent>[2]> & { from?: string; until?: string }
const plan = (sessionId: SessionId, { from = '10:00', until = '11:00', ...more }: Wish = {}) =>
  scheduleEvent(platform.ctx, superadmin, {
    sessionId,
    name: `${date} ${from}`,
    startsWall: `${date}T${from}`,
    endsWall: `${date}T${until}`,
    timeZone: 'UTC',
    ...more,
  })
const change = async (id: EventId, fields: Parameters<typeof changeEvent>[3]) => {
  const { version } = await getEvent(platform.ctx, superadmin, id)
  return changeEvent(platform.ctx, superadmin, { eventId: id, expectedVersion: version }, fields)
}
const changeStaff = async (
  sessionId: SessionId,
  people: Person[],
  more: Parameters<typeof changeSession>[3] = {},
) => {
  const { version } = await getSession(platform.ctx, superadmin, sessionId)
  const target = { sessionId, expectedVersion: version }
  const instructorIds = people.map((person) => person.personId)
  return changeSession(platform.ctx, superadmin, target, { instructorIds, ...more })
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  )
const told = async (person: Person) => {
  const rows = await platform.ctx.db
    .selectFrom('notifications')
    .select(['kind'])
    .where('personId', '=', person.personId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.kind)
}

describe('an instructor who teaches already', () => {
  it('is refused with who, what and when, and free again the moment the other event ends', async () => {
    await plan(ofAnna, { name: 'First aid' })
    const busy = plan(ofBruno, { from: '10:59', until: '12:00', instructorIds: [anna.personId] })
    await expect(busy).rejects.toMatchObject({
      code: 'instructor-busy',
      params: { event: 'First aid', course: 'Safety', starts: new Date(`${date}T10:00:00Z`) },
      fields: [{ pointer: '/instructorIds' }, { pointer: '/overlapReason' }],
    })
    expect(
      await codeOf(plan(ofBruno, { from: '11:00', until: '12:00', instructorIds: [anna.personId] })),
    ).toBe('accepted')
    expect(
      await codeOf(plan(ofBruno, { from: '09:00', until: '10:00', instructorIds: [anna.personId] })),
    ).toBe('accepted')
  })

  it('teaches both when a reason is given, which the audit log keeps', async () => {
    await plan(ofAnna, { name: 'First aid' })
    expect(await codeOf(plan(ofAnna, { overlapReason: '  ' }))).toBe('instructor-busy')
    const event = await plan(ofAnna, { overlapReason: 'Both are in the same hall' })
    const entry = await platform.ctx.db
      .selectFrom('auditEntries')
      .select('changes')
      .where('objectId', '=', event.id)
      .executeTakeFirstOrThrow()
    expect(entry.changes).toMatchObject({
      overlapReason: 'Both are in the same hall',
      overlaps: [expect.stringContaining('First aid')],
    })
    const free = await plan(ofBruno, { overlapReason: 'Just in case' })
    const { changes } = await platform.ctx.db
      .selectFrom('auditEntries')
      .select('changes')
      .where('objectId', '=', free.id)
      .executeTakeFirstOrThrow()
    expect(changes).not.toHaveProperty('overlapReason')
    // Words alone change nothing about when: nobody is asked again.
    expect(await codeOf(change(event.id, { name: 'Second aid' }))).toBe('accepted')
    const later = { startsWall: `${date}T10:30`, endsWall: `${date}T11:30` }
    expect(await codeOf(change(event.id, later))).toBe('instructor-busy')
  })

  it('is asked about when an event moves, is restored, or gets other instructors', async () => {
    await plan(ofAnna)
    const other = await plan(ofBruno)
    expect(await codeOf(change(other.id, { instructorIds: [anna.personId] }))).toBe('instructor-busy')
    expect(await codeOf(changeStaff(ofBruno, [bruno, anna]))).toBe('instructor-busy')
    expect(await codeOf(changeStaff(ofBruno, [bruno, anna], { overlapReason: 'Both are hers' }))).toBe(
      'accepted',
    )
    expect(await codeOf(changeStaff(ofBruno, [bruno]))).toBe('accepted')

    const late = await plan(ofAnna, { from: '15:00', until: '16:00' })
    const early = { startsWall: `${date}T10:30`, endsWall: `${date}T11:30` }
    expect(await codeOf(change(late.id, early))).toBe('instructor-busy')

    await cancel(platform.ctx, superadmin, { eventId: late.id }, '')
    await plan(ofAnna, { from: '15:00', until: '16:00' })
    expect(await codeOf(restoreEvent(platform.ctx, superadmin, late.id))).toBe('instructor-busy')
    const restored = restoreEvent(platform.ctx, superadmin, late.id, 'Two groups')
    expect(await codeOf(restored)).toBe('accepted')
  })

  it('is got by one of many who plan with them at once, and nobody waits in a circle', async () => {
    const both = [anna.personId, bruno.personId]
    const codes = await Promise.all(
      Array.from({ length: 24 }, (_, turn) =>
        codeOf(
          plan(turn % 2 ? ofAnna : ofBruno, {
            instructorIds: turn % 3 ? both : [...both].reverse(),
          }),
        ),
      ),
    )
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(1)
    expect(new Set(codes)).toEqual(new Set(['accepted', 'instructor-busy']))
  })

  it('comes to a session or to an event at that time, never to both', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => platform.addActor(['instructor'])))
    for (const person of people) {
      const [one, other] = [
        await buildSession(platform, superadmin),
        await buildSession(platform, superadmin),
      ]
      const first = await plan(one.id, { name: 'One' })
      const codes = await Promise.all([
        codeOf(changeStaff(one.id, [person])),
        codeOf(plan(other.id, { name: 'Other', instructorIds: [person.personId] })),
        codeOf(change(first.id, { name: 'One, renamed' })),
      ])
      expect(codes.slice(0, 2).sort()).toEqual(['accepted', 'instructor-busy'])
    }
  })
})

describe('an event with instructors of its own', () => {
  it('is theirs in lists, calendar and Start; those of the session still start and edit it', async () => {
    const event = await plan(ofAnna, { instructorIds: [bruno.personId] })
    const idsOf = async (person: Person) =>
      (await listOwnEvents(platform.ctx, person, { as: 'instructor', limit: 100 })).items.map(({ id }) => id)
    expect(await idsOf(bruno)).toContain(event.id)
    expect(await idsOf(anna)).not.toContain(event.id)
    expect(event).toMatchObject({ hasOwnInstructors: true, instructors: [{ id: bruno.personId }] })
    const seenBy = (person: Person) => getEvent(platform.ctx, person, event.id)
    expect((await seenBy(bruno)).may.edit).toBe(false)
    expect((await seenBy(anna)).may.edit).toBe(true)
    const calendarOf = async (person: Person) => {
      const cookie = await signedIn(test, platform, person.email)
      const url = `/api/v1/events/${event.id}/event.ics`
      return (await test.app.http.inject({ url, headers: { host: platform.host, cookie } })).statusCode
    }
    expect([await calendarOf(bruno), await calendarOf(anna)]).toEqual([200, 404])
    const startOf = async (person: Person) => {
      const cookie = await signedIn(test, platform, person.email)
      const headers = { host: platform.host, accept: 'text/html', cookie }
      return (await test.app.http.inject({ url: `/learn/events/${event.id}/start`, headers })).body
    }
    // Both are let through to the window; a stranger is not.
    for (const person of [bruno, anna]) expect(await startOf(person)).toContain('join-too-early')
    expect(await startOf(superadmin)).toContain('not-instructor-of-event')
    expect(await codeOf(change(event.id, { instructorIds: [learner.personId] }))).toBe(
      'person-not-instructor',
    )
    expect(await change(event.id, { instructorIds: [] })).toMatchObject({
      hasOwnInstructors: false,
      instructors: [{ id: anna.personId }],
    })
  })

  it('tells what happens to it to them, and not to those of the session', async () => {
    const event = await plan(ofAnna, { instructorIds: [bruno.personId] })
    const before = (await told(anna)).length
    await change(event.id, { place: 'Hall 2' })
    expect((await told(anna)).length).toBe(before)
    expect((await told(bruno)).slice(-2)).toEqual(['planned', 'changed'])
    expect((await told(learner)).slice(-1)).toEqual(['changed'])
    // A place is for calendars what a time is.
    const sequence = () =>
      platform.ctx.db
        .selectFrom('events')
        .select('calendarSequence')
        .where('id', '=', event.id)
        .executeTakeFirstOrThrow()
    expect((await sequence()).calendarSequence).toBe(1)
    await change(event.id, { place: 'Hall 2', joinOpensMinutes: 30, showsRecording: false })
    expect((await sequence()).calendarSequence).toBe(1)
  })
})

it('a place is where calendars say it is; what takes place somewhere alone has no link to join', async () => {
  const account = await pairedAccount(test, platform, superadmin)
  const cookie = await signedIn(test, platform, learner.email)
  const linesFor = async (fields: object) => {
    const { id } = await plan(ofAnna, { from: '08:00', until: '09:00', overlapReason: 'a test', ...fields })
    const url = `/api/v1/events/${id}/event.ics`
    const { body } = await test.app.http.inject({ url, headers: { host: platform.host, cookie } })
    const lines = body.replaceAll('\r\n ', '').split('\r\n')
    const of = (name: string) => lines.find((line) => line.startsWith(name)) ?? ''
    return {
      location: of('LOCATION'),
      hasJoin: lines.some((line) => line.includes(`${id}/join`)),
      url: of('URL'),
    }
  }
  expect(await linesFor({ place: 'Hall 2' })).toMatchObject({ location: 'LOCATION:Hall 2', hasJoin: false })
  const hybrid = await linesFor({ place: 'Hall 2', accountId: account.id })
  expect(hybrid).toMatchObject({ location: 'LOCATION:Hall 2', hasJoin: true })
  expect(hybrid.url).toContain(`https://${platform.host}/learn/events/`)
  expect((await linesFor({ accountId: account.id })).location).toMatch(/^LOCATION:https:.*\/join$/)
})

it('a duplicate that is merged leaves the events that it teaches to the person who stays', async () => {
  const duplicate = await platform.addActor(['instructor'])
  const event = await plan(ofAnna, { instructorIds: [duplicate.personId] })
  const pair = { personId: bruno.personId, duplicateId: duplicate.personId }
  await mergePeople(platform.ctx, superadmin, pair)
  const { instructors } = await getEvent(platform.ctx, superadmin, event.id)
  expect(instructors.map(({ id }) => id)).toEqual([bruno.personId])
})

describe('a stand-in', () => {
  it('is chosen among who is free, and what the others teach is named', async () => {
    const event = await plan(ofAnna)
    const other = await plan(ofBruno, { from: '10:30', until: '11:30' })
    const free = await platform.addActor(['instructor'])
    const standIns = await listStandIns(platform.ctx, superadmin, event.id)
    expect(standIns.map(({ id }) => id)).not.toContain(anna.personId)
    expect(standIns.find(({ id }) => id === free.personId)?.busy).toEqual([])
    expect(standIns.at(-1)).toMatchObject({ id: bruno.personId, busy: [{ eventId: other.id }] })
  })

  it('takes one event over in one step: who comes and who goes is told, learners when wanted', async () => {
    const event = await plan(ofAnna)
    const take = (input: Partial<Parameters<typeof standIn>[3]>) =>
      standIn(platform.ctx, superadmin, event.id, { personId: bruno.personId, ...input })
    expect(await codeOf(take({ insteadOf: superadmin.personId }))).toBe('stand-in-for-nobody')
    const learnerBefore = (await told(learner)).length
    expect(await take({ insteadOf: anna.personId, reason: 'Anna is ill' })).toMatchObject({
      instructors: [{ id: bruno.personId }],
      hasOwnInstructors: true,
      version: event.version + 1,
    })
    expect((await told(anna)).at(-1)).toBe('replaced')
    expect((await told(bruno)).at(-1)).toBe('planned')
    expect((await told(learner)).length).toBe(learnerBefore)
    await settleJobs(test, platform.ctx)
    const mails = await platform.ctx.db
      .selectFrom('mails')
      .select(['personId', 'calendar'])
      .orderBy('createdAt', 'desc')
      .orderBy('id', 'desc')
      .limit(20)
      .execute()
    const methodFor = (person: Person) =>
      mails.find((mail) => mail.personId === person.personId)?.calendar?.[0]?.method
    expect([methodFor(anna), methodFor(bruno)]).toEqual(['CANCEL', 'REQUEST'])

    expect(await codeOf(take({}))).toBe('stand-in-teaches-already')
    const back = await take({ personId: anna.personId, tellsLearners: true })
    expect(back).toMatchObject({ instructors: [{ id: anna.personId }], hasOwnInstructors: false })
    expect((await told(learner)).at(-1)).toBe('instructor')
  })

  it('who teaches elsewhere then is refused unless a reason is given', async () => {
    const event = await plan(ofAnna)
    await plan(ofBruno)
    const take = (input: object) =>
      codeOf(standIn(platform.ctx, superadmin, event.id, { personId: bruno.personId, ...input }))
    expect(await take({})).toBe('instructor-busy')
    expect(await take({ overlapReason: 'His own is short' })).toBe('accepted')
    await cancel(platform.ctx, superadmin, { eventId: event.id }, '')
    expect(await take({ personId: anna.personId })).toBe('event-cancelled')
  })
})
