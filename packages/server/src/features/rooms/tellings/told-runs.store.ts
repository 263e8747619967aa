import { type Insertable, type Selectable, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { ToldRunsTable, ToldStaysTable } from '../../../db/tables.ts'
import type { PlatformId, RoomId } from '../../../domain/ids.ts'

/** Writes down what was told of a run, beside what is known of it: tellings come twice and in any order. */
export async function keepRun(trx: Trx, run: Selectable<ToldRunsTable>): Promise<void> {
  await trx
    .insertInto('toldRuns')
    .values(run)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'roomId', 'runKey']).doUpdateSet({
        startedAt: sql`least(told_runs.started_at, excluded.started_at)`,
        endedAt: sql`greatest(told_runs.ended_at, excluded.ended_at)`,
        toldAt: sql`greatest(told_runs.told_at, excluded.told_at)`,
      }),
    )
    .execute()
}

/** The same for a stay: what is known of who it is stays known. */
export async function keepStay(trx: Trx, stay: Insertable<ToldStaysTable>): Promise<void> {
  await trx
    .insertInto('toldStays')
    .values(stay)
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'roomId', 'runKey', 'stayKey']).doUpdateSet({
        kind: sql`excluded.kind`,
        registrationKey: sql`coalesce(excluded.registration_key, told_stays.registration_key)`,
        externalId: sql`coalesce(excluded.external_id, told_stays.external_id)`,
        joinedAt: sql`least(told_stays.joined_at, excluded.joined_at)`,
        leftAt: sql`greatest(told_stays.left_at, excluded.left_at)`,
      }),
    )
    .execute()
}

export function listRuns(db: Db, platformId: PlatformId, roomId: RoomId) {
  return db
    .selectFrom('toldRuns')
    .select(['runKey', 'startedAt', 'endedAt'])
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .execute()
}

export function listStays(db: Db, platformId: PlatformId, roomId: RoomId) {
  return db
    .selectFrom('toldStays')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('roomId', '=', roomId)
    .orderBy('joinedAt')
    .orderBy('stayKey')
    .execute()
}
