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
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { AccountId, EventId, SessionId } from '../../../domain/ids.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { changeEvent, getEvent } from '../events/events.service.ts'
import type { BoardChange } from './board-changes.schemas.ts'
import { changeBoard } from './board-changes.service.ts'
import type { BoardDraft } from './draft.schemas.ts'

type Draft = z.output<typeof BoardDraft>
type Change = z.output<typeof BoardChange>
type Person = Awaited<ReturnType<TestPlatform['addActor']>>

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let conti: Person
let neri: Person
let learner: Person
let accountId: AccountId
let session: Awaited<ReturnType<typeof buildSession>>
const cookies = new Map<Person, string>()

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('drafts.example')
  superadmin = await platform.addActor(['superadmin'])
  conti = await platform.addActor(['instructor'])
  neri = await platform.addActor(['instructor'])
  learner = await platform.addActor(['learner'])
  for (const person of [superadmin, conti, neri, learner])
    cookies.set(person, await signedIn(test, platform, person.email))
  const account = await pairedAccount(test, platform, superadmin, { limits: { concurrentRooms: 1 } })
  accountId = account.id
})
afterAll(() => test.close())
beforeEach(async () => {
  session = await buildSession(platform, superadmin, { instructorIds: [conti.personId] })
  for (const { personId } of [learner, ...(await addPeople(platform, 1))])
    await enroll(platform.ctx, superadmin, session.id, personId)
  await pass(60)
  for (const table of ['events', 'notifications', 'mails', 'boardDrafts'] as const)
    await platform.ctx.db.deleteFrom(table).execute()
  test.fake.calls.length = 0
})

/** So many seconds later, with all that is due done. */
async function pass(seconds: number): Promise<void> {
  test.clock.now = new Date(test.clock.now.getTime() + seconds * 1000)
  await settleJobs(test, platform.ctx)
}

async function ask<T>(
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  { as = superadmin, version, payload }: { as?: Person; version?: number; payload?: object } = {},
) {
  const answer = await test.app.http.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      host: platform.host,
      cookie: cookies.get(as) ?? '',
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(payload ? { payload } : {}),
  })
  const body = (answer.body ? answer.json() : {}) as T & { code?: string; detail?: string }
  return { status: answer.statusCode, body }
}
const read = async (as = superadmin) => (await ask<Draft>('GET', '/board/draft', { as })).body
const put = (version: number, operations: object[], as = superadmin) =>
  ask<{ version: number }>('PUT', '/board/draft', { as, version, payload: { operations } })
const release = (version: number, as = superadmin) =>
  ask<Change & { errors?: { pointer: string }[] }>('POST', '/board/draft/release', {
    as,
    payload: { version },
  })
const event = (id: EventId) => getEvent(platform.ctx, superadmin, id)
const mails = async () => (await outboxOf(platform, superadmin)).map(({ recipient }) => recipient).sort()

async function plan(name: string, from: string, to: string, of: { id: SessionId } = session) {
  const planned = await planEvent(platform, superadmin, { sessionId: of.id, accountId, name, from, to })
  await pass(1)
  await platform.ctx.db.deleteFrom('notifications').execute()
  await platform.ctx.db.deleteFrom('mails').execute()
  test.fake.calls.length = 0
  return planned
}
const moved = (id: EventId, from: string, to: string, version = 1) => ({
  op: 'change',
  eventId: id,
  version,
  startsWall: `2026-11-26T${from}`,
  endsWall: `2026-11-26T${to}`,
})
const times = { startsWall: '2026-11-27T15:00', endsWall: '2026-11-27T16:00', timeZone: 'Europe/Rome' }

