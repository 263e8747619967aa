import { isFound } from './search-text.ts'
import { Select, type SelectOnDemandProps } from './select.tsx'
import { cityOf } from './when.ts'
import { isZone, zones } from './zones.ts'

interface ZoneSelectProps extends Omit<SelectOnDemandProps, 'data' | 'filter'> {
  /** What it says of no zone at all; left out = one is needed. */
  none?: string
}

/** A time zone by its city. Typing finds it by city, continent or IANA name, with or without underscores. */
export function ZoneSelect({ none, ...props }: ZoneSelectProps) {
  const { value } = props
  // A browser may not list the zone that something has.
  const choices = !value || zones.includes(value) ? zones : [value, ...zones]
  return (
    <Select
      data={[
        ...(none === undefined ? [] : [{ value: '', label: none }]),
        ...choices.map((zone) => ({ value: zone, label: labelOf(zone) })),
      ]}
      searchable
      allowDeselect={false}
      limit={100}
      maxDropdownHeight={280}
      nothingFoundMessage="–"
      {...props}
      filter={({ options, search }) => {
        const asked = search.replaceAll('_', ' ')
        return options.filter((option) => 'label' in option && isFound(option.label, asked))
      }}
    />
  )
}

/** `New York (America/New York)`; what has no city stays as it is. */
function labelOf(zone: string): string {
  // What the browser does not know is named as it is.
  if (!isZone(zone)) return zone
  const city = cityOf(zone)
  return city === zone ? zone : `${city} (${zone.replaceAll('_', ' ')})`
}
