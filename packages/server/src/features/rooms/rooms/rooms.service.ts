import { isDeepStrictEqual } from 'node:util'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError, type ProviderError } from '../../../domain/errors.ts'
import type { AccountId, EventId, OrganizerId, PlatformId, RoomId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { isOpenTo, type RoomState, type WantedRoom } from '../../../domain/room.ts'
import type { WantedOptions } from '../../../domain/room-options.ts'
import { addMinutes } from '../../../domain/time.ts'
import { type AccountRow, getAccountRow } from '../accounts/accounts.service.ts'
import { providerOf } from '../accounts/organizers.service.ts'
import * as leavingRooms from './leaving-rooms.store.ts'
import { reconcileRoomJob } from './rooms.job.ts'
import * as roomsStore from './rooms.store.ts'

/** A room that nobody touched for this long, though it is not settled, was forgotten by a crash. */
const OVERDUE_MINUTES = 1
const SWEEP_LIMIT = 500

/**
 * Wants a room for an event. A room of another account goes, and a new one comes; likewise at another organizer, where the
 * service can't give it to them in place.
 *
 * @param wish.organizerId who hosts it; left out = whoever does already
 * @param wish.account the account, where it was read in this transaction
 * @param wish.isFirst the event is new and has no room yet
 * @param wish.isAnother the room that is on its way out is the one that is of no use
 */
export async function wantRoom(
  ctx: Ctx,
  trx: Trx,
  wish: {
    eventId: EventId
    accountId: AccountId
    organizerId?: OrganizerId | undefined
    spec: WantedRoom
    account?: AccountRow | undefined
    isFirst?: boolean
    isAnother?: boolean
  },
): Promise<void> {
  const room = wish.isFirst ? undefined : await roomsStore.findWantedRoom(trx, ctx.platform.id, wish.eventId)
  const organizerId = wish.organizerId ?? (room?.accountId === wish.accountId ? room.organizerId : null)
  const isSameHost = (room?.organizerId ?? organizerId) === organizerId
  if (room?.accountId === wish.accountId && (isSameHost || (await canMoveHost(ctx, trx, room)))) {
    if (isSameHost && isDeepStrictEqual(room.wanted, wish.spec)) return
    // Back to whoever still has it: then nothing moves.
    const from = room.movedFrom ?? room.organizerId
    await roomsStore.setWanted(trx, ctx.platform.id, room.id, {
      wanted: JSON.stringify(wish.spec),
      state: room.providerKey ? 'changing' : 'pending',
      ...(isSameHost ? {} : { organizerId, movedFrom: from === organizerId ? null : from }),
      changedAt: ctx.now(),
    })
    return enqueueReconcile(ctx, trx, room.id)
  }
  if (room?.wanted && isOpenTo({ startsAt: new Date(room.wanted.startsAt) }, ctx.now()))
    await leaveRoom(ctx, trx, room, { accountId: wish.accountId, organizerId })
  else if (room) await unwant(ctx, trx, [wish.eventId], 'led')
  else if (!wish.isFirst && !wish.isAnother && (await keepLeavingRoom(ctx, trx, wish))) return
  await makeRoom(ctx, trx, { ...wish, organizerId })
}

/** Whether the service can give a room that is there to another of its users. */
async function canMoveHost(ctx: Ctx, trx: Trx, room: roomsStore.RoomRow): Promise<boolean> {
  if (!room.providerKey || !room.organizerId) return false
  const { rooms } = await providerOf(ctx, trx, room.accountId)
  return rooms.life === 'kept' && rooms.moveHost !== undefined
}

async function makeRoom(
  ctx: Ctx,
  trx: Trx,
  wish: {
    eventId: EventId
    accountId: AccountId
    organizerId: OrganizerId | null
    spec: WantedRoom
    account?: AccountRow | undefined
  },
): Promise<void> {
  const { organizerId } = wish
  const id = ctx.newId<RoomId>()
  const account = wish.account ?? (await getAccountRow(ctx, wish.accountId, trx))
  const { join } = ctx.providers.provider(account.appId, account.sessionType)
  await roomsStore.insertRoom(trx, {
    registers: join.kind === 'registered',
    platformId: ctx.platform.id,
    id,
    eventId: wish.eventId,
    accountId: wish.accountId,
    organizerId,
    wanted: JSON.stringify(wish.spec),
    changedAt: ctx.now(),
  })
  await enqueueReconcile(ctx, trx, id)
}

/** A room that was to go and is still there, untouched, stays: nobody got another link. @returns false where there is none */
async function keepLeavingRoom(
  ctx: Ctx,
  trx: Trx,
  wish: { eventId: EventId; accountId: AccountId; organizerId?: OrganizerId | undefined; spec: WantedRoom },
): Promise<boolean> {
  const { accountId, organizerId } = wish
  const room = await leavingRooms.findLeavingRoom(trx, ctx.platform.id, wish.eventId)
  if (!room || room.accountId !== accountId || (organizerId && room.organizerId !== organizerId)) return false
  await roomsStore.setWanted(trx, ctx.platform.id, room.id, {
    wanted: JSON.stringify(wish.spec),
    state: 'changing',
    changedAt: ctx.now(),
  })
  await enqueueReconcile(ctx, trx, room.id)
  return true
}

/**
 * Wants the room of an event with other options, where they are others.
 *
 * @param wish.isOutdated the service is told anew all the same: who is named is reached by other addresses, or has left
 */
export async function wantOptions(
  ctx: Ctx,
  trx: Trx,
  wish: { eventId: EventId; options: WantedOptions | undefined; isOutdated: boolean },
): Promise<void> {
  const room = await roomsStore.findWantedRoom(trx, ctx.platform.id, wish.eventId)
  if (!room?.wanted) return
  const { options: before, ...plan } = room.wanted
  const { options } = wish
  if (!isDeepStrictEqual(before, options))
    await roomsStore.setWanted(trx, ctx.platform.id, room.id, {
      wanted: JSON.stringify({ ...plan, ...(options && { options }) }),
      state: room.providerKey ? 'changing' : 'pending',
      changedAt: ctx.now(),
    })
  else if (wish.isOutdated) await roomsStore.outdate(trx, room)
  else return
  await enqueueReconcile(ctx, trx, room.id)
}

/**
 * The service left a room with its host when it was to go to another: it is made anew there, and deleted here.
 *
 * @param room with its lease; @returns as it is now, undefined when the lease was lost
 */
export function makeAnewAtHost(ctx: Ctx, room: roomsStore.RoomRow): Promise<roomsStore.RoomRow | undefined> {
  return withTransaction(ctx.db, async (trx) => {
    const back = { organizerId: room.movedFrom, movedFrom: null }
    const kept = await roomsStore.updateUnderLease(trx, room, back)
    if (!kept?.wanted) return kept
    await unwant(ctx, trx, [room.eventId], 'led')
    await makeRoom(ctx, trx, { ...kept, spec: kept.wanted, organizerId: room.organizerId })
    return roomsStore.findRoom(trx, ctx.platform.id, room.id)
  })
}

/** The event gets another room, while the one that it had stays at the provider: people may be in it. */
export async function replaceRoom(
  ctx: Ctx,
  trx: Trx,
  wish: { eventId: EventId; accountId: AccountId; organizerId: OrganizerId | undefined },
): Promise<void> {
  const room = await roomsStore.findWantedRoom(trx, ctx.platform.id, wish.eventId)
  if (!room?.wanted) throw new ConflictError('room-not-ready')
  await leaveRoom(ctx, trx, room, wish)
  await wantRoom(ctx, trx, { ...wish, spec: room.wanted, isAnother: true })
}

/** Nobody is led to a room any more. It stays at the provider for who is in it, unless it stands in the way of the new one. */
async function leaveRoom(
  ctx: Ctx,
  trx: Trx,
  room: roomsStore.RoomRow,
  next: { accountId: AccountId; organizerId?: OrganizerId | null | undefined },
): Promise<void> {
  const { id, eventId, accountId } = room
  await happened(ctx, trx, { kind: 'room-left', id, eventId, accountId })
  const isSameHost = accountId === next.accountId && room.organizerId === (next.organizerId ?? null)
  const { capabilities } = await providerOf(ctx, trx, accountId)
  // Where one host has one room at a time, the old one has to go: it would stand in the way of others.
  const mustGo = isSameHost || capabilities.roomsPerOrganizer !== undefined
  if (mustGo || !room.providerKey) await unwant(ctx, trx, [eventId], 'led')
  else await leavingRooms.setReplaced(trx, ctx.platform.id, id, ctx.now())
}

/** Wants the event's room gone. */
export function wantNoRoom(ctx: Ctx, trx: Trx, eventId: EventId): Promise<void> {
  return wantNoRooms(ctx, trx, [eventId])
}

/** The same for several events, in as many statements. */
export function wantNoRooms(ctx: Ctx, trx: Trx, eventIds: readonly EventId[]): Promise<void> {
  return unwant(ctx, trx, eventIds, 'all')
}

/** Wants some rooms of events gone. */
export async function unwant(
  ctx: Ctx,
  trx: Trx,
  eventIds: readonly EventId[],
  which: 'all' | 'led' | 'spare',
): Promise<void> {
  if (eventIds.length === 0) return
  const { id: platformId } = ctx.platform
  const roomIds = await leavingRooms.unwantRooms(trx, platformId, eventIds, which, ctx.now())
  const jobs = roomIds.map((roomId) => ({ platformId, roomId }))
  await ctx.jobs.enqueueAll(trx, reconcileRoomJob, jobs)
}

/** Tries an event's room again at once, and puts back what somebody changed at the provider. */
export async function retryRoom(ctx: Ctx, trx: Trx, eventId: EventId): Promise<void> {
  const room = await roomsStore.findWantedRoom(trx, ctx.platform.id, eventId)
  if (!room) throw new ConflictError('room-not-ready')
  await roomsStore.outdate(trx, room)
  await roomsStore.clearRetry(trx, ctx.platform.id, room.id)
  await enqueueReconcile(ctx, trx, room.id)
}

/** An account works again: all its rooms that waited go on. */
export async function resumeRoomsOfAccount(ctx: Ctx, trx: Trx, accountId: AccountId): Promise<void> {
  for (const { id } of await roomsStore.makeUnsettledDue(trx, ctx.platform.id, accountId)) {
    await enqueueReconcile(ctx, trx, id)
  }
}

/** Platforms on which {@link sweepRooms} finds something. */
export function findOverdueRooms(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return roomsStore.listPlatformsWithOverdue(db, now, addMinutes(now, -OVERDUE_MINUTES))
}

/** Finds what a crash or a lost job left behind. */
export async function sweepRooms(ctx: Ctx): Promise<void> {
  const now = ctx.now()
  const overdue = await roomsStore.listOverdue(
    ctx.db,
    ctx.platform.id,
    now,
    addMinutes(now, -OVERDUE_MINUTES),
    SWEEP_LIMIT,
  )
  for (const { id } of overdue) await enqueueReconcile(ctx, ctx.db, id)
}

/** Takes over a room that is at the provider already, as an import tells it: nothing is asked there. */
export async function adoptRoom(
  ctx: Ctx,
  trx: Trx,
  room: {
    eventId: EventId
    accountId: AccountId
    organizerId: OrganizerId
    providerKey: string
    joinUrl: string
    spec: WantedRoom
  },
): Promise<void> {
  const { spec, ...known } = room
  const id = ctx.newId<RoomId>()
  await roomsStore.insertRoom(trx, {
    platformId: ctx.platform.id,
    id,
    ...known,
    registers: false,
    wanted: JSON.stringify(spec),
    applied: JSON.stringify(spec),
    wantedRevision: 1,
    appliedRevision: 1,
    state: 'ready',
    changedAt: ctx.now(),
  })
}

/** A person has deleted at the provider what we can't delete there. @throws {NotFoundError} `room-not-found` */
export async function markDeletedByHand(ctx: Ctx, trx: Trx, roomId: RoomId): Promise<void> {
  const done = await leavingRooms.forgetDeleted(trx, ctx.platform.id, roomId, ctx.now())
  if (!done) throw new NotFoundError('room-not-found')
}

/** The provider does not know the room any more: it is made anew. */
export async function remakeRoom(ctx: Ctx, room: roomsStore.RoomRow): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    if (!(await roomsStore.forgetProviderRoom(trx, room))) return
    await sayRoomChanged(ctx, trx, room, 'pending')
    await enqueueReconcile(ctx, trx, room.id)
  })
}

