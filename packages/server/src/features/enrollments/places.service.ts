import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import { type EnrollmentStatus, promote, promotionStopOf } from '../../domain/enrollment.ts'
import { ConflictError, NotFoundError } from '../../domain/errors.ts'
import type { PersonId, SessionId } from '../../domain/ids.ts'
import type { NotificationKind } from '../../domain/notification.ts'
import { tell } from '../notifications/notifications.service.ts'
import { getPeople, nameOf } from '../people/people.service.ts'
import { followEnrollments } from '../registrations/registrations.service.ts'
import { lockSession } from '../sessions/sessions.service.ts'
import * as enrollmentsStore from './enrollments.store.ts'

/** What is done with somebody for whom there is no place. */
export type WhenFull = 'refuse' | 'wait'

interface Placing {
  readonly sessionId: SessionId
  readonly personId: PersonId
  /** Who does it; null = it happens by itself. */
  readonly actorId: PersonId | null
  readonly whenFull: WhenFull
  /** Goes behind those who wait, as people do who enroll by themselves; planners may pass them. */
  readonly queues?: boolean
}

/**
 * The only way to a place: under the session's lock, never over its maximum. Who has a place keeps it.
 *
 * @throws {ConflictError} `session-full`, `instructor-not-enrollable`
 */
export async function givePlace(ctx: Ctx, trx: Trx, placing: Placing): Promise<EnrollmentStatus> {
  const { sessionId, personId, actorId } = placing
  const { id: platformId } = ctx.platform
  const [person] = await getPeople(ctx, trx, [personId])
  const session = await lockSession(ctx, trx, sessionId)
  if (!person) throw new NotFoundError('person-not-found')
  const before = await enrollmentsStore.findEnrollment(trx, platformId, sessionId, personId)
  if (before?.status === 'enrolled' || before?.status === 'completed') return before.status
  if (session.instructors.some((instructor) => instructor.id === personId)) {
    throw new ConflictError('instructor-not-enrollable', { name: nameOf(person) })
  }
  const taken = await enrollmentsStore.countPlaces(trx, platformId, sessionId)
  const others = taken - (before?.status === 'offered' ? 1 : 0)
  const isFull = session.maxEnrollment !== null && others >= session.maxEnrollment
  const isBehind =
    placing.queues === true && (await enrollmentsStore.listQueue(trx, platformId, sessionId)).length > 0
  if (!isFull && !isBehind) {
    await setStatus(ctx, trx, { sessionId, personId, actorId, status: 'enrolled' })
    return 'enrolled'
  }
  const mayWait = session.waitingList !== 'off' || before?.status === 'waiting'
  if (!mayWait || placing.whenFull === 'refuse') {
    throw new ConflictError('session-full', { max: session.maxEnrollment ?? taken })
  }
  // Who is in line already keeps their turn.
  if (before?.status !== 'waiting')
    await setStatus(ctx, trx, { sessionId, personId, actorId, status: 'waiting' })
  return 'waiting'
}

/** Lets the waiting list do what is due, under the session's lock. */
export async function settlePlaces(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<void> {
  const { id: platformId } = ctx.platform
  const session = await lockSession(ctx, trx, sessionId)
  const queue = await enrollmentsStore.listQueue(trx, platformId, sessionId)
  if (queue.length === 0) return
  const dates = await enrollmentsStore.findDates(trx, platformId, sessionId)
  const taken = await enrollmentsStore.countPlaces(trx, platformId, sessionId)
  const rules = { ...session, promotionStopsAt: promotionStopOf(session, dates) }
  const steps = promote(rules, taken, queue, ctx.now())
  for (const step of steps) {
    const personId = step.personId as PersonId
    const offerExpiresAt = step.to === 'offered' ? step.offerExpiresAt : null
    const news = ({ cancelled: 'offer-expired', enrolled: 'promoted', offered: 'offered' } as const)[step.to]
    const waitingSince = queue.find((entry) => entry.personId === personId)?.waitingSince ?? null
    const next = { sessionId, personId, actorId: null, status: step.to, offerExpiresAt, waitingSince }
    await setStatus(ctx, trx, next, news)
  }
  if (steps.length > 0) await followPlaces(ctx, trx, sessionId)
}

/** Every minute: offers expire, and places may have come free in ways that nobody reported. */
export async function sweepPlaces(ctx: Ctx): Promise<void> {
  for (const sessionId of await enrollmentsStore.listSessionsWithQueue(ctx.db, ctx.platform.id)) {
    await withTransaction(ctx.db, (trx) => settlePlaces(ctx, trx, sessionId))
  }
}

/** What hangs on places follows: registrations at the provider, and pages that show them. */
export async function followPlaces(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<void> {
  await followEnrollments(ctx, trx, sessionId)
  await ctx.live.publish(trx, ctx.platform.id, { type: 'enrollment', id: sessionId })
}

interface Next {
  readonly sessionId: SessionId
  readonly personId: PersonId
  readonly actorId: PersonId | null
  readonly status: EnrollmentStatus
  readonly offerExpiresAt?: Date | null
  readonly waitingSince?: Date | null
}

/** Sets a status, writes it into the history and tells the person. */
export async function setStatus(
  ctx: Ctx,
  trx: Trx,
  next: Next,
  news: NotificationKind = newsOf(next.status),
): Promise<void> {
  const { sessionId, personId, actorId, status } = next
  const changedAt = ctx.now()
  const waitingSince =
    next.waitingSince ?? (status === 'waiting' ? await endOfLine(ctx, trx, sessionId, changedAt) : null)
  await enrollmentsStore.putEnrollment(
    trx,
    {
      platformId: ctx.platform.id,
      sessionId,
      personId,
      status,
      enrolledAt: changedAt,
      waitingSince: status === 'waiting' || status === 'offered' ? waitingSince : null,
      offerExpiresAt: next.offerExpiresAt ?? null,
    },
    { id: ctx.newId(), actorId, changedAt },
  )
  await tell(ctx, trx, { kind: news, sessionId }, [personId])
}

/** After everybody who waits, also after who came in the same millisecond. */
async function endOfLine(ctx: Ctx, trx: Trx, sessionId: SessionId, now: Date): Promise<Date> {
  const last = (await enrollmentsStore.listQueue(trx, ctx.platform.id, sessionId)).at(-1)?.waitingSince
  return last && last >= now ? new Date(last.getTime() + 1) : now
}

function newsOf(status: EnrollmentStatus): NotificationKind {
  if (status === 'cancelled') return 'removed'
  return status === 'completed' ? 'enrolled' : status
}
