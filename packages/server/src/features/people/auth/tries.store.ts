import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { SignInTriesTable } from '../../../db/tables.ts'
import type { PlatformId } from '../../../domain/ids.ts'

export type TriesRow = Selectable<SignInTriesTable>

/** Rows that are worth nothing any more go with each write, no more than so many. */
const FORGOTTEN_AT_ONCE = 100

/** The counter of a key, made when there is none; nobody else counts on it until the transaction ends. */
export async function lockTries(
  trx: Trx,
  platformId: PlatformId,
  key: Buffer,
  { now, forgetAt }: { now: Date; forgetAt: Date },
): Promise<TriesRow> {
  const { rows } = await sql<TriesRow>`
    insert into sign_in_tries (platform_id, key, tried_at, forget_at)
    values (${platformId}, ${key}, ${now}, ${forgetAt})
    on conflict (platform_id, key) do update set forget_at = greatest(sign_in_tries.forget_at, excluded.forget_at)
    returning *`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('an upsert returned no row')
  return row
}

/** One after the other comes here, also where there is no counter yet. */
export async function holdKey(trx: Trx, platformId: PlatformId, key: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('tries' || ${platformId}::text || ${key.toString('hex')}, 0))`.execute(
    trx,
  )
}

export function listTries(db: Db | Trx, platformId: PlatformId, keys: readonly Buffer[]) {
  return db
    .selectFrom('signInTries')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('key', 'in', keys)
    .execute()
}

export async function setFailures(
  trx: Trx,
  platformId: PlatformId,
  key: Buffer,
  { failures, triedAt }: { failures: number; triedAt: Date },
): Promise<void> {
  await trx
    .updateTable('signInTries')
    .set({ failures, triedAt })
    .where('platformId', '=', platformId)
    .where('key', '=', key)
    .execute()
}

/** One failure less: the try was none. */
export async function takeBack(db: Db | Trx, platformId: PlatformId, key: Buffer): Promise<void> {
  await db
    .updateTable('signInTries')
    .set((eb) => ({ failures: eb.fn<number>('greatest', [eb('failures', '-', 1), eb.lit(0)]) }))
    .where('platformId', '=', platformId)
    .where('key', '=', key)
    .execute()
}

/** The person signed in from there: failures before do not count. */
export async function setKnown(
  db: Db | Trx,
  platformId: PlatformId,
  keys: readonly Buffer[],
  { now, knownUntil }: { now: Date; knownUntil: Date },
): Promise<void> {
  await db
    .insertInto('signInTries')
    .values(
      keys.map((key) => ({ platformId, key, failures: 0, triedAt: now, knownUntil, forgetAt: knownUntil })),
    )
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'key']).doUpdateSet({ failures: 0, knownUntil, forgetAt: knownUntil }),
    )
    .execute()
}

export async function deleteTries(db: Db | Trx, platformId: PlatformId, key: Buffer): Promise<void> {
  await db.deleteFrom('signInTries').where('platformId', '=', platformId).where('key', '=', key).execute()
}

export async function deleteForgotten(db: Db | Trx, platformId: PlatformId, now: Date): Promise<void> {
  await sql`
    delete from sign_in_tries where platform_id = ${platformId} and key = any(array(
      select key from sign_in_tries where platform_id = ${platformId} and forget_at < ${now}
      order by key limit ${FORGOTTEN_AT_ONCE} for update skip locked))`.execute(db)
}
