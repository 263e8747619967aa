import type { PersonId } from './ids.ts'
import { addMinutes } from './time.ts'

/**
 * `requested`: waits for approval. `waiting`: on the waiting list. `offered`: a place is held for them until the offer
 * expires. `enrolled` holds a place, as `offered` does. Who has completed it is another thing: see `completion.ts`.
 */
export const enrollmentStatuses = ['requested', 'waiting', 'offered', 'enrolled', 'cancelled'] as const
export type EnrollmentStatus = (typeof enrollmentStatuses)[number]

/** How an enrollment came to be what it is. */
export const enrollmentCauses = [
  'enrolled', // by a planner
  'enrolled-self',
  'requested',
  'approved',
  'declined',
  'waiting', // there was no place
  'promoted',
  'offered',
  'accepted',
  'offer-expired',
  'request-expired', // no manager decided in time
  'withdrawn', // by the person
  'removed', // by a planner
  'moved', // to or from another session of the course
  'deactivated', // who can't sign in any more keeps no place from others
] as const
export type EnrollmentCause = (typeof enrollmentCauses)[number]

/** A place is theirs: they see the events, join, and are registered. */
export const enrolledStatuses = ['enrolled'] as const
/** Nobody else can have the place. */
export const placeStatuses = ['offered', 'enrolled'] as const

/** What happens when a place is free: the first in line gets it at once, or an offer; `off` = no new names. */
export type WaitingList = 'off' | 'automatic' | 'offer'

export interface Queued {
  readonly personId: PersonId
  readonly status: 'waiting' | 'offered'
  readonly waitingSince: Date
  readonly offerExpiresAt: Date | null
  /** False: this person was deactivated, keeps the position in the line, and is passed over. */
  readonly active: boolean
}

export interface PlaceRules {
  readonly maxEnrollment: number | null
  readonly waitingList: WaitingList
  readonly offerHours: number
  /** Nobody is promoted from here on; null = no end. */
  readonly promotionStopsAt: Date | null
}

export type PromotionStep =
  | { readonly personId: PersonId; readonly to: 'enrolled' | 'cancelled' }
  | { readonly personId: PersonId; readonly to: 'offered'; readonly offerExpiresAt: Date }

/**
 * What the waiting list does now: offers that expired end, and free places go to the first in line. Nobody overtakes,
 * and no more places are given than there are. An offer keeps the end that it was given, whatever the rules become.
 *
 * @param taken places that somebody holds, those of `offered` among them
 */
export function promote(
  rules: PlaceRules,
  taken: number,
  queue: readonly Queued[],
  now: Date,
): PromotionStep[] {
  const expired = queue.filter(
    ({ status, offerExpiresAt }) => status === 'offered' && offerExpiresAt !== null && offerExpiresAt <= now,
  )
  const steps: PromotionStep[] = expired.map(({ personId }) => ({ personId, to: 'cancelled' }))
  if (rules.promotionStopsAt && rules.promotionStopsAt <= now) return steps
  const waiting = inOrder(queue.filter(({ status, active }) => status === 'waiting' && active))
  const held = taken - expired.length
  const free = rules.maxEnrollment === null ? waiting.length : Math.max(0, rules.maxEnrollment - held)
  for (const { personId } of waiting.slice(0, free)) {
    if (rules.waitingList !== 'offer') steps.push({ personId, to: 'enrolled' })
    else steps.push({ personId, to: 'offered', offerExpiresAt: offerEnd(rules, now) })
  }
  return steps
}

/** What is done with somebody for whom there is no place. */
export type WhenFull = 'refuse' | 'wait'

export interface Applicant {
  readonly personId: PersonId
  /** What they had; undefined = nothing ever. */
  readonly before: EnrollmentStatus | undefined
}

export type Allotment =
  | { readonly personId: PersonId; readonly to: 'enrolled' | 'waiting' }
  | { readonly personId: PersonId; readonly refusal: 'session-full' | 'waiting-list-first' }

/**
 * Which of several people get a place, one after the other. People with a place keep it, and people who wait keep their position.
 *
 * @param line places that somebody holds, those of offers among them, and people who wait for one
 * @param how `queues`: goes behind those who wait, as people do who enroll by themselves; planners may pass them
 */
export function allot(
  rules: Pick<PlaceRules, 'maxEnrollment' | 'waitingList'>,
  line: { readonly taken: number; readonly waiting: number },
  applicants: readonly Applicant[],
  how: { readonly whenFull: WhenFull; readonly queues: boolean },
): Allotment[] {
  let { taken, waiting } = line
  return applicants.map(({ personId, before }): Allotment => {
    if (before === 'enrolled') return { personId, to: before }
    const others = taken - (before === 'offered' ? 1 : 0)
    const isFull = rules.maxEnrollment !== null && others >= rules.maxEnrollment
    const isBehind = how.queues && before !== 'offered' && waiting > 0
    if (!isFull && !isBehind) {
      taken = others + 1
      if (before === 'waiting') waiting -= 1
      return { personId, to: 'enrolled' }
    }
    const mayWait = rules.waitingList !== 'off' || before === 'waiting'
    if (!mayWait || how.whenFull === 'refuse')
      return { personId, refusal: isFull ? 'session-full' : 'waiting-list-first' }
    if (before === 'offered') taken = others
    if (before !== 'waiting') waiting += 1
    return { personId, to: 'waiting' }
  })
}

/** The line: the person who came first stands first. */
export function inOrder<Q extends { personId: PersonId; waitingSince: Date | null }>(
  queue: readonly Q[],
): Q[] {
  const at = ({ waitingSince }: Q) => waitingSince?.getTime() ?? 0
  return [...queue].sort((a, b) => at(a) - at(b) || (a.personId < b.personId ? -1 : 1))
}

function offerEnd({ offerHours, promotionStopsAt }: PlaceRules, now: Date): Date {
  const end = addMinutes(now, offerHours * 60)
  return promotionStopsAt && promotionStopsAt < end ? promotionStopsAt : end
}

/** A manager decides within so many days. */
export const REQUEST_DAYS = 14

/** Until when a request waits for a manager: at most until what is planned begins, where that is yet to come. */
export function requestEnd(now: Date, firstStartsAt: Date | null): Date {
  const end = addMinutes(now, REQUEST_DAYS * 24 * 60)
  return firstStartsAt && firstStartsAt > now && firstStartsAt < end ? firstStartsAt : end
}

/** When promotions stop, by the dates of a session's events. */
export function promotionStopOf(
  session: { promotionStopHours: number | null },
  dates: { firstStartsAt: Date | null; lastEndsAt: Date | null },
): Date | null {
  if (session.promotionStopHours === null) return dates.lastEndsAt
  return dates.firstStartsAt && addMinutes(dates.firstStartsAt, -session.promotionStopHours * 60)
}

/** Until when a place can be given back by oneself; null = as long as there are no dates. */
export function withdrawalEndOf(
  session: { withdrawalHours: number },
  { firstStartsAt }: { firstStartsAt: Date | null },
): Date | null {
  return firstStartsAt && addMinutes(firstStartsAt, -session.withdrawalHours * 60)
}
