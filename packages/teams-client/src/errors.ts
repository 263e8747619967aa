import { type Details as AnyDetails, ServiceError } from '@lectern/service-calls'

interface Details extends AnyDetails {
  readonly code?: string | undefined
  readonly policyMissing?: boolean | undefined
  readonly requestId?: string | undefined
}

/** A call to Microsoft Graph, or for a token, that failed. */
export class TeamsError extends ServiceError {
  override readonly name = 'TeamsError'
  /** Microsoft's own, such as `Forbidden`, `3004` or `AADSTS7000222`. */
  readonly code: string | undefined
  /** The organizer is not in an application access policy of this app: an administrator grants one by PowerShell. */
  readonly policyMissing: boolean
  /** What Microsoft's support asks for. */
  readonly requestId: string | undefined

  constructor(message: string, details: Details) {
    super(message, {
      ...details,
      // A token keeps the permissions that were consented to when it was given: what was added since is in a newer one.
      mayBeOldToken:
        details.kind === 'unauthorized' || (details.kind === 'forbidden' && !details.policyMissing),
    })
    this.code = details.code
    this.policyMissing = details.policyMissing ?? false
    this.requestId = details.requestId
  }
}
