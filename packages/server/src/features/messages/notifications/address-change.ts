import type { Ctx, Follower } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { Readdressed } from '../../../domain/facts/people.ts'
import type { EventId } from '../../../domain/ids.ts'
import { listHeld } from '../icalendar/icalendar.service.ts'
import { tell } from './notifications.service.ts'

/** The calendars of people come from the mailbox that they were in to the one that the people have now. */
export const moveCalendars: Follower<{ readdressed?: readonly Readdressed[] }> = async (
  ctx,
  trx,
  { readdressed = [] },
) => {
  for (const one of readdressed) await moveCalendar(ctx, trx, one)
}

/** What the old mailbox was sent is taken out of it, and the new one gets the dates. */
async function moveCalendar(ctx: Ctx, trx: Trx, { personId, email, formerId }: Readdressed): Promise<void> {
  const ownerId = formerId ?? personId
  const held = await listHeld(ctx, trx, ownerId)
  const byMailbox = new Map<string, EventId[]>()
  for (const { eventId, heldBy, method, mailbox } of held) {
    const mailboxes = new Set([heldBy, method === 'REQUEST' ? mailbox : null])
    for (const one of mailboxes) {
      if (one === null || (one === email && ownerId === personId)) continue
      byMailbox.set(one, [...(byMailbox.get(one) ?? []), eventId])
    }
  }
  for (const [mailbox, eventIds] of byMailbox) {
    const params = { leaves: { mailbox, personId: ownerId } }
    await tell(ctx, trx, { kind: 'address-left', eventIds, params }, [personId])
  }
  const eventIds = held.map((entry) => entry.eventId)
  if (eventIds.length > 0) await tell(ctx, trx, { kind: 'address-taken', eventIds }, [personId])
}
