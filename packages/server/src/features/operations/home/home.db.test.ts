import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { sized } from '../../../../test/sized.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { type LargeSize, seedLarge } from '../../../demo/large.ts'
import type { AccountId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { TodoKind } from '../../../domain/todo.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { getHome } from './home.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let instructor: Actor & { email: string }
let stranger: Actor & { email: string }
let learner: Actor & { email: string }
let people: PersonId[]
let accountId: AccountId
let sessionId: SessionId
let eventId: EventId
/** Seconds for which the queue says that its oldest job waits. */
let waited = 0

const run = (statement: ReturnType<typeof sql>) => statement.execute(platform.ctx.db)
const home = (actor: Actor = superadmin) => getHome(platform.ctx, actor)
const todosOf = async (actor: Actor = superadmin) => (await home(actor)).planning?.todos ?? []
const kindsOf = async (actor: Actor = superadmin) => (await todosOf(actor)).map(({ kind }) => kind)
const todo = async (kind: TodoKind, actor: Actor = superadmin) =>
  (await todosOf(actor)).filter((one) => one.kind === kind)

beforeAll(async () => {
  test = await createTestApp(
    undefined,
    {},
    { jobs: (sent) => ({ ...sent, oldestSeconds: async () => waited }) },
  )
  platform = await test.addPlatform('home.example')
  superadmin = await platform.addActor(['superadmin'])
  instructor = await platform.addActor(['instructor'])
  stranger = await platform.addActor(['instructor'])
  learner = await platform.addActor(['learner'])
  people = (await addPeople(platform, 6)).map(({ personId }) => personId)
  accountId = (await pairedAccount(test, platform, superadmin, { limits: { concurrentRooms: 4 } })).id
  const session = await buildSession(platform, superadmin, {
    maxEnrollment: 3,
    instructorIds: [instructor.personId],
  })
  sessionId = session.id
  await enroll(platform.ctx, superadmin, sessionId, learner.personId)
  eventId = (
    await planEvent(platform, superadmin, {
      ...{ sessionId, accountId, name: 'Day one', from: '10:00', to: '11:00' },
    })
  ).id
  await settleJobs(test, platform.ctx)
})
afterAll(() => test.close())
beforeEach(() => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
})

/** Says what there is to do while something is so, and afterwards. */
async function whileIs(
  change: ReturnType<typeof sql>,
  back: ReturnType<typeof sql>,
  actor: Actor = superadmin,
) {
  await run(change)
  const found = await todosOf(actor)
  await run(back)
  return { found, after: await kindsOf(actor) }
}

