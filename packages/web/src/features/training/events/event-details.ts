import type { Event } from '../../../api/client.ts'
import { fromInherited, type Inherited, toInherited } from '../../../ui/inherited.ts'
import { fromOptionValues, type OptionValues, toOptionValues } from '../../rooms/accounts/option-values.ts'
import { AS_USUAL, fromSpareChoice, NOWHERE, type SpareChoice } from '../../rooms/tools/spare-choice.ts'
import type { EventFields } from './queries.ts'
import { toWallTimes } from './wall-times.ts'

/** What an event has beside its name, times and tool, as the form holds it. */
export type DetailValues = {
  place: string
  instructorIds: string[]
  overlapReason: string
  /** Times of the day: a break before the event's start is on the next day. */
  breaks: { startTime: string; endTime: string }[]
  /** Empty = as usual. */
  joinOpensMinutes: number | string
  /** 'usual' = as the course has it. */
  showsRecording: Inherited
  /** Of a new event: as its session or course has it. */
  spare: SpareChoice
  roomOptions: OptionValues
  /** Null = nothing is said of groups. */
  breakoutGroups: string[] | null
}

export function toDetailValues(event?: Event): DetailValues {
  const timeOf = (wall: string) => wall.split('T')[1] ?? ''
  return {
    place: event?.place ?? '',
    instructorIds: event?.hasOwnInstructors ? event.instructors.map((person) => person.id) : [],
    overlapReason: '',
    breaks:
      event?.breaks.map(({ startsWall, endsWall }) => ({
        startTime: timeOf(startsWall),
        endTime: timeOf(endsWall),
      })) ?? [],
    joinOpensMinutes: event?.joinOpensMinutes ?? '',
    showsRecording: toInherited(event?.hasOwnShowsRecording ? event.showsRecording : null),
    spare: event ? (event.spare?.accountId ?? NOWHERE) : AS_USUAL,
    roomOptions: toOptionValues(event?.roomOptions),
    breakoutGroups: event?.roomOptions.breakoutGroups ?? null,
  }
}

/** @param starts of the event, by the clocks of its zone */
export function toDetailFields(
  values: DetailValues,
  starts: { date: string; startTime: string },
): Omit<EventFields, 'name' | 'description' | 'startsWall' | 'endsWall' | 'timeZone' | 'accountId'> {
  const { place, instructorIds, overlapReason, joinOpensMinutes, showsRecording, breakoutGroups } = values
  const spareAccountId = fromSpareChoice(values.spare)
  return {
    place,
    instructorIds,
    ...(overlapReason ? { overlapReason } : {}),
    breaks: values.breaks.map((pause) => toBreak(pause, starts)),
    joinOpensMinutes: joinOpensMinutes === '' ? null : Number(joinOpensMinutes),
    showsRecording: fromInherited(showsRecording),
    ...(spareAccountId === undefined ? {} : { spareAccountId }),
    roomOptions: {
      ...fromOptionValues(values.roomOptions),
      ...(breakoutGroups && { breakoutGroups }),
    },
  }
}

function toBreak(
  { startTime, endTime }: { startTime: string; endTime: string },
  { date, startTime: eventStart }: { date: string; startTime: string },
) {
  // A break belongs to the night after the start when its time of the day is earlier.
  const { endsWall: startsWall } = toWallTimes(date, eventStart, startTime)
  const startDate = startsWall.slice(0, 10)
  const { endsWall } = toWallTimes(startDate, startTime, endTime)
  return { startsWall, endsWall }
}
