import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { statementsOf } from '../../../../test/statements.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { AccountId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { addAbsence, setWeeklyHours } from '../availability/availability.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { changeEvent } from '../events/events.service.ts'
import { cancel } from '../lifecycle/lifecycle.service.ts'
import type { Board } from './board.schemas.ts'

type BoardView = z.output<typeof Board>
type Person = Awaited<ReturnType<TestPlatform['addActor']>>

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let conti: Person
let neri: Person
const cookies = new Map<Person, string>()
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('board.example')
  superadmin = await platform.addActor(['superadmin'])
  conti = await platform.addActor(['instructor'])
  neri = await platform.addActor(['instructor'])
  for (const person of [superadmin, conti, neri])
    cookies.set(person, await signedIn(test, platform, person.email))
})
afterAll(() => test.close())

const week = { from: '2026-11-23T00:00:00Z', until: '2026-11-30T00:00:00Z' }
const ask = async (as: Person | undefined, query: Record<string, string> = {}) => {
  const answer = await test.app.http.inject({
    url: `/api/v1/board?${new URLSearchParams({ ...week, ...query })}`,
    headers: { host: platform.host, ...(as ? { cookie: cookies.get(as) ?? '' } : {}) },
  })
  return { status: answer.statusCode, body: answer.json() as BoardView & { code?: string } }
}
const read = async (query: Record<string, string> = {}, as = superadmin) => (await ask(as, query)).body

