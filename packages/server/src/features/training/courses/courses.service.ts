import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { type CourseTies, courseRefusal, mayPlan, maySeePlans } from '../../../access/courses.policy.ts'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { CourseId } from '../../../domain/ids.ts'
import { firstOf } from '../../../domain/message.ts'
import { keptRule, toNoShowRule, writtenRule } from '../../../domain/no-show.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { getAccountRow } from '../../rooms/accounts/accounts.service.ts'
import type { ChangeCourse, Course, FindCourses, NewCourse } from './courses.schemas.ts'
import * as coursesStore from './courses.store.ts'

type CourseView = z.output<typeof Course>
type CourseRow = NonNullable<Awaited<ReturnType<typeof coursesStore.findCourse>>>

/** Planners see all courses; learners those of the sessions that they are enrolled in. */
export async function listCourses(ctx: Ctx, actor: Actor, filter: z.output<typeof FindCourses>) {
  const rows = await coursesStore.listCourses(ctx.db, ctx.platform.id, scopeOf(ctx, actor), {
    query: filter.query,
    category: filter.category,
    after: fromCursor(filter.cursor, ['text', 'id']),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.sortName, row.id])
  return { ...page, items: page.items.map((row) => toView(row, actor)) }
}

/** @throws {NotFoundError} `course-not-found`, also for one that this person may not see */
export async function getCourse(ctx: Ctx, actor: Actor, courseId: CourseId): Promise<CourseView> {
  const row = await coursesStore.findCourse(ctx.db, ctx.platform.id, scopeOf(ctx, actor), courseId)
  if (!row) throw new NotFoundError('course-not-found')
  return toView(row, actor)
}

export async function createCourse(
  ctx: Ctx,
  actor: Actor,
  input: z.input<typeof NewCourse>,
): Promise<CourseView> {
  assertPlanner(actor)
  const id = await withTransaction(ctx.db, (trx) => addCourse(ctx, trx, actor, input))
  return getCourse(ctx, actor, id)
}

/** Makes a course in a transaction that may make what belongs to it too. @throws {InvalidInputError} `code-taken` */
export async function addCourse(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  input: z.input<typeof NewCourse>,
): Promise<CourseId> {
  const id = ctx.newId<CourseId>()
  const { name, type, categories = [], roomOptions, noShowRule = null, ...optional } = input
  await assertCodeFree(ctx, trx, optional.code)
  if (optional.spareAccountId) await getAccountRow(ctx, optional.spareAccountId, trx)
  await coursesStore.insertCourse(trx, {
    platformId: ctx.platform.id,
    id,
    name,
    type,
    ...definedOnly(optional),
    ...(roomOptions && { roomOptions: JSON.stringify(roomOptions) }),
    ...(noShowRule && { noShowRule: JSON.stringify(keptRule(noShowRule, null, ctx.now())) }),
    categories: withoutDoubles(categories),
    createdBy: actor.personId,
  })
  await happened(ctx, trx, { kind: 'course-created', id, by: actor.personId, changes: input })
  return id
}

/** @throws {InvalidInputError} `code-taken` */
export async function changeCourse(
  ctx: Ctx,
  actor: Actor,
  target: { courseId: CourseId; expectedVersion: number },
  change: z.output<typeof ChangeCourse>,
): Promise<CourseView> {
  await withTransaction(ctx.db, async (trx) => {
    const before = await assertMayChangeCourse(ctx, trx, actor, target.courseId)
    await assertCodeFree(ctx, trx, change.code, target.courseId)
    if (change.spareAccountId) await getAccountRow(ctx, change.spareAccountId, trx)
    const categories = change.categories && withoutDoubles(change.categories)
    const roomOptions = change.roomOptions && JSON.stringify(change.roomOptions)
    const noShowRule = writtenRule(change.noShowRule, before.noShowRule, ctx.now())
    const fields = definedOnly({ ...change, categories, roomOptions, noShowRule })
    assertUpdated(await coursesStore.updateCourse(trx, ctx.platform.id, target, fields))
    await happened(ctx, trx, {
      kind: 'course-changed',
      id: target.courseId,
      by: actor.personId,
      changes: change,
      was: before,
      isRenamed: change.name !== undefined && change.name !== before.name,
    })
  })
  return getCourse(ctx, actor, target.courseId)
}

/** Sessions of others that a refusal names. */
const NAMED_SESSIONS = 5

/**
 * Asks whether a course is somebody's to change, cancel or delete. Whoever deletes holds the course before they ask.
 *
 * @throws {NotFoundError} `course-not-found`
 * @throws {ForbiddenError} `role-planner-needed`, `course-not-yours`, `course-of-others` with whose sessions are there
 */
