/** An account as an adapter calls its service. Credentials and tokens are kept by `features/rooms/accounts`. */
export interface Connection {
  /** What the account's form holds, without secrets. */
  readonly settings: Readonly<Record<string, string>>
  /** A secret of the form; empty where it has none. */
  secret(field: string): string
  /** The user of the service who hosts; undefined where the service knows none, or the call is about the whole account. */
  readonly host: Host | undefined
  /** A token that is valid now: the host's (`oauth-user`) or the account's (`app`). Other services have none: it throws. */
  accessToken(): Promise<string>
  /** A token was refused: gives a newer one, or undefined when the consent is dead. */
  replaceToken(refused: string): Promise<string | undefined>
}

/** A user of the service who hosts rooms. */
export interface Host {
  readonly userKey: string
  readonly accountKey: string | undefined
}

/** What goes along with each call. */
export interface Call {
  readonly signal?: AbortSignal
  readonly log?: (entry: CallEntry) => void
  /**
   * Waits until a request may be sent: the service's rates and budgets are shared by all that call it. Left out = at once.
   *
   * @throws {ProviderError} `rate-limited` when that is not soon
   */
  readonly pace?: (request?: PacedRequest) => Promise<void>
  /** The service refused a request for want of rate, for so long where it says: all that call it wait. */
  readonly paceRefused?: (request: PacedRequest, waitMs: number | undefined) => Promise<void>
  /** When what the call is for begins: where a service counts by the day, what is sooner goes first. */
  readonly neededAt?: Date
}

/** What a service counts a request as; of `Rates`. Left out = as any request. */
export interface PacedRequest {
  readonly class?: string
  /** One less of what a user of the service may do today. */
  readonly spends?: { readonly budget: string; readonly of: string }
}

/** One request to a service, for the timeline of an event. Holds no token and no person. */
export interface CallEntry {
  readonly operation: string
  readonly status: number | undefined
  readonly durationMs: number
  /** What the service said, when it refused. */
  readonly error?: string | undefined
}
