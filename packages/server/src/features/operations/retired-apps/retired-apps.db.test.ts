import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outboxOf, pairedAccount } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { sized } from '../../../../test/sized.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { CourseId, EventId, SessionId } from '../../../domain/ids.ts'
import { FAKE_APP_ID } from '../../../providers/fake/fake.ts'
import { fakeOptions } from '../../../providers/fake/options.ts'
import { createGotoVersion1App, GOTO_V1_APP_ID } from '../../../providers/goto/version1.ts'
import { changeApp, listApps, planSwitch } from '../../platform/apps/apps.service.ts'
import { createAccount, listConferencingTools } from '../../rooms/accounts/accounts.service.ts'
import { createCourse } from '../../training/courses/courses.service.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { enterAsLearner } from '../../training/entrance/entrance.service.ts'
import { changeEvent, deleteEvent, getEvent } from '../../training/events/events.service.ts'
import { createSession } from '../../training/sessions/sessions.service.ts'
import { beginMove, carryOutMove, exportMove, getMove, tryMove, undoMove } from '../moves/moves.service.ts'
import { importEvents, importTemplate } from './event-import.service.ts'
import { confirmDeletedByHand, getRetiredApp, removeRetiredApp } from './retired-apps.service.ts'

const ORIGIN = 'https://v1.example'
const HEADING =
  'account,session_type,organizer_email,course,session,event,starts,ends,time_zone,room_key,join_url'

let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let learner: typeof superadmin

beforeAll(async () => {
  test = await createTestApp(() => [createGotoVersion1App(FAKE_APP_ID)])
  platform = await test.addPlatform('v1.example')
  superadmin = await platform.addActor(['superadmin'])
  learner = await platform.addActor(['learner'])
})
afterAll(() => test.close())

const row = (
  event: string,
  day: string,
  key: string,
  more: { account?: string; type?: string; email?: string; at?: string } = {},
) =>
  [
    more.account ?? 'Old account',
    more.type ?? 'webinar',
    more.email ?? 'user1@fake.example',
    'Safety',
    'Winter',
    event,
    `${day} ${more.at ?? '10:00'}`,
    `${day} ${more.at ? '11:30' : '11:00'}`,
    'Europe/Rome',
    key,
    `https://old.example/join/${key}`,
  ].join(',')
const read = (rows: string[], save = true) =>
  importEvents(platform.ctx, superadmin, GOTO_V1_APP_ID, { text: [HEADING, ...rows].join('\n'), save })
const settle = () => settleJobs(test, platform.ctx)
const eventNamed = async (name: string) => {
  const found = await platform.ctx.db
    .selectFrom('events')
    .select(['id', 'sessionId'])
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return { eventId: found.id, sessionId: found.sessionId }
}

