import type { z } from 'zod'
import { toCsv } from '../../../csv/csv.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { enrollmentStatuses } from '../../../domain/enrollment.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { type LockedSession, lockAllEditable, lockEditable } from '../sessions/locked-sessions.service.ts'
import { getEditable } from '../sessions/session-briefs.service.ts'
import * as listsStore from './enrollment-lists.store.ts'
import type { Enrollment, EnrollmentChange, EnrollmentList, FindEnrollments } from './enrollments.schemas.ts'
import * as enrollmentsStore from './enrollments.store.ts'
import {
  type Asked,
  askPlaces,
  givePlace,
  promoteAfter,
  setStatuses,
  type WhenFull,
} from './places.service.ts'

type EnrollmentView = z.output<typeof Enrollment>
type Row = Awaited<ReturnType<typeof listsStore.listEnrollments>>[number]

/** People with what they have in a session, page by page, for planners who may edit it. */
export async function listEnrollments(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  filter: Partial<z.output<typeof FindEnrollments>> = {},
): Promise<z.output<typeof EnrollmentList>> {
  await getEditable(ctx, actor, sessionId)
  const { limit = 500, status, query } = filter
  const rows = await listsStore.listEnrollments(ctx.db, ctx.platform.id, sessionId, {
    status,
    query,
    after: fromCursor(filter.cursor, ['number', 'text', 'id']),
    limit: limit + 1,
  })
  const counted = await listsStore.countByStatus(ctx.db, ctx.platform.id, sessionId)
  const countOf = new Map(counted.map(({ status: of, count }) => [of, count]))
  const counts = Object.fromEntries(enrollmentStatuses.map((of) => [of, countOf.get(of) ?? 0]))
  const page = toPage(rows, limit, (row) => [String(row.rank), row.sortKey, row.personId])
  return {
    items: page.items.map(toView),
    nextCursor: page.nextCursor,
    counts: counts as Record<(typeof enrollmentStatuses)[number], number>, // made of every status
  }
}

/** Rows of a file. */
const EXPORTED = 100_000

/** Everybody who has, wants or had a place in a session, as a table. */
export async function exportEnrollments(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<string> {
  await getEditable(ctx, actor, sessionId)
  const { id: platformId } = ctx.platform
  const present = await listsStore.listEnrollments(ctx.db, platformId, sessionId, { limit: EXPORTED })
  const gone = { status: 'cancelled', limit: EXPORTED } as const
  const rows = [...present, ...(await listsStore.listEnrollments(ctx.db, platformId, sessionId, gone))]
  const heading = ['first_name', 'last_name', 'email', 'status', 'since', 'position', 'offer_until']
  return toCsv(
    heading,
    rows.map((row) => [
      ...[row.firstName, row.lastName, row.email, row.status, row.enrolledAt.toISOString()],
      ...[row.position, row.offerExpiresAt?.toISOString() ?? null],
    ]),
  )
}

/**
 * Gives a person a place. Enrolling someone who has one changes nothing; a request is approved this way.
 *
 * @throws {ConflictError} `session-full`, `instructor-not-enrollable`
 */
export async function enroll(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
  whenFull: WhenFull = 'refuse',
): Promise<EnrollmentView> {
  const placed = await withTransaction(ctx.db, async (trx) => {
    const session = await lockEditable(ctx, trx, actor, sessionId)
    const asked = await askPlaces(ctx, trx, session, [personId])
    const status = await givePlace(ctx, trx, { session, personId, actorId: actor.personId, whenFull, asked })
    const id = `${sessionId}/${personId}` as const
    await happened(ctx, trx, { kind: 'person-enrolled', id, by: actor.personId })
    const had = asked.places.had.get(personId)
    const enrolledAt = had?.status === status ? had.enrolledAt : ctx.now()
    return { person: asked.people.get(personId), status, enrolledAt }
  })
  const { person, ...place } = placed
  // Where somebody stands in line is for the line to say.
  if (!person || place.status === 'waiting') return getEnrollment(ctx, sessionId, personId)
  return toView({ ...person, ...place, sessionId, personId, position: null, offerExpiresAt: null })
}

/**
 * Takes a place, a wait or a request back; it stays in the history, and the next in line moves up.
 *
 * @throws {NotFoundError} `enrollment-not-found`
 */
export async function unenroll(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
  reason = '',
): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const session = await lockEditable(ctx, trx, actor, sessionId)
    await takeBack(ctx, trx, actor, { session, personIds: [personId], reason })
    const id = `${sessionId}/${personId}` as const
    await happened(ctx, trx, { kind: 'person-unenrolled', id, by: actor.personId })
  })
}

