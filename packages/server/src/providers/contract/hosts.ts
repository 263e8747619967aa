import type { AccountFinding, MissingRights } from './check.ts'
import type { Call, Connection, Host } from './connection.ts'

/** Whether a user may host rooms of a session type. `unknown`: a list does not tell, a look at one user does. */
export type HostLicence = 'held' | 'missing' | 'unknown'

/** A user in the service's directory. */
export interface DirectoryUser extends Host {
  readonly email: string
  readonly displayName: string
  readonly licence: HostLicence
}

export interface DirectoryPage {
  readonly users: readonly DirectoryUser[]
  /** What gives the next page; undefined = there is none. */
  readonly nextCursor: string | undefined
}

/**
 * Who can host: the service's directory, asked with the account's own token (`connection.host` is undefined). A superadmin
 * chooses from it, and each who is chosen becomes an organizer of the account.
 */
export interface HostsPart {
  /**
   * Users who are active, a page at a time, the service's order.
   *
   * @param wish.search part of a name or of an address, in any case; empty = everybody. A page can be short, or empty, and
   * have a next one: some services can't search, and what they list is looked through here.
   * @throws {ProviderError} `rejected` for a cursor that has run out
   */
  listUsers(
    connection: Connection,
    wish: { readonly search: string; readonly cursor: string | undefined },
    call: Call,
  ): Promise<DirectoryPage>
  /**
   * One user, by their key or address; what is known of their licence is never `unknown`.
   *
   * @returns undefined when there is nobody, or when they are no longer active
   */
  findUser(connection: Connection, userKey: string, call: Call): Promise<DirectoryUser | undefined>
  /**
   * What keeps the account from making rooms for a user besides their licence; changes nothing. Absent: whoever has a licence can
   * be chosen.
   */
  readonly checkHost?: (
    connection: Connection,
    host: DirectoryUser,
    call: Call,
  ) => Promise<AccountFinding | MissingRights | undefined>
}
