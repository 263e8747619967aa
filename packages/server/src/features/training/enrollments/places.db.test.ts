import { afterAll, beforeAll, expect, it } from 'vitest'
import { pairedAccount, planEvent } from '../../../../test/builders.ts'
import { openSession as openSessionIn, type SessionRules, setRules } from '../../../../test/open-session.ts'
import { present } from '../../../../test/present.ts'
import { sized } from '../../../../test/sized.ts'
import { createTestApp, sweep, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { listCourses } from '../courses/courses.service.ts'
import { createSession, getSession, listSessions } from '../sessions/sessions.service.ts'
import { changeMany, enrollIntoSessions, enrollMany } from './bulk.service.ts'
import {
  enroll,
  exportEnrollments,
  listEnrollments,
  listHistory,
  moveEnrollment,
  unenroll,
} from './enrollments.service.ts'
import { enrollMyself, getOwnPlace, listOwnEnrollments, withdraw } from './self-enrollment.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('places.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  )

const openSession = (rules: SessionRules = {}) => openSessionIn(platform, superadmin, rules)
const change = (session: { id: SessionId }, rules: SessionRules) =>
  setRules(platform, superadmin, session, rules)

/** So many people, and always enough of them for the types. */
async function learners(count: number): Promise<[Actor, Actor, Actor, ...Actor[]]> {
  const people = await Promise.all(
    Array.from({ length: Math.max(3, count) }, () => platform.addActor(['learner'])),
  )
  return people as unknown as [Actor, Actor, Actor, ...Actor[]]
}
const into = (session: { id: SessionId }, person: Actor) => enrollMyself(platform.ctx, person, session.id)
const placeIn = (session: { id: SessionId }, person: Actor) => getOwnPlace(platform.ctx, person, session.id)

it('never goes over the maximum, and loses nobody, when many enroll and leave at the same time', async () => {
  const session = await openSession({ maxEnrollment: 4 })
  const people = await learners(16)
  await Promise.all(people.map((person) => into(session, person)))
  const all = (await listEnrollments(platform.ctx, superadmin, session.id)).items
  expect(all.filter((entry) => entry.status === 'enrolled')).toHaveLength(4)
  expect(all.filter((entry) => entry.status === 'waiting').map((entry) => entry.position)).toEqual(
    Array.from({ length: 12 }, (_, index) => index + 1),
  )
  const seated = all.filter((entry) => entry.status === 'enrolled').slice(0, 3)
  const line = all.filter((entry) => entry.status === 'waiting').map((entry) => entry.personId)
  const late = await learners(3)
  await Promise.all([
    ...seated.map((entry) => unenroll(platform.ctx, superadmin, session.id, entry.personId)),
    ...late.map((person) => into(session, person)),
  ])
  const after = (await listEnrollments(platform.ctx, superadmin, session.id)).items
  const enrolled = after.filter((entry) => entry.status === 'enrolled').map((entry) => entry.personId)
  expect(enrolled).toHaveLength(4)
  // The first three in line have the places; who came later stands behind.
  for (const personId of line.slice(0, 3)) expect(enrolled).toContain(personId)
  expect(after.filter((entry) => entry.status === 'waiting')).toHaveLength(12)
})

it('shows the catalogue to everybody, and what is not open to nobody', async () => {
  const [stranger] = await learners(1)
  const [open, closed] = [await openSession(), await openSession({ selfEnrollment: 'closed' })]
  const visible = (await listCourses(platform.ctx, stranger, { limit: 100 })).items.map((c) => c.id)
  expect(visible).toContain(open.courseId)
  expect(await listSessions(platform.ctx, stranger, open.courseId)).toHaveLength(1)
  expect(await listSessions(platform.ctx, stranger, closed.courseId)).toEqual([])
  expect(await codeOf(into(closed, stranger))).toBe('session-not-found')
})

