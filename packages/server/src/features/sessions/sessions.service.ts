import type { z } from 'zod'
import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import { definedOnly } from '../../domain/change.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import type { CourseId, PersonId, SessionId } from '../../domain/ids.ts'
import type { Actor } from '../../http/actor.ts'
import { assertUpdated } from '../../http/etag.ts'
import { assertPlanner, isPlanner, isSuperadmin } from '../../http/policy.ts'
import { recordAudit } from '../audit/audit.service.ts'
import { getCourse } from '../courses/courses.service.ts'
import { getPeople, nameOf } from '../people/people.service.ts'
import type { ChangeSession, NewSession, Session } from './sessions.schemas.ts'
import * as sessionsStore from './sessions.store.ts'

type SessionView = z.output<typeof Session>
type SessionRow = NonNullable<Awaited<ReturnType<typeof sessionsStore.findSession>>>

export async function listSessions(ctx: Ctx, actor: Actor, courseId: CourseId): Promise<SessionView[]> {
  await getCourse(ctx, actor, courseId)
  return toViews(
    ctx,
    actor,
    await sessionsStore.listSessions(ctx.db, ctx.platform.id, scopeOf(actor), courseId),
  )
}

/** @throws {NotFoundError} `session-not-found`, also for one that this person may not see */
export async function getSession(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<SessionView> {
  const row = await sessionsStore.findSession(ctx.db, ctx.platform.id, scopeOf(actor), sessionId)
  const [view] = row ? await toViews(ctx, actor, [row]) : []
  if (!view) throw new NotFoundError('session-not-found')
  return view
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

/** Makes a session of a course that the actor may plan, in a transaction that may make more. */
export async function addSession(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  input: { courseId: CourseId } & z.input<typeof NewSession>,
): Promise<SessionId> {
  const { instructorIds = [], courseId, name, maxEnrollment = null, ...given } = input
  assertWindow(given)
  const fields = { name, maxEnrollment, ...definedOnly(given) }
  const asked = instructorIds as PersonId[]
  const instructors = isSuperadmin(actor) ? asked : [...asked, actor.personId]
  const id = ctx.newId<SessionId>()
  await sessionsStore.insertSession(trx, { platformId: ctx.platform.id, id, courseId, ...fields })
  await setInstructors(ctx, trx, id, instructors)
  await record(ctx, trx, actor, 'session.create', id, input)
  return id
}

/** Called in the transaction of a change that may make places free. */
export type OnPlaces = (ctx: Ctx, trx: Trx, sessionId: SessionId) => Promise<void>

export async function changeSession(
  ctx: Ctx,
  actor: Actor,
  target: { sessionId: SessionId; expectedVersion: number },
  change: z.output<typeof ChangeSession>,
  onPlaces: OnPlaces,
): Promise<SessionView> {
  const session = await getSession(ctx, actor, target.sessionId)
  assertMayEdit(session)
  assertWindow({ ...session, ...definedOnly(change) })
  await withTransaction(ctx.db, (trx) => reviseSession(ctx, trx, actor, target, change, onPlaces))
  return getSession(ctx, actor, target.sessionId)
}

/** Changes a session that the actor may edit, in a transaction that may change more. */
export async function reviseSession(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  target: { sessionId: SessionId; expectedVersion: number },
  change: z.output<typeof ChangeSession>,
  onPlaces: OnPlaces,
): Promise<void> {
  const { instructorIds, ...given } = change
  const fields = definedOnly(given)
  await sessionsStore.findSessionForUpdate(trx, ctx.platform.id, target.sessionId)
  const current = await sessionsStore.findSession(trx, ctx.platform.id, 'all', target.sessionId)
  assertMaximumHolds(fields.maxEnrollment, current?.enrolledCount ?? 0)
  assertUpdated(await sessionsStore.updateSession(trx, ctx.platform.id, target, fields))
  if (instructorIds) await setInstructors(ctx, trx, target.sessionId, instructorIds as PersonId[])
  await onPlaces(ctx, trx, target.sessionId)
  await record(ctx, trx, actor, 'session.change', target.sessionId, change)
}

/** Locks a session: what spends its places happens one after the other. @throws {NotFoundError} `session-not-found` */
export async function lockSession(ctx: Ctx, trx: Trx, sessionId: SessionId) {
  const session = await sessionsStore.findSessionForUpdate(trx, ctx.platform.id, sessionId)
  if (!session) throw new NotFoundError('session-not-found')
  const instructors = await sessionsStore.listInstructors(trx, ctx.platform.id, [sessionId])
  return { ...session, instructors }
}

/** The instructors of several sessions at once. */
export async function listInstructors(ctx: Ctx, sessionIds: readonly SessionId[]) {
  const rows = await sessionsStore.listInstructors(ctx.db, ctx.platform.id, [...new Set(sessionIds)])
  return rows.map((row) => ({ sessionId: row.sessionId, id: row.id, name: nameOf(row) }))
}

/** @throws {ForbiddenError} `role-planner-needed` */
export function assertMayEdit(session: SessionView): void {
  if (!session.may.edit) throw new ForbiddenError('role-planner-needed')
}

function assertWindow(window: {
  enrollmentOpensAt?: string | null | undefined
  enrollmentClosesAt?: string | null | undefined
}): void {
  const { enrollmentOpensAt: opens, enrollmentClosesAt: closes } = window
  if (opens && closes && new Date(closes) <= new Date(opens)) {
    const params = { opens: new Date(opens), closes: new Date(closes) }
    throw InvalidInputError.at('/enrollmentClosesAt', 'enrollment-window', params)
  }
}

function assertMaximumHolds(max: number | null | undefined, enrolled: number): void {
  if (max && enrolled > max) {
    throw InvalidInputError.at('/maxEnrollment', 'max-enrollment-below-enrolled', { enrolled, max })
  }
}

async function setInstructors(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<void> {
  const people = await getPeople(ctx, trx, personIds)
  const other = people.find(
    (person) => !person.roles.includes('instructor') && !person.roles.includes('superadmin'),
  )
  if (other) throw new ConflictError('person-not-instructor', { name: nameOf(other) })
  await sessionsStore.replaceInstructors(trx, ctx.platform.id, sessionId, personIds)
}

async function record(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  action: string,
  id: SessionId,
  changes: object,
): Promise<void> {
  await recordAudit(ctx, trx, {
    actorId: actor.personId,
    action,
    objectType: 'session',
    objectId: id,
    changes: { ...changes },
  })
  await ctx.live.publish(trx, ctx.platform.id, { type: 'session', id })
}

function scopeOf(actor: Actor): sessionsStore.SessionScope {
  return isPlanner(actor) ? 'all' : { enrolledPersonId: actor.personId }
}

async function toViews(ctx: Ctx, actor: Actor, rows: readonly SessionRow[]): Promise<SessionView[]> {
  const instructors = await sessionsStore.listInstructors(
    ctx.db,
    ctx.platform.id,
    rows.map((row) => row.id),
  )
  return rows.map((row) => {
    const own = instructors.filter((person) => person.sessionId === row.id)
    const mayEdit = isSuperadmin(actor) || own.some((person) => person.id === actor.personId)
    return {
      id: row.id,
      courseId: row.courseId,
      courseName: row.courseName,
      name: row.name,
      code: row.code,
      maxEnrollment: row.maxEnrollment,
      enrolledCount: row.enrolledCount ?? 0,
      waitingCount: row.waitingCount,
      requestedCount: row.requestedCount,
      selfEnrollment: row.selfEnrollment,
      waitingList: row.waitingList,
      offerHours: row.offerHours,
      promotionStopHours: row.promotionStopHours,
      enrollmentOpensAt: row.enrollmentOpensAt?.toISOString() ?? null,
      enrollmentClosesAt: row.enrollmentClosesAt?.toISOString() ?? null,
      instructors: own.map((person) => ({ id: person.id, name: nameOf(person) })),
      eventCount: row.eventCount,
      firstStartsAt: row.firstStartsAt?.toISOString() ?? null,
      lastEndsAt: row.lastEndsAt?.toISOString() ?? null,
      version: row.version,
      may: { edit: mayEdit, enroll: mayEdit },
    }
  })
}
