import { addMinutes } from './time.ts'

/** How far the reading of an event's reports is. `withheld`: the provider gives none, and it is known why. */
export const readingStates = ['waiting', 'read', 'settled', 'withheld', 'given-up'] as const
export type ReadingState = (typeof readingStates)[number]

/** Why there is no report; each has a sentence that says what to do. */
export const readingReasons = [
  'attendance-unauthorized',
  'attendance-scope-missing',
  'attendance-licence-missing',
  'attendance-forbidden',
  'attendance-room-gone',
  'attendance-unreadable',
  'attendance-unavailable',
  'attendance-no-report',
  'attendance-tool-silent',
] as const
export type ReadingReason = (typeof readingReasons)[number]

/** Reports grow for hours: they are read soon after the end, and more and more seldom, for a week at most. */
const MINUTES_AFTER_END = [5, 15, 30, 60, 120, 240, 480, 960, 1440, 2880, 4320, 5760, 7200, 8640, 10_080]
/** Equal readings that lie nearer together say nothing: a report of five can have twenty rows ten minutes later. */
const AGREE_AFTER_MINUTES = 60

/** When the reports of an event are read next; null = never again by themselves. */
export function nextReading(endsAt: Date, now: Date): Date | null {
  const moments = MINUTES_AFTER_END.map((minutes) => addMinutes(endsAt, minutes))
  return moments.find((moment) => moment > now) ?? null
}

/**
 * When the first reading is due.
 *
 * @param readyAfterMinutes before which the tool has no report
 */
export function firstReading(endsAt: Date, readyAfterMinutes: number): Date {
  return addMinutes(endsAt, Math.max(MINUTES_AFTER_END[0] ?? 0, readyAfterMinutes))
}

export interface Found {
  readonly hash: string
  readonly runs: number
  /** Why the report of a room is missing. */
  readonly missing: ReadingReason | undefined
  /** It is only that the provider does not answer now. */
  readonly isUnavailable: boolean
  /** A run goes on, so that more is to come. */
  readonly isRunning: boolean
}

export interface ReadingBefore {
  readonly endsAt: Date
  readonly state: ReadingState
  readonly lastHash: string | null
  readonly unchangedSince: Date | null
  readonly runs: number
}

/** What a reading makes of what was known. */
export interface ReadingAfter {
  readonly state: ReadingState
  readonly reason: ReadingReason | null
  readonly nextReadAt: Date | null
  readonly lastHash: string | null
  readonly unchangedSince: Date | null
  readonly runs: number
}

/** Decides by one reading how it goes on. */
export function afterReading(before: ReadingBefore, found: Found, now: Date): ReadingAfter {
  const nextReadAt = nextReading(before.endsAt, now)
  const { lastHash, unchangedSince } = before
  if (found.isUnavailable) {
    // What was known stays.
    const isOver = nextReadAt === null && before.runs === 0 && before.state === 'waiting'
    const state = isOver ? 'given-up' : before.state
    return {
      state,
      reason: 'attendance-unavailable',
      nextReadAt,
      lastHash,
      unchangedSince,
      runs: before.runs,
    }
  }
  const isSame = lastHash === found.hash
  const since = isSame && unchangedSince ? unchangedSince : now
  const known = { lastHash: found.hash, unchangedSince: since, runs: found.runs }
  if (found.missing) {
    const wasRead = before.state === 'read' || before.state === 'settled'
    return { ...known, state: wasRead ? 'read' : 'withheld', reason: found.missing, nextReadAt }
  }
  if (found.runs === 0) {
    if (nextReadAt) return { ...known, state: 'waiting', reason: null, nextReadAt }
    return { ...known, state: 'given-up', reason: 'attendance-no-report', nextReadAt }
  }
  const agrees = isSame && now >= addMinutes(since, AGREE_AFTER_MINUTES) && !found.isRunning
  if (agrees) return { ...known, state: 'settled', reason: null, nextReadAt: null }
  return { ...known, state: 'read', reason: null, nextReadAt }
}
