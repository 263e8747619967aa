import { InvalidInputError } from './errors.ts'
import type { EventTimes, PlannedTimes } from './event.ts'
import type { OnClocks } from './message.ts'
import { instantOf, shiftWallTime, type WallTime } from './time.ts'

/** A pause within an event, by the clocks of the event's zone. */
export interface Break {
  readonly startsWall: WallTime
  readonly endsWall: WallTime
}

/**
 * Breaks lie within their event, in order, and none begins before the one before it has ended.
 *
 * @throws {InvalidInputError} `break-ends-before-start`, `break-outside-event`, `breaks-overlap`, at the time that is wrong
 */
export function assertBreaks(breaks: readonly Break[], event: PlannedTimes): void {
  let freeFrom = event.startsAt
  for (const [index, { startsWall, endsWall }] of breaks.entries()) {
    const at = `/breaks/${index}`
    const startsAt = instantOf(startsWall, event.timeZone, `${at}/startsWall`)
    const endsAt = instantOf(endsWall, event.timeZone, `${at}/endsWall`)
    const params = { starts: timeOf(startsWall), ends: timeOf(endsWall) }
    if (endsAt <= startsAt) throw InvalidInputError.at(`${at}/endsWall`, 'break-ends-before-start', params)
    const within = { from: timeOf(event.startsWall), until: timeOf(event.endsWall) }
    if (startsAt < event.startsAt)
      throw InvalidInputError.at(`${at}/startsWall`, 'break-outside-event', { ...params, ...within })
    if (endsAt > event.endsAt)
      throw InvalidInputError.at(`${at}/endsWall`, 'break-outside-event', { ...params, ...within })
    if (startsAt < freeFrom) throw InvalidInputError.at(`${at}/startsWall`, 'breaks-overlap', params)
    freeFrom = endsAt
  }
}

/** An event that begins at another time takes its breaks along. */
export function moveBreaks(
  breaks: readonly Break[],
  from: Pick<EventTimes, 'startsWall'>,
  to: Pick<EventTimes, 'startsWall'>,
): Break[] {
  return breaks.map(({ startsWall, endsWall }) => ({
    startsWall: shiftWallTime(startsWall, from.startsWall, to.startsWall),
    endsWall: shiftWallTime(endsWall, from.startsWall, to.startsWall),
  }))
}

const timeOf = (wall: WallTime): OnClocks => ({ wall })