it('keeps to the times of enrollment, and says when', async () => {
  const [person] = await learners(1)
  const session = await openSession({ enrollmentOpensAt: '2026-11-25T08:00:00Z' })
  expect(await codeOf(into(session, person))).toBe('enrollment-not-open')
  expect(await placeIn(session, person)).toMatchObject({
    may: null,
    reason: expect.stringContaining('25 Nov'),
  })
  await change(session, { enrollmentOpensAt: null, enrollmentClosesAt: '2026-11-23T08:00:00Z' })
  expect(await codeOf(into(session, person))).toBe('enrollment-closed')
  expect(
    await codeOf(
      change(session, {
        enrollmentOpensAt: '2026-12-02T08:00:00Z',
        enrollmentClosesAt: '2026-12-01T08:00:00Z',
      }),
    ),
  ).toBe('enrollment-window')
  await change(session, { enrollmentClosesAt: null })
  expect(await placeIn(session, person)).toMatchObject({ status: null, may: 'enroll' })
  await into(session, person)
  expect(await placeIn(session, person)).toMatchObject({ status: 'enrolled', may: null, mayWithdraw: true })
  await withdraw(platform.ctx, person, session.id)
  expect(await placeIn(session, person)).toMatchObject({ status: null, may: 'enroll' })
})

it('asks for approval: a request takes no place until somebody gives it', async () => {
  const [one, other] = await learners(2)
  const session = await openSession({ selfEnrollment: 'approval', maxEnrollment: 1, waitingList: 'off' })
  expect((await into(session, one)).status).toBe('requested')
  expect((await into(session, other)).status).toBe('requested')
  expect(await getSession(platform.ctx, superadmin, session.id)).toMatchObject({
    enrolledCount: 0,
    requestedCount: 2,
  })
  await enroll(platform.ctx, superadmin, session.id, one.personId)
  expect(await codeOf(enroll(platform.ctx, superadmin, session.id, other.personId))).toBe('session-full')
  await unenroll(platform.ctx, superadmin, session.id, other.personId)
  expect((await placeIn(session, other)).status).toBeNull()
  const history = await listHistory(platform.ctx, superadmin, session.id, other.personId)
  expect(history.map(({ status, by }) => ({ status, by: by !== null }))).toEqual([
    { status: 'cancelled', by: true },
    { status: 'requested', by: true },
  ])
})

it('holds an offered place until it expires, then offers it to the next', async () => {
  const [seated, first, second] = await learners(3)
  const session = await openSession({ maxEnrollment: 1, waitingList: 'offer', offerHours: 3 })
  await into(session, seated)
  await into(session, first)
  test.clock.now = new Date(test.clock.now.getTime() + 1000)
  await into(session, second)
  expect(await placeIn(session, second)).toMatchObject({ status: 'waiting', position: 2 })
  await withdraw(platform.ctx, seated, session.id)
  const offer = await placeIn(session, first)
  expect(offer).toMatchObject({ status: 'offered', may: 'enroll' })
  // The held place is nobody else's, not the planner's either.
  expect(await codeOf(enroll(platform.ctx, superadmin, session.id, second.personId))).toBe('session-full')
  test.clock.now = new Date(new Date(offer.offerExpiresAt ?? 0).getTime() + 1)
  expect(await codeOf(into(session, first))).toBe('offer-expired')
  await sweep(test, platform.ctx, 'places')
  expect((await placeIn(session, first)).status).toBeNull()
  expect((await placeIn(session, second)).status).toBe('offered')
  expect((await into(session, second)).status).toBe('enrolled')
})

it('promotes nobody in the last hours, unless that is wanted', async () => {
  const account = await pairedAccount(test, platform, superadmin)
  const [seated, waiting] = await learners(2)
  const session = await openSession({ maxEnrollment: 1 })
  // An hour from now, in Rome's time.
  const from = new Date(test.clock.now.getTime() + 2 * 3_600_000).toISOString()
  const to = new Date(test.clock.now.getTime() + 3 * 3_600_000).toISOString()
  await planEvent(platform, superadmin, {
    sessionId: session.id,
    accountId: account.id,
    name: 'Soon',
    day: from.slice(0, 10),
    from: from.slice(11, 16),
    to: to.slice(11, 16),
  })
  await into(session, seated)
  await into(session, waiting)
  await withdraw(platform.ctx, seated, session.id)
  expect((await placeIn(session, waiting)).status).toBe('waiting')
  await change(session, { promotionStopHours: null })
  expect((await placeIn(session, waiting)).status).toBe('enrolled')
})

it('promotes when the maximum is raised, and lists what a person has', async () => {
  const people = await learners(3)
  const session = await openSession({ maxEnrollment: 1 })
  for (const person of people) await into(session, person)
  await change(session, { maxEnrollment: 2 })
  expect(await Promise.all(people.map(async (person) => (await placeIn(session, person)).status))).toEqual([
    'enrolled',
    'enrolled',
    'waiting',
  ])
  expect((await listOwnEnrollments(platform.ctx, people[2])).items).toMatchObject([
    { sessionId: session.id, status: 'waiting' },
  ])
})

