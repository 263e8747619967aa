import { exchange, jsonIn, retryAfterMs } from '@lectern/service-calls'
import { z } from 'zod'
import { TeamsError } from './errors.ts'
import { graph } from './failure.ts'

const TIMEOUT_MS = 15_000

/** What an app registration of a tenant has. */
export interface AppCredentials {
  /** Such as `https://login.microsoftonline.com`. */
  readonly loginUrl: string
  /** What tokens are for, such as `https://graph.microsoft.com`. */
  readonly graphUrl: string
  /** The directory's id, or a domain of it. */
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface TeamsToken {
  readonly accessToken: string
  readonly expiresInSeconds: number
  /**
   * Application permissions that an administrator consented to, as the token says them; undefined where it can't be read, since
   * Microsoft promises no form of it.
   */
  readonly permissions: readonly string[] | undefined
}

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() })
const Refusal = z.object({ error: z.string(), error_description: z.string().default('') })

/**
 * Asks for a token of the app itself; there is no user, and no refresh.
 *
 * @throws {TeamsError} `unauthorized` with the code of Microsoft's: AADSTS7000215 for a wrong secret, AADSTS7000222 for one that
 * has ended, AADSTS700016 for an app that is not in the tenant, AADSTS90002 for a tenant that is not there
 */
export async function requestToken(
  { loginUrl, graphUrl, tenantId, clientId, clientSecret }: AppCredentials,
  options: { readonly signal?: AbortSignal | undefined; readonly fetch?: typeof fetch } = {},
): Promise<TeamsToken> {
  const url = new URL(`/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, loginUrl).href
  const answer = await exchange(graph, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: new URL('/.default', graphUrl).href,
    }).toString(),
    timeoutMs: TIMEOUT_MS,
    signal: options.signal,
    fetch: options.fetch ?? fetch,
  })
  const { status } = answer
  if (status !== 200) {
    const { data } = Refusal.safeParse(jsonIn(answer.text))
    const [code] = /AADSTS\d+/.exec(data?.error_description ?? '') ?? []
    const passes = status === 429 || status >= 500
    throw new TeamsError(
      `Microsoft Entra answered ${status} to the request for a token (${code ?? data?.error ?? 'no reason'}).`,
      {
        kind: status === 429 ? 'rate-limited' : passes ? 'unavailable' : 'unauthorized',
        ...{ status, code },
        retryAfterMs: retryAfterMs(answer.headers, Date.now()),
      },
    )
  }
  const { success, data } = TokenAnswer.safeParse(jsonIn(answer.text))
  if (!success)
    throw new TeamsError('The answer with a token of Microsoft Entra could not be read.', {
      kind: 'unexpected-response',
    })
  return {
    accessToken: data.access_token,
    expiresInSeconds: data.expires_in,
    permissions: permissionsIn(data.access_token),
  }
}

/** The `roles` of a token (read). It comes from who gave it just now, so that its signature proves nothing more. */
function permissionsIn(token: string): string[] | undefined {
  const [, claims = ''] = token.split('.')
  const read = z
    .object({ roles: z.array(z.string()).default([]), aud: z.unknown() })
    .safeParse(jsonIn(Buffer.from(claims, 'base64url').toString()))
  return read.data?.roles
}
