import type { Ctx } from '../../../ctx.ts'
import type { Sweeping, Trx } from '../../../db/database.ts'
import type { AccountId, EventId, RoomId } from '../../../domain/ids.ts'
import { type RoomState, roomStates } from '../../../domain/room.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { ConferencingProvider } from '../../../providers/provider.ts'
import { providerOf } from '../accounts/organizers.service.ts'
import * as leavingRooms from './leaving-rooms.store.ts'
import * as roomsStore from './rooms.store.ts'

const watchedStates = roomStates.filter((state) => state !== 'gone' && state !== 'replaced')

/**
 * How the rooms of all platforms are, for whoever watches over them.
 *
 * @returns by state, up to 100,000 of those that are settled and of all others, without those that are gone or whose event
 * is long over; and for how many seconds the room waits that is due the longest, without those that people have to mend
 */
export async function roomFigures(db: Sweeping, now: Date) {
  const found = await roomsStore.readFigures(db, now)
  const countOf = (state: RoomState) => found.find((one) => one.state === state)?.rooms ?? 0
  const oldest = Math.min(...found.map(({ dueAt }) => dueAt?.getTime() ?? now.getTime()))
  return {
    rooms: Object.fromEntries(watchedStates.map((state) => [state, countOf(state)])),
    oldestDueSeconds: (now.getTime() - oldest) / 1000,
  }
}

/** The room that an event has now, or undefined. */
export function findRoomOfEvent(
  ctx: Ctx,
  eventId: EventId,
  db: Ctx['db'] | Trx = ctx.db,
): Promise<roomsStore.RoomRow | undefined> {
  return roomsStore.findWantedRoom(db, ctx.platform.id, eventId)
}

/** Every room that people of an event can have been in: also those that were replaced, or gone only since a moment. */
export function listRoomsOfEvent(
  ctx: Ctx,
  eventId: EventId,
  since: Date,
  db: Ctx['db'] | Trx = ctx.db,
): Promise<roomsStore.RoomRow[]> {
  return roomsStore.listRoomsSince(db, ctx.platform.id, eventId, since)
}

/** A room that went so long before the start had nobody of the event in it. */
const GONE_BEFORE_MINUTES = 60

/** From when on rooms of an event can have had people in them. */
export function peopleSince({ startsAt }: { readonly startsAt: Date }): Date {
  return addMinutes(startsAt, -GONE_BEFORE_MINUTES)
}

/** The tools of all rooms that people of an event can have been in, each once; that of its account where it has no room. */
export async function listToolsOfEvent(
  ctx: Ctx,
  trx: Trx,
  event: { readonly id: EventId; readonly accountId: AccountId; readonly startsAt: Date },
): Promise<ConferencingProvider[]> {
  const rooms = await listRoomsOfEvent(ctx, event.id, peopleSince(event), trx)
  const accountIds = new Set([event.accountId, ...rooms.map(({ accountId }) => accountId)])
  const tools: ConferencingProvider[] = []
  for (const accountId of accountIds) tools.push(await providerOf(ctx, trx, accountId))
  return tools
}

/** The id of that room, inside a transaction. */
export async function findWantedRoomId(ctx: Ctx, trx: Trx, eventId: EventId): Promise<RoomId | undefined> {
  return (await roomsStore.findWantedRoom(trx, ctx.platform.id, eventId))?.id
}

/** Rooms of an account that nobody wants any more and that are still at the provider. */
export function listLeftRooms(ctx: Ctx, db: Ctx['db'] | Trx, accountIds: readonly AccountId[]) {
  return leavingRooms.listLeftRooms(db, ctx.platform.id, accountIds)
}

/** How long before its start people are let into an event; null = as usual. */
export async function findJoinOpens(ctx: Ctx, eventId: EventId): Promise<number | null> {
  const event = await roomsStore.findEventOfRoom(ctx.db, ctx.platform.id, eventId)
  return event?.joinOpensMinutes ?? null
}

/** The room of one of some accounts that their provider knows by a key, and that is wanted. */
export function findRoomByKey(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  accountIds: readonly AccountId[],
  providerKey: string,
): Promise<roomsStore.RoomRow | undefined> {
  return roomsStore.findRoomByKey(db, ctx.platform.id, accountIds, providerKey)
}

export function findRoom(ctx: Ctx, roomId: RoomId): Promise<roomsStore.RoomRow | undefined> {
  return roomsStore.findRoom(ctx.db, ctx.platform.id, roomId)
}
