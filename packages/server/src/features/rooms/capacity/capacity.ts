import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { currentWork } from '../../../db/work.ts'
import { type Booking, nearestFree, peakWithin } from '../../../domain/capacity.ts'
import { ConflictError, type Suggestion } from '../../../domain/errors.ts'
import type { AccountId, CourseId, EventId, OrganizerId } from '../../../domain/ids.ts'
import { type FirstOf, firstOf, type MessageParams } from '../../../domain/message.ts'
import { type Assignment, assignOrganizer, type HeldRoom } from '../../../domain/organizers.ts'
import { addMinutes, wallTimeOf } from '../../../domain/time.ts'
import { type AccountRow, listUsableAccounts } from '../accounts/accounts.service.ts'
import { type BookableAccount, slotsOf } from '../accounts/organizers.service.ts'
import * as capacityStore from './capacity.store.ts'
import * as refusalsStore from './refusals.store.ts'

export { findOrganizerOfEvent } from './capacity.store.ts'

/** Names of this many events are told when no room is free. */
const NAMED_EVENTS = 5
/** A room that begins sooner keeps its organizer: people may be on their way. */
const NEAR_HOURS = 24
/** Free times are looked for so many days around what was asked. */
const LOOK_AROUND_DAYS = 14
const SUGGESTED_ACCOUNTS = 3

export interface RoomWish {
  readonly courseId: CourseId
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  /** The event that moves: it does not stand in its own way. */
  readonly eventId: EventId | undefined
  /** Who shall not host it, as long as somebody else can. */
  readonly avoid?: OrganizerId | undefined
}

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
    wish.eventId && (await capacityStore.findOrganizerOfEvent(trx, ctx.platform.id, wish.eventId))
  const movableFrom = addMinutes(ctx.now(), NEAR_HOURS * 60)
  const rooms = others.flatMap((event): HeldRoom<OrganizerId>[] =>
    event.organizerId ? [{ ...event, eventId: event.id, organizerId: event.organizerId }] : [],
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
  const suggestions = [
    ...(isAboutTime ? await suggestTime(ctx, trx, account, wish) : []),
    ...(await suggestAccounts(ctx, trx, account, wish)),
  ]
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

/** The nearest time at which the account has a room, before or after what was asked. */
async function suggestTime(ctx: Ctx, trx: Trx, account: AccountRow, wish: RoomWish): Promise<Suggestion[]> {
  const days = LOOK_AROUND_DAYS * 24 * 60
  const span = { startsAt: addMinutes(wish.startsAt, -days), endsAt: addMinutes(wish.endsAt, days) }
  const held = await capacityStore.listHeld(trx, keyOf(ctx, account, wish.eventId), span)
  const others = held.map((event) => withMargins(account, event))
  const rooms = await roomsAtOnce(ctx, trx, account)
  const wanted = withMargins(account, wish)
  const free = nearestFree(wanted, others, rooms, addMinutes(ctx.now(), -account.marginBeforeMinutes))
  if (!free) return []
  const startsAt = addMinutes(free.startsAt, account.marginBeforeMinutes)
  const endsAt = addMinutes(free.endsAt, -account.marginAfterMinutes)
  const startsWall = wallTimeOf(startsAt, wish.timeZone)
  const endsWall = wallTimeOf(endsAt, wish.timeZone)
  return [{ code: 'suggest-time', params: { startsAt }, change: { startsWall, endsWall } }]
}

/** Other accounts of the same app that could take the event as it is. Advice: nothing is locked for it. */
async function suggestAccounts(
  ctx: Ctx,
  trx: Trx,
  account: AccountRow,
  wish: RoomWish,
): Promise<Suggestion[]> {
  const suggestions: Suggestion[] = []
  for (const other of await listUsableAccounts(ctx, trx, account.appId)) {
    if (other.id === account.id || suggestions.length >= SUGGESTED_ACCOUNTS) continue
    if (!(await couldTake(ctx, trx, other, wish))) continue
    suggestions.push({
      code: 'suggest-account',
      params: { account: other.name },
      change: { accountId: other.id },
    })
  }
  return suggestions
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

/** The same of an account whose organizers are known. */
export function roomsOf({
  slots,
  maxConcurrentRooms,
}: Pick<BookableAccount, 'slots' | 'maxConcurrentRooms'>): number | undefined {
  const bounded = slots?.every((slot) => slot.rooms !== undefined)
  const ofOrganizers = bounded ? slots?.reduce((sum, slot) => sum + (slot.rooms ?? 0), 0) : undefined
  const limits = [maxConcurrentRooms ?? undefined, ofOrganizers].filter((n) => n !== undefined)
  return limits.length > 0 ? Math.min(...limits) : undefined
}

function keyOf(ctx: Ctx, account: AccountRow, exceptEventId: EventId | undefined) {
  return {
    platformId: ctx.platform.id,
    accountId: account.id,
    exceptEventId,
    now: ctx.now(),
  }
}

/** Wide enough that every room is seen that touches one which touches the wish. */
export function around({ startsAt, endsAt }: Booking): Booking {
  const minutes = 3 * 24 * 60
  return { startsAt: addMinutes(startsAt, -minutes), endsAt: addMinutes(endsAt, minutes) }
}

export function withMargins(account: AccountRow, { startsAt, endsAt }: Booking): Booking {
  return {
    startsAt: addMinutes(startsAt, -account.marginBeforeMinutes),
    endsAt: addMinutes(endsAt, account.marginAfterMinutes),
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
