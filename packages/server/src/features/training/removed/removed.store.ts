import type { Db } from '../../../db/database.ts'
import type { CourseId, EventId, PlatformId, SessionId } from '../../../domain/ids.ts'

/** What was deleted, and to what it belonged as far as that is known. */
export interface Removed {
  /** Of an event; empty for others. */
  readonly name: string
  readonly removedAt: Date
  readonly sessionId: SessionId | null
  readonly courseId: CourseId | null
}

export async function findEvent(db: Db, platformId: PlatformId, id: EventId): Promise<Removed | undefined> {
  return db
    .selectFrom('removedEvents')
    .select(['name', 'removedAt', 'sessionId', 'courseId'])
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function findSession(
  db: Db,
  platformId: PlatformId,
  id: SessionId,
): Promise<Removed | undefined> {
  const row = await db
    .selectFrom('removedSessions')
    .select(['removedAt', 'courseId'])
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { ...row, name: '', sessionId: null }
}

export async function findCourse(db: Db, platformId: PlatformId, id: CourseId): Promise<Removed | undefined> {
  const row = await db
    .selectFrom('removedCourses')
    .select('removedAt')
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { ...row, name: '', sessionId: null, courseId: null }
}
