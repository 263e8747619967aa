import { createHash } from 'node:crypto'
import { type PlayedRun, type Simulator, startSimulator } from '@lectern/goto-simulator'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSession, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { createGotoApp } from '../../../providers/goto/app.ts'
import { GOTO_APP_ID } from '../../../providers/goto/app-id.ts'
import { addPerson } from '../../people/people/people.service.ts'
import { setAppActive } from '../../platform/apps/apps.service.ts'
import { createAccount } from '../../rooms/accounts/accounts.service.ts'
import { beginPairing, finishPairing } from '../../rooms/accounts/pairing.service.ts'
import { getEngagement } from '../engagement/engagement.service.ts'
import { enroll } from '../enrollments/enrollments.service.ts'
import { listStays, matchStay, unmatchStay } from './stays.service.ts'

const HOST = 'reports.example'
const REDIRECT_URI = `https://${HOST}/learn/gotomeeting`
const MORNING = new Date('2026-11-24T08:00:00Z')
/** In Rome 10:00 to 11:00. */
const STARTS = new Date('2026-11-26T09:00:00Z')
const ENDS = new Date('2026-11-26T10:00:00Z')
const WEEK_MINUTES = 7 * 24 * 60

type Product = 'meeting' | 'webinar' | 'training'

let test: TestApp
let goto: Simulator
let platform: TestPlatform
let superadmin: Actor & { email: string }
const accounts = {} as Record<Product, AccountId>
let anna: PersonId
let bea: PersonId
let secondBea: PersonId
let sessionId: SessionId
let eventId: EventId
let trainings = 0

beforeAll(async () => {
  goto = await startSimulator({
    port: 0,
    control: true,
    clock: () => test?.clock.now.getTime() ?? MORNING.getTime(),
    behavior: { requestsPerSecond: 1e9, refuseOrganizerOverlap: false },
  })
  const settings = { authUrl: goto.url, apiUrl: goto.url, requestsPerSecond: undefined, maxAttempts: 1 }
  test = await createTestApp((now) => [createGotoApp({ ...settings, now })])
  platform = await test.addPlatform(HOST)
  superadmin = await platform.addActor(['superadmin'])
  const { ctx } = platform
  await withTransaction(ctx.db, (trx) =>
    setAppActive(ctx, trx, { appId: GOTO_APP_ID, active: true }, undefined),
  )
  for (const product of ['meeting', 'webinar', 'training'] as const)
    accounts[product] = await pairWith(product)
  anna = await addNamed('Anna', 'Rossi', 'anna@people.example')
  bea = await addNamed('Bea', 'Blu', 'bea@people.example')
  secondBea = await addNamed('Bea', 'Blu', 'bea.blu@people.example')
})
afterAll(async () => {
  await test.close()
  await goto.close()
})

/** @param users who are there already: each has an account of their own */
async function pairWith(sessionType: Product, users = 0): Promise<AccountId> {
  const { ctx } = platform
  const client = goto.addClient({ name: sessionType, redirectUris: [REDIRECT_URI] })
  const email = users === 0 ? `${sessionType}@goto.example` : `${sessionType}${users}@goto.example`
  goto.addUser({ email, password: 'p', firstName: 'Olga', lastName: 'Organizer' })
  const { id } = await createAccount(ctx, superadmin, {
    ...{ appId: GOTO_APP_ID, name: sessionType, description: '', sessionType },
    fields: { clientId: client.clientId, clientSecret: client.clientSecret },
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
  })
  const url = new URL(await beginPairing(ctx, superadmin, id, `https://${HOST}`))
  const codeChallenge = url.searchParams.get('code_challenge') ?? ''
  const code = goto.consent({ clientId: client.clientId, email, redirectUri: REDIRECT_URI, codeChallenge })
  const state = url.searchParams.get('state') ?? undefined
  const { outcome } = await finishPairing(ctx, superadmin, { state, code, error: undefined })
  expect(outcome).toBe('paired')
  return id
}

