import { createHash } from 'node:crypto'
import * as oidc from 'openid-client'
import { toEmail } from '../../../domain/email.ts'
import { isStorable, toLine } from '../../../domain/words.ts'
import type { Outside } from '../../../outside/outside.ts'

/** Characters of a first or last name. */
const MAX_NAME = 100

/** A client of an identity provider, as it is registered there. */
export interface OidcClient {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** A browser's way to the provider and back. */
export interface OidcWalk {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  /** Of who is signed in and proves it again: the provider asks for more than its own cookie. */
  readonly isProof?: boolean
}

/** The person who came back from the provider. */
export interface OidcPerson {
  readonly subject: string
  readonly email: string | undefined
  readonly isEmailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  /** When the provider last saw a proof of theirs, if it says so. */
  readonly provedAt: Date | undefined
}

/** The provider did not do what OpenID Connect says, or refused. The message is for superadmins. */
export class OidcError extends Error {
  override readonly name = 'OidcError'
  /** The person pressed "no", or has no right there. */
  readonly isRefusal: boolean

  constructor(message: string, options: ErrorOptions & { isRefusal?: boolean } = {}) {
    super(message, options)
    this.isRefusal = options.isRefusal ?? false
  }
}

/** Asks the provider what it can do: proves that the issuer is right. @throws {OidcError} */
export async function discover(client: OidcClient, outside: Outside): Promise<oidc.Configuration> {
  return translated(async () => {
    const issuer = new URL(client.issuer)
    const configuration = await oidc.discovery(
      issuer,
      client.clientId,
      client.clientSecret,
      oidc.ClientSecretPost(client.clientSecret),
      {
        [oidc.customFetch]: (url, init) => outside.fetch(url, init as RequestInit),
        // Only a provider that is itself without TLS, such as one on this machine.
        ...(issuer.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {}),
      },
    )
    configuration[oidc.customFetch] = (url, init) => outside.fetch(url, init as RequestInit)
    return configuration
  })
}

/** What a provider said that it can do is believed for so long; that it did not answer, for a moment. */
const BELIEVED_MS = 10 * 60_000
const BELIEVED_DOWN_MS = 5_000
const MAX_KNOWN = 200

interface Known {
  readonly configuration: Promise<oidc.Configuration>
  until: number
}

/** What providers said, in this process. Those who ask at the same moment share one request. */
const known = new WeakMap<Outside, Map<string, Known>>()

/** As {@link discover}, but for some minutes without asking again. @throws {OidcError} */
export function configurationOf(client: OidcClient, outside: Outside): Promise<oidc.Configuration> {
  const byClient = known.get(outside) ?? new Map<string, Known>()
  known.set(outside, byClient)
  const key = keyOf(client)
  const found = byClient.get(key)
  if (found && found.until > performance.now()) return found.configuration
  const configuration = discover(client, outside)
  const entry: Known = { configuration, until: performance.now() + BELIEVED_MS }
  byClient.set(key, entry)
  configuration.catch(() => {
    entry.until = performance.now() + BELIEVED_DOWN_MS
  })
  const [oldest] = byClient.keys()
  if (byClient.size > MAX_KNOWN && oldest !== undefined) byClient.delete(oldest)
  return configuration
}

function keyOf({ issuer, clientId, clientSecret }: OidcClient): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, clientId, clientSecret]))
    .digest('base64url')
}

/** Where the browser goes. @throws {OidcError} */
export async function authorizeUrl(client: OidcClient, walk: OidcWalk, outside: Outside): Promise<string> {
  const configuration = await configurationOf(client, outside)
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: walk.redirectUri,
    scope: 'openid email profile',
    state: walk.state,
    nonce: walk.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(walk.codeVerifier),
    code_challenge_method: 'S256',
    ...(walk.isProof ? { prompt: 'login', max_age: '0' } : {}),
  })
  return url.href
}

/** Turns what the browser brought into a person. @throws {OidcError} */
export async function personOf(
  client: OidcClient,
  walk: OidcWalk,
  currentUrl: URL,
  outside: Outside,
): Promise<OidcPerson> {
  return translated(async () => {
    const configuration = await configurationOf(client, outside)
    const tokens = await oidc
      .authorizationCodeGrant(configuration, currentUrl, {
        pkceCodeVerifier: walk.codeVerifier,
        expectedState: walk.state,
        expectedNonce: walk.nonce,
        idTokenExpected: true,
      })
      .catch((error) => {
        // What was believed may be what is wrong.
        known.get(outside)?.delete(keyOf(client))
        throw error
      })
    const claims = tokens.claims()
    if (!claims) throw new OidcError('the answer has no ID token')
    // Many providers put the address into the user info alone.
    const more = claims.email
      ? claims
      : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub).catch(() => claims)
    const text = (value: unknown) => (typeof value === 'string' ? value : '')
    const [first = '', ...rest] = text(more.name).split(' ')
    return {
      subject: subjectOf(claims.sub),
      email: toEmail(text(more.email)),
      provedAt: typeof claims.auth_time === 'number' ? new Date(claims.auth_time * 1000) : undefined,
      isEmailVerified: more.email_verified === true || more.email_verified === 'true',
      firstName: toName(text(more.given_name) || first),
      lastName: toName(text(more.family_name) || rest.join(' ')),
    }
  })
}

/** A provider says what it likes; what cannot be stored is told, and never cut into somebody else's. */
function subjectOf(subject: string): string {
  if (!isStorable(subject)) throw new OidcError('the ID token has a subject with characters that are none')
  return subject
}

function toName(claim: string): string {
  return toLine(toLine(claim).slice(0, MAX_NAME))
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof OidcError) throw error
    const isRefusal = error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied'
    const { message, cause } = error as Error
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message
    throw new OidcError(reason, { cause: error, isRefusal })
  }
}
