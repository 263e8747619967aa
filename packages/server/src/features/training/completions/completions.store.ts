import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { showsRecordings } from '../../../db/shown-recordings.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { Break } from '../../../domain/breaks.ts'
import type { CompletionEvidence, CompletionState, HeldAttendance } from '../../../domain/completion.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type { CourseId, EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { EntryKind } from './entries.store.ts'

const enrolled = sql`any(${[...enrolledStatuses]})`

/**
 * Takes a session to look at, alone; whoever marks it meanwhile waits, and marks it anew. The session is held first, as by all who
 * change it, so that nobody waits for each other.
 *
 * @returns whether something is to be done
 */
export async function takeMarking(trx: Trx, platformId: PlatformId, sessionId: SessionId, now: Date) {
  await sql`select from sessions where platform_id = ${platformId} and id = ${sessionId} for key share`.execute(
    trx,
  )
  const row = await trx
    .selectFrom('completionMarkings')
    .select('sessionId')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('lookAt', '<=', now)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** @param again when it is to be looked at by itself; null = once something changes */
export async function setLooked(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  again: Date | null,
): Promise<void> {
  await trx
    .updateTable('completionMarkings')
    .set({ lookAt: again })
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .execute()
}

export type Marked =
  | { readonly sessionIds: readonly SessionId[] }
  | { readonly eventIds: readonly EventId[] }
  | { readonly courseIds: readonly CourseId[] }
  | 'all'

/** Sessions are looked at again. @returns which */
export async function markSessions(
  trx: Trx,
  platformId: PlatformId,
  about: Marked,
  now: Date,
): Promise<SessionId[]> {
  const which =
    about === 'all'
      ? sql`true`
      : 'sessionIds' in about
        ? sql`session_id = any(${[...about.sessionIds]})`
        : 'eventIds' in about
          ? sql`session_id in (select session_id from events where platform_id = ${platformId} and id = any(${[...about.eventIds]}))`
          : sql`session_id in (select id from sessions where platform_id = ${platformId} and course_id = any(${[...about.courseIds]}))`
  const { rows } = await sql<{ sessionId: SessionId }>`
    update completion_markings set look_at = ${now}
    where platform_id = ${platformId} and session_id = any(array(
      select session_id from completion_markings where platform_id = ${platformId} and ${which}
      order by session_id for update))
    returning session_id`.execute(trx)
  return rows.map((row) => row.sessionId)
}

export async function listDue(
  db: Db,
  platformId: PlatformId,
  now: Date,
  limit: number,
): Promise<SessionId[]> {
  const rows = await db
    .selectFrom('completionMarkings')
    .select('sessionId')
    .where('platformId', '=', platformId)
    .where('lookAt', '<=', now)
    .orderBy('lookAt')
    .limit(limit)
    .execute()
  return rows.map((row) => row.sessionId)
}

/** Platforms with sessions to look at. */
export function listPlatformsWithDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from completion_markings where look_at <= ${now}`)
}

export interface EventRow {
  readonly id: EventId
  readonly name: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  readonly breaks: readonly Break[]
  /** Of people who missed some of it, by the rule that holds for it and the films that there are; null = never. */
  readonly makeUpUntil: Date | null
}

/** Days after the end, or after the last film that learners see was there, by the newest rule that applies to the event. */
const makeUpUntil = sql<Date | null>`case when events.account_id is not null and ${showsRecordings} then
  greatest(events.ends_at, (
    select max(found_at) from recordings
    where recordings.platform_id = events.platform_id and recordings.event_id = events.id
      and recordings.hidden_at is null and recordings.deleted_at is null))
  + (select nullif(make_up_days, 0) from (
      select distinct on (course_id) course_id, follows_platform, make_up_days from attendance_rules rules
      where rules.platform_id = events.platform_id and (rules.course_id = events.course_id or rules.course_id is null)
        and (rules.applies_from is null or rules.applies_from <= events.starts_at)
      order by course_id, version desc) newest
    where not follows_platform order by course_id is null limit 1) * interval '1 day' end`

/** The events of a session that take or took place, by start. */
export function listEvents(db: Db | Trx, platformId: PlatformId, sessionId: SessionId): Promise<EventRow[]> {
  return db
    .selectFrom('events')
    .select(['id', 'name', 'startsAt', 'endsAt', 'timeZone', 'breaks', makeUpUntil.as('makeUpUntil')])
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('cancelledAt', 'is', null)
    .orderBy('startsAt')
    .orderBy('id')
    .execute()
}

export interface CandidateRow {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly isEnrolled: boolean
  /** What holds of them by event. */
  readonly attendance: Readonly<Record<EventId, HeldAttendance>> | null
  readonly entries: Readonly<Partial<Record<EntryKind, EntryJson>>> | null
  /** When they answered the survey, by event. */
  readonly evaluated: Readonly<Record<EventId, string>> | null
}

interface EntryJson {
  readonly isTrue: boolean | null
  readonly score: number | null
  readonly enteredAt: string
  readonly reason: string
  readonly by: string | null
}

/**
 * Everybody who has or had a place in a session or of whom a completion is in force, by name; with what holds of them in
 * the events that are over, and the newest of what people said. Duplicates that were merged are nobody. Each part is made
 * once: whatever is known of the tables, none is made anew for each person.
 */
export async function listCandidates(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  { now, personId }: { readonly now: Date; readonly personId?: PersonId | undefined },
): Promise<CandidateRow[]> {
  const only = personId ? sql`and person_id = ${personId}` : sql``
  const { rows } = await sql<CandidateRow>`
    with asked as materialized (
      select person_id, bool_or(is_enrolled) as is_enrolled from (
        select person_id, status = ${enrolled} as is_enrolled from enrollments
        where platform_id = ${platformId} and session_id = ${sessionId} and (status = ${enrolled} or status = 'cancelled') ${only}
        union all
        select person_id, false from completions
        where platform_id = ${platformId} and session_id = ${sessionId} and superseded_at is null ${only}
      ) all_of_them group by person_id
    ), held as materialized (
      select person_id, jsonb_object_agg(event_id, jsonb_build_object('status', status, 'source', source, 'seconds', seconds)) as attendance
      from effective_attendance
      where platform_id = ${platformId} and event_id in (
        select id from events where platform_id = ${platformId} and session_id = ${sessionId} and cancelled_at is null
          and ends_at <= ${now}) ${only}
      group by person_id
    ), evaluated as materialized (
      select person_id, jsonb_object_agg(event_id, answered_at) as events
      from evaluation_participations
      where platform_id = ${platformId} and event_id in (
        select id from events where platform_id = ${platformId} and session_id = ${sessionId} and cancelled_at is null) ${only}
      group by person_id
    ), said as materialized (
      select person_id, jsonb_object_agg(kind, jsonb_build_object('isTrue', is_true, 'score', score, 'enteredAt', entered_at,
        'reason', reason, 'by', by)) as entries
      from (
        select distinct on (e.person_id, e.kind) e.person_id, e.kind, e.is_true, e.score, e.entered_at, e.reason,
          actors.first_name || ' ' || actors.last_name as by
        from completion_entries e
        left join people actors on actors.platform_id = e.platform_id and actors.id = e.actor_id
        where e.platform_id = ${platformId} and e.session_id = ${sessionId} ${personId ? sql`and e.person_id = ${personId}` : sql``}
        order by e.person_id, e.kind, e.version desc
      ) newest group by person_id
    )
    select people.id as person_id, people.first_name, people.last_name, people.email, asked.is_enrolled, held.attendance,
      said.entries, evaluated.events as evaluated
    from asked
    join evidence_people people on people.platform_id = ${platformId} and people.id = asked.person_id and people.merged_into is null
    left join held on held.person_id = asked.person_id
    left join said on said.person_id = asked.person_id
    left join evaluated on evaluated.person_id = asked.person_id
    order by people.last_name collate by_name, people.first_name collate by_name, people.id`.execute(db)
  return rows
}

export interface CompletionRow {
  readonly personId: PersonId
  readonly version: number
  readonly state: CompletionState
  readonly ruleVersion: number
  readonly evidence: CompletionEvidence
  readonly inputsHash: string
  readonly completedAt: Date | null
  readonly validUntil: Date | null
  readonly madeAt: Date
  readonly supersededAt: Date | null
}

const columns = sql`person_id, version, state, rule_version, evidence, inputs_hash, completed_at, valid_until, made_at, superseded_at`

/** The newest completion of each person in a session, also where it is no longer in force. */
export async function listNewest(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personId?: PersonId,
) {
  const { rows } = await sql<CompletionRow>`
    select distinct on (person_id) ${columns} from completions
    where platform_id = ${platformId} and session_id = ${sessionId}
      ${personId ? sql`and person_id = ${personId}` : sql``}
    order by person_id, version desc`.execute(db)
  return rows
}

/** Every completion that there was of a person in a session, newest first. */
export async function listVersions(db: Db, platformId: PlatformId, sessionId: SessionId, personId: PersonId) {
  const { rows } = await sql<CompletionRow>`
    select ${columns} from completions
    where platform_id = ${platformId} and session_id = ${sessionId} and person_id = ${personId}
    order by version desc limit 200`.execute(db)
  return rows
}

/** A completion to be written, with the version that it gets. */
export type NewCompletion = Omit<CompletionRow, 'madeAt' | 'supersededAt'>

/** Puts completions in force, and those of these people out of force that were so until now. */
export async function replaceCompletions(
  trx: Trx,
  target: { readonly platformId: PlatformId; readonly sessionId: SessionId; readonly at: Date },
  { ended, made }: { readonly ended: readonly PersonId[]; readonly made: readonly NewCompletion[] },
): Promise<void> {
  const { platformId, sessionId, at } = target
  await sql`
    update completions set superseded_at = ${at}
    where platform_id = ${platformId} and session_id = ${sessionId} and superseded_at is null
      and person_id = any(${[...ended]})`.execute(trx)
  if (made.length === 0) return
  const json = JSON.stringify(
    made.map((one) => ({
      person_id: one.personId,
      version: one.version,
      state: one.state,
      rule_version: one.ruleVersion,
      evidence: one.evidence,
      inputs_hash: one.inputsHash,
      completed_at: one.completedAt,
      valid_until: one.validUntil,
    })),
  )
  await sql`
    insert into completions (platform_id, session_id, person_id, version, state, rule_version, evidence, inputs_hash,
      completed_at, valid_until, made_at)
    select ${platformId}, ${sessionId}, person_id, version, state, rule_version, evidence, inputs_hash, completed_at,
      valid_until, ${at}
    from jsonb_to_recordset(${json}::jsonb) as made (person_id uuid, version integer, state text, rule_version integer,
      evidence jsonb, inputs_hash text, completed_at timestamptz, valid_until timestamptz)`.execute(trx)
}

/** Remembers that these people are told that a goal is out of reach. @returns those who were not told before */
export async function addWarnings(
  trx: Trx,
  target: { readonly platformId: PlatformId; readonly sessionId: SessionId; readonly at: Date },
  personIds: readonly PersonId[],
): Promise<PersonId[]> {
  const { platformId, sessionId, at } = target
  const { rows } = await sql<{ personId: PersonId }>`
    insert into completion_warnings (platform_id, session_id, person_id, warned_at)
    select ${platformId}, ${sessionId}, person_id, ${at} from unnest(${[...personIds]}::uuid[]) as t (person_id)
    on conflict do nothing returning person_id`.execute(trx)
  return rows.map((row) => row.personId)
}

/** Those of these people who have or had a place in a session. */
export async function listKnown(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personIds: readonly PersonId[],
) {
  const rows = await trx
    .selectFrom('enrollments')
    .select('personId')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', 'in', [...enrolledStatuses, 'cancelled'])
    .where('personId', '=', sql<PersonId>`any(${[...personIds]})`)
    .execute()
  return new Set(rows.map((row) => row.personId))
}

export async function findCourseOf(db: Db | Trx, platformId: PlatformId, sessionId: SessionId) {
  const { rows } = await sql<{ courseId: CourseId }>`
    select course_id from sessions where platform_id = ${platformId} and id = ${sessionId}`.execute(db)
  return rows[0]
}
