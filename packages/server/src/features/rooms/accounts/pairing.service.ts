import { createHash, randomBytes } from 'node:crypto'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError, ProviderError } from '../../../domain/errors.ts'
import type { AccountId, OrganizerId, PairingId } from '../../../domain/ids.ts'
import type { MessageCode, MessageParams } from '../../../domain/message.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import {
  type Credentials,
  type Grant,
  PairingError,
  type PairingPart,
  type ProviderUser,
} from '../../../providers/provider.ts'
import { type AccountRow, getAccountRow } from './accounts.service.ts'
import * as accountsStore from './accounts.store.ts'
import { findOrganizerByUser, listOrganizers, upsertOrganizer } from './organizers.store.ts'
import * as pairingsStore from './pairings.store.ts'
import { boundedPairing } from './provider-calls.ts'
import { clientSecretSlot, codeVerifierSlot, tokenSlot } from './sealing.ts'

/** The walk to the provider and back must be done within this time. */
const WALK_MINUTES = 30

/** What the provider's redirect brought. */
export interface WalkAnswer {
  readonly state: string | undefined
  readonly code: string | undefined
  readonly error: string | undefined
}

/** How a walk ended, for the page that the browser is led to. */
export interface WalkResult {
  readonly appId: string | undefined
  readonly accountId: AccountId | undefined
  readonly outcome: 'paired' | MessageCode
}

/**
 * Begins a pairing: the address of the provider's consent page for this browser.
 *
 * @param origin on which the superadmin works; the provider sends the browser back there
 */
export async function beginPairing(
  ctx: Ctx,
  actor: Actor,
  accountId: AccountId,
  origin: string,
): Promise<string> {
  assertSuperadmin(actor)
  const account = await getAccountRow(ctx, accountId)
  const app = ctx.providers.app(account.appId)
  const [path] = app.description.redirectPaths
  const redirectUri = `${origin}${path ?? ''}`
  const state = randomBytes(32).toString('base64url')
  const codeVerifier = randomBytes(32).toString('base64url')
  const id = ctx.newId<PairingId>()
  const now = ctx.now()
  await pairingsStore.deleteOldPairings(ctx.db, ctx.platform.id, addMinutes(now, -24 * 60))
  await pairingsStore.insertPairing(ctx.db, {
    platformId: ctx.platform.id,
    id,
    accountId,
    personId: actor.personId,
    stateHash: sha256(state),
    codeVerifierSealed: ctx.vault.seal(codeVerifier, codeVerifierSlot(ctx.platform.id, id)),
    redirectUri,
    expiresAt: addMinutes(now, WALK_MINUTES),
  })
  // An error page of the provider does not lead back: until the browser returns, this is what there is to say.
  await rememberFailure(ctx, account, 'pairing-not-finished', {
    uri: redirectUri,
    provider: app.description.vendor,
  })
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
  return pairingOf(ctx, account).authorizeUrl(credentialsOf(ctx, account), {
    redirectUri,
    state,
    codeChallenge,
  })
}

