import type { Hint } from '../hint.ts'
import type { AccountId, EventId, OrganizerId, RoomId } from '../ids.ts'
import type { RoomState } from '../room.ts'
import type { ToldRecording } from '../telling.ts'
import type { Done } from './done.ts'

export type RoomsFact =
  | Done<'account-created', AccountId>
  | Done<'account-changed', AccountId>
  /** What was entered for the provider is another: nobody can use the account until it is paired again. */
  | Done<'account-unpaired', AccountId>
  | Done<'account-deleted', AccountId>
  | Done<'account-paired', AccountId>
  | Done<'account-pairing-failed', AccountId>
  /** The last consent of the account has ended at the provider. */
  | (Done<'account-pairing-ended', AccountId> & {
      readonly name: string
      readonly appId: string
      /** The service's name as sentences have it. */
      readonly provider: string
      /** When the consent that ended was given. */
      readonly pairedAt: Date
    })
  /** One of its consents will end, because the provider refuses to renew it. */
  | (Done<'account-pairing-found-ending', AccountId> & {
      readonly name: string
      readonly appId: string
      readonly organizerId: OrganizerId
      readonly organizer: string
      readonly refreshedAt: Date
      readonly endsAt: Date
    })
  /** What its form holds will soon no longer let it in, as the form says. */
  | (Done<'account-secret-found-ending', AccountId> & {
      readonly name: string
      readonly appId: string
      readonly provider: string
      /** `YYYY-MM-DD`. */
      readonly endsOn: string
      /** Which warning it is: so many days ahead. */
      readonly daysAhead: number
    })
  | (Done<'organizer-removed', AccountId> & { readonly organizerId: OrganizerId })
  /** Their consent has ended; others of the account may go on. */
  | (Done<'organizer-unpaired', AccountId> & { readonly organizerId: OrganizerId })
  /** Who was removed, and whose last room is gone. */
  | Done<'organizers-forgotten', AccountId>
  /** A step towards what it should be was done, or could not be. */
  | (Done<'room-changed', RoomId> & {
      readonly eventId: EventId
      readonly before: RoomState
      readonly state: RoomState
      /** People are registered at the provider one by one. */
      readonly registers: boolean
    })
  /** Its event has another one from now on; people may still be in it. */
  | (Done<'room-left', RoomId> & { readonly eventId: EventId; readonly accountId: AccountId })
  /** The provider says that something has happened with it: where to look, and nothing to believe. */
  | (Done<'room-hinted', RoomId> & { readonly eventId: EventId; readonly hint: Hint })
  /** The provider has told by itself who was in a run of it: its own words, that come once. */
  | (Done<'room-told', RoomId> & {
      readonly eventId: EventId
      readonly accountId: AccountId
      readonly report: string
    })
  /** The provider tells of a run while it goes on: that it began, that somebody came or went, or that it is over. */
  | (Done<'room-run-told', RoomId> & {
      readonly eventId: EventId
      readonly accountId: AccountId
      readonly isOver: boolean
    })
  /** The provider tells of a recording, by a link that ends. Whoever has that has the film. */
  | (Done<'room-recording-told', RoomId> & {
      readonly eventId: EventId
      readonly recording: ToldRecording['recording']
      /** As people see it. */
      readonly name: string
      readonly url: string
      readonly urlEndsAt: Date
    })
  /** It is another at the provider than it should be, in a way for people to decide, or is so no more. */
  | (Done<'room-drifted', RoomId> & { readonly eventId: EventId })
