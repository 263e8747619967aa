import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { AppError } from '../../../domain/errors.ts'
import type { AccountId, EventId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { sendNotifications } from '../../messages/notifications/notifications.service.ts'
import { markAttendance } from '../../training/attendance/attendance.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../../training/entrance/entrance.service.ts'
import { scheduleEvent } from '../../training/events/events.service.ts'
import { cancel } from '../../training/lifecycle/lifecycle.service.ts'
import { listAlarms } from './alarms.service.ts'
import { nudgeMissing, sendMessage } from './messages.service.ts'
import { getTeaching } from './own-teaching.service.ts'
import { getRoster } from './roster.service.ts'

type Person = Actor & { email: string }

const STARTS = new Date('2026-11-26T09:00:00Z')
const at = (minutes: number) => addMinutes(STARTS, minutes)

let test: TestApp
let superadmin: Person
let platform: TestPlatform
let accounts: Record<'meeting' | 'webinar', AccountId>
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('teaching.example')
  superadmin = await platform.addActor(['superadmin'])
  const [meeting, webinar] = [
    await pairedAccount(test, platform, superadmin, { name: 'Meetings' }),
    await pairedAccount(test, platform, superadmin, { name: 'Webinars', sessionType: 'webinar' }),
  ]
  accounts = { meeting: meeting.id, webinar: webinar.id }
})
afterAll(() => test.close())
beforeEach(() => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
})

/** An event that begins at `STARTS`, with an instructor and learners, its room ready. */
async function buildClass(options: { learners?: number; type?: 'meeting' | 'webinar'; name?: string } = {}) {
  const { ctx } = platform
  const [instructor] = (await addPeople(platform, 1, 'instructor')) as [Person]
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  const sessionId = session.id
  const learners = await addPeople(platform, options.learners ?? 3)
  for (const { personId } of learners) await enroll(ctx, superadmin, sessionId, personId)
  const accountId = accounts[options.type ?? 'meeting']
  const { id } = await planEvent(platform, superadmin, {
    sessionId,
    accountId,
    name: options.name ?? 'Ladders',
    from: '10:00',
    to: '11:00',
  })
  await settleJobs(test, ctx)
  return { instructor, sessionId, eventId: id, learners: learners as [Person, Person, Person] }
}

const roomOf = async (eventId: EventId) => {
  const row = await platform.ctx.db
    .selectFrom('rooms')
    .select('providerKey')
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow()
  const room = test.fake.rooms.get(row.providerKey ?? '')
  if (!room) throw new Error('the event has no room')
  return room
}

/** What was written to somebody, the oldest first. */
async function mailsTo(person: Person) {
  await sendNotifications(platform.ctx)
  return platform.ctx.db
    .selectFrom('mails')
    .select(['subject', 'body'])
    .where('personId', '=', person.personId)
    .orderBy('id')
    .execute()
}

