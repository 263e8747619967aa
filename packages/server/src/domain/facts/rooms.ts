import type { AccountId, OrganizerId } from '../ids.ts'
import type { Done } from './done.ts'

export type RoomsFact =
  | Done<'account-paired', AccountId>
  | (Done<'organizer-removed', AccountId> & { readonly organizerId: OrganizerId })
