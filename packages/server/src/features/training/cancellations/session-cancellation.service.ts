import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { decidedFrom } from '../../../domain/decision.ts'
import { ConflictError, InvalidInputError } from '../../../domain/errors.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { PastEvent } from '../../../domain/notification.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { cancelComing, restoreComing } from '../lifecycle/lifecycle.service.ts'
import { lockEditable, lockSessions } from '../sessions/locked-sessions.service.ts'
import { assertTakesPlace, getEditable } from '../sessions/session-briefs.service.ts'
import { getSession, setSessionState } from '../sessions/sessions.service.ts'
import type { CancelledSession, SessionCancellation } from './cancellations.schemas.ts'
import { type Settled, settleLearners, type Wish } from './learners.ts'

type Outcome = z.output<typeof CancelledSession>

/**
 * Cancels a session with its coming events, and does with each learner what the planner chose. All or nothing; each
 * person gets one mail that says what became of them.
 *
 * @throws {InvalidInputError} `cancel-reason-needed`, `move-target-needed`, `move-target-not-needed`
 * @throws {ConflictError} `session-cancelled-already`, `move-other-course`, or why a target takes nobody
 */
export async function cancelSession(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  input: z.output<typeof SessionCancellation>,
): Promise<Outcome> {
  await getEditable(ctx, actor, sessionId)
  const reason = reasonOf(input)
  const forAll = toWish(input.learners, '/learners')
  const exceptions = new Map(
    input.exceptions.map((entry, index) => [entry.personId, toWish(entry, `/exceptions/${index}`)]),
  )
  for (const id of targetsOf([forAll, ...exceptions.values()])) await getEditable(ctx, actor, id)
  return withTransaction(ctx.db, (trx) =>
    cancelInside(ctx, trx, { sessionId, actorId: actor.personId, reason, forAll, exceptions }),
  )
}

export interface SessionOrder {
  readonly sessionId: SessionId
  /** null = it happens by itself. */
  readonly actorId: PersonId | null
  readonly reason: string
  readonly forAll: Wish
  readonly exceptions?: ReadonlyMap<string, Wish>
  /** What is written down about the minimum enrollment. Default: that it was cancelled. */
  readonly decision?: 'cancelled' | 'merged'
}

/** The same, when the caller has asked whether the actor may. Locks the sessions concerned, always in the same order. */
export async function cancelInside(ctx: Ctx, trx: Trx, order: SessionOrder): Promise<Outcome> {
  const { sessionId, actorId, reason, forAll, exceptions = new Map<string, Wish>() } = order
  const targets = targetsOf([forAll, ...exceptions.values()])
  const sessions = await lockSessions(ctx, trx, [...new Set([sessionId, ...targets])])
  const locked = new Map(sessions.map((one) => [one.id, one]))
  const session = locked.get(sessionId)
  if (!session) throw new Error('the session was locked a moment ago')
  if (session.cancelled) throw new ConflictError('session-cancelled-already', { at: session.cancelled.at })
  for (const id of targets) {
    const target = locked.get(id)
    if (!target || id === sessionId || target.courseId !== session.courseId) {
      throw new ConflictError('move-other-course')
    }
    assertTakesPlace(target)
  }
  await setSessionState(ctx, trx, sessionId, {
    cancelledAt: ctx.now(),
    cancelReason: reason,
    ...(session.minEnrollment !== null && session.decidesAt !== null
      ? { decision: order.decision ?? 'cancelled', decidedAt: decidedFrom(session, ctx.now()) }
      : {}),
  })
  const events = await cancelComing(ctx, trx, actorId, { sessionId }, reason)
  const settled = await settleLearners(ctx, trx, {
    session,
    targets: locked,
    actorId,
    wishOf: (personId) => exceptions.get(personId) ?? forAll,
  })
  const outcome = toOutcome(settled)
  await happened(ctx, trx, {
    kind: 'session-cancelled',
    id: sessionId,
    by: actorId ?? undefined,
    changes: { reason, ...outcome, notPlaced: outcome.notPlaced.length },
    reason,
    name: session.name,
    events: events.map(toPast),
    learners: settled,
  })
  return outcome
}

/**
 * Restores a session with exactly the events that were cancelled with it and have not ended, all or none, and with the
 * places that were kept.
 *
 * @throws {ConflictError} `session-not-cancelled`, `course-cancelled`, `restore-no-room`
 */
export async function restoreSession(ctx: Ctx, actor: Actor, sessionId: SessionId) {
  await withTransaction(ctx.db, async (trx) => {
    const session = await lockEditable(ctx, trx, actor, sessionId)
    if (!session.cancelledAt) throw new ConflictError('session-not-cancelled')
    if (session.cancelled?.with === 'course') assertTakesPlace(session)
    // A person decided that it takes place, so that nothing else decides otherwise.
    const decision = session.decision && { decision: 'confirmed' as const }
    await setSessionState(ctx, trx, sessionId, { cancelledAt: null, cancelReason: '', ...decision })
    const events = await restoreComing(ctx, trx, actor, { sessionId })
    await happened(ctx, trx, {
      kind: 'session-restored',
      id: sessionId,
      by: actor.personId,
      changes: { events: events.map((event) => event.name) },
      eventIds: events.map((event) => event.id),
    })
  })
  return getSession(ctx, actor, sessionId)
}

/** @throws {InvalidInputError} `cancel-reason-needed` */
export function reasonOf({ reason }: { reason: string }): string {
  if (!reason) throw InvalidInputError.at('/reason', 'cancel-reason-needed')
  return reason
}

function toWish(
  { fate, toSessionId }: { fate: Wish['fate']; toSessionId: SessionId | null },
  at: string,
): Wish {
  const goesElsewhere = fate === 'move' || fate === 'wait'
  if (!goesElsewhere) {
    if (toSessionId) throw InvalidInputError.at(`${at}/toSessionId`, 'move-target-not-needed')
    return { fate }
  }
  if (!toSessionId) throw InvalidInputError.at(`${at}/toSessionId`, 'move-target-needed')
  return { fate, toSessionId: toSessionId }
}

function targetsOf(wishes: readonly Wish[]): SessionId[] {
  return [...new Set(wishes.flatMap((wish) => ('toSessionId' in wish ? [wish.toSessionId] : [])))]
}

function toPast(event: Awaited<ReturnType<typeof cancelComing>>[number]): PastEvent {
  const { id, name, calendarSequence } = event
  const [startsAt, endsAt] = [event.startsAt.toISOString(), event.endsAt.toISOString()]
  return { id, name, startsAt, endsAt, calendarSequence }
}

function toOutcome(settled: readonly Settled[]): Outcome {
  const count = (outcome: Settled['outcome']) => settled.filter((entry) => entry.outcome === outcome).length
  return {
    moved: count('moved'),
    waiting: count('waiting'),
    kept: count('kept'),
    released: count('released'),
    notPlaced: settled
      .filter((entry) => entry.outcome === 'not-placed')
      .map((entry) => ({ id: entry.personId, name: nameOf(entry) })),
  }
}
