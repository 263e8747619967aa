import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { CompletionState } from '../../../domain/completion.ts'
import type { Decision } from '../../../domain/decision.ts'
import type { EnrollmentStatus } from '../../../domain/enrollment.ts'
import type {
  AccountId,
  CourseId,
  EventId,
  PersonId,
  PlatformId,
  ReportViewId,
  SessionId,
} from '../../../domain/ids.ts'

/** A session with what a person has in it. */
export interface Situation {
  readonly sessionId: SessionId
  readonly sessionName: string
  readonly courseName: string
  readonly courseOwnHue: number | null
  readonly status: EnrollmentStatus | null
  readonly offerExpiresAt: Date | null
  readonly teaches: boolean
  readonly isCancelled: boolean
  readonly decision: Decision | null
  /** How far the person is by the completion in force; null = there is none. */
  readonly completion: CompletionState | null
  readonly courseId: CourseId
  /** The person may open its page, and that of its course. */
  readonly isSeen: boolean
  readonly isCourseSeen: boolean
}

export async function listSituations(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  sessionIds: readonly SessionId[],
): Promise<Situation[]> {
  if (sessionIds.length === 0) return []
  return db
    .selectFrom('sessions')
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .leftJoin('enrollments', (join) =>
      join
        .onRef('enrollments.platformId', '=', 'sessions.platformId')
        .onRef('enrollments.sessionId', '=', 'sessions.id')
        .on('enrollments.personId', '=', personId),
    )
    .leftJoin('completions', (join) =>
      join
        .onRef('completions.platformId', '=', 'sessions.platformId')
        .onRef('completions.sessionId', '=', 'sessions.id')
        .on('completions.personId', '=', personId)
        .on('completions.supersededAt', 'is', null),
    )
    .select('completions.state as completion')
    .select(['sessions.id as sessionId', 'sessions.name as sessionName', 'courses.name as courseName'])
    .select('courses.hue as courseOwnHue')
    .select(['enrollments.status', 'enrollments.offerExpiresAt', 'sessions.decision'])
    .select(
      sql<boolean>`(sessions.cancelled_at is not null or courses.cancelled_at is not null)`.as('isCancelled'),
    )
    .select(
      sql<boolean>`(exists (select from session_instructors teaching where teaching.platform_id = ${platformId}
          and teaching.session_id = sessions.id and teaching.person_id = ${personId})
        or exists (select from event_instructors teaching
          join events on events.platform_id = teaching.platform_id and events.id = teaching.event_id
          where teaching.platform_id = ${platformId} and teaching.person_id = ${personId}
            and events.session_id = sessions.id))`.as('teaches'),
    )
    .select('sessions.courseId')
    .select(
      sql<boolean>`(${plans(platformId, personId)} or coalesce(enrollments.status <> 'cancelled', false)
        or (courses.visibility = 'catalogue' and sessions.self_enrollment <> 'closed'
          and sessions.cancelled_at is null and courses.cancelled_at is null))`.as('isSeen'),
    )
    .select(courseSeen(platformId, personId).as('isCourseSeen'))
    .where('sessions.platformId', '=', platformId)
    .where('sessions.id', 'in', sessionIds)
    .execute()
}

function plans(platformId: PlatformId, personId: PersonId) {
  return sql<boolean>`exists (select from people planner where planner.platform_id = ${platformId}
    and planner.id = ${personId} and planner.roles && '{superadmin,instructor}')`
}

/** Of `courses`: planners see all, others those of the catalogue and of their own sessions. */
function courseSeen(platformId: PlatformId, personId: PersonId) {
  return sql<boolean>`(${plans(platformId, personId)}
    or (courses.visibility = 'catalogue' and courses.cancelled_at is null)
    or exists (select from enrollments own
      join sessions other on other.platform_id = own.platform_id and other.id = own.session_id
      where own.platform_id = ${platformId} and own.person_id = ${personId} and own.status <> 'cancelled'
        and other.course_id = courses.id))`
}

/** Of deleted sessions: their courses that are still there and that the person may open. */
export async function listCoursesOfRemoved(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  sessionIds: readonly SessionId[],
): Promise<{ sessionId: SessionId; courseId: CourseId }[]> {
  if (sessionIds.length === 0) return []
  return db
    .selectFrom('removedSessions')
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'removedSessions.platformId')
        .onRef('courses.id', '=', 'removedSessions.courseId'),
    )
    .select(['removedSessions.id as sessionId', 'removedSessions.courseId'])
    .where('removedSessions.platformId', '=', platformId)
    .where('removedSessions.id', 'in', sessionIds)
    .where(courseSeen(platformId, personId))
    .execute()
}

/** Events whose survey is open, and that a person attended and has not answered yet. */
export async function listToEvaluate(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  if (eventIds.length === 0) return []
  const { rows } = await sql<{ id: EventId }>`
    select e.id from events e
    cross join lateral (select f.is_open from evaluation_forms f
      where f.platform_id = e.platform_id and f.course_id = e.course_id order by f.version desc limit 1) form
    where e.platform_id = ${platformId} and e.id = any(${[...eventIds]}::uuid[]) and form.is_open
      and exists (select from effective_attendance a where a.platform_id = e.platform_id and a.event_id = e.id
        and a.person_id = ${personId} and a.status in ('present', 'partly'))
      and not exists (select from evaluation_participations p where p.platform_id = e.platform_id
        and p.event_id = e.id and p.person_id = ${personId})`.execute(db)
  return rows.map((row) => row.id)
}

