import { type Insertable, sql } from 'kysely'
import { hasCompleted } from '../../../db/completed.ts'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { EnrollmentChangesTable, EnrollmentsTable } from '../../../db/tables.ts'
import { type EnrollmentStatus, enrolledStatuses, placeStatuses } from '../../../domain/enrollment.ts'
import type { PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { NoShowRules } from '../../../domain/no-show.ts'

export async function countEnrolled(trx: Trx, platformId: PlatformId, sessionId: SessionId): Promise<number> {
  const row = await trx
    .selectFrom('enrollments')
    .select((eb) => eb.fn.countAll<number>().as('enrolled'))
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', 'in', [...enrolledStatuses])
    .executeTakeFirstOrThrow()
  return row.enrolled
}

/** Places by when they were given, then offers and the line, then requests. */
export function listInOrder(trx: Trx, platformId: PlatformId, sessionId: SessionId) {
  return trx
    .selectFrom('enrollments')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'enrollments.platformId')
        .onRef('people.id', '=', 'enrollments.personId'),
    )
    .select(['personId', 'status', 'waitingSince', 'firstName', 'lastName'])
    .select(hasCompleted('enrollments').as('hasCompleted'))
    .where('enrollments.platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', '<>', 'cancelled')
    .orderBy(sql`status <> 'enrolled'`)
    .orderBy('waitingSince', (order) => order.asc().nullsLast())
    .orderBy('enrolledAt')
    .orderBy('personId')
    .execute()
}

/** Of courses as `c`, and their platform. */
export const noShowRules = sql<NoShowRules>`jsonb_build_object('own', c.no_show_rule,
  'platform', platforms.no_show_rule) as no_show_rules`

/** What somebody has in a session. */
export interface Held {
  readonly personId: PersonId
  readonly status: EnrollmentStatus
  readonly waitingSince: Date | null
  readonly offerExpiresAt: Date | null
  readonly enrolledAt: Date
}

/** What is true of a session's places, as long as it is locked. */
export interface Places {
  /** Places that somebody holds. */
  readonly taken: number
  /** By which it is asked whether somebody may enroll themselves. */
  readonly noShowRules: NoShowRules
  /** First and last moment of the session's events that take place. */
  readonly firstStartsAt: Date | null
  readonly lastEndsAt: Date | null
  /** The waiting list with the offers that it made, in order. Who was deactivated is still in it. */
  readonly queue: readonly (Held & {
    readonly status: 'waiting' | 'offered'
    readonly waitingSince: Date
    active: boolean
  })[]
  /** Of the people who were asked about: those who have or had anything. */
  readonly had: ReadonlyMap<PersonId, Held>
}

/** @param personIds of whom it is asked what they have */
export async function readPlaces(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personIds: readonly PersonId[] = [],
): Promise<Places> {
  const asked = [...personIds]
  const { rows } = await sql<
    {
      taken: number
      noShowRules: NoShowRules
      firstStartsAt: Date | null
      lastEndsAt: Date | null
      asked: boolean
      active: boolean
    } & (Held | { personId: null })
  >`select places.taken, dates.*, line.*, rules.* from
    (select ${noShowRules} from sessions s join courses c on c.platform_id = s.platform_id and c.id = s.course_id
      join platforms on platforms.platform_id = s.platform_id
      where s.platform_id = ${platformId} and s.id = ${sessionId}) rules,
    (select count(*) as taken from enrollments
      where platform_id = ${platformId} and session_id = ${sessionId} and status = any(${[...placeStatuses]})) places,
    (select min(starts_at) as first_starts_at, max(ends_at) as last_ends_at from events
      where platform_id = ${platformId} and session_id = ${sessionId} and cancelled_at is null) dates
    left join (
      select person_id, status, waiting_since, offer_expires_at, enrolled_at, people.active, false as asked
      from enrollments join people on people.platform_id = enrollments.platform_id and people.id = person_id
      where enrollments.platform_id = ${platformId} and session_id = ${sessionId}
        and status in ('waiting', 'offered')
      union all
      select person_id, status, waiting_since, offer_expires_at, enrolled_at, false, true
      from enrollments
      where platform_id = ${platformId} and session_id = ${sessionId} and person_id = any(${asked}::uuid[])
    ) line on true
    order by waiting_since, person_id`.execute(trx)
  const [first] = rows
  const line = rows.flatMap((row) => (row.personId === null ? [] : [row]))
  return {
    taken: first?.taken ?? 0,
    noShowRules: first?.noShowRules ?? { own: null, platform: null },
    firstStartsAt: first?.firstStartsAt ?? null,
    lastEndsAt: first?.lastEndsAt ?? null,
    queue: line.flatMap(({ asked: isOther, status, waitingSince, ...row }) =>
      !isOther && (status === 'waiting' || status === 'offered') && waitingSince
        ? [{ ...row, status, waitingSince }]
        : [],
    ),
    had: new Map(line.flatMap((row) => (row.asked ? [[row.personId, row]] : []))),
  }
}