export async function assertMayChangeCourse(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  courseId: CourseId,
): Promise<CourseRow> {
  const { id: platformId } = ctx.platform
  const row = await coursesStore.findCourse(trx, platformId, scopeOf(ctx, actor), courseId)
  if (!row) throw new NotFoundError('course-not-found')
  const refusal = courseRefusal(actor, tiesOf(row, actor))
  if (!refusal) return row
  if (refusal !== 'course-of-others') throw new ForbiddenError(refusal, { course: row.name })
  const others = await coursesStore.listSessionsOfOthers(trx, platformId, {
    courseId,
    personId: actor.personId,
    limit: NAMED_SESSIONS,
  })
  const names = others.map(({ name, instructors }) => (instructors ? `${name} (${instructors})` : name))
  throw new ForbiddenError(refusal, {
    course: row.name,
    sessions: firstOf(names, NAMED_SESSIONS, others[0]?.total),
  })
}

function tiesOf(row: CourseRow, actor: Actor): CourseTies {
  const { ownSessions, sessionCount } = row
  return {
    isMaker: row.createdBy === actor.personId,
    ownSessions,
    otherSessions: (sessionCount ?? 0) - ownSessions,
  }
}

/** The categories of the courses that the reader may see. */
export function listCategories(ctx: Ctx, actor: Actor) {
  return coursesStore.listCategories(ctx.db, ctx.platform.id, scopeOf(ctx, actor))
}

/** The first spelling of each word. */
function withoutDoubles(words: readonly string[]): string[] {
  const known = new Map<string, string>()
  for (const word of words.map((one) => one.trim())) {
    const key = word.toLowerCase()
    if (word && !known.has(key)) known.set(key, word)
  }
  return [...known.values()]
}

/** Locks a course: it is cancelled and restored one after the other. @throws {NotFoundError} `course-not-found` */
export async function lockCourse(ctx: Ctx, trx: Trx, courseId: CourseId) {
  const course = await coursesStore.findCourseForUpdate(trx, ctx.platform.id, courseId)
  if (!course) throw new NotFoundError('course-not-found')
  return course
}

/** Keeps a course from being deleted until the transaction ends. @throws {NotFoundError} `course-not-found` */
export async function holdCourse(ctx: Ctx, trx: Trx, courseId: CourseId): Promise<void> {
  if (!(await coursesStore.holdCourse(trx, ctx.platform.id, courseId)))
    throw new NotFoundError('course-not-found')
}

/** Marks a locked course as one that does not take place, or that does again. The caller says the fact. */
export async function setCourseCancelled(
  ctx: Ctx,
  trx: Trx,
  courseId: CourseId,
  cancelled: { at: Date; reason: string } | null,
): Promise<void> {
  await coursesStore.setCancelled(trx, ctx.platform.id, courseId, {
    cancelledAt: cancelled?.at ?? null,
    cancelReason: cancelled?.reason ?? '',
  })
}

/** @throws {InvalidInputError} `code-taken` */
async function assertCodeFree(
  ctx: Ctx,
  trx: Trx,
  code: string | undefined,
  courseId?: CourseId,
): Promise<void> {
  const owner = code ? await coursesStore.findByCode(trx, ctx.platform.id, code) : undefined
  if (owner && owner.id !== courseId)
    throw InvalidInputError.at('/code', 'code-taken', { code: code ?? '', name: owner.name })
}

function scopeOf(ctx: Ctx, actor: Actor): coursesStore.CourseScope {
  return { personId: actor.personId, seesAll: maySeePlans(actor), now: ctx.now() }
}

function toView(row: CourseRow, actor: Actor): CourseView {
  const { id, name, code, description, type, visibility, categories, version, imageChangedAt } = row
  return {
    id,
    name,
    code,
    description,
    type,
    visibility,
    categories,
    hue: hueOf(row),
    hasOwnHue: row.hue !== null,
    showsRecordings: row.showsRecordings,
    recordsEvents: row.recordsEvents,
    spareAccountId: maySeePlans(actor) ? row.spareAccountId : null,
    evidenceProfile: maySeePlans(actor) ? row.evidenceProfile : null,
    roomOptions: mayPlan(actor) ? row.roomOptions : {},
    noShowRule: maySeePlans(actor) ? toNoShowRule(row.noShowRule) : null,
    imageUrl: imageChangedAt && `/api/v1/courses/${id}/image?at=${imageChangedAt.getTime()}`,
    version,
    cancelled: row.cancelledAt && { at: row.cancelledAt.toISOString(), reason: row.cancelReason },
    sessionCount: row.sessionCount ?? 0,
    nextStartsAt: row.nextStartsAt?.toISOString() ?? null,
    may: { edit: courseRefusal(actor, tiesOf(row, actor)) === undefined, plan: mayPlan(actor) },
  }
}
