import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { EffectiveStatus } from '../../../domain/attendance.ts'
import type { Break } from '../../../domain/breaks.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type { CourseId, EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import type { Interval } from '../../../domain/presence.ts'
import type { Asked, VerdictStatus } from '../../../domain/verdict.ts'

const enrolled = sql`any(${[...enrolledStatuses]})`

/** Takes an event to judge, alone; whoever marks it meanwhile waits, and marks it anew. @returns undefined where nothing is to be done */
export async function takeJudging(trx: Trx, platformId: PlatformId, eventId: EventId, now: Date) {
  const row = await trx
    .selectFrom('attendanceJudgings')
    .select(['eventId'])
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('judgeAt', '<=', now)
    .forUpdate()
    .executeTakeFirst()
  return row
}

export async function setJudged(trx: Trx, platformId: PlatformId, eventId: EventId, at: Date): Promise<void> {
  await trx
    .updateTable('attendanceJudgings')
    .set({ judgeAt: null, judgedAt: at })
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .execute()
}

/** Events that are over are judged again. @returns which */
export async function judgeEventsAnew(
  trx: Trx,
  platformId: PlatformId,
  about: { readonly eventIds: readonly EventId[] } | { readonly sessionIds: readonly SessionId[] },
  now: Date,
): Promise<EventId[]> {
  const events =
    'eventIds' in about
      ? sql`j.event_id = any(${[...about.eventIds]})`
      : sql`e.session_id = any(${[...about.sessionIds]})`
  const { rows } = await sql<{ eventId: EventId }>`
    update attendance_judgings set judge_at = ${now}
    where platform_id = ${platformId} and event_id = any(array(
      select j.event_id from attendance_judgings j
      join events e on e.platform_id = j.platform_id and e.id = j.event_id
      where j.platform_id = ${platformId} and ${events} and e.ends_at <= ${now}
      order by j.event_id for update of j))
    returning event_id`.execute(trx)
  return rows.map((row) => row.eventId)
}

/** Events of a course, or of the platform where none is named. */
const within = (platformId: PlatformId, courseId: CourseId | null) =>
  courseId
    ? sql`and event_id in (select id from events where platform_id = ${platformId} and course_id = ${courseId})`
    : sql``

/** All that were judged, and those that are being judged at this moment; of one course alone where one is named. */
export async function judgeAllAnew(
  trx: Trx,
  platformId: PlatformId,
  courseId: CourseId | null,
  now: Date,
): Promise<void> {
  await sql`
    update attendance_judgings set judge_at = ${now}
    where platform_id = ${platformId} and event_id = any(array(
      select event_id from attendance_judgings
      where platform_id = ${platformId} and (judged_at is not null or judge_at <= ${now}) ${within(platformId, courseId)}
      order by event_id for update))`.execute(trx)
}

export async function countDue(
  db: Db,
  platformId: PlatformId,
  courseId: CourseId | null,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from attendance_judgings
    where platform_id = ${platformId} and judge_at <= ${now} ${within(platformId, courseId)}`.execute(db)
  return rows[0]?.count ?? 0
}

export async function listDue(db: Db, platformId: PlatformId, now: Date, limit: number): Promise<EventId[]> {
  const rows = await db
    .selectFrom('attendanceJudgings')
    .select('eventId')
    .where('platformId', '=', platformId)
    .where('judgeAt', '<=', now)
    .orderBy('judgeAt')
    .limit(limit)
    .execute()
  return rows.map((row) => row.eventId)
}

/** Platforms with events to judge. */
export function listPlatformsWithDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from attendance_judgings where judge_at <= ${now}`)
}

export interface EventToJudge {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly courseId: CourseId
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  readonly breaks: readonly Break[]
  readonly place: string
  readonly cancelledAt: Date | null
  readonly appId: string | null
  readonly sessionType: string | null
  /** How far its report is read; null = it was never asked for. */
  readonly reading: 'waiting' | 'read' | 'settled' | 'withheld' | 'given-up' | null
  /** Why it is withheld or given up: a code. */
  readonly reason: string | null
  readonly readAt: Date | null
  readonly nextReadAt: Date | null
  readonly runs: number | null
  readonly identifies: boolean | null
}

/** An event with how far its report is. */
export async function findEvent(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
): Promise<EventToJudge | undefined> {
  const { rows } = await sql<EventToJudge>`
    select events.id, events.session_id, events.course_id, events.starts_at, events.ends_at, events.time_zone, events.breaks, events.place,
      events.cancelled_at, accounts.app_id, accounts.session_type, readings.state as reading, readings.reason,
      readings.read_at, readings.next_read_at, readings.runs, readings.identifies
    from events
    left join accounts on accounts.platform_id = events.platform_id and accounts.id = events.account_id
    left join attendance_readings readings on readings.platform_id = events.platform_id
      and readings.event_id = events.id and readings.starts_at = events.starts_at and readings.ends_at = events.ends_at
    where events.platform_id = ${platformId} and events.id = ${eventId}`.execute(db)
  return rows[0]
}

