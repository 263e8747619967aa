import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { AccountId, PlatformId } from '../../../domain/ids.ts'

/** Keeps that a time had no room left on an account; wanted again, it is the same. */
export async function insertRefusal(
  db: Db,
  platformId: PlatformId,
  { accountId, startsAt, endsAt, at }: { accountId: AccountId; startsAt: Date; endsAt: Date; at: Date },
): Promise<void> {
  await sql`
    insert into room_refusals (platform_id, account_id, starts_at, ends_at, refused_at)
    select platform_id, id, ${startsAt}::timestamptz, ${endsAt}::timestamptz, ${at}::timestamptz from accounts
    where platform_id = ${platformId} and id = ${accountId}
    on conflict (platform_id, account_id, starts_at, ends_at)
      do update set refused_at = excluded.refused_at, times = room_refusals.times + 1`.execute(db)
}
