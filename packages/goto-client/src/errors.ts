/**
 * Why a call to GoTo failed, by what the caller can do about it.
 *
 * - `unauthorized`: the token or grant is dead; a person must connect GoTo again.
 * - `forbidden`: the token is good, but a scope, a licence or a role is missing.
 * - `not-found`: GoTo does not know the thing, or no longer.
 * - `conflict`: the thing exists already or is in a state that forbids the call (a webinar in session).
 * - `rejected`: GoTo's rules refuse the request; sending it again will not help.
 * - `rate-limited`: too many calls; not carried out.
 * - `unavailable`: the network or GoTo failed; it may pass.
 * - `unexpected-response`: an answer that this client cannot read.
 */
export type GotoErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rejected'
  | 'rate-limited'
  | 'unavailable'
  | 'unexpected-response'

/** What a `GotoError` knows beside its message. */
export interface GotoErrorDetails {
  kind: GotoErrorKind
  status?: number
  code?: string
  requestId?: string
  body?: string
  outcomeUnknown?: boolean
  retryAfterMs?: number
  cause?: unknown
}

/** Longest part of an answer that an error keeps, in characters. */
export const ERROR_BODY_MAX = 4000

/** A call to GoTo that failed. The only error this client throws for what GoTo or the network does. */
export class GotoError extends Error {
  readonly kind: GotoErrorKind
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined
  /** GoTo's own code, such as `InvalidToken` or `OrganizerOverlap`. */
  readonly code: string | undefined
  /** What to quote to GoTo's support. */
  readonly requestId: string | undefined
  /** The answer as it came, cut to `ERROR_BODY_MAX`. May hold names and addresses: not for logs. */
  readonly body: string | undefined
  /**
   * True when GoTo may have carried the request out: the connection broke, time ran out, the server failed,
   * or its answer to a write could not be read. GoTo has no idempotency keys: look before repeating.
   */
  readonly outcomeUnknown: boolean
  /** What GoTo asked us to wait. Its documents name no such header, so it is usually undefined. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, details: GotoErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'GotoError'
    this.kind = details.kind
    this.status = details.status
    this.code = details.code
    this.requestId = details.requestId
    this.body = details.body?.slice(0, ERROR_BODY_MAX)
    this.outcomeUnknown = details.outcomeUnknown ?? false
    this.retryAfterMs = details.retryAfterMs
  }
}

/** A failure of the authorization server, which speaks RFC 6749 instead of the product APIs' dialects. */
export class GotoOAuthError extends GotoError {
  /** RFC 6749 code: `invalid_grant` (connect again), `invalid_client`, `access_denied` … */
  readonly oauthError: string | undefined

  constructor(message: string, details: GotoErrorDetails & { oauthError?: string }) {
    super(message, details)
    this.name = 'GotoOAuthError'
    this.oauthError = details.oauthError
  }
}