it('moves a place to another session of the course, all or nothing', async () => {
  const [person, other] = await learners(2)
  const session = await openSession({ maxEnrollment: 1 })
  const elsewhere = await openSession()
  await enroll(platform.ctx, superadmin, session.id, person.personId)
  await into(session, other)
  const from = { sessionId: session.id, personId: person.personId }
  const move = (to: SessionId) => moveEnrollment(platform.ctx, superadmin, from, to, 'refuse')
  expect(await codeOf(move(elsewhere.id))).toBe('move-other-course')
  expect((await placeIn(session, person)).status).toBe('enrolled')
  const sibling = await createSession(platform.ctx, superadmin, {
    courseId: session.courseId,
    name: 'Spring',
  })
  expect((await move(sibling.id)).status).toBe('enrolled')
  const left = (await listEnrollments(platform.ctx, superadmin, session.id)).items
  expect(left.map((entry) => [entry.personId, entry.status])).toEqual([[other.personId, 'enrolled']])
})

it('enrolls addresses however they are listed; the preview tells the same and keeps nothing', async () => {
  const [one, other, full] = (await Promise.all([
    platform.addActor(['learner'], 'anna@many.example'),
    platform.addActor(['learner'], 'bob@many.example'),
    platform.addActor(['learner'], 'cleo@many.example'),
  ])) as [Actor, Actor, Actor]
  const session = await openSession({ maxEnrollment: 2, waitingList: 'off' })
  const text =
    'Name;E-mail\nAnna;ANNA@many.example\nBob <bob@many.example>, nobody@many.example\ncleo@many.example'
  const run = (save: boolean) =>
    enrollMany(platform.ctx, superadmin, session.id, { text, whenFull: 'refuse', save })
  const preview = await run(false)
  expect(preview).toMatchObject({ added: 2, unchanged: 0, refused: 2, saved: false })
  expect((await listEnrollments(platform.ctx, superadmin, session.id)).items).toEqual([])
  const saved = await run(true)
  expect({ ...saved, saved: false }).toEqual(preview)
  expect(saved.rows.filter((row) => row.outcome === 'refuse').map((row) => [row.email, row.line])).toEqual([
    ['nobody@many.example', 3],
    ['cleo@many.example', 4],
  ])
  expect((await placeIn(session, one)).status).toBe('enrolled')
  expect((await placeIn(session, other)).status).toBe('enrolled')
  expect((await placeIn(session, full)).status).toBeNull()
  expect(await run(true)).toMatchObject({ added: 0, unchanged: 2 })
  expect(
    await codeOf(
      enrollMany(platform.ctx, superadmin, session.id, {
        text: 'nothing here',
        whenFull: 'refuse',
        save: false,
      }),
    ),
  ).toBe('enroll-no-address')
})

it('enrolls nobody else than who is meant, and names what it cannot read', async () => {
  const neil = await platform.addActor(['learner'], 'neil@meant.example')
  const oneil = await platform.addActor(['learner'], "o'neil@meant.example")
  const session = await openSession()
  const paste = (text: string) =>
    enrollMany(platform.ctx, superadmin, session.id, { text, whenFull: 'refuse', save: true })
  const unread = await paste('o"neil@meant.example, neil@meant.example.example.')
  expect(unread).toMatchObject({ added: 0, refused: 2 })
  expect(unread.rows[0]).toMatchObject({ email: 'o"neil@meant.example', outcome: 'refuse' })
  expect(unread.rows[0]?.reason).toContain('is not an e-mail address')
  expect(await paste('Sinéad O’Neil [mailto:o’neil@meant.example].')).toMatchObject({ added: 1, refused: 0 })
  expect((await placeIn(session, oneil)).status).toBe('enrolled')
  expect((await placeIn(session, neil)).status).toBeNull()
})

