import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople } from '../../../../test/builders.ts'
import { openSession, setRules } from '../../../../test/open-session.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { changePerson, getPerson } from '../../people/people/people.service.ts'
import { cancelSession, restoreSession } from '../cancellations/session-cancellation.service.ts'
import { completeByHand } from '../completions/entries.service.ts'
import { lookAtSession } from '../completions/looking.service.ts'
import { scheduleEvent } from '../events/events.service.ts'
import { changeSession, getSession } from '../sessions/sessions.service.ts'
import { changeMany } from './bulk.service.ts'
import { enroll, listEnrollments, listHistory, moveEnrollment, unenroll } from './enrollments.service.ts'
import { enrollMyself, withdraw } from './self-enrollment.service.ts'

let test: TestApp
let platform: TestPlatform
let admin: Actor
let sessionId: SessionId
let seated: Actor
let other: Actor
let first: Actor
let second: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('freed.example')
  admin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

/** A session of two places: two people have them, two wait. */
beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  test.jobs.length = 0
  sessionId = (await openSession(platform, admin, { maxEnrollment: 2, waitingList: 'automatic' })).id
  const people = await addPeople(platform, 4)
  ;[seated, other, first, second] = people as unknown as [Actor, Actor, Actor, Actor]
  for (const person of people) await enrollMyself(platform.ctx, person, sessionId)
})

async function statusOf({ personId }: { personId: PersonId }): Promise<string | undefined> {
  const [history] = await listHistory(platform.ctx, admin, sessionId, personId)
  return history?.status
}

const setActive = async ({ personId }: Actor, active: boolean) => {
  const { version } = await getPerson(platform.ctx, admin, personId)
  await changePerson(platform.ctx, admin, { id: personId, expectedVersion: version }, { active })
}

const twin = async () => {
  const { ctx } = platform
  const id = ctx.newId<SessionId>()
  const session = await getSession(ctx, admin, sessionId)
  await ctx.db
    .insertInto('sessions')
    .values({ platformId: ctx.platform.id, id, courseId: session.courseId, name: 'Twin' })
    .execute()
  return id
}

/** Every way in which a place comes free. None of them waits for the sweep: that never runs in this file. */
const ways: Record<string, () => Promise<unknown>> = {
  'somebody is removed': () => unenroll(platform.ctx, admin, sessionId, seated.personId),
  'somebody leaves by themselves': () => withdraw(platform.ctx, seated, sessionId),
  'somebody moves to another session': async () =>
    moveEnrollment(platform.ctx, admin, { sessionId, personId: seated.personId }, await twin(), 'refuse'),
  'several are removed': () =>
    changeMany(platform.ctx, admin, sessionId, {
      ...{ personIds: [seated.personId], change: 'remove', whenFull: 'refuse', reason: '', save: true },
    }),
  'several are moved': async () =>
    changeMany(platform.ctx, admin, sessionId, {
      ...{ personIds: [seated.personId], change: 'move', whenFull: 'refuse', reason: '', save: true },
      sessionId: await twin(),
    }),
  'the maximum is raised': () => setRules(platform, admin, { id: sessionId }, { maxEnrollment: 3 }),
  'somebody is deactivated': () => setActive(seated, false),
  'two who have places are merged': () =>
    mergePeople(platform.ctx, admin, { personId: other.personId, duplicateId: seated.personId }),
  'a person with a place is merged into one who teaches': async () => {
    const [teacher] = (await addPeople(platform, 1, 'instructor')) as unknown as [Actor]
    const { version } = await getSession(platform.ctx, admin, sessionId)
    await changeSession(
      platform.ctx,
      admin,
      { sessionId, expectedVersion: version },
      { instructorIds: [teacher.personId] },
    )
    await mergePeople(platform.ctx, admin, { personId: teacher.personId, duplicateId: seated.personId })
  },
  'the session takes place again, and somebody left meanwhile': async () => {
    const learners = { fate: 'keep', toSessionId: null } as const
    await cancelSession(platform.ctx, admin, sessionId, { reason: 'Storm', learners, exceptions: [] })
    await unenroll(platform.ctx, admin, sessionId, seated.personId)
    expect(await statusOf(first)).toBe('waiting')
    await restoreSession(platform.ctx, admin, sessionId)
  },
}