/** Places and offers of people who are not active, in sessions that are not over. */
export async function listHeldByInactive(
  trx: Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
  now: Date,
) {
  return trx
    .with(
      (cte) => cte('gone').materialized(), // they are few: whatever is known of the tables, who is active costs nothing
      (db) =>
        db
          .selectFrom('people')
          .select('id')
          .where('platformId', '=', platformId)
          .where('id', 'in', [...personIds])
          .where('active', '=', false),
    )
    .selectFrom('gone')
    .innerJoin('enrollments', 'enrollments.personId', 'gone.id')
    .select(['sessionId', 'personId'])
    .where('enrollments.platformId', '=', platformId)
    .where('status', 'in', ['enrolled', 'offered'])
    .where(sql<boolean>`not ${hasCompleted('enrollments')}`)
    .where(({ not, or, exists, selectFrom }) => {
      const dates = selectFrom('events')
        .select('events.id')
        .whereRef('events.platformId', '=', 'enrollments.platformId')
        .whereRef('events.sessionId', '=', 'enrollments.sessionId')
        .where('events.cancelledAt', 'is', null)
      // A session without dates has yet to come.
      return or([not(exists(dates)), exists(dates.where('events.endsAt', '>', now))])
    })
    .execute()
}

/** When the last person got in line. */
export async function findEndOfLine(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
): Promise<Date | undefined> {
  const row = await trx
    .selectFrom('enrollments')
    .select((eb) => eb.fn.max<Date | null>('waitingSince').as('at'))
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', 'in', ['waiting', 'offered'])
    .executeTakeFirst()
  return row?.at ?? undefined
}

/** Sessions whose waiting list may have something to do. */
export async function listSessionsWithQueue(db: Db, platformId: PlatformId): Promise<SessionId[]> {
  const rows = await db
    .selectFrom('enrollments')
    .select('sessionId')
    .distinct()
    .where('platformId', '=', platformId)
    .where('status', 'in', ['waiting', 'offered'])
    .execute()
  return rows.map((row) => row.sessionId)
}

/** Platforms where an offer has expired, or something changed by which a place may be free. */
export function listPlatformsToSettle(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from sweep_marks where sweep = 'places'
    union
    select enrollments.platform_id from enrollments
    join sessions on sessions.platform_id = enrollments.platform_id and sessions.id = enrollments.session_id
    join courses on courses.platform_id = sessions.platform_id and courses.id = sessions.course_id
    where status = 'offered' and offer_expires_at <= ${now}
      and sessions.cancelled_at is null and courses.cancelled_at is null`,
  )
}

/** Sets what enrollments are from now on, with an entry for each in its history. */
export async function putEnrollments(
  trx: Trx,
  enrollments: readonly Insertable<EnrollmentsTable>[],
  changes: readonly Insertable<EnrollmentChangesTable>[],
): Promise<void> {
  if (enrollments.length === 0) return
  const put = insertRows(trx, 'enrollments', enrollments).onConflict((conflict) =>
    conflict.columns(['platformId', 'sessionId', 'personId']).doUpdateSet((eb) => ({
      status: eb.ref('excluded.status'),
      enrolledAt: eb.ref('excluded.enrolledAt'),
      waitingSince: eb.ref('excluded.waitingSince'),
      offerExpiresAt: eb.ref('excluded.offerExpiresAt'),
    })),
  )
  await sql`with put as (${put}) ${insertRows(trx, 'enrollmentChanges', changes)}`.execute(trx)
}

export function listChanges(db: Db, platformId: PlatformId, sessionId: SessionId, personId: PersonId) {
  return db
    .selectFrom('enrollmentChanges')
    .leftJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'enrollmentChanges.platformId')
        .onRef('people.id', '=', 'enrollmentChanges.actorId'),
    )
    .select(['enrollmentChanges.id', 'status', 'changedAt', 'actorId', 'cause', 'reason'])
    .select(['firstName', 'lastName'])
    .where('enrollmentChanges.platformId', '=', platformId)
    .where('enrollmentChanges.sessionId', '=', sessionId)
    .where('enrollmentChanges.personId', '=', personId)
    .orderBy('changedAt', 'desc')
    .orderBy('enrollmentChanges.id', 'desc')
    .limit(200)
    .execute()
}