describe('what needs somebody who plans', () => {
  it('is nothing where all is well', async () => {
    expect(await kindsOf()).toEqual([])
    expect((await home()).planning?.counts).toEqual([])
  })

  const ofEvents: [TodoKind, string, () => ReturnType<typeof sql>, () => ReturnType<typeof sql>, object][] = [
    [
      'room',
      'a room is blocked',
      () => sql`update rooms set state = 'blocked', reason = '{"code":"account-not-paired","params":{"account":"Rooms"}}'
        where event_id = ${eventId}`,
      () => sql`update rooms set state = 'ready', reason = null where event_id = ${eventId}`,
      { urgency: 'soon', count: 1, appId: 'fake', finding: { code: 'account-not-paired' } },
    ],
    [
      'check',
      'the newest check is red',
      () => sql`insert into preflights (platform_id, event_id, stage, checked_at, is_green, findings) values
        (current_platform(), ${eventId}, 'hour', '2026-11-24T07:00:00Z', true, '[]'),
        (current_platform(), ${eventId}, 'asked', '2026-11-24T07:30:00Z', false,
          '[{"code":"preflight-no-room","params":{}}]')`,
      () => sql`update preflights set checked_at = '2026-11-24T07:45:00Z' where stage = 'hour'`,
      { urgency: 'soon', finding: { code: 'preflight-no-room' } },
    ],
    [
      'no-instructor',
      'nobody teaches',
      () => sql`delete from session_instructors where session_id = ${sessionId}`,
      () => sql`insert into session_instructors (platform_id, session_id, person_id)
        values (current_platform(), ${sessionId}, ${instructor.personId})`,
      { name: 'Day one', courseName: 'Safety', startsAt: '2026-11-26T09:00:00.000Z' },
    ],
    [
      'no-room',
      'it has neither a tool nor a venue',
      () => sql`update events set account_id = null where id = ${eventId}`,
      () => sql`update events set account_id = ${accountId} where id = ${eventId}`,
      { accountId: null },
    ],
    [
      'drift',
      'somebody changed the room at the provider',
      () =>
        sql`update rooms set drift = '{"code":"preflight-no-room","params":{}}' where event_id = ${eventId}`,
      () => sql`update rooms set drift = null where event_id = ${eventId}`,
      { urgency: 'soon' },
    ],
  ]
  it.each(ofEvents)('has %s while %s', async (kind, _, change, back, like) => {
    const { found, after } = await whileIs(change(), back())
    expect(found).toMatchObject([{ kind, eventId, sessionId, ...like }])
    expect(after).toEqual([])
  })

  it('names an event once, by the worst, and no more when it is cancelled or over', async () => {
    await run(sql`update rooms set state = 'failed', drift = '{"code":"preflight-no-room","params":{}}'
      where event_id = ${eventId}`)
    expect(await kindsOf()).toEqual(['room'])
    await run(sql`update events set cancelled_at = now() where id = ${eventId}`)
    expect(await kindsOf()).toEqual([])
    await run(sql`update events set cancelled_at = null where id = ${eventId}`)
    test.clock.now = new Date('2026-11-25T09:30:00Z')
    expect(await todosOf()).toMatchObject([{ kind: 'room', urgency: 'now' }])
    test.clock.now = new Date('2026-11-26T10:00:00Z')
    expect(await kindsOf()).toEqual([])
    await run(sql`update rooms set state = 'ready', drift = null where event_id = ${eventId}`)
  })

  it('has a running event that nobody has started, until somebody does', async () => {
    test.clock.now = new Date('2026-11-26T09:10:00Z')
    await run(sql`insert into event_alarms (platform_id, event_id, starts_at, raised_at)
      values (current_platform(), ${eventId}, '2026-11-26T09:00:00Z', '2026-11-26T09:05:00Z')`)
    expect(await todosOf()).toMatchObject([{ kind: 'not-started', urgency: 'now', eventId }])
    await run(sql`insert into event_entries (platform_id, id, event_id, person_id, role)
      values (current_platform(), gen_random_uuid(), ${eventId}, ${instructor.personId}, 'instructor')`)
    expect(await kindsOf()).toEqual([])
    await run(sql`delete from event_entries`)
    await run(sql`delete from event_alarms`)
  })

  it('has a session below its minimum from a week before its decision, until it is decided', async () => {
    const decidesAt = (day: string) =>
      sql`update sessions set min_enrollment = 3, decides_at = ${`${day}T08:00:00Z`} where id = ${sessionId}`
    await run(decidesAt('2026-12-02'))
    expect(await kindsOf()).toEqual([])
    await run(decidesAt('2026-11-25'))
    expect(await todosOf()).toMatchObject([{ kind: 'decision', sessionId, count: 2 }])
    await run(
      sql`update sessions set decided_at = now() + interval '1 year', decision = 'warned' where id = ${sessionId}`,
    )
    expect(await kindsOf()).toEqual(['decision'])
    await run(sql`update sessions set decision = 'confirmed' where id = ${sessionId}`)
    expect(await kindsOf()).toEqual([])
    await run(sql`update sessions set decision = 'warned', min_enrollment = 1 where id = ${sessionId}`)
    expect(await kindsOf()).toEqual([])
    await run(
      sql`update sessions set min_enrollment = null, decides_at = null, decided_at = null, decision = null`,
    )
  })

  it('has requests of a session in one line with who asked first, until they are answered', async () => {
    await run(sql`insert into enrollments (platform_id, session_id, person_id, status, enrolled_at)
      select current_platform(), ${sessionId}, id, 'requested', '2026-11-20T08:00:00Z'::timestamptz + n * interval '1 hour'
      from unnest(${people.slice(0, 2)}::uuid[]) with ordinality as p(id, n)`)
    expect(await todosOf()).toMatchObject([
      {
        kind: 'requests',
        count: 2,
        person: 'Lea Learner0',
        at: '2026-11-20T09:00:00.000Z',
        urgency: 'later',
      },
    ])
    await run(sql`update enrollments set status = 'cancelled' where status = 'requested'`)
    expect(await kindsOf()).toEqual([])
    await run(sql`delete from enrollments where status = 'cancelled'`)
  })

  it('has explanations of who missed an event in one line, until somebody decides', async () => {
    await run(sql`insert into absence_explanations (platform_id, event_id, person_id, explanation, said_at)
      select current_platform(), ${eventId}, id, 'Ill.', '2026-11-23T08:00:00Z'::timestamptz + n * interval '1 hour'
      from unnest(${people.slice(0, 2)}::uuid[]) with ordinality as p(id, n)`)
    expect(await kindsOf()).toEqual([])
    const mark = (n: number, status: string, at: string) =>
      run(sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
        values (current_platform(), ${eventId}, ${people[n]}, ${status}, 1, ${superadmin.personId}, ${at})
        on conflict (platform_id, event_id, person_id) do update set status = excluded.status, changed_at = excluded.changed_at`)
    for (const n of [0, 1]) await mark(n, 'absent', '2026-11-22T08:00:00Z')
    const waits = { kind: 'explained', eventId, urgency: 'later' }
    expect(await todosOf()).toMatchObject([
      { ...waits, count: 2, person: 'Lea Learner0', at: '2026-11-23T09:00:00.000Z' },
    ])
    expect(await kindsOf(instructor)).toEqual(['explained'])
    expect(await kindsOf(stranger)).toEqual([])
    await mark(0, 'excused', '2026-11-23T12:00:00Z')
    expect(await todosOf()).toMatchObject([{ ...waits, count: 1, person: 'Lea Learner1' }])
    // Marked absent once more, whoever decided knew why.
    await mark(1, 'absent', '2026-11-23T12:00:00Z')
    expect(await kindsOf()).toEqual([])
    await run(sql`delete from absence_explanations`)
    await run(sql`delete from attendance_marks`)
  })

  it('has people who wait where there are or could be places, and not where there are none', async () => {
    await run(sql`insert into enrollments (platform_id, session_id, person_id, status, waiting_since)
      select current_platform(), ${sessionId}, id, case when n <= 2 then 'enrolled' else 'waiting' end, now()
      from unnest(${people}::uuid[]) with ordinality as p(id, n)`)
    expect(await kindsOf()).toEqual([])
    await run(sql`update rooms set seats = 3 where event_id = ${eventId}`)
    expect(await kindsOf()).toEqual([])
    await run(sql`update rooms set seats = 5 where event_id = ${eventId}`)
    expect(await todosOf()).toMatchObject([{ kind: 'waiting', sessionId, count: 4, possible: 2 }])
    await run(sql`update rooms set seats = null where event_id = ${eventId}`)
    await run(sql`update sessions set max_enrollment = 4 where id = ${sessionId}`)
    expect(await todosOf()).toMatchObject([{ kind: 'waiting', count: 4, possible: 1 }])
    await run(sql`update sessions set max_enrollment = 3 where id = ${sessionId}`)
    await run(sql`delete from enrollments where person_id = any(${people}::uuid[])`)
    expect(await kindsOf()).toEqual([])
  })

  it('has failed mails, ended and ending pairings, silent webhooks and other zones, for superadmins alone', async () => {
    await run(sql`insert into mails (platform_id, id, key, person_id, recipient, subject, body, failed_at)
      select current_platform(), gen_random_uuid(), 'k' || n, ${learner.personId}, 'lea@home.example', 'S', 'B',
        '2026-11-23T08:00:00Z' from generate_series(1, 3) n`)
    await run(sql`insert into webhooks (platform_id, id, url, active, secret_sealed, switched_off_at, created_at)
      values (current_platform(), gen_random_uuid(), 'https://hooks.example/', false, 's', now(), now())`)
    await run(sql`update events set zone_differs_since = now() where id = ${eventId}`)
    await run(sql`update organizers set refreshed_at = '2026-10-28T08:00:00Z', state = 'paired'`)
    expect((await todosOf()).map(({ kind, count }) => [kind, count])).toEqual([
      ['zone', 1],
      ['pairing-ends', null],
      ['mails', 3],
      ['webhook', null],
    ])
    expect(await todo('pairing-ends')).toMatchObject([{ name: 'Rooms', accountId, appId: 'fake' }])
    await run(sql`update accounts set pairing_state = 'needs-pairing' where id = ${accountId}`)
    expect(await todo('pairing-ended')).toMatchObject([{ urgency: 'now', name: 'Rooms', count: 1 }])
    expect(await kindsOf(instructor)).toEqual([])
    test.clock.now = new Date('2026-12-24T08:00:00Z')
    expect(await todo('mails')).toEqual([])
    await run(sql`delete from mails`)
    await run(sql`delete from webhooks`)
    await run(sql`update events set zone_differs_since = null`)
    await run(sql`update organizers set refreshed_at = '2026-11-24T08:00:00Z'`)
    await run(sql`update accounts set pairing_state = 'paired'`)
    test.clock.now = new Date('2026-11-24T08:00:00Z')
    expect(await kindsOf()).toEqual([])
  })

  it('has that nobody works in the background, once a job has waited for a quarter of an hour, for superadmins alone', async () => {
    waited = 15 * 60
    expect(await kindsOf()).toEqual([])
    waited = 20 * 60
    expect(await todosOf()).toMatchObject([
      { kind: 'no-worker', urgency: 'now', at: '2026-11-24T07:40:00.000Z', name: '' },
    ])
    expect(await kindsOf(instructor)).toEqual([])
    waited = 0
  })

  it('has who wants their data to be erased, in one line with who asked first, until all are answered', async () => {
    const ask = (person: PersonId | undefined, at: string) =>
      run(sql`insert into erasure_requests (platform_id, person_id, asked_at, reason)
        values (current_platform(), ${person}, ${at}, '')`)
    await ask(people[1], '2026-11-20T08:00:00Z')
    await ask(people[0], '2026-11-10T08:00:00Z')
    expect(await todosOf()).toMatchObject([
      { kind: 'erasure', count: 2, name: 'Lea Learner0', at: '2026-12-10T08:00:00.000Z', urgency: 'later' },
    ])
    expect(await kindsOf(instructor)).toEqual([])
    await run(sql`update erasure_requests set declined_at = now(), declined_by = ${superadmin.personId}
      where person_id = ${people[0]}`)
    expect(await todosOf()).toMatchObject([{ kind: 'erasure', count: 1, name: 'Lea Learner1' }])
    await run(sql`delete from erasure_requests`)
    expect(await kindsOf()).toEqual([])
  })

  it('shows instructors what is theirs, and no one else’s sessions', async () => {
    await run(sql`update rooms set state = 'failed' where event_id = ${eventId}`)
    await run(sql`insert into enrollments (platform_id, session_id, person_id, status)
      values (current_platform(), ${sessionId}, ${people[0]}, 'requested')`)
    await run(sql`update sessions set min_enrollment = 3, decides_at = '2026-11-25T08:00:00Z'`)
    const all = ['room', 'decision', 'requests']
    expect([...(await kindsOf())].sort()).toEqual([...all].sort())
    expect([...(await kindsOf(instructor))].sort()).toEqual([...all].sort())
    expect(await kindsOf(stranger)).toEqual([])
    expect((await home(learner)).planning).toBeNull()
    await run(sql`update rooms set state = 'ready' where event_id = ${eventId}`)
    await run(sql`delete from enrollments where status = 'requested'`)
    await run(sql`update sessions set min_enrollment = null, decides_at = null`)
  })

  it('lists five of a kind and counts all', async () => {
    await run(sql`insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
      select platform_id, gen_random_uuid(), session_id, course_id, 'Many ' || n, '', '', 'UTC',
        starts_at + n * interval '1 hour', ends_at + n * interval '1 hour'
      from events, generate_series(1, 8) n where id = ${eventId}`)
    const { planning } = await home()
    expect(planning?.todos.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((n) => `Many ${n}`))
    expect(planning?.counts).toEqual([{ kind: 'no-room', count: 8 }])
    await run(sql`delete from events where name like 'Many %'`)
  })
})

describe('the platform', () => {
  it('shows superadmins seven days on their own clocks, with what is wrong with each event', async () => {
    const at = (zone: string) => ({ ...superadmin, reader: { ...superadmin.reader, timeZone: zone } })
    const days = (await home(at('Europe/Rome'))).planning?.platform?.days
    expect(days?.map(({ day, count }) => [day, count])).toEqual([
      ['2026-11-24', 0],
      ['2026-11-25', 0],
      ['2026-11-26', 1],
      ['2026-11-27', 0],
      ['2026-11-28', 0],
      ['2026-11-29', 0],
      ['2026-11-30', 0],
    ])
    expect(days?.[2]?.events).toMatchObject([
      {
        ...{ id: eventId, name: 'Day one', enrolled: 1, maxEnrollment: 3, state: 'ready' },
        instructors: [expect.stringContaining('Person')],
      },
    ])
    // It begins at 10 in Rome: in Kiritimati that is 23 o’clock of the same day, in Honolulu the evening before.
    const dayIn = async (zone: string) =>
      (await home(at(zone))).planning?.platform?.days.find(({ count }) => count > 0)?.day
    expect(await dayIn('Pacific/Kiritimati')).toBe('2026-11-26')
    expect(await dayIn('Pacific/Honolulu')).toBe('2026-11-25')
  })

  it('begins the day at the first of two midnights', async () => {
    // In Havana clocks go back from one o’clock to midnight.
    test.clock.now = new Date('2026-10-30T08:00:00Z')
    const early = { sessionId, accountId: null, day: '2026-11-01', from: '05:20', to: '05:50' }
    const { id } = await planEvent(platform, superadmin, { ...early, name: 'After the first midnight' })
    test.clock.now = new Date('2026-11-01T12:00:00Z')
    const inHavana = { ...superadmin, reader: { ...superadmin.reader, timeZone: 'America/Havana' } }
    const [today] = (await home(inHavana)).planning?.platform?.days ?? []
    expect(today).toMatchObject({ day: '2026-11-01', count: 1, events: [{ id }] })
    await run(sql`delete from events where id = ${id}`)
  })

  it('counts rooms, learners, places and who was present', async () => {
    test.clock.now = new Date('2026-11-26T12:00:00Z')
    await run(sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
      values (current_platform(), ${eventId}, ${learner.personId}, 'present', 1, ${instructor.personId}, now())`)
    const seen = (await home()).planning?.platform
    expect(seen?.rooms).toMatchObject([{ accountId, limit: 4, peak: 1, now: 0, sessionsLeft: null }])
    expect(seen?.figures).toMatchObject({ roomsLicensed: 4 })
    expect(seen?.figures.weeks.at(-1)).toBe('2026-11-23')
    expect(seen?.figures.learners).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    expect(seen?.figures.rooms).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    expect(seen?.figures.presentPercent.at(-1)).toBe(100)
    expect(seen?.figures.takenPercent).toEqual([null, null, null, null, null, null, null, 33])
  })

  it('is not for instructors and learners', async () => {
    expect((await home(instructor)).planning?.platform).toBeNull()
    expect((await home(learner)).planning).toBeNull()
  })
})