describe('a place goes to the first in line at once', () => {
  for (const [way, free] of Object.entries(ways)) {
    it(`when ${way}`, async () => {
      await free()
      expect([await statusOf(first), await statusOf(second)]).toEqual(['enrolled', 'waiting'])
    })
  }
})

it('goes to all who wait when there is no maximum any more', async () => {
  await setRules(platform, admin, { id: sessionId }, { maxEnrollment: null })
  expect([await statusOf(first), await statusOf(second)]).toEqual(['enrolled', 'enrolled'])
})

describe('an offer', () => {
  beforeEach(async () => {
    await setRules(platform, admin, { id: sessionId }, { waitingList: 'offer', offerHours: 24 })
    await unenroll(platform.ctx, admin, sessionId, seated.personId)
    expect(await statusOf(first)).toBe('offered')
  })

  it('goes to the next when it is declined', async () => {
    await withdraw(platform.ctx, first, sessionId)
    expect([await statusOf(first), await statusOf(second)]).toEqual(['cancelled', 'offered'])
  })

  it('goes to the next at the moment at which it expires', async () => {
    test.clock.now = new Date(test.clock.now.getTime() + 24 * 3_600_000 - 1)
    await settleJobs(test, platform.ctx)
    expect(await statusOf(second)).toBe('waiting')
    test.clock.now = new Date(test.clock.now.getTime() + 1)
    await settleJobs(test, platform.ctx)
    expect([await statusOf(first), await statusOf(second)]).toEqual(['cancelled', 'offered'])
  })

  it('of somebody who is deactivated goes to the next, and they keep their position', async () => {
    await setActive(first, false)
    expect([await statusOf(first), await statusOf(second)]).toEqual(['waiting', 'offered'])
    await setActive(first, true)
    await withdraw(platform.ctx, second, sessionId)
    expect(await statusOf(first)).toBe('offered')
  })
})

describe('who is deactivated', () => {
  it('has no place back when they are active again: it is somebody else’s', async () => {
    await setActive(seated, false)
    await setActive(seated, true)
    expect(await statusOf(seated)).toBe('cancelled')
    const [change] = await listHistory(platform.ctx, admin, sessionId, seated.personId)
    expect(change).toMatchObject({ cause: 'deactivated', by: null })
    const { counts } = await listEnrollments(platform.ctx, admin, sessionId)
    expect(counts).toMatchObject({ enrolled: 2, waiting: 1 })
  })

  it('keeps what they have completed, and places of sessions that are over', async () => {
    const { ctx } = platform
    const day = { startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone: 'UTC' }
    await scheduleEvent(ctx, admin, { sessionId, name: 'E', ...day })
    const byHand = { kind: 'decision', isCompleted: true, reason: 'Seen' } as const
    await completeByHand(ctx, admin, sessionId, { personIds: [seated.personId], ...byHand })
    await lookAtSession(ctx, sessionId)
    await setActive(seated, false)
    expect((await listEnrollments(ctx, admin, sessionId)).counts).toMatchObject({ enrolled: 2, waiting: 2 })
    test.clock.now = new Date('2027-11-24T08:00:00Z')
    await setActive(other, false)
    expect((await listEnrollments(ctx, admin, sessionId)).counts).toMatchObject({ enrolled: 2, waiting: 2 })
  })

  it('is enrolled by nobody at the same moment, and a place is lost in none of many tries', async () => {
    const { ctx } = platform
    await setRules(platform, admin, { id: sessionId }, { maxEnrollment: null })
    for (let round = 0; round < 8; round++) {
      const [person] = (await addPeople(platform, 1)) as unknown as [Actor]
      const { version } = await getPerson(ctx, admin, person.personId)
      await Promise.allSettled([
        enroll(ctx, admin, sessionId, person.personId),
        changePerson(ctx, admin, { id: person.personId, expectedVersion: version }, { active: false }),
      ])
      const held = await ctx.db
        .selectFrom('enrollments')
        .innerJoin('people', 'people.id', 'enrollments.personId')
        .select('people.id')
        .where('people.active', '=', false)
        .where('status', 'in', ['enrolled', 'offered'])
        .where('sessionId', '=', sessionId)
        .execute()
      expect(held).toEqual([])
    }
  })
})
