import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { AccountId, OrganizerId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import type { HostsPart } from '../../../providers/provider.ts'
import type { Account, DirectoryPage } from './accounts.schemas.ts'
import { type AccountRow, getAccount, getAccountRow, lockAccount } from './accounts.service.ts'
import { checkNow, findingParams } from './checks.service.ts'
import { accountConnection } from './connections.ts'
import * as organizersStore from './organizers.store.ts'
import { boundedProvider, PERSON_LIMIT_MS } from './provider-calls.ts'

/** A directory is looked through page by page while a person waits. */
const SEARCH_LIMIT_MS = 30_000

/**
 * Users of an account's service, as its directory has them, a page at a time.
 *
 * @throws {ConflictError} `directory-not-there` where hosts are not chosen
 * @throws {ProviderError}
 */
export async function searchDirectory(
  ctx: Ctx,
  actor: Actor,
  accountId: AccountId,
  { search, cursor }: { search: string; cursor?: string | undefined },
): Promise<z.output<typeof DirectoryPage>> {
  assertSuperadmin(actor)
  const account = await getAccountRow(ctx, accountId)
  const hosts = hostsOf(ctx, account)
  const call = { signal: AbortSignal.timeout(SEARCH_LIMIT_MS) }
  const page = await hosts.listUsers(accountConnection(ctx, account), { search: search.trim(), cursor }, call)
  const rows = await organizersStore.listOrganizers(ctx.db, ctx.platform.id, [accountId])
  return {
    items: page.users.map(({ userKey, email, displayName, licence }) => ({
      ...{ userKey, email, displayName, licence },
      isChosen: rows.some((row) => row.state !== 'leaving' && isOf(row, { userKey, email })),
    })),
    nextCursor: page.nextCursor ?? null,
  }
}

/**
 * A user of the directory hosts rooms of the account from now on. Twice is once.
 *
 * @throws {NotFoundError} `host-not-found` when the service knows nobody, or they are no longer active
 * @throws {ConflictError} `host-unlicensed`, `directory-not-there`
 * @throws {ProviderError}
 */
export async function addHost(
  ctx: Ctx,
  actor: Actor,
  accountId: AccountId,
  userKey: string,
): Promise<z.output<typeof Account>> {
  assertSuperadmin(actor)
  const account = await getAccountRow(ctx, accountId)
  const call = { signal: AbortSignal.timeout(PERSON_LIMIT_MS) }
  const hosts = hostsOf(ctx, account)
  const user = await hosts.findUser(accountConnection(ctx, account), userKey, call)
  const { provider } = findingParams(ctx, account)
  if (!user) throw new NotFoundError('host-not-found', { provider })
  if (user.licence === 'missing')
    throw new ConflictError('host-unlicensed', { provider, host: user.displayName || user.email })
  await withTransaction(ctx.db, async (trx) => {
    const locked = await lockAccount(ctx, trx, accountId)
    const rows = await organizersStore.listOrganizers(trx, ctx.platform.id, [accountId])
    const known = rows.find((row) => isOf(row, user))
    if (known?.state === 'paired') return
    const now = ctx.now()
    await organizersStore.upsertOrganizer(trx, {
      platformId: ctx.platform.id,
      id: known?.id ?? ctx.newId<OrganizerId>(),
      accountId,
      providerUserKey: user.userKey,
      providerAccountKey: user.accountKey ?? null,
      email: user.email,
      displayName: user.displayName,
      refreshedAt: now,
      state: 'paired',
      finding: null,
      pairedAt: now,
    })
    // Rooms that waited for somebody go on.
    const changes = { organizer: user.email }
    if (locked.pairingState === 'paired')
      await happened(ctx, trx, { kind: 'account-paired', id: accountId, by: actor.personId, changes })
  })
  // What else may be in the way of them is found by the check.
  if (account.pairingState !== 'paired' || hosts.checkHost) await checkNow(ctx, accountId, actor.personId)
  return getAccount(ctx, actor, accountId)
}

function hostsOf(ctx: Ctx, account: AccountRow): HostsPart {
  const provider = boundedProvider(ctx, account, ctx.providers.provider(account.appId, account.sessionType))
  if (!provider.hosts) throw new ConflictError('directory-not-there', { account: account.name })
  return provider.hosts
}

/** The first host of an account from before there were directories is known by their address alone until the next check. */
function isOf(
  row: organizersStore.OrganizerRow,
  { userKey, email }: { userKey: string; email: string },
): boolean {
  return row.providerUserKey === userKey || row.providerUserKey.toLowerCase() === email.toLowerCase()
}