describe('version 1', () => {
  it('says that it ended, can be activated beside version 2, and takes no new accounts or events', async () => {
    await changeApp(platform.ctx, superadmin, { appId: GOTO_V1_APP_ID, active: true }, ORIGIN)
    const app = (await listApps(platform.ctx, superadmin, ORIGIN)).find(
      (entry) => entry.id === GOTO_V1_APP_ID,
    )
    expect(app).toMatchObject({ active: true, changedBy: expect.stringMatching(/^Pat/) })
    expect(app?.retired?.note.en).toMatch(/December 2020.*31 March 2021/)
    const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null }
    const input = {
      appId: GOTO_V1_APP_ID,
      name: 'N',
      description: '',
      fields: { clientId: 'c', clientSecret: 's' },
      sessionType: 'meeting',
      limits,
    }
    await expect(createAccount(platform.ctx, superadmin, input)).rejects.toMatchObject({
      code: 'app-retired',
    })
  })

  it('takes events over from a table, tried first, with a sentence for each row that is left out', async () => {
    const rows = [
      row('Before', '2026-11-30', 'k1'),
      row('After 1', '2026-12-10', 'k2'),
      row('After 2', '2026-12-10', 'k3', { at: '10:30' }),
      row('By hand', '2026-12-12', 'k4', { email: 'gone@fake.example' }),
      row('Twice', '2026-12-13', 'k4'),
      row('Over', '2026-11-20', 'k5'),
      row('Other type', '2026-12-14', 'k6', { type: 'meeting' }),
      row('No type', '2026-12-14', 'k7', { type: 'seminar', account: 'X' }),
      row('Wrong zone', '2026-12-14', 'k8').replace('Europe/Rome', 'Mars/Olympus'),
      row('Wrong time', 'some day', 'k9'),
      row('', '2026-12-14', 'k10'),
    ]
    const tried = await read(rows, false)
    expect(tried).toMatchObject({ added: 4, refused: 7, saved: false })
    expect(tried.makes).toEqual({ accounts: 1, courses: 1, sessions: 1 })
    const madeBy = tried.rows.flatMap(({ outcome, reason }) => (outcome === 'add' && reason ? [reason] : []))
    expect(madeBy).toEqual(['Makes the course “Safety” and its session “Winter”.'])
    expect(await platform.ctx.db.selectFrom('events').select('id').execute()).toEqual([])
    expect(tried.rows.slice(0, 7).map((entry) => entry.reason)).toEqual([
      expect.stringMatching(/k4 stands in line 5 already/),
      expect.stringMatching(/./),
      expect.stringMatching(/two session types/),
      expect.stringMatching(/“seminar” is no session type/),
      expect.stringMatching(/Mars\/Olympus/),
      expect.stringMatching(/Write it like 2027-01-15|Write it like 10:00/),
      expect.stringMatching(/column event is empty/),
    ])
    const both = await Promise.all([read(rows), read(rows)])
    expect(both.map(({ added, saved }) => [added, saved]).sort()).toEqual([
      [0, true],
      [4, true],
    ])
    const nothing = { accounts: 0, courses: 0, sessions: 0 }
    expect(await read(rows)).toMatchObject({ added: 0, known: 5, makes: nothing })
    const elsewhere = row('Spring day', '2026-12-15', 'k20').replace('Winter', 'Spring')
    const spring = await read([elsewhere, elsewhere.replace('k20', 'k21')], false)
    expect(spring.makes).toEqual({ ...nothing, sessions: 1 })
    expect(spring.rows.map(({ reason }) => reason)).toEqual(['Makes the session “Spring” of “Safety”.', null])
    const template = importTemplate(superadmin)
    expect(
      (await importEvents(platform.ctx, superadmin, GOTO_V1_APP_ID, { text: template, save: false })).added,
    ).toBe(1)
  })

  it('refuses a course or session of which there are several, and takes the code or the id of one', async () => {
    const make = (name: string, code = '') =>
      createCourse(platform.ctx, superadmin, { name, code, type: 'vilt' })
    const [first, second] = [await make('Doubled', 'DBL-1'), await make('Doubled')]
    const sessions = [first, first, second].map(({ id }) =>
      createSession(platform.ctx, superadmin, { courseId: id, name: 'Same' }),
    )
    const [one] = await Promise.all(sessions)
    const named = (course: string, session: string) =>
      row('Named', '2026-12-20', `n ${course} ${session}`)
        .replace('Safety', course)
        .replace('Winter', session)
    const { rows } = await read(
      [named('doubled', 'New'), named('DBL-1', 'same'), named('dbl-1', present(one?.id))],
      false,
    )
    expect(rows.map(({ outcome, reason }) => [outcome, reason?.slice(0, 43)])).toEqual([
      ['refuse', '2 courses have the name “doubled”. Write on'],
      ['refuse', '2 sessions have the name “same”. Write one '],
      ['add', undefined],
    ])
  })

  it('lets its events take place: learners join by the old room’s link; new times are refused', async () => {
    const { eventId, sessionId } = await eventNamed('Before')
    await enroll(platform.ctx, superadmin, sessionId, learner.personId)
    await settle()
    const event = await getEvent(platform.ctx, superadmin, eventId)
    expect(event.tool).toMatchObject({ name: { en: 'GoToMeeting Version 1' }, accountName: 'Old account' })
    expect(event.room?.state).toBe('ready')
    const now = test.clock.now
    test.clock.now = new Date('2026-11-30T09:00:00Z')
    expect(await enterAsLearner(platform.ctx, learner, eventId)).toBe('https://old.example/join/k1')
    test.clock.now = now
    const moved = { startsWall: '2026-11-30T12:00', endsWall: '2026-11-30T13:00' }
    const target = { eventId, expectedVersion: event.version }
    await expect(changeEvent(platform.ctx, superadmin, target, moved)).rejects.toMatchObject({
      code: 'app-retired',
    })
    const tools = await listConferencingTools(platform.ctx, superadmin)
    expect(tools.find((tool) => tool.appId === GOTO_V1_APP_ID)?.accounts).toMatchObject([
      { usable: false, reason: { code: 'app-retired' } },
    ])
  })
})

