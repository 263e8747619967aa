import type { SelectProps } from '@mantine/core'
import { isFound } from './search-text.ts'
import { cityOf } from './when.ts'
import { zoneAliases } from './zone-aliases.ts'
import { isZone, listedZones } from './zones.ts'

interface Choice {
  readonly value: string
  readonly label: string
}

let known: readonly Choice[] | undefined

/** Every time zone that a person can choose, under each of its names: `Europe/Kyiv` as well as `Europe/Kiev`. */
export function zones(): readonly Choice[] {
  known ??= findZones().map(toChoice)
  return known
}

function findZones(): readonly string[] {
  const listed = new Set(listedZones())
  const others = zoneAliases.filter((zone) => !listed.has(zone) && isZone(zone))
  return ['UTC', ...[...listed, ...others].filter((zone) => zone !== 'UTC').sort()]
}

const toChoice = (zone: string): Choice => ({ value: zone, label: labelOf(zone) })

/**
 * What a field for a time zone offers: zones by their city. Typing finds one by city, continent or IANA name, with or
 * without underscores.
 *
 * @param value the zone that is chosen: a browser may not list it
 * @param none what it says of no zone at all; left out = one is needed
 */
export function zoneChoices(value: string | null | undefined, none: string | undefined) {
  const all = zones()
  const choices = !value || all.some((zone) => zone.value === value) ? all : [toChoice(value), ...all]
  return {
    data: none === undefined ? choices : [{ value: '', label: none }, ...choices],
    searchable: true,
    allowDeselect: false,
    limit: 100,
    nothingFoundMessage: '–',
    filter: ({ options, search }) => {
      const asked = search.replaceAll('_', ' ')
      return options.filter((option) => 'label' in option && isFound(option.label, asked))
    },
  } satisfies Partial<SelectProps>
}

/** `New York (America/New York)`; what has no city stays as it is. */
function labelOf(zone: string): string {
  // What the browser does not know is named as it is.
  if (!isZone(zone)) return zone
  const city = cityOf(zone)
  return city === zone ? zone : `${city} (${zone.replaceAll('_', ' ')})`
}
