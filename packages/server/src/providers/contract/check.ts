import { ProviderError } from '../../domain/errors.ts'

/** Why an account can't be used as it is; each has a sentence that says what to do. */
export type AccountFinding =
  | 'account-unauthorized'
  | 'account-key-refused'
  | 'account-scope-missing'
  | 'account-licence-missing'
  | 'account-no-host'
  | 'account-host-gone'
  | 'account-forbidden'
  | 'account-unreachable'
  | 'account-address-wrong'
  | 'account-address-private'
  | 'account-not-https'
  | 'account-certificate-refused'
  | 'account-version-old'
  | 'account-clock-off'
  | 'account-checksum-refused'
  | 'account-key-unreadable'
  | 'account-key-id-wrong'
  | 'account-door-open'
  | 'account-secret-ended'

/**
 * What an account may not do yet, where the service tells: by its own names. `consent`: an administrator there has to say yes to them.
 * `policy`: those are people for whom it may not act.
 */
export interface MissingRights {
  readonly code: 'account-rights-missing' | 'account-consent-missing' | 'account-policy-missing'
  readonly rights: readonly string[]
}

/** A service keeps from an account what it asks for, reports or recordings, and says why. */
export class WithheldError extends ProviderError {
  override readonly name = 'WithheldError'
  readonly finding: AccountFinding

  constructor(finding: AccountFinding, params: { provider: string; detail: string }, options?: ErrorOptions) {
    super('forbidden', params, options)
    this.finding = finding
  }
}
