import type { Ctx } from '../../../ctx.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { Credentials } from '../../../providers/manifest.ts'
import type { PairingPart } from '../../../providers/pairing.ts'
import type { AccountRow } from './accounts.store.ts'
import { boundedPairing } from './provider-calls.ts'
import { clientSecretSlot, credentialsSlot } from './sealing.ts'

type SealedAccount = Pick<AccountRow, 'id' | 'settings' | 'credentialsSealed' | 'clientSecretSealed'>

/** How an account's client asks for consent and tokens. @throws {ConflictError} `pairing-not-needed` */
export function pairingOf(ctx: Ctx, account: AccountRow): PairingPart {
  const { auth } = ctx.providers.app(account.appId)
  if (auth.kind !== 'oauth-user') throw new ConflictError('pairing-not-needed', { account: account.name })
  return boundedPairing(ctx, account, auth.pairing)
}

/** All that an account's form holds, with its secrets. */
export function credentialsOf(ctx: Ctx, account: SealedAccount): Credentials {
  return { ...account.settings, ...secretsOf(ctx, account) }
}

export function secretsOf(
  ctx: Ctx,
  { id, credentialsSealed, clientSecretSealed }: SealedAccount,
): Credentials {
  if (credentialsSealed)
    return JSON.parse(ctx.vault.open(credentialsSealed, credentialsSlot(ctx.platform.id, id)))
  // Sealed by the previous release, which knew one secret.
  if (!clientSecretSealed) return {}
  return { clientSecret: ctx.vault.open(clientSecretSealed, clientSecretSlot(ctx.platform.id, id)) }
}

/** Columns of an account for what its form holds. */
export function toCredentialColumns(
  ctx: Ctx,
  { id, appId }: { id: AccountId; appId: string },
  settings: Credentials,
  secrets: Credentials,
) {
  const seal = (text: string, slot: typeof credentialsSlot) => ctx.vault.seal(text, slot(ctx.platform.id, id))
  const columns = {
    settings: JSON.stringify(settings),
    credentialsSealed: seal(JSON.stringify(secrets), credentialsSlot),
  }
  if (ctx.providers.app(appId).auth.kind !== 'oauth-user') return columns
  // Nodes of the previous release read an OAuth client in columns of its own, as long as they run beside.
  const { clientId = '' } = settings
  const clientSecretSealed = seal(secrets.clientSecret ?? '', clientSecretSlot)
  return { ...columns, clientId, clientSecretSealed }
}