describe('a draft', () => {
  it('is empty until something is put into it', async () => {
    expect(await read()).toEqual({ version: 0, updatedAt: null, operations: [], change: null })
  })

  it('is known to nobody but who drafted it: no mail, no call, and every screen as before', async () => {
    const one = await plan('Ladders', '09:00', '10:00')
    const path = '/calendar/events?from=2026-11-20T00:00:00Z&until=2026-12-06T00:00:00Z'
    const board = '/board?from=2026-11-20T00:00:00Z&until=2026-12-06T00:00:00Z'
    const seen = async () => {
      const [mine, theirs, planners] = [
        await ask('GET', path, { as: learner }),
        await ask('GET', path, { as: conti }),
        await ask<{ readAt?: string }>('GET', board, { as: conti }),
      ]
      return [mine.body, theirs.body, { ...planners.body, readAt: '' }]
    }
    const before = await seen()
    const operations = [
      { op: 'shift', eventId: one.id, version: 1, days: 1 },
      { op: 'plan', sessionId: session.id, name: 'Ropes', accountId, ...times },
    ]
    expect((await put(0, operations)).body).toMatchObject({ version: 1 })
    const draft = await read()
    expect(draft.operations).toMatchObject(operations)
    expect(draft.change).toMatchObject({
      saved: false,
      refused: 0,
      items: [
        { op: 'shift', name: 'Ladders', startsWall: '2026-11-27T09:00', outcome: 'possible' },
        { op: 'plan', name: 'Ropes', startsWall: '2026-11-27T15:00', outcome: 'possible' },
      ],
      effects: { people: 3, rooms: expect.arrayContaining([{ outcome: 'created', count: 1 }]) },
    })
    expect(await read(conti)).toMatchObject({ version: 0, operations: [] })
    await pass(60)
    expect([await mails(), test.fake.calls]).toEqual([[], []])
    expect(await platform.ctx.db.selectFrom('notifications').select('id').execute()).toEqual([])
    expect(await seen()).toEqual(before)
  })

  it('says each time it is read what it would do now', async () => {
    const one = await plan('Ladders', '09:00', '10:00')
    await put(0, [moved(one.id, '14:00', '15:00')])
    expect((await read()).change?.items[0]).toMatchObject({ outcome: 'possible', conflicts: [] })
    await plan('Burns', '14:30', '15:30')
    expect((await read()).change?.items[0]).toMatchObject({
      outcome: 'refused',
      conflicts: [{ type: 'account-full', severity: 'blocks' }],
    })
  })

  it.each<[string, (id: EventId, sessionId: SessionId) => Promise<unknown>, string, string]>([
    [
      'was changed since',
      (eventId) => changeEvent(platform.ctx, superadmin, { eventId, expectedVersion: 1 }, { place: 'Hall' }),
      'Ladders',
      'changed',
    ],
    [
      'is gone',
      (eventId) =>
        changeBoard(platform.ctx, superadmin, {
          operations: [{ op: 'delete', eventId, version: 1 }],
          save: true,
          quiet: undefined,
        }),
      'Ladders',
      'no such event',
    ],
    [
      'is no longer for the drafter to plan',
      async (_, sessionId) => {
        await platform.ctx.db.deleteFrom('sessionInstructors').where('sessionId', '=', sessionId).execute()
      },
      'Ladders',
      'instructor of the session',
    ],
  ])(
    'says in words of an event that %s that nothing comes of it, and lets go of it',
    async (_, happens, name, word) => {
      const [one, two] = [await plan('Ladders', '09:00', '10:00'), await plan('Burns', '11:00', '12:00')]
      const operations = [
        moved(one.id, '14:00', '15:00'),
        { op: 'change', eventId: two.id, version: 1, name: 'B' },
      ]
      await put(0, operations, conti)
      await happens(one.id, session.id)
      const { status, body } = await ask<Draft>('GET', '/board/draft', { as: conti })
      expect(status).toBe(200)
      expect(body.change?.items[0]).toMatchObject({
        name,
        outcome: 'refused',
        conflicts: [{ type: 'refused' }],
      })
      expect(body.change?.items[0]?.conflicts[0]?.text.toLowerCase()).toContain(word)
      const refused = await release(1, conti)
      expect(refused).toMatchObject({ status: 409, body: { code: 'planning-conflicts' } })
      expect(refused.body.errors?.[0]?.pointer).toBe('/operations/0')
      expect((await read(conti)).operations).toHaveLength(2)
      expect((await event(two.id)).version).toBe(1)
      expect((await put(1, [], conti)).body.version).toBe(2)
      expect((await read(conti)).change).toBeNull()
    },
  )

  it('is one’s own: nobody drafts over what another device drafted', async () => {
    const one = await plan('Ladders', '09:00', '10:00')
    const tries = await Promise.all(
      ['14:00', '15:00', '16:00'].map((from) => put(0, [moved(one.id, from, '18:00')])),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 412, 412])
    const again = await Promise.all(
      ['14:00', '15:00', '16:00'].map((from) => put(1, [moved(one.id, from, '18:00')])),
    )
    expect(again.map(({ status }) => status).sort()).toEqual([200, 412, 412])
    const blind = await ask('PUT', '/board/draft', { payload: { operations: [] } })
    expect(blind).toMatchObject({ status: 428, body: { code: 'if-match-needed' } })
  })

  it('that was discarded is empty, and its version never begins anew', async () => {
    const one = await plan('Ladders', '09:00', '10:00')
    await put(0, [moved(one.id, '14:00', '15:00')])
    expect((await ask('DELETE', '/board/draft')).status).toBe(204)
    expect((await ask('DELETE', '/board/draft')).status).toBe(204)
    expect(await read()).toMatchObject({ version: 2, operations: [], change: null })
    expect((await put(1, [])).status).toBe(412)
    expect(await release(2)).toMatchObject({ status: 409, body: { code: 'board-draft-empty' } })
  })

  it.each<[string, (id: EventId) => object[], number, string]>([
    [
      'more than 500 operations',
      (id) => Array.from({ length: 501 }, () => moved(id, '14:00', '15:00')),
      400,
      'invalid-request',
    ],
    [
      'an event twice',
      (id) => [moved(id, '14:00', '15:00'), { op: 'cancel', eventId: id, version: 1 }],
      422,
      'board-event-twice',
    ],
    ['what is no operation', () => [{ op: 'wish' }], 400, 'invalid-request'],
  ])('takes not %s', async (_, operations, status, code) => {
    expect(await put(0, operations(session.id as string as EventId))).toMatchObject({
      status,
      body: { code },
    })
    expect((await read()).version).toBe(0)
  })

  it('takes 500 operations', async () => {
    const operations = Array.from({ length: 500 }, (_, index) => ({
      op: 'plan',
      sessionId: session.id,
      name: `E${index}`,
      place: 'Hall',
      startsWall: `2027-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}T09:00`,
      endsWall: `2027-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}T10:00`,
      timeZone: 'UTC',
    }))
    expect((await put(0, operations)).status).toBe(200)
    const stored = await platform.ctx.db.selectFrom('boardDrafts').select('operations').execute()
    expect(stored[0]?.operations).toHaveLength(500)
    await ask('DELETE', '/board/draft')
  })

  it('is for who plans', async () => {
    for (const [method, path, payload] of [
      ['GET', '/board/draft', undefined],
      ['PUT', '/board/draft', { operations: [] }],
      ['DELETE', '/board/draft', undefined],
      ['POST', '/board/draft/release', { version: 1 }],
    ] as const)
      expect(
        (await ask(method, path, { as: learner, version: 0, ...(payload ? { payload } : {}) })).status,
      ).toBe(403)
  })
})

