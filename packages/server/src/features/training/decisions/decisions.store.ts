import { sql } from 'kysely'
import type { Db, Sweeping } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
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

/** Platforms for which {@link listDue} finds sessions. */
export function listPlatformsWithDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct sessions.platform_id from sessions
    join courses on courses.platform_id = sessions.platform_id and courses.id = sessions.course_id
    where min_enrollment is not null and sessions.cancelled_at is null and courses.cancelled_at is null
      and (decided_at is null or decided_at < decides_at) and decides_at <= ${now}`,
  )
}
