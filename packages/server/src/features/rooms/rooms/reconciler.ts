import { randomBytes } from 'node:crypto'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { RoomAttemptId, RoomId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import {
  HOLD_BACK_MS,
  isOpenTo,
  nextLookMs,
  nextStep,
  type RoomSpec,
  type RoomStep,
  specOf,
  type WantedRoom,
} from '../../../domain/room.ts'
import type { Call, KeptRooms, ProviderRoom, RoomOrder } from '../../../providers/provider.ts'
import { findHeir, findHost, getConnection, type ReadyAccount } from '../accounts/organizers.service.ts'
import * as attemptsStore from './attempts.store.ts'
import { refusedOptions } from './differences.ts'
import { orderOf } from './orders.service.ts'
import { RoomLog } from './room-log.ts'
import { handToAnother } from './room-moves.service.ts'
import { enqueueLook, enqueueReconcile, makeAnewAtHost } from './rooms.service.ts'
import * as roomsStore from './rooms.store.ts'
import { BLOCKED_RETRY_MS, block, recordFailure, release } from './step-outcomes.ts'

/** Longer than one step takes as a rule; after it another worker goes on, and the one that comes too late changes nothing. */
const LEASE_MS = 60_000
/** Steps in one go: create, update after an edit meanwhile, and so on. */
const MAX_STEPS = 6
type Room = roomsStore.RoomRow

/** How to reach the provider in one step, with its calls written down. */
interface Reach {
  readonly connection: NonNullable<ReadyAccount['connection']>
  readonly rooms: KeptRooms
  readonly call: Call
  /** Its name, for what people read. */
  readonly vendor: string
}

/**
 * Level-triggered: compares what a room should be with what it is, does the next step, writes down what
 * came of it, and goes on until both agree. Safe to run at any time, any number of times, on any node.
 */
export async function reconcileRoom(ctx: Ctx, roomId: RoomId): Promise<void> {
  const now = ctx.now()
  const leased = await roomsStore.takeLease(
    ctx.db,
    ctx.platform.id,
    roomId,
    now,
    new Date(now.getTime() + LEASE_MS),
  )
  if (!leased) return reconcileLater(ctx, roomId)
  let room: Room | undefined = leased
  const log = new RoomLog(ctx, leased)
  try {
    for (let step = 0; step < MAX_STEPS && room; step++) {
      const next: Room | 'settled' | undefined = await doNextStep(ctx, room, log)
      if (next === 'settled') return
      room = next
    }
    if (room) await release(ctx, room, {})
    await enqueueReconcile(ctx, ctx.db, roomId) // not settled yet: somebody edits it all the time, or the lease was lost
  } catch (error) {
    if (!(error instanceof ProviderError)) {
      await release(ctx, leased, {})
      throw error
    }
    await recordFailure(ctx, leased, error)
  } finally {
    await log.write()
  }
}

/** Another worker holds the room: look again when its lease has ended, unless it is done by then. */
async function reconcileLater(ctx: Ctx, roomId: RoomId): Promise<void> {
  const room = await roomsStore.findRoom(ctx.db, ctx.platform.id, roomId)
  if (!room?.leaseUntil || room.appliedRevision >= room.wantedRevision) return
  if (room.retryAt && room.retryAt > ctx.now()) return // a job is on its way for then
  await enqueueReconcile(ctx, ctx.db, roomId, new Date(ctx.now().getTime() + 5_000))
}

/** @returns the room after the step, `settled`, or undefined when the lease was lost */
async function doNextStep(ctx: Ctx, room: Room, log: RoomLog): Promise<Room | 'settled' | undefined> {
  const attempts = await attemptsStore.listOpenAttempts(ctx.db, ctx.platform.id, room.id)
  const step = nextStep({ ...room, hasOpenAttempt: attempts.length > 0 })
  if (attempts.length === 0 && step === 'none') return settle(ctx, room)
  if (step === 'forget') return forget(ctx, room)
  const [attempt] = attempts
  const ready = await getConnection(
    ctx,
    room.accountId,
    attempt?.organizerId ?? room.movedFrom ?? room.organizerId,
  )
  if (!ready.connection) return withoutOrganizer(ctx, room, ready, attempts.length > 0)
  const call = log.call()
  const { rooms } = ready.provider
  if (rooms.life === 'at-click') {
    if (step === 'delete' && room.providerKey) await rooms.endRoom?.(ready.connection, room.providerKey, call)
    return planAtClick(ctx, room, step)
  }
  const { vendor } = ctx.providers.app(ready.account.appId).manifest
  const reach = { connection: ready.connection, rooms, call, vendor }
  // Where an id of ours makes no second room, a create of which nothing is known is simply repeated.
  const isRepeatable = rooms.identity === 'own-id' && step === 'create'
  if (attempts.length > 0 && !isRepeatable) {
    const looked = await lookForAttempts(ctx, room, attempts, reach)
    if (looked === 'wait' || looked === undefined || looked !== room)
      return looked === 'wait' ? 'settled' : looked
    if (step === 'none') return settle(ctx, room)
  }
  if (step === 'delete' && ctx.providers.app(ready.account.appId).manifest.retired) {
    return deleteThroughHeir(ctx, room, ready, log)
  }
  if (step === 'delete') return deleteAtProvider(ctx, room, reach)
  if (step === 'move') return moveAtProvider(ctx, room, reach)
  if (step === 'update') return updateAtProvider(ctx, room, reach)
  if (!ready.mayHost) return withoutOrganizer(ctx, room, ready, false)
  return createAtProvider(ctx, room, reach, attempts)
}

async function settle(ctx: Ctx, room: Room): Promise<'settled'> {
  await release(ctx, room, {
    state: room.replacedAt && !specOf(room) ? 'replaced' : 'ready',
    reason: null,
    failures: 0,
    appliedRevision: room.wantedRevision,
  })
  return 'settled'
}

async function forget(ctx: Ctx, room: Room): Promise<'settled'> {
  // Reports of a class say by registrations who was there.
  if (!room.goneKey) await roomsStore.deleteRegistrations(ctx.db, ctx.platform.id, room.id)
  await release(ctx, room, {
    state: 'gone',
    reason: null,
    failures: 0,
    appliedRevision: room.wantedRevision,
    joinUrl: null,
  })
  return 'settled'
}

/**
 * Finds what earlier tries with an unknown outcome left behind: takes one over where that is possible, deletes
 * the rest. Lists can be late: an attempt of which nothing is seen stays open and is looked for again.
 *
 * @returns the room, changed when one was taken over; `wait` while it is too early to make another;
 * undefined when the lease was lost
 */
async function lookForAttempts(
  ctx: Ctx,
  room: Room,
  attempts: Awaited<ReturnType<typeof attemptsStore.listOpenAttempts>>,
  { connection, rooms, call }: Reach,
): Promise<Room | 'wait' | undefined> {
  let current: Room | undefined = room
  let nextMs: number | undefined
  let mustWait = false
  for (const attempt of attempts) {
    const found = await rooms.findByMarker(connection, attempt.marker, call)
    const ageMs = ctx.now().getTime() - attempt.startedAt.getTime()
    const laterMs = nextLookMs(ageMs)
    if (found.length === 0 && laterMs !== undefined) {
      nextMs = Math.min(nextMs ?? laterMs, laterMs)
      mustWait ||= ageMs < HOLD_BACK_MS && !current?.providerKey && specOf(room) !== null
      continue
    }
    const isOwn = (key: string) => key === current?.providerKey
    const canTake = rooms.canAdopt && specOf(room) !== null && !current?.providerKey
    const [kept, ...others] = canTake ? found : []
    for (const other of canTake ? others : found) {
      if (!isOwn(other.key)) await rooms.deleteRoom(connection, other.key, call)
    }
    if (kept && current) current = await keep(ctx, current, kept, attempt.marker, planOf(kept.spec))
    const outcome = kept ? 'adopted' : 'cleaned'
    await attemptsStore.finishAttempt(ctx.db, ctx.platform.id, attempt.id, outcome, ctx.now())
  }
  if (nextMs === undefined || !current) return current
  const lookAt = new Date(ctx.now().getTime() + nextMs)
  await enqueueLook(ctx, room.id, lookAt)
  if (!mustWait && specOf(room) !== null) return current
  await release(ctx, current, { retryAt: lookAt })
  return 'wait'
}

/** There is nothing at the service to be made or changed: a room is a key of ours, and its plan is applied as it is wanted. */
function planAtClick(ctx: Ctx, room: Room, step: RoomStep): Promise<Room | 'settled' | undefined> {
  if (step === 'none') return settle(ctx, room)
  if (step === 'delete') return setGone(ctx, room)
  return roomsStore.updateUnderLease(ctx.db, room, {
    providerKey: room.providerKey ?? newRoomKey(),
    joinUrl: null,
    applied: JSON.stringify(specOf(room)),
  })
}

/** Another organizer of the account hosts a room that is not made yet; else it waits for a superadmin. */
async function withoutOrganizer(
  ctx: Ctx,
  room: Room,
  ready: ReadyAccount,
  hasAttempts: boolean,
): Promise<'settled'> {
  const isMade = room.providerKey !== null || hasAttempts
  if (!isMade && room.organizerId !== null && (await handToAnother(ctx, room))) {
    await release(ctx, room, {})
    return 'settled'
  }
  await block(ctx, room, ready)
  return 'settled'
}

/** @param earlier tries of which nothing is known: the same room, where its id is ours */
async function createAtProvider(
  ctx: Ctx,
  room: Room,
  { connection, rooms, call }: Reach,
  earlier: readonly { id: RoomAttemptId }[],
): Promise<Room | undefined> {
  const spec = (await orderOf(ctx, room)) as RoomOrder // a room that is not wanted is never created
  const attemptId = ctx.newId<RoomAttemptId>()
  const marker = rooms.identity === 'own-id' ? room.id.replaceAll('-', '') : newMarker()
  const begun = await withTransaction(ctx.db, async (trx) => {
    const held = await roomsStore.updateUnderLease(trx, room, {
      organizerId: connection.organizerId,
      movedFrom: null,
    })
    if (held) {
      const { platformId, id: roomId } = room
      await attemptsStore.insertAttempt(trx, {
        platformId,
        id: attemptId,
        roomId,
        marker,
        organizerId: connection.organizerId,
        startedAt: ctx.now(),
      })
    }
    return held
  })
  if (!begun) return undefined
  let created: ProviderRoom
  try {
    created = await rooms.createRoom(connection, spec, marker, call)
  } catch (error) {
    const wasRefused = error instanceof ProviderError && !error.outcomeUnknown
    if (wasRefused)
      await attemptsStore.finishAttempt(ctx.db, ctx.platform.id, attemptId, 'refused', ctx.now())
    throw error
  }
  return withTransaction(ctx.db, async (trx) => {
    const kept = await keep(ctx, begun, created, marker, planOf(created.spec), trx)
    // A lost lease leaves the attempt open: whoever goes on finds this room by its marker.
    const tries = rooms.identity === 'own-id' ? earlier.map(({ id }) => id) : []
    for (const id of kept ? [attemptId, ...tries] : [])
      await attemptsStore.finishAttempt(trx, ctx.platform.id, id, 'created', ctx.now())
    return kept
  })
}

async function updateAtProvider(
  ctx: Ctx,
  room: Room,
  { connection, rooms, call, vendor }: Reach,
): Promise<Room | undefined> {
  const key = room.providerKey ?? ''
  try {
    const spec = (await orderOf(ctx, room)) as RoomOrder // an update is a step of wanted rooms alone
    const updated = await rooms.updateRoom(connection, key, spec, room.marker ?? '', call)
    const joinUrl = updated.joinUrl ?? room.joinUrl ?? undefined
    return await withTransaction(ctx.db, async (trx) => {
      const found = { ...updated, joinUrl, drift: refusedOptions(vendor, updated.refused ?? []) }
      const kept = await keep(ctx, room, found, room.marker, specOf(room) as WantedRoom, trx)
      // Links carry the passcode.
      const hasOtherPasscode =
        room.applied !== null && specOf(room)?.options?.passcode !== room.applied.options?.passcode
      if (kept && (updated.hasNewLinks || hasOtherPasscode))
        await roomsStore.outdateLinks(trx, ctx.platform.id, room.id)
      return kept
    })
  } catch (error) {
    return forgetDeleted(ctx, room, error)
  }
}

/** Somebody deleted it there: it is forgotten, so that the next step makes a new one. @throws what else the failure is */
function forgetDeleted(ctx: Ctx, room: Room, error: unknown): Promise<Room | undefined> {
  if (!(error instanceof ProviderError && error.kind === 'not-found')) throw error
  return roomsStore.updateUnderLease(ctx.db, room, {
    providerKey: null,
    joinUrl: null,
    applied: null,
    movedFrom: null,
    state: 'pending',
  })
}

/** Gives the room to its next host in place; where the service leaves it with the first one, it is made anew. */
async function moveAtProvider(
  ctx: Ctx,
  room: Room,
  { connection, rooms, call }: Reach,
): Promise<Room | undefined> {
  try {
    const to = room.organizerId ? await findHost(ctx, room.organizerId) : undefined
    const isMoved = to && (await rooms.moveHost?.(connection, room.providerKey ?? '', to, call))
    if (!isMoved) return makeAnewAtHost(ctx, room)
    return roomsStore.updateUnderLease(ctx.db, room, { movedFrom: null })
  } catch (error) {
    return forgetDeleted(ctx, room, error)
  }
}

/** The service of the room is gone: an organizer of its successor deletes it, or a person by hand. */
async function deleteThroughHeir(
  ctx: Ctx,
  room: Room,
  { account }: ReadyAccount,
  log: RoomLog,
): Promise<Room | 'settled' | undefined> {
  const heir = await findHeir(ctx, account.id, room.organizerId)
  const rooms = heir?.provider.rooms
  if (heir?.connection && rooms?.life === 'kept')
    return deleteAtProvider(ctx, room, { connection: heir.connection, rooms, call: log.call() })
  await release(ctx, room, {
    state: 'blocked',
    reason: JSON.stringify({
      code: 'room-by-hand',
      params: { key: room.providerKey ?? '', account: account.name },
    }),
    retryAt: new Date(ctx.now().getTime() + BLOCKED_RETRY_MS),
  })
  return 'settled'
}

async function deleteAtProvider(
  ctx: Ctx,
  room: Room,
  { connection, rooms, call }: Omit<Reach, 'vendor'>,
): Promise<Room | undefined> {
  if (room.providerKey) await rooms.deleteRoom(connection, room.providerKey, call)
  return setGone(ctx, room)
}

/** The provider has it no longer. Where people can have been in it, its reports are asked for by the key that it had. */
async function setGone(ctx: Ctx, room: Room): Promise<Room | undefined> {
  const event = await roomsStore.findEventOfRoom(ctx.db, ctx.platform.id, room.eventId)
  const wasOpen = event !== undefined && isOpenTo(event, ctx.now())
  return roomsStore.updateUnderLease(ctx.db, room, {
    ...{ providerKey: null, joinUrl: null, applied: null, movedFrom: null },
    ...(wasOpen && room.providerKey ? { goneKey: room.providerKey } : {}),
  })
}

/** How a room was made, without its options: the next step looks whether they are as they were ordered. */
function planOf({ subject, description, startsAt, endsAt, timeZone }: RoomSpec): RoomSpec {
  return { subject, description, startsAt, endsAt, timeZone }
}

function keep(
  ctx: Ctx,
  room: Room,
  found: ProviderRoom & { readonly drift?: StoredMessage | null },
  marker: string | null,
  applied: WantedRoom,
  db: Parameters<typeof roomsStore.updateUnderLease>[0] = ctx.db,
): Promise<Room | undefined> {
  return roomsStore.updateUnderLease(db, room, {
    providerKey: found.key,
    joinUrl: found.joinUrl ?? null,
    marker,
    applied: JSON.stringify(applied),
    ...(found.drift === undefined ? {} : { drift: found.drift && JSON.stringify(found.drift) }),
    ...(found.seats === undefined ? {} : { seats: found.seats }),
  })
}

/** Nobody guesses it, and every tool takes it: 25 lower-case letters and digits. */
function newRoomKey(): string {
  return BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString(36)
    .padStart(25, '0')
}

/** Short, so that it fits into a subject; long enough to be alone among an organizer's rooms. */
function newMarker(): string {
  return randomBytes(5).toString('hex')
}
