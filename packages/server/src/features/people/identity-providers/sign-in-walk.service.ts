import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, UnauthenticatedError } from '../../../domain/errors.ts'
import type { IdentityProviderId, LoginId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { handOut, takeBack } from '../../../secrets/handed-out.ts'
import { newToken } from '../../../secrets/tokens.ts'
import type { Slot } from '../../../secrets/vault.ts'
import { assertAppActive } from '../../platform/apps/apps.service.ts'
import { type IssuedLogin, issueLogin } from '../auth/auth.service.ts'
import type { Caller } from '../auth/tries.service.ts'
import { clientOf, getProviderRow, type ProviderRow } from './identity-providers.service.ts'
import { findOrAddPerson, proveByProvider } from './known-person.ts'
import { authorizeUrl, OidcError, personOf } from './oidc.ts'
import { type BeginSaml, beginSamlWalk } from './saml-walk.service.ts'

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

/** Begins a sign-in at a provider. @returns where the browser goes, and what it keeps @throws {ConflictError} `identity-provider-down` */
export async function beginWalk(
  ctx: Ctx,
  providerId: IdentityProviderId,
  asked: BeginSaml,
): Promise<{ url: string; kept: string }> {
  const { origin, nextPath, provesLoginId } = asked
  const provider = await getProviderRow(ctx, providerId)
  await assertAppActive(ctx, ctx.db, provider.protocol, ctx.platform.defaultLanguage)
  const isTest = provider.protocol === 'saml' && asked.testsLoginId !== undefined
  if (!provider.active && !isTest)
    throw new ConflictError('identity-provider-off', { provider: provider.name })
  if (provider.protocol === 'saml') return beginSamlWalk(ctx, provider, asked)
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
    return issueLogin(ctx, trx, {
      personId,
      way: 'provider',
      twoFactors: true,
      providerId: provider.id,
      caller: answer.caller,
    })
  })
  return { login, nextPath: walk.nextPath }
}

function walkSlot(ctx: Ctx): Slot {
  return { platformId: ctx.platform.id, table: 'identity_providers', column: 'walk', rowId: 'browser' }
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
