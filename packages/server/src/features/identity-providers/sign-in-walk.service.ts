import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import { ConflictError, ForbiddenError, UnauthenticatedError } from '../../domain/errors.ts'
import type { PersonId } from '../../domain/ids.ts'
import { addMinutes } from '../../domain/time.ts'
import type { Place } from '../../secrets/vault.ts'
import { assertAppActive } from '../apps/apps.service.ts'
import { OIDC_APP_ID } from '../apps/catalogue.ts'
import { type IssuedLogin, issueLogin } from '../auth/auth.service.ts'
import { hashToken, newToken } from '../auth/tokens.ts'
import { addPerson, findPersonOfAddress } from '../people/people.service.ts'
import { clientOf, getProviderRow, type ProviderRow } from './identity-providers.service.ts'
import * as providersStore from './identity-providers.store.ts'
import { authorizeUrl, OidcError, type OidcPerson, personOf } from './oidc.ts'

const WALK_MINUTES = 15

/** Where every provider sends the browser back, on the host that it came from. */
export const CALLBACK_PATH = '/sign-in/back'

const verifierPlace = (platformId: string, rowId: string): Place => ({
  platformId,
  table: 'sign_in_walks',
  column: 'code_verifier',
  rowId,
})

/** Begins a sign-in at a provider. @returns where the browser goes @throws {ConflictError} `identity-provider-down` */
export async function beginWalk(
  ctx: Ctx,
  providerId: string,
  { origin, nextPath }: { origin: string; nextPath: string },
): Promise<{ url: string; state: string }> {
  await assertAppActive(ctx, ctx.db, OIDC_APP_ID, ctx.platform.defaultLanguage)
  const provider = await getProviderRow(ctx, providerId)
  if (!provider.active) throw new ConflictError('identity-provider-off', { provider: provider.name })
  const [state, nonce, codeVerifier] = [newToken(), newToken(), newToken()]
  const redirectUri = `${origin}${CALLBACK_PATH}`
  const walk = { redirectUri, state, nonce, codeVerifier }
  const url = await told(provider, () => authorizeUrl(clientOf(ctx, provider), walk, ctx.outside))
  const stateHash = hashToken(state)
  await providersStore.insertWalk(
    ctx.db,
    {
      platformId: ctx.platform.id,
      stateHash,
      providerId,
      nonce,
      codeVerifierSealed: ctx.vault.seal(
        codeVerifier,
        verifierPlace(ctx.platform.id, stateHash.toString('hex')),
      ),
      redirectUri,
      nextPath,
      expiresAt: addMinutes(ctx.now(), WALK_MINUTES),
    },
    ctx.now(),
  )
  return { url, state }
}

/**
 * Ends a sign-in with what the browser brought back.
 *
 * @param answer.browserState the state that this browser was sent away with: another's can't be used
 * @throws {UnauthenticatedError} `sign-in-walk-unknown`, `sign-in-refused`; {ForbiddenError} for a person who has no
 * place here
 */
export async function finishWalk(
  ctx: Ctx,
  answer: { query: URLSearchParams; browserState: string | undefined; userAgent: string | undefined },
): Promise<{ login: IssuedLogin; nextPath: string }> {
  const state = answer.query.get('state') ?? ''
  const stateHash = hashToken(state)
  const isOwn = state !== '' && state === answer.browserState
  const walk = isOwn
    ? await providersStore.takeWalk(ctx.db, ctx.platform.id, stateHash, ctx.now())
    : undefined
  if (!walk) throw new UnauthenticatedError('sign-in-walk-unknown')
  const provider = await getProviderRow(ctx, walk.providerId)
  const place = verifierPlace(ctx.platform.id, stateHash.toString('hex'))
  const codeVerifier = ctx.vault.open(walk.codeVerifierSealed, place)
  const { redirectUri, nonce, nextPath } = walk
  const url = new URL(`${redirectUri}?${answer.query}`)
  const person = await told(provider, () =>
    personOf(clientOf(ctx, provider), { redirectUri, state, nonce, codeVerifier }, url, ctx.outside),
  )
  const login = await withTransaction(ctx.db, async (trx) => {
    const personId = await findOrAddPerson(ctx, trx, provider, person)
    return issueLogin(ctx, trx, { personId, way: 'provider', userAgent: answer.userAgent })
  })
  return { login, nextPath }
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
  const personId =
    found?.id ??
    (await addPerson(ctx, trx, {
      email,
      firstName: firstName || (email.split('@')[0] ?? email),
      lastName,
      roles: ['learner'],
      passwordHash: null,
    }))
  await providersStore.insertIdentity(trx, { platformId, providerId: provider.id, subject, personId })
  return personId
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