describe('the first steps', () => {
  const steps = async (of: TestPlatform, actor: Actor) =>
    (await getHome(of.ctx, actor)).planning?.platform?.firstSteps
  const done = async (of: TestPlatform, actor: Actor) =>
    (await steps(of, actor))?.steps.filter((one) => one.done).map(({ step }) => step)

  it('tick themselves off as they are done, and are put away and taken out by superadmins alone', async () => {
    const fresh = await test.addPlatform('first.localhost')
    const first = await fresh.addActor(['superadmin'])
    expect(await done(fresh, first)).toEqual([])
    await fresh.addActor(['learner'])
    expect(await done(fresh, first)).toEqual(['people'])
    const account = await pairedAccount(test, fresh, first)
    expect(await done(fresh, first)).toEqual(['tool', 'pairing', 'people'])
    const session = await buildSession(fresh, first)
    expect(await done(fresh, first)).toEqual(['tool', 'pairing', 'course', 'session', 'people'])
    await planEvent(fresh, first, {
      ...{ sessionId: session.id, accountId: account.id, name: 'E', from: '10:00', to: '11:00' },
    })
    expect(await done(fresh, first)).toEqual(['tool', 'pairing', 'course', 'session', 'event', 'people'])
    const put = async (who: Actor & { email: string }, hidden: unknown) => {
      const cookie = await signedIn(test, fresh, who.email)
      const answer = await test.app.http.inject({
        ...{ method: 'PUT', url: '/api/v1/home/first-steps', payload: { hidden } },
        headers: { host: fresh.host, cookie },
      })
      return answer.statusCode
    }
    expect(await put(first, true)).toBe(204)
    expect((await steps(fresh, first))?.hidden).toBe(true)
    expect(await put(first, false)).toBe(204)
    expect((await steps(fresh, first))?.hidden).toBe(false)
    expect(await put(first, 'no')).toBe(400)
    expect(await put(await fresh.addActor(['instructor']), true)).toBe(403)
    // On a host of its own, the domain is done.
    expect(await done(platform, superadmin)).toContain('domain')
  })
})

