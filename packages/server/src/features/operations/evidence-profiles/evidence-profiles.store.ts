import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { Break } from '../../../domain/breaks.ts'
import type { EvidenceProfileKey } from '../../../domain/evidence-profile.ts'
import type { CourseId, EventId, PlatformId } from '../../../domain/ids.ts'

/** What an event has that a profile asks about. */
export interface ProfiledEvent {
  readonly id: EventId
  readonly courseId: CourseId
  readonly profile: EvidenceProfileKey
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  readonly breaks: readonly Break[]
  /** Null = without a tool, as `sessionType` is. */
  readonly appId: string | null
  readonly sessionType: string | null
  readonly hasContent: boolean
  readonly hasInstructors: boolean
  /** When the last event of its session ends. */
  readonly sessionEndsAt: Date | null
}

/** Those of these events whose course has a profile. */
export async function listProfiled(
  db: Db,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<ProfiledEvent[]> {
  const { rows } = await sql<ProfiledEvent>`
    select e.id, e.course_id, c.evidence_profile as profile, e.starts_at, e.ends_at, e.time_zone, e.breaks, a.app_id, a.session_type,
      trim(e.description || c.description) <> '' as has_content,
      exists (select from teaching t where t.platform_id = e.platform_id and t.event_id = e.id) as has_instructors,
      (select max(own.ends_at) from events own where own.platform_id = e.platform_id and own.session_id = e.session_id
        and own.cancelled_at is null) as session_ends_at
    from events e
    join courses c on c.platform_id = e.platform_id and c.id = e.course_id
    left join accounts a on a.platform_id = e.platform_id and a.id = e.account_id
    where e.platform_id = ${platformId} and e.id = any(${eventIds}::uuid[]) and c.evidence_profile is not null`.execute(
    db,
  )
  return rows
}
