import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { PlannedTimes } from '../../../domain/event.ts'
import type { AccountId, CourseId, EventId, OrganizerId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { type AccountRow, assertUsable } from '../../rooms/accounts/accounts.service.ts'
import { lockToBook } from '../../rooms/accounts/organizers.service.ts'
import { type Booked, bookRoom } from '../../rooms/capacity/capacity.ts'
import { moveRoom, wantNoRoom, wantRoom } from '../../rooms/rooms/rooms.service.ts'
import type { Held } from './held.ts'

/** A room that was booked, with its account as it is locked. */
export type BookedRoom = Booked & { readonly account: AccountRow }

/** Books a room of an account, under its lock. @throws {ConflictError} as {@link bookRoom} does */
export async function bookAccount(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  booking: {
    accountId: AccountId
    times: PlannedTimes
    courseId: CourseId
    eventId?: EventId
    avoid?: OrganizerId | undefined
  },
  held?: Held,
): Promise<BookedRoom> {
  const { accountId } = booking
  const known = held?.accounts.get(accountId)
  const account = known ?? (await lockToBook(ctx, trx, [accountId])).get(accountId)
  if (!account) throw new NotFoundError('account-not-found')
  assertUsable(ctx, account, actor.reader)
  const { startsAt, endsAt, timeZone } = booking.times
  const booked = await bookRoom(ctx, trx, account, {
    courseId: booking.courseId,
    startsAt,
    endsAt,
    timeZone,
    eventId: booking.eventId,
    avoid: booking.avoid,
  })
  return { ...booked, account }
}

/** What the event is now decides what room is wanted. */
export async function followWithRoom(
  ctx: Ctx,
  trx: Trx,
  event: PlannedTimes & {
    id: EventId
    name: string
    description: string
    courseName: string
    accountId: AccountId | null
    cancelledAt: Date | null
    /** It is new and has no room yet. */
    isFirst?: boolean
  },
  booked: BookedRoom | undefined,
): Promise<void> {
  if (!event.accountId || event.cancelledAt) return wantNoRoom(ctx, trx, event.id)
  for (const { eventId, organizerId } of booked?.moves ?? []) {
    await moveRoom(ctx, trx, { eventId, organizerId })
  }
  await wantRoom(ctx, trx, {
    eventId: event.id,
    accountId: event.accountId,
    organizerId: booked?.organizerId,
    account: booked?.account,
    isFirst: event.isFirst ?? false,
    spec: {
      subject: `${event.courseName}: ${event.name}`,
      description: event.description,
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
      timeZone: event.timeZone,
    },
  })
}
