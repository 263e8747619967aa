import { GotoError, GotoOAuthError } from './errors.ts'
import { type Answer, exchange, fieldsOf, requestIdOf, retryAfterMsOf } from './exchange.ts'
import { DEFAULT_TIMEOUT_MS } from './http.ts'
import { type Fields, optionalNumber, optionalText } from './read.ts'

/** GoTo's access tokens live 60 minutes; used when an answer does not say. */
const ACCESS_TOKEN_SECONDS = 3600

/** How to reach GoTo's authorization server. */
export interface GotoOAuthOptions {
  /** Such as `https://authentication.logmeininc.com`; `https://identity.goto.com` is the same server. */
  authUrl: string
  clientId: string
  clientSecret: string
  fetch?: typeof fetch
  /** 20 s unless told. */
  timeoutMs?: number
}

/** What a grant gives. Since 2025 it no longer names the user: ask `Identity.me`. */
export interface GotoTokens {
  /** Opaque, kilobytes long. */
  accessToken: string
  /** The one to store: a new one, or the one that was sent when the answer had none. */
  refreshToken: string
  expiresInSeconds: number
  /** Space separated; undefined when GoTo does not say. */
  scope: string | undefined
  /** E-mail address of the person who granted. */
  principal: string | undefined
  /** True when `refreshToken` differs from the one that was sent: store it before anything else. */
  refreshTokenReplaced: boolean
}

/**
 * OAuth 2.0 authorization code grant with PKCE against GoTo. Keeps nothing: storing tokens, and refreshing
 * only once at a time, is the caller's. Nothing is repeated, since a code works once and a refresh may
 * replace the token it was made with.
 */
export class GotoOAuth {
  readonly #options: GotoOAuthOptions

  constructor(options: GotoOAuthOptions) {
    this.#options = options
  }

  /**
   * Where to send the browser.
   *
   * @param scope space separated, narrows what the OAuth client may do; left out means all of it
   */
  authorizeUrl(request: {
    redirectUri: string
    state: string
    codeChallenge: string
    scope?: string
  }): string {
    const query = new URLSearchParams({
      client_id: this.#options.clientId,
      response_type: 'code',
      redirect_uri: request.redirectUri,
      state: request.state,
      code_challenge: request.codeChallenge,
      code_challenge_method: 'S256',
    })
    if (request.scope) query.set('scope', request.scope)
    return `${this.#endpoint('authorize')}?${query}`
  }

  /**
   * Trades the code of a callback for tokens.
   *
   * @param redirectUri the identical value given to `authorizeUrl`
   * @throws {GotoOAuthError} `invalid_grant` for a used, expired or foreign code
   */
  async exchangeCode(request: {
    code: string
    redirectUri: string
    codeVerifier: string
    signal?: AbortSignal
  }): Promise<GotoTokens> {
    const answer = await this.#post('token', request.signal, {
      grant_type: 'authorization_code',
      code: request.code,
      redirect_uri: request.redirectUri,
      code_verifier: request.codeVerifier,
    })
    return readTokens(answer, undefined)
  }

  /**
   * Gets a new access token. GoTo usually sends no refresh token along; then the old one stays good.
   *
   * @throws {GotoOAuthError} `invalid_grant` when the grant is over and a person must connect again
   */
  async refresh(request: { refreshToken: string; signal?: AbortSignal }): Promise<GotoTokens> {
    const answer = await this.#post('token', request.signal, {
      grant_type: 'refresh_token',
      refresh_token: request.refreshToken,
    })
    return readTokens(answer, request.refreshToken)
  }

  /** Ends a grant. Succeeds when the token is unknown already (RFC 7009). */
  async revoke(request: { token: string; signal?: AbortSignal }): Promise<void> {
    await this.#post('revoke', request.signal, { token: request.token })
  }

  async #post(
    endpoint: 'token' | 'revoke',
    signal: AbortSignal | undefined,
    form: Record<string, string>,
  ): Promise<Answer> {
    const { clientId, clientSecret, fetch: send = fetch, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options
    let answer: Answer
    try {
      answer = await exchange({
        method: 'POST',
        url: this.#endpoint(endpoint),
        headers: {
          accept: 'application/json',
          authorization: `Basic ${base64(`${clientId}:${clientSecret}`)}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(form).toString(),
        timeoutMs,
        signal,
        write: true,
        fetch: send,
      })
    } catch (error) {
      if (error instanceof GotoError)
        throw new GotoOAuthError(error.message, { ...error, cause: error.cause })
      throw error
    }
    if (answer.status < 200 || answer.status >= 300) throw oauthFailure(endpoint, answer)
    return answer
  }

  #endpoint(name: 'authorize' | 'token' | 'revoke'): string {
    return `${this.#options.authUrl.replace(/\/+$/, '')}/oauth/${name}`
  }
}

/** Makes a PKCE verifier (keep it until the callback) and its S256 challenge (for `authorizeUrl`). */
export async function createPkcePair(): Promise<{ verifier: string; challenge: string }> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return { verifier, challenge: base64url(new Uint8Array(digest)) }
}

function readTokens(answer: Answer, oldRefreshToken: string | undefined): GotoTokens {
  const fields = fieldsOf(answer.text)
  const accessToken = optionalText(fields?.access_token)
  const newRefreshToken = optionalText(fields?.refresh_token)
  const refreshToken = newRefreshToken ?? oldRefreshToken
  if (accessToken === undefined || refreshToken === undefined) {
    const missing = accessToken === undefined ? 'an access token' : 'a refresh token'
    // Without the body: it may hold the other token.
    throw new GotoOAuthError(`GoTo answered ${answer.status} without ${missing}: ${wordsOf(fields)}.`, {
      kind: 'unexpected-response',
      status: answer.status,
      requestId: requestIdOf(answer.headers, fields),
      outcomeUnknown: true,
    })
  }
  return {
    accessToken,
    refreshToken,
    expiresInSeconds: optionalNumber(fields?.expires_in) ?? ACCESS_TOKEN_SECONDS,
    scope: optionalText(fields?.scope),
    principal: optionalText(fields?.principal),
    refreshTokenReplaced: refreshToken !== oldRefreshToken,
  }
}

function oauthFailure(endpoint: string, answer: Answer): GotoOAuthError {
  const fields = fieldsOf(answer.text)
  const oauthError = optionalText(fields?.error)
  const kind = oauthKindOf(answer.status, oauthError)
  return new GotoOAuthError(
    `GoTo's authorization server answered ${answer.status}${oauthError ? ` ${oauthError}` : ''} to /oauth/${endpoint}: ${wordsOf(fields)}.`,
    {
      kind,
      status: answer.status,
      oauthError,
      requestId: requestIdOf(answer.headers, fields),
      body: answer.text,
      outcomeUnknown: kind === 'unavailable',
      retryAfterMs: retryAfterMsOf(answer.headers, Date.now()),
    },
  )
}

function oauthKindOf(status: number, oauthError: string | undefined): GotoOAuthError['kind'] {
  if (status === 429) return 'rate-limited'
  if (status === 408 || status >= 500 || oauthError === 'temporarily_unavailable') return 'unavailable'
  if (oauthError === 'invalid_grant' || oauthError === 'invalid_client' || status === 401)
    return 'unauthorized'
  if (oauthError === 'access_denied' || status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not-found'
  return status >= 400 ? 'rejected' : 'unexpected-response'
}

function wordsOf(fields: Fields | undefined): string {
  const words = optionalText(fields?.error_description) ?? optionalText(fields?.message)
  return (words ?? 'no explanation').slice(0, 300).replace(/[\s.]+$/, '')
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
