import { GotoError, GotoOAuthError } from './errors.ts'
import type { CallOptions, GotoHttp } from './http.ts'
import {
  type Fields,
  keyList,
  optionalKey,
  optionalObject,
  optionalText,
  readArrayOrEmpty,
  readObject,
  requiredKey,
  requiredText,
  textList,
} from './read.ts'

/** The member under which GoTo's SCIM records keep what SCIM does not know. The dots belong to the name. */
const EXTENSION = 'urn:scim:schemas:extension:getgo:1.0'

/** An account that a GoTo user belongs to. */
export interface GotoAccount {
  key: string
  /** Undefined when only the admin service answered. */
  name: string | undefined
  /** Such as `acctadmin`; empty when GoTo does not say. */
  entitlements: string[]
}

/** The GoTo user behind a token. */
export interface GotoUser {
  /** Also the organizer key of all three products. */
  userKey: string
  email: string
  firstName: string | undefined
  lastName: string | undefined
  /** Such as `en_US`. */
  locale: string | undefined
  /** IANA name, such as `Europe/Berlin`. */
  timeZone: string | undefined
  /** Often one; several for people who work for several customers: let a person choose. */
  accounts: GotoAccount[]
}

/** Who a token belongs to. */
export class Identity {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /**
   * The user behind the token. Asks the identity service, and the admin service when that one refuses or
   * cannot be read; when both fail, the first failure is thrown.
   */
  async me(options: CallOptions = {}): Promise<GotoUser> {
    try {
      return await this.#ask('/identity/v1/Users/me', readScimUser, options)
    } catch (error) {
      if (!isWorthAskingAdmin(error)) throw error
      try {
        return await this.#ask('/admin/rest/v1/me', readAdminUser, options)
      } catch (second) {
        throw second instanceof GotoError ? error : second
      }
    }
  }

  #ask(path: string, read: (json: unknown) => GotoUser, options: CallOptions): Promise<GotoUser> {
    return this.#http.call({ method: 'GET', path, what: 'the user', read, signal: options.signal })
  }
}

/** A dead grant or a broken network will not be better at the next service. */
function isWorthAskingAdmin(error: unknown): error is GotoError {
  if (!(error instanceof GotoError) || error instanceof GotoOAuthError) return false
  return ['unauthorized', 'forbidden', 'not-found', 'unexpected-response'].includes(error.kind)
}

function readScimUser(json: unknown): GotoUser {
  const user = readObject(json, 'user')
  const name = optionalObject(user.name)
  const extension = optionalObject(user[EXTENSION])
  return {
    userKey: requiredKey(user.id, 'id'),
    email: requiredText(scimEmail(user), 'userName'),
    firstName: optionalText(name?.givenName),
    lastName: optionalText(name?.familyName),
    locale: optionalText(user.locale),
    timeZone: optionalText(user.timezone) ?? optionalText(user.timeZone),
    accounts: readArrayOrEmpty(extension?.accounts ?? user.accounts, 'accounts', readScimAccount),
  }
}

function scimEmail(user: Fields): unknown {
  if (optionalText(user.userName) !== undefined) return user.userName
  return Array.isArray(user.emails) ? optionalObject(user.emails[0])?.value : user.email
}

function readScimAccount(value: unknown): GotoAccount {
  const account = readObject(value, 'account')
  return {
    key: requiredKey(account.value, 'account value'),
    name: optionalText(account.display),
    entitlements: textList(account.entitlements),
  }
}

function readAdminUser(json: unknown): GotoUser {
  const user = readObject(json, 'user')
  const accountKeys = keyList([optionalKey(user.accountKey)])
  return {
    userKey: requiredKey(user.key, 'key'),
    email: requiredText(user.email, 'email'),
    firstName: optionalText(user.firstName),
    lastName: optionalText(user.lastName),
    locale: optionalText(user.locale),
    timeZone: optionalText(user.timeZone),
    accounts: accountKeys.map((key) => ({ key, name: undefined, entitlements: [] })),
  }
}
