/**
 * Why a call to Zoom failed, by what the caller can do about it.
 *
 * - `unauthorized`: the token or the app's credentials are refused.
 * - `forbidden`: a scope, a licence or an add-on is missing.
 * - `not-found`: there is no such meeting, user, registrant or recording, or no longer.
 * - `rejected`: its rules refuse the request; sending it again will not help.
 * - `rate-limited`: too many calls, or a daily budget that is used up; not carried out.
 * - `unavailable`: the network or Zoom failed; it may pass.
 * - `unexpected-response`: an answer that this client cannot read.
 */
export type ZoomErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'rejected'
  | 'rate-limited'
  | 'unavailable'
  | 'unexpected-response'

interface Details {
  readonly kind: ZoomErrorKind
  readonly status?: number | undefined
  readonly code?: number | undefined
  readonly missingScopes?: readonly string[]
  readonly outcomeUnknown?: boolean
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

/** A call that failed. The only error this client throws for what Zoom or the network does. */
export class ZoomError extends Error {
  override readonly name = 'ZoomError'
  readonly kind: ZoomErrorKind
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined
  /** Zoom's own, such as 3001. */
  readonly code: number | undefined
  /** Scopes of which one would do, as Zoom names them; empty where it names none. */
  readonly missingScopes: readonly string[]
  /** True when it may have been carried out all the same: look before repeating. */
  readonly outcomeUnknown: boolean
  readonly retryAfterMs: number | undefined

  constructor(message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = details.kind
    this.status = details.status
    this.code = details.code
    this.missingScopes = details.missingScopes ?? []
    this.outcomeUnknown = details.outcomeUnknown ?? false
    this.retryAfterMs = details.retryAfterMs
  }
}
