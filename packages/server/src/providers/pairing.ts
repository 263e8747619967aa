import type { Credentials } from './manifest.ts'

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

/** A token of the account itself, asked for with what its form holds. */
export interface AppToken {
  readonly accessToken: string
  readonly expiresAt: Date
}

/**
 * How the service knows that an account may call it.
 *
 * - `oauth-user`: users of the service consent one by one in a walk, and each who did hosts rooms. Accounts are *paired*.
 * - `app`: the account is an application at the service, and its form has what a token is asked for with.
 * - `shared-key`: what the form has signs each call, or goes with it.
 * - `none`: there is nobody to ask.
 *
 * Accounts of `app` and `shared-key` are *checked* when they are saved, and used once nothing stands in the way.
 */
export type Authentication =
  | { readonly kind: 'oauth-user'; readonly pairing: PairingPart }
  | {
      readonly kind: 'app'
      /** @throws {ProviderError} `unauthorized` when the service refuses what the form has */
      requestToken(credentials: Credentials, signal?: AbortSignal): Promise<AppToken>
    }
  | { readonly kind: 'shared-key' }
  | { readonly kind: 'none' }

/** Whether accounts are checked in place of being paired by a user. */
export function isChecked({ kind }: Authentication): boolean {
  return kind === 'app' || kind === 'shared-key'
}

/** How a user's consent is got: the OAuth walk. Errors are `PairingError` or `ProviderError`. */
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