describe('the switch', () => {
  let target: Awaited<ReturnType<typeof pairedAccount>>
  const from = '2026-12-01T00:00:00Z'
  const wish = async () => {
    const { accounts } = await getRetiredApp(platform.ctx, superadmin, GOTO_V1_APP_ID)
    return {
      accounts: accounts.map((account) => ({
        fromAccountId: account.id,
        toAccountId: present(account.suggestedAccountId),
      })),
      startsFrom: from,
      tellsPeople: true,
    }
  }

  it('is planned for a day; the assistant knows what begins before and after, and where it can go', async () => {
    target = await pairedAccount(test, platform, superadmin, {
      name: 'V2',
      sessionType: 'webinar',
      limits: { concurrentRooms: 1 },
    })
    await planSwitch(platform.ctx, superadmin, { appId: GOTO_V1_APP_ID, switchAt: new Date(from) })
    const migration = await getRetiredApp(platform.ctx, superadmin, GOTO_V1_APP_ID)
    expect(migration).toMatchObject({
      accounts: [{ name: 'Old account', before: 1, after: 3, suggestedAccountId: target.id }],
      mayRemove: false,
    })
  })

  it('is tried without a trace: what would move, and what has no room', async () => {
    const tried = await tryMove(platform.ctx, superadmin, await wish())
    expect(tried).toMatchObject({ id: null, total: 3, moved: 2, refused: 1 })
    expect(tried.items.find((item) => item.state === 'refused')).toMatchObject({ name: 'After 2' })
    const { eventId } = await eventNamed('After 1')
    expect((await getEvent(platform.ctx, superadmin, eventId)).tool?.appId).toBe(GOTO_V1_APP_ID)
    expect(test.jobs).toEqual([])
  })

  it('goes on where it stopped, keeps links, tells each person once, and says what is left', async () => {
    // The old rooms, of which one has an organizer whom version 2 knows.
    const spec = { subject: 's', description: '', startsAt: '', endsAt: '', timeZone: 'UTC' }
    for (const key of ['k2', 'k3', 'k4'])
      test.fake.rooms.set(key, {
        hostKey: undefined,
        key,
        spec,
        joinUrl: undefined,
        marker: '',
        registrations: new Map(),
        runs: [],
        recordings: [],
        options: fakeOptions({}, undefined, new Set()),
      })
    const begun = await beginMove(platform.ctx, superadmin, await wish())
    const moveId = present(begun.id)
    // A node that dies in the middle: the first event is moved, the job comes again.
    let published = 0
    const dying = {
      ...platform.ctx,
      live: {
        ...platform.ctx.live,
        publish: async () => {
          if (++published > 2) throw new Error('killed')
        },
      },
    }
    await expect(carryOutMove(dying, moveId)).rejects.toThrow('killed')
    expect(await getMove(platform.ctx, superadmin, moveId)).toMatchObject({ moved: 1, finishedAt: null })
    await settle()
    const done = await getMove(platform.ctx, superadmin, moveId)
    expect(done).toMatchObject({ total: 3, moved: 2, refused: 1 })
    expect(done.finishedAt).not.toBeNull()

    const { eventId } = await eventNamed('After 1')
    const event = await getEvent(platform.ctx, superadmin, eventId)
    expect(event.tool?.accountName).toBe('V2')
    expect(event.room?.state).toBe('ready')
    const now = test.clock.now
    test.clock.now = new Date('2026-12-10T09:00:00Z')
    expect(await enterAsLearner(platform.ctx, learner, eventId)).toMatch(/^https:\/\/fake\.example/)
    test.clock.now = now

    await carryOutMove(platform.ctx, moveId)
    const mails = (await outboxOf(platform, superadmin)).filter(
      (mail) => mail.recipient === learner.email && mail.subject.includes('new rooms'),
    )
    expect(mails.map((mail) => mail.subject)).toEqual(['v1.example: Your events have new rooms'])
    expect(mails[0]?.body).toMatch(/2 of your events .*: After 1 and By hand/)

    expect(test.fake.rooms.has('k2')).toBe(false) // deleted through version 2
    expect(test.fake.rooms.has('k4')).toBe(true)
    const report = await exportMove(platform.ctx, superadmin, moveId)
    expect(report).toMatch(/By hand.*moved.*No paired host can delete the room k4/)
    await expect(undoMove(platform.ctx, superadmin, moveId)).rejects.toMatchObject({
      code: 'move-undo-retired',
    })
  })

  it('is over when nothing of version 1 is left; then its removal is final', async () => {
    const remove = () => removeRetiredApp(platform.ctx, superadmin, GOTO_V1_APP_ID)
    await expect(remove()).rejects.toMatchObject({
      code: 'app-has-events',
      params: { count: 2, events: { first: ['Before', 'After 2'], more: 0 } },
    })
    for (const name of ['Before', 'After 2']) {
      const { eventId } = await eventNamed(name)
      await deleteEvent(platform.ctx, superadmin, eventId)
    }
    await settle()
    await expect(remove()).rejects.toMatchObject({ code: 'app-has-rooms', params: { count: 1 } })
    const { leftRooms } = await getRetiredApp(platform.ctx, superadmin, GOTO_V1_APP_ID)
    expect(leftRooms).toMatchObject([{ key: 'k4', organizer: 'gone@fake.example', byHand: true }])
    await confirmDeletedByHand(platform.ctx, superadmin, present(leftRooms[0]).id)
    const began = test.clock.now
    test.clock.now = new Date(began.getTime() + 3_600_000)
    await remove()
    const removedAt = test.clock.now.toISOString()
    test.clock.now = began
    const app = (await listApps(platform.ctx, superadmin, ORIGIN)).find(
      (entry) => entry.id === GOTO_V1_APP_ID,
    )
    expect(app).toMatchObject({ active: false, removed: true, changedAt: removedAt })
    expect(app?.changedBy).toMatch(/^Pat/)
    const activate = changeApp(platform.ctx, superadmin, { appId: GOTO_V1_APP_ID, active: true }, ORIGIN)
    await expect(activate).rejects.toMatchObject({ code: 'app-removed' })
  })

  it('of accounts of one app can be undone', async () => {
    const spare = await pairedAccount(test, platform, superadmin, { name: 'Spare', sessionType: 'webinar' })
    const there = await beginMove(platform.ctx, superadmin, {
      accounts: [{ fromAccountId: target.id, toAccountId: spare.id }],
      startsFrom: from,
      tellsPeople: false,
    })
    await settle()
    expect(await getMove(platform.ctx, superadmin, present(there.id))).toMatchObject({ moved: 2, refused: 0 })
    const back = await undoMove(platform.ctx, superadmin, present(there.id))
    await settle()
    expect(await getMove(platform.ctx, superadmin, present(back.id))).toMatchObject({
      isUndo: true,
      moved: 2,
    })
    const { eventId } = await eventNamed('After 1')
    expect((await getEvent(platform.ctx, superadmin, eventId)).tool?.accountName).toBe('V2')
  })
})