export interface StayRow {
  readonly personId: PersonId | null
  readonly kind: 'main' | 'breakout' | 'phone'
  readonly role: 'learner' | 'host' | 'guest'
  /** Somebody has said by hand that it is nobody of ours. */
  readonly isNobody: boolean
  readonly joinedAt: Date
  readonly leftAt: Date | null
  readonly leftBy: Date | null
}

/** Stays that count, as the newest report has them: none of a waiting room and none of a bot. */
export async function listStays(db: Db | Trx, platformId: PlatformId, eventId: EventId): Promise<StayRow[]> {
  const { rows } = await sql<StayRow>`
    select person_id, kind, role, person_id is null and matched_by is not null as is_nobody, joined_at, left_at,
      run_ended_at as left_by
    from attendance_stays
    where platform_id = ${platformId} and event_id = ${eventId} and gone_at is null and kind <> 'waiting'
      and role <> 'bot'
    order by joined_at, left_at`.execute(db)
  return rows
}

/** Everybody who has or had a place, with their first click on Join. */
export async function listPlaces(
  db: Db | Trx,
  platformId: PlatformId,
  event: { readonly id: EventId; readonly sessionId: SessionId },
) {
  const { rows } = await sql<{ personId: PersonId; isEnrolled: boolean; firstEnteredAt: Date | null }>`
    select e.person_id, e.status = ${enrolled} as is_enrolled, entered.first_entered_at
    from enrollments e
    left join (
      select person_id, min(entered_at) as first_entered_at from event_entries
      where platform_id = ${platformId} and event_id = ${event.id} and role = 'learner' group by person_id
    ) entered on entered.person_id = e.person_id
    where e.platform_id = ${platformId} and e.session_id = ${event.sessionId}`.execute(db)
  return rows
}

/** How many presence checks of an event count, and what each person answered of them; half-days by person. */
export interface PresenceRows {
  readonly checks: number
  readonly answered: ReadonlyMap<PersonId, number>
  readonly signed: ReadonlyMap<PersonId, readonly Interval[]>
}

/** What was asked during an event and answered: checks that were withdrawn count for nobody. */
export async function listPresence(
  db: Db | Trx,
  platformId: PlatformId,
  { id: eventId, startsAt, endsAt }: Pick<EventToJudge, 'id' | 'startsAt' | 'endsAt'>,
): Promise<PresenceRows> {
  const { rows } = await sql<{
    id: string
    kind: 'check' | 'signature'
    periodFrom: Date | null
    periodTo: Date | null
    personIds: PersonId[]
  }>`
    select c.id, c.kind, c.period_from, c.period_to,
      array(select a.person_id from presence_answers a where a.platform_id = c.platform_id and a.check_id = c.id
        and a.superseded_at is null and a.is_present) as person_ids
    from presence_checks c
    where c.platform_id = ${platformId} and c.event_id = ${eventId} and c.withdrawn_at is null
      and (c.kind = 'signature' or c.opens_at >= ${startsAt} and c.opens_at < ${endsAt})`.execute(db)
  const answered = new Map<PersonId, number>()
  const signed = new Map<PersonId, Interval[]>()
  for (const { kind, periodFrom, periodTo, personIds } of rows) {
    for (const personId of personIds) {
      if (kind === 'check') answered.set(personId, (answered.get(personId) ?? 0) + 1)
      else if (periodFrom && periodTo)
        signed.set(personId, [
          ...(signed.get(personId) ?? []),
          { from: periodFrom.getTime(), to: periodTo.getTime() },
        ])
    }
  }
  return { checks: rows.filter(({ kind }) => kind === 'check').length, answered, signed }
}

export interface VerdictRow extends Asked {
  readonly personId: PersonId
  readonly version: number
  readonly status: VerdictStatus
  readonly isLate: boolean
  readonly seconds: number | null
  readonly windowSeconds: number
  readonly reconnects: number
  readonly firstJoinedAt: Date | null
  readonly lastLeftAt: Date | null
  readonly ruleVersion: number
  readonly reason: StoredMessage
  readonly madeAt: Date
  readonly supersededAt: Date | null
  readonly madeUpSeconds: number | null
}

const verdict = sql`person_id, version, status, is_late, seconds, window_seconds, reconnects, first_joined_at,
  last_left_at, rule_version, reason, checks_asked, checks_answered, half_days, half_days_signed, made_up_seconds, made_at, superseded_at`

/** The newest verdict on each person of an event, also where it is no longer in force. */
export async function listNewest(db: Db | Trx, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<VerdictRow>`
    select distinct on (person_id) ${verdict} from attendance_verdicts
    where platform_id = ${platformId} and event_id = ${eventId}
    order by person_id, version desc`.execute(db)
  return rows
}

