import type { ConferencingTool, Event } from '../../../api/client.ts'
import { type Inherited, toInherited } from '../../../ui/inherited.ts'
import { addToTime } from '../../../ui/typed-dates.ts'
import { wallAt } from '../../../ui/wall.ts'
import { type OptionValues, toOptionValues } from '../../rooms/accounts/option-values.ts'
import { AS_USUAL, type SpareChoice } from '../../rooms/tools/spare-choice.ts'

const HOUR_MS = 3_600_000
const DAY_MINUTES = 1440
const USUAL_MINUTES = 60

export interface NewEventDefaults {
  readonly date: string
  readonly startTime: string
  readonly endTime: string
  readonly timeZone: string
  readonly appId: string
  readonly accountId: string
  readonly place: string
  readonly instructorIds: string[]
  readonly joinOpensMinutes: number | string
  readonly showsRecording: Inherited
  readonly spare: SpareChoice
  readonly roomOptions: OptionValues
}

/**
 * What a new event begins with: the next full hour of its zone, as long and with the same as the last event.
 *
 * @param last of the session, or of its course; undefined = there is none
 * @param ownZone of who plans
 */
export function defaultsOf(
  last: Event | undefined,
  tools: readonly ConferencingTool[],
  ownZone: string,
  now: number,
): NewEventDefaults {
  const timeZone = last?.timeZone ?? ownZone
  const start = wallAt((Math.floor(now / HOUR_MS) + 1) * HOUR_MS, timeZone)
  // Zones of half hours: the full hour is that of their clocks.
  const startTime = start.endsWith(':00')
    ? start.slice(11)
    : `${addToTime(start.slice(11), 60).slice(0, 2)}:00`
  const date = startTime < start.slice(11) ? nextDay(start.slice(0, 10)) : start.slice(0, 10)
  const minutes = last ? minutesOf(last) : USUAL_MINUTES
  const tool = tools.find(({ appId }) => appId === last?.tool?.appId)
  const isUsable = tool?.accounts.some(({ id, usable }) => usable && id === last?.tool?.accountId) ?? false
  return {
    date,
    startTime,
    endTime: addToTime(startTime, minutes),
    timeZone,
    appId: isUsable ? (tool?.appId ?? '') : '',
    accountId: isUsable ? (last?.tool?.accountId ?? '') : '',
    place: last?.place ?? '',
    instructorIds: last?.hasOwnInstructors ? last.instructors.map(({ id }) => id) : [],
    joinOpensMinutes: last?.joinOpensMinutes ?? '',
    showsRecording: toInherited(last?.hasOwnShowsRecording ? last.showsRecording : null),
    spare: AS_USUAL,
    roomOptions: toOptionValues(last?.roomOptions),
  }
}

/** By the clock on the wall; an event that is longer than a day is planned anew with the usual length. */
function minutesOf({ startsWall, endsWall }: Event): number {
  const minutes = (Date.parse(`${endsWall}Z`) - Date.parse(`${startsWall}Z`)) / 60_000
  return minutes > 0 && minutes < DAY_MINUTES ? minutes : USUAL_MINUTES
}

function nextDay(date: string): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + DAY_MINUTES * 60_000).toISOString().slice(0, 10)
}

/** The one that begins last of those that take place. */
export function lastOf(events: readonly Event[]): Event | undefined {
  return events
    .filter(({ cancelled }) => cancelled === null)
    .toSorted(byStart)
    .at(-1)
}

const byStart = (one: Event, other: Event) => (one.startsAt < other.startsAt ? -1 : 1)
