import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { AppError, InvalidInputError } from '../../../domain/errors.ts'
import type { AccountId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { type BookedRoom, bookSpare, type SpareOf } from './event-room.ts'
import * as eventsStore from './events.store.ts'
import type { Held } from './held.ts'

/** The account at which a new event shall hold a spare. */
interface SpareWish {
  readonly accountId: AccountId
  /** Its session or course wants it; else whoever plans the event does. */
  readonly isInherited: boolean
}

/** What whoever plans an event wants of a spare, or else its session, or its course. @throws {InvalidInputError} `spare-without-tool` */
export async function spareWishOf(
  ctx: Ctx,
  trx: Trx,
  event: {
    readonly sessionId: SessionId
    readonly accountId?: AccountId | null | undefined
    readonly spareAccountId?: AccountId | null | undefined
    /** What its session or course wants, where that is known; null = nothing. */
    readonly usualSpareId?: AccountId | null | undefined
  },
): Promise<SpareWish | undefined> {
  const { accountId, spareAccountId, sessionId, usualSpareId } = event
  if (!accountId) {
    if (spareAccountId) throw new InvalidInputError('spare-without-tool')
    return undefined
  }
  if (spareAccountId !== undefined)
    return spareAccountId === null ? undefined : { accountId: spareAccountId, isInherited: false }
  const inherited =
    usualSpareId === undefined
      ? await eventsStore.findInheritedSpare(trx, ctx.platform.id, sessionId)
      : usualSpareId
  if (!inherited || inherited === accountId) return undefined
  return { accountId: inherited, isInherited: true }
}

/**
 * Books it. What the course wants is no reason to refuse an event: without a room for it the event has no spare, which its
 * history and its checks say.
 */
export async function bookWished(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  { accountId, isInherited }: SpareWish,
  event: SpareOf,
  held: Held,
): Promise<BookedRoom | undefined> {
  try {
    return await bookSpare(ctx, trx, actor, { accountId, ...event }, held)
  } catch (error) {
    if (isInherited && error instanceof AppError) return undefined
    throw error
  }
}
