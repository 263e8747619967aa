import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { EnrollmentChangesTable, EnrollmentsTable } from '../../db/tables.ts'
import { placeStatuses } from '../../domain/enrollment.ts'
import type { PersonId, PlatformId, SessionId } from '../../domain/ids.ts'

/** Everybody who has or wants a place; the waiting list in its order. */
export function listEnrollments(db: Db, platformId: PlatformId, sessionId: SessionId) {
  return db
    .selectFrom('enrollments')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'enrollments.platformId')
        .onRef('people.id', '=', 'enrollments.personId'),
    )
    .select(['enrollments.sessionId', 'enrollments.personId', 'enrollments.status', 'enrollments.enrolledAt'])
    .select(['enrollments.waitingSince', 'enrollments.offerExpiresAt'])
    .select(['people.firstName', 'people.lastName', 'people.email'])
    .where('enrollments.platformId', '=', platformId)
    .where('enrollments.sessionId', '=', sessionId)
    .where('enrollments.status', '<>', 'cancelled')
    .orderBy('enrollments.waitingSince', (order) => order.asc().nullsLast())
    .orderBy(sql`case when enrollments.waiting_since is not null then enrollments.person_id end`)
    .orderBy('people.lastName')
    .orderBy('people.firstName')
    .limit(2000)
    .execute()
}

/** Sessions that a person has or wants a place in, those with the next dates first. */
export function listOwnEnrollments(db: Db, platformId: PlatformId, personId: PersonId, limit: number) {
  return db
    .selectFrom('enrollments')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'enrollments.platformId')
        .onRef('sessions.id', '=', 'enrollments.sessionId'),
    )
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .select(['enrollments.sessionId', 'enrollments.status', 'enrollments.offerExpiresAt'])
    .select(['sessions.name as sessionName', 'courses.id as courseId', 'courses.name as courseName'])
    .select([
      sql<Date | null>`(select min(starts_at) from events where events.platform_id = sessions.platform_id
        and events.session_id = sessions.id and events.cancelled_at is null and events.ends_at > now())`.as(
        'nextStartsAt',
      ),
    ])
    .where('enrollments.platformId', '=', platformId)
    .where('enrollments.personId', '=', personId)
    .where('enrollments.status', '<>', 'cancelled')
    .orderBy('nextStartsAt', (order) => order.asc().nullsLast())
    .orderBy('sessions.name')
    .limit(limit)
    .execute()
}

export function findEnrollment(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personId: PersonId,
) {
  return db
    .selectFrom('enrollments')
    .select(['status', 'waitingSince', 'offerExpiresAt'])
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('personId', '=', personId)
    .executeTakeFirst()
}

/** Places that somebody holds. */
export async function countPlaces(trx: Trx, platformId: PlatformId, sessionId: SessionId): Promise<number> {
  const row = await trx
    .selectFrom('enrollments')
    .select((eb) => eb.fn.countAll<number>().as('taken'))
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', 'in', [...placeStatuses])
    .executeTakeFirstOrThrow()
  return row.taken
}

/** The waiting list with the offers that it made, in order. */
export async function listQueue(db: Db | Trx, platformId: PlatformId, sessionId: SessionId) {
  const rows = await db
    .selectFrom('enrollments')
    .select(['personId', 'status', 'waitingSince', 'offerExpiresAt'])
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', 'in', ['waiting', 'offered'])
    .orderBy('waitingSince')
    .orderBy('personId')
    .execute()
  return rows.flatMap(({ status, waitingSince, ...row }) =>
    (status === 'waiting' || status === 'offered') && waitingSince ? [{ ...row, status, waitingSince }] : [],
  )
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

/** First and last moment of a session's events that take place. */
export async function findDates(db: Db | Trx, platformId: PlatformId, sessionId: SessionId) {
  return db
    .selectFrom('events')
    .select((eb) => [
      eb.fn.min<Date | null>('startsAt').as('firstStartsAt'),
      eb.fn.max<Date | null>('endsAt').as('lastEndsAt'),
    ])
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('cancelledAt', 'is', null)
    .executeTakeFirstOrThrow()
}

/** Sets what an enrollment is from now on, with an entry in its history. */
export async function putEnrollment(
  trx: Trx,
  enrollment: Insertable<EnrollmentsTable>,
  change: Pick<Insertable<EnrollmentChangesTable>, 'id' | 'actorId' | 'changedAt'>,
): Promise<void> {
  const { platformId, sessionId, personId, status } = enrollment
  await trx
    .insertInto('enrollments')
    .values(enrollment)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'sessionId', 'personId']).doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        enrolledAt: eb.ref('excluded.enrolledAt'),
        waitingSince: eb.ref('excluded.waitingSince'),
        offerExpiresAt: eb.ref('excluded.offerExpiresAt'),
      })),
    )
    .execute()
  await trx
    .insertInto('enrollmentChanges')
    .values({ ...change, platformId, sessionId, personId, status })
    .execute()
}

export function listChanges(db: Db, platformId: PlatformId, sessionId: SessionId, personId: PersonId) {
  return db
    .selectFrom('enrollmentChanges')
    .leftJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'enrollmentChanges.platformId')
        .onRef('people.id', '=', 'enrollmentChanges.actorId'),
    )
    .select(['enrollmentChanges.id', 'status', 'changedAt', 'actorId', 'firstName', 'lastName'])
    .where('enrollmentChanges.platformId', '=', platformId)
    .where('enrollmentChanges.sessionId', '=', sessionId)
    .where('enrollmentChanges.personId', '=', personId)
    .orderBy('changedAt', 'desc')
    .orderBy('enrollmentChanges.id', 'desc')
    .limit(200)
    .execute()
}
