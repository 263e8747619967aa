import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { addPeople, buildSession } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { withTransaction } from '../../../db/database.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { restoreSession } from '../cancellations/session-cancellation.service.ts'
import { completeByHand } from '../completions/entries.service.ts'
import { changeMany, enrollIntoSessions, enrollMany } from '../enrollments/bulk.service.ts'
import { enroll, moveEnrollment, unenroll } from '../enrollments/enrollments.service.ts'
import { scheduleEvent } from '../events/events.service.ts'
import { lockSession } from './locked-sessions.service.ts'
import { createSession } from './sessions.service.ts'

let test: TestApp
let platform: TestPlatform
let admin: Actor
let learnerId: PersonId

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('rights.example')
  admin = await platform.addActor(['superadmin'])
  learnerId = (await addPeople(platform, 1))[0]?.personId as PersonId
})
afterAll(() => test.close())

const many = { personIds: [] as PersonId[], whenFull: 'wait' as const, save: true }
const asks: Record<string, (actor: Actor, sessionId: SessionId, otherId: SessionId) => Promise<unknown>> = {
  enroll: (actor, sessionId) => enroll(platform.ctx, actor, sessionId, learnerId),
  unenroll: (actor, sessionId) => unenroll(platform.ctx, actor, sessionId, learnerId),
  move: (actor, sessionId, otherId) =>
    moveEnrollment(platform.ctx, actor, { sessionId, personId: learnerId }, otherId, 'wait'),
  'enroll many': (actor, sessionId) =>
    enrollMany(platform.ctx, actor, sessionId, { ...many, personIds: [learnerId] }),
  'enroll into several': async (actor, sessionId) => {
    const { courseId } = await platform.ctx.db
      .selectFrom('sessions')
      .select('courseId')
      .where('id', '=', sessionId)
      .executeTakeFirstOrThrow()
    const input = { ...many, personIds: [learnerId], sessionIds: [sessionId] }
    return enrollIntoSessions(platform.ctx, actor, courseId, input)
  },
  'remove many': (actor, sessionId) =>
    changeMany(platform.ctx, actor, sessionId, {
      ...many,
      ...{ change: 'remove', personIds: [learnerId], reason: '' },
    }),
  complete: (actor, sessionId) =>
    completeByHand(platform.ctx, actor, sessionId, {
      ...{ personIds: [learnerId], kind: 'decision', isCompleted: true, reason: 'Seen' },
    }),
  'plan an event': (actor, sessionId) =>
    scheduleEvent(platform.ctx, actor, {
      ...{ sessionId, name: 'Late', timeZone: 'UTC', accountId: null },
      ...{ startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00' },
    }),
  'restore the session': (actor, sessionId) => restoreSession(platform.ctx, actor, sessionId),
}

it.each(Object.keys(asks))('to %s is refused to who lost the session while waiting for it', async (name) => {
  const { ctx } = platform
  const instructor = await platform.addActor(['instructor'])
  const session = await buildSession(platform, admin, { instructorIds: [instructor.personId] })
  const other = await createSession(ctx, admin, {
    ...{ courseId: session.courseId, name: 'Other', instructorIds: [instructor.personId] },
  })
  await enroll(ctx, admin, session.id, learnerId)
  const ask = asks[name] as (typeof asks)[string]
  let asked: Promise<unknown> | undefined
  await withTransaction(ctx.db, async (trx) => {
    await lockSession(ctx, trx, session.id)
    await trx.deleteFrom('sessionInstructors').where('sessionId', '=', session.id).execute()
    asked = ask(instructor, session.id, other.id).catch((error: { code?: string }) => error.code)
    await vi.waitFor(async () => {
      const { rows } = await sql`select distinct pid from pg_locks
        where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`.execute(trx)
      expect(rows).toHaveLength(1)
    })
  })
  expect(await asked).toBe('role-planner-needed')
})
