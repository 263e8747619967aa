import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { Break } from '../../../domain/breaks.ts'
import { enrolledStatuses } from '../../../domain/enrollment.ts'
import type {
  CourseId,
  EventId,
  PersonId,
  PlatformId,
  PresenceCheckId,
  SessionId,
} from '../../../domain/ids.ts'
import type { CheckWay, PresenceKind } from '../../../domain/presence-check.ts'
import { addMinutes } from '../../../domain/time.ts'

export interface PresenceEvent {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly courseId: CourseId
  readonly name: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  readonly breaks: readonly Break[]
  readonly cancelledAt: Date | null
  /** Null = as its rule has it. */
  readonly checksPerHour: number | null
  readonly planVersion: number
  readonly isDrawn: boolean
}

export async function findEvent(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
): Promise<PresenceEvent | undefined> {
  const { rows } = await sql<PresenceEvent>`
    select e.id, e.session_id, e.course_id, e.name, e.starts_at, e.ends_at, e.time_zone, e.breaks, e.cancelled_at,
      p.checks_per_hour, coalesce(p.version, 0) as plan_version, p.draw_at is null as is_drawn
    from events e
    left join presence_plans p on p.platform_id = e.platform_id and p.event_id = e.id
    where e.platform_id = ${platformId} and e.id = ${eventId}`.execute(db)
  return rows[0]
}

export interface CheckRow {
  readonly id: PresenceCheckId
  readonly eventId: EventId
  readonly kind: PresenceKind
  readonly way: CheckWay
  readonly word: string
  readonly seed: string
  readonly opensAt: Date
  readonly closesAt: Date
  readonly periodFrom: Date | null
  readonly periodTo: Date | null
  readonly askedBy: PersonId | null
  readonly askedAt: Date
  readonly toldAt: Date | null
  readonly withdrawnAt: Date | null
  readonly withdrawnBecause: string
  readonly askedByName: string | null
  readonly withdrawnByName: string | null
}

/** Checks of an event that have opened, by when they did; with half-days that somebody signed or opened again. */
export async function listChecks(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
  openedBy: Date,
): Promise<CheckRow[]> {
  const { rows } = await sql<CheckRow>`
    select c.id, c.event_id, c.kind, c.way, c.word, c.seed, c.opens_at, c.closes_at, c.period_from, c.period_to, c.asked_by,
      c.asked_at, c.told_at, c.withdrawn_at, c.withdrawn_because,
      asker.first_name || ' ' || asker.last_name as asked_by_name,
      taker.first_name || ' ' || taker.last_name as withdrawn_by_name
    from presence_checks c
    left join people asker on asker.platform_id = c.platform_id and asker.id = c.asked_by
    left join people taker on taker.platform_id = c.platform_id and taker.id = c.withdrawn_by
    where c.platform_id = ${platformId} and c.event_id = ${eventId} and (c.kind = 'signature' or c.opens_at <= ${openedBy})
      and (c.withdrawn_at is null or c.withdrawn_by is not null)
    order by c.opens_at, c.id`.execute(db)
  return rows
}

export interface NewCheck {
  readonly id: PresenceCheckId
  readonly kind: PresenceKind
  readonly way: CheckWay
  readonly word: string
  readonly seed: string
  readonly opensAt: Date
  readonly closesAt: Date
  readonly periodFrom: Date | null
  readonly periodTo: Date | null
  readonly askedBy: PersonId | null
  readonly askedAt: Date
  readonly toldAt: Date | null
}

