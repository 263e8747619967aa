import { createHash, randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { NotFoundError, ProviderError } from '../../../domain/errors.ts'
import type { AccountId, OrganizerId, PairingId } from '../../../domain/ids.ts'
import type { MessageCode, MessageParams } from '../../../domain/message.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone } from '../../../jobs/each.ts'
import {
  type Grant,
  PairingError,
  type PairingFailure,
  type ProviderUser,
} from '../../../providers/pairing.ts'
import type { AccountFinding, Connection } from '../../../providers/provider.ts'
import { type AccountRow, getAccountRow } from './accounts.service.ts'
import * as accountsStore from './accounts.store.ts'
import { findingParams } from './checks.service.ts'
import { accountConnection } from './connections.ts'
import { credentialsOf, pairingOf } from './credentials.ts'
import { findOrganizerByUser, listOrganizers, upsertOrganizer } from './organizers.store.ts'
import * as pairingsStore from './pairings.store.ts'
import { boundedProvider, PERSON_LIMIT_MS } from './provider-calls.ts'
import { codeVerifierSlot, tokenSlot } from './sealing.ts'
import { renew } from './tokens.service.ts'

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
  const pairing = pairingOf(ctx, account)
  const [path] = app.manifest.redirectPaths ?? []
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
    provider: app.manifest.vendor,
  })
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
  return pairing.authorizeUrl(credentialsOf(ctx, account), {
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
  const fail = async (outcome: MessageCode): Promise<WalkResult> => {
    const params = { uri: pairing.redirectUri, ...findingParams(ctx, account) }
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
    const finding = await findingOf(ctx, account, { grant, user })
    if (finding) return fail(finding)
    const pairedOrigin = new URL(pairing.redirectUri).origin
    const isSaved = await saveOrganizer(ctx, actor, { account, grant, user, pairedOrigin })
    if (!isSaved) return fail('pairing-credentials-changed')
    if (account.pairingState !== 'paired') await tryOthers(ctx, account.id, user)
  } catch (error) {
    if (!(error instanceof PairingError || error instanceof ProviderError)) throw error
    ctx.log.warn({ err: error, accountId: account.id }, 'pairing failed')
    return fail(error instanceof PairingError ? error.failure : 'pairing-provider-down')
  }
  return { ...ended, outcome: 'paired' }
}

/** What stands in the way of rooms, as the end of a pairing says it. */
const failureOf: Partial<Record<AccountFinding, PairingFailure>> = {
  'account-scope-missing': 'pairing-scope-missing',
  'account-licence-missing': 'pairing-licence-missing',
  'account-forbidden': 'pairing-forbidden',
  // A token of this moment that the session type's API does not take.
  'account-unauthorized': 'pairing-forbidden',
  'account-key-refused': 'pairing-wrong-credentials',
  'account-unreachable': 'pairing-provider-down',
}

/** Whether the consent is worth what it is asked for: a call of the session type's own, which changes nothing. */
async function findingOf(
  ctx: Ctx,
  account: AccountRow,
  { grant, user }: { grant: Grant; user: ProviderUser },
): Promise<PairingFailure | undefined> {
  const provider = boundedProvider(ctx, account, ctx.providers.provider(account.appId, account.sessionType))
  const connection: Connection = {
    ...accountConnection(ctx, account, user),
    accessToken: async () => grant.accessToken,
    replaceToken: async () => undefined,
  }
  const [finding] = await provider.checkAccount(connection, { signal: AbortSignal.timeout(PERSON_LIMIT_MS) })
  if (finding === undefined) return undefined
  if (typeof finding !== 'string') return 'pairing-forbidden'
  return failureOf[finding] ?? 'pairing-provider-down'
}

/** Consents of a pool that a changed client ended say so at once, not when somebody needs them. */
async function tryOthers(ctx: Ctx, accountId: AccountId, { userKey }: ProviderUser): Promise<void> {
  const organizers = await listOrganizers(ctx.db, ctx.platform.id, [accountId])
  await eachAlone(
    organizers.filter(({ state, providerUserKey }) => state === 'paired' && providerUserKey !== userKey),
    (row) => `organizer ${row.id}`,
    async (row) => {
      try {
        await renew(ctx, row.id)
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        ctx.log.warn({ organizerId: row.id, code: error.code }, 'organizer of a pool not refreshed')
      }
    },
  )
}

/** @returns false when the account's client was changed meanwhile: its tokens are not the new one's */
async function saveOrganizer(
  ctx: Ctx,
  actor: Actor,
  paired: { account: AccountRow; grant: Grant; user: ProviderUser; pairedOrigin: string },
): Promise<boolean> {
  const { account, grant, user, pairedOrigin } = paired
  const platformId = ctx.platform.id
  return withTransaction(ctx.db, async (trx) => {
    const locked = await accountsStore.findAccountForUpdate(trx, { platformId, accountId: account.id })
    if (!locked) throw new NotFoundError('account-not-found')
    if (!isDeepStrictEqual(credentialsOf(ctx, locked), credentialsOf(ctx, account))) return false
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
    return true
  })
}

/** A failed walk leaves a paired account paired: its organizers still work. What failed is said beside it. */
async function rememberFailure(
  ctx: Ctx,
  account: AccountRow,
  code: MessageCode,
  params: MessageParams,
): Promise<void> {
  const key = { platformId: ctx.platform.id, accountId: account.id }
  await withTransaction(ctx.db, async (trx) => {
    const locked = await accountsStore.findAccountForUpdate(trx, key)
    const isPaired = locked?.pairingState === 'paired'
    if (!locked || (isPaired && code === 'pairing-not-finished')) return
    const organizers = await listOrganizers(trx, ctx.platform.id, [account.id])
    const state = isPaired ? 'paired' : organizers.length > 0 ? 'needs-pairing' : 'not-paired'
    await accountsStore.setPairing(trx, key, { state, reason: { code, params } })
    await happened(ctx, trx, { kind: 'account-pairing-failed', id: account.id })
  })
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
