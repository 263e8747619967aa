import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount } from '../../../../test/builders.ts'
import { Crash, CrashPlugin, mulberry32 } from '../../../../test/simulation-tools.ts'
import { sized } from '../../../../test/sized.ts'
import {
  createTestApp,
  doJob,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId, ChangeId, CourseId, EventId, SessionId } from '../../../domain/ids.ts'
import { type BreakoutGroup, mergeOptions, type RoomOptions } from '../../../domain/room-options.ts'
import type { Actor } from '../../../http/actor.ts'
import { changePerson } from '../../people/people/people.service.ts'
import { changeAccount, getAccount } from '../../rooms/accounts/accounts.service.ts'
import { findRoomOfEvent } from '../../rooms/rooms/found-rooms.service.ts'
import { orderOf } from '../../rooms/rooms/orders.service.ts'
import { changeBoard } from '../board/board-changes.service.ts'
import { listHistory } from '../board/history.service.ts'
import { undoChange } from '../board/undo.service.ts'
import { arrangeGroups, getGroups } from '../breakout-groups/breakout-groups.service.ts'
import { changeCourse, getCourse } from '../courses/courses.service.ts'
import { enroll, unenroll } from '../enrollments/enrollments.service.ts'
import { enterAsInstructor } from '../entrance/entrance.service.ts'
import { changeEvent, getEvent, scheduleEvent } from '../events/events.service.ts'
import { giveAnotherRoom } from '../lifecycle/lifecycle.service.ts'
import { copySession } from '../planning/copies.service.ts'
import { preview } from '../previews/previews.service.ts'
import { giveNotice } from '../recordings/consents.service.ts'
import { changeSession, getSession } from '../sessions/sessions.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let ines: Actor & { email: string }
let accountId: AccountId
let otherId: AccountId
let lectureId: AccountId
let courseId: CourseId
let sessionId: SessionId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('options.example')
  superadmin = await platform.addActor(['superadmin'])
  ines = await platform.addActor(['instructor'])
  accountId = (await pairedAccount(test, platform, superadmin)).id
  otherId = (await pairedAccount(test, platform, superadmin, { name: 'Webinars', sessionType: 'webinar' })).id
  lectureId = (await pairedAccount(test, platform, superadmin, { name: 'Lectures', sessionType: 'lecture' }))
    .id
})
afterAll(() => test.close())
beforeEach(async () => {
  test.jobs.length = 0
  test.fake.rooms.clear()
  test.fake.faults.length = 0
  test.fake.calls.length = 0
  test.fake.locked.clear()
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  for (const id of [accountId, otherId]) await ofAccount({}, id)
  const session = await buildSession(platform, superadmin)
  sessionId = session.id
  courseId = session.courseId
})

const settle = () => settleJobs(test, platform.ctx)
const schedule = (roomOptions: RoomOptions = {}, more: object = {}) =>
  scheduleEvent(platform.ctx, superadmin, {
    ...{ sessionId, name: 'Day 1', startsWall: '2026-11-26T10:00', endsWall: '2026-11-26T11:00' },
    ...{ timeZone: 'Europe/Rome', accountId, roomOptions },
    ...more,
  })
async function change(eventId: EventId, fields: object) {
  const { version } = await getEvent(platform.ctx, superadmin, eventId)
  return changeEvent(platform.ctx, superadmin, { eventId, expectedVersion: version }, fields)
}
async function ofAccount(roomOptions: RoomOptions, id = accountId) {
  const { version } = await getAccount(platform.ctx, superadmin, id)
  await changeAccount(platform.ctx, superadmin, { accountId: id, expectedVersion: version }, { roomOptions })
}
async function ofCourse(fields: { roomOptions?: RoomOptions; recordsEvents?: boolean | null }) {
  const { version } = await getCourse(platform.ctx, superadmin, courseId)
  await changeCourse(platform.ctx, superadmin, { courseId, expectedVersion: version }, fields)
}
async function teachSession(instructorIds: Actor['personId'][]) {
  const { version } = await getSession(platform.ctx, superadmin, sessionId)
  await changeSession(platform.ctx, superadmin, { sessionId, expectedVersion: version }, { instructorIds })
}
/** The room of an event as the service has it. */
async function there(eventId: EventId) {
  const room = await findRoomOfEvent(platform.ctx, eventId)
  const found = test.fake.rooms.get(room?.providerKey ?? '')
  if (!found) throw new Error('there is no room at the service')
  return found
}
const optionsOf = async (eventId: EventId) => (await there(eventId)).options

