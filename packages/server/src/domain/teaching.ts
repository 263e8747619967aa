/** Somebody teaches an event. The end is not part of it: the next one may begin then. */
export interface Taught {
  readonly personId: string
  readonly eventId: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** Two events that one person can't teach both. */
export interface Overlap<T extends Taught> {
  readonly wanted: Taught
  readonly other: T
}

/** Whether nobody could be in both. */
export function isAtTheSameTime(
  one: Pick<Taught, 'startsAt' | 'endsAt'>,
  other: Pick<Taught, 'startsAt' | 'endsAt'>,
): boolean {
  return one.startsAt < other.endsAt && other.startsAt < one.endsAt
}

/**
 * Where people who shall teach are somewhere else already.
 *
 * @param wanted what is to be taught
 * @param taught all that these people teach, the wanted ones among them or not
 * @returns each pair of events once for a person, by the start of the wanted one
 */
export function findOverlaps<T extends Taught>(
  wanted: readonly Taught[],
  taught: readonly T[],
): Overlap<T>[] {
  const byPerson = Map.groupBy(taught, (one) => one.personId)
  const seen = new Set<string>()
  const overlaps: Overlap<T>[] = []
  for (const one of [...wanted].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    for (const other of byPerson.get(one.personId) ?? []) {
      if (other.eventId === one.eventId || !isAtTheSameTime(one, other)) continue
      const pair = [one.personId, ...[one.eventId, other.eventId].sort()].join()
      if (!seen.has(pair)) overlaps.push({ wanted: one, other })
      seen.add(pair)
    }
  }
  return overlaps
}
