import { ConflictError, InvalidInputError } from './errors.ts'
import { addMinutes, instantOf, type WallTime } from './time.ts'
import { findTimeZone } from './time-zone.ts'

/** Join opens this long before the start, where an event says nothing else. */
export const JOIN_OPENS_BEFORE_MINUTES = 15
/** Instructors may start this long before the start. */
export const START_OPENS_BEFORE_MINUTES = 60
/** Longest event that can be planned: rooms are made for one day's class at most. */
export const MAX_EVENT_MINUTES = 24 * 60

/** When a planner means an event to be. */
export interface EventTimes {
  readonly startsWall: WallTime
  readonly endsWall: WallTime
  readonly timeZone: string
}

export interface PlannedTimes extends EventTimes {
  readonly startsAt: Date
  readonly endsAt: Date
}

/**
 * Turns a planner's wall-clock times into instants.
 *
 * @throws {InvalidInputError} for a zone or time that does not exist, an end before the start, more than
 * {@link MAX_EVENT_MINUTES}, or an event that is over already
 */
export function planTimes(times: EventTimes, now: Date): PlannedTimes {
  const timeZone = findTimeZone(times.timeZone) ?? times.timeZone
  const startsAt = instantOf(times.startsWall, timeZone, '/startsWall')
  const endsAt = instantOf(times.endsWall, timeZone, '/endsWall')
  if (endsAt <= startsAt) {
    throw InvalidInputError.at('/endsWall', 'event-ends-before-start', {
      starts: { wall: times.startsWall },
      ends: { wall: times.endsWall },
    })
  }
  const minutes = (endsAt.getTime() - startsAt.getTime()) / 60_000
  if (minutes > MAX_EVENT_MINUTES) {
    throw InvalidInputError.at('/endsWall', 'event-too-long', { hours: Math.round(minutes / 60) })
  }
  if (endsAt <= now) throw InvalidInputError.at('/startsWall', 'event-in-past', { ends: endsAt })
  return { ...times, timeZone, startsAt, endsAt }
}

/**
 * Refuses a stretch of time in which no event can be.
 *
 * @throws {InvalidInputError} `event-ends-before-start`, `event-too-long`
 */
export function assertSpan({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): void {
  if (endsAt <= startsAt)
    throw InvalidInputError.at('/endsAt', 'event-ends-before-start', { starts: startsAt, ends: endsAt })
  if (endsAt > addMinutes(startsAt, MAX_EVENT_MINUTES)) {
    const hours = Math.round((endsAt.getTime() - startsAt.getTime()) / 3_600_000)
    throw InvalidInputError.at('/endsAt', 'event-too-long', { hours })
  }
}

/** A change of an event that is over is refused: history stays as it was. */
export function assertNotEnded(event: { endsAt: Date }, now: Date): void {
  if (event.endsAt <= now) throw new ConflictError('event-already-ended', { ends: event.endsAt })
}

/** The time in which people get into the room of an event. */
export interface AccessWindow {
  readonly opensAt: Date
  readonly closesAt: Date
}

interface Opening {
  readonly startsAt: Date
  readonly endsAt: Date
  /** Minutes before the start at which Join opens; null = as usual. */
  readonly joinOpensMinutes: number | null
}

export function joinWindow({ startsAt, endsAt, joinOpensMinutes }: Opening): AccessWindow {
  const minutes = joinOpensMinutes ?? JOIN_OPENS_BEFORE_MINUTES
  return { opensAt: addMinutes(startsAt, -minutes), closesAt: endsAt }
}

/** Instructors are let in no later than learners. */
export function startWindow({ startsAt, endsAt, joinOpensMinutes }: Opening): AccessWindow {
  const minutes = Math.max(START_OPENS_BEFORE_MINUTES, joinOpensMinutes ?? 0)
  return { opensAt: addMinutes(startsAt, -minutes), closesAt: endsAt }
}

export type WindowPhase = 'before' | 'open' | 'after'

export function phaseOf(window: AccessWindow, now: Date): WindowPhase {
  if (now < window.opensAt) return 'before'
  return now < window.closesAt ? 'open' : 'after'
}
