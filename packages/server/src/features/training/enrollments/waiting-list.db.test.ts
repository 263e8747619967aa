import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSession } from '../../../../test/open-session.ts'
import { present } from '../../../../test/present.ts'
import { sized } from '../../../../test/sized.ts'
import { createTestApp, sweep, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { EnrollmentStatus } from '../../../domain/enrollment.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { changeSession, getSession } from '../sessions/sessions.service.ts'
import { enroll, listEnrollments, listHistory, unenroll } from './enrollments.service.ts'
import { enrollMyself, withdraw } from './self-enrollment.service.ts'

const MANY = sized(60, 200)

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('waiting.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

/** People who never sign in: their passwords would take most of the time. */
async function addLearners(count: number): Promise<Actor[]> {
  const { id: platformId } = platform.ctx.platform
  const people = Array.from({ length: count }, (_, index) => {
    const id = platform.ctx.newId<PersonId>()
    const name = { firstName: 'Lee', lastName: `Learner ${index}` }
    return { platformId, id, email: `${id}@waiting.example`, ...name, roles: ['learner' as const] }
  })
  await platform.ctx.db
    .insertInto('people')
    .values(people.map((person) => ({ ...person, passwordHash: null })))
    .execute()
  return people.map(({ id, roles }) => ({ ...superadmin, personId: id, roles }))
}

const refusedAs = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: { code?: string }) => {
      if (!error.code) throw error
      return error.code
    },
  )

it(`gives 5 seats to ${MANY} who enroll at the same time: 5 are in, the others in line in the order they came`, async () => {
  const session = await openSession(platform, superadmin, { maxEnrollment: 5 })
  const sessionId = session.id
  const people = await addLearners(MANY)
  const places = await Promise.all(people.map((person) => enrollMyself(platform.ctx, person, sessionId)))
  expect(places.filter((place) => place.status === 'enrolled')).toHaveLength(5)
  const { items, counts } = await listEnrollments(platform.ctx, superadmin, sessionId)
  expect(counts).toMatchObject({ enrolled: 5, waiting: MANY - 5 })
  const line = items.filter((entry) => entry.status === 'waiting')
  expect(line.map((entry) => entry.position)).toEqual(line.map((_, index) => index + 1))
  // Ids of changes grow with time, so the history tells in which order they were served.
  const served = await platform.ctx.db
    .selectFrom('enrollmentChanges')
    .select(['personId', 'status'])
    .where('platformId', '=', platform.ctx.platform.id)
    .where('sessionId', '=', sessionId)
    .orderBy('id')
    .execute()
  expect(served.map((change) => change.status)).toEqual([
    ...Array(5).fill('enrolled'),
    ...Array(MANY - 5).fill('waiting'),
  ])
  expect(line.map((entry) => entry.personId)).toEqual(served.slice(5).map((change) => change.personId))
})

type Step =
  | { do: 'enroll' | 'leave' | 'accept' | 'approve' | 'decline' | 'deactivate' | 'activate'; who: number }
  | { do: 'plan'; maxEnrollment?: number | null; waitingList?: 'off' | 'automatic' | 'offer' }
  | { do: 'plan'; selfEnrollment: 'open' | 'approval' }
  | { do: 'wait'; hours: number }

const PEOPLE = 8
const who = fc.nat(PEOPLE - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('enroll' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'accept' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('approve' as const, 'decline' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('deactivate' as const, 'activate' as const), who }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('plan' as const), maxEnrollment: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('plan' as const),
      waitingList: fc.constantFrom('off' as const, 'automatic' as const, 'offer' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('plan' as const),
      selfEnrollment: fc.constantFrom('open' as const, 'approval' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }),
  },
)

interface Seen {
  readonly status: EnrollmentStatus
  readonly position: number | null
}

/** What the steps so far must have led to, whoever was promoted. */
class Model {
  /** In the order in which they got in line; offers stay where they were. */
  line: number[] = []
  /** Who asked for something and did not give it up. */
  readonly wanting = new Set<number>()
  readonly inactive = new Set<number>()
}

it('keeps order, loses nobody and never goes over the maximum, whatever people and planners do', async () => {
  const start = test.clock.now
  const people = await addLearners(PEOPLE)
  const actorOf = (index: number) => people[index] as Actor // there are so many
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
      test.clock.now = start
      await setActive(
        people.map((person) => person.personId),
        true,
      )
      const rules = { maxEnrollment: 2, waitingList: 'automatic', offerHours: 12 } as const
      const { id } = await openSession(platform, superadmin, rules)
      const sessionId = id
      const model = new Model()
      let before = new Map<number, Seen>()
      for (const one of steps) {
        const refused = await carryOut(sessionId, one, actorOf, model)
        await sweep(test, platform.ctx, 'places')
        before = await check(sessionId, one, refused, before, model, people)
      }
    }),
    // A slow machine tries fewer; what was found is told after that time at the latest.
    { numRuns: sized(8, 12), interruptAfterTimeLimit: 60_000 },
  )
  test.clock.now = start
})

