import { addMinutes } from './time.ts'

/** How far the search for the recordings of an event is. `withheld`: the provider gives none, and it is known why. */
export const recordingSearchStates = ['waiting', 'found', 'withheld', 'given-up'] as const
export type RecordingSearchState = (typeof recordingSearchStates)[number]

/** Why there is no recording; each has a sentence that says what to do. */
export const recordingReasons = [
  'recording-unauthorized',
  'recording-scope-missing',
  'recording-licence-missing',
  'recording-forbidden',
  'recording-room-gone',
  'recording-unavailable',
  'recording-unreadable',
  'recording-none',
  'recording-tool-silent',
] as const
export type RecordingReason = (typeof recordingReasons)[number]

/** Recordings come hours after the end, and grow: they are looked for more and more seldom, for a week at most. */
const MINUTES_AFTER_END = [10, 30, 60, 120, 240, 480, 960, 1440, 2880, 4320, 5760, 7200, 8640, 10_080]

/** When the recordings of an event are looked for next; null = never again by themselves. */
export function nextLook(endsAt: Date, now: Date): Date | null {
  return MINUTES_AFTER_END.map((minutes) => addMinutes(endsAt, minutes)).find((at) => at > now) ?? null
}

const MOST_TRIES = 8
const FIRST_WAIT_MINUTES = 10

/**
 * When a film is copied again that could not be copied: later and later, and given up in the end. Where its link ends, and none
 * comes after it, half of what is left is the longest wait, and nobody gives up before.
 *
 * @param tries so far, from 1
 * @param linkEndsAt undefined = a fresh link is there for each try
 * @returns undefined = never again
 */
export function nextCopy(tries: number, linkEndsAt: Date | undefined, now: Date): Date | undefined {
  const waitMinutes = FIRST_WAIT_MINUTES * 2 ** (tries - 1)
  if (!linkEndsAt) return tries < MOST_TRIES ? addMinutes(now, waitMinutes) : undefined
  const leftMinutes = (linkEndsAt.getTime() - now.getTime()) / 60_000
  if (leftMinutes <= 0) return undefined
  return addMinutes(now, Math.min(waitMinutes, Math.max(leftMinutes / 2, 1)))
}

export interface Looked {
  /** Recordings that are there now, or were at some time. */
  readonly known: number
  /** Why those of a room are missing. */
  readonly missing: RecordingReason | undefined
  /** It is only that the provider does not answer now. */
  readonly isUnavailable: boolean
}

/** What one look makes of the search. */
export function afterLook(
  before: { readonly endsAt: Date; readonly state: RecordingSearchState },
  { known, missing, isUnavailable }: Looked,
  now: Date,
): { state: RecordingSearchState; reason: RecordingReason | null; nextLookAt: Date | null } {
  const nextLookAt = nextLook(before.endsAt, now)
  if (known > 0) return { state: 'found', reason: missing ?? null, nextLookAt }
  if (missing && !isUnavailable) return { state: 'withheld', reason: missing, nextLookAt }
  if (nextLookAt) return { state: 'waiting', reason: missing ?? null, nextLookAt }
  return { state: 'given-up', reason: missing ?? 'recording-none', nextLookAt }
}
