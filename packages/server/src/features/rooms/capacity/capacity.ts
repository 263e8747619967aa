import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { currentWork } from '../../../db/work.ts'
import { type Booking, peakWithin } from '../../../domain/capacity.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { AccountId, EventId, OrganizerId } from '../../../domain/ids.ts'
import { type FirstOf, firstOf, type MessageParams } from '../../../domain/message.ts'
import { type Assignment, assignOrganizer, type HeldRoom } from '../../../domain/organizers.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { AccountRow } from '../accounts/accounts.service.ts'
import { type BookableAccount, slotsOf } from '../accounts/organizers.service.ts'
import * as capacityStore from './capacity.store.ts'
import * as refusalsStore from './refusals.store.ts'
import { around, type RoomWish, roomsOf, withMargins } from './room-wish.ts'
import { suggestInstead } from './suggestions.ts'

export { findOrganizerOfEvent } from './capacity.store.ts'
export { around, type RoomWish, roomsOf, withMargins } from './room-wish.ts'

/** Names of this many events are told when no room is free. */
const NAMED_EVENTS = 5
/** A room that begins sooner keeps its organizer: people may be on their way. */
const NEAR_HOURS = 24

export interface Booked {
  /** Undefined where the service knows no hosts. */
  readonly organizerId: OrganizerId | undefined
  readonly moves: Assignment<OrganizerId>['moves']
}

type HeldEvent = Awaited<ReturnType<typeof capacityStore.listHeld>>[number]

/**
 * Checks an account's three limits for one more event and finds the organizer who hosts it. What counts is every
 * event that has not ended and is not cancelled.
 *
 * @param trx must hold the account's lock until the event is written
 * @throws {ConflictError} naming the limit, who holds the rooms, the nearest free time and free accounts
 */
export async function bookRoom(
  ctx: Ctx,
  trx: Trx,
  account: BookableAccount,
  wish: RoomWish,
): Promise<Booked> {
  const key = keyOf(ctx, account, wish.eventId)
  const { maxSessionsPerCourse, maxTotalSessions } = account
  if (maxSessionsPerCourse !== null || maxTotalSessions !== null) {
    const counts = await capacityStore.countComing(trx, key, wish.courseId)
    if (maxSessionsPerCourse !== null && counts.ofCourse >= maxSessionsPerCourse) {
      throw await refuse(ctx, trx, account, wish, 'capacity-sessions-per-course', {
        limit: maxSessionsPerCourse,
        used: counts.ofCourse,
      })
    }
    if (maxTotalSessions !== null && counts.total >= maxTotalSessions) {
      throw await refuse(ctx, trx, account, wish, 'capacity-total-sessions', {
        limit: maxTotalSessions,
        used: counts.total,
      })
    }
  }
  const { slots } = account
  const held = await capacityStore.listHeld(trx, key, around(wish))
  const span = withMargins(account, wish)
  const others = held.map((event) => ({ ...event, ...withMargins(account, event) }))
  const peak = peakWithin(span, others)
  if (account.maxConcurrentRooms !== null && peak.rooms >= account.maxConcurrentRooms) {
    throw await refuse(ctx, trx, account, wish, 'capacity-concurrent-rooms', {
      limit: account.maxConcurrentRooms,
      ...holdersAt(peak.at, others),
    })
  }
  if (!slots) return { organizerId: undefined, moves: [] }
  const current =
    wish.eventId &&
    (await capacityStore.findOrganizerOfEvent(trx, ctx.platform.id, wish.eventId, wish.isSpare))
  const movableFrom = addMinutes(ctx.now(), NEAR_HOURS * 60)
  const rooms = others.flatMap((event): HeldRoom<OrganizerId>[] =>
    event.organizerId
      ? [{ ...event, eventId: event.id, organizerId: event.organizerId, stays: event.isSpare }]
      : [],
  )
  const willing = slots.filter((slot) => slot.id !== wish.avoid)
  const booked =
    assignOrganizer({ ...span, preferred: current }, willing, rooms, movableFrom) ??
    assignOrganizer({ ...span, preferred: current }, slots, rooms, movableFrom)
  if (booked) return booked
  throw await refuse(ctx, trx, account, wish, 'capacity-organizers', {
    count: slots.length,
    ...holdersAt(peak.at, others),
  })
}

type RefusalCode =
  | 'capacity-sessions-per-course'
  | 'capacity-total-sessions'
  | 'capacity-concurrent-rooms'
  | 'capacity-organizers'

async function refuse(
  ctx: Ctx,
  trx: Trx,
  account: AccountRow,
  wish: RoomWish,
  code: RefusalCode,
  params: MessageParams,
): Promise<ConflictError> {
  const isAboutTime = code === 'capacity-concurrent-rooms' || code === 'capacity-organizers'
  // The transaction is rolled back; what was refused is kept after it.
  if (isAboutTime) currentWork()?.afterwards?.push(() => keepRefusal(ctx, account.id, wish))
  const suggestions = await suggestInstead(ctx, trx, account, wish, isAboutTime)
  const all = { account: account.name, ...params }
  return new ConflictError(code, all, {
    fields: [{ pointer: '/accountId', code, params: all }],
    suggestions,
  })
}

async function keepRefusal(ctx: Ctx, accountId: AccountId, { startsAt, endsAt }: RoomWish): Promise<void> {
  const refused = { accountId, startsAt, endsAt, at: ctx.now() }
  await refusalsStore.insertRefusal(ctx.db, ctx.platform.id, refused)
}

/** Whether an account has a room for an event, as far as can be seen without locking it. */
export async function couldTake(ctx: Ctx, trx: Trx, account: AccountRow, wish: RoomWish): Promise<boolean> {
  const key = keyOf(ctx, account, wish.eventId)
  const counts = await capacityStore.countComing(trx, key, wish.courseId)
  if (account.maxSessionsPerCourse !== null && counts.ofCourse >= account.maxSessionsPerCourse) return false
  if (account.maxTotalSessions !== null && counts.total >= account.maxTotalSessions) return false
  const rooms = await roomsAtOnce(ctx, trx, account)
  if (rooms === undefined) return true
  const held = await capacityStore.listHeld(trx, key, around(wish))
  const others = held.map((event) => withMargins(account, event))
  return peakWithin(withMargins(account, wish), others).rooms < rooms
}

/** The limit of the account or what its organizers can host together, whichever is less. */
export async function roomsAtOnce(ctx: Ctx, trx: Trx, account: AccountRow): Promise<number | undefined> {
  return roomsOf({ ...account, slots: await slotsOf(ctx, trx, account) })
}

function keyOf(ctx: Ctx, account: AccountRow, exceptEventId: EventId | undefined) {
  return {
    platformId: ctx.platform.id,
    accountId: account.id,
    exceptEventId,
    now: ctx.now(),
  }
}

export function holdersAt(
  at: Date,
  events: readonly (Pick<HeldEvent, 'name'> & Booking)[],
): { at: Date; events: FirstOf } {
  const holders = events.filter((event) => event.startsAt <= at && at < event.endsAt)
  const names = holders.map((event) => event.name)
  return { at, events: firstOf(names, NAMED_EVENTS) }
}
