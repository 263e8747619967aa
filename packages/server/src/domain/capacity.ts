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
  const clipped = bookings.filter((other) => other.startsAt < span.endsAt && span.startsAt < other.endsAt)
  const starts = clipped.map((b) => b.startsAt).filter((at) => at > span.startsAt)
  const moments = [span.startsAt, ...starts].sort((a, b) => a.getTime() - b.getTime())
  let peak = { rooms: 0, at: span.startsAt }
  for (const at of moments) {
    const rooms = clipped.filter((b) => b.startsAt <= at && at < b.endsAt).length
    if (rooms > peak.rooms) peak = { rooms, at }
  }
  return peak
}
