import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { AccountsTable } from '../../../db/tables.ts'
import type { AccountId, EventId, PlatformId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'

export type AccountRow = Selectable<AccountsTable>
type Key = { platformId: PlatformId; accountId: AccountId }

export function listAccounts(db: Db | Trx, platformId: PlatformId, appId: string) {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .where('deletedAt', 'is', null)
    .orderBy(sql`name collate by_name`)
    .orderBy('id')
    .execute()
}

export function listAllAccounts(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('deletedAt', 'is', null)
    .orderBy(sql`name collate by_name`)
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
export async function findAccountForUpdate(trx: Trx, { platformId, accountId }: Key) {
  const [account] = await lockAccounts(trx, platformId, [accountId])
  return account
}

/** In the order of their ids: two who want the same ones never wait for each other. */
export function lockAccounts(trx: Trx, platformId: PlatformId, accountIds: readonly AccountId[]) {
  if (accountIds.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('accounts')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', 'in', [...accountIds])
    .where('deletedAt', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
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
  pairing: { state: Selectable<AccountsTable>['pairingState']; reason: StoredMessage | null },
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
    .set({
      deletedAt: now,
      ...{ clientSecretSealed: '', credentialsSealed: null, checkAt: null },
      ...{ pairingState: 'not-paired', pairingReason: null },
    })
    .where('platformId', '=', platformId)
    .where('id', '=', accountId)
    .execute()
}

/** Events that have not ended and those that run now, for each account of a platform. */
export async function countUsage(
  db: Db | Trx,
  platformId: PlatformId,
  accountIds: readonly AccountId[],
  now: Date,
) {
  if (accountIds.length === 0) return new Map<AccountId, { comingEvents: number; roomsBusyNow: number }>()
  const rows = await db
    .selectFrom('heldRooms')
    .select(['accountId', (eb) => eb.fn.countAll<number>().as('comingEvents')])
    .select((eb) => eb.fn.countAll<number>().filterWhere('startsAt', '<=', now).as('roomsBusyNow'))
    .where('platformId', '=', platformId)
    .where('accountId', 'in', accountIds)
    .where('endsAt', '>', now)
    .groupBy('accountId')
    .execute()
  return new Map(rows.map(({ accountId, ...usage }) => [accountId, usage]))
}

/** The first events of an account that have not ended, by start. */
export function listComingEvents(db: Db | Trx, { platformId, accountId }: Key, now: Date, limit: number) {
  return db
    .selectFrom('heldRooms')
    .select(['id', 'name', 'startsAt'])
    .where('platformId', '=', platformId)
    .where('accountId', '=', accountId)
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
    .where((eb) => eb.or([eb('wanted', 'is not', null), eb('isSpare', '=', true)]))
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
  // One pass over starts and ends in order: the rooms that are held when each event begins.
  const { rows } = await sql<{ id: AccountId; total: number; names: string[] }>`
    with coming as (
      select account_id, held.name, starts_at, ends_at, max_concurrent_rooms as most
      from held_rooms held join accounts on accounts.platform_id = held.platform_id and accounts.id = account_id
      where held.platform_id = ${platformId} and account_id = any(${[...accountIds]}::uuid[]) and ends_at > ${now}
        and (max_concurrent_rooms is not null or max_total_sessions is not null)
    ), held as (
      select account_id, name, most, delta, at,
        sum(delta) over (partition by account_id order by at, delta rows unbounded preceding) as rooms
      from coming cross join lateral (values (1, starts_at), (-1, ends_at)) as moments (delta, at)
    )
    select account_id as id, count(*) filter (where delta = 1)::int as total,
      coalesce(array_agg(name order by at) filter (where delta = 1 and rooms > most), '{}') as names
    from held group by account_id`.execute(db)
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

/** The newest room of each account that can't go on by itself. */
export async function listStuckRooms(db: Db, platformId: PlatformId, accountIds: readonly AccountId[]) {
  if (accountIds.length === 0) return new Map<AccountId, StuckRoom>()
  const rows = await db
    .selectFrom('rooms')
    .distinctOn('accountId')
    .select(['accountId', 'eventId', 'reason', 'changedAt'])
    .where('platformId', '=', platformId)
    .where('accountId', 'in', accountIds)
    .where('state', 'in', ['blocked', 'failed'])
    .where('reason', 'is not', null)
    .orderBy('accountId')
    .orderBy('changedAt', 'desc')
    .execute()
  return new Map<AccountId, StuckRoom>(rows.map((row) => [row.accountId, row]))
}

interface StuckRoom {
  readonly eventId: EventId
  readonly reason: StoredMessage | null
  readonly changedAt: Date
}

export async function setPairedOrigin(
  trx: Trx,
  { platformId, accountId }: Key,
  pairedOrigin: string,
): Promise<void> {
  await trx
    .updateTable('accounts')
    .set({ pairedOrigin })
    .where('platformId', '=', platformId)
    .where('id', '=', accountId)
    .execute()
}

/** Platforms with accounts whose check is due. */
export function listPlatformsToCheck(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from accounts where check_at <= ${now}`)
}

export function listToCheck(db: Db, platformId: PlatformId, now: Date, limit: number) {
  return db
    .selectFrom('accounts')
    .select('id')
    .where('platformId', '=', platformId)
    .where('deletedAt', 'is', null)
    .where('checkAt', '<=', now)
    .orderBy('checkAt')
    .limit(limit)
    .execute()
}

/** Accounts of an app in use whose form says, in a field, a day until which they can be used. */
export function listEndingSecrets(
  db: Db,
  platformId: PlatformId,
  { appId, field, until }: { appId: string; field: string; until: string },
) {
  const endsOn = sql<string>`settings ->> ${field}`
  return db
    .selectFrom('accounts')
    .select(['id', 'name', 'appId', endsOn.as('endsOn')])
    .where('platformId', '=', platformId)
    .where('appId', '=', appId)
    .where('deletedAt', 'is', null)
    .where('pairingState', '=', 'paired')
    .where(endsOn, '<=', until)
    .execute()
}

export async function setCheckAt(
  db: Db | Trx,
  { platformId, accountId }: Key,
  checkAt: Date | null,
): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ checkAt })
    .where('platformId', '=', platformId)
    .where('id', '=', accountId)
    .execute()
}
