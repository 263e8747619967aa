import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { AccountId, OrganizerId, PersonId } from '../../../domain/ids.ts'
import type { OrganizerSlots } from '../../../domain/organizers.ts'
import {
  type ConferencingProvider,
  type Connection,
  type Host,
  knowsHosts,
} from '../../../providers/provider.ts'
import { listActiveIds } from '../../platform/apps/apps.service.ts'
import { type AccountRow, getAccountRow } from './accounts.service.ts'
import { listAllAccounts, lockAccounts } from './accounts.store.ts'
import { accountConnection } from './connections.ts'
import { findByAddress, findOrganizer, listAccountsOfUser, listOrganizers } from './organizers.store.ts'
import { boundedProvider } from './provider-calls.ts'
import { hostConnection } from './tokens.service.ts'

/** An account as a caller of its provider needs it. */
export interface ReadyAccount {
  readonly account: AccountRow
  /** Its calls are bounded: they keep the shared rate and end in time. */
  readonly provider: ConferencingProvider
  /** Undefined when nobody hosts: no organizer is paired, or the service does not let the account in. */
  readonly connection: HostedConnection | undefined
  /** They can get new rooms. */
  readonly mayHost: boolean
  /** They leave the account: only what is there already is theirs. */
  readonly isLeaving: boolean
}

/** Who calls: of an account whose service knows no hosts, nobody but the account. */
export type HostedConnection = Connection & { readonly organizerId: OrganizerId | null }

/**
 * How to call the service of an account: as the organizer that a room belongs to, also one who is leaving; or as the first
 * that is paired.
 *
 * @param organizerId of the room, if it has one already
 */
export async function getConnection(
  ctx: Ctx,
  accountId: AccountId,
  organizerId: OrganizerId | null,
): Promise<ReadyAccount> {
  const account = await getAccountRow(ctx, accountId)
  const app = ctx.providers.app(account.appId)
  const provider = boundedProvider(ctx, account, ctx.providers.provider(account.appId, account.sessionType))
  if (!knowsHosts(app, provider)) {
    const isLetIn = account.pairingState === 'paired'
    const connection = isLetIn ? { ...accountConnection(ctx, account), organizerId: null } : undefined
    return { account, provider, connection, mayHost: isLetIn, isLeaving: false }
  }
  const all = await listOrganizers(ctx.db, ctx.platform.id, [accountId])
  // Who only lost a licence may make no room; the account can still be asked for those that are there.
  const isAskable = ({ state }: (typeof all)[number]) =>
    state !== 'needs-pairing' || (app.auth.kind !== 'oauth-user' && account.pairingState === 'paired')
  const row = organizerId
    ? all.find((candidate) => candidate.id === organizerId && isAskable(candidate))
    : all.find((candidate) => candidate.state === 'paired')
  const connection = row && { ...hostConnection(ctx, account, row), organizerId: row.id }
  return {
    account,
    provider,
    connection,
    mayHost: row !== undefined && row.state !== 'needs-pairing',
    isLeaving: row?.state === 'leaving',
  }
}

/**
 * Who can delete a room of a retired app: an organizer of its successor with the same address.
 *
 * @returns undefined for an app that is not retired, and where there is nobody
 */
export async function findHeir(
  ctx: Ctx,
  accountId: AccountId,
  organizerId: OrganizerId | null,
): Promise<ReadyAccount | undefined> {
  const account = await getAccountRow(ctx, accountId)
  const { retired } = ctx.providers.app(account.appId).manifest
  const row = organizerId && retired ? await findOrganizer(ctx.db, ctx.platform.id, organizerId) : undefined
  if (!row || !retired) return undefined
  const heir = await findByAddress(ctx.db, ctx.platform.id, {
    appId: retired.successorAppId,
    sessionType: account.sessionType,
    email: row.email,
  })
  return heir && getConnection(ctx, heir.accountId, heir.id)
}

/** The provider behind an account, asked for inside a transaction. @throws {NotFoundError} `account-not-found` */
export async function providerOf(ctx: Ctx, trx: Trx, accountId: AccountId): Promise<ConferencingProvider> {
  const account = await getAccountRow(ctx, accountId, trx)
  return ctx.providers.provider(account.appId, account.sessionType)
}

