import { peakWithin } from '../../../domain/capacity.ts'
import { keyOfPlace } from '../../../domain/conflicts.ts'
import type { StretchEvent } from './stretch.service.ts'

/** A row of the board. */
export interface Lane {
  /** null = of events that have nothing of the kind. */
  readonly id: string | null
  readonly name: string
  readonly limit: number | null
  readonly peak: number
  readonly peakAt: Date | null
  readonly minutes: number
}

/** What a lane is for: an account, an instructor, a course, a place. */
export interface Known {
  readonly id: string
  readonly name: string
  readonly limit?: number | undefined
}

/**
 * Lanes in the order of what is known, then those of events that name something else; last the one without, if there
 * are events without.
 *
 * @param keysOf the lanes of an event; none = it stands in the one without
 */
export function toLanes(
  events: readonly StretchEvent[],
  known: readonly Known[],
  span: { from: Date; until: Date },
  keysOf: (event: StretchEvent) => readonly Known[],
): Lane[] {
  const lanes = new Map<string, Known>(known.map((one) => [one.id, one]))
  const inLane = new Map<string, StretchEvent[]>()
  const without: StretchEvent[] = []
  for (const event of events) {
    const keys = keysOf(event)
    if (keys.length === 0) without.push(event)
    for (const key of keys) {
      if (!lanes.has(key.id)) lanes.set(key.id, key)
      inLane.set(key.id, [...(inLane.get(key.id) ?? []), event])
    }
  }
  const window = { startsAt: span.from, endsAt: span.until }
  const measured = (of: readonly StretchEvent[]) => {
    const standing = of.filter(({ cancelledAt }) => cancelledAt === null)
    const { rooms: peak, at } = peakWithin(window, standing)
    const minutes = standing.reduce((sum, event) => sum + minutesWithin(event, span), 0)
    return { peak, peakAt: peak > 0 ? at : null, minutes }
  }
  return [
    ...Array.from(lanes.values(), ({ id, name, limit = null }) => ({
      ...{ id, name, limit: limit ?? null },
      ...measured(inLane.get(id) ?? []),
    })),
    ...(without.length > 0 ? [{ id: null, name: '', limit: null, ...measured(without) }] : []),
  ]
}

/** Places have no entry of their own: two texts that differ in case and spaces name one. */
export function placesOf(events: readonly StretchEvent[]): (event: StretchEvent) => readonly Known[] {
  const first = new Map<string, string>()
  for (const { place } of events) {
    const key = keyOfPlace(place)
    if (key && !first.has(key)) first.set(key, place.trim())
  }
  return ({ place }) => {
    const name = first.get(keyOfPlace(place))
    return name === undefined ? [] : [{ id: name, name }]
  }
}

function minutesWithin(
  { startsAt, endsAt }: StretchEvent,
  { from, until }: { from: Date; until: Date },
): number {
  const [start, end] = [
    Math.max(startsAt.getTime(), from.getTime()),
    Math.min(endsAt.getTime(), until.getTime()),
  ]
  return Math.max(0, Math.round((end - start) / 60_000))
}
