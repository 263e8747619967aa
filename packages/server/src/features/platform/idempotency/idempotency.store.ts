import { type Insertable, sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { IdempotencyKeysTable } from '../../../db/tables.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'

/** What a key stands for: one request of one person. */
export interface KeyOfPerson {
  readonly platformId: PlatformId
  readonly personId: PersonId
  readonly key: string
}

/** The request that carries it out now: one that was taken over began earlier. */
export interface Holder extends KeyOfPerson {
  readonly begunAt: Date
}

/** @returns false when the person has used the key before */
export async function insertKey(db: Db, row: Insertable<IdempotencyKeysTable>): Promise<boolean> {
  const made = await db
    .insertInto('idempotencyKeys')
    .values(row)
    .onConflict((conflict) => conflict.columns(['platformId', 'personId', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst()
  return made !== undefined
}

export function findKey(db: Db, { platformId, personId, key }: KeyOfPerson) {
  return db
    .selectFrom('idempotencyKeys')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('key', '=', key)
    .executeTakeFirst()
}

/** Takes over a request that was given up, before it had changed anything. @returns false when another was faster */
export async function takeOver(
  db: Db,
  { platformId, personId, key, begunAt }: Holder,
  { now, leaseUntil }: { now: Date; leaseUntil: Date },
): Promise<boolean> {
  const row = await db
    .updateTable('idempotencyKeys')
    .set({ leaseUntil, createdAt: begunAt })
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('key', '=', key)
    .where('state', '=', 'running')
    .where('committed', '=', false)
    .where('leaseUntil', '<', now)
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

/** @returns false when another has taken over */
export async function updateKey(
  db: Db | Trx,
  { platformId, personId, key, begunAt }: Holder,
  change: Partial<Insertable<IdempotencyKeysTable>>,
): Promise<boolean> {
  const row = await db
    .updateTable('idempotencyKeys')
    .set(change)
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('key', '=', key)
    .where('createdAt', '=', begunAt)
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

/** Forgets a request that changed nothing. @returns false when it has changed something, or another has taken over */
export async function deleteUncommitted(
  db: Db,
  { platformId, personId, key, begunAt }: Holder,
): Promise<boolean> {
  const row = await db
    .deleteFrom('idempotencyKeys')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('key', '=', key)
    .where('createdAt', '=', begunAt)
    .where('committed', '=', false)
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteBefore(
  db: Db,
  platformId: PlatformId,
  before: Date,
  which?: { readonly personId: PersonId; readonly key: string },
): Promise<void> {
  let old = db
    .deleteFrom('idempotencyKeys')
    .where('platformId', '=', platformId)
    .where('createdAt', '<=', before)
  if (which) old = old.where('personId', '=', which.personId).where('key', '=', which.key)
  await old.execute()
}

/** Platforms with keys of before a moment. */
export function listPlatformsWithOld(db: Sweeping, before: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from idempotency_keys where created_at <= ${before}`)
}
