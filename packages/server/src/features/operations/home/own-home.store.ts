import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

const enrolled = sql`any(${[...enrolledStatuses]})`

/** Events that somebody taught in a stretch of time and of whose learners not all is known; the last one first. */
export async function listUnmarked(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  { from, until, limit }: { from: Date; until: Date; limit: number },
) {
  const { rows } = await sql<{ id: EventId; total: number }>`
    select event_id as id, count(*) over ()::int as total from teaching
    where platform_id = ${platformId} and person_id = ${personId} and cancelled_at is null
      and ends_at > ${from} and ends_at <= ${until}
      and exists (select from enrollments n where n.platform_id = ${platformId} and n.session_id = teaching.session_id
        and n.status = ${enrolled} and coalesce((select a.status from effective_attendance a
          where a.platform_id = ${platformId} and a.event_id = teaching.event_id and a.person_id = n.person_id),
          'unknown') = 'unknown')
    order by ends_at desc, event_id limit ${limit}`.execute(db)
  return rows
}

/** Coming events that somebody teaches. */
export async function countTaught(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ events: number }>`
    select count(*)::int as events from teaching where platform_id = ${platformId} and person_id = ${personId}
      and cancelled_at is null and ends_at > ${now}`.execute(db)
  return rows[0]?.events ?? 0
}

interface Held {
  readonly sessionId: SessionId
  readonly events: number
  readonly present: number
  readonly marked: number
}

const presence = readTogether(
  { personId: 'uuid', sessionIds: 'uuid[]', now: 'timestamptz' },
  (
    _db,
    value: Values<{
      platformId: PlatformId
      personId: PersonId
      sessionIds: readonly SessionId[]
      now: Date
    }>,
  ) => sql<Held>`(
    select events.session_id, count(*)::int as events,
      (count(*) filter (where a.status = 'present'))::int as present,
      (count(*) filter (where a.status <> 'unknown'))::int as marked
    from events
    left join lateral (select status from effective_attendance
      where platform_id = ${value('platformId')} and event_id = events.id and person_id = ${value('personId')} offset 0) a on true
    where events.platform_id = ${value('platformId')} and events.session_id = any(${value('sessionIds')})
      and events.cancelled_at is null and events.ends_at <= ${value('now')}
    group by events.session_id)`,
)

/** Of each session, how many of its events took place, and in how many of them the person was present. */
export async function listPresence(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  sessionIds: readonly SessionId[],
  now: Date,
): Promise<Map<SessionId, Held>> {
  if (sessionIds.length === 0) return new Map()
  const rows = await presence(db, { platformId, personId, sessionIds, now })
  return new Map(rows.map((row) => [row.sessionId, row]))
}

interface Answer {
  readonly sessionId: SessionId
  readonly sessionName: string
  readonly courseName: string
  readonly answer: 'approved' | 'declined' | 'promoted' | 'offer-expired' | 'request-expired'
  readonly reason: string
  readonly at: Date
}

/** Answers that a learner was given since a moment to what they asked or waited for; the newest first. */
export const listAnswers = readTogether(
  { personId: 'uuid', since: 'timestamptz', now: 'timestamptz', limit: 'int' },
  (
    _db,
    value: Values<{ platformId: PlatformId; personId: PersonId; since: Date; now: Date; limit: number }>,
  ) => sql<Answer>`(
    select n.session_id, sessions.name as session_name, courses.name as course_name, last.cause as answer, last.reason,
      last.changed_at as at
    from enrollments n
    join lateral (
      select cause, reason, changed_at from enrollment_changes h
      where h.platform_id = n.platform_id and h.session_id = n.session_id and h.person_id = n.person_id
      order by changed_at desc, id desc limit 1) last on true
    join sessions on sessions.platform_id = n.platform_id and sessions.id = n.session_id
    join courses on courses.platform_id = sessions.platform_id and courses.id = sessions.course_id
    where n.platform_id = ${value('platformId')} and n.person_id = ${value('personId')}
      and last.cause in ('approved', 'declined', 'promoted', 'offer-expired', 'request-expired')
      and last.changed_at > ${value('since')}
      and sessions.cancelled_at is null and courses.cancelled_at is null
      and exists (select from events e where e.platform_id = n.platform_id and e.session_id = n.session_id
        and e.cancelled_at is null and e.ends_at > ${value('now')})
    order by last.changed_at desc limit ${value('limit')})`,
)