/** Ends a pairing with what the browser brought back. Failures are kept on the account, with what to mend. */
export async function finishPairing(ctx: Ctx, actor: Actor, answer: WalkAnswer): Promise<WalkResult> {
  assertSuperadmin(actor)
  const pairing = answer.state
    ? await pairingsStore.consumePairing(ctx.db, ctx.platform.id, sha256(answer.state), ctx.now())
    : undefined
  if (!pairing || pairing.personId !== actor.personId) {
    return { appId: undefined, accountId: undefined, outcome: 'pairing-state-unknown' }
  }
  const account = await getAccountRow(ctx, pairing.accountId)
  const ended = { appId: account.appId, accountId: account.id }
  const app = ctx.providers.app(account.appId)
  const fail = async (outcome: MessageCode): Promise<WalkResult> => {
    const { vendor, accountForm } = app.description
    const type = accountForm.sessionTypes.find((choice) => choice.id === account.sessionType)?.label
    const params = { uri: pairing.redirectUri, type: type ?? account.sessionType, provider: vendor }
    await rememberFailure(ctx, account, outcome, params)
    return { ...ended, outcome }
  }
  if (answer.error === 'access_denied') return fail('pairing-refused')
  if (answer.error || !answer.code) return fail('pairing-provider-down')
  const codeVerifier = ctx.vault.open(
    pairing.codeVerifierSealed,
    codeVerifierSlot(ctx.platform.id, pairing.id),
  )
  try {
    const grant = await pairingOf(ctx, account).exchangeCode(credentialsOf(ctx, account), {
      code: answer.code,
      redirectUri: pairing.redirectUri,
      codeVerifier,
    })
    const user = await pairingOf(ctx, account).whoAmI(grant.accessToken)
    const pairedOrigin = new URL(pairing.redirectUri).origin
    await saveOrganizer(ctx, actor, { account, grant, user, pairedOrigin })
  } catch (error) {
    if (!(error instanceof PairingError || error instanceof ProviderError)) throw error
    ctx.log.warn({ err: error, accountId: account.id }, 'pairing failed')
    return fail(error instanceof PairingError ? error.failure : 'pairing-provider-down')
  }
  return { ...ended, outcome: 'paired' }
}

/** @throws {ConflictError} `pairing-not-needed` */
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

async function saveOrganizer(
  ctx: Ctx,
  actor: Actor,
  paired: { account: AccountRow; grant: Grant; user: ProviderUser; pairedOrigin: string },
): Promise<void> {
  const { account, grant, user, pairedOrigin } = paired
  const platformId = ctx.platform.id
  await withTransaction(ctx.db, async (trx) => {
    const locked = await accountsStore.findAccountForUpdate(trx, { platformId, accountId: account.id })
    if (!locked) throw new NotFoundError('account-not-found')
    const known = await findOrganizerByUser(trx, platformId, account.id, user.userKey)
    const id = known?.id ?? ctx.newId<OrganizerId>()
    const now = ctx.now()
    await upsertOrganizer(trx, {
      platformId,
      id,
      accountId: account.id,
      providerUserKey: user.userKey,
      providerAccountKey: user.accountKey ?? null,
      email: user.email,
      displayName: user.displayName,
      accessTokenSealed: ctx.vault.seal(grant.accessToken, tokenSlot(platformId, id, 'access_token')),
      accessTokenExpiresAt: grant.accessTokenExpiresAt,
      refreshTokenSealed: ctx.vault.seal(grant.refreshToken, tokenSlot(platformId, id, 'refresh_token')),
      refreshedAt: now,
      refreshLeaseUntil: null,
      state: 'paired',
      pairedAt: now,
    })
    const key = { platformId, accountId: account.id }
    await accountsStore.setPairing(trx, key, { state: 'paired', reason: null })
    await accountsStore.setPairedOrigin(trx, key, pairedOrigin)
    const changes = { organizer: user.email }
    await happened(ctx, trx, { kind: 'account-paired', id: account.id, by: actor.personId, changes })
  })
}

/** A failed walk leaves a paired account as it is: its organizers still work. */
async function rememberFailure(
  ctx: Ctx,
  account: AccountRow,
  code: MessageCode,
  params: MessageParams,
): Promise<void> {
  if (account.pairingState === 'paired') return
  const organizers = await listOrganizers(ctx.db, ctx.platform.id, [account.id])
  const state = organizers.length > 0 ? 'needs-pairing' : 'not-paired'
  const key = { platformId: ctx.platform.id, accountId: account.id }
  await withTransaction(ctx.db, async (trx) => {
    await accountsStore.setPairing(trx, key, { state, reason: { code, params } })
    await happened(ctx, trx, { kind: 'account-pairing-failed', id: account.id })
  })
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
