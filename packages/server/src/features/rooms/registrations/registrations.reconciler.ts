import type { Selectable } from 'kysely'
import type { Ctx } from '../../../ctx.ts'
import type { RoomsTable } from '../../../db/tables.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { RoomId } from '../../../domain/ids.ts'
import { getConnection } from '../accounts/organizers.service.ts'
import { findRoom } from '../rooms/found-rooms.service.ts'
import { RoomLog } from '../rooms/room-log.ts'
import { remakeRoom, waitForPairing } from '../rooms/rooms.service.ts'
import { isSamePerson, type Reach, registerBatch, registerOne, unregisterOne } from './registration.step.ts'
import { reconcileRegistrationsJob } from './registrations.job.ts'
import type { RegistrationRow, WantedLearner } from './registrations.store.ts'
import * as registrationsStore from './registrations.store.ts'

/** As many at a time as keep a provider's rate busy when an answer takes a second. */
const PARALLEL = 12
/** One piece of work ends after so many people, so that its lease never runs out; the next one goes on. */
const BATCH = 200
const LEASE_MS = 60_000
const HELD_RETRY_MS = 5_000
/** Longer than anybody waits for another try. */
const AGAIN_SECONDS = 3_600

type Room = Selectable<RoomsTable>
type Step =
  // New: nobody has been asked for a place of theirs in this room.
  | { readonly kind: 'register'; readonly learner: WantedLearner; readonly isNew: boolean }
  | { readonly kind: 'unregister'; readonly row: RegistrationRow }

/**
 * Level-triggered, as {@link reconcileRoom} is: compares the people who are registered for a room with those
 * who are enrolled, and does what is missing. Safe to run at any time, any number of times, on any node.
 */
export async function reconcileRegistrations(ctx: Ctx, roomId: RoomId): Promise<void> {
  const now = ctx.now()
  const room = await registrationsStore.takeLease(
    ctx.db,
    ctx.platform.id,
    roomId,
    now,
    new Date(now.getTime() + LEASE_MS),
  )
  if (!room) return lookAgainIfHeld(ctx, roomId)
  const log = new RoomLog(ctx, room)
  try {
    const again = await work(ctx, room, log)
    await registrationsStore.dropLease(ctx.db, ctx.platform.id, roomId, room.registrationsLeaseUntil)
    if (again) await enqueue(ctx, roomId, again)
  } catch (error) {
    await registrationsStore.dropLease(ctx.db, ctx.platform.id, roomId, room.registrationsLeaseUntil)
    throw error
  } finally {
    await log.write()
  }
}

