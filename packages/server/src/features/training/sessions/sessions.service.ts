import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { maySeePlans } from '../../../access/courses.policy.ts'
import { assertPlanner, isPlanner, isSuperadmin } from '../../../access/roles.ts'
import { mayEditSession } from '../../../access/sessions.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { CourseId, PersonId, SessionId } from '../../../domain/ids.ts'
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
import { assertMayEdit, cancelledOf, idsOf, scopeOf } from './session-briefs.service.ts'
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

/** The instructors of a session: they teach its events that have none of their own. */
export function listInstructorIds(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<PersonId[]> {
  return sessionsStore.listInstructorIds(trx, ctx.platform.id, sessionId)
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
