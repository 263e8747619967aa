import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildLearner, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { quietly } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { cancelSession, restoreSession } from '../cancellations/session-cancellation.service.ts'
import { enroll, moveEnrollment, unenroll } from '../enrollments/enrollments.service.ts'
import { changeEvent, deleteEvent, getEvent, scheduleEvent } from '../events/events.service.ts'
import { cancel, restoreEvent } from '../lifecycle/lifecycle.service.ts'
import { lockSession } from '../sessions/locked-sessions.service.ts'
import { changeSession, createSession, getSession } from '../sessions/sessions.service.ts'
import { preview } from './previews.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let accountIds: [AccountId, AccountId]

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('previews.example')
  superadmin = await platform.addActor(['superadmin'])
  const limits = { concurrentRooms: 2 }
  accountIds = [
    (await pairedAccount(test, platform, superadmin, { name: 'A', limits })).id,
    (await pairedAccount(test, platform, superadmin, { name: 'B', limits })).id,
  ]
})
afterAll(() => test.close())

type Request = Parameters<typeof preview>[2]
const ask = (request: Request) => preview(platform.ctx, superadmin, request)
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  )

/** Everything that stands in the tables of the platform. */
async function everything(): Promise<Map<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where column_name = 'platform_id' and table_schema = 'public'`.execute(platform.ctx.db)
  const all = new Map<string, string>()
  for (const { name } of tables) {
    const { rows } = await sql<{ rows: string }>`
      select coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as rows from ${sql.table(name)} t
      where platform_id = ${platform.ctx.platform.id}`.execute(platform.ctx.db)
    all.set(name, rows[0]?.rows ?? '')
  }
  return all
}

/** What was written since: notifications by kind, places by status, rooms that are wanted or not. */
async function written() {
  const { id: platformId } = platform.ctx.platform
  const count = async (query: ReturnType<typeof sql<{ name: string; count: number }>>) =>
    new Map((await query.execute(platform.ctx.db)).rows.map((row) => [row.name, row.count]))
  return {
    mails: await count(
      sql`select kind as name, count(*) as count from notifications where platform_id = ${platformId} group by kind`,
    ),
    changes: await count(
      sql`select 'all' as name, count(*) as count from enrollment_changes where platform_id = ${platformId}`,
    ),
    rooms: await count(
      sql`select 'all' as name, sum(wanted_revision) as count from rooms where platform_id = ${platformId}`,
    ),
  }
}
const grown = (before: Map<string, number>, after: Map<string, number>) =>
  new Map(
    [...after]
      .map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )

let scenes = 0

/** A session with an event on a day of its own, people in it, and a second session. */
async function scene(learners: number, maxEnrollment: number) {
  const day = `2027-01-${10 + scenes++}`
  const session = await buildSession(platform, superadmin, { maxEnrollment })
  const { version } = await getSession(platform.ctx, superadmin, session.id)
  const target = { sessionId: session.id, expectedVersion: version }
  await changeSession(platform.ctx, superadmin, target, { waitingList: 'automatic' })
  const other = await createSession(platform.ctx, superadmin, {
    courseId: session.courseId,
    name: 'Other',
    maxEnrollment: 2,
    waitingList: 'automatic',
  })
  const people: Actor[] = []
  for (let index = 0; index < learners; index++) {
    const person = await buildLearner(platform)
    await enroll(platform.ctx, superadmin, session.id, person.personId, 'wait')
    test.clock.now = new Date(test.clock.now.getTime() + 1)
    people.push(person)
  }
  const event = await planEvent(platform, superadmin, {
    sessionId: session.id,
    accountId: accountIds[0],
    name: 'Day',
    from: '10:00',
    to: '11:00',
    day,
  })
  await settleJobs(test, platform.ctx)
  return { session, other, people, event, day }
}
type Scene = Awaited<ReturnType<typeof scene>>

/** The change itself, for what a preview was asked. */
async function carryOut({ ctx }: TestPlatform, request: Request): Promise<unknown> {
  switch (request.action) {
    case 'plan-event': {
      const { action: _, quiet, ...fields } = request
      return scheduleEvent(quietly(ctx, quiet), superadmin, fields)
    }
    case 'change-event': {
      const { action: _, quiet, eventId, version, ...change } = request
      const target = { eventId: eventId, expectedVersion: version }
      return changeEvent(quietly(ctx, quiet), superadmin, target, change)
    }
    case 'cancel-event':
      return cancel(ctx, superadmin, { eventId: request.eventId }, request.reason)
    case 'restore-event':
      return restoreEvent(ctx, superadmin, request.eventId)
    case 'delete-event':
      return deleteEvent(ctx, superadmin, request.eventId)
    case 'change-session': {
      const { action: _, quiet, sessionId, version, ...change } = request
      const target = { sessionId: sessionId, expectedVersion: version }
      return changeSession(quietly(ctx, quiet), superadmin, target, change)
    }
    case 'cancel-session':
      return cancelSession(ctx, superadmin, request.sessionId, request)
    case 'restore-session':
      return restoreSession(ctx, superadmin, request.sessionId)
    case 'unenroll':
      return unenroll(ctx, superadmin, request.sessionId, request.personId)
    case 'move': {
      const from = { sessionId: request.sessionId, personId: request.personId }
      return moveEnrollment(ctx, superadmin, from, request.toSessionId, request.whenFull)
    }
    default:
      throw new Error(`not part of this test: ${request.action}`)
  }
}

/** A change of a scene as it stands, from a few dice. */
async function drawRequest({ session, other, people, event, day }: Scene, dice: number[]): Promise<Request> {
  const [kind = 0, a = 0, b = 0] = dice
  const { ctx } = platform
  const { version } = await getSession(ctx, superadmin, session.id)
  const eventNow = await getEvent(ctx, superadmin, event.id)
  const person = people[a % people.length] as Actor
  const sessionId = session.id
  // Few hours and two rooms, so that some find none.
  const hour = 10 + (b % 4)
  const times = { startsWall: `${day}T${hour}:00`, endsWall: `${day}T${hour + 1}:00` }
  const wish = (
    [
      { fate: 'keep', toSessionId: null },
      { fate: 'release', toSessionId: null },
      { fate: 'move', toSessionId: other.id },
      { fate: 'wait', toSessionId: other.id },
    ] as const
  )[a % 4] as { fate: 'keep'; toSessionId: null }
  const accountId = [accountIds[0], accountIds[1], null][b % 3] ?? null
  const requests: Request[] = [
    {
      action: 'plan-event',
      sessionId,
      name: 'New',
      description: '',
      timeZone: 'Europe/Rome',
      accountId,
      ...times,
    } as Request,
    { action: 'change-event', eventId: event.id, version: eventNow.version, ...times },
    { action: 'change-event', eventId: event.id, version: eventNow.version, accountId },
    { action: 'change-event', eventId: event.id, version: eventNow.version, name: `Day ${b}` },
    { action: 'change-session', sessionId, version, maxEnrollment: 1 + (b % 6) },
    { action: 'cancel-event', eventId: event.id, reason: 'R' },
    { action: 'restore-event', eventId: event.id },
    { action: 'cancel-session', sessionId, reason: 'R', learners: wish, exceptions: [] },
    { action: 'restore-session', sessionId },
    { action: 'unenroll', sessionId, personId: person.personId },
    { action: 'move', sessionId, personId: person.personId, toSessionId: other.id, whenFull: 'wait' },
  ]
  return requests[kind % requests.length] as Request
}

it('tells exactly what the change then writes, is refused as it is, and changes no table', async () => {
  const plan = fc.record({
    learners: fc.integer({ min: 2, max: 5 }),
    max: fc.integer({ min: 1, max: 4 }),
    steps: fc.array(fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 }), { minLength: 4, maxLength: 8 }),
  })
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(plan, async ({ learners, max, steps }) => {
      const stage = await scene(learners, max)
      for (const dice of steps) {
        const request = await drawRequest(stage, dice)
        const jobs = test.jobs.length
        const before = await everything()
        const told = await ask(request).catch((error: { code: string }) => error)
        expect([request.action, await everything()]).toEqual([request.action, before])
        expect(test.jobs).toHaveLength(jobs)
        const counts = await written()
        if ('code' in told) {
          expect([request.action, await codeOf(carryOut(platform, request))]).toEqual([
            request.action,
            told.code,
          ])
          continue
        }
        await carryOut(platform, request)
        const now = await written()
        const mails = new Map<string, number>()
        for (const { kind, people } of told.mails) mails.set(kind, (mails.get(kind) ?? 0) + people)
        expect([request.action, mails]).toEqual([request.action, grown(counts.mails, now.mails)])
        expect(told.rooms.length > 0).toBe(grown(counts.rooms, now.rooms).size > 0)
        expect(told.places.length > 0).toBe(grown(counts.changes, now.changes).size > 0)
        seen.add(request.action)
      }
    }),
    { numRuns: 4, seed: 6 },
  )
  expect(seen.size).toBeGreaterThan(5)
})

it('names people, the calendar update, and what becomes of the room', async () => {
  const { event, people, session, other } = await scene(3, 2)
  const { version } = await getEvent(platform.ctx, superadmin, event.id)
  const times = { startsWall: '2026-11-30T14:00', endsWall: '2026-11-30T15:00' }
  const change = { action: 'change-event' as const, eventId: event.id, version }
  expect(await ask({ ...change, ...times })).toMatchObject({
    isQuiet: false,
    mails: [{ kind: 'changed', title: 'New time or venue', calendar: ['REQUEST'], people: 2 }],
    rooms: [{ outcome: 'changed', count: 1, events: ['Day'] }],
    places: [],
  })
  const [mail] = (await ask({ ...change, ...times, quiet: true })).mails
  expect((await ask({ ...change, ...times, quiet: true })).isQuiet).toBe(true)
  expect(mail?.names).toHaveLength(2)
  expect((await ask({ ...change, accountId: accountIds[1] })).rooms).toMatchObject([{ outcome: 'made-anew' }])
  expect((await ask({ ...change, accountId: null })).rooms).toMatchObject([{ outcome: 'deleted' }])
  expect(await ask({ ...change, name: 'Day' })).toMatchObject({ mails: [], rooms: [], places: [] })
  const leaving = {
    action: 'unenroll' as const,
    sessionId: session.id,
    personId: present(people[0]?.personId),
  }
  expect((await ask(leaving)).places.map(({ outcome, people }) => [outcome, people])).toEqual([
    ['removed', 1],
    ['promoted', 1],
  ])
  const learners = { fate: 'move' as const, toSessionId: other.id }
  const cancellation = { action: 'cancel-session' as const, sessionId: session.id, reason: 'R', learners }
  expect((await ask({ ...cancellation, exceptions: [] })).places).toMatchObject([
    { outcome: 'moved', people: 2 },
    { outcome: 'waiting', people: 1 },
  ])
})

it('saves quietly: nobody is told, and the history says so', async () => {
  const { event } = await scene(2, 2)
  const { version } = await getEvent(platform.ctx, superadmin, event.id)
  const before = await written()
  const times = { startsWall: '2026-12-01T14:00', endsWall: '2026-12-01T15:00' }
  const cookie = await signedIn(test, platform, superadmin.email)
  const call = (method: 'PATCH' | 'POST' | 'DELETE', url: string, payload?: object) =>
    test.app.http.inject({
      method,
      url: `/api/v1/events/${event.id}${url}`,
      headers: { host: platform.host, cookie, 'if-match': `"${version}"` },
      ...(payload ? { payload } : {}),
    })
  expect((await call('PATCH', '', { ...times, quiet: true })).statusCode).toBe(200)
  expect((await call('POST', '/cancellation', { reason: 'R', quiet: true })).statusCode).toBe(204)
  expect((await call('DELETE', '/cancellation?quiet=true')).statusCode).toBe(200)
  expect((await written()).mails).toEqual(before.mails)
  const entries = await platform.ctx.db
    .selectFrom('auditEntries')
    .select(['action', 'changes'])
    .where('platformId', '=', platform.ctx.platform.id)
    .where('objectId', '=', event.id)
    .orderBy('at')
    .orderBy('id')
    .execute()
  expect(entries.map(({ action, changes }) => [action, changes.quiet ?? false])).toEqual([
    ['event.schedule', false],
    ['event.change', true],
    ['event.cancel', true],
    ['event.restore', true],
  ])
})

it('does not wait long for what somebody else is changing', async () => {
  const { session, people } = await scene(2, 2)
  const request = {
    action: 'unenroll' as const,
    sessionId: session.id,
    personId: present(people[0]?.personId),
  }
  await withTransaction(platform.ctx.db, async (trx) => {
    await lockSession(platform.ctx, trx, session.id)
    expect(await codeOf(ask(request))).toBe('preview-busy')
  })
  expect(await codeOf(ask(request))).toBe('accepted')
})

it('answers a refusal as the change itself, with its suggestions', async () => {
  const { session } = await scene(2, 2)
  const cookie = await signedIn(test, platform, superadmin.email)
  const post = (url: string, payload: object) =>
    test.app.http.inject({
      method: 'POST',
      url: `/api/v1${url}`,
      headers: { host: platform.host, cookie },
      payload,
    })
  const event = {
    name: 'E',
    startsWall: '2026-12-05T10:00',
    endsWall: '2026-12-05T09:00',
    timeZone: 'Europe/Rome',
  }
  const asked = await post('/previews', { action: 'plan-event', sessionId: session.id, ...event })
  const real = await post(`/sessions/${session.id}/events`, event)
  const { instance: _, ...problem } = asked.json()
  const { instance: __, ...same } = real.json()
  expect(problem).toEqual(same)
  expect(asked.headers['content-type']).toContain('application/problem+json')
  const unknown = await post('/previews', { action: 'guess' } satisfies { action: string })
  expect(unknown.statusCode).toBe(400)
})
