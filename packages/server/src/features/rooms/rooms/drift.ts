import { isDeepStrictEqual } from 'node:util'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { RoomId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { specOf } from '../../../domain/room.ts'
import { isRoomOption } from '../../../domain/room-options.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { RoomDifference } from '../../../providers/provider.ts'
import { getConnection } from '../accounts/organizers.service.ts'
import { differencesInWords, refusedOptions } from './differences.ts'
import * as driftStore from './drift.store.ts'
import { orderOf } from './orders.service.ts'
import { RoomLog } from './room-log.ts'
import { compareRoomJob } from './rooms.job.ts'
import { enqueueReconcile, remakeRoom, waitForPairing } from './rooms.service.ts'
import * as roomsStore from './rooms.store.ts'

/** Rooms of events in so many days are compared, each so often. */
const AHEAD_DAYS = 14
const EVERY_MINUTES = 6 * 60
/** Nearer to the start nothing is changed under people's feet: a person decides. */
const HANDS_OFF_MINUTES = 60
const SWEEP_LIMIT = 300

/** Platforms on which a comparison is due. */
export const findDrift = driftStore.listPlatformsToCompare

/** Sends a comparison for every room to come that was not looked at for some hours. */
export async function sweepDrift(ctx: Ctx): Promise<void> {
  const now = ctx.now()
  const until = addMinutes(now, AHEAD_DAYS * 24 * 60)
  const comparedBefore = addMinutes(now, -EVERY_MINUTES)
  const span = { now, until, comparedBefore, limit: SWEEP_LIMIT }
  const compared = { comparedAt: now, compareAt: addMinutes(now, EVERY_MINUTES) }
  for (const { id: roomId } of await driftStore.listToCompare(ctx.db, ctx.platform.id, span)) {
    await driftStore.setCompared(ctx.db, ctx.platform.id, roomId, compared)
    await ctx.jobs.enqueue(ctx.db, compareRoomJob, { platformId: ctx.platform.id, roomId })
  }
  await driftStore.postponeComparisons(ctx.db, ctx.platform.id, { now, until, everyMinutes: EVERY_MINUTES })
}

/** Repairs what somebody changed at the provider, or says it on the event when that would be rash. */
export async function compareRoom(ctx: Ctx, roomId: RoomId): Promise<void> {
  const room = await roomsStore.findRoom(ctx.db, ctx.platform.id, roomId)
  const event = room && (await roomsStore.findEventOfRoom(ctx.db, ctx.platform.id, room.eventId))
  const isSettled = room?.state === 'ready' && room.appliedRevision === room.wantedRevision
  const spec = room && specOf(room)
  if (!room || !spec || !room.providerKey || !isSettled || !event || event.endsAt <= ctx.now()) return
  const { account, connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  const { rooms } = provider
  const order = await orderOf(ctx, room)
  if (!connection || !order || rooms.life !== 'kept') return
  const log = new RoomLog(ctx, room)
  try {
    const call = log.call()
    const different = await rooms.differences(connection, room.providerKey, order, room.marker ?? '', call)
    const { vendor } = ctx.providers.app(account.appId).manifest
    const isNear = event.startsAt <= addMinutes(ctx.now(), HANDS_OFF_MINUTES)
    if (different.length === 0) await setDrift(ctx, room, null)
    else if (isKnownRefusal(room, vendor, different)) return
    else if (isNear) {
      const params = { provider: vendor, parts: differencesInWords(different) }
      await setDrift(ctx, room, { code: 'room-changed-there', params })
    } else if (await roomsStore.outdate(ctx.db, room)) await enqueueReconcile(ctx, ctx.db, room.id)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind === 'not-found') await remakeRoom(ctx, room)
    else if (error.kind === 'unauthorized') await waitForPairing(ctx, room, error)
    // Anything else passes, or comes again with the next comparison.
  } finally {
    await log.write()
  }
}

/** The provider was asked, and keeps these options otherwise: asking again each time would change nothing. */
function isKnownRefusal(
  { drift }: roomsStore.RoomRow,
  vendor: string,
  different: readonly RoomDifference[],
): boolean {
  const options = different.filter((one) => isRoomOption(one))
  return options.length === different.length && isDeepStrictEqual(drift, refusedOptions(vendor, options))
}

/** Other hints of a room that come within this time are followed by the same look. */
const HINT_SECONDS = 10

/** The provider says that a room is another: it is compared, once for many hints, in some seconds. */
export async function lookAtRoom(
  ctx: Ctx,
  trx: Trx,
  { id: roomId, hint }: FactOf<'room-hinted'>,
): Promise<void> {
  if (hint.about !== 'room') return
  await ctx.jobs.enqueue(
    trx,
    compareRoomJob,
    { platformId: ctx.platform.id, roomId },
    {
      startAfter: new Date(ctx.now().getTime() + HINT_SECONDS * 1000),
      atMostOnce: { key: `hint ${roomId}`, seconds: HINT_SECONDS },
    },
  )
}

async function setDrift(ctx: Ctx, room: roomsStore.RoomRow, drift: StoredMessage | null): Promise<void> {
  if (drift === null && room.drift === null) return
  await withTransaction(ctx.db, async (trx) => {
    await driftStore.setDrift(trx, ctx.platform.id, room.id, drift && JSON.stringify(drift))
    await happened(ctx, trx, { kind: 'room-drifted', id: room.id, eventId: room.eventId })
  })
}
