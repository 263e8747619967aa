import type { Db, Trx } from '../../../db/database.ts'
import type { EventId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { Live, LiveMessage } from '../../../live/live.ts'

/**
 * Says with each message what the thing belongs to, so that a page of a session hears of its events. What was deleted
 * in the same transaction is not found any more: its message has to say it.
 */
export function withParents(live: Live): Live {
  return {
    ...live,
    async publish(db, platformId, message) {
      const { type, id, within, forPeople } = message
      // Whoever is told by name hears it whatever they look at.
      if (within || forPeople) return live.publish(db, platformId, message)
      const parents = (await findParents(db, platformId, type, [id])).get(id)
      await live.publish(db, platformId, parents ? { ...message, within: parents } : message)
    },
  }
}

/** What things belong to, by their ids; nothing for those that belong to nothing, or are gone. */
export async function findParents(
  db: Db | Trx,
  platformId: PlatformId,
  type: LiveMessage['type'],
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  switch (type) {
    case 'event':
      return eventParents(db, platformId, ids)
    case 'session':
    case 'enrollment':
      return sessionParents(db, platformId, ids)
    case 'attendance': {
      // of an event, or of a whole session
      const ofEvents = await eventParents(db, platformId, ids)
      const others = ids.filter((id) => !ofEvents.has(id))
      return new Map([...ofEvents, ...(await sessionParents(db, platformId, others))])
    }
    default:
      return new Map()
  }
}

async function eventParents(
  db: Db | Trx,
  platformId: PlatformId,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('events')
    .select(['id', 'sessionId', 'courseId'])
    .where('platformId', '=', platformId)
    .where('id', 'in', ids as readonly EventId[])
    .execute()
  return new Map(rows.map((row) => [row.id, [row.sessionId, row.courseId]]))
}

async function sessionParents(
  db: Db | Trx,
  platformId: PlatformId,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'courseId'])
    .where('platformId', '=', platformId)
    .where('id', 'in', ids as readonly SessionId[])
    .execute()
  return new Map(rows.map((row) => [row.id, [row.courseId]]))
}
