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
  /** Waits until a request may be sent: the service's rate is shared by all that call it. Left out = at once. */
  readonly pace?: () => Promise<void>
}

/** One request to a service, for the timeline of an event. Holds no token and no person. */
export interface CallEntry {
  readonly operation: string
  readonly status: number | undefined
  readonly durationMs: number
  /** What the service said, when it refused. */
  readonly error?: string | undefined
}
