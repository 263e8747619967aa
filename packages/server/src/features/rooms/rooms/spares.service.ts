import { isDeepStrictEqual } from 'node:util'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { AccountId, EventId, OrganizerId, PlatformId, RoomId } from '../../../domain/ids.ts'
import type { WantedRoom } from '../../../domain/room.ts'
import { addMinutes } from '../../../domain/time.ts'
import { getAccountRow } from '../accounts/accounts.service.ts'
import * as leavingRooms from './leaving-rooms.store.ts'
import { reconcileRoomJob } from './rooms.job.ts'
import { enqueueReconcile, sayRoomChanged, unwant } from './rooms.service.ts'
import * as roomsStore from './rooms.store.ts'

/**
 * Wants a room held ready for an event beside the one that people are led to. It is made, compared and checked as every room
 * is; nobody is registered in it before somebody switches.
 *
 * @param wish.organizerId who hosts it; left out = whoever does already
 */
export async function wantSpare(
  ctx: Ctx,
  trx: Trx,
  wish: { eventId: EventId; accountId: AccountId; organizerId?: OrganizerId | undefined; spec: WantedRoom },
): Promise<void> {
  const { eventId, accountId } = wish
  const { id: platformId } = ctx.platform
  const room = await roomsStore.findSpare(trx, platformId, eventId)
  const organizerId = wish.organizerId ?? (room?.accountId === accountId ? room.organizerId : null)
  const spare = JSON.stringify(wish.spec)
  if (room && room.accountId === accountId && (room.organizerId ?? organizerId) === organizerId) {
    if (isDeepStrictEqual(room.spare, wish.spec)) return
    const state = room.providerKey ? 'changing' : 'pending'
    await roomsStore.setWanted(trx, platformId, room.id, { spare, state, changedAt: ctx.now() })
    return enqueueReconcile(ctx, trx, room.id)
  }
  if (room) await wantNoSpare(ctx, trx, eventId)
  const id = ctx.newId<RoomId>()
  const account = await getAccountRow(ctx, accountId, trx)
  const { join } = ctx.providers.provider(account.appId, account.sessionType)
  await roomsStore.insertRoom(trx, {
    ...{ platformId, id, eventId, accountId, organizerId, spare, changedAt: ctx.now() },
    registers: join.kind === 'registered',
  })
  await enqueueReconcile(ctx, trx, id)
}

/** No room is held ready any more. One that people were in stays at the provider until its reports are read. */
export async function wantNoSpare(ctx: Ctx, trx: Trx, eventId: EventId): Promise<void> {
  const room = await roomsStore.findSpare(trx, ctx.platform.id, eventId)
  if (!room) return
  if (room.replacedAt && room.providerKey)
    await leavingRooms.setReplaced(trx, ctx.platform.id, room.id, room.replacedAt)
  else await unwant(ctx, trx, [eventId], 'spare')
}

/**
 * People are led to the spare from now on, and the room that led is held ready in its place: people may be in it, and another
 * switch leads back.
 *
 * @throws {ConflictError} `spare-missing`, `spare-not-ready`
 */
export async function switchRooms(ctx: Ctx, trx: Trx, eventId: EventId): Promise<void> {
  const { id: platformId } = ctx.platform
  const spare = await roomsStore.findSpare(trx, platformId, eventId)
  if (!spare) throw new ConflictError('spare-missing')
  if (!spare.providerKey || spare.state === 'blocked' || spare.state === 'failed') {
    const { name } = await getAccountRow(ctx, spare.accountId, trx)
    throw new ConflictError('spare-not-ready', { account: name })
  }
  const led = await roomsStore.findWantedRoom(trx, platformId, eventId)
  if (led) await happened(ctx, trx, { kind: 'room-left', id: led.id, eventId, accountId: led.accountId })
  await leavingRooms.swapRooms(trx, platformId, { led, spare }, ctx.now())
  // Whoever follows the room that leads does so now: people are registered there.
  await sayRoomChanged(ctx, trx, { ...spare, state: 'pending' }, 'ready')
}

/** People may overrun: a room is held so long after its event. */
const AFTER_END_MINUTES = 60
/** Until then reports and recordings of a room are asked for. */
const TOLD_DAYS = 8

/** Platforms on which {@link sweepFormer} finds rooms. */
export function findFormer(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return leavingRooms.listPlatformsWithFormer(db, spanOf(now))
}

/**
 * Rooms go that no event leads to any more: a spare that nobody needed when its event is over, and one that people were in
 * when it has told all. One of which there are recordings stays, as they do.
 */
export async function sweepFormer(ctx: Ctx): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const { id: platformId } = ctx.platform
    const roomIds = await leavingRooms.unwantFormer(trx, platformId, spanOf(ctx.now()), ctx.now())
    const jobs = roomIds.map((roomId) => ({ platformId, roomId }))
    await ctx.jobs.enqueueAll(trx, reconcileRoomJob, jobs)
  })
}

function spanOf(now: Date): leavingRooms.FormerSpan {
  return { endedBefore: addMinutes(now, -AFTER_END_MINUTES), toldBefore: addMinutes(now, -TOLD_DAYS * 1440) }
}

/** The room that is held ready for an event, or undefined. */
export function findSpareOfEvent(
  ctx: Ctx,
  eventId: EventId,
  db: Ctx['db'] | Trx = ctx.db,
): Promise<roomsStore.RoomRow | undefined> {
  return roomsStore.findSpare(db, ctx.platform.id, eventId)
}