/** Nothing can be done for the room until its account is paired again. */
export async function waitForPairing(
  ctx: Ctx,
  room: roomsStore.RoomRow,
  error: ProviderError,
): Promise<void> {
  const reason: StoredMessage = { code: error.code, params: error.params }
  await withTransaction(ctx.db, async (trx) => {
    if (await roomsStore.blockRoom(trx, room, JSON.stringify(reason), ctx.now()))
      await sayRoomChanged(ctx, trx, room, 'blocked')
  })
}

/** Says what became of a room. @param room as it was before */
export function sayRoomChanged(
  ctx: Ctx,
  trx: Trx,
  { id, eventId, state: before, registers }: roomsStore.RoomRow,
  state: RoomState,
): Promise<void> {
  return happened(ctx, trx, { kind: 'room-changed', id, eventId, before, state, registers })
}

/** A look at a room later on, at a moment that everybody who looks before comes to: one of them is enough, or they multiply. */
export function enqueueLook(ctx: Ctx, roomId: RoomId, at: Date): Promise<void> {
  const waitsMs = at.getTime() - ctx.now().getTime()
  if (waitsMs < 1_000) return enqueueReconcile(ctx, ctx.db, roomId, at) // the job of that moment may be this one
  return ctx.jobs.enqueue(
    ctx.db,
    reconcileRoomJob,
    { platformId: ctx.platform.id, roomId },
    { startAfter: at, atMostOnce: { key: `look ${roomId} ${at.getTime()}`, seconds: 3_600 } },
  )
}

export function enqueueReconcile(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  roomId: RoomId,
  startAfter?: Date,
): Promise<void> {
  return ctx.jobs.enqueue(
    db,
    reconcileRoomJob,
    { platformId: ctx.platform.id, roomId },
    startAfter ? { startAfter } : {},
  )
}
