import type { Ctx } from '../../ctx.ts'
import type { AccountId, OrganizerId } from '../../domain/ids.ts'
import type { ConferencingProvider, Organizer } from '../../providers/provider.ts'
import { type AccountRow, getAccountRow } from './accounts.service.ts'
import { listOrganizers } from './organizers.store.ts'
import { toOrganizer } from './tokens.service.ts'

/** An account as a caller of its provider needs it. */
export interface ReadyAccount {
  readonly account: AccountRow
  readonly provider: ConferencingProvider
  /** Undefined when no organizer is paired. */
  readonly organizer: (Organizer & { readonly id: OrganizerId }) | undefined
}

/**
 * The organizer of an account that a room belongs to, or the first that is paired.
 *
 * @param organizerId of the room, if it has one already
 */
export async function getOrganizer(
  ctx: Ctx,
  accountId: AccountId,
  organizerId: OrganizerId | null,
): Promise<ReadyAccount> {
  const account = await getAccountRow(ctx, accountId)
  const provider = ctx.providers.provider(account.appId, account.sessionType)
  const paired = (await listOrganizers(ctx.db, ctx.platform.id, [accountId])).filter(
    (row) => row.state === 'paired',
  )
  const row = organizerId ? paired.find((candidate) => candidate.id === organizerId) : paired[0]
  return { account, provider, organizer: row && { id: row.id, ...toOrganizer(ctx, row) } }
}

/** The provider's user that an e-mail address belongs to, among those who are paired with the account. */
export async function findUserKey(
  ctx: Ctx,
  accountId: AccountId,
  email: string,
): Promise<string | undefined> {
  const organizers = await listOrganizers(ctx.db, ctx.platform.id, [accountId])
  return organizers.find((row) => row.email.toLowerCase() === email.toLowerCase())?.providerUserKey
}
