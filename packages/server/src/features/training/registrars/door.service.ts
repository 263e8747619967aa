import type { z } from 'zod'
import { assertDuty } from '../../../access/duties.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import { doorDay } from '../../../domain/door-day.ts'
import { ForbiddenError, NotFoundError } from '../../../domain/errors.ts'
import { startWindow } from '../../../domain/event.ts'
import type { EventId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { listMarks, markIn } from '../attendance/attendance.service.ts'
import { mayMark } from '../events/taught.service.ts'
import type { DoorEvent, DoorList, MarkAtDoor, MarkedAtDoor } from './registrars.schemas.ts'
import * as registrarsStore from './registrars.store.ts'

/** No day of any zone, and no event, reaches further from now. */
const FURTHEST_MINUTES = 3 * 24 * 60

/** The events of today that are given to somebody, by start; *today* is that of each event's zone. */
export async function listDoorEvents(ctx: Ctx, actor: Actor): Promise<z.output<typeof DoorEvent>[]> {
  assertDuty(actor, 'registrar')
  const now = ctx.now()
  const rows = await registrarsStore.listGiven(ctx.db, ctx.platform.id, actor.personId, {
    from: addMinutes(now, -FURTHEST_MINUTES),
    until: addMinutes(now, FURTHEST_MINUTES),
  })
  return rows.filter((row) => isOpen(row, now)).map(toEvent)
}

/** The names of an event with their marks, and nothing else of anybody. */
export async function getDoorList(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof DoorList>> {
  const event = await getGiven(ctx, actor, eventId)
  const people = await registrarsStore.listPeople(ctx.db, ctx.platform.id, event)
  return {
    ...toEvent(event),
    mayMark: mayMark(ctx, event),
    people: people.map(({ personId, status, version, ...person }) => ({
      personId,
      name: nameOf(person),
      status,
      version,
    })),
  }
}

/**
 * Marks who is there. What an instructor wrote beside a mark stays; a mark that somebody else changed meanwhile does too.
 *
 * @throws as `markAttendance` does
 */
export async function markAtDoor(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  { marks }: z.output<typeof MarkAtDoor>,
): Promise<z.output<typeof MarkedAtDoor>> {
  const event = await getGiven(ctx, actor, eventId)
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

/** @throws {NotFoundError} `event-not-found`: also of one that is there, and not theirs. @throws {ForbiddenError} `door-closed` */
async function getGiven(ctx: Ctx, actor: Actor, eventId: EventId): Promise<registrarsStore.GivenRow> {
  assertDuty(actor, 'registrar')
  const [event] = await registrarsStore.listGiven(ctx.db, ctx.platform.id, actor.personId, { eventId })
  if (!event) throw new NotFoundError('event-not-found')
  if (!isOpen(event, ctx.now())) throw new ForbiddenError('door-closed', { ...doorDay(event) })
  return event
}

function isOpen(event: registrarsStore.GivenRow, now: Date): boolean {
  const { opensAt, closesAt } = doorDay(event)
  return opensAt <= now && now < closesAt
}

function toEvent(row: registrarsStore.GivenRow): z.output<typeof DoorEvent> {
  const { id, name, courseName, sessionName, timeZone, place, enrolled, present } = row
  return {
    ...{ id, name, courseName, sessionName, timeZone, place, enrolled, present },
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    isCancelled: row.cancelledAt !== null,
    marksFrom: startWindow(row).opensAt.toISOString(),
  }
}
