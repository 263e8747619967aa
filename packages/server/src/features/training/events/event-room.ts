import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { PlannedTimes } from '../../../domain/event.ts'
import type { AccountId, CourseId, EventId, OrganizerId } from '../../../domain/ids.ts'
import type { RoomOptions } from '../../../domain/room-options.ts'
import type { Actor } from '../../../http/actor.ts'
import { type AccountRow, assertUsable } from '../../rooms/accounts/accounts.service.ts'
import { lockToBook } from '../../rooms/accounts/organizers.service.ts'
import { type Booked, bookRoom } from '../../rooms/capacity/capacity.ts'
import { moveRoom } from '../../rooms/rooms/room-moves.service.ts'
import { wantNoRoom, wantRoom } from '../../rooms/rooms/rooms.service.ts'
import { wantNoSpare, wantSpare } from '../../rooms/rooms/spares.service.ts'
import { optionsOfEvent } from '../room-options/room-options.service.ts'
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
    eventId?: EventId | undefined
    avoid?: OrganizerId | undefined
    isSpare?: boolean
    without?: readonly AccountId[]
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
    isSpare: booking.isSpare,
    without: booking.without,
  })
  return { ...booked, account }
}

/**
 * Books the room that is held ready for an event, at another account than its own.
 *
 * @throws {ConflictError} `spare-same-account`, and as {@link bookAccount} does, about the field of the spare
 */
export async function bookSpare(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  { accountId, ...event }: { accountId: AccountId } & SpareOf,
  held?: Held,
): Promise<BookedRoom> {
  const pointer = '/spareAccountId'
  if (accountId === event.besideAccountId) throw spareAtSameAccount()
  const { besideAccountId: _, ...booking } = event
  const without = event.besideAccountId ? [event.besideAccountId] : []
  try {
    return await bookAccount(ctx, trx, actor, { ...booking, accountId, without, isSpare: true }, held)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    const { code, params, suggestions } = error
    throw new ConflictError(code, params, {
      fields: [{ pointer, code, params }],
      suggestions: suggestions.flatMap((one) =>
        one.code === 'suggest-account' && one.change.accountId
          ? [{ ...one, change: { spareAccountId: one.change.accountId } }]
          : [],
      ),
    })
  }
}

export function spareAtSameAccount(): ConflictError {
  const fields = [{ pointer: '/spareAccountId', code: 'spare-same-account' as const, params: {} }]
  return new ConflictError('spare-same-account', {}, { fields })
}

/** The event of a spare, with the account of the room that people are led to. */
export interface SpareOf {
  readonly besideAccountId: AccountId | null
  readonly times: PlannedTimes
  readonly courseId: CourseId
  readonly eventId?: EventId | undefined
}

/** What the event is now decides what room is wanted, and what spare. */
export async function followWithRoom(
  ctx: Ctx,
  trx: Trx,
  event: PlannedTimes & {
    id: EventId
    name: string
    description: string
    courseName: string
    accountId: AccountId | null
    spareAccountId: AccountId | null
    cancelledAt: Date | null
    /** It is new and has no room yet. */
    isFirst?: boolean
    /** It held a spare before this. */
    hadSpare?: boolean
    /** What account, course and event say of its room, where that was read in this transaction. */
    said?: readonly RoomOptions[]
  },
  booked: BookedRoom | undefined,
  spare?: BookedRoom,
): Promise<void> {
  if (!event.accountId || event.cancelledAt) return wantNoRoom(ctx, trx, event.id)
  const isPlain = event.said?.every((options) => Object.keys(options).length === 0)
  const options = isPlain ? undefined : await optionsOfEvent(ctx, trx, event.id)
  for (const { eventId, organizerId } of [...(booked?.moves ?? []), ...(spare?.moves ?? [])])
    await moveRoom(ctx, trx, { eventId, organizerId })
  const spec = {
    subject: `${event.courseName}: ${event.name}`,
    description: event.description,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    timeZone: event.timeZone,
  }
  await wantRoom(ctx, trx, {
    eventId: event.id,
    accountId: event.accountId,
    organizerId: booked?.organizerId,
    account: booked?.account,
    isFirst: event.isFirst ?? false,
    spec: { ...spec, ...(options && { options }) },
  })
  const { id: eventId, spareAccountId: accountId } = event
  if (accountId) await wantSpare(ctx, trx, { eventId, accountId, organizerId: spare?.organizerId, spec })
  else if (event.hadSpare) await wantNoSpare(ctx, trx, eventId)
}
