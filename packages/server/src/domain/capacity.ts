/** The limits of an account; undefined = no limit. What counts is every event that has not ended and is not cancelled. */
export interface AccountLimits {
  readonly maxSessionsPerCourse: number | undefined
  readonly maxTotalSessions: number | undefined
  readonly maxConcurrentRooms: number | undefined
}

/** A stretch of time in which a room is held. The end is not part of it. */
export interface Booking {
  readonly startsAt: Date
  readonly endsAt: Date
}

/**
 * The most rooms that are held at one moment within a stretch of time.
 *
 * @param bookings any order
 * @returns the peak and the first moment at which it is reached; 0 for no overlap
 */
export function peakWithin(span: Booking, bookings: readonly Booking[]): { rooms: number; at: Date } {
  const held = bookings.filter((other) => other.startsAt < span.endsAt && span.startsAt < other.endsAt)
  const steps = held
    .flatMap(({ startsAt, endsAt }) => [
      { at: startsAt < span.startsAt ? span.startsAt : startsAt, change: 1 },
      { at: endsAt, change: -1 },
    ])
    // Who leaves at a moment makes room for who comes then.
    .sort((one, other) => one.at.getTime() - other.at.getTime() || one.change - other.change)
  let peak = { rooms: 0, at: span.startsAt }
  let rooms = 0
  for (const { at, change } of steps) {
    rooms += change
    if (rooms > peak.rooms) peak = { rooms, at }
  }
  return peak
}

/** Suggested times begin at full five minutes. */
const STEP_MS = 5 * 60_000

/**
 * The free time of the same length that is nearest to a wish, before or after it.
 *
 * @param rooms that can be held at once; undefined = any number
 * @param notBefore nothing is suggested that begins earlier
 * @returns undefined when every time that was looked at is taken
 */
export function nearestFree(
  wish: Booking,
  bookings: readonly Booking[],
  rooms: number | undefined,
  notBefore: Date,
): Booking | undefined {
  const length = wish.endsAt.getTime() - wish.startsAt.getTime()
  // A free time that is nearest begins where another ends, or ends where another begins.
  const starts = bookings.flatMap((other) => [
    Math.ceil(other.endsAt.getTime() / STEP_MS) * STEP_MS,
    Math.floor((other.startsAt.getTime() - length) / STEP_MS) * STEP_MS,
  ])
  const from = wish.startsAt.getTime()
  const byDistance = [from, ...new Set(starts)].sort((a, b) => Math.abs(a - from) - Math.abs(b - from))
  for (const start of byDistance) {
    if (start < notBefore.getTime()) continue
    const span = { startsAt: new Date(start), endsAt: new Date(start + length) }
    if (rooms === undefined || peakWithin(span, bookings).rooms < rooms) return span
  }
  return undefined
}
