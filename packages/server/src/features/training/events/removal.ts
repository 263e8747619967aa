import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { wantNoRoom } from '../../rooms/rooms/rooms.service.ts'
import * as eventsStore from './events.store.ts'

/** Its room is deleted at the provider by a job; its links say that it was deleted. */
export async function removeEvent(ctx: Ctx, trx: Trx, event: { id: EventId; name: string }): Promise<void> {
  await wantNoRoom(ctx, trx, event.id)
  // While it is there, so that pages of its session hear of it.
  await happened(ctx, trx, { kind: 'event-removed', id: event.id })
  await eventsStore.removeEvent(trx, ctx.platform.id, event, ctx.now())
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

/** Says that events are gone, before their sessions go too. */
export async function sayDeleted(
  ctx: Ctx,
  trx: Trx,
  events: readonly Deleted[],
  by: PersonId,
): Promise<void> {
  const bySession = Map.groupBy(events, (event) => event.sessionId)
  const sessions = [...bySession].map(([sessionId, own]) => ({
    sessionId,
    courseName: own[0]?.courseName ?? '',
    sessionName: own[0]?.sessionName ?? '',
    events: own.map(({ id, name, startsAt, endsAt, calendarSequence }) => ({
      ...{ id, name, calendarSequence },
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
  }))
  if (sessions.length > 0) await happened(ctx, trx, { kind: 'dates-deleted', by, sessions })
}
