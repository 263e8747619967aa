import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { mayPlan, maySeePlans } from '../../../access/courses.policy.ts'
import { assertPlanner, isPlanner, isSuperadmin } from '../../../access/roles.ts'
import { mayEditSession } from '../../../access/sessions.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { AccountId, CourseId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { RoomOptions } from '../../../domain/room-options.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { getAccountRow } from '../../rooms/accounts/accounts.service.ts'
import { getCourse, holdCourse } from '../courses/courses.service.ts'
import { checkAdditionalValues } from '../session-fields/session-fields.service.ts'
import {
  assertInstructors,
  assertInstructorsFree,
  listTaughtByInstructorsOf,
} from '../teaching/teaching.service.ts'
import { assertDecisionDate, assertMaximumHolds, assertRules } from './session-rules.ts'
import type { ChangeSession, NewSession, Session } from './sessions.schemas.ts'
import * as sessionsStore from './sessions.store.ts'

type SessionView = z.output<typeof Session>
type SessionRow = NonNullable<Awaited<ReturnType<typeof sessionsStore.findSession>>>

export async function listSessions(ctx: Ctx, actor: Actor, courseId: CourseId): Promise<SessionView[]> {
  await getCourse(ctx, actor, courseId)
  const filter = { courseId, now: ctx.now() }
  const rows = await sessionsStore.listSessions(ctx.db, ctx.platform.id, scopeOf(actor), filter)
  return rows.map((row) => toView(actor, row))
}

