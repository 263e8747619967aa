import type { z } from 'zod'
import { areaChangeRefusal } from '../../../access/people.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import { assertNotEnded } from '../../../domain/event.ts'
import type { CourseId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { sentence } from '../../../messages/messages.ts'
import { changeWithin, type LockedPerson, nameOf } from '../../people/people/people.service.ts'
import { listMarks, markIn } from '../attendance/attendance.service.ts'
import { takeBack } from '../enrollments/enrollments.service.ts'
import { oneByOne } from '../enrollments/one-by-one.ts'
import { askPlaces, givePlaces } from '../enrollments/places.service.ts'
import { addEvent, listEventRows, reviseEvent } from '../events/events.service.ts'
import { holdAsked } from '../events/held.ts'
import { lockSession } from '../sessions/locked-sessions.service.ts'
import { addSession } from '../sessions/sessions.service.ts'
import type {
  AreaEvent,
  AreaPersonDetails,
  AreaSession,
  ChangeAreaEvent,
  ChangeAreaPerson,
  EnrolledInArea,
  EnrollInArea,
  MarkedInArea,
  MarkInArea,
  NewAreaEvent,
  NewAreaSession,
} from './area.schemas.ts'
import { areaOf, findCourse, findEvent, findSession, getPerson, getSession, toEvent } from './area.service.ts'
import * as areaStore from './area.store.ts'

type EventView = z.output<typeof AreaEvent>

// What a power user may plan. Each asks for the area again under the locks of its transaction: what was taken from somebody
// meanwhile is theirs no more.

/** Makes a session of a course of the area. Who teaches it is for planners to say. */
export async function addSessionInArea(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
  input: z.output<typeof NewAreaSession>,
): Promise<z.output<typeof AreaSession>> {
  const whose = areaOf(ctx, actor)
  const id = await withTransaction(ctx.db, async (trx) => {
    await findCourse(ctx, trx, whose, courseId)
    return addSession(ctx, trx, actor, { ...input, courseId })
  })
  return getSession(ctx, actor, id)
}

/**
 * Plans an event in a session of the area.
 *
 * @throws {NotFoundError} `session-not-found`
 * @throws {ConflictError} `area-no-room`, `area-instructor-busy`
 */
export async function planEventInArea(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  input: z.output<typeof NewAreaEvent>,
): Promise<EventView> {
  const whose = areaOf(ctx, actor)
  await findSession(ctx.db, whose, sessionId)
  const planning = withTransaction(ctx.db, async (trx) => {
    const toHold = { sessionIds: [sessionId], accountIds: [input.accountId] }
    const held = await holdAsked(ctx, trx, actor, toHold)
    await findSession(trx, whose, sessionId)
    const session = held.sessions.get(sessionId)
    if (!session) throw new NotFoundError('session-not-found')
    const id = await addEvent(ctx, trx, actor, session, input, held)
    const events = [{ id, sessionId }]
    await happened(ctx, trx, { kind: 'dates-planned', by: actor.personId, events })
    return id
  })
  const id = await planning.catch(sayNothingOfOthers)
  return toEvent(ctx, await findEvent(ctx.db, whose, id))
}

/** Changes an event of the area; its room follows. @throws as {@link planEventInArea}, {ConflictError} `event-already-ended` */
export async function changeEventInArea(
  ctx: Ctx,
  actor: Actor,
  target: { eventId: EventId; expectedVersion: number },
  change: z.output<typeof ChangeAreaEvent>,
): Promise<EventView> {
  const whose = areaOf(ctx, actor)
  await findEvent(ctx.db, whose, target.eventId)
  const [before] = await listEventRows(ctx, actor, [target.eventId])
  if (!before) throw new NotFoundError('event-not-found')
  assertNotEnded(before, ctx.now())
  const changing = withTransaction(ctx.db, async (trx) => {
    const { isNews } = await reviseEvent(ctx, trx, actor, { before, ...target }, change)
    await findEvent(trx, whose, target.eventId)
    if (isNews) await happened(ctx, trx, { kind: 'dates-changed', by: actor.personId, events: [before] })
  })
  await changing.catch(sayNothingOfOthers)
  return toEvent(ctx, await findEvent(ctx.db, whose, target.eventId))
}

/**
 * Gives people of the area places in a session of the area, as far as there are some: as planners do, before who waits.
 *
 * @throws {NotFoundError} `person-not-found` when one of them is not in the area; then nobody gets one
 */
export async function enrollInArea(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  { whenFull, personIds: wished }: z.output<typeof EnrollInArea>,
): Promise<z.output<typeof EnrolledInArea>> {
  const whose = areaOf(ctx, actor)
  const personIds = [...new Set(wished)]
  await findSession(ctx.db, whose, sessionId)
  const enrolling = () =>
    withTransaction(ctx.db, async (trx) => {
      const session = await lockSession(ctx, trx, sessionId)
      const asked = await askPlaces(ctx, trx, session, personIds)
      await findSession(trx, whose, sessionId)
      await assertInArea(trx, whose, personIds)
      const placing = { session, personIds, actorId: actor.personId, whenFull, asked }
      const placed = await givePlaces(ctx, trx, placing)
      for (const one of placed) {
        if (!('status' in one) || one.status === one.before) continue
        const id = `${sessionId}/${one.personId}` as const
        await happened(ctx, trx, { kind: 'person-enrolled', id, by: actor.personId })
      }
      return placed.map((one) => {
        const { personId } = one
        const person = asked.people.get(personId)
        const name = person ? nameOf(person) : ''
        if (!('status' in one)) {
          const { code, params } = one.refusal
          return { personId, name, status: null, reason: sentence(code, params, actor.reader) }
        }
        return { personId, name, status: one.status === 'cancelled' ? null : one.status, reason: null }
      })
    })
  return { people: await oneByOne(ctx, sessionId, enrolling) }
}

/** Takes a place, a wait or a request of somebody of the area back. @throws {NotFoundError} `enrollment-not-found` */
export async function unenrollInArea(
  ctx: Ctx,
  actor: Actor,
  { sessionId, personId }: { readonly sessionId: SessionId; readonly personId: PersonId },
  reason = '',
): Promise<void> {
  const whose = areaOf(ctx, actor)
  await findSession(ctx.db, whose, sessionId)
  await withTransaction(ctx.db, async (trx) => {
    const session = await lockSession(ctx, trx, sessionId)
    await findSession(trx, whose, sessionId)
    await assertInArea(trx, whose, [personId])
    await takeBack(ctx, trx, actor, { session, personIds: [personId], reason })
    const id = `${sessionId}/${personId}` as const
    await happened(ctx, trx, { kind: 'person-unenrolled', id, by: actor.personId })
  })
}

/**
 * Marks who of the area is there. What an instructor wrote beside a mark stays; a mark that somebody else changed meanwhile
 * does too.
 *
 * @throws {NotFoundError} `person-not-found` when one of them is not in the area; and as `markAttendance` does
 */
export async function markInArea(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  { marks }: z.output<typeof MarkInArea>,
): Promise<z.output<typeof MarkedInArea>> {
  const whose = areaOf(ctx, actor)
  const event = await findEvent(ctx.db, whose, eventId)
  await assertInArea(
    ctx.db,
    whose,
    marks.map(({ personId }) => personId),
  )
  const before = await listMarks(ctx, eventId)
  const { marked, conflicts } = await markIn(ctx, actor, event, {
    marks: marks.map((mark) => {
      const { minutes = null, note = '' } = before.get(mark.personId) ?? {}
      return { ...mark, minutes, note }
    }),
  })
  return {
    people: [...marked, ...conflicts].map(({ personId, status, version }) => ({ personId, status, version })),
    conflicts: conflicts.map(({ personId }) => personId),
  }
}

/**
 * Says how somebody of the area is called, and in which language and zone they read.
 *
 * @throws {ForbiddenError} `area-person-protected` of who may do more here than learn
 */
export async function changePersonInArea(
  ctx: Ctx,
  actor: Actor,
  target: { id: PersonId; expectedVersion: number },
  change: z.output<typeof ChangeAreaPerson>,
): Promise<z.output<typeof AreaPersonDetails>> {
  const whose = areaOf(ctx, actor)
  await assertInArea(ctx.db, whose, [target.id])
  await withTransaction(ctx.db, async (trx) => {
    const assertMay = (before: LockedPerson) => {
      const refusal = areaChangeRefusal(before)
      if (refusal) throw refusal
    }
    await changeWithin(ctx, trx, target, change, { by: actor.personId, assertMay })
    await assertInArea(trx, whose, [target.id])
  })
  return getPerson(ctx, actor, target.id)
}

async function assertInArea(
  db: Parameters<typeof areaStore.listThoseIn>[0],
  whose: areaStore.Whose,
  personIds: readonly PersonId[],
): Promise<void> {
  const inside = await areaStore.listThoseIn(db, whose, personIds)
  if (personIds.some((id) => !inside.has(id))) throw new NotFoundError('person-not-found')
}

/** What is in the way is told to planners by name, with what else is possible. Here it may be outside the area. */
function sayNothingOfOthers(error: unknown): never {
  if (!(error instanceof ConflictError)) throw error
  if (error.code.startsWith('capacity-')) throw at('/accountId', 'area-no-room', error)
  if (error.code === 'instructor-busy') throw at('/startsWall', 'area-instructor-busy', error)
  throw error
}

function at(pointer: string, code: 'area-no-room' | 'area-instructor-busy', cause: Error): ConflictError {
  return new ConflictError(code, {}, { cause, fields: [{ pointer, code, params: {} }] })
}
