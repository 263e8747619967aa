import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import {
  addPeople,
  buildSession,
  outboxOf,
  pairedAccount,
  planEvent,
  signedIn,
} from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { changeEvent, getEvent } from '../events/events.service.ts'
import type { BoardChange, EventHistory } from './board-changes.schemas.ts'

type View = z.output<typeof BoardChange>
interface ProblemBody {
  code: string
  detail: string
  errors: { pointer: string; code: string }[]
  suggestions: object[]
}
type Person = Awaited<ReturnType<TestPlatform['addActor']>>

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let conti: Person
let neri: Person
let accountId: AccountId
let session: Awaited<ReturnType<typeof buildSession>>
const cookies = new Map<Person, string>()

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('changes.example')
  superadmin = await platform.addActor(['superadmin'])
  conti = await platform.addActor(['instructor'])
  neri = await platform.addActor(['instructor'])
  for (const person of [superadmin, conti, neri])
    cookies.set(person, await signedIn(test, platform, person.email))
  const account = await pairedAccount(test, platform, superadmin, { limits: { concurrentRooms: 1 } })
  accountId = account.id
})
afterAll(() => test.close())
beforeEach(async () => {
  session = await buildSession(platform, superadmin, { instructorIds: [conti.personId] })
  for (const { personId } of await addPeople(platform, 2))
    await enroll(platform.ctx, superadmin, session.id, personId)
  await pass(60)
  await platform.ctx.db.deleteFrom('events').execute()
  await platform.ctx.db.deleteFrom('notifications').execute()
  await platform.ctx.db.deleteFrom('mails').execute()
  test.fake.calls.length = 0
})

/** So many seconds later, with all that is due done. */
async function pass(seconds: number): Promise<void> {
  test.clock.now = new Date(test.clock.now.getTime() + seconds * 1000)
  await settleJobs(test, platform.ctx)
}

async function post(path: string, payload: object, as = superadmin) {
  const answer = await test.app.http.inject({
    method: 'POST',
    url: `/api/v1/board/changes${path}`,
    headers: { host: platform.host, cookie: cookies.get(as) ?? '' },
    payload,
  })
  return { status: answer.statusCode, body: answer.json() as View & Partial<ProblemBody> }
}
const ask = (operations: object[], as = superadmin) => post('', { operations }, as)
async function save(...operations: object[]): Promise<View> {
  const { status, body } = await post('', { operations, save: true })
  expect([status, body.code]).toEqual([200, undefined])
  return body
}
async function undo(change: View): Promise<View> {
  const { status, body } = await post(`/${change.undo?.changeId}/undo`, {})
  expect([status, body.detail]).toEqual([200, undefined])
  return body
}
const read = (id: EventId) => getEvent(platform.ctx, superadmin, id)
const subjects = async () =>
  (await outboxOf(platform, superadmin)).map(({ subject }) => subject.replace(/^.*?: /, '')).sort()

async function plan(
  name: string,
  from: string,
  to: string,
  of: { id: SessionId } = session,
  account: AccountId | null = accountId,
) {
  const event = await planEvent(platform, superadmin, {
    sessionId: of.id,
    accountId: account,
    name,
    from,
    to,
  })
  await pass(1)
  await platform.ctx.db.deleteFrom('notifications').execute()
  await platform.ctx.db.deleteFrom('mails').execute()
  test.fake.calls.length = 0
  return event
}
const moved = (id: EventId, from: string, to: string, version = 1) => ({
  op: 'change',
  eventId: id,
  version,
  startsWall: `2026-11-26T${from}`,
  endsWall: `2026-11-26T${to}`,
})

