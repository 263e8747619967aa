import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { AccountsTable, PairingState } from '../../db/tables.ts'
import type { AccountId, PlatformId } from '../../domain/ids.ts'
import type { StoredMessage } from '../../domain/message.ts'

type Key = { platformId: PlatformId; accountId: AccountId }

export function listAccounts(db: Db | Trx, platformId: PlatformId, appId: string) {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .where('deletedAt', 'is', null)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .execute()
}

export function findAccount(db: Db | Trx, { platformId, accountId }: Key) {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', accountId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
}

/** Serializes everything that spends the account's capacity or changes what it may do. */
export function findAccountForUpdate(trx: Trx, { platformId, accountId }: Key) {
  return trx
    .selectFrom('accounts')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', accountId)
    .where('deletedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

export async function insertAccount(
  trx: Trx,
  account: Omit<Insertable<AccountsTable>, 'version' | 'createdAt'>,
): Promise<void> {
  await trx.insertInto('accounts').values(account).execute()
}

/** @returns the new row, or undefined when the version is not the one expected */
export function updateAccount(
  trx: Trx,
  { platformId, accountId }: Key,
  expectedVersion: number,
  change: Updateable<AccountsTable>,
) {
  return trx
    .updateTable('accounts')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', accountId)
    .where('version', '=', expectedVersion)
    .returningAll()
    .executeTakeFirst()
}

export async function setPairing(
  db: Db | Trx,
  { platformId, accountId }: Key,
  pairing: { state: PairingState; reason: StoredMessage | null },
): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ pairingState: pairing.state, pairingReason: pairing.reason && JSON.stringify(pairing.reason) })
    .where('platformId', '=', platformId)
    .where('id', '=', accountId)
    .execute()
}

/** Takes the account out of use and wipes its secrets and tokens. Its row stays for the history of its events. */
export async function retireAccount(trx: Trx, { platformId, accountId }: Key, now: Date): Promise<void> {
  await trx
    .deleteFrom('organizers')
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .execute()
  await trx
    .updateTable('accounts')
    .set({ deletedAt: now, clientSecretSealed: '', pairingState: 'not-paired', pairingReason: null })
    .where('platformId', '=', platformId)
    .where('id', '=', accountId)
    .execute()
}

/** Events that have not ended and those that run now, for each account of a platform. */
export async function countUsage(
  db: Db,
  platformId: PlatformId,
  accountIds: readonly AccountId[],
  now: Date,
) {
  if (accountIds.length === 0) return new Map<AccountId, { comingEvents: number; roomsBusyNow: number }>()
  const rows = await db
    .selectFrom('events')
    .select(['accountId', (eb) => eb.fn.countAll<number>().as('comingEvents')])
    .select((eb) => eb.fn.countAll<number>().filterWhere('startsAt', '<=', now).as('roomsBusyNow'))
    .where('platformId', '=', platformId)
    .where('accountId', 'in', accountIds)
    .where('endsAt', '>', now)
    .where('cancelledAt', 'is', null)
    .groupBy('accountId')
    .execute()
  return new Map(rows.flatMap(({ accountId, ...usage }) => (accountId ? [[accountId, usage] as const] : [])))
}

/** The first events of an account that have not ended, by start. */
export function listComingEvents(db: Db | Trx, { platformId, accountId }: Key, now: Date, limit: number) {
  return db
    .selectFrom('events')
    .select(['id', 'name', 'startsAt'])
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .where('cancelledAt', 'is', null)
    .where('endsAt', '>', now)
    .orderBy('startsAt')
    .limit(limit)
    .execute()
}

/** What an account's rooms were told has changed: the sweep makes them follow. */
export async function outdateRooms(trx: Trx, { platformId, accountId }: Key): Promise<void> {
  await trx
    .updateTable('rooms')
    .set((eb) => ({ applied: null, wantedRevision: eb('wantedRevision', '+', 1), state: 'changing' }))
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .where('wanted', 'is not', null)
    .execute()
}

/** Events to come that are more than the account's rooms at the same time, and how many there are in all. */
export async function listOverLimit(
  db: Db,
  platformId: PlatformId,
  accountIds: readonly AccountId[],
  now: Date,
): Promise<Map<AccountId, { total: number; names: string[] }>> {
  if (accountIds.length === 0) return new Map()
  const { rows } = await sql<{ id: AccountId; total: number; names: string[] }>`
    select accounts.id, count(*)::int as total,
      coalesce(array_agg(events.name order by events.starts_at) filter (where peak.rooms > max_concurrent_rooms), '{}') as names
    from accounts
    join events on events.platform_id = accounts.platform_id and events.account_id = accounts.id
      and events.cancelled_at is null and events.ends_at > ${now}
    left join lateral (
      select count(*) as rooms from events others
      where max_concurrent_rooms is not null
        and others.platform_id = events.platform_id and others.account_id = events.account_id
        and others.cancelled_at is null and others.ends_at > greatest(events.starts_at, ${now}::timestamptz)
        and others.starts_at <= events.starts_at
    ) peak on true
    where accounts.platform_id = ${platformId} and accounts.id = any(${[...accountIds]}::uuid[])
      and (max_concurrent_rooms is not null or max_total_sessions is not null)
    group by accounts.id`.execute(db)
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

/** Keys of all rooms that this platform has made in an account and not deleted. */
export async function listRoomKeys(db: Db, { platformId, accountId }: Key): Promise<string[]> {
  const rows = await db
    .selectFrom('rooms')
    .select('providerKey')
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
    .where('providerKey', 'is not', null)
    .execute()
  return rows.flatMap((row) => row.providerKey ?? [])
}
