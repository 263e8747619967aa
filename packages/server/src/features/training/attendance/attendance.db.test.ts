import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { AttendanceStatus } from '../../../domain/attendance.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { getRoster } from '../../operations/roster/roster.service.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { enroll, unenroll } from '../enrollments/enrollments.service.ts'
import {
  getOwnAttendance,
  listChanges,
  listMarks,
  markAttendance,
  undoMarking,
} from './attendance.service.ts'
import { exportSession, getSessionAttendance } from './session-attendance.service.ts'

type Person = Actor & { email: string }

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let instructor: Person
let sessionId: SessionId
let eventId: EventId
let learners: [Person, Person, Person]
let accountId: AccountId
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('attendance.example')
  superadmin = await platform.addActor(['superadmin'])
  accountId = (await pairedAccount(test, platform, superadmin)).id
})
afterAll(() => test.close())
beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  const { ctx } = platform
  instructor = await platform.addActor(['instructor'])
  const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
  sessionId = session.id
  learners = (await addPeople(platform, 3)) as typeof learners
  for (const { personId } of learners) await enroll(ctx, superadmin, sessionId, personId)
  const event = await planEvent(platform, superadmin, {
    sessionId,
    accountId,
    name: 'Ladders',
    from: '10:00',
    to: '11:00',
  })
  eventId = event.id
  await settleJobs(test, ctx)
  // long after the end
  test.clock.now = new Date('2026-12-10T08:00:00Z')
})

const mark = (person: Person, status: AttendanceStatus, version = 0, minutes: number | null = null) => ({
  personId: person.personId,
  status,
  minutes,
  note: '',
  version,
})
const statuses = async () => {
  const marks = await listMarks(platform.ctx, eventId)
  return learners.map((learner) => marks.get(learner.personId)?.status ?? 'not-set')
}