describe('options of a room', () => {
  it('are as the event says, else its course, else its account, and are left alone where nobody says anything', async () => {
    await ofAccount({ lobby: true, muteOnEntry: true, captions: true })
    await ofCourse({ roomOptions: { lobby: false, interpretation: true } })
    const event = await schedule({ captions: false })
    await settle()
    expect(await optionsOf(event.id)).toMatchObject({
      ...{ lobby: false, interpretation: true, muteOnEntry: true, captions: false, passcode: '' },
    })
    expect(event).toMatchObject({
      roomOptions: { captions: false },
      usualRoomOptions: { lobby: false, interpretation: true, muteOnEntry: true, captions: true },
      unmetRoomOptions: [],
    })
    const room = await findRoomOfEvent(platform.ctx, event.id)
    expect(room?.wanted?.options).not.toHaveProperty('passcode')
    // What was never said is what somebody set there.
    Object.assign(await optionsOf(event.id), { passcode: 'theirs' })
    await change(event.id, { name: 'Renamed' })
    await settle()
    expect((await optionsOf(event.id)).passcode).toBe('theirs')
  })

  it('follow what they are inherited from, and nothing is sent where nothing changes', async () => {
    const own = await schedule({ lobby: false })
    const plain = await schedule({}, { startsWall: '2026-11-27T10:00', endsWall: '2026-11-27T11:00' })
    await settle()
    await ofAccount({ lobby: true })
    await settle()
    expect([(await optionsOf(own.id)).lobby, (await optionsOf(plain.id)).lobby]).toEqual([false, true])
    await ofCourse({ roomOptions: { lobby: false, muteOnEntry: true } })
    await settle()
    expect(await optionsOf(plain.id)).toMatchObject({ lobby: false, muteOnEntry: true })
    test.fake.calls.length = 0
    await ofCourse({ roomOptions: { lobby: false, muteOnEntry: true } })
    await settle()
    expect(test.fake.calls).toEqual([])
  })

  it('follow at the check before the start, where the job that was to tell them is lost', async () => {
    const event = await schedule({ muteOnEntry: true })
    await settle()
    await ofAccount({ lobby: true })
    test.jobs.length = 0
    test.clock.now = new Date('2026-11-25T10:00:00Z')
    await sweep(test, platform.ctx, 'preflights')
    await settle()
    expect(await optionsOf(event.id)).toMatchObject({ muteOnEntry: true, lobby: true })
  })

  it('leave whom Start let lead, as long as the event is at that time', async () => {
    const event = await schedule({ alternativeHosts: false })
    await settle()
    await teachSession([ines.personId])
    const startedBy = async () => {
      const room = await findRoomOfEvent(platform.ctx, event.id)
      return room && (await orderOf(platform.ctx, room))?.startedBy
    }
    expect(await startedBy()).toEqual([])
    test.clock.now = new Date('2026-11-26T08:55:00Z')
    await enterAsInstructor(platform.ctx, ines, event.id)
    expect(await startedBy()).toEqual([ines.email])
    await settle()
    // Who is replaced leads no more, at once; on the word of an LMS somebody leads who teaches nowhere here.
    test.fake.calls.length = 0
    await teachSession([superadmin.personId])
    await settle()
    expect([await startedBy(), test.fake.calls]).toEqual([[], ['update']])
    await enterAsInstructor(platform.ctx, ines, event.id, true)
    expect(await startedBy()).toEqual([ines.email])
    await teachSession([])
    test.fake.calls.length = 0
    await change(event.id, { startsWall: '2026-11-28T10:00', endsWall: '2026-11-28T11:00' })
    expect(await startedBy()).toEqual([])
  })

  it('are put right when somebody changed them at the tool; near the start that is said', async () => {
    const event = await schedule({ lobby: true })
    await settle()
    Object.assign(await there(event.id), { options: { ...(await optionsOf(event.id)), lobby: false } })
    test.clock.now = new Date('2026-11-24T15:00:00Z')
    await sweep(test, platform.ctx, 'drift')
    await settle()
    expect((await optionsOf(event.id)).lobby).toBe(true)
    Object.assign(await there(event.id), { options: { ...(await optionsOf(event.id)), lobby: false } })
    test.clock.now = new Date('2026-11-26T08:30:00Z')
    await sweep(test, platform.ctx, 'drift')
    await settle()
    expect((await optionsOf(event.id)).lobby).toBe(false)
    const { room } = await getEvent(platform.ctx, superadmin, event.id)
    expect(room).toMatchObject({ state: 'ready', drift: { code: 'room-changed-there' } })
    expect(room?.drift?.text).toContain('waiting room')
  })

  it('that the tool keeps otherwise are said, break no room, and are not asked for again and again', async () => {
    test.fake.locked.add('captions')
    const event = await schedule({ captions: true, lobby: true })
    await settle()
    const { room } = await getEvent(platform.ctx, superadmin, event.id)
    expect(room).toMatchObject({ state: 'ready', reason: null, drift: { code: 'room-options-refused' } })
    expect(room?.drift?.text).toContain('captions')
    test.fake.calls.length = 0
    test.clock.now = new Date('2026-11-24T15:00:00Z')
    await sweep(test, platform.ctx, 'drift')
    await settle()
    expect(test.fake.calls).toEqual([])
    // Somebody unlocks it there.
    test.fake.locked.clear()
    await change(event.id, { roomOptions: { captions: true } })
    await settle()
    expect((await optionsOf(event.id)).captions).toBe(true)
    expect((await getEvent(platform.ctx, superadmin, event.id)).room?.drift).toBeNull()
  })

  it('have a passcode of ours that is the same for the life of the room, sealed, and in no table or log', async () => {
    const event = await schedule({ passcode: true })
    await settle()
    const { passcode } = await optionsOf(event.id)
    expect(passcode).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[@*_-])[\w@*-]{10}$/)
    await change(event.id, { name: 'Renamed' })
    await settle()
    expect((await optionsOf(event.id)).passcode).toBe(passcode)
    const room = await findRoomOfEvent(platform.ctx, event.id)
    const { joinUrl, ...rest } = room ?? {}
    expect(joinUrl).toContain(encodeURIComponent(passcode))
    expect(JSON.stringify(rest)).not.toContain(passcode)
    const view = JSON.stringify(await getEvent(platform.ctx, superadmin, event.id))
    expect(view).not.toContain(passcode)
  })

  it('name the instructors, whoever they are by now and by the address that they have', async () => {
    const event = await schedule({ alternativeHosts: true })
    await settle()
    expect((await optionsOf(event.id)).alternativeHosts).toEqual([])
    await teachSession([ines.personId])
    await settle()
    expect((await optionsOf(event.id)).alternativeHosts).toMatchObject([{ email: ines.email }])
    const fields = { email: 'renamed@options.example' }
    await changePerson(platform.ctx, superadmin, { id: ines.personId, expectedVersion: 1 }, fields)
    await settle()
    expect((await optionsOf(event.id)).alternativeHosts).toMatchObject([{ email: fields.email }])
    await teachSession([])
    await settle()
    expect((await optionsOf(event.id)).alternativeHosts).toEqual([])
  })

  it('have the people of each breakout group, as a planner arranged them and as long as they have a place', async () => {
    const event = await schedule({ lobby: true })
    const learners = [await platform.addActor(['learner']), await platform.addActor(['learner'])]
    for (const { personId } of learners) await enroll(platform.ctx, superadmin, sessionId, personId)
    const [mia, tom] = learners.map(({ personId }) => personId) as [Actor['personId'], Actor['personId']]
    const arrange = async (groups: BreakoutGroup[], more = 0) => {
      const { version } = await getGroups(platform.ctx, superadmin, event.id)
      const target = { eventId: event.id, expectedVersion: version + more }
      return arrangeGroups(platform.ctx, superadmin, target, groups)
    }
    const inGroups = async () =>
      (await optionsOf(event.id)).breakoutGroups?.map(({ name, people }) => [
        name,
        people.map(({ id }) => id),
      ])
    const groups = [
      { name: 'A', personIds: [mia] },
      { name: 'B', personIds: [tom] },
    ]
    expect(await arrange(groups)).toMatchObject({ isAble: true, breakoutGroups: groups, people: [{}, {}] })
    await settle()
    expect(await inGroups()).toEqual([
      ['A', [mia]],
      ['B', [tom]],
    ])
    expect((await getEvent(platform.ctx, superadmin, event.id)).roomOptions).toEqual({
      ...{ lobby: true, breakoutGroups: ['A', 'B'] },
    })
    const [asMia = superadmin] = learners
    expect((await getEvent(platform.ctx, asMia, event.id)).inRoom).toEqual({
      ...{ waits: true, isMuted: false, breakoutGroup: 'A' },
    })
    expect((await getEvent(platform.ctx, superadmin, event.id)).inRoom).toBeNull()
    // The same names with others in them.
    await arrange([
      { name: 'A', personIds: [] },
      { name: 'B', personIds: [tom, mia] },
    ])
    await settle()
    expect(await inGroups()).toEqual([
      ['A', []],
      ['B', [mia, tom].sort()],
    ])
    // Of two planners at once one is told; what makes no sense is refused, and changes nothing.
    const twice = [...groups, { name: 'A', personIds: [] }]
    const inBoth = [...groups, { name: 'C', personIds: [tom] }]
    const withoutPlace = [{ name: 'A', personIds: [ines.personId] }]
    const codes = { 'breakout-group-twice': twice, 'breakout-person-twice': inBoth } as const
    for (const [code, wrong] of Object.entries({ ...codes, 'breakout-person-without-place': withoutPlace }))
      await expect(arrange(wrong)).rejects.toMatchObject({ code })
    await expect(arrange(groups, -1)).rejects.toMatchObject({ code: 'changed-meanwhile' })
    await unenroll(platform.ctx, superadmin, sessionId, mia)
    await settle()
    expect(await inGroups()).toEqual([
      ['A', []],
      ['B', [tom]],
    ])
    await arrange([])
    await settle()
    expect(await inGroups()).toEqual([])
    // A tool that can’t has them here alone.
    await change(event.id, { accountId: lectureId })
    expect(await arrange([{ name: 'A', personIds: [tom] }])).toMatchObject({ isAble: false })
    await settle()
    const { unmetRoomOptions } = await getEvent(platform.ctx, superadmin, event.id)
    expect(unmetRoomOptions).toEqual(['lobby', 'breakoutGroups'])
  })

  it('have their people in groups again when that is taken back, also of an event that was deleted', async () => {
    const { ctx } = platform
    const { id: eventId } = await schedule({ lobby: true })
    const learners = [await platform.addActor(['learner']), await platform.addActor(['learner'])]
    for (const { personId } of learners) await enroll(ctx, superadmin, sessionId, personId)
    const [mia, tom] = learners.map(({ personId }) => personId) as [Actor['personId'], Actor['personId']]
    const groups = async () => (await getGroups(ctx, superadmin, eventId)).breakoutGroups
    const arrange = async (...wanted: BreakoutGroup[]) => {
      const { version: expectedVersion } = await getGroups(ctx, superadmin, eventId)
      await arrangeGroups(ctx, superadmin, { eventId, expectedVersion }, wanted)
    }
    const last = async () => (await listHistory(ctx, superadmin, eventId)).items[0]
    const undo = async () => {
      const { changeId } = (await last()) ?? {}
      await undoChange(ctx, superadmin, changeId as ChangeId, true)
    }
    const [a, b] = [
      { name: 'A', personIds: [mia] },
      { name: 'B', personIds: [tom] },
    ] as const
    const first = [a, b]
    await arrange(...first)
    // Other people in the same groups.
    await arrange({ ...a, personIds: [] }, { ...b, personIds: [mia, tom] })
    expect(await last()).toMatchObject({ words: ['who is in which group'], undone: false })
    await undo()
    expect(await groups()).toEqual(first)
    // Other groups with other people are one change.
    await arrange({ name: 'C', personIds: [mia, tom] })
    expect((await last())?.words).toHaveLength(2)
    await undo()
    expect(await groups()).toEqual(first)
    // Taking back is taken back, too.
    await undo()
    expect(await groups()).toMatchObject([{ name: 'C', personIds: expect.arrayContaining([mia, tom]) }])
    await undo()
    // Whoever lost their place meanwhile does not come back.
    await arrange()
    await unenroll(ctx, superadmin, sessionId, tom)
    await undo()
    expect(await groups()).toEqual([a, { ...b, personIds: [] }])
    const { version } = await getEvent(ctx, superadmin, eventId)
    const deleted = { op: 'delete' as const, eventId, version }
    const { undo: back } = await changeBoard(ctx, superadmin, {
      ...{ operations: [deleted], save: true, quiet: false },
    })
    await undoChange(ctx, superadmin, back?.changeId as ChangeId, true)
    expect(await groups()).toEqual([a, { ...b, personIds: [] }])
  })

  it('record by themselves only where people are told, and stop when they are told no more', async () => {
    const event = await schedule({ recording: true })
    await settle()
    expect((await optionsOf(event.id)).recording).toBe(false)
    await giveNotice(platform.ctx, superadmin, event.id, true)
    await settle()
    expect((await optionsOf(event.id)).recording).toBe(true)
    await giveNotice(platform.ctx, superadmin, event.id, null)
    await settle()
    expect((await optionsOf(event.id)).recording).toBe(false)
    await ofCourse({ recordsEvents: true })
    await settle()
    expect((await optionsOf(event.id)).recording).toBe(true)
  })

  it('are kept by a tool that can’t, said there, and ordered again by one that can', async () => {
    const event = await schedule({ lobby: true, captions: true }, { accountId: lectureId })
    expect(event.unmetRoomOptions).toEqual(['lobby', 'captions'])
    await settle()
    expect((await findRoomOfEvent(platform.ctx, event.id))?.wanted).not.toHaveProperty('options')
    await giveAnotherRoom(platform.ctx, superadmin, event.id, accountId)
    await settle()
    expect(await optionsOf(event.id)).toMatchObject({ lobby: true, captions: true })
    // Whoever thinks of moving it back reads what it would lose.
    const { version } = await getEvent(platform.ctx, superadmin, event.id)
    const back = { action: 'change-event', eventId: event.id, version, accountId: lectureId } as const
    expect((await preview(platform.ctx, superadmin, back)).unmetOptions).toMatchObject([
      { option: 'lobby', count: 1, events: ['Day 1'] },
      { option: 'captions', count: 1 },
    ])
    expect((await getEvent(platform.ctx, superadmin, event.id)).unmetRoomOptions).toEqual([])
  })

  it('go along with a copy of the session', async () => {
    await schedule({ lobby: true, breakoutGroups: ['A', 'B'] })
    const choices = { keepsRooms: true, keepsInstructors: false, save: true } as const
    const copy = await copySession(platform.ctx, superadmin, sessionId, {
      ...choices,
      ...{ name: 'Copy', code: '', shift: { days: 7 } },
    } as Parameters<typeof copySession>[3])
    await settle()
    const rooms = [...test.fake.rooms.values()].map(({ options }) => options)
    expect(copy.id).not.toBeNull()
    expect(rooms).toHaveLength(2)
    for (const options of rooms)
      expect(options).toMatchObject({ lobby: true, breakoutGroups: [{ name: 'A' }, { name: 'B' }] })
  })
})