function addNamed(firstName: string, lastName: string, email: string): Promise<PersonId> {
  const { ctx } = platform
  const roles = ['learner'] as const
  return withTransaction(ctx.db, (trx) =>
    addPerson(ctx, trx, { firstName, lastName, email, roles, passwordHash: null }),
  )
}

beforeEach(async () => {
  goto.withholdReports(undefined)
  goto.clearFaults()
  test.clock.now = MORNING
  sessionId = (await buildSession(platform, superadmin)).id
  for (const personId of [anna, bea, secondBea]) await enroll(platform.ctx, superadmin, sessionId, personId)
})

/** An event of now on an account, with its room and everybody registered. */
async function plan(
  product: Product,
  times = { from: '10:00', to: '11:00', day: '2026-11-26' },
): Promise<void> {
  // One organizer holds one training at a time.
  const accountId = product === 'training' ? await pairWith('training', ++trainings) : accounts[product]
  eventId = (await planEvent(platform, superadmin, { sessionId, accountId, name: 'Ladders', ...times })).id
  await settleJobs(test, platform.ctx)
}

const roomKey = async () => {
  const { rows } = await sql<{ key: string }>`
    select provider_key as key from rooms where event_id = ${eventId} and wanted is not null`.execute(
    platform.ctx.db,
  )
  return present(rows[0]).key
}

const registrantOf = (personId: PersonId) => {
  const email = {
    [anna]: 'anna@people.example',
    [bea]: 'bea@people.example',
    [secondBea]: 'bea.blu@people.example',
  }[personId]
  return async () => {
    const key = await roomKey()
    return present(goto.state().registrants.find((one) => one.email === email && one.roomKey === key))
      .registrantKey
  }
}

type Participant = PlayedRun['participants'][number]

/** A run of the event's room; times are minutes from its start. */
async function play(
  product: Product,
  participants: (Omit<Participant, 'intervals' | 'name'> & { name?: string; at: [number, number?][] })[],
  { from = 0, to = 60, ...told }: { from?: number; to?: number } & Partial<PlayedRun> = {},
): Promise<void> {
  const moment = (minute: number) => addMinutes(STARTS, minute).toISOString()
  goto.playRun({
    ...{ product, key: await roomKey(), startedAt: moment(from), endedAt: moment(to), ...told },
    participants: participants.map(({ at, name = '', ...person }) => ({
      ...{ ...person, name },
      intervals: at.map(([join, leave]) => ({
        joinAt: moment(join),
        ...(leave === undefined ? {} : { leaveAt: moment(leave) }),
      })),
    })),
  })
}

/** What a worker does until some minutes after the end, minute by minute where there is something to do. */
async function pass(minutes: number): Promise<void> {
  for (const minute of [
    5,
    15,
    30,
    60,
    120,
    240,
    480,
    960,
    1440,
    2880,
    4320,
    5760,
    7200,
    8640,
    WEEK_MINUTES,
  ]) {
    if (minute > minutes || addMinutes(ENDS, minute) < test.clock.now) continue
    test.clock.now = addMinutes(ENDS, minute)
    await sweep(test, platform.ctx, 'readings')
    await settleJobs(test, platform.ctx)
  }
}

const stays = () => listStays(platform.ctx, superadmin, eventId)
/** Each stay in short: whose it is, by what, and its minutes from the start. */
async function inShort() {
  const names = new Map<string | undefined, string>([
    [anna, 'anna'],
    [bea, 'bea'],
    [secondBea, 'second bea'],
  ])
  const minute = (time: string | null) =>
    time === null ? '?' : (Date.parse(time) - STARTS.getTime()) / 60_000
  return (await stays()).items.map(
    ({ person, matchedBy, joinedAt, leftAt, role }) =>
      `${names.get(person?.id) ?? role}${matchedBy ? ` by ${matchedBy}` : ''} ${minute(joinedAt)}-${minute(leftAt)}`,
  )
}
const reading = async () => (await stays()).reading
const reports = async () => {
  const { rows } = await sql<{
    body: string
    hash: string
    state: string
    runs: number
    participants: number
  }>`
    select body, hash, state, runs, participants from attendance_reports where event_id = ${eventId} order by read_at`.execute(
    platform.ctx.db,
  )
  return rows
}

