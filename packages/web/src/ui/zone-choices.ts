import type { SelectProps } from '@mantine/core'
import { isFound } from './search-text.ts'
import { cityOf } from './when.ts'
import { isZone, zones } from './zones.ts'

/**
 * What a field for a time zone offers: zones by their city. Typing finds one by city, continent or IANA name, with or
 * without underscores.
 *
 * @param value the zone that is chosen: a browser may not list it
 * @param none what it says of no zone at all; left out = one is needed
 */
export function zoneChoices(value: string | null | undefined, none: string | undefined) {
  const choices = !value || zones.includes(value) ? zones : [value, ...zones]
  return {
    data: [
      ...(none === undefined ? [] : [{ value: '', label: none }]),
      ...choices.map((zone) => ({ value: zone, label: labelOf(zone) })),
    ],
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
