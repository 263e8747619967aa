import type { Db, Trx } from '../../../db/database.ts'
import type { PlatformId } from '../../../domain/ids.ts'
import type { Live, LiveMessage } from '../../../live/live.ts'

/**
 * Says with each message what the thing belongs to, so that a page of a session hears of its events. What was deleted
 * in the same transaction is not found any more: its message has to say it.
 */
export function withParents(live: Live): Live {
  return {
    ...live,
    async publish(db, platformId, message) {
      const within = message.within ?? (await findParents(db, platformId, message))
      await live.publish(db, platformId, within.length > 0 ? { ...message, within } : message)
    },
  }
}

async function findParents(
  db: Db | Trx,
  platformId: PlatformId,
  { type, id }: LiveMessage,
): Promise<string[]> {
  switch (type) {
    case 'event':
      return eventParents(db, platformId, id)
    case 'session':
    case 'enrollment':
      return sessionParents(db, platformId, id)
    case 'attendance': // of an event, or of a whole session
      return [...(await eventParents(db, platformId, id)), ...(await sessionParents(db, platformId, id))]
    default:
      return []
  }
}

async function eventParents(db: Db | Trx, platformId: PlatformId, id: string): Promise<string[]> {
  const row = await db
    .selectFrom('events')
    .select(['sessionId', 'courseId'])
    .where('platformId', '=', platformId)
    .where('id', '=', id as never)
    .executeTakeFirst()
  return row ? [row.sessionId, row.courseId] : []
}

async function sessionParents(db: Db | Trx, platformId: PlatformId, id: string): Promise<string[]> {
  const row = await db
    .selectFrom('sessions')
    .select('courseId')
    .where('platformId', '=', platformId)
    .where('id', '=', id as never)
    .executeTakeFirst()
  return row ? [row.courseId] : []
}