const SEEDS = Number(process.env.LECTERN_SEEDS ?? sized(2, 12))

it('of many rooms are those that are wanted, whatever was edited, killed, refused or changed there meanwhile', async () => {
  const crash = new CrashPlugin()
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = mulberry32(seed)
    const below = (limit: number) => Math.floor(random() * limit)
    const node: Ctx = { ...platform.ctx, db: platform.ctx.db.withPlugin(crash), random }
    test.fake.rooms.clear()
    const session = await buildSession(platform, superadmin)
    sessionId = session.id
    courseId = session.courseId
    const some = (): RoomOptions => {
      const said = ['lobby', 'passcode', 'muteOnEntry', 'captions', 'interpretation'] as const
      return Object.fromEntries(said.filter(() => random() < 0.4).map((option) => [option, random() < 0.5]))
    }
    const name = `Of seed ${seed}.`
    const said = { account: some(), course: {} as RoomOptions, own: new Map<EventId, RoomOptions>() }
    await ofAccount(said.account)
    const plan = async () => {
      const inDays = new Date(test.clock.now.getTime() + (2 + below(4)) * 86_400_000)
      const day = `${inDays.toISOString().slice(0, 10)}T${10 + below(8)}:00`
      const own = some()
      const { id } = await schedule(own, { name, startsWall: day, endsWall: day.replace(':00', ':30') })
      said.own.set(id, own)
    }
    const work = async (ctx: Ctx, most: number) => {
      for (let n = 0; n < most; n++) {
        const due = test.jobs.filter(({ startAfter }) => !startAfter || startAfter <= test.clock.now)
        const job = due[below(due.length)]
        if (!job) return
        test.jobs.splice(test.jobs.indexOf(job), 1)
        try {
          await doJob(ctx, job)
        } catch (error) {
          crash.live()
          if (!(error instanceof Crash)) throw error
          test.jobs.push(job) // a queue gives it to somebody else
        }
      }
    }
    const happenings = [
      plan,
      async () => {
        said.account = some()
        await ofAccount(said.account)
      },
      async () => {
        said.course = some()
        await ofCourse({ roomOptions: said.course })
      },
      async () => {
        const [id] = [...said.own.keys()].slice(below(said.own.size))
        const own = some()
        if (!id) return
        await change(id, { roomOptions: own })
        said.own.set(id, own)
      },
      async () => {
        const params = { provider: 'Fake', detail: 'made to fail' }
        const error = new ProviderError('unavailable', params, { outcomeUnknown: true })
        const operation = (['create', 'update', 'find'] as const)[below(3)] ?? 'update'
        test.fake.faults.push({ operation, when: random() < 0.5 ? 'before' : 'after', error })
      },
      async () => {
        const rooms = [...test.fake.rooms.values()]
        const room = rooms[below(rooms.length)]
        if (room) Object.assign(room, { options: { ...room.options, ...some(), passcode: 'theirs' } })
      },
      async () => {
        crash.dieAfter(below(12))
        await work(node, 2)
        crash.live()
      },
      async () => void (await Promise.all([work(platform.ctx, 3), work(platform.ctx, 3)])),
      async () => work(platform.ctx, 5),
      async () => {
        test.clock.now = new Date(test.clock.now.getTime() + 90_000)
      },
    ]
    await plan()
    for (let step = 0; step < 30; step++) await happenings[below(happenings.length)]?.()
    test.fake.faults.length = 0
    for (let round = 0; round < 16; round++) {
      test.clock.now = new Date(test.clock.now.getTime() + 60_000)
      await sweep(test, platform.ctx, 'rooms')
      await work(platform.ctx, 200)
      if (round !== 8) continue
      test.clock.now = new Date(test.clock.now.getTime() + 7 * 3_600_000)
      await sweep(test, platform.ctx, 'drift')
    }
    for (const [id, own] of said.own) {
      const { passcode, ...rest } = mergeOptions(said.account, said.course, own)
      const found = await optionsOf(id)
      expect(found, `seed ${seed}`).toMatchObject(rest)
      if (passcode !== undefined) expect(found.passcode.length, `seed ${seed}`).toBe(passcode ? 10 : 0)
    }
    const made = [...test.fake.rooms.values()].filter(({ spec }) => spec.subject.includes(name))
    expect(made.length, `seed ${seed}`).toBe(said.own.size)
  }
})
