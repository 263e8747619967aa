import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession, planEvent } from '../../../../test/builders.ts'
import { sized } from '../../../../test/sized.ts'
import { refuseMoreValues } from '../../../../test/statements.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { GroupId, PersonId, SessionId, WebhookId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { nudgeMissing, sendMessage } from '../../operations/roster/messages.service.ts'
import { addMembers, createGroup } from '../../people/groups/groups.service.ts'
import { addWebhook, removeWebhook } from '../../platform/webhooks/webhooks.service.ts'
import { cancelSession, restoreSession } from '../cancellations/session-cancellation.service.ts'
import { completeByHand } from '../completions/entries.service.ts'
import { lookAtSession } from '../completions/looking.service.ts'
import { changeEvent } from '../events/events.service.ts'
import { cancel, remove, restoreEvent } from '../lifecycle/lifecycle.service.ts'
import { changeMany, enrollMany } from './bulk.service.ts'

/** `LECTERN_LEARNERS=20000` shows the largest group. */
const LEARNERS = Number(process.env.LECTERN_LEARNERS) || sized(400, 2_000)
/** What PostgreSQL takes in one statement, in proportion: what fits here for a few fits there for 10,000 learners. */
const MOST_VALUES = Math.floor(65_535 * Math.min(1, LEARNERS / 10_000))

let test: TestApp
let platform: TestPlatform
let admin: Actor
let sessionId: SessionId
let groupId: GroupId
let learnerIds: PersonId[]
let webhookId: WebhookId
let letMore: () => void
const seconds: Record<string, number> = {}

beforeAll(async () => {
  letMore = refuseMoreValues(MOST_VALUES)
  test = await createTestApp()
  platform = await test.addPlatform('large.example')
  admin = await platform.addActor(['superadmin'])
  const { ctx } = platform
  await withTransaction(ctx.db, (trx) =>
    sql`insert into people (platform_id, id, email, first_name, last_name, roles)
      select ${ctx.platform.id}, gen_random_uuid(), 'learner' || n || '@large.example', 'Lea', 'Learner' || n, '{learner}'
      from generate_series(1, ${LEARNERS}) n`.execute(trx),
  )
  const rows = await ctx.db.selectFrom('people').select('id').where('lastName', 'like', 'Learner%').execute()
  learnerIds = rows.map((row) => row.id)
  const webhook = { url: 'https://hooks.example/', description: '', eventTypes: null, active: true }
  webhookId = (await addWebhook(ctx, admin, webhook)).webhook.id
  groupId = (await createGroup(ctx, admin, 'Everybody')).id
  sessionId = (await buildSession(platform, admin)).id
})
afterAll(async () => {
  letMore()
  if (process.env.LECTERN_LEARNERS) console.log(seconds)
  await test.close()
})

