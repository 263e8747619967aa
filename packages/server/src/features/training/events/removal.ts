import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { tellSession } from '../../messages/notifications/notifications.service.ts'
import { wantNoRoom } from '../../rooms/rooms/rooms.service.ts'
import * as lifecycleStore from './lifecycle.store.ts'

/** Its room is deleted at the provider by a job; its links say that it was deleted. */
export async function removeEvent(ctx: Ctx, trx: Trx, event: { id: EventId; name: string }): Promise<void> {
  await wantNoRoom(ctx, trx, event.id)
  // While it is there, so that pages of its session hear of it.
  await ctx.live.publish(trx, ctx.platform.id, { type: 'event', id: event.id })
  await lifecycleStore.removeEvent(trx, ctx.platform.id, event, ctx.now())
}

interface Deleted {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly sessionName: string
  readonly courseName: string
  readonly name: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly calendarSequence: number
}

/** Tells the people of the sessions of deleted events, once per session, before the sessions go too. */
export async function tellDeleted(
  ctx: Ctx,
  trx: Trx,
  events: readonly Deleted[],
  except: PersonId,
): Promise<void> {
  const bySession = Map.groupBy(events, (event) => event.sessionId)
  for (const [sessionId, [first, ...others]] of bySession) {
    if (!first) continue
    const { courseName, sessionName } = first
    const past = [first, ...others].map(({ id, name, startsAt, endsAt, calendarSequence }) => ({
      id,
      name,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      calendarSequence,
    }))
    const params = { deleted: { courseName, sessionName, events: past } }
    await tellSession(ctx, trx, { kind: 'deleted', sessionId, params }, except)
  }
}
