/**
 * Why a call to BigBlueButton failed, by what the caller can do about it.
 *
 * - `unauthorized`: the checksum does not fit: another secret, or an algorithm that is not allowed there.
 * - `not-found`: there is no such meeting or recording, or no longer. Meetings that are over are such.
 * - `conflict`: a meeting of this id was made with other passwords.
 * - `rejected`: its rules refuse the request; sending it again will not help.
 * - `rate-limited`: too many calls; not carried out.
 * - `unavailable`: the network, the server or a server behind it failed; it may pass.
 * - `unexpected-response`: an answer that is none of BigBlueButton's, such as a page: perhaps the address is another.
 */
export type BigBlueButtonErrorKind =
  | 'unauthorized'
  | 'not-found'
  | 'conflict'
  | 'rejected'
  | 'rate-limited'
  | 'unavailable'
  | 'unexpected-response'

interface Details {
  readonly kind: BigBlueButtonErrorKind
  readonly status?: number | undefined
  readonly messageKey?: string | undefined
  readonly networkCode?: string | undefined
  readonly outcomeUnknown?: boolean
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

/** A call that failed. The only error this client throws for what BigBlueButton or the network does. */
export class BigBlueButtonError extends Error {
  override readonly name = 'BigBlueButtonError'
  readonly kind: BigBlueButtonErrorKind
  /** HTTP status; undefined when no answer came. Refusals of BigBlueButton's own have 200. */
  readonly status: number | undefined
  /** BigBlueButton's own word, such as `checksumError`. */
  readonly messageKey: string | undefined
  /** Why no answer came, such as `ENOTFOUND` or `CERT_HAS_EXPIRED`. */
  readonly networkCode: string | undefined
  /** True when it may have been carried out all the same. */
  readonly outcomeUnknown: boolean
  readonly retryAfterMs: number | undefined

  constructor(message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = details.kind
    this.status = details.status
    this.messageKey = details.messageKey
    this.networkCode = details.networkCode
    this.outcomeUnknown = details.outcomeUnknown ?? false
    this.retryAfterMs = details.retryAfterMs
  }
}
