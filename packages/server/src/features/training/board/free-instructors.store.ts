import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { CourseId, PersonId, PlatformId } from '../../../domain/ids.ts'

interface Experience {
  readonly personId: PersonId
  /** Events of the course that have ended. */
  readonly taught: number
  readonly lastTaughtAt: Date | null
  /** That they teach within three and a half days before and after a moment. */
  readonly minutes: number
}

/** What people taught of a course, and how much they teach around a moment; without those who teach nothing. */
export async function listExperience(
  db: Db,
  platformId: PlatformId,
  of: { personIds: readonly PersonId[]; courseId: CourseId | null; at: Date; now: Date },
): Promise<Experience[]> {
  const { rows } = await sql<Experience>`
    select t.person_id,
      count(*) filter (where e.course_id = ${of.courseId}::uuid and t.ends_at <= ${of.now})::int as taught,
      max(t.ends_at) filter (where e.course_id = ${of.courseId}::uuid and t.ends_at <= ${of.now}) as last_taught_at,
      coalesce(sum(extract(epoch from t.ends_at - t.starts_at) / 60)
        filter (where abs(extract(epoch from t.starts_at - ${of.at}::timestamptz)) <= 302400), 0)::int as minutes
    from teaching t
    join events e on e.platform_id = t.platform_id and e.id = t.event_id
    where t.platform_id = ${platformId} and t.person_id = any(${[...of.personIds]}::uuid[])
      and t.cancelled_at is null
    group by t.person_id`.execute(db)
  return rows
}