describe('the effect of a change', () => {
  it('is told in words before it is made: people, rooms, who is free; and nothing is kept', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const { body } = await ask([moved(event.id, '14:00', '15:30')])
    expect(body).toMatchObject({
      saved: false,
      refused: 0,
      undo: null,
      items: [
        {
          op: 'change',
          eventId: event.id,
          name: 'Ladders',
          sessionName: 'Winter',
          startsWall: '2026-11-26T14:00',
          startsAt: '2026-11-26T13:00:00.000Z',
          outcome: 'possible',
          conflicts: [],
        },
      ],
    })
    expect(body.effects).toMatchObject({ people: 3, rooms: [{ outcome: 'changed', count: 1 }] })
    expect(body.effects?.sentences).toEqual([
      '3 people get a new time or venue',
      'The room stays',
      expect.stringMatching(/^Pat Person\d+ is free$/),
    ])
    expect((await read(event.id)).startsWall).toBe('2026-11-26T09:00')
    await pass(60)
    expect([await subjects(), test.fake.calls]).toEqual([[], []])
  })

  it.each<[string, (ids: { mine: EventId; others: EventId }) => object, string, string]>([
    ['has no room then', ({ mine }) => moved(mine, '11:00', '12:00'), 'account-full', 'blocks'],
    ['ends before it starts', ({ mine }) => moved(mine, '12:00', '11:00'), 'refused', 'blocks'],
    ['was changed meanwhile', ({ mine }) => moved(mine, '14:00', '15:00', 7), 'refused', 'blocks'],
    [
      'gets an instructor who teaches then',
      ({ mine }) => ({ ...moved(mine, '11:00', '12:00'), accountId: null, instructorIds: [neri.personId] }),
      'instructor-busy',
      'blocks',
    ],
    [
      'is then taught by somebody busy all the same',
      ({ mine }) => ({
        ...moved(mine, '11:00', '12:00'),
        ...{ accountId: null, place: 'Hall', instructorIds: [neri.personId], overlapReason: 'Both' },
      }),
      'instructor-busy',
      'warns',
    ],
    [
      'is then in a venue that others use',
      ({ mine }) => ({ ...moved(mine, '11:00', '12:00'), accountId: null, place: 'HALL B' }),
      'place-busy',
      'warns',
    ],
  ])('says what is wrong with an event that %s', async (_, operation, type, severity) => {
    const other = await buildSession(platform, superadmin, { instructorIds: [neri.personId] })
    const mine = await plan('Ladders', '09:00', '10:00')
    const others = await plan('Burns', '11:00', '12:00', other)
    await save({ op: 'change', eventId: others.id, version: 1, place: 'Hall B' })
    const { status, body } = await ask([operation({ mine: mine.id, others: others.id })])
    expect(status).toBe(200)
    expect(body.items[0]?.outcome).toBe(severity === 'blocks' ? 'refused' : 'possible')
    expect(body.items[0]?.conflicts).toContainEqual(expect.objectContaining({ type, severity }))
  })

  it('says of events that are not there that they are not', async () => {
    const { status, body } = await ask([
      moved('01a20cb5-4a4d-7e71-9633-6f5ae6d84eac' as EventId, '09:00', '10:00'),
    ])
    expect([status, body.items[0]?.outcome, body.items[0]?.conflicts[0]?.type]).toEqual([
      200,
      'refused',
      'refused',
    ])
  })

  it('is for who may plan all of it', async () => {
    const other = await buildSession(platform, superadmin, { instructorIds: [neri.personId] })
    const [mine, theirs] = [
      await plan('Ladders', '09:00', '10:00'),
      await plan('Burns', '11:00', '12:00', other),
    ]
    expect((await ask([moved(mine.id, '14:00', '15:00')], conti)).status).toBe(200)
    const both = [moved(mine.id, '14:00', '15:00'), moved(theirs.id, '16:00', '17:00')]
    for (const saves of [false, true])
      expect(await post('', { operations: both, save: saves }, conti)).toMatchObject({
        status: 403,
        body: { code: 'role-planner-needed' },
      })
    expect((await read(mine.id)).version).toBe(1)
    const operation = { op: 'plan', sessionId: other.id, name: 'E', ...times('09:00', '10:00') }
    expect((await ask([operation], conti)).status).toBe(403)
  })
})

const times = (from: string, to: string) => ({
  startsWall: `2026-11-27T${from}`,
  endsWall: `2026-11-27T${to}`,
  timeZone: 'Europe/Rome',
})