/** Writes what is asked. @returns those that were not there before */
export async function insertChecks(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  checks: readonly NewCheck[],
): Promise<PresenceCheckId[]> {
  if (checks.length === 0) return []
  const rows = await trx
    .insertInto('presenceChecks')
    .values(checks.map((check) => ({ platformId, eventId, ...check })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

export interface CheckChange {
  readonly closesAt?: Date
  readonly withdrawnAt?: Date | null
  readonly withdrawnBy?: PersonId | null
  readonly withdrawnBecause?: string
}

/** @returns false when there is none */
export async function updateCheck(
  trx: Trx,
  platformId: PlatformId,
  { eventId, checkId }: { readonly eventId: EventId; readonly checkId: PresenceCheckId },
  change: CheckChange,
): Promise<boolean> {
  const row = await trx
    .updateTable('presenceChecks')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('id', '=', checkId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export interface PresencePerson {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly isEnrolled: boolean
  readonly isInstructor: boolean
}

/** Everybody of an event: its learners, who teaches it, and whoever answered, by name. */
export async function listPeople(
  db: Db,
  platformId: PlatformId,
  { id: eventId, sessionId }: { readonly id: EventId; readonly sessionId: SessionId },
): Promise<PresencePerson[]> {
  const { rows } = await sql<PresencePerson>`
    select p.id as person_id, p.first_name, p.last_name,
      exists (select from enrollments e where e.platform_id = p.platform_id and e.session_id = ${sessionId}
        and e.person_id = p.id and e.status = any(${[...enrolledStatuses]})) as is_enrolled,
      exists (select from teaching t where t.platform_id = p.platform_id and t.event_id = ${eventId}
        and t.person_id = p.id) as is_instructor
    from evidence_people p
    where p.platform_id = ${platformId} and p.id in (
      select person_id from enrollments where platform_id = ${platformId} and session_id = ${sessionId}
        and status = any(${[...enrolledStatuses]})
      union select person_id from teaching where platform_id = ${platformId} and event_id = ${eventId}
      union select person_id from presence_answers where platform_id = ${platformId} and event_id = ${eventId})
    order by is_instructor desc, p.last_name collate by_name, p.first_name collate by_name, p.id`.execute(db)
  return rows
}

/** Whoever sees what is asked: learners with a place. */
export async function listLearnerIds(db: Db | Trx, platformId: PlatformId, sessionId: SessionId) {
  const { rows } = await sql<{ personId: PersonId }>`
    select person_id from enrollments where platform_id = ${platformId} and session_id = ${sessionId}
      and status = any(${[...enrolledStatuses]})`.execute(db)
  return rows.map(({ personId }) => personId)
}

/** @returns undefined when somebody else has changed it meanwhile */
export async function updatePlan(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  { checksPerHour, version }: { readonly checksPerHour: number | null; readonly version: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    insert into presence_plans (platform_id, event_id, checks_per_hour, version)
    select ${platformId}, ${eventId}, ${checksPerHour}::int, 1 where ${version}::int = 0
    on conflict (platform_id, event_id) do update
      set checks_per_hour = excluded.checks_per_hour, version = presence_plans.version + 1
      where presence_plans.version = ${version}::int
    returning version`.execute(trx)
  if (rows[0] || version === 0) return rows[0]?.version
  const updated = await sql<{ version: number }>`
    update presence_plans set checks_per_hour = ${checksPerHour}::int, version = version + 1
    where platform_id = ${platformId} and event_id = ${eventId} and version = ${version} returning version`.execute(
    trx,
  )
  return updated.rows[0]?.version
}

/** Platforms with times to draw, or checks that open. */
/** Sweeps come once a minute: what can be signed from a moment on has to be there by then. */
const soon = (now: Date) => addMinutes(now, 2)

export function listPlatformsWithDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from presence_plans where draw_at <= ${soon(now)}
    union
    select distinct platform_id from presence_checks where told_at is null and opens_at <= ${now} and opens_at > ${now}::timestamptz - interval '1 day'`,
  )
}

export async function listToDraw(
  db: Db,
  platformId: PlatformId,
  now: Date,
  limit: number,
): Promise<EventId[]> {
  const { rows } = await sql<{ eventId: EventId }>`
    select event_id from presence_plans where platform_id = ${platformId} and draw_at <= ${soon(now)}
    order by draw_at limit ${limit}`.execute(db)
  return rows.map(({ eventId }) => eventId)
}

/** Takes the drawing of an event, alone. @returns false when somebody else did */
export async function takeDrawing(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update presence_plans set draw_at = null
    where platform_id = ${platformId} and event_id = ${eventId} and draw_at <= ${soon(now)} returning event_id`.execute(
    trx,
  )
  return rows.length > 0
}

/** Whether one of the checks that an event asks by itself was asked. */
export async function hasOpenedByItself(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
): Promise<boolean> {
  const { rows } = await sql`
    select from presence_checks where platform_id = ${platformId} and event_id = ${eventId} and kind = 'check'
      and asked_by is null and told_at is not null limit 1`.execute(trx)
  return rows.length > 0
}

/** Checks that were drawn for another time are not asked. */
export async function withdrawComing(
  trx: Trx,
  platformId: PlatformId,
  eventId: EventId,
  now: Date,
): Promise<void> {
  await sql`
    update presence_checks set withdrawn_at = ${now}, told_at = ${now}
    where platform_id = ${platformId} and event_id = ${eventId} and told_at is null`.execute(trx)
}

/** Checks that are open and that nobody was told of yet are told of now. @returns their events */
export async function takeOpened(trx: Trx, platformId: PlatformId, now: Date) {
  const { rows } = await sql<{ eventId: EventId; checkId: PresenceCheckId; sessionId: SessionId }>`
    update presence_checks c set told_at = ${now}
    from events e
    where c.platform_id = ${platformId} and c.told_at is null and c.opens_at <= ${now} and e.cancelled_at is null
      and e.platform_id = c.platform_id and e.id = c.event_id
    returning c.event_id, c.id as check_id, e.session_id`.execute(trx)
  return rows
}