describe('the board', () => {
  let accountId: AccountId
  let winter: Awaited<ReturnType<typeof buildSession>>
  let spring: Awaited<ReturnType<typeof buildSession>>
  const ids = new Map<string, EventId>()
  const plan = async (
    name: string,
    of: { id: SessionId },
    [from, to]: [string, string],
    account: AccountId | null = accountId,
    day = '2026-11-26',
  ) => {
    const event = { sessionId: of.id, accountId: account, name, from, to, day }
    ids.set(name, (await planEvent(platform, superadmin, event)).id)
  }
  const named = (board: BoardView, name: string) => present(board.events.find((event) => event.name === name))
  const conflicts = (board: BoardView, name: string) =>
    named(board, name).conflicts.map(({ type, text }) => `${type}: ${text}`)

  beforeAll(async () => {
    const account = await pairedAccount(test, platform, superadmin, { limits: { concurrentRooms: 3 } })
    accountId = account.id
    winter = await buildSession(platform, superadmin, { instructorIds: [conti.personId], maxEnrollment: 1 })
    spring = await buildSession(platform, superadmin)
    await plan('Ladders', winter, ['09:00', '10:30'])
    await plan('Burns', spring, ['10:00', '11:00'])
    await plan('Talk', spring, ['14:00', '15:00'], null, '2026-11-27')
    await plan('Gone', spring, ['16:00', '17:00'])
    await plan('Edge', winter, ['01:00', '02:00'], accountId, '2026-11-30')
    await plan('Later', winter, ['09:00', '10:00'], accountId, '2026-12-02')
    const [one, two] = await addPeople(platform, 2)
    for (const person of [one, two]) {
      await sql`update sessions set waiting_list = 'automatic' where id = ${winter.id}`.execute(
        platform.ctx.db,
      )
      await enroll(platform.ctx, superadmin, winter.id, present(person).personId, 'wait')
    }
    await cancel(platform.ctx, superadmin, { eventId: present(ids.get('Gone')) }, 'ill')
    await settleJobs(test, platform.ctx)
  })

  it('has in one answer what it draws: events, seats, lanes, and what waits for a place', async () => {
    const board = await read()
    expect(board.events.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'Ladders coming',
      'Burns coming',
      'Gone cancelled',
      'Talk coming',
    ])
    expect(named(board, 'Ladders')).toMatchObject({
      version: 1,
      accountId,
      instructorIds: [conti.personId],
      hasOwnInstructors: false,
      startsWall: '2026-11-26T09:00',
      timeZone: 'Europe/Rome',
      room: 'ready',
      check: null,
      conflicts: [],
      mayEdit: true,
    })
    expect(board.sessions.find(({ id }) => id === winter.id)).toMatchObject({
      enrolled: 1,
      waiting: 1,
      maxEnrollment: 1,
    })
    expect(board.lanes).toEqual([
      {
        id: accountId,
        name: 'Rooms',
        limit: 3,
        peak: 2,
        peakAt: '2026-11-26T09:00:00.000Z',
        minutes: 150,
      },
      { id: null, name: '', limit: null, peak: 1, peakAt: '2026-11-27T13:00:00.000Z', minutes: 60 },
    ])
    expect(board.unplaced.events.map(({ eventId, needs }) => [eventId, needs])).toEqual([
      [ids.get('Burns'), 'instructor'],
      [ids.get('Talk'), 'room'],
      [ids.get('Talk'), 'instructor'],
    ])
    expect(board.courses.every(({ hue }) => hue >= 0 && hue < 12)).toBe(true)
    expect(JSON.stringify(board)).not.toMatch(/fake\.example|joinUrl/)
  })

  it('asks the database the same few things, however much is planned', async () => {
    const { statements } = await statementsOf(() => read())
    expect(statements.length).toBeLessThanOrEqual(18)
  })

  it('has lanes by instructor, place and course, those without anything too', async () => {
    await changeEvent(
      platform.ctx,
      superadmin,
      { eventId: present(ids.get('Talk')), expectedVersion: 1 },
      { place: 'Hall B' },
    )
    const names = async (lanes: string) =>
      (await read({ lanes })).lanes.map(({ name, minutes }) => [name, minutes])
    const [lea] = [`${(await read()).instructors.find(({ id }) => id === conti.personId)?.name}`]
    expect(await names('instructor')).toContainEqual([lea, 90])
    expect((await read({ lanes: 'instructor' })).lanes.map(({ id }) => id)).toEqual(
      expect.arrayContaining([conti.personId, neri.personId, null]),
    )
    expect(await names('place')).toEqual([
      ['Hall B', 60],
      ['', 150],
    ])
    expect((await read({ lanes: 'course' })).lanes).toHaveLength(2)
  })

  it('shows what is filtered, with conflicts of all', async () => {
    await plan('Third', spring, ['09:30', '10:00'])
    await plan('Twice', winter, ['20:00', '21:00'], null)
    await sql`update accounts set max_concurrent_rooms = 1 where id = ${accountId}`.execute(platform.ctx.db)
    const board = await read({ sessionId: winter.id })
    expect(board.events.map(({ name }) => name)).toEqual(['Ladders', 'Twice'])
    expect(conflicts(board, 'Ladders')).toEqual(['account-full: No room left then, beside Third and Burns'])
    expect((await read({ accountId: winter.courseId })).events).toEqual([])
    expect((await read({ place: 'hall  b' })).events.map(({ name }) => name)).toEqual(['Talk'])
    expect((await read({ instructorId: conti.personId })).lanes).toHaveLength(2)
    await sql`update accounts set max_concurrent_rooms = 3 where id = ${accountId}`.execute(platform.ctx.db)
  })

  it('says who is away and who teaches outside their hours, and to whom why', async () => {
    const day = { timeZone: 'Europe/Rome', reason: 'knee' }
    const away = { ...day, startsWall: '2026-11-26T00:00', endsWall: '2026-11-27T00:00' }
    await addAbsence(platform.ctx, conti, conti.personId, away)
    const hours = [{ weekday: 4, starts: '10:00', ends: '12:00' }]
    await setWeeklyHours(platform.ctx, neri, neri.personId, { timeZone: 'Europe/Rome', hours })
    await changeEvent(
      platform.ctx,
      superadmin,
      { eventId: present(ids.get('Third')), expectedVersion: 1 },
      { instructorIds: [neri.personId] },
    )
    const board = await read()
    const name = (id: PersonId) => board.instructors.find((person) => person.id === id)?.name
    expect(conflicts(board, 'Ladders')).toEqual([`instructor-away: ${name(conti.personId)} is away then`])
    expect(conflicts(board, 'Third')).toContain(
      `instructor-outside-hours: Outside the hours of ${name(neri.personId)}`,
    )
    expect(board.away).toEqual([
      {
        personId: conti.personId,
        from: '2026-11-25T23:00:00.000Z',
        until: '2026-11-26T23:00:00.000Z',
        reason: 'knee',
      },
    ])
    expect(board.outside).toEqual([])
    expect((await read({}, neri)).away[0]?.reason).toBe('')
    const shaded = await read({ lanes: 'instructor' })
    expect(shaded.outside.filter(({ personId }) => personId === neri.personId)).toEqual([
      { personId: neri.personId, from: week.from.replace('Z', '.000Z'), until: '2026-11-26T09:00:00.000Z' },
      { personId: neri.personId, from: '2026-11-26T11:00:00.000Z', until: week.until.replace('Z', '.000Z') },
    ])
  })

  it('is for planners, who see all and may edit what is theirs', async () => {
    const board = await read({}, conti)
    expect(board.events.map(({ name, mayEdit }) => `${name} ${mayEdit}`)).toEqual(
      expect.arrayContaining(['Ladders true', 'Burns false']),
    )
    expect((await ask(undefined)).status).toBe(401)
    const learner = await platform.addActor(['learner'])
    cookies.set(learner, await signedIn(test, platform, learner.email))
    expect(await ask(learner)).toMatchObject({ status: 403, body: { code: 'role-planner-needed' } })
    for (const until of ['2027-01-07T00:00:00Z', week.from])
      expect(await ask(superadmin, { until })).toMatchObject({ status: 422, body: { code: 'calendar-span' } })
  })
})

