/**
 * Why a call failed, by what the caller can do about it.
 *
 * - `unauthorized`: the token or the app's credentials are refused.
 * - `forbidden`: a right, a licence or a policy is missing.
 * - `not-found`: there is no such thing, or no longer.
 * - `rejected`: the service's rules refuse the request; sending it again will not help.
 * - `rate-limited`: too many calls, or a budget that is used up; not carried out.
 * - `unavailable`: the network or the service failed; it may pass.
 * - `unexpected-response`: an answer that the client cannot read.
 */
export type ServiceErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'rejected'
  | 'rate-limited'
  | 'unavailable'
  | 'unexpected-response'

/** What is known of a failure. */
export interface Details {
  readonly kind: ServiceErrorKind
  readonly status?: number | undefined
  readonly outcomeUnknown?: boolean | undefined
  readonly retryAfterMs?: number | undefined
  readonly mayBeOldToken?: boolean | undefined
  readonly cause?: unknown
}

/** A call that failed: the only error that clients throw for what a service or the network does. */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError'
  readonly kind: ServiceErrorKind
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined
  /** True when it may have been carried out all the same: look before repeating. */
  readonly outcomeUnknown: boolean
  readonly retryAfterMs: number | undefined
  /** A newer token may be allowed to do it: tokens keep the rights of the moment at which they were given. */
  readonly mayBeOldToken: boolean

  constructor(message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = details.kind
    this.status = details.status
    this.outcomeUnknown = details.outcomeUnknown ?? false
    this.retryAfterMs = details.retryAfterMs
    this.mayBeOldToken = details.mayBeOldToken ?? details.kind === 'unauthorized'
  }
}
