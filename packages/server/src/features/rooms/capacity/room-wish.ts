import type { Booking } from '../../../domain/capacity.ts'
import type { AccountId, CourseId, EventId, OrganizerId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { AccountRow } from '../accounts/accounts.service.ts'
import type { BookableAccount } from '../accounts/organizers.service.ts'

export interface RoomWish {
  readonly courseId: CourseId
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
  /** The event that moves: it does not stand in its own way. */
  readonly eventId: EventId | undefined
  /** Accounts that are not suggested in its place. */
  readonly without?: readonly AccountId[] | undefined
  /** Who shall not host it, as long as somebody else can. */
  readonly avoid?: OrganizerId | undefined
  /** The room is held ready beside the one that the event has. */
  readonly isSpare?: boolean | undefined
}

/** The same of an account whose organizers are known. */
export function roomsOf({
  slots,
  maxConcurrentRooms,
}: Pick<BookableAccount, 'slots' | 'maxConcurrentRooms'>): number | undefined {
  const bounded = slots?.every((slot) => slot.rooms !== undefined)
  const ofOrganizers = bounded ? slots?.reduce((sum, slot) => sum + (slot.rooms ?? 0), 0) : undefined
  const limits = [maxConcurrentRooms ?? undefined, ofOrganizers].filter((n) => n !== undefined)
  return limits.length > 0 ? Math.min(...limits) : undefined
}

/** Wide enough that every room is seen that touches one which touches the wish. */
export function around({ startsAt, endsAt }: Booking): Booking {
  const minutes = 3 * 24 * 60
  return { startsAt: addMinutes(startsAt, -minutes), endsAt: addMinutes(endsAt, minutes) }
}

export function withMargins(account: AccountRow, { startsAt, endsAt }: Booking): Booking {
  return {
    startsAt: addMinutes(startsAt, -account.marginBeforeMinutes),
    endsAt: addMinutes(endsAt, account.marginAfterMinutes),
  }
}