describe('a change', () => {
  it('is heard of after ten seconds, once by each person, whatever it was about', async () => {
    const [one, two] = [await plan('Ladders', '09:00', '10:00'), await plan('Burns', '11:00', '12:00')]
    const change = await save(
      { op: 'shift', eventId: one.id, version: 1, days: 1 },
      { op: 'cancel', eventId: two.id, version: 1, reason: 'ill' },
      { op: 'plan', sessionId: session.id, name: 'Ropes', accountId, ...times('15:00', '16:00') },
    )
    expect(change.items.map(({ version }) => version)).toEqual([2, 2, 1])
    await pass(9)
    expect([await subjects(), test.fake.calls]).toEqual([[], []])
    await pass(3)
    expect(await subjects()).toHaveLength(3)
    expect(test.fake.calls.toSorted()).toEqual(['create', 'delete', 'update'])
  })

  it('lets events change places', async () => {
    const [one, two] = [await plan('Ladders', '09:00', '10:00'), await plan('Burns', '11:00', '12:00')]
    await save(moved(one.id, '11:00', '12:00'), moved(two.id, '09:00', '10:00'))
    expect((await read(one.id)).startsWall).toBe('2026-11-26T11:00')
  })

  it('is made whole or not at all', async () => {
    const [one, two] = [await plan('Ladders', '09:00', '10:00'), await plan('Burns', '11:00', '12:00')]
    const operations = [moved(one.id, '14:00', '15:00'), moved(two.id, '14:30', '15:00')]
    const answer = await post('', { operations, save: true })
    expect(answer).toMatchObject({ status: 409, body: { code: 'planning-conflicts' } })
    expect([(await read(one.id)).version, (await read(two.id)).version]).toEqual([1, 1])
  })

  it('of one event alone says at which field it is refused, and what would be possible instead', async () => {
    await plan('Ladders', '09:00', '10:00')
    const other = await plan('Burns', '11:00', '12:00')
    const full = await post('', { operations: [moved(other.id, '09:30', '10:30')], save: true })
    expect(full.body).toMatchObject({
      code: 'planning-conflicts',
      errors: [{ pointer: '/operations/0/accountId', code: 'capacity-concurrent-rooms' }],
    })
    expect(full.body.suggestions?.length).toBeGreaterThan(0)
    const stale = { op: 'change', eventId: other.id, version: 7, name: 'Scalds' }
    const late = await post('', { operations: [stale], save: true })
    expect(late.body.errors).toMatchObject([{ pointer: '/operations/0', code: 'changed-meanwhile' }])
  })

  it('names no event twice', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const operations = [moved(event.id, '14:00', '15:00'), { op: 'cancel', eventId: event.id, version: 1 }]
    expect(await ask(operations)).toMatchObject({ status: 422, body: { code: 'board-event-twice' } })
  })

  it('deletes nothing that has begun', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const before = test.clock.now
    test.clock.now = new Date('2026-11-26T08:30:00Z')
    const { body } = await ask([{ op: 'delete', eventId: event.id, version: 1 }])
    expect(body.items[0]?.conflicts[0]?.text).toContain('Cancel it instead')
    test.clock.now = before
  })

  it('of two at the same moment goes well once', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const answers = await Promise.all(
      ['14:00', '15:00', '16:00'].map((from) =>
        post('', { operations: [moved(event.id, from, '18:00')], save: true }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect((await read(event.id)).version).toBe(2)
  })
})

describe('an undo within ten seconds', () => {
  const operations: [string, (id: EventId) => object][] = [
    ['moved', (id) => moved(id, '14:00', '16:00')],
    [
      'renamed, with others who teach it',
      (id) => ({ op: 'change', eventId: id, version: 1, name: 'N', instructorIds: [neri.personId] }),
    ],
    [
      'given a venue in place of a room',
      (id) => ({ op: 'change', eventId: id, version: 1, accountId: null, place: 'Hall' }),
    ],
    ['cancelled', (id) => ({ op: 'cancel', eventId: id, version: 1, reason: 'ill' })],
    ['deleted', (id) => ({ op: 'delete', eventId: id, version: 1 })],
  ]
  it.each(operations)(
    'leaves an event that was %s as it was: no mail, no call, the same room',
    async (_, operation) => {
      const event = await plan('Ladders', '09:00', '10:00')
      const keys = [...test.fake.rooms.keys()]
      const before = await read(event.id)
      const change = await save(operation(event.id))
      await pass(5)
      await undo(change)
      await pass(60)
      const { version: _v, room, ...after } = await read(event.id)
      expect(after).toEqual({ ...before, version: undefined, room: undefined })
      expect(room?.state).toBe('ready')
      expect([await subjects(), test.fake.calls, [...test.fake.rooms.keys()]]).toEqual([[], [], keys])
    },
  )

  it('takes back what was planned, as if it had not been', async () => {
    const change = await save({
      op: 'plan',
      sessionId: session.id,
      name: 'Ropes',
      accountId,
      ...times('15:00', '16:00'),
    })
    await pass(5)
    await undo(change)
    await pass(60)
    expect([await subjects(), test.fake.calls]).toEqual([[], []])
    expect(await platform.ctx.db.selectFrom('events').select('id').execute()).toEqual([])
  })

  it('asks nobody again why an event overlaps that did before it was deleted', async () => {
    const at = (name: string, from: string, to: string) => ({
      ...{ op: 'plan', sessionId: session.id, name, place: 'Hall', instructorIds: [neri.personId] },
      ...times(from, to),
    })
    await save(at('Ladders', '09:00', '10:00'))
    const planned = await save({ ...at('Ropes', '09:30', '10:30'), overlapReason: 'Two groups' })
    const eventId = planned.items[0]?.eventId as EventId
    await undo(await save({ op: 'delete', eventId, version: 1 }))
    expect((await read(eventId)).name).toBe('Ropes')
  })

  it('can be undone: the change is there again, and is heard of', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const undone = await undo(await save({ op: 'cancel', eventId: event.id, version: 1, reason: 'ill' }))
    await undo(undone)
    await pass(12)
    expect((await read(event.id)).cancelled?.reason).toBe('ill')
    expect([(await subjects()).length, test.fake.calls]).toEqual([3, ['delete']])
  })

  it('tells who heard of it already, and nobody else', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const change = await save(moved(event.id, '14:00', '15:00'))
    await pass(5)
    const [late] = await addPeople(platform, 1)
    await enroll(platform.ctx, superadmin, session.id, present(late).personId)
    expect(await subjects()).toHaveLength(1) // who enrolled read the new time
    await undo(change)
    await pass(60)
    const mails = await outboxOf(platform, superadmin)
    expect(mails.map(({ recipient }) => recipient)).toEqual([late?.email, late?.email])
  })
})

