import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { PlatformId, RecordingId } from '../../../domain/ids.ts'
import type { RecordingRow } from './recordings.store.ts'

/** Platforms with films to copy, and with copies and links that go. */
export function listPlatformsWithCopies(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from recordings
    where copy_state = 'due' and greatest(copy_due_at, copy_lease_until) <= ${now}
    union
    select distinct platform_id from recordings where copy_state = 'copied' and keep_until <= ${now}
    union
    select distinct platform_id from recording_leftovers
    union
    select distinct platform_id from recording_links where ends_at <= ${now}`,
  )
}

export function listDue(db: Db, platformId: PlatformId, now: Date, limit: number) {
  return db
    .selectFrom('recordings')
    .select('id')
    .where('platformId', '=', platformId)
    .where('copyState', '=', 'due')
    .where(sql<Date>`greatest(copy_due_at, copy_lease_until)`, '<=', now)
    .orderBy('copyDueAt')
    .limit(limit)
    .execute()
}

/** There is nowhere to copy to any more. */
export async function forgetDue(db: Db, platformId: PlatformId): Promise<void> {
  await db
    .updateTable('recordings')
    .set({ copyState: 'none', copyDueAt: null, copyLeaseUntil: null })
    .where('platformId', '=', platformId)
    .where('copyState', '=', 'due')
    .execute()
}

/** Takes a copy that is due, alone. @returns undefined when another has it, or there is none */
export function takeLease(
  db: Db,
  platformId: PlatformId,
  recordingId: RecordingId,
  { now, until }: { now: Date; until: Date },
) {
  return db
    .updateTable('recordings')
    .set((eb) => ({ copyLeaseUntil: until, copyTries: eb('copyTries', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', recordingId)
    .where('copyState', '=', 'due')
    .where(sql<Date>`greatest(copy_due_at, copy_lease_until)`, '<=', now)
    .returningAll()
    .executeTakeFirst()
}

type Outcome = Partial<
  Pick<
    RecordingRow,
    'copyState' | 'copyDueAt' | 'copyReason' | 'copyKey' | 'copiedAt' | 'copiedBytes' | 'keepUntil'
  >
>

/** Writes what became of a copy, if the lease is still its own. @returns false when it was lost, or all of it is deleted */
export async function finishCopy(
  trx: Db | Trx,
  recording: Pick<RecordingRow, 'platformId' | 'id' | 'copyLeaseUntil'>,
  outcome: Outcome,
): Promise<boolean> {
  const row = await trx
    .updateTable('recordings')
    .set({ ...outcome, copyLeaseUntil: null })
    .where('platformId', '=', recording.platformId)
    .where('id', '=', recording.id)
    .where('copyState', '=', 'due')
    .where('copyLeaseUntil', '=', recording.copyLeaseUntil)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Copies that are kept no longer: their files are left over from now on. */
export async function expireCopies(trx: Trx, platformId: PlatformId, now: Date): Promise<void> {
  await sql`
    with gone as (
      select id, copy_key from recordings
      where platform_id = ${platformId} and copy_state = 'copied' and keep_until <= ${now} for update
    ), left_over as (
      insert into recording_leftovers (platform_id, copy_key, left_at)
      select ${platformId}::uuid, copy_key, ${now} from gone on conflict do nothing
    )
    update recordings set copy_state = 'expired', copy_key = null, keep_until = null
    where platform_id = ${platformId} and id in (select id from gone)`.execute(trx)
}

/** The file of a copy is nobody's any more. */
export async function leaveCopy(trx: Trx, platformId: PlatformId, copyKey: string, at: Date): Promise<void> {
  await trx
    .insertInto('recordingLeftovers')
    .values({ platformId, copyKey, leftAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function listLeftovers(db: Db, platformId: PlatformId, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('recordingLeftovers')
    .select('copyKey')
    .where('platformId', '=', platformId)
    .orderBy('leftAt')
    .limit(limit)
    .execute()
  return rows.map(({ copyKey }) => copyKey)
}

export async function forgetLeftover(db: Db, platformId: PlatformId, copyKey: string): Promise<void> {
  await db
    .deleteFrom('recordingLeftovers')
    .where('platformId', '=', platformId)
    .where('copyKey', '=', copyKey)
    .execute()
}

/** The platform keeps copies for so many days from now on, those that are there too. */
export async function keepForDays(trx: Trx, platformId: PlatformId, days: number): Promise<void> {
  await sql`update recordings set keep_until = copied_at + make_interval(days => ${days})
    where platform_id = ${platformId} and copy_state = 'copied'`.execute(trx)
}

export async function findRetentionDays(db: Db, platformId: PlatformId): Promise<number> {
  const row = await db
    .selectFrom('platforms')
    .select('recordingRetentionDays')
    .where('platformId', '=', platformId)
    .executeTakeFirstOrThrow()
  return row.recordingRetentionDays
}
