import { type Details as AnyDetails, ServiceError } from '@lectern/service-calls'

interface Details extends AnyDetails {
  readonly code?: number | undefined
  readonly missingScopes?: readonly string[]
}

/** A call to Zoom that failed. */
export class ZoomError extends ServiceError {
  override readonly name = 'ZoomError'
  /** Zoom's own, such as 3001. */
  readonly code: number | undefined
  /** Scopes of which one would do, as Zoom names them; empty where it names none. */
  readonly missingScopes: readonly string[]

  constructor(message: string, details: Details) {
    const { missingScopes = [], code } = details
    super(message, {
      ...details,
      // A token keeps the scopes that its app had when it was given: what was added since is in a newer one.
      mayBeOldToken: details.kind === 'unauthorized' || missingScopes.length > 0,
    })
    this.code = code
    this.missingScopes = missingScopes
  }
}