describe('the home of an instructor', () => {
  it('has what runs, what comes, and what is not marked yet', async () => {
    test.clock.now = new Date('2026-11-26T09:30:00Z')
    const running = (await home(instructor)).teaching
    expect(running?.running).toMatchObject([{ event: { id: eventId } }])
    expect([running?.coming, running?.comingCount, running?.unmarkedCount]).toEqual([[], 1, 0])
    test.clock.now = new Date('2026-11-27T09:30:00Z')
    await run(sql`delete from attendance_marks`)
    expect((await home(instructor)).teaching).toMatchObject({
      ...{ running: [], coming: [], comingCount: 0, unmarkedCount: 1 },
      unmarked: [{ event: { id: eventId }, counts: { notSet: 1 } }],
    })
    await run(sql`insert into attendance_marks (platform_id, event_id, person_id, status, version, changed_by, changed_at)
      values (current_platform(), ${eventId}, ${learner.personId}, 'absent', 1, ${instructor.personId}, now())`)
    expect((await home(instructor)).teaching).toMatchObject({ unmarked: [], unmarkedCount: 0 })
    expect((await home(stranger)).teaching).toMatchObject({ unmarked: [], comingCount: 0 })
    expect((await home(learner)).teaching).toBeNull()
    expect((await home(superadmin)).teaching).toBeNull()
  })
})

