import type { ApiScope } from '../domain/api-scope.ts'
import type { ApiKeyId, LoginId, PersonId } from '../domain/ids.ts'
import type { Role } from '../domain/role.ts'
import type { Reader } from '../messages/messages.ts'

/** Who asks. */
export interface Actor {
  readonly personId: PersonId
  /** Undefined for a program with a key, and for jobs. */
  readonly loginId: LoginId | undefined
  readonly roles: readonly Role[]
  readonly reader: Reader
  /** Set when a program acts for the person; what it may do is limited to the scopes. */
  readonly apiKey?: { readonly id: ApiKeyId; readonly scopes: readonly ApiScope[] }
}