it('moves many events in one go', async () => {
  const EVENTS = sized(40, 300)
  const big = await test.addPlatform('many.example')
  const admin = await big.addActor(['superadmin'])
  const [from, to] = [
    await pairedAccount(test, big, admin),
    await pairedAccount(test, big, admin, { name: 'To' }),
  ]
  const { id: platformId } = big.ctx.platform
  const [courseId, sessionId] = [big.ctx.newId<CourseId>(), big.ctx.newId<SessionId>()]
  await big.ctx.db
    .insertInto('courses')
    .values({ platformId, id: courseId, name: 'C', type: 'vilt' })
    .execute()
  await big.ctx.db
    .insertInto('sessions')
    .values({ platformId, id: sessionId, courseId: courseId, name: 'S' })
    .execute()
  await big.ctx.db
    .insertInto('events')
    .values(
      Array.from({ length: EVENTS }, (_, n) => {
        const startsAt = new Date(Date.parse('2026-12-01T08:00:00Z') + n * 3_600_000)
        const wall = startsAt.toISOString().slice(0, 16)
        return {
          platformId,
          id: big.ctx.newId<EventId>(),
          sessionId: sessionId,
          courseId: courseId,
          name: `E${n}`,
          startsWall: wall,
          endsWall: wall,
          timeZone: 'UTC',
          startsAt,
          endsAt: new Date(startsAt.getTime() + 1_800_000),
          accountId: from.id,
        }
      }),
    )
    .execute()
  const wish = {
    accounts: [{ fromAccountId: from.id, toAccountId: to.id }],
    startsFrom: '2026-12-01T00:00:00Z',
    tellsPeople: false,
  }
  expect(await tryMove(big.ctx, admin, wish)).toMatchObject({ total: EVENTS, moved: EVENTS })
  // Begun by somebody who may not any more by the time the job gets to it.
  const other = await big.addActor(['superadmin'])
  const late = await beginMove(big.ctx, other, wish)
  await big.ctx.db
    .updateTable('people')
    .set({ roles: ['instructor'] })
    .where('id', '=', other.personId)
    .execute()
  await carryOutMove(big.ctx, present(late.id))
  expect(await getMove(big.ctx, admin, present(late.id))).toMatchObject({ moved: 0, refused: EVENTS })

  const move = await beginMove(big.ctx, admin, wish)
  await carryOutMove(big.ctx, present(move.id))
  expect(await getMove(big.ctx, admin, present(move.id))).toMatchObject({ moved: EVENTS, refused: 0 })
  test.jobs.length = 0
})
