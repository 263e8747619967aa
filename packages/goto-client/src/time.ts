const INSTANT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[Tt ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d*))?)?\s*([Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/

/**
 * Reads an instant in any dialect seen from GoTo: `…Z`, `….123Z`, GoToMeeting's `….+0000` (a dot, no digits,
 * no colon), GoToTraining's `…+02:00`, and epoch milliseconds (webhooks). Without a zone it is UTC.
 *
 * @returns undefined for anything else, impossible dates included; precision is milliseconds
 */
export function parseInstant(value: unknown): Date | undefined {
  if (typeof value === 'number') return validDate(value)
  if (typeof value !== 'string') return undefined
  const match = INSTANT.exec(value.trim())
  if (!match) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = match
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3))
  const wallClock = new Date(0)
  wallClock.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  wallClock.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds)
  const possible =
    wallClock.getUTCMonth() === Number(month) - 1 &&
    wallClock.getUTCDate() === Number(day) &&
    wallClock.getUTCHours() === Number(hour) &&
    wallClock.getUTCMinutes() === Number(minute) &&
    wallClock.getUTCSeconds() === Number(second)
  if (!possible) return undefined
  const offset = offsetMinutes(zone)
  return offset === undefined ? undefined : validDate(wallClock.getTime() - offset * 60_000)
}

/**
 * Writes an instant as all three products take it: `2026-03-05T10:00:00Z`, whole seconds (the rest is cut).
 *
 * @throws {RangeError} for an invalid date
 */
export function formatInstant(instant: Date): string {
  return instant.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || '0')
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

function validDate(epochMs: number): Date | undefined {
  const date = new Date(epochMs)
  return Number.isNaN(date.getTime()) ? undefined : date
}
