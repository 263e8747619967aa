const known = new Map<string, boolean>()

/** False for a zone whose clocks this browser does not know: `Etc/Unknown`, one that is newer than it, or none at all. */
export function isZone(timeZone: string): boolean {
  const before = known.get(timeZone)
  if (before !== undefined) return before
  let isKnown = /^[A-Za-z]/.test(timeZone) && timeZone !== 'Etc/Unknown'
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    isKnown = false
  }
  known.set(timeZone, isKnown)
  return isKnown
}

/** Every zone that this browser lists, and so knows: to make a clock of each takes as long as drawing a page. */
export function listedZones(): string[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'Etc/Unknown')
  for (const zone of zones) known.set(zone, true)
  return zones
}

/** The zone of this browser’s clock, as it names it. */
export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** The zone in which times are shown for this one: itself, or UTC where the browser can't tell its clocks. */
export function shownZone(timeZone: string): string {
  return isZone(timeZone) ? timeZone : 'UTC'
}
