import { createHash } from 'node:crypto'
import type { Ctx } from '../../../ctx.ts'
import { type Sweeping, withTransaction } from '../../../db/database.ts'
import { startWindow } from '../../../domain/event.ts'
import type { AccountId, InboundCallId, PlatformId, RoomId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { AskedRoom, InboundAnswer, InboundCall } from '../../../providers/provider.ts'
import { type AccountRow, findAccountRow, getAccountRow, listSharing } from '../accounts/accounts.service.ts'
import { accountConnection } from '../accounts/connections.ts'
import { findJoinOpens, findRoom, findRoomByKey } from '../rooms/found-rooms.service.ts'
import { hearCallJob } from './inbound.job.ts'
import * as inboundStore from './inbound.store.ts'
import { follow } from './tellings.service.ts'

/** When a call came last is written no more often. */
const SEEN_EVERY_MINUTES = 1
/** A call that nobody has heard by then has lost its job. */
const LOST_AFTER_MINUTES = 5
/** The same call comes again within hours, if it does. */
const KEPT_MINUTES = 7 * 24 * 60
const SWEEP_LIMIT = 500
const HEARD: InboundAnswer = { status: 200, body: { outcome: 'heard' } }

/**
 * A provider calls an account. What it tells is kept before it is answered, since it may come once; what it asks is answered.
 *
 * @returns undefined for an account that is not here, or a call that its service has not signed: nobody is told which
 */
export async function takeCall(
  ctx: Ctx,
  accountId: AccountId,
  call: InboundCall,
): Promise<InboundAnswer | undefined> {
  const account = await findAccountRow(ctx, accountId)
  const inbound = account && ctx.providers.app(account.appId).inbound
  if (!inbound) return undefined
  // Also of an account that is out of use at the moment: nobody tells it again.
  const connection = accountConnection(ctx, account)
  const now = ctx.now()
  const received = inbound.receive(connection, call, now)
  await inboundStore.setSeen(ctx.db, ctx.platform.id, accountId, {
    ...(received ? { heardAt: now } : { refusedAt: now }),
    before: addMinutes(now, -SEEN_EVERY_MINUTES),
  })
  if (!received) {
    ctx.log.warn({ accountId }, 'a provider’s call was refused: its signature does not fit')
    return undefined
  }
  if (received.kind === 'handshake') return received.answer
  if (received.kind === 'telling') {
    await keep(ctx, accountId, received.key, call)
    return HEARD
  }
  if (!inbound.answer) return undefined
  const findAsked = (roomKey: string) => askedRoom(ctx, account, roomKey)
  const answer = await inbound.answer({ connection, call, now, findRoom: findAsked })
  const { tells = [] } = answer
  if (tells.length > 0)
    await withTransaction(ctx.db, (trx) => follow(ctx, trx, { account, body: call.body, tellings: tells }))
  return answer
}

async function keep(ctx: Ctx, accountId: AccountId, key: string, call: InboundCall): Promise<void> {
  const { id: platformId } = ctx.platform
  const id = ctx.newId<InboundCallId>()
  await withTransaction(ctx.db, async (trx) => {
    const isNew = await inboundStore.insertCall(trx, {
      ...{ platformId, id, accountId, path: call.path },
      keyHash: createHash('sha256').update(key).digest(),
      body: call.body,
      receivedAt: ctx.now(),
    })
    if (isNew) await ctx.jobs.enqueue(trx, hearCallJob, { platformId, callId: id })
  })
}

async function askedRoom(ctx: Ctx, account: AccountRow, roomKey: string): Promise<AskedRoom | undefined> {
  const room = await findRoomByKey(ctx, ctx.db, await listSharing(ctx, ctx.db, account), roomKey)
  if (!room?.wanted) return undefined
  const { startsAt, endsAt } = room.wanted
  return {
    key: roomKey,
    spec: room.wanted,
    lobby: room.wanted.options?.lobby,
    opensAt: startWindow({
      ...{ startsAt: new Date(startsAt), endsAt: new Date(endsAt) },
      joinOpensMinutes: await findJoinOpens(ctx, room.eventId),
    }).opensAt,
    heldFrom: addMinutes(new Date(startsAt), -account.marginBeforeMinutes),
    heldTo: addMinutes(new Date(endsAt), account.marginAfterMinutes),
  }
}

/** Hears a call that was kept: what it says is followed in one go with its being heard, or not at all. */
export async function hearCall(ctx: Ctx, callId: InboundCallId): Promise<void> {
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const call = await inboundStore.takeUnheard(trx, platformId, callId)
    if (!call) return
    const { accountId, path, body } = call
    const account = await getAccountRow(ctx, accountId, trx)
    const tellings = ctx.providers.app(account.appId).inbound?.hear({ path, body }) ?? []
    await follow(ctx, trx, { account, body, tellings })
    await inboundStore.setHeard(trx, platformId, callId, ctx.now())
  })
}

/** The account of a room that is, or was a moment ago, one of ours. */
export async function accountOfRoom(ctx: Ctx, roomId: RoomId): Promise<AccountId | undefined> {
  const room = await findRoom(ctx, roomId)
  return room?.providerKey ? room.accountId : undefined
}

/** Platforms with calls that nobody has heard, or that are kept for too long. */
export function findCalls(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return inboundStore.listPlatforms(db, bounds(now))
}

/** Has lost calls heard, and forgets old ones with what they told. */
export async function sweepCalls(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const { lostBefore, oldBefore } = bounds(ctx.now())
  const lost = await inboundStore.listUnheard(ctx.db, platformId, lostBefore, SWEEP_LIMIT)
  const jobs = lost.map((callId) => ({ platformId, callId }))
  if (jobs.length > 0) await ctx.jobs.enqueueAll(ctx.db, hearCallJob, jobs)
  await inboundStore.forget(ctx.db, platformId, oldBefore)
}

function bounds(now: Date) {
  return { lostBefore: addMinutes(now, -LOST_AFTER_MINUTES), oldBefore: addMinutes(now, -KEPT_MINUTES) }
}