describe('a report', () => {
  it('is kept as it came: listed with its hash, and handed out byte for byte to who teaches the event', async () => {
    await plan('webinar')
    const registrantKey = await registrantOf(anna)()
    await play('webinar', [{ email: 'x', registrantKey, name: 'Ánna “A” <b>', at: [[0, 60]] }])
    await pass(5)
    const ask = (path: string, cookie: string) =>
      test.app.http.inject({
        url: `/api/v1/events/${eventId}/attendance/reports${path}`,
        headers: { host: HOST, cookie },
      })
    const cookie = await signedIn(test, platform, superadmin.email)
    const listed = await ask('', cookie)
    const [kept] = await reports()
    expect(listed.json().items).toEqual([
      {
        ...{ id: expect.any(String), roomId: expect.any(String), sessionType: 'webinar', provider: 'GoTo' },
        ...{ readAt: addMinutes(ENDS, 5).toISOString(), state: 'read', reason: null },
        ...{ hash: present(kept).hash, runs: 1, participants: 1 },
      },
    ])
    const { id } = listed.json().items[0]
    const file = await ask(`/${id}`, cookie)
    expect(file.statusCode).toBe(200)
    expect(file.headers['content-disposition']).toBe(`attachment; filename="attendance-report-${id}.json"`)
    expect(file.body).toBe(present(kept).body)
    expect(createHash('sha256').update(file.rawPayload).digest('hex')).toBe(present(kept).hash)
    expect((await ask(`/${platform.ctx.newId()}`, cookie)).json()).toMatchObject({ code: 'report-not-found' })
    for (const roles of [['learner'], ['instructor']] as const) {
      const other = await platform.addActor([...roles])
      const theirs = await signedIn(test, platform, other.email)
      for (const path of ['', `/${id}`]) expect((await ask(path, theirs)).statusCode).toBeGreaterThan(400)
    }
    // One that is withheld says why, and has no body to hand out but nothing.
    test.clock.now = MORNING
    goto.withholdReports('scope')
    await plan('webinar')
    await play('webinar', [])
    await pass(5)
    const [withheld] = (await ask('', cookie)).json().items
    expect(withheld).toMatchObject({ state: 'withheld', reason: { code: 'attendance-scope-missing' } })
  })
})

