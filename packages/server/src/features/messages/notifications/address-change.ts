import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import { listHeld } from '../icalendar/icalendar.service.ts'
import { tell } from './notifications.service.ts'

/**
 * Brings the calendar of a person from the mailbox that they had to the one that they have: what the old one was sent is
 * taken out of it, and the new one gets the dates.
 *
 * @param email the address that the person has now
 * @param formerId a duplicate that was merged into the person: its calendar is another one, and ends
 */
export async function tellAddressChanged(
  ctx: Ctx,
  trx: Trx,
  personId: PersonId,
  { email, formerId }: { email: string; formerId?: PersonId },
): Promise<void> {
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
