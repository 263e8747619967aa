import type {
  ApiKeyId,
  DirectoryId,
  GroupId,
  IdentityProviderId,
  PersonId,
  PersonImportId,
  SessionId,
} from '../ids.ts'
import type { Done, DoneToMany } from './done.ts'

/** Something is another about people: what they are called, how they are reached, what they may, whether they are there. */
export interface OfPeople {
  readonly personIds: readonly PersonId[]
  /** Whose calendar is in another mailbox from now on. */
  readonly readdressed?: readonly Readdressed[]
}

export interface Readdressed {
  readonly personId: PersonId
  /** The address that the person has now. */
  readonly email: string
  /** A duplicate that was merged into the person: its calendar is another one, and ends. */
  readonly formerId?: PersonId
}

export type PeopleFact =
  | Done<'person-created', PersonId>
  | (Done<'person-changed', PersonId> & OfPeople)
  | (Done<'person-activated', PersonId> & OfPeople)
  | (Done<'person-deactivated', PersonId> & OfPeople)
  /** Called by the person who stays; the sessions are those with which the duplicate had to do. */
  | (Done<'person-merged', PersonId> &
      OfPeople & { readonly formerId: PersonId; readonly sessionIds: readonly SessionId[] })
  /** Their rows are nobody's from now on; what is theirs is erased after those who follow. */
  | ({ readonly kind: 'person-erased' } & OfPeople)
  /** It is done, and there is a report. */
  | Done<'erasure-reported', PersonId>
  /** Somebody wants their own data to be erased, or takes that back. */
  | Done<'erasure-asked' | 'erasure-request-withdrawn', PersonId>
  | (Done<'erasure-declined', PersonId> & { readonly reason: string })
  /** An address of an earlier release was written in today's form. */
  | ({ readonly kind: 'addresses-tidied' } & OfPeople)
  | Done<'people-import-begun', 'import'>
  /** Some people of an import were added or changed, or some of a roster were added. */
  | ({ readonly kind: 'people-imported' } & OfPeople)
  | Done<'people-import-finished', PersonImportId>
  /** A manager says who decides meanwhile, or nobody any more. */
  | Done<'deputy-chosen' | 'deputy-removed', PersonId>
  /** Somebody is a power user from now on, has another area, or is one no more. */
  | Done<'area-given' | 'area-taken', PersonId>
  | Done<'person-invited', PersonId>
  | Done<'own-preferences-changed', PersonId>
  | Done<'person-signed-in', PersonId>
  /** Somebody tried to be them, with a password or a code that is not theirs. */
  | Done<'sign-in-refused' | 'second-factor-refused', PersonId>
  | Done<'password-changed', PersonId>
  | Done<'password-reset-sent', PersonId>
  | Done<'second-factor-turned-on', PersonId>
  | Done<'second-factor-turned-off', PersonId>
  | Done<'passkey-added', PersonId>
  | Done<'passkey-removed', PersonId>
  /** Some or all of this person's. */
  | Done<'logins-ended', PersonId>
  /** By somebody else. */
  | Done<'person-signed-out', PersonId>
  | Done<'api-key-created', ApiKeyId>
  | (Done<'api-key-revoked', ApiKeyId> & { readonly personIds: readonly PersonId[] })
  /** By themselves, because these people may do no more what a key needs. */
  | DoneToMany<'api-keys-ended', ApiKeyId>
  | Done<'directory-created', DirectoryId>
  | Done<'directory-revoked', DirectoryId>
  | Done<'identity-provider-created', IdentityProviderId>
  | Done<'identity-provider-changed', IdentityProviderId>
  | Done<'identity-provider-deleted', IdentityProviderId>
  | Done<'group-created', GroupId>
  | Done<'group-renamed', GroupId>
  | Done<'group-deleted', GroupId>
  | Done<'group-members-added', GroupId>
  | Done<'group-members-removed', GroupId>
  | Done<'group-member-removed', GroupId>