describe('the roster', () => {
  it('tells who is expected, in, late and missing by the clicks on Join, and who started it', async () => {
    const { ctx } = platform
    const { eventId, instructor, learners } = await buildClass()
    const [early, late] = learners
    test.clock.now = at(-10)
    await enterAsLearner(ctx, early, eventId)
    await enterAsInstructor(ctx, instructor, eventId)
    const before = await getRoster(ctx, instructor, eventId)
    expect(before).toMatchObject({
      phase: 'before',
      tells: 'clicks',
      counts: { expected: 2, in: 1, missing: 0 },
    })
    test.clock.now = at(6)
    await enterAsLearner(ctx, late, eventId)
    test.clock.now = at(8)
    await enterAsLearner(ctx, early, eventId)
    const roster = await getRoster(ctx, instructor, eventId)
    expect(roster).toMatchObject({
      phase: 'running',
      counts: { enrolled: 3, registered: null, expected: 0, in: 2, missing: 1, late: 1, left: 0 },
      instructors: [{ id: instructor.personId, startedAt: at(-10).toISOString() }],
      may: { nudge: true, mark: true },
    })
    expect(roster.learners.find((learner) => learner.personId === early.personId)).toMatchObject({
      firstEnteredAt: at(-10).toISOString(),
      lastEnteredAt: at(8).toISOString(),
      entries: 2,
      state: 'in',
      isLate: false,
      registration: null,
    })
  })

  it('shows who has a place at the provider, where learners need one', async () => {
    const { eventId, instructor } = await buildClass({ type: 'webinar' })
    const roster = await getRoster(platform.ctx, instructor, eventId)
    expect(roster.counts).toMatchObject({ enrolled: 3, registered: 3 })
    expect(new Set(roster.learners.map((learner) => learner.registration))).toEqual(new Set(['ready']))
  })

  it('has the provider asked by a job, once a minute however often it is read, and only while it runs', async () => {
    const { ctx } = platform
    const { eventId, instructor, learners } = await buildClass({ type: 'webinar' })
    const [lea, luca] = learners
    const room = await roomOf(eventId)
    const looks = () => test.jobs.filter((job) => job.name === 'roster.look')
    test.clock.now = at(-1)
    await getRoster(ctx, instructor, eventId)
    expect(looks()).toHaveLength(0)
    test.clock.now = at(10)
    for (let read = 0; read < 5; read++) await getRoster(ctx, instructor, eventId)
    expect(looks()).toHaveLength(1)
    const place = [...room.registrations.values()].find((entry) => entry.email === lea.email)
    room.present = [
      { registrationKey: place?.key, email: '', joinedAt: at(1), leftAt: at(4) },
      { registrationKey: undefined, email: luca.email.toUpperCase(), joinedAt: at(7), leftAt: undefined },
      { registrationKey: undefined, email: 'stranger@x.example', joinedAt: at(7), leftAt: undefined },
    ]
    await settleJobs(test, ctx)
    const roster = await getRoster(ctx, instructor, eventId)
    expect(roster).toMatchObject({
      tells: 'presence',
      run: { isRunning: true, lookedAt: at(10).toISOString() },
      counts: { in: 1, left: 1, missing: 1, late: 1 },
    })
    test.clock.now = at(11)
    await getRoster(ctx, instructor, eventId)
    expect(looks()).toHaveLength(1)
    await settleJobs(test, ctx)
    test.clock.now = at(60)
    await getRoster(ctx, instructor, eventId)
    expect(looks()).toHaveLength(0)
  })

  it('keeps what it knew when the provider does not answer', async () => {
    const { ctx } = platform
    const { eventId, instructor } = await buildClass()
    test.clock.now = at(10)
    await getRoster(ctx, instructor, eventId)
    const room = await roomOf(eventId)
    test.fake.rooms.delete(room.key)
    await settleJobs(test, ctx)
    expect(await getRoster(ctx, instructor, eventId)).toMatchObject({ tells: 'clicks', run: null })
  })

  it('is for who teaches the event, stand-ins too, and superadmins', async () => {
    const { ctx } = platform
    const { eventId, sessionId, instructor, learners } = await buildClass()
    const [other] = (await addPeople(platform, 1, 'instructor')) as [Person]
    const [stranger] = (await addPeople(platform, 1)) as [Person]
    const read = (person: Person) =>
      getRoster(ctx, person, eventId).then(
        () => 200,
        (error: AppError) => error.status,
      )
    expect(await read(superadmin)).toBe(200)
    expect(await read(instructor)).toBe(200)
    expect(await read(other)).toBe(403)
    expect(await read(learners[0])).toBe(403)
    expect(await read(stranger)).toBe(404)
    await ctx.db
      .insertInto('eventInstructors')
      .values({ platformId: ctx.platform.id, eventId, personId: other.personId })
      .execute()
    expect(await read(other)).toBe(200)
    expect((await getTeaching(ctx, other)).coming.map(({ event }) => event.sessionId)).toEqual([sessionId])
    expect((await getTeaching(ctx, instructor)).coming).toEqual([])
    expect((await getRoster(ctx, other, eventId)).instructors.map((person) => person.id)).toEqual([
      other.personId,
    ])
  })
})