/** @throws {NotFoundError} `session-not-found`, also for one that this person may not see */
export async function getSession(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<SessionView> {
  const row = await sessionsStore.findSession(ctx.db, ctx.platform.id, scopeOf(actor), sessionId)
  if (!row) throw new NotFoundError('session-not-found')
  return toView(actor, row)
}

/** A session without its numbers: its course, its instructors, whether the reader may edit it, and whether it takes place. */
export interface SessionBrief {
  readonly id: SessionId
  readonly courseId: CourseId
  readonly name: string
  readonly courseName: string
  /** The instructors of its events that have none of their own. */
  readonly instructorIds: readonly PersonId[]
  readonly version: number
  readonly cancelled: SessionCancelled | null
  /** Where its events hold a spare that say nothing; null = nowhere. */
  readonly usualSpareId: AccountId | null
  /** How its course wants rooms. */
  readonly usualRoomOptions: RoomOptions
  readonly may: { readonly edit: boolean }
}

/** @throws {NotFoundError} `session-not-found`, also for one that this person may not see */
export async function getBrief(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<SessionBrief> {
  const row = await sessionsStore.findBrief(ctx.db, ctx.platform.id, scopeOf(actor), sessionId)
  if (!row) throw new NotFoundError('session-not-found')
  return toBrief(actor, row)
}

/** Several of them, without those that there are not or that this person may not see. */
export async function listBriefs(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  actor: Actor,
  sessionIds: readonly SessionId[],
): Promise<ReadonlyMap<SessionId, SessionBrief>> {
  const rows = await sessionsStore.listBriefs(db, ctx.platform.id, scopeOf(actor), sessionIds)
  return new Map(rows.map((row) => [row.id, toBrief(actor, row)]))
}

/** The same of all, when the caller has asked whether the actor may see them. */
export async function listBriefsAsked(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  sessionIds: readonly SessionId[],
): Promise<ReadonlyMap<SessionId, SessionBrief>> {
  const rows = await sessionsStore.listBriefs(trx, ctx.platform.id, 'all', sessionIds)
  return new Map(rows.map((row) => [row.id, toBrief(actor, row)]))
}

function toBrief(
  actor: Actor,
  row: NonNullable<Awaited<ReturnType<typeof sessionsStore.findBrief>>>,
): SessionBrief {
  const { id, courseId, name, courseName, version } = row
  const instructorIds = idsOf(row.instructors)
  const may = { edit: mayEditSession(actor, instructorIds) }
  const usual = { usualSpareId: row.usualSpareId, usualRoomOptions: row.courseRoomOptions }
  return {
    id,
    courseId,
    name,
    courseName,
    instructorIds,
    version,
    cancelled: cancelledOf(row),
    ...usual,
    may,
  }
}

/** The same for planners who may edit it. @throws {ForbiddenError} `role-planner-needed` */
export async function getEditable(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<SessionBrief> {
  const session = await getBrief(ctx, actor, sessionId)
  assertMayEdit(session)
  return session
}

/** Makes a session. An instructor who makes one teaches it, so that they can go on planning in it. */
export async function createSession(
  ctx: Ctx,
  actor: Actor,
  input: { courseId: CourseId } & z.input<typeof NewSession>,
): Promise<SessionView> {
  assertPlanner(actor)
  await getCourse(ctx, actor, input.courseId)
  const id = await withTransaction(ctx.db, (trx) => addSession(ctx, trx, actor, input))
  return getSession(ctx, actor, id)
}

/**
 * Makes a session of a course that the actor may plan, in a transaction that may make more.
 *
 * @throws {InvalidInputError} `code-taken`
 */
export async function addSession(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  input: { courseId: CourseId } & z.input<typeof NewSession>,
): Promise<SessionId> {
  const { instructorIds = [], courseId, name, maxEnrollment = null, additional = {}, spare, ...given } = input
  assertRules({ maxEnrollment, ...given })
  assertDecisionDate(given.decidesAt, { now: ctx.now(), firstStartsAt: null })
  await assertCodeFree(ctx, trx, { courseId, code: given.code })
  const own = await spareFields(ctx, trx, spare)
  const fields = { name, maxEnrollment, ...definedOnly(given), ...own }
  const teaches = isPlanner(actor) && !isSuperadmin(actor)
  const instructors = teaches ? [...instructorIds, actor.personId] : instructorIds
  const id = ctx.newId<SessionId>()
  await holdCourse(ctx, trx, courseId)
  const values = JSON.stringify(await checkAdditionalValues(ctx, trx, additional))
  const { id: platformId } = ctx.platform
  await sessionsStore.insertSession(trx, { platformId, id, courseId, ...fields, additional: values })
  await setInstructors(ctx, trx, id, instructors)
  await happened(ctx, trx, { kind: 'session-created', id, by: actor.personId, changes: input })
  return id
}

export async function changeSession(
  ctx: Ctx,
  actor: Actor,
  target: { sessionId: SessionId; expectedVersion: number },
  change: z.output<typeof ChangeSession>,
): Promise<SessionView> {
  const session = await getSession(ctx, actor, target.sessionId)
  assertMayEdit(session)
  assertRules({ ...session, ...definedOnly(change) })
  await withTransaction(ctx.db, (trx) => reviseSession(ctx, trx, actor, target, change))
  return getSession(ctx, actor, target.sessionId)
}

/**
 * Changes a session that the actor may edit, in a transaction that may change more. Instructors who are new to it must
 * be free at its events to come.
 *
 * @throws {ConflictError} `instructor-busy`
 * @throws {InvalidInputError} `code-taken`
 */
export async function reviseSession(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  target: { sessionId: SessionId; expectedVersion: number },
  change: z.output<typeof ChangeSession>,
): Promise<void> {
  const { instructorIds, overlapReason, additional, spare, ...given } = change
  const fields = definedOnly(given)
  await sessionsStore.lockSessions(trx, ctx.platform.id, [target.sessionId])
  const current = await sessionsStore.findSession(trx, ctx.platform.id, 'all', target.sessionId)
  if (current) await assertCodeFree(ctx, trx, { courseId: current.courseId, code: fields.code }, current.id)
  assertMaximumHolds(fields.maxEnrollment, current?.enrolledCount ?? 0)
  if (fields.decidesAt && fields.decidesAt !== current?.decidesAt?.toISOString())
    assertDecisionDate(fields.decidesAt, { now: ctx.now(), firstStartsAt: current?.firstStartsAt ?? null })
  const values = additional && {
    additional: JSON.stringify(await checkAdditionalValues(ctx, trx, additional)),
  }
  assertUpdated(
    await sessionsStore.updateSession(trx, ctx.platform.id, target, {
      ...fields,
      ...values,
      ...(await spareFields(ctx, trx, spare)),
    }),
  )
  const staff = instructorIds
  const allowed = staff && (await changeInstructors(ctx, trx, target.sessionId, staff, overlapReason))
  const changes = { ...change, ...allowed }
  const was = current && { ...current, instructorIds: current.instructors.map(({ id }) => id) }
  await happened(ctx, trx, {
    ...{ kind: 'session-changed', id: target.sessionId, by: actor.personId, changes, was },
  })
}

/** As a row has it. @throws {NotFoundError} `account-not-found` */
async function spareFields(ctx: Ctx, trx: Trx, spare: z.output<typeof ChangeSession>['spare']) {
  if (spare === undefined) return {}
  if (spare?.accountId) await getAccountRow(ctx, spare.accountId, trx)
  return { hasOwnSpare: spare !== null, spareAccountId: spare?.accountId ?? null }
}

/** A session that its transaction has locked: handed on, so that nobody asks for it again. */
export type LockedSession = Awaited<ReturnType<typeof withBeside>>[number]

/** Locks a session: what spends its places happens one after the other. @throws {NotFoundError} `session-not-found` */
export async function lockSession(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<LockedSession> {
  const [session] = await lockSessions(ctx, trx, [sessionId])
  if (!session) throw new NotFoundError('session-not-found')
  return session
}

/** Several of them, always in one order. @returns them as they were asked for; @throws {NotFoundError} `session-not-found` */
export async function lockSessions(
  ctx: Ctx,
  trx: Trx,
  sessionIds: readonly SessionId[],
): Promise<LockedSession[]> {
  const rows = await sessionsStore.lockSessions(trx, ctx.platform.id, sessionIds)
  const locked = new Map((await withBeside(ctx, trx, rows)).map((session) => [session.id, session]))
  return sessionIds.map((sessionId) => {
    const session = locked.get(sessionId)
    if (!session) throw new NotFoundError('session-not-found')
    return session
  })
}

/** Locks the sessions of a locked course. @returns those that there are then */
export async function lockSessionsOf(ctx: Ctx, trx: Trx, courseId: CourseId): Promise<LockedSession[]> {
  return withBeside(ctx, trx, await sessionsStore.lockSessionsOf(trx, ctx.platform.id, courseId))
}

type LockedRow = Awaited<ReturnType<typeof sessionsStore.lockSessions>>[number]

/** Read after the lock was had, in a statement of its own: what the lock waited for is seen. */
async function withBeside(ctx: Ctx, trx: Trx, rows: readonly LockedRow[]) {
  const ids = rows.map((row) => row.id)
  const beside = await sessionsStore.listBeside(trx, ctx.platform.id, ids)
  return rows.flatMap((row) => {
    const around = beside.find((one) => one.id === row.id)
    return around ? [{ ...row, ...around, cancelled: cancelledOf({ ...row, ...around }) }] : []
  })
}

/**
 * {@link lockSession} for planners who may edit it, which is asked under the lock.
 *
 * @throws {NotFoundError} `session-not-found`
 * @throws {ForbiddenError} `role-planner-needed`
 */
export async function lockEditable(ctx: Ctx, trx: Trx, actor: Actor, sessionId: SessionId) {
  const [session] = await lockAllEditable(ctx, trx, actor, [sessionId])
  if (!session) throw new NotFoundError('session-not-found')
  return session
}

/** The same for several, as {@link lockSessions} does. */
export async function lockAllEditable(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  sessionIds: readonly SessionId[],
): Promise<LockedSession[]> {
  // People who are no planners may edit none of them, and must not make others wait for a lock.
  if (!mayPlan(actor)) for (const id of sessionIds) await getEditable({ ...ctx, db: trx }, actor, id)
  const sessions = await lockSessions(ctx, trx, sessionIds)
  for (const { instructors } of sessions) {
    assertMayEdit({ may: { edit: mayEditSession(actor, idsOf(instructors)) } })
  }
  return sessions
}

/**
 * Refuses a cancelled session without locking it; the caller has locked it already.
 *
 * @throws {ConflictError} `session-cancelled`, `course-cancelled`
 */
export async function assertStands(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<void> {
  const [session] = await sessionsStore.listBriefs(trx, ctx.platform.id, 'all', [sessionId])
  if (!session) throw new NotFoundError('session-not-found')
  assertTakesPlace({ cancelled: cancelledOf(session) })
}

/** What a locked session is from now on, beside what people edit. */
export type SessionState = Partial<
  Pick<SessionRow, 'cancelledAt' | 'cancelReason' | 'decision' | 'decidedAt' | 'decidesAt'>
>

/** Writes down that a locked session is cancelled or restored, or what was decided about it. The caller says the fact. */
export async function setSessionState(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  state: SessionState,
): Promise<void> {
  await sessionsStore.setState(trx, ctx.platform.id, sessionId, state)
}

/** That a session does not take place, by itself or with its course. */
export interface SessionCancelled {
  readonly at: Date
  readonly reason: string
  readonly with: 'session' | 'course'
}

/** Whether a session takes place, from what its row and its course's say. */
export function cancelledOf(row: {
  cancelledAt: Date | null
  cancelReason: string
  courseCancelledAt: Date | null
  courseCancelReason: string
}): SessionCancelled | null {
  if (row.courseCancelledAt)
    return { at: row.courseCancelledAt, reason: row.courseCancelReason, with: 'course' }
  return row.cancelledAt && { at: row.cancelledAt, reason: row.cancelReason, with: 'session' }
}

/** A cancelled session takes no learners and no events. @throws {ConflictError} `session-cancelled`, `course-cancelled` */
export function assertTakesPlace(session: Parameters<typeof cancellationRefusal>[0]): void {
  const refusal = cancellationRefusal(session)
  if (refusal) throw refusal
}

/** Why a session takes nobody and nothing; undefined for one that takes place. */
export function cancellationRefusal({
  cancelled,
}: {
  readonly cancelled: SessionView['cancelled'] | SessionCancelled
}): ConflictError | undefined {
  if (!cancelled) return undefined
  const code = cancelled.with === 'course' ? 'course-cancelled' : 'session-cancelled'
  return new ConflictError(code, { at: new Date(cancelled.at), reason: cancelled.reason })
}

/** The instructors of a session: they teach its events that have none of their own. */
export function listInstructorIds(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<PersonId[]> {
  return sessionsStore.listInstructorIds(trx, ctx.platform.id, sessionId)
}

/** @throws {ForbiddenError} `role-planner-needed` */
export function assertMayEdit(session: { readonly may: { readonly edit: boolean } }): void {
  if (!session.may.edit) throw new ForbiddenError('role-planner-needed')
}

/** @throws {InvalidInputError} `code-taken` */
async function assertCodeFree(
  ctx: Ctx,
  trx: Trx,
  { courseId, code }: { courseId: CourseId; code: string | undefined },
  sessionId?: SessionId,
): Promise<void> {
  const owner = code ? await sessionsStore.findByCode(trx, ctx.platform.id, courseId, code) : undefined
  if (owner && owner.id !== sessionId)
    throw InvalidInputError.at('/code', 'code-taken', { code: code ?? '', name: owner.name })
}

/** The same for a session that nobody has read. @throws {ForbiddenError} `role-planner-needed` */
export async function assertMayPlanIn(ctx: Ctx, trx: Trx, actor: Actor, sessionId: SessionId): Promise<void> {
  if (!mayEditSession(actor, await listInstructorIds(ctx, trx, sessionId)))
    throw new ForbiddenError('role-planner-needed')
}

async function setInstructors(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<void> {
  await assertInstructors(ctx, trx, personIds)
  await sessionsStore.replaceInstructors(trx, ctx.platform.id, sessionId, personIds)
}

async function changeInstructors(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  personIds: readonly PersonId[],
  overlapReason: string | undefined,
) {
  const before = await listInstructorIds(ctx, trx, sessionId)
  await setInstructors(ctx, trx, sessionId, personIds)
  return assertInstructorsFree(ctx, trx, {
    eventIds: await listTaughtByInstructorsOf(ctx, trx, sessionId),
    only: personIds.filter((id) => !before.includes(id)),
    overlapReason,
  })
}

function scopeOf(actor: Actor): sessionsStore.SessionScope {
  return maySeePlans(actor) ? 'all' : { enrolledPersonId: actor.personId }
}

function idsOf(people: readonly { readonly id: PersonId }[]): PersonId[] {
  return people.map((person) => person.id)
}

function toView(actor: Actor, row: SessionRow): SessionView {
  const mayEdit = mayEditSession(actor, idsOf(row.instructors))
  const cancelled = cancelledOf(row)
  return {
    id: row.id,
    courseId: row.courseId,
    courseName: row.courseName,
    courseHue: hueOf({ name: row.courseName, hue: row.courseOwnHue }),
    name: row.name,
    code: row.code,
    maxEnrollment: row.maxEnrollment,
    enrolledCount: row.enrolledCount ?? 0,
    waitingCount: row.waitingCount,
    requestedCount: row.requestedCount,
    selfEnrollment: row.selfEnrollment,
    asksManager: row.asksManager,
    waitingList: row.waitingList,
    offerHours: row.offerHours,
    withdrawalHours: row.withdrawalHours,
    promotionStopHours: row.promotionStopHours,
    enrollmentOpensAt: row.enrollmentOpensAt?.toISOString() ?? null,
    enrollmentClosesAt: row.enrollmentClosesAt?.toISOString() ?? null,
    language: row.language,
    minEnrollment: row.minEnrollment,
    decidesAt: row.decidesAt?.toISOString() ?? null,
    whenTooFew: row.whenTooFew,
    additional: row.additional,
    spare: row.hasOwnSpare && maySeePlans(actor) ? { accountId: row.spareAccountId } : null,
    instructors: row.instructors.map((person) => ({ id: person.id, name: nameOf(person) })),
    eventCount: row.eventCount,
    firstStartsAt: row.firstStartsAt?.toISOString() ?? null,
    lastEndsAt: row.lastEndsAt?.toISOString() ?? null,
    cancelled: cancelled && { ...cancelled, at: cancelled.at.toISOString() },
    version: row.version,
    may: { edit: mayEdit, enroll: mayEdit && !cancelled },
  }
}
