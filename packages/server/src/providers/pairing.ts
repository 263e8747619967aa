/** Credentials of an account under an app. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** What a person's consent gave us. */
export interface Grant {
  readonly accessToken: string
  readonly accessTokenExpiresAt: Date
  readonly refreshToken: string
}

/** The service's user behind a grant. */
export interface ProviderUser {
  readonly userKey: string
  readonly accountKey: string | undefined
  readonly email: string
  readonly displayName: string
}

/** How an account becomes usable: the OAuth walk. Errors are `PairingError` or `ProviderError`. */
export interface PairingPart {
  /** A consent ends this long after its tokens were last refreshed. */
  readonly lifetimeDays: number
  /** Where the superadmin's browser goes. */
  authorizeUrl(
    credentials: Credentials,
    walk: { redirectUri: string; state: string; codeChallenge: string },
  ): string
  exchangeCode(
    credentials: Credentials,
    answer: { code: string; redirectUri: string; codeVerifier: string },
    signal?: AbortSignal,
  ): Promise<Grant>
  /**
   * @throws {ProviderError} `unauthorized` when the grant is dead; caused by a `PairingError`
   * `pairing-wrong-credentials` when it is the client that is refused
   */
  refresh(credentials: Credentials, refreshToken: string, signal?: AbortSignal): Promise<Grant>
  whoAmI(accessToken: string, signal?: AbortSignal): Promise<ProviderUser>
  /**
   * Ends a consent; one that is over already is fine. Left out = the service offers no such thing.
   *
   * @throws {ProviderError}
   */
  readonly revoke?: (credentials: Credentials, refreshToken: string, signal?: AbortSignal) => Promise<void>
}

/** Why a pairing did not come about; each has a sentence that says what to mend. */
export type PairingFailure =
  | 'pairing-wrong-credentials'
  | 'pairing-redirect-uri'
  | 'pairing-code-refused'
  | 'pairing-scope-missing'
  | 'pairing-licence-missing'
  | 'pairing-forbidden'
  | 'pairing-provider-down'

export class PairingError extends Error {
  override readonly name = 'PairingError'
  readonly failure: PairingFailure

  constructor(failure: PairingFailure, options?: ErrorOptions) {
    super(failure, options)
    this.failure = failure
  }
}