it('keeps to the deadline for giving a place back, and says until when', async () => {
  const account = await pairedAccount(test, platform, superadmin)
  const [own, given] = await learners(2)
  const session = await openSession({ withdrawalHours: 48 })
  const plan = (day: string) =>
    planEvent(platform, superadmin, {
      ...{ sessionId: session.id, accountId: account.id, name: 'Day', day, from: '09:00', to: '10:00' },
    })
  await plan('2026-11-27') // 08:00 UTC
  await into(session, own)
  expect(await placeIn(session, own)).toMatchObject({
    mayWithdraw: true,
    withdrawUntil: '2026-11-25T08:00:00.000Z',
    withdrawReason: null,
  })
  const before = test.clock.now
  test.clock.now = new Date('2026-11-25T08:00:00Z')
  expect(await codeOf(withdraw(platform.ctx, own, session.id))).toBe('withdrawal-closed')
  expect(await placeIn(session, own)).toMatchObject({
    mayWithdraw: false,
    withdrawReason: expect.stringContaining('25 Nov'),
  })
  // Who plans can at any time, and says why.
  await unenroll(platform.ctx, superadmin, session.id, own.personId, 'Ill')
  const [latest] = await listHistory(platform.ctx, superadmin, session.id, own.personId)
  expect(latest).toMatchObject({ status: 'cancelled', cause: 'removed', reason: 'Ill' })
  expect((await listOwnEnrollments(platform.ctx, own, { which: 'past' })).items).toMatchObject([
    { sessionId: session.id, status: 'cancelled', cause: 'removed', reason: 'Ill' },
  ])
  await change(session, { selfEnrollment: 'closed' })
  await enroll(platform.ctx, superadmin, session.id, given.personId)
  expect(await codeOf(withdraw(platform.ctx, given, session.id))).toBe('withdrawal-by-planner')
  test.clock.now = before
})

it('passes over who was deactivated, and gives them their position back', async () => {
  const [seated, away, next] = await learners(3)
  const session = await openSession({ maxEnrollment: 1 })
  for (const person of [seated, away, next]) await into(session, person)
  const setActive = (active: boolean) =>
    platform.ctx.db
      .updateTable('people')
      .set({ active })
      .where('platformId', '=', platform.ctx.platform.id)
      .where('id', '=', away.personId)
      .execute()
  await setActive(false)
  expect(await placeIn(session, next)).toMatchObject({ status: 'waiting', position: 1 })
  await withdraw(platform.ctx, seated, session.id)
  expect((await placeIn(session, next)).status).toBe('enrolled')
  // Whom nobody stands before gets a free place, although somebody inactive waits.
  await change(session, { maxEnrollment: 2 })
  expect(await placeIn(session, seated)).toMatchObject({ may: 'enroll' })
  await setActive(true)
  await sweep(test, platform.ctx, 'places')
  expect((await placeIn(session, away)).status).toBe('enrolled')
})

it('keeps an offer as it was made when the rules change, and lets a free place go at once', async () => {
  const [seated, first, second] = await learners(3)
  const session = await openSession({ maxEnrollment: 1, waitingList: 'offer', offerHours: 24 })
  for (const person of [seated, first]) await into(session, person)
  await withdraw(platform.ctx, seated, session.id)
  const offer = await placeIn(session, first)
  await change(session, { offerHours: 1, waitingList: 'off', selfEnrollment: 'closed' })
  expect(await placeIn(session, first)).toMatchObject({
    status: 'offered',
    offerExpiresAt: offer.offerExpiresAt,
    may: 'enroll',
  })
  // The held place keeps nobody from another free one.
  await change(session, { maxEnrollment: 2, selfEnrollment: 'open' })
  expect((await into(session, second)).status).toBe('enrolled')
  expect((await into(session, first)).status).toBe('enrolled')
})

it('turns a request into a place once approval is no longer needed', async () => {
  const [one] = await learners(1)
  const session = await openSession({ selfEnrollment: 'approval' })
  await into(session, one)
  expect(await placeIn(session, one)).toMatchObject({ status: 'requested', may: null })
  await change(session, { selfEnrollment: 'open' })
  expect(await placeIn(session, one)).toMatchObject({ status: 'requested', may: 'enroll' })
  expect((await into(session, one)).status).toBe('enrolled')
})

const [MANY, WAITING] = sized([600, 400], [2_500, 1_300])