describe('who can teach then', () => {
  it('is told best first: free, knows the course, teaches least; of the others why not', async () => {
    const place = await test.addPlatform('free.example')
    const admin = await place.addActor(['superadmin'])
    const cookie = await signedIn(test, place, admin.email)
    const [busy, away, knows, fresh, loaded] = await Promise.all(
      Array.from({ length: 5 }, () => place.addActor(['instructor'], `${place.ctx.newId()}@free.example`)),
    )
    const of = (person: Person | undefined) => ({ instructorIds: [present(person).personId] })
    const [course, other] = [
      await buildSession(place, admin, of(knows)),
      await buildSession(place, admin, of(busy)),
    ]
    const full = await buildSession(place, admin, of(loaded))
    const at = { accountId: null, from: '09:00', to: '10:00' }
    await planEvent(place, admin, {
      ...at,
      sessionId: course.id,
      name: 'Before',
      day: '2026-11-24',
      from: '09:30',
    })
    const running = await planEvent(place, admin, { ...at, sessionId: other.id, name: 'Burns' })
    await planEvent(place, admin, { ...at, sessionId: full.id, name: 'Yesterday', day: '2026-11-25' })
    const day = { startsWall: '2026-11-26T00:00', endsWall: '2026-11-27T00:00', timeZone: 'UTC', reason: 'x' }
    await addAbsence(place.ctx, admin, present(away).personId, day)
    const before = test.clock.now
    test.clock.now = new Date('2026-11-24T12:00:00Z')
    const ask = async (query: Record<string, string> = {}) => {
      const span = {
        startsAt: '2026-11-26T08:30:00Z',
        endsAt: '2026-11-26T09:30:00Z',
        courseId: course.courseId,
      }
      const answer = await test.app.http.inject({
        url: `/api/v1/free-instructors?${new URLSearchParams({ ...span, ...query })}`,
        headers: { host: place.host, cookie },
      })
      return { status: answer.statusCode, ...answer.json() }
    }
    const { items } = await ask()
    expect(items.map((one: { id: string }) => one.id).slice(0, 3)).toEqual([
      knows?.personId,
      fresh?.personId,
      loaded?.personId,
    ])
    expect(items[0]).toMatchObject({ isFree: true, taught: 1, minutesThatWeek: 30, reasons: [] })
    const why = (person: Person | undefined) =>
      items
        .find((one: { id: string }) => one.id === person?.personId)
        .reasons.map((one: { type: string }) => one.type)
    expect([why(busy), why(away)]).toEqual([['instructor-busy'], ['instructor-away']])
    const without = await ask({ eventId: running.id })
    expect(without.items.filter((one: { isFree: boolean }) => one.isFree)).toHaveLength(4)
    expect(await ask({ endsAt: '2026-11-26T08:00:00Z' })).toMatchObject({
      status: 422,
      code: 'event-ends-before-start',
    })
    expect(await ask({ endsAt: '2026-11-28T08:00:00Z' })).toMatchObject({
      status: 422,
      code: 'event-too-long',
    })
    test.clock.now = before
  })
})
