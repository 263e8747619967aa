import { likelyInstantOf, wallTimeOf } from './time.ts'

/** When the list at the door of an event is open: from the midnight before its start to the one after its end, where it takes place. */
export function doorDay({
  startsAt,
  endsAt,
  timeZone,
}: {
  readonly startsAt: Date
  readonly endsAt: Date
  readonly timeZone: string
}): { readonly opensAt: Date; readonly closesAt: Date } {
  const dateOf = (at: Date) => wallTimeOf(at, timeZone).slice(0, 10)
  return {
    opensAt: likelyInstantOf(dateOf(startsAt), '00:00', timeZone),
    closesAt: likelyInstantOf(dateOf(endsAt), '24:00', timeZone),
  }
}
