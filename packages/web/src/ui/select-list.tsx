import '@mantine/core/styles/Combobox.layer.css'
import { Select } from '@mantine/core'
import type { SelectOnDemandProps } from './select.tsx'

/** The field with its list, which may open at once. */
export function SelectList({
  isOpened,
  hasFocus,
  ...props
}: SelectOnDemandProps & { isOpened: boolean; hasFocus: boolean }) {
  return <Select {...props} defaultDropdownOpened={isOpened} autoFocus={hasFocus || isOpened} />
}
