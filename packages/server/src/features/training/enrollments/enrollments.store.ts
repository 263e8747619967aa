import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import type { EnrollmentChangesTable, EnrollmentsTable } from '../../../db/tables.ts'
import { enrolledStatuses, placeStatuses } from '../../../domain/enrollment.ts'
import type { PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

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

/** What several people have in a session; nothing for who never had anything. */
export async function listEnrollmentsOf(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personIds: readonly PersonId[],
) {
  if (personIds.length === 0) return []
  return trx
    .selectFrom('enrollments')
    .select(['personId', 'status', 'waitingSince', 'offerExpiresAt'])
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('personId', '=', sql<PersonId>`any(${[...personIds]}::uuid[])`)
    .execute()
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
    .where('enrollments.platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', '<>', 'cancelled')
    .orderBy(sql`status not in ('enrolled', 'completed')`)
    .orderBy('waitingSince', (order) => order.asc().nullsLast())
    .orderBy('enrolledAt')
    .orderBy('personId')
    .execute()
}

/** The waiting list with the offers that it made, in order. Who was deactivated is still in it. */
export async function listQueue(db: Db | Trx, platformId: PlatformId, sessionId: SessionId) {
  const rows = await db
    .selectFrom('enrollments')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'enrollments.platformId')
        .onRef('people.id', '=', 'enrollments.personId'),
    )
    .select(['personId', 'status', 'waitingSince', 'offerExpiresAt', 'people.active'])
    .where('enrollments.platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', 'in', ['waiting', 'offered'])
    .orderBy('waitingSince')
    .orderBy('personId')
    .execute()
  return rows.flatMap(({ status, waitingSince, ...row }) =>
    (status === 'waiting' || status === 'offered') && waitingSince ? [{ ...row, status, waitingSince }] : [],
  )
}

/** Places and offers of people who are not active, in sessions that are not over. */
export async function listHeldByInactive(
  trx: Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
  now: Date,
) {
  return trx
    .selectFrom('enrollments')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'enrollments.platformId')
        .onRef('people.id', '=', 'enrollments.personId'),
    )
    .select(['sessionId', 'personId'])
    .where('enrollments.platformId', '=', platformId)
    .where('personId', 'in', [...personIds])
    .where('status', 'in', ['enrolled', 'offered'])
    .where('people.active', '=', false)
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

/** Sets what enrollments are from now on, with an entry for each in its history. */
export async function putEnrollments(
  trx: Trx,
  enrollments: readonly Insertable<EnrollmentsTable>[],
  changes: readonly Insertable<EnrollmentChangesTable>[],
): Promise<void> {
  if (enrollments.length === 0) return
  await insertRows(trx, 'enrollments', enrollments)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'sessionId', 'personId']).doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        enrolledAt: eb.ref('excluded.enrolledAt'),
        waitingSince: eb.ref('excluded.waitingSince'),
        offerExpiresAt: eb.ref('excluded.offerExpiresAt'),
      })),
    )
    .execute()
  await insertRows(trx, 'enrollmentChanges', changes).execute()
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