/**
 * The same for several people at once, when the caller has asked whether the actor may.
 *
 * @returns who got a place or an offer through it
 * @throws {NotFoundError} `enrollment-not-found` when one of them has nothing
 */
export async function takeBack(
  ctx: Ctx,
  trx: Trx,
  actor: { readonly personId: PersonId | null },
  what: {
    session: LockedSession
    personIds: readonly PersonId[]
    reason?: string
    cause?: 'moved'
    asked?: Asked
  },
): Promise<readonly PersonId[]> {
  const { session, personIds, reason = '', cause } = what
  const { places } = what.asked ?? (await askPlaces(ctx, trx, session, personIds))
  const present = [...places.had.values()].filter((entry) => entry.status !== 'cancelled')
  if (present.length !== new Set(personIds).size) throw new NotFoundError('enrollment-not-found')
  const nexts = present.map(({ personId, status }) => {
    const isOwn = actor.personId === personId
    const own = isOwn ? 'withdrawn' : status === 'requested' ? 'declined' : 'removed'
    return { personId, before: status, status: 'cancelled', cause: cause ?? own, reason } as const
  })
  await setStatuses(ctx, trx, { session, actorId: actor.personId }, nexts)
  return promoteAfter(ctx, trx, session, places, present)
}

/**
 * Gives a person a place in another session of the course, in place of the one they have.
 *
 * @throws {ConflictError} `move-other-course`, or as {@link enroll} for the other session; nothing changes then
 */
export async function moveEnrollment(
  ctx: Ctx,
  actor: Actor,
  from: { sessionId: SessionId; personId: PersonId },
  toSessionId: SessionId,
  whenFull: WhenFull,
): Promise<EnrollmentView> {
  const { sessionId, personId } = from
  await withTransaction(ctx.db, async (trx) => {
    const { source, target } = await lockBoth(ctx, trx, actor, sessionId, toSessionId)
    const placing = { personId, actorId: actor.personId, whenFull, cause: 'moved' as const }
    await givePlace(ctx, trx, { session: target, ...placing })
    await takeBack(ctx, trx, actor, { session: source, personIds: [personId], cause: 'moved' })
    const id = `${toSessionId}/${personId}` as const
    await happened(ctx, trx, { kind: 'person-moved', id, by: actor.personId })
  })
  return getEnrollment(ctx, toSessionId, personId)
}

/** Locks two sessions that the actor may edit, to move people. @throws {ConflictError} `move-other-course` */
export async function lockBoth(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  fromSessionId: SessionId,
  toSessionId: SessionId,
): Promise<{ source: LockedSession; target: LockedSession }> {
  const [source, target] = await lockAllEditable(ctx, trx, actor, [fromSessionId, toSessionId])
  if (!source || !target || source.courseId !== target.courseId || source.id === target.id)
    throw new ConflictError('move-other-course')
  return { source, target }
}

/** What became of one enrollment, newest first. */
export async function listHistory(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
): Promise<z.output<typeof EnrollmentChange>[]> {
  await getEditable(ctx, actor, sessionId)
  const rows = await enrollmentsStore.listChanges(ctx.db, ctx.platform.id, sessionId, personId)
  return rows.map(({ firstName, lastName, actorId, changedAt, ...row }) => ({
    ...row,
    changedAt: changedAt.toISOString(),
    by: actorId && firstName !== null ? nameOf({ firstName, lastName: lastName ?? '' }) : null,
  }))
}

async function getEnrollment(ctx: Ctx, sessionId: SessionId, personId: PersonId): Promise<EnrollmentView> {
  const filter = { personId, limit: 1 }
  const [row] = await listsStore.listEnrollments(ctx.db, ctx.platform.id, sessionId, filter)
  if (!row) throw new NotFoundError('enrollment-not-found')
  return toView(row)
}

function toView(row: Omit<Row, 'rank' | 'sortKey' | 'searchText'>): EnrollmentView {
  const { sessionId, personId, email, active, status, position } = row
  return {
    ...{ sessionId, personId, email, active, status, position },
    name: nameOf(row),
    enrolledAt: row.enrolledAt.toISOString(),
    offerExpiresAt: (status === 'offered' && row.offerExpiresAt?.toISOString()) || null,
  }
}
