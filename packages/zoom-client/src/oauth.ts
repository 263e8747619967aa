import { exchange, jsonIn } from '@lectern/service-calls'
import { z } from 'zod'
import { ZoomError } from './errors.ts'
import { failureOf, zoom } from './failure.ts'

const TIMEOUT_MS = 15_000

/** What a server-to-server app has, as its page shows it. */
export interface AppCredentials {
  /** Such as `https://zoom.us`. */
  readonly authUrl: string
  readonly accountId: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface ZoomToken {
  readonly accessToken: string
  readonly expiresInSeconds: number
  /** Names in either family. */
  readonly scopes: readonly string[]
  /** Where calls are taken in the account's region; undefined = anywhere. */
  readonly apiUrl: string | undefined
}

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string().default(''),
  api_url: z.url().optional().catch(undefined),
})

/**
 * Asks for a token of the account; there is no consent, and no refresh.
 *
 * @throws {ZoomError} `unauthorized` when one of the three texts is refused, or the app is not activated
 */
export async function requestToken(
  { authUrl, accountId, clientId, clientSecret }: AppCredentials,
  options: { readonly signal?: AbortSignal | undefined; readonly fetch?: typeof fetch } = {},
): Promise<ZoomToken> {
  const url = new URL('/oauth/token', authUrl).href
  const answer = await exchange(zoom, {
    method: 'POST',
    url,
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: accountId }).toString(),
    timeoutMs: TIMEOUT_MS,
    signal: options.signal,
    fetch: options.fetch ?? fetch,
  })
  if (answer.status !== 200) {
    const failure = failureOf('POST', url, answer, Date.now())
    // Documented: an account that is another's, and an app that is off, are 400.
    const kind = answer.status < 500 && answer.status !== 429 ? 'unauthorized' : failure.kind
    const { status, retryAfterMs } = failure
    throw new ZoomError(failure.message, { kind, status, retryAfterMs, cause: failure })
  }
  const { success, data } = TokenAnswer.safeParse(jsonIn(answer.text))
  if (!success)
    throw new ZoomError("Zoom's answer with a token could not be read.", { kind: 'unexpected-response' })
  return {
    accessToken: data.access_token,
    expiresInSeconds: data.expires_in,
    scopes: data.scope.split(/[\s,]+/).filter((name) => name !== ''),
    apiUrl: data.api_url,
  }
}