describe('nudging', () => {
  it('tells the missing alone, with the link, and nobody twice within five minutes, whoever presses', async () => {
    const { ctx } = platform
    const { eventId, instructor, learners } = await buildClass()
    const [here, missing] = learners
    await expect(nudgeMissing(ctx, instructor, eventId)).rejects.toMatchObject({ code: 'nudge-not-running' })
    test.clock.now = at(2)
    await enterAsLearner(ctx, here, eventId)
    const [one, other] = await Promise.all([
      nudgeMissing(ctx, instructor, eventId),
      nudgeMissing(ctx, superadmin, eventId),
    ])
    expect([one, other]).toEqual(
      expect.arrayContaining([
        { told: 2, waiting: 0 },
        { told: 0, waiting: 2 },
      ]),
    )
    await settleJobs(test, ctx)
    const nudges = (await mailsTo(missing)).filter((mail) => mail.subject.includes('It has begun'))
    expect(nudges).toHaveLength(1)
    expect(nudges[0]?.body).toContain(`/learn/events/${eventId}/join`)
    expect((await mailsTo(here)).filter((mail) => mail.subject.includes('It has begun'))).toEqual([])
    test.clock.now = at(8)
    expect(await nudgeMissing(ctx, instructor, eventId)).toEqual({ told: 2, waiting: 0 })
    const roster = await getRoster(ctx, instructor, eventId)
    expect(roster.learners.map((learner) => learner.nudgedAt !== null).sort()).toEqual([false, true, true])
  })

  it('sends nothing to who pressed Join before the mail was written', async () => {
    const { ctx } = platform
    const { eventId, instructor, learners } = await buildClass({ learners: 1 })
    test.clock.now = at(2)
    expect(await nudgeMissing(ctx, instructor, eventId)).toEqual({ told: 1, waiting: 0 })
    await enterAsLearner(ctx, learners[0], eventId)
    await settleJobs(test, ctx)
    expect((await mailsTo(learners[0])).filter((mail) => mail.subject.includes('It has begun'))).toEqual([])
  })
})

describe('a message to all', () => {
  it('goes to everybody with a place, stands in the history, and is limited', async () => {
    const { ctx } = platform
    const { eventId, instructor, learners } = await buildClass()
    const message = { about: 'event' as const, subject: 'Bring a helmet', text: 'Two lines\nof text' }
    expect(await sendMessage(ctx, instructor, eventId, message)).toEqual({ told: 3 })
    await settleJobs(test, ctx)
    const [mail] = (await mailsTo(learners[0])).slice(-1)
    expect(mail?.subject).toContain('Bring a helmet')
    expect(mail?.body).toMatch(/writes to everybody in Safety, Winter:\n\nTwo lines\nof text\n/)
    expect(mail?.body).toContain(`/learn/events/${eventId}`)
    await sendMessage(ctx, instructor, eventId, { ...message, about: 'session' })
    await sendMessage(ctx, superadmin, eventId, message)
    await expect(sendMessage(ctx, instructor, eventId, message)).rejects.toMatchObject({
      status: 429,
      code: 'too-many-messages',
    })
    const timeline = await test.app.http.inject({
      url: `/api/v1/events/${eventId}/timeline`,
      headers: { host: platform.host, cookie: await signedIn(test, platform, superadmin.email) },
    })
    expect(timeline.body).toContain('Bring a helmet')
    test.clock.now = addMinutes(test.clock.now, 11)
    expect(await sendMessage(ctx, instructor, eventId, message)).toEqual({ told: 3 })
  })

  it('is refused where nobody would read it', async () => {
    const { eventId, instructor } = await buildClass({ learners: 0 })
    const message = { about: 'event' as const, subject: 'S', text: 'T' }
    await expect(sendMessage(platform.ctx, instructor, eventId, message)).rejects.toMatchObject({
      code: 'message-to-nobody',
    })
  })
})

