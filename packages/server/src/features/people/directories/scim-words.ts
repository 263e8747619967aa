import { InvalidInputError } from '../../../domain/errors.ts'
import type { MessageParams, ProblemCode } from '../../../domain/message.ts'

// What SCIM 2.0 calls things: RFC 7643 (what people and groups are), RFC 7644 (how one asks).

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
/** Of organizations: of it the manager is kept (RFC 7643 §4.3). */
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
export const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
export const CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'
export const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType'
export const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema'

/** What kind of mistake a client made (RFC 7644 §3.12), by our code for it. */
export const scimTypes: Readonly<Partial<Record<ProblemCode, string>>> = {
  'scim-value': 'invalidValue',
  'scim-syntax': 'invalidSyntax',
  'scim-path': 'invalidPath',
  'scim-filter': 'invalidFilter',
  'group-members-many': 'tooMany',
  'scim-user-name-taken': 'uniqueness',
  'email-taken': 'uniqueness',
  'group-name-taken': 'uniqueness',
  'email-invalid': 'invalidValue',
}

/** @throws {InvalidInputError} `scim-value` */
export function wrongValue(attribute: string, expected: string, found: unknown): InvalidInputError {
  const said = typeof found === 'string' ? found : (JSON.stringify(found) ?? 'nothing')
  return wrong('scim-value', { attribute, expected, found: said.slice(0, 100) })
}

export const wrong = (code: ProblemCode, params: MessageParams): InvalidInputError =>
  new InvalidInputError(code, params)

/**
 * An attribute as it is looked up here: without the name of the schema, in lower case, because SCIM takes names as they
 * come (RFC 7643 §2.1).
 */
export function attributeOf(path: string): string {
  const short = path.replace(
    /^urn:ietf:params:scim:schemas:(core:2\.0:(user|group)|extension:enterprise:2\.0:user):/i,
    '',
  )
  return short.toLowerCase()
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
