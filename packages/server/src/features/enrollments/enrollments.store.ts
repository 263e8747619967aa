import type { Db, Trx } from '../../db/database.ts'
import type { PersonId, PlatformId, SessionId } from '../../domain/ids.ts'

export function listEnrollments(db: Db, platformId: PlatformId, sessionId: SessionId) {
  return db
    .selectFrom('enrollments')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'enrollments.platformId')
        .onRef('people.id', '=', 'enrollments.personId'),
    )
    .select(['enrollments.sessionId', 'enrollments.personId', 'enrollments.status', 'enrollments.enrolledAt'])
    .select(['people.firstName', 'people.lastName', 'people.email'])
    .where('enrollments.platformId', '=', platformId)
    .where('enrollments.sessionId', '=', sessionId)
    .where('enrollments.status', '<>', 'cancelled')
    .orderBy('people.lastName')
    .orderBy('people.firstName')
    .limit(2000)
    .execute()
}

/** Learners who hold a place. */
export async function countPlaces(trx: Trx, platformId: PlatformId, sessionId: SessionId): Promise<number> {
  const row = await trx
    .selectFrom('enrollments')
    .select((eb) => eb.fn.countAll<number>().as('taken'))
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('status', 'in', ['enrolled', 'completed'])
    .executeTakeFirstOrThrow()
  return row.taken
}

export async function isEnrolled(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personId: PersonId,
): Promise<boolean> {
  const row = await db
    .selectFrom('enrollments')
    .select('status')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('personId', '=', personId)
    .where('status', 'in', ['enrolled', 'completed'])
    .executeTakeFirst()
  return row !== undefined
}

export async function upsertEnrolled(
  trx: Trx,
  enrollment: { platformId: PlatformId; sessionId: SessionId; personId: PersonId; enrolledAt: Date },
): Promise<void> {
  await trx
    .insertInto('enrollments')
    .values({ ...enrollment, status: 'enrolled' })
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'sessionId', 'personId'])
        .doUpdateSet({ status: 'enrolled', enrolledAt: enrollment.enrolledAt }),
    )
    .execute()
}

/** @returns false when there was no place to give back */
export async function cancelEnrollment(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personId: PersonId,
): Promise<boolean> {
  const row = await trx
    .updateTable('enrollments')
    .set({ status: 'cancelled' })
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .where('personId', '=', personId)
    .where('status', '<>', 'cancelled')
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}
