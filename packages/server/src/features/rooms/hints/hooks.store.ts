import { type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { ProviderHooksTable } from '../../../db/tables.ts'
import type { AccountId, OrganizerId, PlatformId } from '../../../domain/ids.ts'

export type HookRow = Selectable<ProviderHooksTable>

/** Platforms with hooks to look after. */
export function listPlatformsWithDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`select distinct platform_id from provider_hooks
      where check_at is not null and greatest(check_at, lease_until) <= ${now}`,
  )
}

export async function listDue(db: Db, platformId: PlatformId, now: Date, limit: number) {
  const rows = await db
    .selectFrom('providerHooks')
    .select('id')
    .where('platformId', '=', platformId)
    .where('checkAt', 'is not', null)
    .where(sql<Date>`greatest(check_at, lease_until)`, '<=', now)
    .orderBy('checkAt')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Has the organizers of an account who consented looked after at once. */
export async function hasten(
  trx: Trx,
  platformId: PlatformId,
  accountId: AccountId,
  now: Date,
): Promise<void> {
  await sql`
    insert into provider_hooks (platform_id, id, account_id, check_at)
    select platform_id, id, account_id, ${now} from organizers
    where platform_id = ${platformId} and account_id = ${accountId} and refresh_token_sealed <> ''
    on conflict (platform_id, id) do update set check_at = excluded.check_at`.execute(trx)
}

/** Takes one that is due, alone. @returns undefined when another has it */
export function takeLease(
  db: Db,
  platformId: PlatformId,
  id: OrganizerId,
  { now, until }: { now: Date; until: Date },
): Promise<HookRow | undefined> {
  return db
    .updateTable('providerHooks')
    .set({ leaseUntil: until })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('checkAt', 'is not', null)
    .where(sql<Date>`greatest(check_at, lease_until)`, '<=', now)
    .returningAll()
    .executeTakeFirst()
}

/** Writes what was done while the lease was held. One that was hastened meanwhile stays due. */
export async function change(db: Db, hook: HookRow, to: Updateable<ProviderHooksTable>): Promise<void> {
  const { checkAt, ...others } = to
  await db
    .updateTable('providerHooks')
    .set({
      ...others,
      ...(checkAt === undefined
        ? {}
        : {
            checkAt: sql<Date | null>`case when check_at = ${hook.checkAt} then ${checkAt}::timestamptz else check_at end`,
          }),
    })
    .where('platformId', '=', hook.platformId)
    .where('id', '=', hook.id)
    .where('leaseUntil', '=', hook.leaseUntil)
    .execute()
}

export function findHook(db: Db, platformId: PlatformId, id: OrganizerId): Promise<HookRow | undefined> {
  return db
    .selectFrom('providerHooks')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** All of an account: they can share the client, and so what it signs with. */
export function listOfAccount(db: Db, platformId: PlatformId, accountId: AccountId): Promise<HookRow[]> {
  return db
    .selectFrom('providerHooks')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .execute()
}

export async function setHeard(
  db: Db,
  hook: HookRow,
  heard: { heardAt: Date; signedAt: Date | null },
): Promise<void> {
  await db
    .updateTable('providerHooks')
    .set(heard)
    .where('platformId', '=', hook.platformId)
    .where('id', '=', hook.id)
    .execute()
}
