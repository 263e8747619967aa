import { Select, type SelectProps } from '@mantine/core'
import { zoneChoices } from './zone-choices.ts'

interface ZoneSelectProps extends Omit<SelectProps, 'data' | 'filter'> {
  /** What it says of no zone at all; left out = one is needed. */
  none?: string
}

/** A time zone by its city, in forms of panels; pages take `ZoneSelectOnDemand`. */
export function ZoneSelect({ none, ...props }: ZoneSelectProps) {
  return <Select {...zoneChoices(props.value, none)} {...props} />
}
