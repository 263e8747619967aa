import { AppError } from './errors.ts'
import type { StoredMessage } from './message.ts'
import { instantOf, type WallTime, wallTimeOf } from './time.ts'

/** An event as it is stored: what was meant, and the instants that this meant when it was saved. */
export interface StoredTimes {
  readonly startsWall: WallTime
  readonly endsWall: WallTime
  readonly timeZone: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** The two ways to bring wall-clock time and instant together again. */
export interface ZoneChange {
  /** The instants of the times that were meant, or why there are none. */
  readonly byWallTime: { readonly startsAt: Date; readonly endsAt: Date } | StoredMessage
  /** The times that the stored instants show now. */
  readonly byInstant: { readonly startsWall: WallTime; readonly endsWall: WallTime }
  /** What people most likely mean: the time of the clock, as long as it exists and is not over. */
  readonly proposal: 'wall-time' | 'instant'
}

/**
 * What the present rules of a zone make of an event that was saved under earlier ones.
 *
 * @returns undefined while stored times and rules agree
 */
export function zoneChangeOf(event: StoredTimes, now: Date): ZoneChange | undefined {
  const byInstant = {
    startsWall: wallTimeOf(event.startsAt, event.timeZone),
    endsWall: wallTimeOf(event.endsAt, event.timeZone),
  }
  if (byInstant.startsWall === event.startsWall && byInstant.endsWall === event.endsWall) return undefined
  const byWallTime = instantsOf(event)
  const isPossible = 'startsAt' in byWallTime && byWallTime.startsAt > now
  return { byWallTime, byInstant, proposal: isPossible ? 'wall-time' : 'instant' }
}

function instantsOf({ startsWall, endsWall, timeZone }: StoredTimes): ZoneChange['byWallTime'] {
  try {
    return {
      startsAt: instantOf(startsWall, timeZone, '/startsWall'),
      endsAt: instantOf(endsWall, timeZone, '/endsWall'),
    }
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, params: error.params }
    throw error
  }
}
