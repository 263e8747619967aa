import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { decide, decidedFrom, isDue, stateOf } from '../../../domain/decision.ts'
import { ConflictError, InvalidInputError } from '../../../domain/errors.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { type Reader, sentence } from '../../../messages/messages.ts'
import type { CancelledSession } from '../cancellations/cancellations.schemas.ts'
import { cancelInside } from '../cancellations/session-cancellation.service.ts'
import { countEnrolled } from '../enrollments/places.service.ts'
import { lockEditable, lockSession } from '../sessions/locked-sessions.service.ts'
import { assertTakesPlace, getEditable } from '../sessions/session-briefs.service.ts'
import { listSessions, setSessionState } from '../sessions/sessions.service.ts'
import type { Decide, Merge, SessionDecision } from './decisions.schemas.ts'
import * as decisionsStore from './decisions.store.ts'

/** More wait for the next minute. */
const SWEEP_LIMIT = 200

type Locked = Awaited<ReturnType<typeof lockSession>>

/** Platforms on which {@link sweepDecisions} finds sessions. */
export const findDecisions = decisionsStore.listPlatformsWithDue

/** Every minute: decides once about each session whose date has come. */
export async function sweepDecisions(ctx: Ctx): Promise<void> {
  const due = await decisionsStore.listDue(ctx.db, ctx.platform.id, ctx.now(), SWEEP_LIMIT)
  // The others don't wait for one that fails; the next minute tries it again.
  await eachAlone(
    due,
    (sessionId) => `session ${sessionId}`,
    (sessionId) => withTransaction(ctx.db, (trx) => decideSession(ctx, trx, sessionId)),
  )
}

/** Under the session's lock, so that another node finds it decided. */
async function decideSession(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<void> {
  const session = await lockSession(ctx, trx, sessionId)
  if (session.cancelled || !isDue(session, ctx.now())) return
  const enrolled = await countEnrolled(ctx, trx, sessionId)
  const decision = decide(session, enrolled)
  const min = session.minEnrollment ?? 0
  if (decision === 'cancelled') {
    const reason = sentence('reason-too-few', { enrolled, min }, readerOf(ctx))
    await cancelInside(ctx, trx, { sessionId, actorId: null, reason, forAll: { fate: 'keep' } })
    return
  }
  await setDecision(ctx, trx, session, decision)
  const done = { id: sessionId, changes: { decision, enrolled, min } }
  if (decision === 'confirmed')
    return happened(ctx, trx, { kind: 'session-confirmed', ...done, tellsPeople: true })
  await happened(ctx, trx, { kind: 'session-warned', ...done, enrolled, min })
}

/** Whether a session reaches its minimum enrollment, for planners who may edit it. */
export async function getDecision(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<z.output<typeof SessionDecision>> {
  const view = await getEditable(ctx, actor, sessionId)
  const { session, enrolled } = await withTransaction(ctx.db, async (trx) => ({
    session: await lockSession(ctx, trx, sessionId),
    enrolled: await countEnrolled(ctx, trx, sessionId),
  }))
  const others = await listSessions(ctx, actor, view.courseId)
  const now = ctx.now().toISOString()
  return {
    state: stateOf(session),
    minEnrollment: session.minEnrollment,
    enrolledCount: enrolled,
    missing: Math.max(0, (session.minEnrollment ?? 0) - enrolled),
    decidesAt: session.decidesAt?.toISOString() ?? null,
    decidedAt: session.decidedAt?.toISOString() ?? null,
    whenTooFew: session.whenTooFew,
    mergeInto: others
      .filter((other) => other.id !== sessionId && !other.cancelled && other.may.edit)
      .filter((other) => other.lastEndsAt === null || other.lastEndsAt > now)
      .map(({ id, name, firstStartsAt, enrolledCount, maxEnrollment }) => ({
        id,
        name,
        firstStartsAt,
        enrolledCount,
        maxEnrollment,
      })),
    version: view.version,
  }
}

/**
 * A person decides: it takes place whatever the number, or the date is later.
 *
 * @throws {ConflictError} `decision-none`, `session-cancelled`
 * @throws {InvalidInputError} `decision-date-past`
 */
export async function decideByHand(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  input: z.output<typeof Decide>,
): Promise<z.output<typeof SessionDecision>> {
  await withTransaction(ctx.db, async (trx) => {
    const session = await lockEditable(ctx, trx, actor, sessionId)
    assertTakesPlace(session)
    if (stateOf(session) === 'none') throw new ConflictError('decision-none')
    if (input.action === 'extend') {
      const decidesAt = new Date(input.decidesAt)
      if (decidesAt <= ctx.now())
        throw InvalidInputError.at('/decidesAt', 'decision-date-past', { at: decidesAt })
      await setSessionState(ctx, trx, sessionId, { decidesAt, decidedAt: null, decision: null })
      const changes = { decidesAt: input.decidesAt }
      return happened(ctx, trx, {
        kind: 'session-decision-postponed',
        id: sessionId,
        by: actor.personId,
        changes,
      })
    }
    await setDecision(ctx, trx, session, 'confirmed')
    await happened(ctx, trx, {
      kind: 'session-confirmed',
      id: sessionId,
      by: actor.personId,
      changes: { decision: 'confirmed' },
      tellsPeople: input.tellsPeople,
    })
  })
  return getDecision(ctx, actor, sessionId)
}

/**
 * Merges a session into another one of its course: its learners move in the order of their places, never over the
 * maximum, and it is cancelled. Each person gets one mail.
 *
 * @throws {ConflictError} `move-other-course`, or why the other session takes nobody
 */
export async function mergeSession(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  input: z.output<typeof Merge>,
): Promise<z.output<typeof CancelledSession>> {
  const toSessionId = input.intoSessionId
  await getEditable(ctx, actor, sessionId)
  const into = await getEditable(ctx, actor, toSessionId)
  const reason = input.reason || sentence('reason-merged', { session: into.name }, readerOf(ctx))
  return withTransaction(ctx.db, (trx) =>
    cancelInside(ctx, trx, {
      sessionId,
      actorId: actor.personId,
      reason,
      forAll: { fate: 'move', toSessionId },
      decision: 'merged',
    }),
  )
}

async function setDecision(
  ctx: Ctx,
  trx: Trx,
  session: Locked,
  decision: 'confirmed' | 'warned',
): Promise<void> {
  await setSessionState(ctx, trx, session.id, { decision, decidedAt: decidedFrom(session, ctx.now()) })
}

/** A reason is read by people of several languages: it stands in the platform's. */
function readerOf({ platform, now }: Ctx): Reader {
  return { language: platform.defaultLanguage, timeZone: platform.timeZone, now: now() }
}
