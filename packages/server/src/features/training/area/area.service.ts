import type { z } from 'zod'
import { assertDuty } from '../../../access/duties.policy.ts'
import { areaChangeRefusal } from '../../../access/people.policy.ts'
import { toCsv } from '../../../csv/csv.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { CourseId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { listToolsAsked } from '../../rooms/accounts/accounts.service.ts'
import { mayMark } from '../events/taught.service.ts'
import type {
  AreaAccount,
  AreaCourse,
  AreaCourseDetails,
  AreaEvent,
  AreaMarks,
  AreaPerson,
  AreaPersonDetails,
  AreaReport,
  AreaSession,
  FindInArea,
  PageOfArea,
} from './area.schemas.ts'
import * as areaStore from './area.store.ts'

type EventView = z.output<typeof AreaEvent>

/** Rows of a report. */
const REPORTED = 100_000

/** The only way to an area: for its power user. @throws {ForbiddenError} `role-power-user-needed` */
export function areaOf(ctx: Ctx, actor: Actor): areaStore.Whose {
  assertDuty(actor, 'power-user')
  return { platformId: ctx.platform.id, powerUserId: actor.personId }
}

const iso = (at: Date | null) => at?.toISOString() ?? null

/** Courses of the area by name. */
export async function listCourses(
  ctx: Ctx,
  actor: Actor,
  { limit, cursor }: z.output<typeof PageOfArea>,
): Promise<{ items: z.output<typeof AreaCourse>[]; nextCursor: string | null }> {
  const rows = await areaStore.listCourses(ctx.db, areaOf(ctx, actor), {
    now: ctx.now(),
    after: fromCursor(cursor, ['text', 'id']),
    limit: limit + 1,
  })
  const page = toPage(rows, limit, (row) => [row.name, row.id])
  return { ...page, items: page.items.map(toCourse) }
}

/** One of them, with its sessions. @throws {NotFoundError} `course-not-found`: also of one that is there, and not in the area */
export async function getCourse(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
): Promise<z.output<typeof AreaCourseDetails>> {
  const whose = areaOf(ctx, actor)
  const course = await findCourse(ctx, ctx.db, whose, courseId)
  const sessions = await areaStore.listSessions(ctx.db, whose, { courseId })
  return { ...toCourse(course), description: course.description, sessions: sessions.map(toSession) }
}

export async function findCourse(ctx: Ctx, db: Ctx['db'] | Trx, whose: areaStore.Whose, courseId: CourseId) {
  const [course] = await areaStore.listCourses(db, whose, { now: ctx.now(), courseId, limit: 1 })
  if (!course) throw new NotFoundError('course-not-found')
  return course
}

