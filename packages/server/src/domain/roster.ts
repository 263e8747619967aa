import { addMinutes } from './time.ts'

/** A person who comes in later than this after the start is late. */
export const LATE_AFTER_MINUTES = 5
/** Nobody has started an event so long after its time: an alarm. */
export const ALARM_AFTER_MINUTES = 5
/** Nobody is nudged again within this time. */
export const NUDGE_PAUSE_MINUTES = 5

/**
 * Where a learner is, as far as known. `expected`: has not pressed Join, and it has not begun. `missing`: it has begun.
 * `in`: pressed Join, or is in the room where the provider tells. `left`: was in the room, as the provider tells.
 */
export const rosterStates = ['expected', 'missing', 'in', 'left'] as const
export type RosterState = (typeof rosterStates)[number]

/** A stretch of time in the room, as the provider tells it while the room runs; null = still there. */
export interface Stay {
  readonly joinedAt: Date
  readonly leftAt: Date | null
}

/**
 * What a roster says about one learner.
 *
 * @param seen what the provider tells of them; undefined where it does not tell. A click on Join is no proof then.
 */
export function rosterStateOf(
  event: { readonly startsAt: Date },
  learner: { readonly firstEnteredAt: Date | null; readonly seen: readonly Stay[] | undefined },
  now: Date,
): { state: RosterState; isLate: boolean } {
  const { firstEnteredAt, seen } = learner
  const absent: RosterState = now < event.startsAt ? 'expected' : 'missing'
  const cameAt = seen ? earliest(seen) : firstEnteredAt
  if (!cameAt) return { state: absent, isLate: false }
  const isGone = seen?.every((stay) => stay.leftAt !== null) ?? false
  return {
    state: isGone ? 'left' : 'in',
    isLate: cameAt > addMinutes(event.startsAt, LATE_AFTER_MINUTES),
  }
}

function earliest(stays: readonly Stay[]): Date | null {
  return stays.reduce<Date | null>(
    (first, { joinedAt }) => (first && first <= joinedAt ? first : joinedAt),
    null,
  )
}
