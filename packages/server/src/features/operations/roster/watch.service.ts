import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { EventId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { providerOf } from '../../rooms/accounts/organizers.service.ts'
import { findRoomOfEvent } from '../../rooms/rooms/found-rooms.service.ts'
import { keepSeen } from '../../training/stays/told-reports.service.ts'
import { lookAtRunJob, watchRunJob } from './looks.job.ts'
import { lookAtRun, type Stays } from './looks.service.ts'
import { findTimes, takeLook, takeSeen } from './looks.store.ts'

const EVERY_MINUTES = 1
/** A class may overrun: who is still inside is watched for so long. */
const AFTER_END_MINUTES = 15

/**
 * An instructor has started a room of a tool that tells who was there once, or never: it is watched from now on, so that
 * something is known when it does not tell.
 */
export async function watchEntered(
  ctx: Ctx,
  trx: Trx,
  { id: eventId }: FactOf<'event-entered'>,
): Promise<void> {
  const room = await findRoomOfEvent(ctx, eventId, trx)
  if (!room) return
  const { attendance, presence } = await providerOf(ctx, trx, room.accountId)
  if (attendance?.readTold && presence) await watchLater(ctx, trx, { eventId, at: ctx.now() })
}

/** Others that come or go within this time are seen by the same look. */
const TOLD_SECONDS = 3

/** The provider has told of a run: whoever looks at its roster sees it; a tool that tells who was there is watched until it has. */
export async function lookAtTold(
  ctx: Ctx,
  trx: Trx,
  { eventId, accountId, isOver }: FactOf<'room-run-told'>,
): Promise<void> {
  const now = ctx.now()
  const { attendance } = await providerOf(ctx, trx, accountId)
  if (attendance?.readTold) await watchLater(ctx, trx, { eventId, at: now, isOver })
  await ctx.jobs.enqueue(
    trx,
    lookAtRunJob,
    { platformId: ctx.platform.id, eventId },
    {
      startAfter: new Date(now.getTime() + TOLD_SECONDS * 1000),
      atMostOnce: { key: `told ${eventId}`, seconds: TOLD_SECONDS },
    },
  )
}

/** Looks, keeps what was seen once the run or the event is over, and comes again in a minute until then. */
export async function watchRun(ctx: Ctx, eventId: EventId): Promise<void> {
  const { id: platformId } = ctx.platform
  const room = await findRoomOfEvent(ctx, eventId)
  const event = await findTimes(ctx.db, platformId, eventId)
  if (!room || !event || event.cancelledAt) return
  const now = ctx.now()
  // A row of its own for those whose roster nobody opened.
  await takeLook(ctx.db, { platformId, eventId, askedAt: now }, now)
  const look = await lookAtRun(ctx, eventId)
  const isOver = now >= event.endsAt || look?.isRunning === false
  if (isOver && look?.stays && Object.keys(look.stays).length > 0) await keepSeen(ctx, room, look.stays)
  const isLast = now >= addMinutes(event.endsAt, AFTER_END_MINUTES)
  if (!isLast) await watchLater(ctx, ctx.db, { eventId, at: addMinutes(now, EVERY_MINUTES) })
}

/** Its event goes on in another room: what was seen in this one is kept, and the roster looks anew. */
export async function keepSeenOfLeft(ctx: Ctx, trx: Trx, left: FactOf<'room-left'>): Promise<void> {
  const { id, eventId, accountId } = left
  const look = await takeSeen(trx, ctx.platform.id, eventId)
  if (!look?.stays || Object.keys(look.stays).length === 0) return
  const { attendance } = await providerOf(ctx, trx, accountId)
  if (attendance?.readTold)
    await keepSeen(ctx, { id, eventId, accountId }, closedAt(look.stays, ctx.now()), trx)
}

/** Nobody looks into it any more: who was seen there last left by now, as far as we know. */
function closedAt(stays: Stays, now: Date): Stays {
  const leftAt = now.toISOString()
  const closed = Object.entries(stays).map(([personId, all]) => [
    personId,
    all.map((stay) => ({ ...stay, leftAt: stay.leftAt ?? leftAt })),
  ])
  return Object.fromEntries(closed)
}

/** However often it was started, it is looked at once in a minute, and once more when it is over. */
async function watchLater(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  { eventId, at: startAfter, isOver = false }: { eventId: EventId; at: Date; isOver?: boolean },
): Promise<void> {
  const job = { platformId: ctx.platform.id, eventId }
  const minute = Math.floor(startAfter.getTime() / 60_000)
  const atMostOnce = {
    key: `watch ${eventId} ${minute}${isOver ? ' over' : ''}`,
    seconds: EVERY_MINUTES * 60,
  }
  await ctx.jobs.enqueue(db, watchRunJob, job, { startAfter, atMostOnce })
}