describe('marking by hand', () => {
  it('works long after the end, is shown to the learner, and can be changed on its version', async () => {
    const { ctx } = platform
    const first = await markAttendance(ctx, instructor, eventId, {
      marks: [mark(learners[0], 'present', 0, 45)],
    })
    expect(first).toMatchObject({
      marked: [
        { status: 'present', source: 'manual', minutes: 45, version: 1, changedBy: expect.any(String) },
      ],
      conflicts: [],
    })
    expect(await getOwnAttendance(ctx, learners[0], eventId)).toMatchObject({
      status: 'present',
      minutes: 45,
    })
    expect(await getOwnAttendance(ctx, learners[1], eventId)).toMatchObject({
      status: 'not-set',
      minutes: null,
    })
    await markAttendance(ctx, instructor, eventId, { marks: [mark(learners[0], 'absent', 1)] })
    expect(await statuses()).toEqual(['absent', 'not-set', 'not-set'])
    const history = await listChanges(ctx, instructor, eventId, learners[0].personId)
    expect(history.map(({ status, minutes }) => [status, minutes])).toEqual([
      ['absent', null],
      ['present', 45],
    ])
  })

  it('takes what a phone kept without a network: by the clock of the server, twice without harm, over nothing that is newer', async () => {
    const { ctx } = platform
    // Its clock is an hour ahead: marked ten minutes before it sends.
    const [markedAt, sentAt] = ['2026-12-10T08:50:00Z', '2026-12-10T09:00:00Z']
    const kept = { marks: [{ ...mark(learners[0], 'present'), markedAt }], sentAt }
    const first = await markAttendance(ctx, instructor, eventId, kept)
    expect(first.marked).toMatchObject([
      { markedAt: '2026-12-10T07:50:00.000Z', changedAt: '2026-12-10T08:00:00.000Z', version: 1 },
    ])
    // The answer was lost: the same comes again, and is what is there already.
    const again = await markAttendance(ctx, instructor, eventId, kept)
    expect(again).toMatchObject({
      changeId: null,
      marked: [],
      conflicts: [{ status: 'present', version: 1 }],
    })
    expect(await listChanges(ctx, instructor, eventId, learners[0].personId)).toHaveLength(1)
    // Meanwhile somebody with a network has marked another one.
    await markAttendance(ctx, superadmin, eventId, { marks: [mark(learners[1], 'excused')] })
    const both = [learners[1], learners[2]].map((one) => ({ ...mark(one, 'absent'), markedAt }))
    const later = await markAttendance(ctx, instructor, eventId, { marks: both, sentAt })
    expect(later).toMatchObject({
      marked: [{ personId: learners[2].personId, status: 'absent' }],
      conflicts: [{ personId: learners[1].personId, status: 'excused', changedBy: expect.any(String) }],
    })
    expect(await statuses()).toEqual(['present', 'excused', 'absent'])
    // Before the class could begin, nobody was marked: a clock that was set in between.
    const early = { ...mark(learners[0], 'absent', 1), markedAt: '2026-11-20T08:00:00Z' }
    await expect(markAttendance(ctx, instructor, eventId, { marks: [early], sentAt })).rejects.toMatchObject({
      code: 'attendance-too-early',
    })
  })

  it('loses nothing when two instructors mark at once: one wins for each learner, the other is shown it', async () => {
    const { ctx } = platform
    const [one, two] = [learners[0], learners[1]]
    const answers = await Promise.all([
      markAttendance(ctx, instructor, eventId, { marks: [mark(one, 'present'), mark(two, 'present')] }),
      markAttendance(ctx, superadmin, eventId, { marks: [mark(two, 'absent'), mark(one, 'absent')] }),
    ])
    const marked = answers.flatMap((answer) => answer.marked)
    const conflicts = answers.flatMap((answer) => answer.conflicts)
    expect([marked.length, conflicts.length]).toEqual([2, 2])
    const now = await listMarks(ctx, eventId)
    for (const conflict of conflicts) {
      const { changedBy, status, version } = now.get(conflict.personId) ?? {}
      expect(conflict).toMatchObject({ changedBy, status, version })
    }
    // Marks of different people never meet.
    const apart = await Promise.all([
      markAttendance(ctx, instructor, eventId, { marks: [mark(one, 'present', 1)] }),
      markAttendance(ctx, superadmin, eventId, { marks: [mark(two, 'absent', 1)] }),
    ])
    expect(apart.flatMap((answer) => answer.conflicts)).toEqual([])
    expect(await statuses()).toEqual(['present', 'absent', 'not-set'])
  })

  it('is undone in one step, except for whom somebody marked since', async () => {
    const { ctx } = platform
    await markAttendance(ctx, instructor, eventId, { marks: [mark(learners[0], 'absent')] })
    const all = await markAttendance(ctx, instructor, eventId, {
      marks: [mark(learners[0], 'present', 1), mark(learners[1], 'present'), mark(learners[2], 'present')],
    })
    await markAttendance(ctx, superadmin, eventId, { marks: [mark(learners[2], 'absent', 1)] })
    const undone = await undoMarking(ctx, instructor, eventId, present(all.changeId))
    expect(undone.conflicts).toMatchObject([{ personId: learners[2].personId, status: 'absent' }])
    expect(await statuses()).toEqual(['absent', 'not-set', 'absent'])
    // Undoing is a step too, and is undone.
    await undoMarking(ctx, instructor, eventId, present(undone.changeId))
    expect(await statuses()).toEqual(['present', 'present', 'absent'])
    await expect(undoMarking(ctx, instructor, eventId, ctx.newId())).rejects.toMatchObject({ status: 404 })
  })

  it('refuses strangers, the same person twice, events to come and cancelled ones, and marks nobody then', async () => {
    const { ctx } = platform
    const [stranger] = (await addPeople(platform, 1)) as [Person]
    const tryTo = (...marks: ReturnType<typeof mark>[]) => markAttendance(ctx, instructor, eventId, { marks })
    await expect(tryTo(mark(learners[0], 'present'), mark(stranger, 'present'))).rejects.toMatchObject({
      code: 'attendance-not-enrolled',
      fields: [{ pointer: '/marks/1/personId' }],
    })
    await expect(tryTo(mark(learners[0], 'present'), mark(learners[0], 'absent'))).rejects.toMatchObject({
      code: 'attendance-twice',
    })
    expect(await statuses()).toEqual(['not-set', 'not-set', 'not-set'])
    test.clock.now = new Date('2026-11-26T07:59:00Z')
    await expect(tryTo(mark(learners[0], 'present'))).rejects.toMatchObject({ code: 'attendance-too-early' })
    await ctx.db.updateTable('events').set({ cancelledAt: new Date() }).where('id', '=', eventId).execute()
    await expect(tryTo(mark(learners[0], 'present'))).rejects.toMatchObject({ code: 'event-cancelled' })
  })

  it('is for instructors of the event alone', async () => {
    const other = await platform.addActor(['instructor'])
    const learner = await platform.addActor(['learner'])
    await enroll(platform.ctx, superadmin, sessionId, learner.personId)
    for (const [person, status] of [
      [other, 403],
      [learner, 403],
      [instructor, 200],
    ] as const) {
      const answer = await test.app.http.inject({
        method: 'PUT',
        url: `/api/v1/events/${eventId}/attendance`,
        headers: { host: platform.host, cookie: await signedIn(test, platform, person.email) },
        payload: { marks: [{ personId: learners[0].personId, status: 'present', version: 0 }] },
      })
      expect(answer.statusCode).toBe(status)
    }
  })

  it('says which mark is wrong, and where', async () => {
    const answer = await test.app.http.inject({
      method: 'PUT',
      url: `/api/v1/events/${eventId}/attendance`,
      headers: { host: platform.host, cookie: await signedIn(test, platform, instructor.email) },
      payload: { marks: [{ personId: learners[0].personId, status: 'here', minutes: -1, version: 0 }] },
    })
    expect(answer.json().errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/marks/0/status',
      '/marks/0/minutes',
    ])
  })

  it('keeps the mark of who gave the place back, and of a duplicate who was merged', async () => {
    const { ctx } = platform
    const [gone, duplicate] = learners
    await markAttendance(ctx, instructor, eventId, {
      marks: [mark(gone, 'present'), mark(duplicate, 'absent')],
    })
    await unenroll(ctx, instructor, sessionId, gone.personId)
    const [stays] = (await addPeople(platform, 1)) as [Person]
    const merged = { personId: stays.personId, duplicateId: duplicate.personId }
    await mergePeople(ctx, superadmin, merged)
    const { learners: rows, counts } = await getRoster(ctx, instructor, eventId)
    expect(rows.find((row) => row.personId === gone.personId)).toMatchObject({ isEnrolled: false })
    expect(rows.find((row) => row.personId === stays.personId)).toMatchObject({
      attendance: { status: 'absent', source: 'manual' },
    })
    expect(counts).toMatchObject({ enrolled: 2, present: 1, absent: 1, notSet: 1 })
  })
})

describe('a session', () => {
  it('shows learners against events, also as a table', async () => {
    const { ctx } = platform
    await markAttendance(ctx, instructor, eventId, { marks: [mark(learners[1], 'present')] })
    const matrix = await getSessionAttendance(ctx, instructor, sessionId)
    expect(matrix.events.map((event) => event.name)).toEqual(['Ladders'])
    expect(matrix.learners).toHaveLength(3)
    const marked = matrix.learners.filter((learner) => learner.marks[eventId] === 'present')
    expect(marked.map((learner) => learner.personId)).toEqual([learners[1].personId])
    const { heading, rows } = await exportSession(ctx, instructor, sessionId)
    expect(heading[3]).toMatch(/^Ladders 2026-11-26/)
    expect(rows.map((row) => row[3]).sort()).toEqual(['not-set', 'not-set', 'present'])
  })
})
