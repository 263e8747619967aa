import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { type EnrollmentStatus, requestEnd, withdrawalEndOf } from '../../../domain/enrollment.ts'
import { AppError, ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { CourseId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { type Reader, sentence } from '../../../messages/messages.ts'
import { toBrief } from '../completions/completed.service.ts'
import { type CoolDown, findCoolDowns } from '../no-shows/no-shows.service.ts'
import { type LockedSession, lockSession } from '../sessions/locked-sessions.service.ts'
import { assertTakesPlace, getBrief } from '../sessions/session-briefs.service.ts'
import { getSession, listSessions } from '../sessions/sessions.service.ts'
import { hasDecider } from './deciders.service.ts'
import * as listsStore from './enrollment-lists.store.ts'
import type { FindOwnEnrollments, OwnEnrollment, OwnPlace } from './enrollments.schemas.ts'
import { takeBack } from './enrollments.service.ts'
import { oneByOne } from './one-by-one.ts'
import { askPlaces, givePlace, setStatuses } from './places.service.ts'

type OwnPlaceView = z.output<typeof OwnPlace>
type SessionView = Awaited<ReturnType<typeof getSession>>

/** What a person has in a session, and what they may do about it by themselves. */
export async function getOwnPlace(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<OwnPlaceView> {
  const [place] = await toPlaces(ctx, actor, [await getSession(ctx, actor, sessionId)])
  if (!place) throw new NotFoundError('session-not-found')
  return place
}

/** The same for every session of a course that they see. */
export async function listOwnPlaces(ctx: Ctx, actor: Actor, courseId: CourseId): Promise<OwnPlaceView[]> {
  return toPlaces(ctx, actor, await listSessions(ctx, actor, courseId))
}

async function toPlaces(ctx: Ctx, actor: Actor, sessions: readonly SessionView[]): Promise<OwnPlaceView[]> {
  const ids = sessions.map((session) => session.id)
  const rows = await listsStore.listOwnPlaces(ctx.db, ctx.platform.id, ids, actor.personId)
  const bySession = new Map(rows.map((row) => [row.sessionId as string, row]))
  const courses = new Map(
    sessions.flatMap(({ id, courseId }) => {
      const row = bySession.get(id)
      return row ? [[courseId, row.noShowRules] as const] : []
    }),
  )
  const coolDowns = await findCoolDowns(ctx, ctx.db, actor.personId, courses)
  return sessions.flatMap((session) => {
    const row = bySession.get(session.id)
    const coolDown = coolDowns.get(session.courseId)
    return row ? [toPlace(session, row, { actor, coolDown, now: ctx.now() })] : []
  })
}

function toPlace(
  session: SessionView,
  own: Awaited<ReturnType<typeof listsStore.listOwnPlaces>>[number],
  { actor, coolDown, now }: { actor: Actor; coolDown: CoolDown | undefined; now: Date },
): OwnPlaceView {
  const rules = rulesOf(session)
  const status = own.status && own.status !== 'cancelled' ? own.status : null
  const end = withdrawalEndOf(session, rules)
  const stays = status && refusalOf(() => assertMayWithdraw(rules, status, now))
  const isFull = session.maxEnrollment !== null && session.enrolledCount >= session.maxEnrollment
  const place = {
    coolDownUntil: null,
    sessionId: session.id,
    status,
    position: status === 'waiting' ? own.position : null,
    offerExpiresAt: status === 'offered' ? (own.offerExpiresAt?.toISOString() ?? null) : null,
    placesLeft:
      session.maxEnrollment === null ? null : Math.max(0, session.maxEnrollment - session.enrolledCount),
    mayWithdraw: status !== null && !stays,
    withdrawUntil: status === 'enrolled' && !stays ? (end?.toISOString() ?? null) : null,
    withdrawReason: stays && status === 'enrolled' ? say(actor, stays) : null,
  }
  const mayAskAgain = status === 'requested' && session.selfEnrollment === 'open'
  const isTeaching = session.instructors.some((person) => person.id === actor.personId)
  if (isTeaching || (status && status !== 'offered' && !mayAskAgain))
    return { ...place, may: null, reason: null }
  const refusal = refusalOf(() => (status === 'offered' ? assertToCome(rules, now) : assertOpen(rules, now)))
  if (refusal) return { ...place, may: null, reason: say(actor, refusal) }
  if (status === 'offered') return { ...place, may: 'enroll', reason: null }
  if (coolDown) {
    const reason = say(actor, refusalBy(coolDown))
    return { ...place, may: null, reason, coolDownUntil: coolDown.until.toISOString() }
  }
  if (session.selfEnrollment === 'approval') return { ...place, may: 'request', reason: null }
  if (!isFull && own.waiting === 0) return { ...place, may: 'enroll', reason: null }
  if (session.waitingList !== 'off') return { ...place, may: 'wait', reason: null }
  const full = new ConflictError(isFull ? 'session-full-now' : 'waiting-list-first', {
    max: session.maxEnrollment ?? 0,
  })
  return { ...place, may: null, reason: say(actor, full) }
}

/**
 * A person takes a place, accepts an offer, gets in line, or asks for approval: whatever the session has for them. During a
 * cool-down nothing new; what one has or waits for stays, and a planner may place them.
 *
 * @throws {ConflictError} `self-enrollment-off`, `enrollment-not-open`, `enrollment-closed`, `session-over`,
 * `session-cancelled`, `course-cancelled`, `session-full`, `waiting-list-first`, `offer-expired`, `instructor-not-enrollable`,
 * `cool-down`
 */
export async function enrollMyself(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<OwnPlaceView> {
  const { personId } = actor
  await getBrief(ctx, actor, sessionId)
  const enrolling = () =>
    withTransaction(ctx.db, async (trx) => {
      const session = await lockSession(ctx, trx, sessionId)
      const asked = await askPlaces(ctx, trx, session, [personId])
      const own = asked.places.had.get(personId)
      const mayAskAgain = own?.status === 'requested' && session.selfEnrollment === 'open'
      if (own && own.status !== 'cancelled' && own.status !== 'offered' && !mayAskAgain) return
      const { firstStartsAt, lastEndsAt } = asked.places
      const rules = { ...session, firstStartsAt, lastEndsAt }
      const placing = { session, personId, actorId: personId, whenFull: 'wait' as const, asked }
      if (own?.status === 'offered') {
        if (own.offerExpiresAt && own.offerExpiresAt <= ctx.now())
          throw new ConflictError('offer-expired', { at: own.offerExpiresAt })
        assertToCome(rules, ctx.now())
        await givePlace(ctx, trx, placing)
      } else {
        assertOpen(rules, ctx.now())
        const courses = new Map([[session.courseId, asked.places.noShowRules]])
        const coolDown = (await findCoolDowns(ctx, trx, personId, courses)).get(session.courseId)
        if (coolDown) throw refusalBy(coolDown)
        if (session.selfEnrollment === 'approval')
          await request(ctx, trx, session, actor, own?.status, firstStartsAt)
        else await givePlace(ctx, trx, { ...placing, queues: true })
      }
      await happened(ctx, trx, { kind: 'learner-enrolled', id: `${sessionId}/${personId}`, by: personId })
    })
  await oneByOne(ctx, sessionId, enrolling)
  return getOwnPlace(ctx, actor, sessionId)
}

const refusalBy = ({ count, until }: CoolDown) => new ConflictError('cool-down', { count, until })

async function request(
  ctx: Ctx,
  trx: Trx,
  session: LockedSession,
  { personId }: Actor,
  before: EnrollmentStatus | undefined,
  firstStartsAt: Date | null,
): Promise<void> {
  if (session.instructors.some((instructor) => instructor.id === personId))
    throw new ConflictError('instructor-not-enrollable', { name: '' })
  const now = ctx.now()
  const offerExpiresAt =
    session.asksManager && (await hasDecider(ctx, trx, personId)) ? requestEnd(now, firstStartsAt) : null
  const next = { personId, before, status: 'requested', cause: 'requested', offerExpiresAt } as const
  await setStatuses(ctx, trx, { session, actorId: personId }, [next])
  if (offerExpiresAt)
    await happened(ctx, trx, {
      kind: 'manager-asked',
      sessionId: session.id,
      personId,
      until: offerExpiresAt,
    })
}

/**
 * A person gives back what they have, wait or asked for; what they gave up goes to the next in line at once.
 *
 * @throws {ConflictError} `withdrawal-closed`, `withdrawal-by-planner`
 * @throws {NotFoundError} `enrollment-not-found`
 */
export async function withdraw(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<void> {
  await getBrief(ctx, actor, sessionId)
  const { personId } = actor
  await withTransaction(ctx.db, async (trx) => {
    const session = await lockSession(ctx, trx, sessionId)
    const asked = await askPlaces(ctx, trx, session, [personId])
    const { had, firstStartsAt, lastEndsAt } = asked.places
    const own = had.get(personId)
    if (own && own.status !== 'cancelled')
      assertMayWithdraw({ ...session, firstStartsAt, lastEndsAt }, own.status, ctx.now())
    await takeBack(ctx, trx, actor, { session, personIds: [personId], asked })
    await happened(ctx, trx, { kind: 'learner-withdrew', id: `${sessionId}/${personId}`, by: personId })
  })
}

/** The sessions that a person has or wants a place in, or had, page by page. */
export async function listOwnEnrollments(
  ctx: Ctx,
  actor: Actor,
  filter: Partial<z.output<typeof FindOwnEnrollments>> = {},
) {
  const { which = 'current', limit = 50 } = filter
  const rows = await listsStore.listOwnEnrollments(ctx.db, ctx.platform.id, actor.personId, {
    which,
    now: ctx.now(),
    after: fromCursor(filter.cursor, ['text', 'id']),
    limit: limit + 1,
  })
  const page = toPage(rows, limit, (row) => [row.sortKey, row.sessionId])
  return { ...page, items: page.items.map((row) => toOwnEnrollment(row, actor.reader, ctx.now())) }
}

function toOwnEnrollment(
  row: Awaited<ReturnType<typeof listsStore.listOwnEnrollments>>[number],
  reader: Reader,
  now: Date,
): z.output<typeof OwnEnrollment> {
  const { sessionId, sessionName, courseId, courseName, status, position, cause, reason } = row
  const { state, evidence, completedAt, validUntil } = row
  return {
    ...{ sessionId, sessionName, courseId, courseName, status, position, cause, reason },
    courseHue: hueOf({ name: courseName, hue: row.ownHue }),
    offerExpiresAt: (status === 'offered' && row.offerExpiresAt?.toISOString()) || null,
    nextStartsAt: row.nextStartsAt?.toISOString() ?? null,
    lastEndsAt: row.lastEndsAt?.toISOString() ?? null,
    cancelled: row.cancelledAt ? { reason: row.cancelReason } : null,
    completion: state && evidence ? toBrief({ state, evidence, completedAt, validUntil }, reader, now) : null,
  }
}

interface Rules {
  readonly selfEnrollment: 'closed' | 'open' | 'approval'
  readonly enrollmentOpensAt: Date | null
  readonly enrollmentClosesAt: Date | null
  readonly withdrawalHours: number
  readonly firstStartsAt: Date | null
  readonly lastEndsAt: Date | null
  readonly cancelled: Parameters<typeof assertTakesPlace>[0]['cancelled']
}

function rulesOf(session: SessionView): Rules {
  const dateOf = (at: string | null) => (at === null ? null : new Date(at))
  return {
    selfEnrollment: session.selfEnrollment,
    withdrawalHours: session.withdrawalHours,
    enrollmentOpensAt: dateOf(session.enrollmentOpensAt),
    enrollmentClosesAt: dateOf(session.enrollmentClosesAt),
    firstStartsAt: dateOf(session.firstStartsAt),
    lastEndsAt: dateOf(session.lastEndsAt),
    cancelled: session.cancelled,
  }
}

/** Learners who enrolled themselves may leave until the deadline; learners whom a planner enrolled ask the planner. */
function assertMayWithdraw(rules: Rules, status: EnrollmentStatus, now: Date): void {
  if (status === 'waiting' || status === 'offered' || status === 'requested') return
  if (status !== 'enrolled' || rules.selfEnrollment === 'closed')
    throw new ConflictError('withdrawal-by-planner')
  const end = withdrawalEndOf(rules, rules)
  if (end && end <= now) throw new ConflictError('withdrawal-closed', { at: end })
}

function assertOpen(rules: Rules, now: Date): void {
  const { selfEnrollment, enrollmentOpensAt: opensAt, enrollmentClosesAt: closesAt } = rules
  assertToCome(rules, now)
  if (selfEnrollment === 'closed') throw new ConflictError('self-enrollment-off')
  if (opensAt && opensAt > now) throw new ConflictError('enrollment-not-open', { at: opensAt })
  if (closesAt && closesAt <= now) throw new ConflictError('enrollment-closed', { at: closesAt })
}

function assertToCome({ cancelled, lastEndsAt }: Rules, now: Date): void {
  assertTakesPlace({ cancelled })
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

const say = (actor: Actor, { code, params }: AppError) => sentence(code, params, actor.reader)
