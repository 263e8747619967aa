import type { Ctx, Follower } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ConflictError, ProviderError } from '../../../domain/errors.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { EventId, PersonId, RoomId, SessionId } from '../../../domain/ids.ts'
import { getConnection } from '../accounts/organizers.service.ts'
import { findRoomOfEvent } from '../rooms/found-rooms.service.ts'
import { RoomLog } from '../rooms/room-log.ts'
import { registerOne } from './registration.step.ts'
import { reconcileRegistrationsJob } from './registrations.job.ts'
import * as registrationsStore from './registrations.store.ts'

/** A click on Join waits so long for the provider; then the waiting page goes on. */
const AT_ONCE_MS = 4_000
const SWEEP_LIMIT = 200

/** Somebody got or lost a place in these sessions: registrations follow, in the transaction of the change. */
export async function followEnrollments(ctx: Ctx, trx: Trx, sessionIds: readonly SessionId[]): Promise<void> {
  await enqueueAll(
    ctx,
    trx,
    await registrationsStore.listRoomsOfSessions(trx, ctx.platform.id, sessionIds, ctx.now()),
  )
}

/** Names, addresses or states of people changed. */
export async function followPeople(ctx: Ctx, trx: Trx, personIds: readonly PersonId[]): Promise<void> {
  await enqueueAll(
    ctx,
    trx,
    await registrationsStore.listRoomsOfPeople(trx, ctx.platform.id, personIds, ctx.now()),
  )
}

/** A room is there: who is enrolled is registered in it. */
export const followRoom: Follower<FactOf<'room-changed'>> = async (ctx, trx, { id, state, registers }) => {
  if (registers && state === 'ready') await enqueueAll(ctx, trx, [{ id }])
}

/** Who must have a place at the provider for an event. */
export function listLearnersOfEvent(ctx: Ctx, eventId: EventId) {
  return registrationsStore.listWanted(ctx.db, ctx.platform.id, eventId)
}

/** Registers again whoever is missing, also those who were refused. */
export async function retryRegistrations(ctx: Ctx, roomId: RoomId): Promise<void> {
  await registrationsStore.clearRetries(ctx.db, ctx.platform.id, roomId)
  await enqueueAll(ctx, ctx.db, [{ id: roomId }])
}

/** Platforms on which {@link sweepRegistrations} may find something. */
export const findUnsettled = registrationsStore.listPlatformsWithUnsettled

/** Finds what a crash or a lost job left behind. @returns how many rooms */
export async function sweepRegistrations(ctx: Ctx): Promise<number> {
  const rooms = await registrationsStore.listUnsettled(ctx.db, ctx.platform.id, ctx.now(), SWEEP_LIMIT)
  await enqueueAll(ctx, ctx.db, rooms)
  return rooms.length
}

/**
 * The personal link of a learner who was enrolled a moment ago: asked for now, in place of waiting for the job.
 *
 * @throws {ConflictError} `room-not-ready`, `registration-pending` when the provider is slow or fails
 */
export async function registerAtOnce(ctx: Ctx, eventId: EventId, personId: PersonId): Promise<string> {
  const room = await findRoomOfEvent(ctx, eventId)
  if (!room?.providerKey || !room.registers) throw new ConflictError('room-not-ready')
  const learner = await registrationsStore.findWanted(ctx.db, ctx.platform.id, eventId, personId)
  const { connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  const { join } = provider
  if (!learner || !connection || join.kind !== 'registered') throw new ConflictError('room-not-ready')
  const log = new RoomLog(ctx, room)
  try {
    const call = log.call(AT_ONCE_MS)
    const joinUrl = await registerOne(ctx, room, room.providerKey, learner, {
      connection,
      registration: join,
      call,
    })
    if (joinUrl) return joinUrl
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
  } finally {
    await log.write()
  }
  await enqueueAll(ctx, ctx.db, [room])
  throw new ConflictError('registration-pending')
}

/** A person at the provider has approved somebody: their link is asked for. Everybody else has one already. */
export async function lookAtApproved(ctx: Ctx, trx: Trx, { id, hint }: FactOf<'room-hinted'>): Promise<void> {
  if (hint.about !== 'registrations' || !hint.registrationKey) return
  const { id: platformId } = ctx.platform
  if (await registrationsStore.askAgain(trx, platformId, id, hint.registrationKey))
    await enqueueAll(ctx, trx, [{ id }])
}

async function enqueueAll(ctx: Ctx, db: Ctx['db'] | Trx, rooms: readonly { id: RoomId }[]): Promise<void> {
  const jobs = rooms.map(({ id: roomId }) => ({ platformId: ctx.platform.id, roomId }))
  await ctx.jobs.enqueueAll(db, reconcileRegistrationsJob, jobs)
}