describe('a webinar', () => {
  it('is read until two readings agree, by registration, whatever the name; reading twice changes nothing', async () => {
    await plan('webinar')
    await play('webinar', [
      {
        email: 'x',
        registrantKey: await registrantOf(anna)(),
        name: 'iPhone von Anna',
        at: [
          [-2, 30],
          [31, 45],
          [10, 60],
        ],
      },
      { email: 'x', registrantKey: await registrantOf(bea)(), name: 'Bea Blu', at: [[5]] },
      { email: 'x', registrantKey: await registrantOf(secondBea)(), name: 'Bea Blu', at: [[20, 25]] },
    ])
    await pass(5)
    expect(await inShort()).toEqual([
      'anna by registration -2-30',
      'bea by registration 5-?',
      'anna by registration 10-60',
      'second bea by registration 20-25',
      'anna by registration 31-45',
    ])
    expect(await reading()).toMatchObject({ state: 'read', runs: 1, identifies: true, reason: null })
    const before = (await stays()).items
    await pass(240)
    expect((await stays()).items).toEqual(before)
    expect(await reading()).toMatchObject({
      state: 'settled',
      nextReadAt: null,
      settledAt: expect.any(String),
    })
    const kept = await reports()
    expect(kept).toHaveLength(1)
    expect(kept[0]).toMatchObject({ state: 'read', runs: 1, participants: 3 })
    expect(JSON.parse(present(kept[0]).body)).toEqual([expect.any(Object), expect.any(Object)])
    expect(present(kept[0]).body).toContain('attendanceTimeInSeconds')
  })

  it('grows: five rows first, more ten minutes later, and both answers are kept', async () => {
    await plan('webinar')
    await play(
      'webinar',
      [
        {
          email: 'x',
          registrantKey: await registrantOf(anna)(),
          at: [
            [0, 10],
            [11, 60],
          ],
        },
        { email: 'x', registrantKey: await registrantOf(bea)(), at: [[0, 60]] },
      ],
      { report: { grows: [{ until: addMinutes(ENDS, 12).toISOString(), rows: 1 }] } },
    )
    await pass(5)
    expect(await inShort()).toEqual(['anna by registration 0-10'])
    await pass(WEEK_MINUTES)
    expect((await inShort()).sort()).toEqual([
      'anna by registration 0-10',
      'anna by registration 11-60',
      'bea by registration 0-60',
    ])
    expect(await reports()).toHaveLength(2)
    expect((await reading()).state).toBe('settled')
  })

  it('that was opened twice counts whole: a run that begins early, one after a drop, and no other', async () => {
    await plan('webinar')
    const registrantKey = await registrantOf(anna)()
    const only = (join: number, leave: number): Parameters<typeof play>[1] => [
      { email: 'x', registrantKey, at: [[join, leave]] },
    ]
    await play('webinar', only(-58, -40), { from: -60, to: -30 }) // a rehearsal
    await play('webinar', only(-20, 30), { from: -25, to: 31 })
    await play('webinar', only(34, 66), { from: 33, to: 67 })
    await play('webinar', only(81, 90), { from: 80, to: 95 }) // a link that was opened once more
    await pass(120)
    expect(await inShort()).toEqual(['anna by registration -20-30', 'anna by registration 34-66'])
    expect((await reading()).runs).toBe(2)
  })

  it('in which nobody was is read, and one whose report never comes is unknown after a week', async () => {
    await plan('webinar')
    await play('webinar', [])
    await pass(240)
    expect(await reading()).toMatchObject({ state: 'settled', runs: 1 })
    test.clock.now = MORNING
    await plan('webinar')
    await play('webinar', [{ email: 'x', registrantKey: await registrantOf(anna)(), at: [[0, 60]] }], {
      report: { outAt: 'never' },
    })
    await pass(240)
    expect(await reading()).toMatchObject({ state: 'waiting', reason: null })
    await pass(WEEK_MINUTES)
    const never = await reading()
    expect(never).toMatchObject({
      state: 'given-up',
      nextReadAt: null,
      reason: { code: 'attendance-no-report' },
    })
    expect(await reports()).toEqual([])
    expect(await sweep(test, platform.ctx, 'readings')).toBe(false)
  })

  it('tells its polls, survey and questions, and who of ours asked; a survey that is answered later is in a later reading', async () => {
    await plan('webinar')
    const [annas, beas] = [await registrantOf(anna)(), await registrantOf(bea)()]
    await play(
      'webinar',
      [
        { email: 'x', registrantKey: annas, name: 'A', at: [[0, 60]] },
        { email: 'x', registrantKey: beas, name: 'B', at: [[0, 60]] },
      ],
      {
        ...{ attentiveness: 71.6, interest: 40 },
        polls: [
          {
            question: 'Ladder or scaffold?',
            answers: [
              { registrantKey: annas, texts: ['Ladder'] },
              { registrantKey: beas, texts: ['Scaffold'] },
            ],
          },
        ],
        questions: [
          {
            ...{ question: 'How high?', registrantKey: annas, askedAt: STARTS.toISOString() },
            answers: [{ answer: 'Two metres.', answeredBy: 'Olga', answeredAt: STARTS.toISOString() }],
          },
        ],
      },
    )
    await pass(5)
    const engagement = () => getEngagement(platform.ctx, superadmin, eventId)
    const [run, ...others] = (await engagement()).runs
    expect(others).toEqual([])
    expect(run).toMatchObject({
      ...{ attentiveness: 72, interest: 40, surveys: [] },
      polls: [
        {
          ...{ question: 'Ladder or scaffold?', answers: 2 },
          shares: [
            { text: 'Ladder', percent: 50 },
            { text: 'Scaffold', percent: 50 },
          ],
        },
      ],
      questions: [
        {
          ...{ question: 'How high?', person: { id: anna }, askedAt: STARTS.toISOString() },
          answers: [{ text: 'Two metres.', by: 'Olga', at: STARTS.toISOString() }],
        },
      ],
    })
    goto.answerSurvey(await roomKey(), {
      question: 'Good?',
      answers: [{ registrantKey: beas, texts: ['Very'] }],
    })
    // Who was there is read, also where the rest is refused: what was known stays.
    goto.failNext({ match: { method: 'GET', path: '/performance' }, action: { status: 403 } })
    await pass(15)
    expect((await engagement()).runs).toEqual([run])
    await pass(30)
    expect((await engagement()).runs[0]).toMatchObject({
      surveys: [{ question: 'Good?', answers: 1, shares: [{ text: 'Very', percent: 100 }] }],
    })
    expect((await reading()).state).toBe('read')
    const learner = await platform.addActor(['learner'])
    await expect(getEngagement(platform.ctx, learner, eventId)).rejects.toMatchObject({
      code: 'event-not-found',
    })
  })

  it('whose report is late is waited for', async () => {
    await plan('webinar')
    const report = { outAt: addMinutes(ENDS, 2000).toISOString() }
    await play('webinar', [{ email: 'x', registrantKey: await registrantOf(anna)(), at: [[0, 60]] }], {
      report,
    })
    await pass(1440)
    expect((await reading()).state).toBe('waiting')
    await pass(WEEK_MINUTES)
    expect(await inShort()).toEqual(['anna by registration 0-60'])
    expect((await reading()).state).toBe('settled')
  })

  it.each([
    ['scope', 'attendance-scope-missing'],
    ['licence', 'attendance-licence-missing'],
    ['policy', 'attendance-forbidden'],
  ] as const)(
    'whose report is withheld for its %s is unknown, with what to do, until it is mended',
    async (why, code) => {
      await plan('webinar')
      await play('webinar', [{ email: 'x', registrantKey: await registrantOf(anna)(), at: [[0, 60]] }])
      goto.withholdReports(why)
      await pass(30)
      expect(await reading()).toMatchObject({ state: 'withheld', reason: { code } })
      expect((await reading()).reason?.text).toMatch(/GoTo/)
      expect(await inShort()).toEqual([])
      expect(await reports()).toMatchObject([{ state: 'withheld', body: '' }])
      goto.withholdReports(undefined)
      await pass(480)
      expect(await reading()).toMatchObject({ state: 'settled', reason: null })
      expect(await inShort()).toEqual(['anna by registration 0-60'])
    },
  )

  it('of a provider that does not answer is read later, and what was known stays', async () => {
    await plan('webinar')
    await play('webinar', [{ email: 'x', registrantKey: await registrantOf(anna)(), at: [[0, 60]] }])
    goto.failNext({ match: { path: '/sessions' }, action: { status: 503 }, times: 2 })
    await pass(15)
    expect(await reading()).toMatchObject({ state: 'waiting', reason: { code: 'attendance-unavailable' } })
    await pass(30)
    expect(await inShort()).toEqual(['anna by registration 0-60'])
  })
})

