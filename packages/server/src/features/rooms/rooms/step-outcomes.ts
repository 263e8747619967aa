import type { Updateable } from 'kysely'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { RoomsTable } from '../../../db/tables.ts'
import type { ProviderError } from '../../../domain/errors.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { FAILURES_UNTIL_FAILED, retryDelayMs } from '../../../domain/room.ts'
import type { ReadyAccount } from '../accounts/organizers.service.ts'
import { enqueueReconcile, sayRoomChanged } from './rooms.service.ts'
import * as roomsStore from './rooms.store.ts'

export const BLOCKED_RETRY_MS = 15 * 60_000

const LONG_WAIT_MS = 60_000

/** No organizer is paired: waits for a superadmin, and goes on by itself after pairing. */
export async function block(ctx: Ctx, room: roomsStore.RoomRow, { account }: ReadyAccount): Promise<void> {
  const provider = ctx.providers.app(account.appId).manifest.vendor
  const reason: StoredMessage =
    account.pairingState === 'paired'
      ? { code: 'organizer-missing', params: { provider } }
      : { code: 'account-not-paired', params: { account: account.name } }
  await release(ctx, room, {
    state: 'blocked',
    reason: JSON.stringify(reason),
    retryAt: new Date(ctx.now().getTime() + BLOCKED_RETRY_MS),
  })
}

/** Writes down why a step failed and when it is tried again; shown on the event. */
export async function recordFailure(
  ctx: Ctx,
  leased: roomsStore.RoomRow,
  error: ProviderError,
): Promise<void> {
  const current = await roomsStore.findRoom(ctx.db, ctx.platform.id, leased.id)
  if (!current) return
  const room = { ...current, leaseUntil: leased.leaseUntil } // a lease that was lost changes nothing
  // Nobody has failed where a day's budget is used up: it goes on at the time that the budget says, in its order.
  const failures = error.isOverBudget ? room.failures : room.failures + 1
  const isBlocked = error.kind === 'unauthorized'
  const isFailed = !error.mayPass || (!error.isOverBudget && failures >= FAILURES_UNTIL_FAILED)
  const random = error.isOverBudget ? 0 : ctx.random()
  const delayMs = isBlocked ? BLOCKED_RETRY_MS : retryDelayMs(failures, random, error.retryAfterMs)
  const retryAt = new Date(ctx.now().getTime() + delayMs)
  const reason = reasonOf(error, retryAt)
  ctx.log.warn({ roomId: room.id, code: error.code, failures }, 'room step failed')
  await release(ctx, room, {
    failures,
    retryAt,
    reason: JSON.stringify(reason),
    ...(isBlocked ? { state: 'blocked' as const } : isFailed ? { state: 'failed' as const } : {}),
  })
  await enqueueReconcile(ctx, ctx.db, room.id, retryAt)
}

/** Why a step failed; a wait that is longer than people look at says its end. */
function reasonOf({ code, kind, params, retryAfterMs = 0 }: ProviderError, retryAt: Date): StoredMessage {
  return code === 'provider-rate-limited' && kind === 'rate-limited' && retryAfterMs >= LONG_WAIT_MS
    ? { code: 'provider-rate-limited-until', params: { ...params, at: retryAt } }
    : { code, params }
}

/** Ends the work on a room, and says what it is by now. */
export async function release(
  ctx: Ctx,
  room: roomsStore.RoomRow,
  change: Updateable<RoomsTable>,
): Promise<void> {
  const released = await withTransaction(ctx.db, async (trx) => {
    const row = await roomsStore.updateUnderLease(trx, room, {
      ...change,
      leaseUntil: null,
      changedAt: ctx.now(),
    })
    if (row) await sayRoomChanged(ctx, trx, room, row.state)
    return row
  })
  if (released && released.wantedRevision > room.wantedRevision) await enqueueReconcile(ctx, ctx.db, room.id)
}