/** Events at whose door somebody stands. */
export async function listDoors(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  if (eventIds.length === 0) return []
  const rows = await db
    .selectFrom('eventRegistrars')
    .select('eventId')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('eventId', '=', sql<EventId>`any(${[...eventIds]}::uuid[])`)
    .execute()
  return rows.map(({ eventId }) => eventId)
}

/** Events of which somebody says why they could not come, and nobody has decided. */
export async function listExplained(
  db: Db | Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  if (eventIds.length === 0) return []
  const rows = await db
    .selectFrom('openExplanations')
    .select('eventId')
    .distinct()
    .where('platformId', '=', platformId)
    .where('eventId', '=', sql<EventId>`any(${[...eventIds]}::uuid[])`)
    .execute()
  return rows.map(({ eventId }) => eventId)
}

/** Which of these events there are. */
export async function listThere(
  db: Db | Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  if (eventIds.length === 0) return []
  const rows = await db
    .selectFrom('events')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', sql<EventId>`any(${[...eventIds]}::uuid[])`)
    .execute()
  return rows.map((row) => row.id)
}

export type SituationEvent = Awaited<ReturnType<typeof listEvents>>[number]

/** Events as calendars show them; those of a session as long as they have not ended. */
export async function listEvents(
  db: Db | Trx,
  platformId: PlatformId,
  filter:
    | { eventIds: readonly EventId[] }
    | { sessionIds: readonly SessionId[]; endsAfter: Date; limit?: number },
) {
  const events = db
    .selectFrom('events')
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .select(['events.id', 'events.sessionId', 'events.name', 'events.description', 'events.startsAt'])
    .select(['events.endsAt', 'events.cancelledAt', 'events.cancelReason', 'events.calendarSequence'])
    .select(['events.createdAt', 'events.place', 'events.accountId', 'courses.name as courseName'])
    .where('events.platformId', '=', platformId)
    .orderBy('events.startsAt')
    .orderBy('events.id')
  const ids = 'eventIds' in filter ? filter.eventIds : filter.sessionIds
  if (ids.length === 0) return []
  return 'eventIds' in filter
    ? events.where('events.id', '=', sql<EventId>`any(${[...filter.eventIds]}::uuid[])`).execute()
    : events
        .where('events.sessionId', 'in', filter.sessionIds)
        .where('events.endsAt', '>', filter.endsAfter)
        .$if(filter.limit !== undefined, (query) => query.limit(filter.limit ?? 0))
        .execute()
}

/** Which of these accounts need pairing. */
export async function listUnpaired(
  db: Db | Trx,
  platformId: PlatformId,
  accountIds: readonly AccountId[],
): Promise<AccountId[]> {
  if (accountIds.length === 0) return []
  const rows = await db
    .selectFrom('accounts')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', 'in', accountIds)
    .where('pairingState', '=', 'needs-pairing')
    .where('deletedAt', 'is', null)
    .execute()
  return rows.map((row) => row.id)
}

/** Which of these events were red when they were looked at last. */
export async function listRed(
  db: Db | Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  if (eventIds.length === 0) return []
  const { rows } = await sql<{ eventId: EventId }>`
    select event_id from (
      select distinct on (event_id) event_id, is_green from preflights
      where platform_id = ${platformId} and event_id = any(${[...eventIds]}::uuid[])
      order by event_id, checked_at desc
    ) newest where not is_green`.execute(db)
  return rows.map((row) => row.eventId)
}

/** Which of these views of reports are sent to a person, who wants them and may see them. */
export async function listSentViews(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  viewIds: readonly ReportViewId[],
): Promise<ReportViewId[]> {
  if (viewIds.length === 0) return []
  const { rows } = await sql<{ viewId: ReportViewId }>`
    select m.view_id from report_mailing_people m
    join report_views v on v.platform_id = m.platform_id and v.id = m.view_id
    join people p on p.platform_id = m.platform_id and p.id = m.person_id
    where m.platform_id = ${platformId} and m.person_id = ${personId} and m.view_id = any(${[...viewIds]}::uuid[])
      and m.next_at is not null and p.active and (v.is_shared or v.owner_id = m.person_id)
      and ('superadmin' = any(p.roles) or ('instructor' = any(p.roles) and v.report <> 'rooms'))`.execute(db)
  return rows.map((row) => row.viewId)
}

/** Which of these events a person went into. */
export async function listEntered(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  if (eventIds.length === 0) return []
  const rows = await db
    .selectFrom('eventEntries')
    .select('eventId')
    .distinct()
    .where('platformId', '=', platformId)
    .where('eventId', 'in', [...eventIds])
    .where('personId', '=', personId)
    .execute()
  return rows.map((row) => row.eventId)
}

/** Which of these events somebody has started, here or at the provider. */
export async function listStarted(
  db: Db | Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<EventId[]> {
  if (eventIds.length === 0) return []
  const { rows } = await sql<{ eventId: EventId }>`
    select event_id from event_entries
      where platform_id = ${platformId} and event_id = any(${[...eventIds]}::uuid[]) and role = 'instructor'
    union
    select event_id from event_alarms
      where platform_id = ${platformId} and event_id = any(${[...eventIds]}::uuid[]) and cleared_at is not null`.execute(
    db,
  )
  return rows.map((row) => row.eventId)
}
