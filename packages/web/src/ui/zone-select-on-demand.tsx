import { Select, type SelectOnDemandProps } from './select.tsx'
import { zoneChoices } from './zone-choices.ts'

interface ZoneSelectOnDemandProps extends Omit<SelectOnDemandProps, 'data' | 'filter'> {
  /** What it says of no zone at all; left out = one is needed. */
  none?: string
}

/** A time zone by its city, on a page: its list comes when somebody goes there. */
export function ZoneSelectOnDemand({ none, ...props }: ZoneSelectOnDemandProps) {
  return <Select {...zoneChoices(props.value, none)} {...props} />
}
