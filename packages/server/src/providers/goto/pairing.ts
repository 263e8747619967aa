import { GotoClient, GotoError, type GotoOAuth, GotoOAuthError, type GotoTokens } from '@lectern/goto-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Credentials } from '../manifest.ts'
import { type Grant, PairingError, type PairingFailure, type PairingPart } from '../pairing.ts'
import { toProviderError } from './errors.ts'

/** A refresh token lives so long from its last use. */
const REFRESH_TOKEN_DAYS = 30

/** GoTo's OAuth as the platform sees it: grants in, plain failures out. */
export function createGotoPairing(
  oauth: (credentials: Credentials) => GotoOAuth,
  apiUrl: string,
  now: () => Date,
): PairingPart {
  const toGrant = (tokens: GotoTokens): Grant => ({
    accessToken: tokens.accessToken,
    accessTokenExpiresAt: new Date(now().getTime() + tokens.expiresInSeconds * 1000),
    refreshToken: tokens.refreshToken,
  })
  return {
    lifetimeDays: REFRESH_TOKEN_DAYS,
    authorizeUrl: (credentials, walk) => oauth(credentials).authorizeUrl(walk),
    async exchangeCode(credentials, { code, redirectUri, codeVerifier }, signal) {
      let tokens: GotoTokens
      try {
        tokens = await oauth(credentials).exchangeCode({
          code,
          redirectUri,
          codeVerifier,
          ...given(signal),
        })
      } catch (error) {
        throw error instanceof GotoError ? new PairingError(failureOf(error), { cause: error }) : error
      }
      if (!coversProducts(tokens.scope)) throw new PairingError('pairing-scope-missing')
      return toGrant(tokens)
    },
    async refresh(credentials, refreshToken, signal) {
      try {
        return toGrant(await oauth(credentials).refresh({ refreshToken, ...given(signal) }))
      } catch (error) {
        if (!(error instanceof GotoError)) throw error
        const dead = asDeadPairing(error)
        const { kind, params } = toProviderError(dead)
        const cause = new PairingError(failureOf(error), { cause: error })
        throw new ProviderError(kind, params as { provider: string; detail: string }, { cause })
      }
    },
    async revoke(credentials, refreshToken, signal) {
      try {
        await oauth(credentials).revoke({ token: refreshToken, ...given(signal) })
      } catch (error) {
        throw error instanceof GotoError ? toProviderError(error) : error
      }
    },
    async whoAmI(accessToken, signal) {
      const client = new GotoClient({ apiUrl, accessToken: async () => accessToken })
      try {
        const user = await client.identity.me(given(signal))
        const displayName = [user.firstName, user.lastName].filter(Boolean).join(' ') || user.email
        return {
          userKey: user.userKey,
          accountKey: user.accounts[0]?.key,
          email: user.email ?? '',
          displayName: displayName ?? user.userKey,
        }
      } catch (error) {
        if (!(error instanceof GotoError)) throw error
        const failure = error.kind === 'forbidden' ? 'pairing-scope-missing' : 'pairing-provider-down'
        throw new PairingError(failure, { cause: error })
      }
    },
  }
}

/**
 * Documented: `collab:` is the one scope of all products, so that its absence is a refusal, and its presence does not
 * tell which of them may be used. A grant that does not say is not judged.
 */
function coversProducts(scope: string | undefined): boolean {
  return scope === undefined || scope.split(' ').some((name) => name.startsWith('collab'))
}

function failureOf(error: GotoError): PairingFailure {
  const reason = error instanceof GotoOAuthError ? error.oauthError : undefined
  if (reason === 'invalid_client' || reason === 'unauthorized_client') return 'pairing-wrong-credentials'
  if (reason === 'invalid_grant') return 'pairing-code-refused'
  if (reason === 'invalid_request') return 'pairing-redirect-uri'
  if (reason === 'invalid_scope') return 'pairing-scope-missing'
  return 'pairing-provider-down'
}

/** A refresh that GoTo's authorization server refuses for good means that the grant is dead, whatever the status. */
function asDeadPairing(error: GotoError): GotoError {
  const reason = error instanceof GotoOAuthError ? error.oauthError : undefined
  if (reason !== 'invalid_grant' && reason !== 'invalid_client' && reason !== 'unauthorized_client')
    return error
  return new GotoError(error.message, { kind: 'unauthorized', cause: error })
}

function given(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {}
}
