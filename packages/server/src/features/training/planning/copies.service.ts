import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { carryOut } from '../../../db/dry-run.ts'
import type { Tried } from '../../../db/steps.ts'
import { ConflictError, InvalidInputError } from '../../../domain/errors.ts'
import type { CourseId, EventId, SeriesId, SessionId } from '../../../domain/ids.ts'
import { daysBetween } from '../../../domain/recurrence.ts'
import { daysLater } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { copyCompletionRule } from '../completions/completion-rules.service.ts'
import { NewCourse } from '../courses/courses.schemas.ts'
import { addCourse, getCourse } from '../courses/courses.service.ts'
import { type Event, NewEvent } from '../events/events.schemas.ts'
import { listEventsOfSession } from '../events/events.service.ts'
import { hold } from '../events/held.ts'
import { NewSession, type Session } from '../sessions/sessions.schemas.ts'
import { addSession, getSession, listSessions } from '../sessions/sessions.service.ts'
import { assertNoneRefused, type ResultOf, toResult, toWishes } from './outcome.ts'
import type { CourseCopy, SessionCopy } from './planning.schemas.ts'
import { accountNames, type EventWish, planEach, shifted } from './wishes.ts'

type SessionView = z.output<typeof Session>
type EventView = z.output<typeof Event>
type Choices = Pick<z.output<typeof SessionCopy>, 'keepsRooms' | 'keepsInstructors' | 'overlapReason'>

/** Events that are duplicated at once. */
const MAX_EVENTS = 500

interface Source {
  readonly session: SessionView
  readonly events: readonly EventView[]
}

/**
 * Makes a session like another one at other dates, in the same or another course: all of its events or nothing.
 * Enrollments, attendance and links stay where they are, and so do events that were cancelled.
 */
export async function copySession(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  input: z.output<typeof SessionCopy>,
): Promise<ResultOf<SessionId>> {
  assertPlanner(actor)
  const source = await read(ctx, actor, await getSession(ctx, actor, sessionId))
  const course = await getCourse(ctx, actor, input.courseId ?? source.session.courseId)
  const days = daysOf(input.shift, [source])
  const { name, code } = input
  const copy = await carryOut(ctx, input.save, async (inner, trx) => {
    const target = { course, name, code }
    const made = await addCopy(inner, trx, actor, { source, target, days, choices: input })
    assertNoneRefused(input.save, made.tried)
    return made
  })
  const wishes = toWishes(copy.wishes, await accountNames(ctx))
  return toResult(actor, input.save ? copy.id : null, wishes, copy.tried)
}

/** Makes a course like another one, with its sessions and their events at other dates: all or nothing. */
export async function copyCourse(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
  input: z.output<typeof CourseCopy>,
): Promise<ResultOf<CourseId>> {
  assertPlanner(actor)
  const course = await getCourse(ctx, actor, courseId)
  const sources: Source[] = []
  for (const session of await listSessions(ctx, actor, courseId))
    sources.push(await read(ctx, actor, session))
  const days = daysOf(input.shift, sources)
  const { name, code } = input
  const copy = await carryOut(ctx, input.save, async (inner, trx) => {
    await hold(inner, trx, whatIsHeld(sources, input))
    const hue = course.hasOwnHue ? course.hue : null
    const id = await addCourse(inner, trx, actor, { ...NewCourse.parse(course), name, code, hue })
    await copyCompletionRule(inner, trx, actor, { from: courseId, to: id })
    const made = { id, wishes: [] as EventWish[], tried: [] as Tried<EventId>[] }
    for (const source of sources) {
      const { session } = source
      const target = { course: { id, name }, name: session.name, code: session.code }
      const one = await addCopy(inner, trx, actor, { source, target, days, choices: input })
      made.wishes.push(...one.wishes)
      made.tried.push(...one.tried)
    }
    assertNoneRefused(input.save, made.tried)
    return made
  })
  const wishes = toWishes(copy.wishes, await accountNames(ctx))
  return toResult(actor, input.save ? copy.id : null, wishes, copy.tried)
}

