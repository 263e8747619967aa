import type { Call } from '../provider.ts'
import { isSameSecond } from '../room-text.ts'

export { cut, hasMarker, isSameSecond, withMarker } from '../room-text.ts'

/** Longest description of a webinar (documented); kept for trainings too, whose limit is not told. */
export const DESCRIPTION_MAX = 2048
/** Longest name of a training. Not documented; the webinar's is safe. */
export const TRAINING_NAME_MAX = 128
/** GoTo refuses a start that is not in the future; an event that begins now gets this much. */
const SOONEST_START_MS = 2 * 60_000
const SHORTEST_MS = 15 * 60_000
/** Runs that began this long before their event belong to it: instructors open rooms early. */
export const EARLY_RUN_MS = 24 * 3_600_000

export function options(call: Call): { signal?: AbortSignal } {
  return call.signal ? { signal: call.signal } : {}
}

/** The times to ask for: what is wanted, moved where GoTo would refuse a start that has passed. */
export function timesFor(spec: { startsAt: string; endsAt: string }, now: Date): { start: Date; end: Date } {
  const start = new Date(Math.max(Date.parse(spec.startsAt), now.getTime() + SOONEST_START_MS))
  const end = new Date(Math.max(Date.parse(spec.endsAt), start.getTime() + SHORTEST_MS))
  return { start, end }
}

/** Whether a room is at another time than wanted. One whose start was near when it was made may begin later. */
export function isMoved(
  spec: { startsAt: string; endsAt: string },
  found: { start: Date | undefined; end: Date | undefined },
  now: Date,
): boolean {
  if (Date.parse(spec.startsAt) <= now.getTime() + SOONEST_START_MS) return false
  return (
    !isSameSecond(found.start, new Date(spec.startsAt)) || !isSameSecond(found.end, new Date(spec.endsAt))
  )
}