describe('the home of a learner', () => {
  it('has what comes, what is answered, and what is done with its proof', async () => {
    const coming = (await home(learner)).learning
    expect(coming?.events).toMatchObject([{ id: eventId, join: { state: 'before' } }])
    expect(coming?.places).toMatchObject([{ sessionId, status: 'enrolled' }])
    expect([coming?.answers, coming?.done]).toEqual([[], []])
    await run(sql`insert into enrollment_changes (platform_id, id, session_id, person_id, status, actor_id, changed_at, cause)
      values (current_platform(), gen_random_uuid(), ${sessionId}, ${learner.personId}, 'enrolled', ${superadmin.personId},
        '2026-11-24T07:00:00Z', 'approved')`)
    await run(
      sql`update enrollment_changes set changed_at = '2026-11-01T07:00:00Z' where cause <> 'approved'`,
    )
    expect((await home(learner)).learning?.answers).toMatchObject([{ sessionId, answer: 'approved' }])
    test.clock.now = new Date('2026-12-02T08:00:00Z')
    await run(sql`update attendance_marks set status = 'present'`)
    const after = (await home(learner)).learning
    expect(after).toMatchObject({ events: [], places: [], answers: [] })
    expect(after?.done).toMatchObject([{ sessionId, events: 1, present: 1, marked: 1 }])
    expect((await home(instructor)).learning).toBeNull()
  })
})

