import { sql } from 'kysely'
import { hasCompleted } from '../../../db/completed.ts'
import type { Db, Trx } from '../../../db/database.ts'
import type { AttendanceStatus } from '../../../domain/attendance.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type { EventId, MarkingId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

/** A mark as it is wanted, with the version that it was made on; 0 = there was none. */
export interface WantedMark {
  readonly personId: PersonId
  readonly status: AttendanceStatus
  readonly minutes: number | null
  readonly note: string
  readonly version: number
  /** On a phone without a network; null = as it is written. */
  readonly markedAt: Date | null
}

/** One step of a person: all its marks go to one event. */
export interface MarkingStep {
  readonly platformId: PlatformId
  readonly eventId: EventId
  readonly changeId: MarkingId
  readonly actorId: PersonId
  readonly at: Date
}

/**
 * Writes marks with their history, each only on the version that it was made on.
 *
 * @returns who was marked; the others were marked by somebody else meanwhile
 */
export async function writeMarks(
  trx: Trx,
  step: MarkingStep,
  marks: readonly WantedMark[],
): Promise<PersonId[]> {
  const json = JSON.stringify(
    marks.map((mark) => ({
      person_id: mark.personId,
      status: mark.status,
      minutes: mark.minutes,
      note: mark.note,
      version: mark.version + 1,
      marked_at: mark.markedAt,
    })),
  )
  // In one order, so that two steps never wait for each other.
  const { rows } = await sql<{ personId: PersonId }>`
    with written as (
      insert into attendance_marks (platform_id, event_id, person_id, status, minutes, note, version, changed_by, changed_at,
        marked_at)
      select ${step.platformId}, ${step.eventId}, person_id, status, minutes, note, version, ${step.actorId}, ${step.at},
        marked_at
      from jsonb_to_recordset(${json}::jsonb) as wanted
        (person_id uuid, status text, minutes integer, note text, version integer, marked_at timestamptz)
      order by person_id
      on conflict (platform_id, event_id, person_id) do update
        set status = excluded.status, minutes = excluded.minutes, note = excluded.note, version = excluded.version,
          changed_by = excluded.changed_by, changed_at = excluded.changed_at, marked_at = excluded.marked_at
        where attendance_marks.version = excluded.version - 1
      returning *
    )
    insert into attendance_changes
      (platform_id, event_id, person_id, version, change_id, status, minutes, note, actor_id, changed_at, marked_at)
    select platform_id, event_id, person_id, version, ${step.changeId}, status, minutes, note, changed_by, changed_at,
      marked_at
    from written
    returning person_id`.execute(trx)
  return rows.map((row) => row.personId)
}

/** The marks of an event, with who made them; of these people alone where some are named. */
export function listMarks(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
  personIds?: readonly PersonId[],
) {
  const marks = db
    .selectFrom('attendanceMarks as marks')
    .leftJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'marks.platformId').onRef('people.id', '=', 'marks.changedBy'),
    )
    .select(['marks.personId', 'marks.status', 'marks.minutes', 'marks.note', 'marks.version'])
    .select(['marks.changedAt', 'marks.markedAt', 'people.firstName', 'people.lastName'])
    .where('marks.platformId', '=', platformId)
    .where('marks.eventId', '=', eventId)
  return (
    personIds ? marks.where('marks.personId', '=', sql<PersonId>`any(${[...personIds]})`) : marks
  ).execute()
}

/** Those of these people who have or had a place in a session. */
export async function listKnown(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<Set<PersonId>> {
  const rows = await trx
    .selectFrom('enrollments')
    .select('personId')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('personId', '=', sql<PersonId>`any(${[...personIds]})`)
    .execute()
  return new Set(rows.map((row) => row.personId))
}

/** What one step changed, each with what was there before it. */
export async function listStep(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  changeId: MarkingId,
): Promise<WantedMark[]> {
  const { rows } = await sql<WantedMark>`
    select step.person_id, step.version, coalesce(before.status, 'not-set') as status, before.minutes,
      coalesce(before.note, '') as note, null::timestamptz as marked_at
    from attendance_changes step
    left join attendance_changes before on before.platform_id = step.platform_id
      and before.event_id = step.event_id and before.person_id = step.person_id and before.version = step.version - 1
    where step.platform_id = ${platformId} and step.event_id = ${eventId} and step.change_id = ${changeId}`.execute(
    trx,
  )
  return rows
}

/** Every mark that a person had in an event, newest first. */
export function listChanges(db: Db, platformId: PlatformId, eventId: EventId, personId: PersonId) {
  return db
    .selectFrom('attendanceChanges as changes')
    .leftJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'changes.platformId').onRef('people.id', '=', 'changes.actorId'),
    )
    .select(['changes.version', 'changes.status', 'changes.minutes', 'changes.note', 'changes.changedAt'])
    .select('changes.markedAt')
    .select(['people.firstName', 'people.lastName'])
    .where('changes.platformId', '=', platformId)
    .where('changes.eventId', '=', eventId)
    .where('changes.personId', '=', personId)
    .orderBy('changes.version', 'desc')
    .limit(200)
    .execute()
}

