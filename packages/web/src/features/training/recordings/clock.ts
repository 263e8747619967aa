import { offsetAt } from '../../../ui/wall.ts'
import type { RecordingClock } from './queries.ts'

/** As people write it: `09:03:00`, and a line for each pause, where in the film and for how long. */
export type TypedClock = {
  readonly begins: string
  readonly pauses: string
}

const two = (value: number) => String(value).padStart(2, '0')
const toText = (seconds: number) =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60].map(two).join(':')

function toSeconds(text: string): number | undefined {
  const parts = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim())
  if (!parts) return undefined
  const [, hours = '0', minutes = '0', seconds = '0'] = parts
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

/** Seconds of the day that an instant shows in a zone. */
function secondOfDay(instant: string, timeZone: string): number {
  const at = Date.parse(instant)
  return Math.floor((at + offsetAt(at, timeZone)) / 1000) % 86_400
}

export function writeClock({ beginsAt, pauses }: RecordingClock, zone: string): TypedClock {
  return {
    begins: toText(secondOfDay(beginsAt, zone)),
    pauses: pauses
      .map(({ filmSeconds, pausedSeconds }) => `${toText(filmSeconds)} ${toText(pausedSeconds)}`)
      .join('\n'),
  }
}

const readPauses = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/).map(toSeconds))

/** Whether it is written so. */
export function isClock(part: keyof TypedClock, text: string): boolean {
  if (part === 'begins') return toSeconds(text) !== undefined
  return readPauses(text).every(
    ([film, paused, ...more]) => film !== undefined && paused && more.length === 0,
  )
}

export function readClock(
  { begins, pauses }: TypedClock,
  before: RecordingClock,
  zone: string,
): Omit<RecordingClock, 'version'> {
  const shown = secondOfDay(before.beginsAt, zone)
  const shift = (toSeconds(begins) ?? shown) - shown
  // The nearest such time: a class over midnight has begun on the day before.
  const near = shift > 43_200 ? shift - 86_400 : shift < -43_200 ? shift + 86_400 : shift
  return {
    beginsAt: new Date(Date.parse(before.beginsAt) + near * 1000).toISOString(),
    pauses: readPauses(pauses).map(([filmSeconds = 0, pausedSeconds = 0]) => ({
      filmSeconds,
      pausedSeconds,
    })),
  }
}
