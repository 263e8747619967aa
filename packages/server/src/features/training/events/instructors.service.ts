import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { listLearners, tell } from '../../messages/notifications/notifications.service.ts'
import { listInstructorsOfEvents, setEventInstructors } from '../teaching/teaching.service.ts'

/** Who teaches an event now and did not, and the other way round. */
export interface StaffChange {
  readonly added: readonly PersonId[]
  readonly removed: readonly PersonId[]
}

/**
 * Gives an event instructors of its own; nobody = those of the session teach it again. Whether they are free is for
 * the caller to ask.
 */
export async function changeInstructors(
  ctx: Ctx,
  trx: Trx,
  eventId: EventId,
  personIds: readonly PersonId[],
): Promise<StaffChange> {
  const before = await idsOf(ctx, trx, eventId)
  await setEventInstructors(ctx, trx, eventId, personIds)
  const after = await idsOf(ctx, trx, eventId)
  return {
    added: after.filter((id) => !before.includes(id)),
    removed: before.filter((id) => !after.includes(id)),
  }
}

/** Who teaches the event from now on gets it into their calendar; it is taken out of those of the others. */
export async function tellInstructors(
  ctx: Ctx,
  trx: Trx,
  event: { id: EventId; sessionId: SessionId },
  { added, removed }: StaffChange,
  except: PersonId,
): Promise<void> {
  const about = { sessionId: event.sessionId, eventIds: [event.id] }
  const others = (ids: readonly PersonId[]) => ids.filter((id) => id !== except)
  await tell(ctx, trx, { kind: 'planned', ...about }, others(added))
  // Who has a place in the session keeps the event in their calendar.
  const learners = await listLearners(ctx, trx, event.sessionId)
  const gone = removed.filter((id) => !learners.includes(id))
  await tell(ctx, trx, { kind: 'replaced', ...about }, others(gone))
}

async function idsOf(ctx: Ctx, trx: Trx, eventId: EventId): Promise<PersonId[]> {
  return (await listInstructorsOfEvents(ctx, trx, [eventId])).map((person) => person.id)
}