async function setActive(personIds: readonly PersonId[], active: boolean): Promise<void> {
  await platform.ctx.db
    .updateTable('people')
    .set({ active })
    .where('platformId', '=', platform.ctx.platform.id)
    .where('id', 'in', [...personIds])
    .execute()
}

/** @returns the code of a refusal */
async function carryOut(
  sessionId: SessionId,
  one: Step,
  actorOf: (index: number) => Actor,
  model: Model,
): Promise<string | undefined> {
  const { ctx } = platform
  if (one.do === 'wait') {
    test.clock.now = new Date(test.clock.now.getTime() + one.hours * 3_600_000)
    return undefined
  }
  if (one.do === 'plan') {
    const { do: _, ...rules } = one
    const { version } = await getSession(ctx, superadmin, sessionId)
    const target = { sessionId, expectedVersion: version }
    return refusedAs(changeSession(ctx, superadmin, target, rules))
  }
  const actor = actorOf(one.who)
  // Nobody who was deactivated can do anything.
  if (model.inactive.has(one.who) && (one.do === 'enroll' || one.do === 'accept' || one.do === 'leave'))
    return 'inactive'
  switch (one.do) {
    case 'enroll':
    case 'accept':
      return refusedAs(enrollMyself(ctx, actor, sessionId))
    case 'leave':
      return refusedAs(withdraw(ctx, actor, sessionId))
    case 'approve':
      return refusedAs(enroll(ctx, superadmin, sessionId, actor.personId, 'wait'))
    case 'decline':
      return refusedAs(unenroll(ctx, superadmin, sessionId, actor.personId))
    default:
      await setActive([actor.personId], one.do === 'activate')
      if (one.do === 'activate') model.inactive.delete(one.who)
      else model.inactive.add(one.who)
      return undefined
  }
}

/** @returns what everybody has now */
async function check(
  sessionId: SessionId,
  one: Step,
  refused: string | undefined,
  before: ReadonlyMap<number, Seen>,
  model: Model,
  people: readonly Actor[],
): Promise<Map<number, Seen>> {
  const { items } = await listEnrollments(platform.ctx, superadmin, sessionId)
  const indexOf = (personId: PersonId) => people.findIndex((person) => person.personId === personId)
  const now = new Map(items.map((entry) => [indexOf(entry.personId), entry as Seen]))
  const session = await getSession(platform.ctx, superadmin, sessionId)
  // Never over the maximum.
  const held = [...now.values()].filter(({ status }) => status === 'enrolled' || status === 'offered').length
  expect(held).toBe(session.enrolledCount)
  expect(held).toBeLessThanOrEqual(session.maxEnrollment ?? Infinity)
  // Nobody is lost, and nobody has what they did not ask for.
  if (!refused && 'who' in one) {
    if (one.do === 'enroll' || one.do === 'accept' || one.do === 'approve') model.wanting.add(one.who)
    if (one.do === 'leave' || one.do === 'decline') model.wanting.delete(one.who)
  }
  for (const [index, { status }] of before) {
    if (status !== 'offered' || now.has(index) || !model.wanting.has(index)) continue
    const [latest] = await listHistory(platform.ctx, superadmin, sessionId, present(people[index]).personId)
    expect(latest?.cause).toBe('offer-expired')
    model.wanting.delete(index)
  }
  expect([...now.keys()].sort()).toEqual([...model.wanting].sort())
  // Who got in line new stands at its end; nobody else changes places.
  const inLine = (index: number) => ['waiting', 'offered'].includes(now.get(index)?.status ?? '')
  const stayed = model.line.filter(inLine)
  const fresh = [...now.keys()].filter((index) => inLine(index) && !stayed.includes(index))
  expect(fresh.length).toBeLessThanOrEqual(1)
  const left = model.line.filter((index) => !inLine(index))
  model.line = [...stayed, ...fresh]
  const waiting = model.line.filter(
    (index) => now.get(index)?.status === 'waiting' && !model.inactive.has(index),
  )
  expect(waiting.map((index) => now.get(index)?.position)).toEqual(waiting.map((_, at) => at + 1))
  // Nobody overtakes: who got a place or an offer by themselves stood before all who still wait.
  const byPlanner = one.do === 'approve' ? one.who : undefined
  const promoted = [...now].flatMap(([index, { status }]) => {
    const was = before.get(index)?.status
    const isNew = (status === 'enrolled' || status === 'offered') && (was === undefined || was === 'waiting')
    return isNew && index !== byPlanner ? [index] : []
  })
  const order = [...left, ...model.line]
  const placeOf = (index: number) => lineBefore(before, index) ?? order.indexOf(index)
  for (const one of promoted)
    for (const other of waiting)
      if (before.has(one) && before.has(other)) expect(placeOf(one)).toBeLessThan(placeOf(other))
      else expect(before.has(one) || !before.has(other)).toBe(true)
  // No place stays free while somebody waits.
  if (waiting.length > 0) expect(held).toBe(session.maxEnrollment)
  return now
}

function lineBefore(before: ReadonlyMap<number, Seen>, index: number): number | undefined {
  return before.get(index)?.position ?? undefined
}
