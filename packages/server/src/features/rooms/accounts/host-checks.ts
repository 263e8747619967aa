import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { MessageParams } from '../../../domain/message.ts'
import type { AccountFinding, DirectoryUser, MissingRights } from '../../../providers/provider.ts'
import type { AccountRow } from './accounts.store.ts'
import { accountConnection } from './connections.ts'
import { findingMessage } from './findings.ts'
import * as organizersStore from './organizers.store.ts'
import { boundedProvider, PERSON_LIMIT_MS } from './provider-calls.ts'

/** What a directory says of somebody who was chosen from it. */
export interface HostLook {
  readonly row: organizersStore.OrganizerRow
  /** Undefined when they left, or when the service did not tell. */
  readonly user: DirectoryUser | undefined
  /** Undefined when they can host. */
  readonly finding: AccountFinding | MissingRights | undefined
}

/**
 * Looks for each host of an account in its service's directory; changes nothing.
 *
 * @returns undefined where hosts are not chosen from one
 */
export async function lookAtHosts(ctx: Ctx, account: AccountRow): Promise<HostLook[] | undefined> {
  const provider = boundedProvider(ctx, account, ctx.providers.provider(account.appId, account.sessionType))
  const { hosts } = provider
  if (!hosts) return undefined
  const connection = accountConnection(ctx, account)
  const rows = await organizersStore.listOrganizers(ctx.db, ctx.platform.id, [account.id])
  const looks: HostLook[] = []
  for (const row of rows.filter(({ state }) => state !== 'leaving')) {
    try {
      const signal = AbortSignal.timeout(PERSON_LIMIT_MS)
      const user = await hosts.findUser(connection, row.providerUserKey, { signal })
      const finding = findingOf(user) ?? (user && (await hosts.checkHost?.(connection, user, { signal })))
      looks.push({ row, user, finding })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      ctx.log.warn({ err: error, organizerId: row.id }, 'a host was not looked for')
      looks.push({ row, user: undefined, finding: 'account-unreachable' })
    }
  }
  return looks
}

export function findingOf(
  user: DirectoryUser | undefined,
): 'account-host-gone' | 'account-licence-missing' | undefined {
  if (!user) return 'account-host-gone'
  return user.licence === 'missing' ? 'account-licence-missing' : undefined
}

/** Keeps what was seen: who can host no more gets no new rooms, who can again does. What nobody told stays as it was. */
export async function keepLooks(
  ctx: Ctx,
  trx: Trx,
  account: AccountRow,
  looks: readonly HostLook[],
  params: MessageParams,
): Promise<void> {
  let isAnyBack = false
  for (const { row, user, finding } of looks) {
    if (finding === 'account-unreachable') continue
    const wasAble = row.state === 'paired'
    await organizersStore.keepHost(trx, row, {
      ...(user && (await knownAs(ctx, trx, row, user))),
      state: finding ? 'needs-pairing' : 'paired',
      finding: finding ? JSON.stringify(findingMessage(finding, params)) : null,
    })
    if (wasAble && finding)
      await happened(ctx, trx, { kind: 'organizer-unpaired', id: account.id, organizerId: row.id })
    isAnyBack ||= !wasAble && !finding
  }
  // Rooms that waited for them go on; an account that was not let in says so itself.
  if (isAnyBack && account.pairingState === 'paired')
    await happened(ctx, trx, { kind: 'account-paired', id: account.id, by: undefined, changes: {} })
}

/** Names and addresses change; a key that was an address only becomes the service's own, unless that one is here already. */
async function knownAs(
  ctx: Ctx,
  trx: Trx,
  row: organizersStore.OrganizerRow,
  { userKey, email, displayName }: DirectoryUser,
) {
  const names = { email, displayName }
  if (userKey === row.providerUserKey) return names
  const other = await organizersStore.findOrganizerByUser(trx, ctx.platform.id, row.accountId, userKey)
  return other ? names : { ...names, providerUserKey: userKey }
}

/** An account whose hosts are chosen needs one who can host. */
export async function findingOfHosts(
  ctx: Ctx,
  trx: Trx,
  accountId: AccountId,
): Promise<'account-no-host' | undefined> {
  const rows = await organizersStore.listOrganizers(trx, ctx.platform.id, [accountId])
  return rows.some(({ state }) => state === 'paired') ? undefined : 'account-no-host'
}
