import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { listInstructorsOfEvents, setEventInstructors } from '../teaching/teaching.service.ts'

/** The instructors that an event gets, and those that it loses. */
export interface StaffChange {
  /** The instructors of its own that it had. */
  readonly before: readonly PersonId[]
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
  { id: eventId, hasOwnInstructors: hasOwn }: { id: EventId; hasOwnInstructors: boolean },
  personIds: readonly PersonId[],
): Promise<StaffChange> {
  const before = await idsOf(ctx, trx, eventId)
  await setEventInstructors(ctx, trx, eventId, personIds)
  const after = await idsOf(ctx, trx, eventId)
  return {
    before: hasOwn ? before : [],
    added: after.filter((id) => !before.includes(id)),
    removed: before.filter((id) => !after.includes(id)),
  }
}

/** Says which instructors teach the event from now on, and which do no more. */
export function sayInstructorsChanged(
  ctx: Ctx,
  trx: Trx,
  { id, sessionId }: { id: EventId; sessionId: SessionId },
  staff: StaffChange,
  by: PersonId,
  tellsLearners = false,
): Promise<void> {
  return happened(ctx, trx, { kind: 'instructors-changed', id, sessionId, by, ...staff, tellsLearners })
}

async function idsOf(ctx: Ctx, trx: Trx, eventId: EventId): Promise<PersonId[]> {
  return (await listInstructorsOfEvents(ctx, trx, [eventId])).map((person) => person.id)
}
