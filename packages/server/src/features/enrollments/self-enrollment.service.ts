import type { z } from 'zod'
import type { Ctx } from '../../ctx.ts'
import { withTransaction } from '../../db/database.ts'
import { AppError, ConflictError } from '../../domain/errors.ts'
import type { SessionId } from '../../domain/ids.ts'
import type { Actor } from '../../http/actor.ts'
import { sentence } from '../../messages/messages.ts'
import { recordAudit } from '../audit/audit.service.ts'
import { getSession, lockSession } from '../sessions/sessions.service.ts'
import type { OwnEnrollment, OwnPlace } from './enrollments.schemas.ts'
import { takeBack } from './enrollments.service.ts'
import * as enrollmentsStore from './enrollments.store.ts'
import { followPlaces, givePlace, setStatus } from './places.service.ts'

type OwnPlaceView = z.output<typeof OwnPlace>

const SHOWN = 500

/** What a person has in a session, and what they may do about it by themselves. */
export async function getOwnPlace(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<OwnPlaceView> {
  const session = await getSession(ctx, actor, sessionId)
  const { id: platformId } = ctx.platform
  const own = await enrollmentsStore.findEnrollment(ctx.db, platformId, sessionId, actor.personId)
  const queue = await enrollmentsStore.listQueue(ctx.db, platformId, sessionId)
  const waiting = queue.filter((entry) => entry.status === 'waiting')
  const position = waiting.findIndex((entry) => entry.personId === actor.personId) + 1
  const status = own && own.status !== 'cancelled' ? own.status : null
  const dates = await enrollmentsStore.findDates(ctx.db, platformId, sessionId)
  const offered = status === 'offered'
  const place = {
    status,
    position: position > 0 ? position : null,
    offerExpiresAt: offered ? (own?.offerExpiresAt?.toISOString() ?? null) : null,
    mayWithdraw: status !== null && mayWithdraw(session, status, dates, ctx.now()),
  }
  const isTeaching = session.instructors.some((person) => person.id === actor.personId)
  if ((status && !offered) || isTeaching) return { ...place, may: null, reason: null }
  const refusal = refusalOf(() => assertOpen(session, dates, ctx.now()))
  if (offered) return { ...place, may: 'enroll', reason: null }
  if (refusal) {
    return { ...place, may: null, reason: sentence(refusal.code, refusal.params, actor.reader) }
  }
  if (session.selfEnrollment === 'approval') return { ...place, may: 'request', reason: null }
  const isFull = session.maxEnrollment !== null && session.enrolledCount >= session.maxEnrollment
  if (!isFull && queue.length === 0) return { ...place, may: 'enroll', reason: null }
  if (session.waitingList !== 'off') return { ...place, may: 'wait', reason: null }
  const reason = sentence('session-full', { max: session.maxEnrollment ?? 0 }, actor.reader)
  return { ...place, may: null, reason }
}

/**
 * A person takes a place, accepts an offer, gets in line, or asks for approval: whatever the session has for them.
 *
 * @throws {ConflictError} `self-enrollment-off`, `enrollment-not-open`, `enrollment-closed`, `session-over`,
 * `session-full`, `instructor-not-enrollable`
 */
export async function enrollMyself(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<OwnPlaceView> {
  const { personId } = actor
  await getSession(ctx, actor, sessionId)
  await withTransaction(ctx.db, async (trx) => {
    const session = await lockSession(ctx, trx, sessionId)
    const { id: platformId } = ctx.platform
    const own = await enrollmentsStore.findEnrollment(trx, platformId, sessionId, personId)
    if (own && own.status !== 'cancelled' && own.status !== 'offered') return
    const placing = { sessionId, personId, actorId: personId, whenFull: 'wait' as const }
    if (own?.status === 'offered') {
      if (own.offerExpiresAt && own.offerExpiresAt <= ctx.now())
        throw new ConflictError('offer-expired', { at: own.offerExpiresAt })
      await givePlace(ctx, trx, placing)
    } else {
      assertOpen(session, await enrollmentsStore.findDates(trx, platformId, sessionId), ctx.now())
      if (session.selfEnrollment === 'approval')
        await setStatus(ctx, trx, { ...placing, status: 'requested' })
      else await givePlace(ctx, trx, { ...placing, queues: true })
    }
    await followPlaces(ctx, trx, sessionId)
    await recordAudit(ctx, trx, {
      actorId: personId,
      action: 'enrollment.self',
      objectType: 'enrollment',
      objectId: `${sessionId}/${personId}`,
    })
  })
  return getOwnPlace(ctx, actor, sessionId)
}

/** A person gives back what they have, wait or asked for. @throws {ConflictError} `withdrawal-closed` */
export async function withdraw(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<void> {
  const session = await getSession(ctx, actor, sessionId)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    await lockSession(ctx, trx, sessionId)
    const own = await enrollmentsStore.findEnrollment(trx, platformId, sessionId, actor.personId)
    const dates = await enrollmentsStore.findDates(trx, platformId, sessionId)
    if (own && own.status !== 'cancelled' && !mayWithdraw(session, own.status, dates, ctx.now()))
      throw new ConflictError('withdrawal-closed')
    await takeBack(ctx, trx, actor, sessionId, actor.personId)
  })
}

/** The sessions that a person has or wants a place in. */
export async function listOwnEnrollments(ctx: Ctx, actor: Actor): Promise<z.output<typeof OwnEnrollment>[]> {
  const rows = await enrollmentsStore.listOwnEnrollments(ctx.db, ctx.platform.id, actor.personId, SHOWN)
  return rows.map((row) => ({
    ...row,
    nextStartsAt: row.nextStartsAt?.toISOString() ?? null,
    offerExpiresAt: row.offerExpiresAt?.toISOString() ?? null,
  }))
}

interface Rules {
  readonly selfEnrollment: 'closed' | 'open' | 'approval'
  readonly enrollmentOpensAt: Date | string | null
  readonly enrollmentClosesAt: Date | string | null
}
type Dates = Awaited<ReturnType<typeof enrollmentsStore.findDates>>

/** Who enrolled by themselves may leave until it begins; who was enrolled by others asks them. */
function mayWithdraw(session: Rules, status: string, { firstStartsAt }: Dates, now: Date): boolean {
  if (status === 'waiting' || status === 'offered' || status === 'requested') return true
  return (
    status === 'enrolled' && session.selfEnrollment !== 'closed' && !(firstStartsAt && firstStartsAt <= now)
  )
}

function assertOpen(session: Rules, { lastEndsAt }: Dates, now: Date): void {
  if (session.selfEnrollment === 'closed') throw new ConflictError('self-enrollment-off')
  const [opensAt, closesAt] = [session.enrollmentOpensAt, session.enrollmentClosesAt].map(
    (at) => at && new Date(at),
  )
  if (opensAt && opensAt > now) throw new ConflictError('enrollment-not-open', { at: opensAt })
  if (closesAt && closesAt <= now) throw new ConflictError('enrollment-closed', { at: closesAt })
  if (lastEndsAt && lastEndsAt <= now) throw new ConflictError('session-over', { at: lastEndsAt })
}

function refusalOf(work: () => void): AppError | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  return undefined
}