/** A session with its events, and the people of the area in it. @throws {NotFoundError} `session-not-found` */
export async function getSession(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<z.output<typeof AreaSession>> {
  const whose = areaOf(ctx, actor)
  const session = await findSession(ctx.db, whose, sessionId)
  const events = await areaStore.listEvents(ctx.db, whose, { sessionId })
  const places = await areaStore.listPlaces(ctx.db, whose, sessionId)
  return {
    ...toSession(session),
    courseId: session.courseId,
    courseName: session.courseName,
    hasLine: session.waitingList !== 'off',
    events: events.map((row) => toEvent(ctx, row)),
    people: places.map(({ personId, email, status, ...person }) => ({
      ...{ personId, email, status },
      name: nameOf(person),
    })),
  }
}

export async function findSession(db: Ctx['db'] | Trx, whose: areaStore.Whose, sessionId: SessionId) {
  const [session] = await areaStore.listSessions(db, whose, { sessionId })
  if (!session) throw new NotFoundError('session-not-found')
  return session
}

/** Events of the area that are not over, the next one first. */
export async function listEvents(
  ctx: Ctx,
  actor: Actor,
  { limit, cursor }: z.output<typeof PageOfArea>,
): Promise<{ items: EventView[]; nextCursor: string | null }> {
  const rows = await areaStore.listEvents(ctx.db, areaOf(ctx, actor), {
    endsAfter: ctx.now(),
    after: fromCursor(cursor, ['instant', 'id']),
    limit: limit + 1,
  })
  const page = toPage(rows, limit, (row) => [row.startsAt.toISOString(), row.id])
  return { ...page, items: page.items.map((row) => toEvent(ctx, row)) }
}

export async function findEvent(db: Ctx['db'] | Trx, whose: areaStore.Whose, eventId: EventId) {
  const [event] = await areaStore.listEvents(db, whose, { eventId })
  if (!event) throw new NotFoundError('event-not-found')
  return event
}

/** An event with the marks of the people of the area in it. @throws {NotFoundError} `event-not-found` */
export async function getMarks(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof AreaMarks>> {
  const whose = areaOf(ctx, actor)
  const event = await findEvent(ctx.db, whose, eventId)
  const people = await areaStore.listMarked(ctx.db, whose, event)
  return {
    event: toEvent(ctx, event),
    people: people.map(({ personId, status, version, ...person }) => ({
      ...{ personId, status, version },
      name: nameOf(person),
    })),
  }
}

/** People of the area by name. */
export async function listPeople(
  ctx: Ctx,
  actor: Actor,
  { query, limit, cursor }: z.output<typeof FindInArea>,
): Promise<{ items: z.output<typeof AreaPerson>[]; nextCursor: string | null }> {
  const rows = await areaStore.listPeople(ctx.db, areaOf(ctx, actor), {
    query,
    after: fromCursor(cursor, ['text', 'id']),
    limit: limit + 1,
  })
  const page = toPage(rows, limit, (row) => [row.sortName, row.personId])
  return { ...page, items: page.items.map(toPerson) }
}

/** One of them, with what they have in courses of the area. @throws {NotFoundError} `person-not-found` */
export async function getPerson(
  ctx: Ctx,
  actor: Actor,
  personId: PersonId,
): Promise<z.output<typeof AreaPersonDetails>> {
  const whose = areaOf(ctx, actor)
  const [person] = await areaStore.listPeople(ctx.db, whose, { personId, limit: 1 })
  if (!person) throw new NotFoundError('person-not-found')
  const rows = await areaStore.listReport(ctx.db, whose, { now: ctx.now(), personId, limit: 500 })
  return {
    ...toPerson(person),
    ...{ firstName: person.firstName, lastName: person.lastName },
    ...{ language: person.language, timeZone: person.timeZone, version: person.version },
    mayChange: areaChangeRefusal(person) === undefined,
    places: rows.map(
      ({ courseId, courseName, sessionId, sessionName, status, present, absent, excused, ...row }) => ({
        ...{ courseId, courseName, sessionId, sessionName, status, present, absent, excused },
        nextStartsAt: iso(row.nextStartsAt),
        completedAt: iso(row.completedAt),
      }),
    ),
  }
}

/** Course by course, what became of the people of the area. */
export async function getReport(ctx: Ctx, actor: Actor): Promise<z.output<typeof AreaReport>> {
  const whose = areaOf(ctx, actor)
  const rows = await areaStore.listReport(ctx.db, whose, { now: ctx.now(), limit: REPORTED })
  const placed = rows.filter(({ status }) => status === 'enrolled')
  const courses = [...Map.groupBy(placed, ({ courseId }) => courseId)].map(([courseId, own]) => ({
    courseId,
    courseName: own[0]?.courseName ?? '',
    people: new Set(own.map(({ personId }) => personId)).size,
    completed: new Set(own.filter(({ completedAt }) => completedAt).map(({ personId }) => personId)).size,
    present: sum(own, 'present'),
    absent: sum(own, 'absent'),
    excused: sum(own, 'excused'),
  }))
  return { courses: courses.toSorted((one, other) => one.courseName.localeCompare(other.courseName)) }
}

/** The same person by person, as a table. */
export async function exportReport(ctx: Ctx, actor: Actor): Promise<string> {
  const whose = areaOf(ctx, actor)
  const rows = await areaStore.listReport(ctx.db, whose, { now: ctx.now(), limit: REPORTED })
  const heading = [
    ...['first_name', 'last_name', 'email', 'course', 'session', 'status'],
    ...['completed', 'present', 'absent', 'excused'],
  ]
  return toCsv(
    heading,
    rows.map((row) => [
      ...[row.firstName, row.lastName, row.email, row.courseName, row.sessionName, row.status],
      ...[iso(row.completedAt), row.present, row.absent, row.excused],
    ]),
  )
}

/** Accounts that can be chosen for an event: their names, as planners choose them. */
export async function listAccounts(ctx: Ctx, actor: Actor): Promise<z.output<typeof AreaAccount>[]> {
  areaOf(ctx, actor)
  const tools = await listToolsAsked(ctx, actor)
  return tools.flatMap(({ name, accounts }) =>
    accounts
      .filter(({ usable, reason }) => usable && !reason)
      .map((account) => ({ id: account.id, name: account.name, toolName: name })),
  )
}

function sum(rows: readonly areaStore.ReportRow[], of: 'present' | 'absent' | 'excused'): number {
  return rows.reduce((all, row) => all + row[of], 0)
}

function toCourse(row: areaStore.CourseRow): z.output<typeof AreaCourse> {
  const { id, name, code, categories, sessionCount } = row
  return {
    ...{ id, name, code, sessionCount, categories: [...categories] },
    nextStartsAt: iso(row.nextStartsAt),
    isCancelled: row.cancelledAt !== null,
  }
}

function toSession(row: areaStore.SessionRow) {
  const { id, name, code, maxEnrollment, taken, mine, isCancelled } = row
  return {
    ...{ id, name, code, maxEnrollment, taken, mine, isCancelled },
    firstStartsAt: iso(row.firstStartsAt),
    lastEndsAt: iso(row.lastEndsAt),
  }
}

export function toEvent(ctx: Ctx, row: areaStore.EventRow): EventView {
  const { joinOpensMinutes: _, cancelReason: __, cancelledAt, startsAt, endsAt, ...event } = row
  return {
    ...event,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    isCancelled: cancelledAt !== null,
    mayChange: endsAt > ctx.now(),
    mayMark: mayMark(ctx, row),
  }
}

function toPerson(row: areaStore.PersonRow): z.output<typeof AreaPerson> {
  const { personId, email, bookings } = row
  return { personId, email, bookings, name: nameOf(row) }
}