describe('an undo later on', () => {
  it('is a new change, of which people are told', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const change = await save(moved(event.id, '14:00', '15:00'))
    await pass(3600)
    const look = await post(`/${change.undo?.changeId}/undo`, { save: false })
    expect(look.body.effects).toMatchObject({ people: 3 })
    await undo(change)
    await pass(12)
    expect((await read(event.id)).startsWall).toBe('2026-11-26T09:00')
    expect(await subjects()).toHaveLength(6)
  })

  it('of a quiet change stays quiet', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const { body } = await post('', {
      operations: [moved(event.id, '14:00', '15:00')],
      save: true,
      quiet: true,
    })
    await pass(3600)
    await undo(body)
    await pass(12)
    expect(await subjects()).toEqual([])
  })

  it('is refused when somebody changed an event since, with nothing taken back', async () => {
    const [one, two] = [await plan('Ladders', '09:00', '10:00'), await plan('Burns', '11:00', '12:00')]
    const change = await save(
      { op: 'shift', eventId: one.id, version: 1, days: 1 },
      { op: 'shift', eventId: two.id, version: 1, days: 1 },
    )
    await save({ op: 'change', eventId: two.id, version: 2, name: 'Burns II' })
    const answer = await post(`/${change.undo?.changeId}/undo`, {})
    expect(answer).toMatchObject({ status: 409, body: { code: 'change-changed-since' } })
    expect(answer.body.detail).toContain('Burns')
    expect((await read(one.id)).startsWall).toBe('2026-11-27T09:00')
  })

  it('is refused when there is no room any more', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const change = await save(moved(event.id, '14:00', '15:00'))
    await plan('Burns', '09:30', '10:30')
    const answer = await post(`/${change.undo?.changeId}/undo`, {})
    expect(answer).toMatchObject({ status: 409, body: { code: 'planning-conflicts' } })
    const look = await post(`/${change.undo?.changeId}/undo`, { save: false })
    expect(look.body.items[0]?.conflicts[0]).toMatchObject({ type: 'account-full', severity: 'blocks' })
  })

  it('happens once, also when two want it at the same moment', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    const change = await save({ op: 'delete', eventId: event.id, version: 1 })
    const answers = await Promise.all([1, 2, 3].map(() => post(`/${change.undo?.changeId}/undo`, {})))
    expect(answers.map(({ status, body }) => `${status} ${body.code ?? ''}`).sort()).toEqual([
      '200 ',
      '409 change-undone-already',
      '409 change-undone-already',
    ])
    expect((await read(event.id)).version).toBe(2)
  })

  it('is for who may plan the events, and of what there was', async () => {
    const other = await buildSession(platform, superadmin, { instructorIds: [neri.personId] })
    const event = await plan('Burns', '11:00', '12:00', other)
    const change = await save(moved(event.id, '14:00', '15:00'))
    const gone = await save({ op: 'delete', eventId: event.id, version: 2 })
    expect((await post(`/${gone.undo?.changeId}/undo`, {}, conti)).status).toBe(403)
    expect((await post(`/${gone.undo?.changeId}/undo`, {}, neri)).status).toBe(200)
    expect((await post(`/${change.undo?.changeId}/undo`, {}, neri)).body.code).toBe('change-changed-since')
    const unknown = await post('/01a20cb5-4a4d-7e71-9633-6f5ae6d84eac/undo', {})
    expect(unknown).toMatchObject({ status: 404, body: { code: 'change-not-found' } })
  })
})

