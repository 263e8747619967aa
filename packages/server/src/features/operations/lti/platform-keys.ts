import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import type { Outside } from '../../../outside/outside.ts'
import { OutsideError } from '../../../outside/outside-error.ts'

/** What an LMS signed does not hold. The message is for whoever set it up. */
export class LtiError extends Error {
  override readonly name = 'LtiError'
}

/** Clocks of two servers differ. */
const TOLERANCE_SECONDS = 60
/** Keys are believed for so long; one that is unknown is looked for no more often than this. */
const BELIEVED_MS = 10 * 60_000
const AGAIN_MS = 20_000
const MOST_KNOWN = 200

interface Known {
  readonly keys: Promise<JSONWebKeySet>
  readonly at: number
}
const known = new WeakMap<Outside, Map<string, Known>>()

async function fetchKeys(outside: Outside, url: string): Promise<JSONWebKeySet> {
  const answer = await outside.fetch(url, { headers: { accept: 'application/json' } })
  const body = answer.ok
    ? ((await answer.json().catch(() => undefined)) as JSONWebKeySet | undefined)
    : undefined
  if (!Array.isArray(body?.keys)) throw new LtiError(`${url} answers ${answer.status} and no set of keys`)
  return body
}

/** The public keys of an LMS, for some minutes without asking again. Those who ask at the same moment share a request. */
function keysOf(outside: Outside, url: string, { now, isStale }: { now: number; isStale: boolean }) {
  const byUrl = known.get(outside) ?? new Map<string, Known>()
  known.set(outside, byUrl)
  const found = byUrl.get(url)
  const age = found ? Math.abs(now - found.at) : Number.POSITIVE_INFINITY
  if (found && age < (isStale ? AGAIN_MS : BELIEVED_MS)) return found.keys
  const entry: Known = { keys: fetchKeys(outside, url), at: now }
  byUrl.delete(url)
  byUrl.set(url, entry)
  entry.keys.catch(() => {
    if (byUrl.get(url) === entry) byUrl.delete(url)
  })
  const [oldest] = byUrl.keys()
  if (byUrl.size > MOST_KNOWN && oldest !== undefined) byUrl.delete(oldest)
  return entry.keys
}

/** Whose signature and whose words a token has to have. */
export interface Expected {
  readonly issuer: string
  readonly clientId: string
  readonly keysUrl: string
}

/**
 * Proves a token of an LMS: by RS256 and a key of its own alone, for us, and of now.
 *
 * @returns what it says
 * @throws {LtiError}
 */
export async function proveToken(
  outside: Outside,
  token: string,
  { issuer, clientId, keysUrl }: Expected,
  now: Date,
): Promise<JWTPayload> {
  const verify = async (isStale: boolean) =>
    jwtVerify(token, createLocalJWKSet(await keysOf(outside, keysUrl, { now: now.getTime(), isStale })), {
      issuer,
      audience: clientId,
      algorithms: ['RS256'],
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: now,
      requiredClaims: ['exp', 'iat', 'nonce'],
    })
  try {
    const { payload } = await verify(false).catch((error) => {
      // The LMS may have begun to sign with another key.
      if (error instanceof errors.JWKSNoMatchingKey) return verify(true)
      throw error
    })
    const { aud, azp, iat = 0 } = payload
    const others = Array.isArray(aud) && aud.length > 1
    if ((azp !== undefined || others) && azp !== clientId)
      throw new LtiError('unexpected "azp" claim value: the token is for another client')
    if (iat > now.getTime() / 1000 + TOLERANCE_SECONDS) throw new LtiError('"iat" is in the future')
    return payload
  } catch (error) {
    if (error instanceof LtiError) throw error
    if (error instanceof errors.JOSEError || error instanceof OutsideError)
      throw new LtiError(error.message, { cause: error })
    throw new LtiError('the token or the keys of the LMS can’t be read', { cause: error })
  }
}
