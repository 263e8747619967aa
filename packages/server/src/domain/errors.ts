import type { MessageCode, MessageParams, ProblemCode } from './message.ts'

/** The part of the request that an error is about, as a JSON pointer into the body. */
export interface FieldError {
  readonly pointer: string
  readonly code: ProblemCode
  readonly params?: MessageParams
}

/** What would be possible instead: the fields to send in place of those that were refused. */
export interface Suggestion {
  readonly code: MessageCode
  readonly params: MessageParams
  readonly change: Readonly<Record<string, string>>
}

/**
 * An expected failure. Carries a stable code and what the sentence needs; the sentence itself is
 * made in the reader's language where the error is answered (`messages/`).
 */
export abstract class AppError extends Error {
  abstract readonly status: number
  readonly code: ProblemCode
  readonly params: MessageParams
  readonly fields: readonly FieldError[]
  readonly suggestions: readonly Suggestion[]
  /** For something that is gone: the nearest page of ours that is there. */
  readonly nearest: string | undefined

  constructor(
    code: ProblemCode,
    params: MessageParams = {},
    options: ErrorOptions & { fields?: FieldError[]; suggestions?: Suggestion[]; nearest?: string } = {},
  ) {
    super(code, options)
    this.name = new.target.name
    this.code = code
    this.params = params
    this.fields = options.fields ?? []
    this.suggestions = options.suggestions ?? []
    this.nearest = options.nearest
  }
}

/** A rule refuses the input: 422. (A wrong shape is 400 and answered before any service runs.) */
export class InvalidInputError extends AppError {
  readonly status = 422

  /** An error about one field: the same sentence at the top and at the field. */
  static at(pointer: string, code: ProblemCode, params: MessageParams = {}): InvalidInputError {
    return new InvalidInputError(code, params, { fields: [{ pointer, code, params }] })
  }
}

/** Nobody is signed in: 401. */
export class UnauthenticatedError extends AppError {
  readonly status = 401
}

/** Signed in, but not allowed: 403. */
export class ForbiddenError extends AppError {
  readonly status = 403
}

/** There is no such thing, or the person may not know of it: 404. */
export class NotFoundError extends AppError {
  readonly status = 404
}

/** It was here and is gone for good: 410. */
export class GoneError extends AppError {
  readonly status = 410
}

/** The present state does not allow it: 409. */
export class ConflictError extends AppError {
  readonly status = 409
}

/** Somebody changed the thing since it was read: 412. */
export class StaleError extends AppError {
  readonly status = 412
}

/** A change without `If-Match`: 428. */
export class PreconditionRequiredError extends AppError {
  readonly status = 428
}

/** Too many tries: 429. */
export class TooManyRequestsError extends AppError {
  readonly status = 429
}

/** This server is at its bounds; `params.seconds` says when to try again: 503. */
export class BusyError extends AppError {
  readonly status = 503
}

/** Why a provider did not do what it was asked. Decides whether to try again. */
export type ProviderErrorKind =
  | 'unauthorized' // the pairing is dead: ask to pair again
  | 'forbidden' // a scope, licence or right is missing
  | 'not-found'
  | 'rejected' // a rule of theirs refuses the request
  | 'unexpected-response'
  | 'rate-limited' // try again
  | 'unavailable' // try again

const providerCodes: Readonly<Record<ProviderErrorKind, ProblemCode>> = {
  unauthorized: 'provider-unauthorized',
  forbidden: 'provider-forbidden',
  'not-found': 'provider-not-found',
  rejected: 'provider-rejected',
  'unexpected-response': 'provider-unexpected-response',
  'rate-limited': 'provider-rate-limited',
  unavailable: 'provider-unavailable',
}

/** A conferencing service failed us: 502, or 503 when it may pass. */
export class ProviderError extends AppError {
  readonly kind: ProviderErrorKind
  /** The request may have been carried out although no answer came: look before you try again. */
  readonly outcomeUnknown: boolean
  /** How long the provider asks us to wait, in ms; undefined = it does not say. */
  readonly retryAfterMs: number | undefined
  readonly status: number

  constructor(
    kind: ProviderErrorKind,
    params: { provider: string; detail: string },
    options: ErrorOptions & {
      outcomeUnknown?: boolean
      retryAfterMs?: number | undefined
      /** What may be done in a day is used up. */
      budget?: { readonly of: string; readonly limit: number; readonly goesOnAt: Date }
    } = {},
  ) {
    const { budget } = options
    if (budget)
      super('provider-budget-spent', { ...params, limit: budget.limit, at: budget.goesOnAt }, options)
    else super(providerCodes[kind], params, options)
    this.kind = kind
    this.outcomeUnknown = options.outcomeUnknown ?? false
    this.retryAfterMs = options.retryAfterMs
    this.status = this.mayPass ? 503 : 502
  }

  /** It is nobody's failure: what may be done in a day is used up, and it goes on when the next one begins. */
  get isOverBudget(): boolean {
    return this.code === 'provider-budget-spent'
  }

  get mayPass(): boolean {
    return this.kind === 'rate-limited' || this.kind === 'unavailable'
  }
}
