import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { type Booking, peakWithin } from '../../../domain/capacity.ts'
import { assertSpan } from '../../../domain/event.ts'
import type { MessageParams, StoredMessage } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { sessionTypeNameOf, whyNotUsable } from '../accounts/accounts.service.ts'
import { type BookableAccount, listBookable } from '../accounts/organizers.service.ts'
import type { AccountChoice, FindAccountChoices } from './account-choices.schemas.ts'
import * as capacityStore from './capacity.store.ts'
import { around, holdersAt, roomsOf, withMargins } from './capacity.ts'

type View = z.output<typeof AccountChoice>

/** What an account holds already. */
interface Held {
  readonly total: number
  readonly ofCourse: number
  readonly events: readonly (Booking & { readonly name: string })[]
}

/**
 * The accounts of active apps for an event at a time, by name. Advice: nothing is locked, {@link bookRoom} decides.
 *
 * @throws {InvalidInputError} `event-ends-before-start`, `event-too-long`
 */
export async function listAccountChoices(
  ctx: Ctx,
  actor: Actor,
  filter: z.output<typeof FindAccountChoices>,
): Promise<View[]> {
  assertPlanner(actor)
  const span = { startsAt: new Date(filter.startsAt), endsAt: new Date(filter.endsAt) }
  assertSpan(span)
  const accounts = (await listBookable(ctx, ctx.db)).filter(({ isAppActive }) => isAppActive)
  const key = { platformId: ctx.platform.id, exceptEventId: filter.eventId, now: ctx.now() }
  const counts = await capacityStore.countComingOfAll(ctx.db, key, filter.courseId)
  const held = await capacityStore.listHeldOfAll(ctx.db, key, around(span))
  return accounts.map((account) => {
    const { total = 0, ofCourse = 0 } = counts.find(({ accountId }) => accountId === account.id) ?? {}
    const events = held.filter(({ accountId }) => accountId === account.id)
    const rooms = roomsOf(account)
    const { taken, ...found } = look(account, span, { total, ofCourse, events })
    const unusable = whyNotUsable(ctx, account, actor.reader)
    return {
      id: account.id,
      name: account.name,
      appId: account.appId,
      sessionType: account.sessionType,
      sessionTypeName: sessionTypeNameOf(ctx, account),
      rooms: rooms ?? null,
      // A limit may have been lowered below what is booked.
      roomsFree: rooms === undefined ? null : Math.max(0, rooms - taken),
      state: unusable ? 'unusable' : found.state,
      reason: toMessage(unusable ?? found.reason, actor.reader),
    }
  })
}

/** The limits in the order in which booking asks them. */
function look(
  account: BookableAccount,
  span: Booking,
  held: Held,
): { state: View['state']; reason: StoredMessage | null; taken: number } {
  const { maxSessionsPerCourse, maxTotalSessions, maxConcurrentRooms, slots } = account
  const others = held.events.map((event) => ({ ...event, ...withMargins(account, event) }))
  const peak = peakWithin(withMargins(account, span), others)
  const taken = peak.rooms
  const because = (code: StoredMessage['code'], params: MessageParams): StoredMessage => ({
    code,
    params: { account: account.name, ...params },
  })
  if (maxSessionsPerCourse !== null && held.ofCourse >= maxSessionsPerCourse) {
    const params = { limit: maxSessionsPerCourse, used: held.ofCourse }
    return { state: 'limit-reached', reason: because('capacity-sessions-per-course', params), taken }
  }
  if (maxTotalSessions !== null && held.total >= maxTotalSessions) {
    const params = { limit: maxTotalSessions, used: held.total }
    return { state: 'limit-reached', reason: because('capacity-total-sessions', params), taken }
  }
  if (maxConcurrentRooms !== null && taken >= maxConcurrentRooms) {
    const params = { limit: maxConcurrentRooms, ...holdersAt(peak.at, others) }
    return { state: 'no-room', reason: because('capacity-concurrent-rooms', params), taken }
  }
  const rooms = roomsOf(account)
  if (rooms !== undefined && taken >= rooms) {
    const params = { count: slots?.length ?? 0, ...holdersAt(peak.at, others) }
    return { state: 'no-room', reason: because('capacity-organizers', params), taken }
  }
  return { state: 'free', reason: null, taken }
}
