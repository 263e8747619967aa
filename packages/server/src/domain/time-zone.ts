import { getAllTimezones } from 'countries-and-timezones'

/** In it times are shown when the zone that was stored is none, or none that this runtime knows. */
export const FALLBACK_TIME_ZONE = 'UTC'

/**
 * Names of the zone database in its own spelling, by lower case: canonical ones and aliases, such as `Europe/Kyiv` and
 * `Europe/Kiev`. `Factory` and `Etc/Unknown` say that nobody knows the zone, and are none.
 */
const names = new Map(
  [...Object.keys(getAllTimezones({ deprecated: true })), ...Intl.supportedValuesOf('timeZone')]
    .filter((name) => name !== 'Factory' && name !== 'Etc/Unknown')
    .map((name) => [name.toLowerCase(), name]),
)
const known = new Map<string, boolean>()

/**
 * The zone that somebody named, as the zone database spells it: `europe/rome` is `Europe/Rome`; an alias stays what it
 * is. Everywhere that a zone comes in it goes through here.
 *
 * @returns undefined for what is no name of the zone database, such as an offset, a date or `PST`, or one that is newer
 * than this runtime
 */
export function findTimeZone(text: string): string | undefined {
  const name = names.get(text.trim().toLowerCase())
  return name !== undefined && isKnown(name) ? name : undefined
}

/** True for a zone as it is stored: spelled as the zone database spells it. */
export function isTimeZone(zone: string): boolean {
  return findTimeZone(zone) === zone
}

/** The zone in which times are shown for one that was stored: itself, or UTC, so that nothing stops for its sake. */
export function readableTimeZone(zone: string): string {
  return findTimeZone(zone) ?? FALLBACK_TIME_ZONE
}

function isKnown(name: string): boolean {
  const before = known.get(name)
  if (before !== undefined) return before
  let isSo = true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
  } catch {
    isSo = false
  }
  known.set(name, isSo)
  return isSo
}
