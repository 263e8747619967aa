import { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { AppError, ProviderError } from '../../../domain/errors.ts'
import type { AccountId, OrganizerId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'
import type { AccountRow } from './accounts.store.ts'
import { credentialsOf } from './credentials.ts'
import * as organizersStore from './organizers.store.ts'
import { boundedPairing } from './provider-calls.ts'
import { tokenSlot } from './sealing.ts'

/**
 * Consents that nobody here uses any more, with what the provider needs to end them, sealed as they lay in their rows. Nodes of the
 * previous release know the OAuth client alone, and leave such work behind, too.
 */
const EndedGrants = z.object({
  platformId: idOf<PlatformId>(),
  appId: z.string(),
  accountId: idOf<AccountId>(),
  clientId: z.string(),
  clientSecretSealed: z.string(),
  settings: z.record(z.string(), z.string()).optional(),
  credentialsSealed: z.string().nullable().default(null),
  grants: z.array(
    z.object({ organizerId: idOf<OrganizerId>(), userKey: z.string(), refreshTokenSealed: z.string() }),
  ),
})

export const endGrantsJob = defineJob('account.end-grants', EndedGrants)

type LeftOrganizer = Pick<organizersStore.OrganizerRow, 'id' | 'providerUserKey' | 'refreshTokenSealed'>

/** Asks for the end of consents at the provider, once the change is committed that forgets them here. */
export async function endGrants(
  ctx: Ctx,
  trx: Trx,
  account: AccountRow,
  organizers: readonly LeftOrganizer[],
): Promise<void> {
  const grants = organizers.flatMap(({ id, providerUserKey, refreshTokenSealed }) =>
    refreshTokenSealed ? [{ organizerId: id, userKey: providerUserKey, refreshTokenSealed }] : [],
  )
  const { auth } = ctx.providers.app(account.appId)
  if (grants.length === 0 || auth.kind !== 'oauth-user' || !auth.pairing.revoke) return
  const { id: accountId, appId, clientId, clientSecretSealed, settings, credentialsSealed } = account
  await ctx.jobs.enqueue(trx, endGrantsJob, {
    ...{ platformId: ctx.platform.id, appId, accountId, grants },
    ...{ clientId, clientSecretSealed, settings, credentialsSealed },
  })
}

/**
 * Ends consents at the provider, as well as it goes: a refusal is logged and done with, and what may pass is tried again by
 * the queue. A consent of a user who is still an organizer with the same client stays: providers do not say whether its
 * end would end the other one, too.
 *
 * @throws {ProviderError} that may pass
 */
export async function carryOutEndOfGrants(ctx: Ctx, ended: z.output<typeof EndedGrants>): Promise<void> {
  const { platformId, appId, accountId, clientId, clientSecretSealed, credentialsSealed } = ended
  const { auth, manifest } = ctx.providers.app(appId)
  if (auth.kind !== 'oauth-user') return
  const { revoke } = boundedPairing(ctx, { appId }, auth.pairing)
  const settings = ended.settings ?? { clientId }
  const field = manifest.accountForm.identifiedBy ?? ''
  for (const { organizerId, userKey, refreshTokenSealed } of ended.grants) {
    const client = settings[field] ?? ''
    if (await organizersStore.isPairedElsewhere(ctx.db, platformId, { field, client, userKey })) continue
    try {
      const sealed = { id: accountId, settings, credentialsSealed, clientSecretSealed }
      const token = ctx.vault.open(refreshTokenSealed, tokenSlot(platformId, organizerId, 'refresh_token'))
      await revoke?.(credentialsOf(ctx, sealed), token)
    } catch (error) {
      if (!(error instanceof AppError) || (error instanceof ProviderError && error.mayPass)) throw error
      ctx.log.warn({ err: error, accountId, organizerId }, 'a consent was not ended at the provider')
    }
  }
}