describe('a release', () => {
  it('does all that was drafted at once: each person hears of it once, ten seconds later', async () => {
    const [one, two] = [await plan('Ladders', '09:00', '10:00'), await plan('Burns', '11:00', '12:00')]
    await put(0, [
      { op: 'shift', eventId: one.id, version: 1, days: 1 },
      { op: 'cancel', eventId: two.id, version: 1, reason: 'ill' },
      { op: 'plan', sessionId: session.id, name: 'Ropes', accountId, ...times },
    ])
    const { status, body } = await release(1)
    expect([status, body.saved, body.items.map(({ version }) => version)]).toEqual([200, true, [2, 2, 1]])
    expect(await read()).toMatchObject({ version: 2, operations: [], change: null })
    expect((await event(one.id)).startsWall).toBe('2026-11-27T09:00')
    await pass(9)
    expect([await mails(), test.fake.calls]).toEqual([[], []])
    await pass(3)
    const told = await mails()
    expect([told.length, new Set(told).size]).toEqual([3, 3])
    expect(test.fake.calls.toSorted()).toEqual(['create', 'delete', 'update'])
  })

  it('can be taken back within ten seconds, and nobody hears of it', async () => {
    const one = await plan('Ladders', '09:00', '10:00')
    await put(0, [moved(one.id, '14:00', '15:00')])
    const { body } = await release(1)
    await pass(5)
    const undone = await ask('POST', `/board/changes/${body.undo?.changeId}/undo`, { payload: {} })
    expect(undone.status).toBe(200)
    await pass(60)
    expect((await event(one.id)).startsWall).toBe('2026-11-26T09:00')
    expect([await mails(), test.fake.calls]).toEqual([[], []])
  })

  it('of what cannot all be done does nothing, and the draft stays', async () => {
    const [one, two] = [await plan('Ladders', '09:00', '10:00'), await plan('Burns', '11:00', '12:00')]
    await put(0, [moved(one.id, '14:00', '15:00'), moved(two.id, '14:30', '15:00')])
    expect(await release(1)).toMatchObject({ status: 409, body: { code: 'planning-conflicts' } })
    expect([(await event(one.id)).version, (await event(two.id)).version]).toEqual([1, 1])
    expect(await read()).toMatchObject({ version: 1, change: { refused: 1 } })
  })

  it('is of the draft that was looked at', async () => {
    const one = await plan('Ladders', '09:00', '10:00')
    await put(0, [moved(one.id, '14:00', '15:00')])
    await put(1, [moved(one.id, '16:00', '17:00')])
    expect((await release(1)).status).toBe(412)
    expect((await event(one.id)).version).toBe(1)
  })

  it('of two at the same moment goes well once', async () => {
    const one = await plan('Ladders', '09:00', '10:00')
    await put(0, [moved(one.id, '14:00', '15:00')])
    const answers = await Promise.all([release(1), release(1), release(1)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412])
    expect((await event(one.id)).version).toBe(2)
  })

  it('and what is drafted at the same moment never get lost over each other', async () => {
    const [one, two] = [await plan('Ladders', '09:00', '10:00'), await plan('Burns', '11:00', '12:00')]
    const first = moved(one.id, '14:00', '15:00')
    await put(0, [first])
    const [released, drafted] = await Promise.all([
      release(1),
      put(1, [first, moved(two.id, '16:00', '17:00')]),
    ])
    expect([released.status, drafted.status].sort()).toEqual([200, 412])
    const { operations } = await read()
    expect(operations).toHaveLength(released.status === 200 ? 0 : 2)
    expect((await event(one.id)).version).toBe(released.status === 200 ? 2 : 1)
  })
})