/** The verdicts in force; of these people alone where some are named. */
export async function listInForce(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
  personIds?: readonly PersonId[],
) {
  const { rows } = await sql<VerdictRow>`
    select ${verdict} from attendance_verdicts
    where platform_id = ${platformId} and event_id = ${eventId} and superseded_at is null
      ${personIds ? sql`and person_id = any(${[...personIds]})` : sql``}`.execute(db)
  return rows
}

/** The verdicts in force on one person in several events. */
export async function listInForceOn(
  db: Db | Trx,
  platformId: PlatformId,
  personId: PersonId,
  eventIds: readonly EventId[],
) {
  const { rows } = await sql<VerdictRow & { eventId: EventId }>`
    select event_id, ${verdict} from attendance_verdicts
    where platform_id = ${platformId} and event_id = any(${[...eventIds]}) and person_id = ${personId}
      and superseded_at is null`.execute(db)
  return rows
}

/** Every verdict on a person in an event, newest first. */
export async function listVerdicts(db: Db, platformId: PlatformId, eventId: EventId, personId: PersonId) {
  const { rows } = await sql<VerdictRow>`
    select ${verdict} from attendance_verdicts
    where platform_id = ${platformId} and event_id = ${eventId} and person_id = ${personId}
    order by version desc limit 200`.execute(db)
  return rows
}

/** Every verdict on anybody in an event, by name and in order. */
export async function listAll(db: Db, platformId: PlatformId, eventId: EventId) {
  const { rows } = await sql<VerdictRow & { firstName: string; lastName: string; email: string }>`
    select ${verdict}, people.first_name, people.last_name, people.email from attendance_verdicts
    join evidence_people people on people.platform_id = attendance_verdicts.platform_id
      and people.id = attendance_verdicts.person_id
    where attendance_verdicts.platform_id = ${platformId} and event_id = ${eventId}
    order by people.last_name collate by_name, people.first_name collate by_name, people.id, version`.execute(
    db,
  )
  return rows
}

/** A verdict to be written, with the version that it gets. */
export type NewVerdict = Omit<VerdictRow, 'madeAt' | 'supersededAt'>

/** Puts verdicts in force, and those of these people out of force that were so until now. */
export async function replaceVerdicts(
  trx: Trx,
  target: { readonly platformId: PlatformId; readonly eventId: EventId; readonly at: Date },
  { ended, made }: { readonly ended: readonly PersonId[]; readonly made: readonly NewVerdict[] },
): Promise<void> {
  const { platformId, eventId, at } = target
  await sql`
    update attendance_verdicts set superseded_at = ${at}
    where platform_id = ${platformId} and event_id = ${eventId} and superseded_at is null
      and person_id = any(${[...ended]})`.execute(trx)
  const json = JSON.stringify(
    made.map((one) => ({
      person_id: one.personId,
      version: one.version,
      status: one.status,
      is_late: one.isLate,
      seconds: one.seconds,
      window_seconds: one.windowSeconds,
      reconnects: one.reconnects,
      first_joined_at: one.firstJoinedAt,
      last_left_at: one.lastLeftAt,
      rule_version: one.ruleVersion,
      reason: one.reason,
      checks_asked: one.checksAsked,
      checks_answered: one.checksAnswered,
      half_days: one.halfDays,
      half_days_signed: one.halfDaysSigned,
      made_up_seconds: one.madeUpSeconds,
    })),
  )
  await sql`
    insert into attendance_verdicts (platform_id, event_id, person_id, version, status, is_late, seconds,
      window_seconds, reconnects, first_joined_at, last_left_at, rule_version, reason, checks_asked, checks_answered,
      half_days, half_days_signed, made_up_seconds, made_at)
    select ${platformId}, ${eventId}, person_id, version, status, is_late, seconds, window_seconds, reconnects,
      first_joined_at, last_left_at, rule_version, reason, checks_asked, checks_answered, half_days, half_days_signed,
      made_up_seconds, ${at}
    from jsonb_to_recordset(${json}::jsonb) as made (person_id uuid, version integer, status text, is_late boolean,
      seconds integer, window_seconds integer, reconnects integer, first_joined_at timestamptz,
      last_left_at timestamptz, rule_version integer, reason jsonb, checks_asked integer, checks_answered integer,
      half_days integer, half_days_signed integer, made_up_seconds integer)`.execute(trx)
}

export interface EffectiveRow {
  readonly eventId: EventId
  readonly personId: PersonId
  readonly status: Exclude<EffectiveStatus, 'not-set'>
  readonly source: 'mark' | 'verdict'
  readonly seconds: number | null
}

/** What holds of everybody in these events: the mark, else the verdict. */
export async function listEffective(
  db: Db | Trx,
  platformId: PlatformId,
  eventIds: readonly EventId[],
): Promise<EffectiveRow[]> {
  const { rows } = await sql<EffectiveRow>`
    select event_id, person_id, status, source, seconds from effective_attendance
    where platform_id = ${platformId} and event_id = any(${[...eventIds]})`.execute(db)
  return rows
}