/** An organizer as the service knows them; undefined when they are gone. */
export async function findHost(ctx: Ctx, organizerId: OrganizerId): Promise<Host | undefined> {
  const row = await findOrganizer(ctx.db, ctx.platform.id, organizerId)
  return row && { userKey: row.providerUserKey, accountKey: row.providerAccountKey ?? undefined }
}

/** The provider's user that an e-mail address belongs to, among those who are paired with the account. */
export async function findUserKey(
  ctx: Ctx,
  accountId: AccountId,
  email: string,
): Promise<string | undefined> {
  return (await findUserKeys(ctx, accountId))(email)
}

/** The same for many addresses. */
export async function findUserKeys(
  ctx: Ctx,
  accountId: AccountId,
): Promise<(email: string) => string | undefined> {
  const organizers = await listOrganizers(ctx.db, ctx.platform.id, [accountId])
  return (email) => organizers.find((row) => row.email.toLowerCase() === email.toLowerCase())?.providerUserKey
}

/** The accounts among whose paired organizers a person is, by their e-mail address. */
export async function listOwnUsers(ctx: Ctx, personId: PersonId): Promise<ReadonlySet<AccountId>> {
  const rows = await listAccountsOfUser(ctx.db, ctx.platform.id, personId)
  return new Set(rows.map((row) => row.accountId))
}

/**
 * Who of an account can host rooms, and how many at the same time. One organizer alone is bounded by the account's
 * limits; from the second on each hosts one, unless the account or the provider says otherwise.
 *
 * @returns undefined where the service knows no hosts: the account's limits are all there is
 */
export async function slotsOf(
  ctx: Ctx,
  trx: Trx,
  account: AccountRow,
): Promise<OrganizerSlots<OrganizerId>[] | undefined> {
  return toSlots(ctx, account, await listOrganizers(trx, ctx.platform.id, [account.id]))
}

/** An account that its transaction has locked, with all that booking its rooms asks. */
export type BookableAccount = AccountRow & {
  readonly isAppActive: boolean
  /** Who can host, and how many rooms; undefined where the service knows no hosts. */
  readonly slots: readonly OrganizerSlots<OrganizerId>[] | undefined
}

/**
 * Locks accounts for new events: what spends their capacity happens one after the other.
 *
 * @returns those that there are, by id; whether they can be used is for {@link assertUsable} to say
 */
export async function lockToBook(
  ctx: Ctx,
  trx: Trx,
  accountIds: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, BookableAccount>> {
  const accounts = await lockAccounts(trx, ctx.platform.id, accountIds)
  const bookable = await withSlots(ctx, trx, accounts)
  return new Map(bookable.map((account) => [account.id, account]))
}

/** All accounts with what booking their rooms asks, by name, those that can't be used too. Nothing is locked. */
export async function listBookable(ctx: Ctx, db: Ctx['db'] | Trx): Promise<BookableAccount[]> {
  return withSlots(ctx, db, await listAllAccounts(db, ctx.platform.id))
}

async function withSlots(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  accounts: readonly AccountRow[],
): Promise<BookableAccount[]> {
  if (accounts.length === 0) return []
  const organizers = await listOrganizers(
    db,
    ctx.platform.id,
    accounts.map(({ id }) => id),
  )
  const activeIds = await listActiveIds(ctx, db)
  return accounts.map((account) => {
    const own = organizers.filter(({ accountId }) => accountId === account.id)
    const isAppActive = activeIds.includes(account.appId)
    return { ...account, isAppActive, slots: toSlots(ctx, account, own) }
  })
}

function toSlots(
  ctx: Ctx,
  account: AccountRow,
  organizers: Awaited<ReturnType<typeof listOrganizers>>,
): OrganizerSlots<OrganizerId>[] | undefined {
  const provider = ctx.providers.provider(account.appId, account.sessionType)
  if (!knowsHosts(ctx.providers.app(account.appId), provider)) return undefined
  const { capabilities } = provider
  const paired = organizers.filter((row) => row.state === 'paired')
  const rooms =
    account.roomsPerOrganizer ?? capabilities.roomsPerOrganizer ?? (paired.length > 1 ? 1 : undefined)
  return paired.map(({ id }) => ({ id, rooms }))
}