/** Does it, notes how long it took, and empties the list of jobs. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  test.jobs.length = 0
  const startedAt = performance.now()
  const result = await work()
  seconds[what] = Math.round(performance.now() - startedAt) / 1000
  return result
}

async function toldOf(kind: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct person_id)::int as count from notifications where kind = ${kind}`.execute(
    platform.ctx.db,
  )
  return rows[0]?.count ?? 0
}

async function countOf(status: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from enrollments where session_id = ${sessionId} and status = ${status}`.execute(
    platform.ctx.db,
  )
  return rows[0]?.count ?? 0
}

async function countCompleted(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from completions
    where session_id = ${sessionId} and state = 'completed' and superseded_at is null`.execute(
    platform.ctx.db,
  )
  return rows[0]?.count ?? 0
}

it('takes thousands of learners through the life of a session', async () => {
  const { ctx } = platform
  await timed('add to a group', () =>
    inParts((personIds) => addMembers(ctx, admin, groupId, { personIds, save: true })),
  )
  const enrolled = await timed('enroll the group', () =>
    enrollMany(ctx, admin, sessionId, { groupId, whenFull: 'refuse', save: true }),
  )
  expect(enrolled).toMatchObject({ added: LEARNERS, refused: 0 })
  expect([await countOf('enrolled'), await toldOf('enrolled')]).toEqual([LEARNERS, LEARNERS])
  expect(test.jobs.filter((job) => job.name === 'webhook.deliver')).toHaveLength(LEARNERS)
  await removeWebhook(ctx, admin, webhookId)

  const event = await timed('plan an event', () =>
    planEvent(platform, admin, {
      sessionId,
      accountId: null,
      name: 'All',
      from: '10:00',
      to: '11:00',
    }),
  )
  const eventId = event.id
  expect(await toldOf('planned')).toBe(LEARNERS)
  await timed('move it', () =>
    changeEvent(ctx, admin, { eventId, expectedVersion: 1 }, { startsWall: '2026-11-26T09:00' }),
  )
  expect(await toldOf('changed')).toBe(LEARNERS)
  await timed('cancel it', () => cancel(ctx, admin, { eventId }, 'Storm'))
  expect(await toldOf('cancelled')).toBe(LEARNERS)
  await timed('restore it', () => restoreEvent(ctx, admin, eventId))
  expect(await toldOf('restored')).toBe(LEARNERS)

  const message = { about: 'event', subject: 'Bring shoes', text: 'Dry ones.' } as const
  expect(await timed('write to all', () => sendMessage(ctx, admin, eventId, message))).toEqual({
    told: LEARNERS,
  })
  test.clock.now = new Date('2026-11-26T08:30:00Z')
  expect(await timed('nudge who is missing', () => nudgeMissing(ctx, admin, eventId))).toMatchObject({
    told: LEARNERS,
  })
  test.clock.now = new Date('2026-11-24T08:00:00Z')

  const byHand = { kind: 'decision', reason: 'Seen' } as const
  await timed('complete', () =>
    inParts((personIds) =>
      completeByHand(ctx, admin, sessionId, { personIds, ...byHand, isCompleted: true }),
    ),
  )
  await timed('look at it', () => lookAtSession(ctx, sessionId))
  expect(await countCompleted()).toBe(LEARNERS)
  await timed('reopen', () =>
    inParts((personIds) =>
      completeByHand(ctx, admin, sessionId, { personIds, ...byHand, isCompleted: null }),
    ),
  )
  await timed('look at it again', () => lookAtSession(ctx, sessionId))

  const keep = { reason: 'Flood', learners: { fate: 'keep', toSessionId: null }, exceptions: [] } as const
  await timed('cancel the session', () => cancelSession(ctx, admin, sessionId, { ...keep, exceptions: [] }))
  expect(await toldOf('session-cancelled')).toBe(LEARNERS)
  await timed('restore the session', () => restoreSession(ctx, admin, sessionId))
  expect(await toldOf('session-restored')).toBe(LEARNERS)

  const target = await openTwin()
  const move = { reason: 'Flood', learners: { fate: 'move', toSessionId: target }, exceptions: [] } as const
  const moved = await timed('cancel the session and move all', () =>
    cancelSession(ctx, admin, sessionId, { ...move, exceptions: [] }),
  )
  expect(moved).toMatchObject({ moved: LEARNERS, notPlaced: [] })
  sessionId = target
  expect([await countOf('enrolled'), await toldOf('moved')]).toEqual([LEARNERS, LEARNERS])

  await timed('unenroll', () =>
    inParts((personIds) =>
      changeMany(ctx, admin, sessionId, {
        ...{ personIds, change: 'remove', whenFull: 'refuse', reason: '', save: true },
      }),
    ),
  )
  expect([await countOf('cancelled'), await toldOf('removed')]).toEqual([LEARNERS, LEARNERS])
  await timed('enroll again', () =>
    enrollMany(ctx, admin, sessionId, { groupId, whenFull: 'refuse', save: true }),
  )
  await planEvent(platform, admin, {
    sessionId,
    accountId: null,
    name: 'Last',
    from: '10:00',
    to: '11:00',
  })
  await timed('delete the session', () => remove(ctx, admin, { sessionId }))
  expect(await toldOf('deleted')).toBe(LEARNERS)
})

/** In the parts that one request takes. */
async function inParts(work: (personIds: PersonId[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < learnerIds.length; at += 5_000) await work(learnerIds.slice(at, at + 5_000))
}

/** Another session of the same course. */
async function openTwin(): Promise<SessionId> {
  const { ctx } = platform
  const id = ctx.newId<SessionId>()
  await sql`insert into sessions (platform_id, id, course_id, name)
    select platform_id, ${id}, course_id, 'Spring' from sessions where id = ${sessionId}`.execute(ctx.db)
  return id
}
