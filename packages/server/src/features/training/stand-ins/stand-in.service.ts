import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, InvalidInputError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import { isAtTheSameTime } from '../../../domain/teaching.ts'
import type { Actor } from '../../../http/actor.ts'
import { listActiveInstructors } from '../../people/people/people.service.ts'
import { getEditable, getEvent, lockEvent, raiseVersion } from '../events/events.service.ts'
import { changeInstructors, sayInstructorsChanged } from '../events/instructors.service.ts'
import { listInstructorIds } from '../sessions/sessions.service.ts'
import {
  assertInstructorsFree,
  holdInstructors,
  listInstructorsOfEvents,
  listTaughtAround,
} from '../teaching/teaching.service.ts'
import type { NewStandIn, StandIn } from './stand-in.schemas.ts'

/** Active instructors who do not teach the event: those who are free then first, and what the others teach. */
export async function listStandIns(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof StandIn>[]> {
  const event = await getEditable(ctx, actor, eventId)
  const teaching = new Set((await listInstructorsOfEvents(ctx, ctx.db, [eventId])).map(({ id }) => id))
  const people = (await listActiveInstructors(ctx)).filter(({ id }) => !teaching.has(id))
  const personIds = people.map(({ id }) => id)
  const taught = await listTaughtAround(ctx, ctx.db, { ...event, personIds })
  const standIns = people.map(({ id, name }) => ({
    id,
    name,
    busy: taught
      .filter((other) => other.personId === id && isAtTheSameTime(other, event))
      .map((other) => ({
        eventId: other.eventId,
        eventName: other.eventName,
        courseName: other.courseName,
        startsAt: other.startsAt.toISOString(),
        endsAt: other.endsAt.toISOString(),
      })),
  }))
  return standIns.sort((a, b) => Number(a.busy.length > 0) - Number(b.busy.length > 0))
}

/**
 * Another instructor teaches one event, in place of one who does or of all. The new one and the former ones are told, with a
 * calendar update; learners only when that is wanted.
 *
 * @throws {ConflictError} `event-cancelled`, `stand-in-teaches-already`, `instructor-busy`
 * @throws {InvalidInputError} `stand-in-for-nobody`
 */
export async function standIn(ctx: Ctx, actor: Actor, eventId: EventId, input: z.output<typeof NewStandIn>) {
  const { sessionId } = await getEditable(ctx, actor, eventId)
  const personId = input.personId
  await withTransaction(ctx.db, async (trx) => {
    await holdInstructors(ctx, trx, { sessionIds: [sessionId], eventIds: [eventId], personIds: [personId] })
    const ofSession = await listInstructorIds(ctx, trx, sessionId)
    const event = await lockEvent(ctx, trx, eventId)
    if (event.cancelledAt) throw new ConflictError('event-cancelled', { at: event.cancelledAt })
    const teaching = await listInstructorsOfEvents(ctx, trx, [eventId])
    const known = teaching.find(({ id }) => id === personId)
    if (known) throw standInError('/personId', 'stand-in-teaches-already', { name: known.name })
    const replaced = input.insteadOf ? teaching.filter(({ id }) => id === input.insteadOf) : teaching
    if (input.insteadOf && replaced.length === 0)
      throw InvalidInputError.at('/insteadOf', 'stand-in-for-nobody')
    const staying = teaching.filter((one) => !replaced.includes(one)).map(({ id }) => id)
    const wanted = [...staying, personId]
    // The session's instructors are back: the event needs none of its own.
    const isAsSession = wanted.length === ofSession.length && wanted.every((id) => ofSession.includes(id))
    const of = { id: eventId, hasOwnInstructors: true }
    const staff = await changeInstructors(ctx, trx, of, isAsSession ? [] : wanted)
    const { overlapReason } = input
    const allowed = await assertInstructorsFree(ctx, trx, {
      eventIds: [eventId],
      only: staff.added,
      overlapReason,
    })
    await raiseVersion(ctx, trx, eventId)
    await sayInstructorsChanged(ctx, trx, event, staff, actor.personId, input.tellsLearners)
    const changes = { ...input, insteadOf: replaced.map(({ name }) => name), ...allowed }
    await happened(ctx, trx, { kind: 'event-stand-in-arranged', id: eventId, by: actor.personId, changes })
  })
  return getEvent(ctx, actor, eventId)
}

function standInError(pointer: string, code: 'stand-in-teaches-already', params: { name: string }) {
  return new ConflictError(code, params, { fields: [{ pointer, code, params }] })
}
