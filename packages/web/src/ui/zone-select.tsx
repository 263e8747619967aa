import { Select } from '@mantine/core'
import { cityOf } from './when.ts'
import { zones } from './zones.ts'

interface ZoneSelectProps {
  label: string
  value: string
  onChange: (zone: string | null) => void
  error?: React.ReactNode
}

/** A time zone by its city. Typing finds it by city, continent or IANA name, with or without underscores. */
export function ZoneSelect({ label, value, onChange, error }: ZoneSelectProps) {
  // A browser may not list the zone that something has.
  const choices = !value || zones.includes(value) ? zones : [value, ...zones]
  return (
    <Select
      label={label}
      data={choices.map((zone) => ({ value: zone, label: labelOf(zone) }))}
      value={value}
      onChange={onChange}
      error={error}
      searchable
      allowDeselect={false}
      limit={100}
      maxDropdownHeight={280}
      nothingFoundMessage="–"
      filter={({ options, search }) => {
        const asked = search.trim().toLowerCase().replaceAll('_', ' ')
        return options.filter((option) => 'label' in option && option.label.toLowerCase().includes(asked))
      }}
    />
  )
}

/** `New York (America/New York)`; what has no city stays as it is. */
function labelOf(zone: string): string {
  const city = cityOf(zone)
  return city === zone ? zone : `${city} (${zone.replaceAll('_', ' ')})`
}
