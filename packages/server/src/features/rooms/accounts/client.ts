import type { Ctx } from '../../../ctx.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { Credentials, PairingPart } from '../../../providers/pairing.ts'
import type { AccountRow } from './accounts.store.ts'
import { boundedPairing } from './provider-calls.ts'
import { clientSecretSlot } from './sealing.ts'

/** How an account's client asks for consent and tokens. @throws {ConflictError} `pairing-not-needed` */
export function pairingOf(ctx: Ctx, account: AccountRow): PairingPart {
  const { pairing } = ctx.providers.app(account.appId)
  if (!pairing) throw new ConflictError('pairing-not-needed', { account: account.name })
  return boundedPairing(ctx, account, pairing)
}

export function credentialsOf(ctx: Ctx, account: AccountRow): Credentials {
  return {
    clientId: account.clientId,
    clientSecret: ctx.vault.open(account.clientSecretSealed, clientSecretSlot(ctx.platform.id, account.id)),
  }
}
