import type { Db } from '../../../db/database.ts'
import type { PlatformId, SessionId } from '../../../domain/ids.ts'

/** Sessions whose date has come and that are not decided since, the oldest first. */
export async function listDue(
  db: Db,
  platformId: PlatformId,
  now: Date,
  limit: number,
): Promise<SessionId[]> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .select('sessions.id')
    .where('sessions.platformId', '=', platformId)
    .where('sessions.minEnrollment', 'is not', null)
    .where('sessions.decidesAt', '<=', now)
    .where((eb) =>
      eb.or([
        eb('sessions.decidedAt', 'is', null),
        eb('sessions.decidedAt', '<', eb.ref('sessions.decidesAt')),
      ]),
    )
    .where('sessions.cancelledAt', 'is', null)
    .where('courses.cancelledAt', 'is', null)
    .orderBy('sessions.decidesAt')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}
