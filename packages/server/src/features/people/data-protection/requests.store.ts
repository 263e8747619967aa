import type { Db, Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

/** @returns false when they have asked already and nobody has answered */
export async function insertRequest(
  trx: Trx,
  request: { platformId: PlatformId; personId: PersonId; askedAt: Date; reason: string },
): Promise<boolean> {
  const { askedAt, reason } = request
  const row = await trx
    .insertInto('erasureRequests')
    .values(request)
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'personId'])
        .doUpdateSet({ askedAt, reason, declinedAt: null, declinedBy: null, answer: '' })
        .where('erasureRequests.declinedAt', 'is not', null),
    )
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}

export function findRequest(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  return db
    .selectFrom('erasureRequests')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .executeTakeFirst()
}

/** Takes back what waits, or puts an answer away. @returns whether there was something */
export async function deleteRequest(trx: Trx, platformId: PlatformId, personId: PersonId): Promise<boolean> {
  const row = await trx
    .deleteFrom('erasureRequests')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}

/** @returns false when it was decided already, or taken back */
export async function declineRequest(
  trx: Trx,
  platformId: PlatformId,
  personId: PersonId,
  decision: { declinedAt: Date; declinedBy: PersonId; answer: string },
): Promise<boolean> {
  const row = await trx
    .updateTable('erasureRequests')
    .set(decision)
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('declinedAt', 'is', null)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}

/** Those that wait, the oldest first. */
export function listWaiting(db: Db, platformId: PlatformId, limit: number) {
  return db
    .selectFrom('erasureRequests')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'erasureRequests.platformId')
        .onRef('people.id', '=', 'erasureRequests.personId'),
    )
    .select(['personId', 'firstName', 'lastName', 'email', 'askedAt', 'reason'])
    .where('erasureRequests.platformId', '=', platformId)
    .where('declinedAt', 'is', null)
    .orderBy('askedAt')
    .orderBy('personId')
    .limit(limit)
    .execute()
}
