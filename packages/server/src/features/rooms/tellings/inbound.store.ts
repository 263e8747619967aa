import { type Insertable, sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { InboundCallsTable } from '../../../db/tables.ts'
import type { AccountId, InboundCallId, PlatformId } from '../../../domain/ids.ts'

/** @returns false for one that is kept already */
export async function insertCall(trx: Trx, call: Insertable<InboundCallsTable>): Promise<boolean> {
  const row = await trx
    .insertInto('inboundCalls')
    .values(call)
    .onConflict((conflict) => conflict.columns(['platformId', 'accountId', 'keyHash']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Takes a call to hear it, alone; undefined when somebody has, or does. */
export function takeUnheard(trx: Trx, platformId: PlatformId, id: InboundCallId) {
  return trx
    .selectFrom('inboundCalls')
    .select(['accountId', 'path', 'body'])
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('heardAt', 'is', null)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
}

/** It is known from now on, and what it said is forgotten. */
export async function setHeard(trx: Trx, platformId: PlatformId, id: InboundCallId, heardAt: Date) {
  await trx
    .updateTable('inboundCalls')
    .set({ heardAt, body: '' })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

export function listPlatforms(
  db: Sweeping,
  { lostBefore, oldBefore }: { lostBefore: Date; oldBefore: Date },
): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select platform_id from inbound_calls where heard_at is null and received_at < ${lostBefore}
    union
    select platform_id from inbound_calls where received_at < ${oldBefore}
    union
    select platform_id from told_runs where told_at < ${oldBefore}`,
  )
}

export async function listUnheard(db: Db, platformId: PlatformId, before: Date, limit: number) {
  const rows = await db
    .selectFrom('inboundCalls')
    .select('id')
    .where('platformId', '=', platformId)
    .where('heardAt', 'is', null)
    .where('receivedAt', '<', before)
    .orderBy('receivedAt')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

export async function forget(db: Db, platformId: PlatformId, before: Date): Promise<void> {
  await db
    .deleteFrom('inboundCalls')
    .where('platformId', '=', platformId)
    .where('receivedAt', '<', before)
    .execute()
  await db.deleteFrom('toldRuns').where('platformId', '=', platformId).where('toldAt', '<', before).execute()
}

/** @param seen an instant that is written unless there is one that is not older than `before` */
export async function setSeen(
  db: Db,
  platformId: PlatformId,
  accountId: AccountId,
  { before, ...seen }: { heardAt?: Date; refusedAt?: Date; before: Date },
): Promise<void> {
  const column = seen.heardAt ? 'heardAt' : 'refusedAt'
  await db
    .insertInto('accountCalls')
    .values({ platformId, accountId, ...seen })
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'accountId'])
        .doUpdateSet(seen)
        .where((eb) =>
          eb.or([
            eb(eb.ref(`accountCalls.${column}`), 'is', null),
            eb(eb.ref(`accountCalls.${column}`), '<', before),
          ]),
        ),
    )
    .execute()
}

export function findSeen(db: Db, platformId: PlatformId, accountId: AccountId) {
  return db
    .selectFrom('accountCalls')
    .select(['heardAt', 'refusedAt'])
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .executeTakeFirst()
}
