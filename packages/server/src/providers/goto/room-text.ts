import type { Call } from '../provider.ts'

/** Longest description of a webinar (documented); kept for trainings too, whose limit is not told. */
export const DESCRIPTION_MAX = 2048
/** Longest name of a training. Not documented; the webinar's is safe. */
export const TRAINING_NAME_MAX = 128
/** GoTo refuses a start that is not in the future; an event that begins now gets this much. */
const SOONEST_START_MS = 2 * 60_000
const SHORTEST_MS = 15 * 60_000
/** Runs that began this long before their event belong to it: instructors open rooms early. */
export const EARLY_RUN_MS = 24 * 3_600_000

export function options(call: Call): { signal?: AbortSignal } {
  return call.signal ? { signal: call.signal } : {}
}

/** The times to ask for: what is wanted, moved where GoTo would refuse a start that has passed. */
export function timesFor(spec: { startsAt: string; endsAt: string }, now: Date): { start: Date; end: Date } {
  const start = new Date(Math.max(Date.parse(spec.startsAt), now.getTime() + SOONEST_START_MS))
  const end = new Date(Math.max(Date.parse(spec.endsAt), start.getTime() + SHORTEST_MS))
  return { start, end }
}

/** A text cut where needed, between characters as people see them, so that the marker still fits behind it. */
export function withMarker(text: string, marker: string, max: number, separator = ' '): string {
  const suffix = text ? separator + markerText(marker) : markerText(marker)
  return cut(text, max - suffix.length) + suffix
}

export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const graphemes = [...new Intl.Segmenter().segment(text)].map((part) => part.segment)
  let length = text.length
  while (length > max - 1) length -= graphemes.pop()?.length ?? length
  return `${graphemes.join('').trimEnd()}…`
}

export function hasMarker(text: string | undefined, marker: string): boolean {
  return text?.trimEnd().endsWith(markerText(marker)) ?? false
}

function markerText(marker: string): string {
  return `[${marker}]`
}

/** GoTo keeps whole seconds. */
export function isSameSecond(a: Date | undefined, b: Date): boolean {
  return a !== undefined && Math.floor(a.getTime() / 1000) === Math.floor(b.getTime() / 1000)
}

/** Whether a room is at another time than wanted. One whose start was near when it was made may begin later. */
export function isMoved(
  spec: { startsAt: string; endsAt: string },
  found: { start: Date | undefined; end: Date | undefined },
  now: Date,
): boolean {
  if (Date.parse(spec.startsAt) <= now.getTime() + SOONEST_START_MS) return false
  return (
    !isSameSecond(found.start, new Date(spec.startsAt)) || !isSameSecond(found.end, new Date(spec.endsAt))
  )
}
