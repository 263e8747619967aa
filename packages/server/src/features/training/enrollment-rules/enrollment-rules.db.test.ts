import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { CourseId, GroupId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { addMembers, createGroup, setMembers } from '../../people/groups/groups.service.ts'
import { cancelSession } from '../cancellations/session-cancellation.service.ts'
import { enroll, unenroll } from '../enrollments/enrollments.service.ts'
import { createSession } from '../sessions/sessions.service.ts'
import { listEnrollmentRules, makeEnrollmentRule, removeEnrollmentRule } from './enrollment-rules.service.ts'

let test: TestApp
let platform: TestPlatform
let admin: Actor & { email: string }
let courseId: CourseId
let soon: SessionId
let later: SessionId
let groupId: GroupId
let people: { personId: PersonId; email: string }[]
let rounds = 0

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('rules.example')
  admin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

/** A course with two sessions of two places each, and a group of three. */
beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  const { ctx } = platform
  const session = await buildSession(platform, admin, { maxEnrollment: 2 })
  courseId = session.courseId
  soon = session.id
  const second = { courseId, name: 'Spring', maxEnrollment: 2, waitingList: 'automatic' as const }
  later = (await createSession(ctx, admin, second)).id
  const times = { accountId: null, from: '10:00', to: '11:00' }
  await planEvent(platform, admin, { sessionId: later, name: 'Later', day: '2026-12-20', ...times })
  await planEvent(platform, admin, { sessionId: soon, name: 'Soon', day: '2026-12-10', ...times })
  groupId = (await createGroup(ctx, admin, `Welders ${++rounds}`)).id
  people = await addPeople(platform, 6)
  test.jobs.length = 0
})

const idsOf = (...places: number[]) => places.map((place) => people[place]?.personId as PersonId)
const join = (...places: number[]) =>
  addMembers(platform.ctx, admin, groupId, { personIds: idsOf(...places), save: true })
const rule = (change: { whenFull?: 'refuse' | 'wait'; save?: boolean } = {}) =>
  makeEnrollmentRule(platform.ctx, admin, courseId, { groupId, whenFull: 'refuse', save: true, ...change })

async function placesIn(sessionId: SessionId): Promise<string[]> {
  const rows = await platform.ctx.db
    .selectFrom('enrollments')
    .select(['personId', 'status'])
    .where('sessionId', '=', sessionId)
    .where('status', '<>', 'cancelled')
    .execute()
  return rows
    .map((row) => `${people.findIndex(({ personId }) => personId === row.personId)} ${row.status}`)
    .sort()
}

describe('an enrollment rule', () => {
  it('tells first what it would do, and then gives places in the next sessions that have one', async () => {
    await join(0, 1, 2)
    const preview = await rule({ save: false })
    expect(await placesIn(soon)).toEqual([])
    expect((await listEnrollmentRules(platform.ctx, admin, courseId)).items).toEqual([])
    const made = await rule()
    expect(made).toEqual({ ...preview, saved: true })
    expect(made).toMatchObject({
      sessions: [
        { added: 2, waiting: 0 },
        { added: 1, waiting: 0 },
      ],
      without: 0,
    })
    expect([await placesIn(soon), await placesIn(later)].flat()).toHaveLength(3)
    await expect(rule()).rejects.toMatchObject({ code: 'enrollment-rule-known' })
  })

  it('serves at once whoever comes into the group, by hand or by a directory, and nobody twice', async () => {
    await rule()
    await join(0)
    await settleJobs(test, platform.ctx)
    expect(await placesIn(soon)).toEqual(['0 enrolled'])
    await withTransaction(platform.ctx.db, (trx) =>
      setMembers(platform.ctx, trx, groupId, { add: idsOf(1), remove: [] }),
    )
    await settleJobs(test, platform.ctx)
    await join(0, 1)
    await settleJobs(test, platform.ctx)
    expect([await placesIn(soon), await placesIn(later)]).toEqual([['0 enrolled', '1 enrolled'], []])
  })

  it('leaves alone who was taken out, and serves again whose session is cancelled', async () => {
    await join(0, 1)
    await rule()
    await unenroll(platform.ctx, admin, soon, idsOf(0)[0] as PersonId)
    test.clock.now = new Date('2026-11-24T08:11:00Z')
    expect(await sweep(test, platform.ctx, 'enrollment-rules')).toBe(true)
    expect([await placesIn(soon), await placesIn(later)]).toEqual([['1 enrolled'], []])
    const fate = { fate: 'keep', toSessionId: null } as const
    await cancelSession(platform.ctx, admin, soon, { reason: 'Flood', learners: fate, exceptions: [] })
    test.clock.now = new Date('2026-11-24T08:22:00Z')
    await sweep(test, platform.ctx, 'enrollment-rules')
    expect(await placesIn(later)).toEqual(['0 enrolled', '1 enrolled'])
  })

  it('goes behind those who wait, and never over a maximum; who finds nothing waits where it says so', async () => {
    for (const place of [4, 5]) await enroll(platform.ctx, admin, soon, idsOf(place)[0] as PersonId)
    await join(0, 1, 2, 3)
    const refused = await rule()
    expect(refused).toMatchObject({ sessions: [{ added: 2 }], without: 2 })
    const { items } = await listEnrollmentRules(platform.ctx, admin, courseId)
    expect(items).toMatchObject([{ memberCount: 4, without: 2, whenFull: 'refuse' }])
    await removeEnrollmentRule(platform.ctx, admin, courseId, present(items[0]).id)
    expect(await placesIn(later)).toHaveLength(2) // who has a place keeps it
    expect(await rule({ whenFull: 'wait' })).toMatchObject({
      sessions: [{ added: 0, waiting: 2 }],
      without: 0,
    })
    expect((await placesIn(later)).filter((one) => one.endsWith('waiting'))).toHaveLength(2)
  })

  it('is followed by several at the same moment as if by one', async () => {
    await rule()
    await withTransaction(platform.ctx.db, (trx) =>
      setMembers(platform.ctx, trx, groupId, { add: idsOf(0, 1, 2, 3), remove: [] }),
    )
    await Promise.all(Array.from({ length: 4 }, () => sweep(test, platform.ctx, 'enrollment-rules')))
    expect([...(await placesIn(soon)), ...(await placesIn(later))]).toHaveLength(4)
    const history = await platform.ctx.db
      .selectFrom('enrollmentChanges')
      .select('personId')
      .where('sessionId', 'in', [soon, later])
      .execute()
    expect(history).toHaveLength(4)
  })

  it('is made by whose course it is; others read it', async () => {
    const instructor = await platform.addActor(['instructor'])
    const cookie = await signedIn(test, platform, instructor.email)
    const ask = (method: 'GET' | 'POST', payload?: object) =>
      test.app.http.inject({
        method,
        url: `/api/v1/courses/${courseId}/enrollment-rules`,
        headers: { host: platform.host, cookie },
        ...(payload ? { payload } : {}),
      })
    expect((await ask('GET')).json()).toMatchObject({ items: [], may: { change: false } })
    expect((await ask('POST', { groupId, save: true })).json()).toMatchObject({ status: 403 })
  })
})