async function addCopy(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  wish: {
    source: Source
    target: { course: { id: CourseId; name: string }; name: string; code: string }
    days: number
    choices: Choices
  },
): Promise<{ id: SessionId; wishes: EventWish[]; tried: Tried<EventId>[] }> {
  const { source, target, days, choices } = wish
  const { course, name, code } = target
  const courseId = course.id
  const { session } = source
  const later = (instant: string | null) =>
    instant && daysLater(new Date(instant), days, actor.reader.timeZone).toISOString()
  const id = await addSession(ctx, trx, actor, {
    ...NewSession.parse({ ...session, instructorIds: [] }),
    enrollmentOpensAt: later(session.enrollmentOpensAt),
    enrollmentClosesAt: later(session.enrollmentClosesAt),
    decidesAt: comingOnly(ctx, later(session.decidesAt)),
    instructorIds: choices.keepsInstructors ? session.instructors.map((person) => person.id) : [],
    courseId,
    name,
    code,
  })
  const keepsOwn = (event: EventView) => choices.keepsInstructors && event.hasOwnInstructors
  const series = new Map<SeriesId, SeriesId>()
  const wishes = source.events.map((event): EventWish => {
    const accountId = choices.keepsRooms ? (event.tool?.accountId ?? null) : null
    const seriesId = event.seriesId && (series.get(event.seriesId) ?? ctx.newId<SeriesId>())
    if (event.seriesId && seriesId) series.set(event.seriesId, seriesId)
    return {
      session: { id, name, courseId, courseName: course.name },
      event: {
        ...shifted(NewEvent.parse({ ...event, accountId, showsRecording: ownShowsRecording(event) }), days),
        instructorIds: keepsOwn(event) ? event.instructors.map((person) => person.id) : [],
        ...(choices.overlapReason ? { overlapReason: choices.overlapReason } : {}),
        ...(seriesId ? { seriesId } : {}),
      },
    }
  })
  return { id, wishes, tried: await planEach(ctx, trx, actor, wishes) }
}

/** What is inherited is inherited by a copy too. */
function ownShowsRecording({ hasOwnShowsRecording, showsRecording }: EventView): boolean | null {
  return hasOwnShowsRecording ? showsRecording : null
}

/** The instructors and accounts that the duplicated events use. */
function whatIsHeld(sources: readonly Source[], { keepsInstructors, keepsRooms }: Choices) {
  const events = sources.flatMap((source) => source.events)
  const people = [...sources.map(({ session }) => session), ...events].flatMap((one) => one.instructors)
  return {
    sessionIds: [],
    personIds: keepsInstructors ? people.map((person) => person.id) : [],
    accountIds: keepsRooms ? events.map((event) => event.tool?.accountId ?? null) : [],
  }
}

async function read(ctx: Ctx, actor: Actor, session: SessionView): Promise<Source> {
  const events = await listEventsOfSession(ctx, actor, session.id)
  return { session, events: events.filter((event) => !event.cancelled) }
}

/** By how many days the dates are shifted. @throws {ConflictError} `copy-nothing`, `copy-too-many` */
function daysOf(shift: z.output<typeof SessionCopy>['shift'], sources: readonly Source[]): number {
  const starts = sources.flatMap((source) => source.events.map((event) => event.startsWall)).sort()
  if (starts.length > MAX_EVENTS) {
    throw new ConflictError('copy-too-many', { count: starts.length, max: MAX_EVENTS })
  }
  if ('days' in shift) return shift.days
  const first = starts[0]
  if (!first) throw InvalidInputError.at('/shift/firstOn', 'copy-nothing')
  return daysBetween(first.slice(0, 10), shift.firstOn)
}

/** A decision that would be due already is left for somebody to set. */
function comingOnly(ctx: Ctx, instant: string | null): string | null {
  return instant && new Date(instant) > ctx.now() ? instant : null
}