describe('a training', () => {
  it('is matched by the address in whatever letters, by one that was taught, else by nobody', async () => {
    await plan('training')
    const people: Parameters<typeof play>[1] = [
      { email: 'ANNA@People.Example', name: 'A. R.', at: [[0, 30]] },
      {
        email: 'bea@home.example',
        name: 'Bea Blu',
        at: [
          [1, 20],
          [21, 60],
        ],
      },
      { email: '', name: 'Bea Blu', at: [[2, 60]] },
      { email: '', name: '+39 333 1234567', at: [[3, 60]] },
      { email: 'stranger@x.example', name: '<script>alert(1)</script>', at: [[4, 60]] },
    ]
    await play('training', people)
    await pass(5)
    const before = await stays()
    expect(await inShort()).toEqual([
      'anna by registration 0-30',
      'learner 1-20',
      'learner 2-60',
      'learner 3-60',
      'learner 4-60',
      'learner 21-60',
    ])
    expect(before.counts).toEqual({ stays: 6, unmatched: 5 })
    expect(before.items[3]).toMatchObject({ kind: 'phone', suggestions: [] })
    // A name decides nothing: it ranks, and both of that name are named.
    expect(before.items[2]?.suggestions.map((one) => one.personId).sort()).toEqual([bea, secondBea].sort())
    const stayId = present(before.items[1]).id
    const matched = await matchStay(
      platform.ctx,
      superadmin,
      { eventId, stayId },
      { personId: bea, also: [] },
    )
    expect(matched).toEqual({ changed: 2, taught: 'bea@home.example' })
    expect((await inShort()).filter((line) => line.startsWith('bea'))).toEqual([
      'bea by hand 1-20',
      'bea by hand 21-60',
    ])
    // What somebody said stays when the report grows; the next event knows the address.
    await pass(240)
    expect((await inShort()).filter((line) => line.startsWith('bea'))).toHaveLength(2)
    const first = eventId
    test.clock.now = MORNING
    await plan('training', { from: '10:00', to: '11:00', day: '2026-11-26' })
    await play('training', people)
    await pass(5)
    expect((await inShort()).filter((line) => line.startsWith('bea'))).toEqual([
      'bea by alias 1-20',
      'bea by alias 21-60',
    ])
    eventId = first
    expect(await unmatchStay(platform.ctx, superadmin, { eventId, stayId })).toMatchObject({ changed: 2 })
    expect((await inShort()).filter((line) => line.startsWith('bea'))).toEqual([])
    expect(
      await platform.ctx.db
        .selectFrom('personAddresses')
        .select('email')
        .where('personId', '=', bea)
        .execute(),
    ).toEqual([])
  })

  it('is theirs by the address with which they were registered, also when it is another by now', async () => {
    const dora = await addNamed('Dora', 'Klein', 'dora@old.example')
    await enroll(platform.ctx, superadmin, sessionId, dora)
    await plan('training')
    await play('training', [{ email: 'dora@old.example', name: 'Dora', at: [[0, 60]] }])
    await sql`update people set email = 'dora@new.example' where id = ${dora}`.execute(platform.ctx.db)
    await pass(5)
    expect((await stays()).items[0]).toMatchObject({ person: { id: dora }, matchedBy: 'registration' })
  })
})

