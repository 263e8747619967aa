import type { Ctx } from '../../ctx.ts'
import type { Trx } from '../../db/database.ts'
import { peakWithin } from '../../domain/capacity.ts'
import { ConflictError } from '../../domain/errors.ts'
import type { CourseId, EventId } from '../../domain/ids.ts'
import type { AccountRow } from '../accounts/accounts.service.ts'
import * as eventsStore from './events.store.ts'

/** Names of this many events are told when no room is free. */
const NAMED_EVENTS = 5

export interface RoomWish {
  readonly courseId: CourseId
  readonly startsAt: Date
  readonly endsAt: Date
  /** The event that moves: it does not stand in its own way. */
  readonly eventId: EventId | undefined
}

/**
 * Checks an account's three limits for one more event. What counts is every event that has not ended
 * and is not cancelled.
 *
 * @param trx must hold the account's lock until the event is written
 * @throws {ConflictError} naming the limit, and who holds the rooms
 */
export async function assertCapacity(ctx: Ctx, trx: Trx, account: AccountRow, wish: RoomWish): Promise<void> {
  const key = {
    platformId: ctx.platform.id,
    accountId: account.id,
    exceptEventId: wish.eventId,
    now: ctx.now(),
  }
  const { maxSessionsPerCourse, maxTotalSessions, maxConcurrentRooms } = account
  if (maxSessionsPerCourse !== null || maxTotalSessions !== null) {
    const counts = await eventsStore.countComing(trx, key, wish.courseId)
    if (maxSessionsPerCourse !== null && counts.ofCourse >= maxSessionsPerCourse) {
      throw refusal('capacity-sessions-per-course', account, maxSessionsPerCourse, { used: counts.ofCourse })
    }
    if (maxTotalSessions !== null && counts.total >= maxTotalSessions) {
      throw refusal('capacity-total-sessions', account, maxTotalSessions, { used: counts.total })
    }
  }
  if (maxConcurrentRooms === null) return
  const overlapping = await eventsStore.listOverlapping(trx, key, wish)
  const peak = peakWithin(wish, overlapping)
  if (peak.rooms < maxConcurrentRooms) return
  const holders = overlapping.filter((event) => event.startsAt <= peak.at && peak.at < event.endsAt)
  const named = holders.slice(0, NAMED_EVENTS).map((event) => event.name)
  throw refusal('capacity-concurrent-rooms', account, maxConcurrentRooms, {
    at: peak.at,
    events: `${named.join(', ')}${holders.length > NAMED_EVENTS ? ' …' : ''}`,
  })
}

function refusal(
  code: 'capacity-sessions-per-course' | 'capacity-total-sessions' | 'capacity-concurrent-rooms',
  account: AccountRow,
  limit: number,
  params: Record<string, string | number | Date>,
): ConflictError {
  const all = { account: account.name, limit, ...params }
  return new ConflictError(code, all, { fields: [{ pointer: '/accountId', code, params: all }] })
}