it(`pages through ${MANY}, with search and status, and exports them all`, async () => {
  const session = await openSession({ maxEnrollment: MANY - WAITING })
  const { id: platformId } = platform.ctx.platform
  const people = Array.from({ length: MANY }, (_, n) => ({
    ...{ platformId, id: platform.ctx.newId<Actor['personId']>(), email: `p${n}@page.example` },
    ...{ firstName: 'Page', lastName: `Number ${String(n).padStart(4, '0')}`, roles: ['learner' as const] },
    passwordHash: null,
  }))
  await platform.ctx.db.insertInto('people').values(people).execute()
  const many = {
    text: people.map((person) => person.email).join('\n'),
    whenFull: 'wait',
    save: true,
  } as const
  expect(await enrollMany(platform.ctx, superadmin, session.id, many)).toMatchObject({
    added: MANY,
    waiting: WAITING,
    refused: 0,
  })
  const read = (filter: object) =>
    listEnrollments(platform.ctx, superadmin, session.id, { limit: 500, ...filter })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await read({ cursor })
    expect(page.counts).toMatchObject({ enrolled: MANY - WAITING, waiting: WAITING })
    seen.push(...page.items.map((entry) => entry.personId))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(seen).toHaveLength(MANY)
  expect(new Set(seen).size).toBe(MANY)
  const [last] = (await read({ status: 'waiting', query: `number ${String(MANY - 1).padStart(4, '0')}` }))
    .items
  expect(last).toMatchObject({ email: `p${MANY - 1}@page.example`, position: WAITING })
  const file = await exportEnrollments(platform.ctx, superadmin, session.id)
  expect(file.trim().split('\r\n')).toHaveLength(MANY + 1)
  expect(file).toContain(`p${MANY - 1}@page.example,waiting`)
})

it('enrolls into several sessions at once, all of them or none', async () => {
  const [one] = await learners(1)
  const first = await openSession({ maxEnrollment: 1, waitingList: 'off' })
  const { id: courseId } = { id: first.courseId }
  const second = await createSession(platform.ctx, superadmin, { courseId, name: 'Spring' })
  const other = await openSession()
  const run = (sessionIds: SessionId[], save: boolean) =>
    enrollIntoSessions(platform.ctx, superadmin, courseId, {
      ...{ sessionIds, personIds: [one.personId], whenFull: 'refuse', save },
    })
  expect(await codeOf(run([first.id, other.id], true))).toBe('move-other-course')
  const preview = await run([first.id, second.id], false)
  expect(preview.sessions.map((session) => session.added)).toEqual([1, 1])
  expect((await placeIn(first, one)).status).toBeNull()
  await run([first.id, second.id], true)
  expect((await placeIn(first, one)).status).toBe('enrolled')
  expect((await placeIn(second, one)).status).toBe('enrolled')
})

it('approves, removes and moves many after an exact preview', async () => {
  const people = await learners(5)
  const ids = people.map((person) => person.personId)
  const session = await openSession({ maxEnrollment: 2, waitingList: 'off', selfEnrollment: 'approval' })
  for (const person of people.slice(0, 4)) await into(session, person)
  const run = (input: Partial<Parameters<typeof changeMany>[3]>) =>
    changeMany(platform.ctx, superadmin, session.id, {
      ...{ personIds: ids, change: 'approve', whenFull: 'refuse', reason: '', save: false },
      ...input,
    })
  const preview = await run({})
  expect(preview).toMatchObject({ changed: 2, refused: 3, saved: false })
  expect((await placeIn(session, people[0])).status).toBe('requested')
  expect({ ...(await run({ save: true })), saved: false }).toEqual(preview)
  const target = await createSession(platform.ctx, superadmin, {
    ...{ courseId: session.courseId, name: 'Spring', maxEnrollment: 1 },
  })
  await change(session, { waitingList: 'automatic' })
  await enroll(platform.ctx, superadmin, session.id, present(people[4]).personId, 'wait')
  const move = { change: 'move', sessionId: target.id, personIds: ids.slice(0, 2) } as const
  expect(await codeOf(run({ change: 'move' }))).toBe('move-target-needed')
  const moved = await run({ ...move, save: true })
  expect(moved).toMatchObject({ changed: 1, refused: 1, promoted: [expect.stringMatching(/^Pat/)] })
  expect((await placeIn(session, people[4] as Actor)).status).toBe('enrolled')
  expect((await listHistory(platform.ctx, superadmin, session.id, present(ids[0])))[0]?.cause).toBe('moved')
  const gone = await run({ change: 'remove', personIds: ids.slice(1), reason: 'Other plans', save: true })
  expect(gone).toMatchObject({ changed: 4, refused: 0, promoted: [] })
  expect((await listHistory(platform.ctx, superadmin, session.id, present(ids[3])))[0]).toMatchObject({
    cause: 'declined',
    reason: 'Other plans',
  })
})