/** Every mark that anybody had in an event, by name and in order. */
export async function listMarkings(db: Db, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<{
    firstName: string
    lastName: string
    email: string
    version: number
    status: AttendanceStatus
    minutes: number | null
    note: string
    actorFirstName: string | null
    actorLastName: string | null
    changedAt: Date
    markedAt: Date | null
  }>`
    select people.first_name, people.last_name, people.email, changes.version, changes.status, changes.minutes,
      changes.note, actors.first_name as actor_first_name, actors.last_name as actor_last_name, changes.changed_at,
      changes.marked_at
    from attendance_changes changes
    join evidence_people people on people.platform_id = changes.platform_id and people.id = changes.person_id
    left join people actors on actors.platform_id = changes.platform_id and actors.id = changes.actor_id
    where changes.platform_id = ${platformId} and changes.event_id = ${eventId}
    order by people.last_name collate by_name, people.first_name collate by_name, people.id, changes.version`.execute(
    db,
  )
  return rows
}

/** Everybody who has or had a place in the session of an event, by name, with their first and last click on Join. */
export async function listPeople(
  db: Db,
  platformId: PlatformId,
  event: { readonly id: EventId; readonly sessionId: SessionId },
) {
  const { rows } = await sql<{
    personId: PersonId
    firstName: string
    lastName: string
    email: string
    isEnrolled: boolean
    firstEnteredAt: Date | null
    lastEnteredAt: Date | null
  }>`
    select people.id as person_id, people.first_name, people.last_name, people.email,
      enrollments.status = any(${[...enrolledStatuses]}) as is_enrolled, entered.first_entered_at, entered.last_entered_at
    from enrollments
    join evidence_people people on people.platform_id = enrollments.platform_id and people.id = enrollments.person_id
    left join (
      select person_id, min(entered_at) as first_entered_at, max(entered_at) as last_entered_at from event_entries
      where platform_id = ${platformId} and event_id = ${event.id} and role = 'learner' group by person_id
    ) entered on entered.person_id = people.id
    where enrollments.platform_id = ${platformId} and enrollments.session_id = ${event.sessionId}
    order by people.last_name collate by_name, people.first_name collate by_name, people.id`.execute(db)
  return rows
}

/** The events of a session that take or took place, by start. */
export function listEvents(db: Db, platformId: PlatformId, sessionId: SessionId) {
  return db
    .selectFrom('events')
    .select(['id', 'name', 'startsAt', 'endsAt'])
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('cancelledAt', 'is', null)
    .orderBy('startsAt')
    .limit(200)
    .execute()
}

/** Everybody with a place in a session, by name. */
export async function listPlaces(db: Db, platformId: PlatformId, sessionId: SessionId) {
  const { rows } = await sql<{
    personId: PersonId
    firstName: string
    lastName: string
    email: string
    isCompleted: boolean
  }>`
    select people.id as person_id, people.first_name, people.last_name, people.email, ${hasCompleted('enrollments')} as is_completed
    from enrollments
    join evidence_people people on people.platform_id = enrollments.platform_id and people.id = enrollments.person_id
    where enrollments.platform_id = ${platformId} and enrollments.session_id = ${sessionId}
      and enrollments.status = any(${[...enrolledStatuses]})
    order by people.last_name collate by_name, people.first_name collate by_name, people.id`.execute(db)
  return rows
}

/** The marks of a person by event, for everybody who has one in these events. */
export async function listMarksByPerson(db: Db, platformId: PlatformId, eventIds: readonly EventId[]) {
  const { rows } = await sql<{ personId: PersonId; marks: Record<EventId, AttendanceStatus> }>`
    select person_id, jsonb_object_agg(event_id, status) as marks from attendance_marks
    where platform_id = ${platformId} and event_id = any(${[...eventIds]}) and status <> 'not-set'
    group by person_id`.execute(db)
  return new Map(rows.map((row) => [row.personId, row.marks]))
}