/** Two or three weeks of it are within sight. */
const MUCH: LargeSize = sized(
  { courses: 20, sessions: 240, events: 1_200, people: 600 },
  { courses: 20, sessions: 400, events: 2_000, people: 1_000 },
)

describe('much data', () => {
  it(`is answered in bounded lists among ${MUCH.events} events and ${MUCH.people} people`, async () => {
    test.clock.now = new Date('2026-11-24T08:00:00Z')
    const large = await test.addPlatform('large.example')
    const { id } = large.ctx.platform
    await seedLarge(large.ctx.db, { id, accountId: undefined, now: test.clock.now }, MUCH)
    // As the database does by itself some minutes later.
    const client = new pg.Client(test.db.connection)
    await client.connect()
    await client.query('analyze')
    await client.end()
    const reader = { language: 'en', timeZone: 'Europe/Rome' } as const
    const row = await large.ctx.db
      .selectFrom('people')
      .select('id')
      .where('roles', '@>', sql<['superadmin']>`array['superadmin']`)
      .executeTakeFirstOrThrow()
    const actor: Actor = { personId: row.id, loginId: undefined, roles: ['superadmin'], reader }
    const { planning } = await getHome(large.ctx, actor)
    const days = planning?.platform?.days ?? []
    expect(days.map(({ events }) => events.length)).toEqual(
      days.map(({ count }, n) => Math.min(count, n < 2 ? 8 : 3)),
    )
    expect(days.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(10)
    for (const { kind, count } of planning?.counts ?? []) {
      const listed = planning?.todos.filter((one) => one.kind === kind).length
      expect([kind, listed]).toEqual([kind, Math.min(count, 5)])
    }
    expect(planning?.platform?.figures.learners.every((n) => (n ?? 0) > 10)).toBe(true)
  }, 60_000)
})
