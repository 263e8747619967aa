import type { ApiScope } from '../domain/api-scope.ts'
import type { Duty } from '../domain/duty.ts'
import type { ApiKeyId, LoginId, PersonId } from '../domain/ids.ts'
import type { Language } from '../domain/message.ts'
import type { Role } from '../domain/role.ts'
import type { Reader } from '../messages/messages.ts'

/** What a person is called by. */
interface Person {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly language: Language | null
  readonly timeZone: string | null
  /** When they chose their zone, or were given one. */
  readonly zoneSettledAt: Date | null
}

/** Who asks. */
export interface Actor {
  readonly personId: PersonId
  /** Undefined for a program with a key, and for jobs. */
  readonly loginId: LoginId | undefined
  readonly roles: readonly Role[]
  /** What was given to them beside; nothing to programs and jobs. */
  readonly duties?: readonly Duty[]
  readonly reader: Reader
  /** Who it is, as it was read with the login of this request. */
  readonly person?: Person
  /** Their role asks for a second factor, and this login has shown none: until it has, they can do nothing else. */
  readonly lacksSecondFactor?: true
  /** Set when a program acts for the person; what it may do is limited to the scopes. */
  readonly apiKey?: { readonly id: ApiKeyId; readonly scopes: readonly ApiScope[] }
}
