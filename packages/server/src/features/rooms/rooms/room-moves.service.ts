import type { Ctx } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import type { AccountId, EventId, OrganizerId, RoomId } from '../../../domain/ids.ts'
import { assignOrganizer } from '../../../domain/organizers.ts'
import { lockAccount } from '../accounts/accounts.service.ts'
import { slotsOf } from '../accounts/organizers.service.ts'
import { enqueueReconcile, unwant, wantRoom } from './rooms.service.ts'
import * as roomsStore from './rooms.store.ts'

/** Another organizer hosts the room that is held ready for an event: it is made anew there. */
export async function moveSpare(
  ctx: Ctx,
  trx: Trx,
  { eventId, organizerId }: { eventId: EventId; organizerId: OrganizerId },
): Promise<void> {
  const room = await roomsStore.findSpare(trx, ctx.platform.id, eventId)
  if (!room?.spare) return
  await unwant(ctx, trx, [eventId], 'spare')
  const { platformId, accountId, registers } = room
  const id = ctx.newId<RoomId>()
  const own = { platformId, id, eventId, accountId, organizerId, registers, changedAt: ctx.now() }
  await roomsStore.insertRoom(trx, { ...own, spare: JSON.stringify(room.spare) })
  await enqueueReconcile(ctx, trx, id)
}

/** Another organizer hosts an event's room from now on: in place, or it is made anew there. */
export async function moveRoom(
  ctx: Ctx,
  trx: Trx,
  move: { eventId: EventId; organizerId: OrganizerId },
): Promise<void> {
  const room = await roomsStore.findWantedRoom(trx, ctx.platform.id, move.eventId)
  if (!room?.wanted || room.organizerId === move.organizerId) return
  await wantRoom(ctx, trx, {
    eventId: move.eventId,
    accountId: room.accountId,
    organizerId: move.organizerId,
    spec: room.wanted,
  })
}

/**
 * Gives a room that is not made yet to an organizer who is paired and free.
 *
 * @returns false when there is none
 */
export async function handToAnother(ctx: Ctx, room: roomsStore.RoomRow): Promise<boolean> {
  const event = await roomsStore.findEventOfRoom(ctx.db, ctx.platform.id, room.eventId)
  if (!event) return false
  return withTransaction(ctx.db, async (trx) => {
    const account = await lockAccount(ctx, trx, room.accountId)
    const held = await roomsStore.listHeldRooms(trx, ctx.platform.id, room.accountId, event)
    const others = held.filter((other) => other.eventId !== room.eventId)
    const slots = await slotsOf(ctx, trx, account)
    const found = assignOrganizer(event, slots ?? [], others, new Date(8.64e15))
    if (!found) return false
    await roomsStore.setOrganizer(trx, ctx.platform.id, room.id, found.organizerId)
    await enqueueReconcile(ctx, trx, room.id)
    return true
  })
}

/**
 * An organizer leaves: their coming rooms go to others of the account who are free. Whoever finds nobody keeps
 * the old room until somebody does something; its page says so.
 */
export async function handOverRooms(
  ctx: Ctx,
  trx: Trx,
  accountId: AccountId,
  organizerId: OrganizerId,
): Promise<void> {
  const account = await lockAccount(ctx, trx, accountId)
  const slots = await slotsOf(ctx, trx, account)
  const all = { startsAt: ctx.now(), endsAt: new Date(8.64e15) }
  const held = await roomsStore.listHeldRooms(trx, ctx.platform.id, accountId, all)
  let rooms = held.filter((room) => room.organizerId !== organizerId)
  for (const room of held.filter((entry) => entry.organizerId === organizerId)) {
    const found = assignOrganizer(room, slots ?? [], rooms, new Date(8.64e15))
    if (!found) continue
    rooms = [...rooms, { ...room, organizerId: found.organizerId }]
    const move = { eventId: room.eventId, organizerId: found.organizerId }
    await (room.isSpare ? moveSpare(ctx, trx, move) : moveRoom(ctx, trx, move))
  }
}