describe('the history of an event', () => {
  const history = async (id: EventId, as = superadmin) => {
    const answer = await test.app.http.inject({
      url: `/api/v1/events/${id}/changes`,
      headers: { host: platform.host, cookie: cookies.get(as) ?? '' },
    })
    return { status: answer.statusCode, items: answer.json().items as z.output<typeof EventHistory>['items'] }
  }
  async function back(id: EventId, changeId: string, version: number, saves: boolean) {
    const answer = await test.app.http.inject({
      method: 'POST',
      url: `/api/v1/events/${id}/changes/${changeId}/put-back`,
      headers: { host: platform.host, cookie: cookies.get(superadmin) ?? '' },
      payload: { version, save: saves },
    })
    return { status: answer.statusCode, body: answer.json() as View & { code?: string } }
  }

  it.each([
    ['en', 'Start: Thu 26 Nov 2026, 09:00 → Tue 1 Dec 2026, 09:00'],
    ['it', 'Inizio: gio 26 nov 2026, 09:00 → mar 1 dic 2026, 09:00'],
    ['de', 'Beginn: Do., 26. Nov. 2026, 09:00 → Di., 1. Dez. 2026, 09:00'],
  ])('says with times of another day that day, as it is written in %s', async (language, words) => {
    const event = await plan('Ladders', '09:00', '10:00')
    await save({ op: 'shift', eventId: event.id, version: 1, days: 5 })
    await platform.ctx.db
      .updateTable('people')
      .set({ language: language as 'en' })
      .execute()
    const { items } = await history(event.id)
    await platform.ctx.db.updateTable('people').set({ language: 'en' }).execute()
    expect(items[0]?.words[0]).toBe(words)
  })

  it('says in words what was another, on whatever way it was done', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    await changeEvent(
      platform.ctx,
      superadmin,
      { eventId: event.id, expectedVersion: 1 },
      { endsWall: '2026-11-26T10:30', place: 'Hall' },
    )
    const change = await save({
      op: 'change',
      eventId: event.id,
      version: 2,
      name: 'Ropes',
      instructorIds: [neri.personId],
    })
    await undo(change)
    const { items } = await history(event.id)
    expect(items.map(({ action, undone, words }) => [action, undone, ...words])).toEqual([
      [
        'changed',
        false,
        'Name: Ropes → Ladders',
        expect.stringMatching(/^Instructors: Pat Person\d+ → as the session$/),
      ],
      [
        'changed',
        true,
        'Name: Ladders → Ropes',
        expect.stringMatching(/^Instructors: as the session → Pat Person\d+$/),
      ],
      ['changed', false, 'End: 10:00 → 10:30', 'Venue: none → Hall'],
    ])
    expect((await history(event.id, neri)).status).toBe(403)
  })

  it('puts back what one change made another, whatever was done since', async () => {
    const event = await plan('Ladders', '09:00', '10:00')
    await save(moved(event.id, '14:00', '15:00'))
    await save({ op: 'change', eventId: event.id, version: 2, name: 'Ropes' })
    const first = present((await history(event.id)).items[1])
    expect(first).toMatchObject({ canPutBack: true, words: ['Start: 09:00 → 14:00', 'End: 10:00 → 15:00'] })
    const look = await back(event.id, first.changeId, 3, false)
    expect(look.body).toMatchObject({
      saved: false,
      items: [{ startsWall: '2026-11-26T09:00', name: 'Ropes' }],
    })
    expect((await back(event.id, first.changeId, 2, true)).body.code).toBe('planning-conflicts')
    const done = await back(event.id, first.changeId, 3, true)
    expect([done.status, (await read(event.id)).startsWall, (await read(event.id)).name]).toEqual([
      200,
      '2026-11-26T09:00',
      'Ropes',
    ])
    await undo(done.body)
    expect((await read(event.id)).startsWall).toBe('2026-11-26T14:00')
  })
})