describe('a meeting', () => {
  const people: Parameters<typeof play>[1] = [
    { email: 'meeting@goto.example', name: 'Olga Organizer', isHost: true, at: [[-5, 61]] },
    {
      email: '',
      name: 'Anna Rossi',
      at: [
        [0, 9],
        [10, 20],
        [21, 60],
      ],
    },
    { email: '', name: 'Bea Blu', at: [[1, 60]] },
    { email: '', name: 'Bea Blu', at: [[1, 60]] },
    { email: 'anna@PEOPLE.example', name: 'iPhone von Anna', at: [[5]] },
    { email: '', name: 'Read.ai Notetaker', at: [[0, 60]] },
    { email: '', name: '+1 555 0100 000', at: [[30, 29]] },
  ]

  it('says who typed which name; one of that name is never given the time of the other', async () => {
    await plan('meeting')
    await play('meeting', people)
    await platform.ctx.db
      .insertInto('eventEntries')
      .values({
        platformId: platform.ctx.platform.id,
        id: platform.ctx.newId(),
        eventId,
        personId: bea,
        role: 'learner',
        enteredAt: addMinutes(STARTS, 0.5),
      })
      .execute()
    await pass(5)
    expect(await inShort()).toEqual([
      'host -5-61',
      'learner 0-9',
      'bot 0-60',
      'learner 1-60',
      'learner 1-60',
      'anna by email 5-?',
      'learner 10-20',
      'learner 21-60',
      'learner 30-30',
    ])
    const { items, counts, reading } = await stays()
    expect(reading.identifies).toBe(false)
    expect(counts.unmatched).toBe(6)
    const twins = items.filter((stay) => stay.name === 'Bea Blu')
    expect(twins[0]?.suggestions[0]).toMatchObject({ personId: bea, likeness: 100, joinedAfterSeconds: 30 })
    expect(twins[0]?.suggestions[1]).toMatchObject({
      personId: secondBea,
      likeness: 100,
      joinedAfterSeconds: null,
    })
    const [one, other] = [present(twins[0]).id, present(twins[1]).id]
    await matchStay(platform.ctx, superadmin, { eventId, stayId: one }, { personId: bea, also: [] })
    await matchStay(platform.ctx, superadmin, { eventId, stayId: other }, { personId: secondBea, also: [] })
    await pass(240)
    const after = (await stays()).items.filter((stay) => stay.name === 'Bea Blu')
    expect(after.map((stay) => stay.person?.id).sort()).toEqual([bea, secondBea].sort())
    // Many stays under one name without an address are named together by who knows.
    const annas = items.filter((stay) => stay.name === 'Anna Rossi').map((stay) => stay.id)
    const [stayId = present(annas[0]), ...also] = annas
    const taken = await matchStay(platform.ctx, superadmin, { eventId, stayId }, { personId: anna, also })
    expect(taken).toEqual({ changed: 3, taught: null })
  })

  it('in which nobody was but the history knows is read; one that nobody opened is unknown', async () => {
    await plan('meeting')
    await play('meeting', [])
    await pass(240)
    expect(await reading()).toMatchObject({ state: 'settled', runs: 1 })
    test.clock.now = MORNING
    await plan('meeting')
    await pass(WEEK_MINUTES)
    expect(await reading()).toMatchObject({ state: 'given-up', reason: { code: 'attendance-no-report' } })
  })

  it('over midnight and the hour that Rome has twice is read by instants', async () => {
    test.clock.now = new Date('2026-10-20T08:00:00Z')
    const accountId = accounts.meeting
    const event = { sessionId, accountId, name: 'Night', from: '01:30', to: '03:30', day: '2026-10-25' }
    eventId = (await planEvent(platform, superadmin, event)).id
    await settleJobs(test, platform.ctx)
    const key = await roomKey()
    const run = (startedAt: string, endedAt: string) =>
      goto.playRun({
        ...{ product: 'meeting', key, startedAt, endedAt },
        participants: [
          {
            email: 'anna@people.example',
            name: 'Anna',
            intervals: [{ joinAt: startedAt, leaveAt: endedAt }],
          },
        ],
      })
    run('2026-10-24T23:10:00Z', '2026-10-25T00:40:00Z') // 01:10 to 02:40 in summer time
    run('2026-10-25T01:00:00Z', '2026-10-25T02:45:00Z') // 02:00 to 03:45 in winter time
    run('2026-10-25T02:50:00Z', '2026-10-25T03:00:00Z') // after the end, which is at 02:30 UTC
    test.clock.now = new Date('2026-10-25T04:00:00Z')
    await sweep(test, platform.ctx, 'readings')
    await settleJobs(test, platform.ctx)
    expect((await stays()).items.map((stay) => [stay.person?.id, stay.joinedAt])).toEqual([
      [anna, '2026-10-24T23:10:00.000Z'],
      [anna, '2026-10-25T01:00:00.000Z'],
    ])
  })
})

describe('stays over HTTP', () => {
  it('are for who teaches the event; names and addresses are seen by nobody else', async () => {
    await plan('meeting')
    await play('meeting', [{ email: 'secret@x.example', name: 'Somebody', at: [[0, 60]] }])
    await pass(5)
    const learner = await platform.addActor(['learner'])
    const instructor = await platform.addActor(['instructor'])
    await enroll(platform.ctx, superadmin, sessionId, learner.personId)
    for (const [person, status] of [
      [learner, 403],
      [instructor, 403],
      [superadmin, 200],
    ] as const) {
      const answer = await test.app.http.inject({
        method: 'GET',
        url: `/api/v1/events/${eventId}/stays`,
        headers: { host: platform.host, cookie: await signedIn(test, platform, person.email) },
      })
      expect(answer.statusCode).toBe(status)
      expect(answer.body.includes('secret@x.example')).toBe(status === 200)
    }
  })
})
