import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError, ForbiddenError, UnauthenticatedError } from '../../../domain/errors.ts'
import type { IdentityProviderId, LoginId, PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { handOut, takeBack } from '../../../secrets/handed-out.ts'
import { newToken } from '../../../secrets/tokens.ts'
import type { Slot } from '../../../secrets/vault.ts'
import { assertAppActive } from '../../platform/apps/apps.service.ts'
import { OIDC_APP_ID } from '../../platform/apps/known-apps.ts'
import { type IssuedLogin, issueLogin } from '../auth/auth.service.ts'
import { keepProof } from '../auth/proof.service.ts'
import type { Caller } from '../auth/tries.service.ts'
import { addPerson, findPersonOfAddress } from '../people/people.service.ts'
import { clientOf, getProviderRow, type ProviderRow } from './identity-providers.service.ts'
import * as providersStore from './identity-providers.store.ts'
import { authorizeUrl, OidcError, type OidcPerson, personOf } from './oidc.ts'

export const WALK_MINUTES = 15

/** Where every provider sends the browser back, on the host that it came from. */
export const CALLBACK_PATH = '/sign-in/back'

/** What the browser keeps on its way to a provider and back, sealed: nothing is written down for who only begins. */
interface Walk {
  readonly providerId: IdentityProviderId
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly redirectUri: string
  readonly nextPath: string
  /** Of who is signed in and proves it again; that login gets the proof, and no other begins. */
  readonly provesLoginId?: LoginId
}

/** Clocks of providers differ from ours by less than this. */
const CLOCK_MS = 5 * 60_000

/** Begins a sign-in at a provider. @returns where the browser goes, and what it keeps @throws {ConflictError} `identity-provider-down` */
export async function beginWalk(
  ctx: Ctx,
  providerId: IdentityProviderId,
  {
    origin,
    nextPath,
    provesLoginId,
  }: { origin: string; nextPath: string; provesLoginId?: LoginId | undefined },
): Promise<{ url: string; kept: string }> {
  await assertAppActive(ctx, ctx.db, OIDC_APP_ID, ctx.platform.defaultLanguage)
  const provider = await getProviderRow(ctx, providerId)
  if (!provider.active) throw new ConflictError('identity-provider-off', { provider: provider.name })
  const [state, nonce, codeVerifier] = [newToken(), newToken(), newToken()]
  const redirectUri = `${origin}${CALLBACK_PATH}`
  const proof = provesLoginId ? { provesLoginId, isProof: true } : {}
  const walk: Walk = { providerId, state, nonce, codeVerifier, redirectUri, nextPath, ...proof }
  const url = await told(provider, () => authorizeUrl(clientOf(ctx, provider), walk, ctx.outside))
  return { url, kept: handOut(ctx, walkSlot(ctx), walk, WALK_MINUTES) }
}

/**
 * Ends a sign-in with what the browser brought back.
 *
 * @param answer.kept what this browser was sent away with: another's answer can't be used. The provider takes its code
 * once.
 * @throws {UnauthenticatedError} `sign-in-walk-unknown`, `sign-in-refused`; {ForbiddenError} for a person who has no
 * place here
 */
export async function finishWalk(
  ctx: Ctx,
  answer: { query: URLSearchParams; kept: string | undefined; caller: Caller; actor: Actor | undefined },
): Promise<{ login: IssuedLogin | undefined; nextPath: string }> {
  const back = takeBack<Walk>(ctx, walkSlot(ctx), answer.kept ?? '')
  const walk = back?.value
  if (!walk || walk.state !== answer.query.get('state'))
    throw new UnauthenticatedError('sign-in-walk-unknown')
  const provider = await getProviderRow(ctx, walk.providerId)
  const url = new URL(`${walk.redirectUri}?${answer.query}`)
  const person = await told(provider, () => personOf(clientOf(ctx, provider), walk, url, ctx.outside))
  if (walk.provesLoginId) {
    await proveByProvider(ctx, { provider, walk, person, actor: answer.actor, begunAt: back.issuedAt })
    return { login: undefined, nextPath: walk.nextPath }
  }
  const login = await withTransaction(ctx.db, async (trx) => {
    const personId = await findOrAddPerson(ctx, trx, provider, person)
    return issueLogin(ctx, trx, { personId, way: 'provider', twoFactors: true, caller: answer.caller })
  })
  return { login, nextPath: walk.nextPath }
}

/** Keeps the proof where the same person came back to the browser that began it. */
async function proveByProvider(
  ctx: Ctx,
  given: { provider: ProviderRow; walk: Walk; person: OidcPerson; actor: Actor | undefined; begunAt: Date },
): Promise<void> {
  const { provider, walk, person, actor, begunAt } = given
  if (!actor?.loginId || actor.loginId !== walk.provesLoginId)
    throw new UnauthenticatedError('sign-in-walk-unknown')
  const known = await providersStore.findIdentity(ctx.db, ctx.platform.id, provider.id, person.subject)
  const isOld = person.provedAt && person.provedAt.getTime() < begunAt.getTime() - CLOCK_MS
  if (known?.id !== actor.personId || isOld)
    throw new ForbiddenError('proof-not-accepted', { provider: provider.name })
  await keepProof(ctx, actor, { twoFactors: true })
}

function walkSlot(ctx: Ctx): Slot {
  return { platformId: ctx.platform.id, table: 'identity_providers', column: 'walk', rowId: 'browser' }
}

/**
 * The provider's own name for a person comes first; an address counts only when the provider has proven it.
 *
 * @throws {ForbiddenError} `sign-in-no-place`, `sign-in-email-not-proven`, `sign-in-not-active`
 */
async function findOrAddPerson(
  ctx: Ctx,
  trx: Trx,
  provider: ProviderRow,
  { subject, email, isEmailVerified, firstName, lastName }: OidcPerson,
): Promise<PersonId> {
  const { id: platformId } = ctx.platform
  const known = await providersStore.findIdentity(trx, platformId, provider.id, subject)
  if (known) {
    if (!known.active) throw new ForbiddenError('sign-in-not-active')
    return known.id
  }
  if (!email || !isEmailVerified)
    throw new ForbiddenError('sign-in-email-not-proven', { provider: provider.name })
  const found = await findPersonOfAddress(ctx, trx, email)
  if (found && !found.active) throw new ForbiddenError('sign-in-not-active')
  if (!found && !provider.createsPeople) throw new ForbiddenError('sign-in-no-place', { email })
  const personId = found?.id ?? (await addUnknown(ctx, trx, provider, { email, firstName, lastName }))
  await providersStore.insertIdentity(trx, { platformId, providerId: provider.id, subject, personId })
  return personId
}

async function addUnknown(
  ctx: Ctx,
  trx: Trx,
  provider: ProviderRow,
  { email, firstName, lastName }: { email: string; firstName: string; lastName: string },
): Promise<PersonId> {
  const names = { firstName: firstName || (email.split('@')[0] ?? email), lastName }
  const roles = ['learner'] as const
  const id = await addPerson(ctx, trx, { email, ...names, roles, passwordHash: null })
  const changes = { email, ...names, roles, identityProvider: provider.name }
  await happened(ctx, trx, { kind: 'person-created', id, by: id, changes })
  return id
}

async function told<T>(provider: ProviderRow, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof OidcError)) throw error
    const params = { provider: provider.name, reason: error.message }
    if (error.isRefusal) throw new UnauthenticatedError('sign-in-refused', params, { cause: error })
    throw new ConflictError('identity-provider-down', params, { cause: error })
  }
}