describe('the alarm', () => {
  const alarmsOf = async (person: Person) =>
    (await mailsTo(person)).filter((mail) => mail.subject.includes('Nobody has started it'))

  it('is raised once over two sweeps, told to who teaches and to superadmins, and ends with Start', async () => {
    const { ctx } = platform
    const { eventId, instructor } = await buildClass({ name: 'Unstarted' })
    const before = (await alarmsOf(superadmin)).length
    test.clock.now = at(4)
    await sweep(test, ctx, 'alarms')
    expect(await alarmsOf(instructor)).toEqual([])
    test.clock.now = at(5)
    await sweep(test, ctx, 'alarms')
    test.clock.now = at(6)
    await sweep(test, ctx, 'alarms')
    const [mail, ...more] = await alarmsOf(instructor)
    expect(more).toEqual([])
    expect(mail?.body).toContain('“Unstarted” (Safety, Winter) should have begun')
    expect(mail?.body).toContain(`/teach/events/${eventId}`)
    expect(
      (await alarmsOf(superadmin)).slice(before).filter(({ body }) => body.includes(eventId)),
    ).toHaveLength(1)
    const isAlarmed = async (person: Actor) =>
      (await listAlarms(ctx, person)).some((event) => event.id === eventId)
    expect([await isAlarmed(instructor), await isAlarmed(superadmin)]).toEqual([true, true])
    expect(await isAlarmed(((await addPeople(platform, 1, 'instructor')) as [Person])[0])).toBe(false)
    expect(await getRoster(ctx, instructor, eventId)).toMatchObject({ hasAlarm: true })
    expect((await getTeaching(ctx, instructor)).coming[0]).toMatchObject({ hasAlarm: true, startedAt: null })
    await enterAsInstructor(ctx, instructor, eventId)
    expect(await isAlarmed(superadmin)).toBe(false)
    expect(await getRoster(ctx, instructor, eventId)).toMatchObject({ hasAlarm: false })
  })

  it('leaves alone what was started, was cancelled, has no tool or runs at the provider', async () => {
    const { ctx } = platform
    const [started, cancelled, running] = [await buildClass(), await buildClass(), await buildClass()]
    const bare = await buildSession(platform, superadmin)
    const places = { accountId: null, sessionId: bare.id, name: 'On site', description: '' }
    const times = { startsWall: '2026-11-26T10:00', endsWall: '2026-11-26T11:00', timeZone: 'Europe/Rome' }
    const onSite = await scheduleEvent(ctx, superadmin, { ...places, ...times })
    await cancel(ctx, superadmin, { eventId: cancelled.eventId }, '')
    test.clock.now = at(-5)
    await enterAsInstructor(ctx, started.instructor, started.eventId)
    const room = await roomOf(running.eventId)
    room.present = []
    test.clock.now = at(10)
    await sweep(test, ctx, 'alarms')
    const alarms = (await listAlarms(ctx, superadmin)).map((event) => event.id)
    for (const { eventId } of [started, cancelled, running]) expect(alarms).not.toContain(eventId)
    expect(alarms).not.toContain(onSite.id)
    for (const { instructor } of [started, cancelled, running]) expect(await alarmsOf(instructor)).toEqual([])
  })

  it('ends when the provider says that the room runs after all', async () => {
    const { ctx } = platform
    const { eventId } = await buildClass()
    test.clock.now = at(5)
    await sweep(test, ctx, 'alarms')
    const isAlarmed = async () => (await listAlarms(ctx, superadmin)).some((event) => event.id === eventId)
    expect(await isAlarmed()).toBe(true)
    const room = await roomOf(eventId)
    room.present = []
    await sweep(test, ctx, 'alarms')
    expect(await isAlarmed()).toBe(false)
  })
})

describe('teaching', () => {
  it('shows what runs and comes with its numbers, and what ended lately until everybody is marked', async () => {
    const { ctx } = platform
    const { eventId, instructor, learners } = await buildClass()
    test.clock.now = at(5)
    await enterAsLearner(ctx, learners[0], eventId)
    const { coming, past } = await getTeaching(ctx, instructor)
    expect(coming).toMatchObject([{ event: { id: eventId }, counts: { enrolled: 3, in: 1, notSet: 3 } }])
    expect(past).toEqual([])
    test.clock.now = at(90)
    const marks = learners.slice(0, 2).map(({ personId }, n) => ({
      personId,
      status: n === 0 ? ('present' as const) : ('absent' as const),
      minutes: null,
      note: '',
      version: 0,
    }))
    await markAttendance(ctx, instructor, eventId, { marks })
    const after = await getTeaching(ctx, instructor)
    expect(after.coming).toEqual([])
    expect(after.past).toMatchObject([
      { event: { id: eventId }, counts: { present: 1, absent: 1, notSet: 1 }, hasAlarm: false },
    ])
    test.clock.now = at(31 * 24 * 60)
    expect((await getTeaching(ctx, instructor)).past).toEqual([])
  })
})