/** @returns when to look again, or undefined when all is as it should be */
async function work(ctx: Ctx, room: Room, log: RoomLog): Promise<Date | undefined> {
  const { providerKey } = room
  if (!providerKey || room.wanted === null) return undefined // comes again when the room is ready
  const { connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  const { join } = provider
  if (!connection || join.kind !== 'registered') return undefined // goes on after pairing
  const { steps, retryAt } = await plan(ctx, room, providerKey)
  const due = steps.slice(0, BATCH)
  const reach: Reach = {
    connection,
    registration: join,
    call: log.call(),
  }
  const outcome = await carryOut(ctx, room, providerKey, due, reach)
  if (due.length > 0) {
    log.add('registrations', { done: outcome.done, failed: outcome.failed })
    // How far it is, is no fact: nobody follows but who looks at the event.
    await ctx.live.publish(ctx.db, ctx.platform.id, { type: 'event', id: room.eventId })
  }
  if (outcome.ended?.kind === 'not-found') await remakeRoom(ctx, room)
  else if (outcome.ended?.kind === 'unauthorized') await waitForPairing(ctx, room, outcome.ended)
  else if (outcome.failed > 0 || steps.length > outcome.done) return ctx.now()
  else return retryAt
  return undefined
}

/** What differs now. People without a seat are left out, the latest enrolled first. */
async function plan(
  ctx: Ctx,
  room: Room,
  roomKey: string,
): Promise<{ steps: Step[]; retryAt: Date | undefined }> {
  const wanted = await registrationsStore.listWanted(ctx.db, ctx.platform.id, room.eventId)
  const rows = await registrationsStore.listRegistrations(ctx.db, ctx.platform.id, room.id)
  const seated = room.seats === null ? wanted : wanted.slice(0, room.seats)
  const byPerson = new Map(rows.map((row) => [row.personId, row]))
  const wantedIds = new Set(seated.map((learner) => learner.personId))
  const isWaiting = (row: RegistrationRow | undefined) =>
    row?.roomKey === roomKey && row.retryAt !== null && row.retryAt > ctx.now()
  const unregister = rows
    .filter((row) => !wantedIds.has(row.personId) && !isWaiting(row))
    .map((row): Step => ({ kind: 'unregister', row }))
  const register = seated
    .filter((learner) => {
      const row = byPerson.get(learner.personId)
      const isDone = row?.state === 'ready' && row.roomKey === roomKey && isSamePerson(row, learner)
      return !isDone && !isWaiting(row)
    })
    .map((learner): Step => {
      const isNew = byPerson.get(learner.personId)?.roomKey !== roomKey
      return { kind: 'register', learner, isNew }
    })
  const retries = rows.filter(isWaiting).flatMap((row) => row.retryAt?.getTime() ?? [])
  return {
    steps: [...unregister, ...register],
    retryAt: retries.length > 0 ? new Date(Math.min(...retries)) : undefined,
  }
}

interface Outcome {
  done: number
  failed: number
  /** Why there was no sense in going on. */
  ended: ProviderError | undefined
}

/** First who leaves, so that there are seats; then who is new, many at once where the provider takes them; then each of the others. */
async function carryOut(
  ctx: Ctx,
  room: Room,
  roomKey: string,
  steps: readonly Step[],
  reach: Reach,
): Promise<Outcome> {
  const outcome: Outcome = { done: 0, failed: 0, ended: undefined }
  const { registrationsLeaseUntil: leaseUntil } = room
  const isLost = () => leaseUntil !== null && ctx.now() >= leaseUntil // a process that was frozen: another goes on
  const failed = (error: unknown) => {
    if (!(error instanceof ProviderError)) throw error
    outcome.failed += 1
    if (error.kind === 'unauthorized' || error.kind === 'not-found') outcome.ended = error
  }
  async function each<T>(all: readonly T[], carryOutOne: (one: T) => Promise<number>): Promise<void> {
    const queue = all.values()
    async function worker(): Promise<void> {
      for (const one of queue) {
        if (outcome.ended || isLost()) return
        outcome.done += await carryOutOne(one).catch((error) => {
          failed(error)
          return 0
        })
      }
    }
    await Promise.all(Array.from({ length: Math.min(PARALLEL, all.length) }, worker))
  }
  const { batch } = reach.registration
  const leaving = steps.flatMap((step) => (step.kind === 'unregister' ? step.row : []))
  const coming = steps.flatMap((step) => (step.kind === 'register' ? step : []))
  const batches = batch
    ? chunksOf(
        coming.filter(({ isNew }) => isNew).map(({ learner }) => learner),
        batch.max,
      )
    : []
  const inBatches = new Set(batches.flat())
  const alone = coming.map(({ learner }) => learner).filter((learner) => !inBatches.has(learner))
  await each(leaving, async (row) => {
    await unregisterOne(ctx, row, roomKey, reach)
    return 1
  })
  if (batch)
    await each(batches, async (learners) => {
      const {
        done,
        failed: errors,
        left,
      } = await registerBatch(ctx, room, roomKey, learners, {
        ...{ connection: reach.connection, call: reach.call, batch },
      })
      errors.forEach(failed)
      alone.push(...left)
      return done
    })
  await each(alone, async (learner) => {
    await registerOne(ctx, room, roomKey, learner, reach)
    return 1
  })
  return outcome
}

/** Of a list, so many at a time; who would be alone in one is left out. */
function chunksOf<T>(all: readonly T[], size: number): (readonly T[])[] {
  const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )
  return chunks.filter(({ length }) => length > 1)
}

/** Another worker is at it: what it began with may be old by now. */
async function lookAgainIfHeld(ctx: Ctx, roomId: RoomId): Promise<void> {
  const room = await findRoom(ctx, roomId)
  if (!room?.registers || !room.registrationsLeaseUntil) return
  // Many can find the room held: one of them is enough to look again.
  await ctx.jobs.enqueue(
    ctx.db,
    reconcileRegistrationsJob,
    { platformId: ctx.platform.id, roomId },
    {
      startAfter: new Date(ctx.now().getTime() + HELD_RETRY_MS),
      atMostOnce: { key: `held ${roomId}`, seconds: HELD_RETRY_MS / 1000 },
    },
  )
}

/** Whoever finds that it is not time yet asks for a look then: one of them is enough, or they multiply with each. */
function enqueue(ctx: Ctx, roomId: RoomId, startAfter: Date): Promise<void> {
  const waits = startAfter > ctx.now()
  return ctx.jobs.enqueue(
    ctx.db,
    reconcileRegistrationsJob,
    { platformId: ctx.platform.id, roomId },
    {
      startAfter,
      ...(waits
        ? { atMostOnce: { key: `again ${roomId} ${startAfter.getTime()}`, seconds: AGAIN_SECONDS } }
        : {}),
    },
  )
}
