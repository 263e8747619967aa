import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { wantNoRooms } from '../../rooms/rooms/rooms.service.ts'
import * as eventsStore from './events.store.ts'

/**
 * Their rooms are deleted at the provider by jobs; their links say that they were deleted.
 *
 * @throws {ConflictError} `has-evidence` when it is known of somebody that they were there, or were not
 */
export async function removeEvents(
  ctx: Ctx,
  trx: Trx,
  ids: readonly EventId[],
  by?: PersonId,
): Promise<void> {
  if (ids.length === 0) return
  const people = await eventsStore.countWithEvidence(trx, ctx.platform.id, ids)
  if (people > 0) throw new ConflictError('has-evidence', { people })
  await wantNoRooms(ctx, trx, ids)
  // While they are there, so that pages of their sessions hear of it.
  await happened(ctx, trx, { kind: 'events-removed', ids, by })
  await eventsStore.removeEvents(trx, ctx.platform.id, ids, ctx.now())
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
