import '@mantine/core/styles/Combobox.layer.css'
import { Select } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { SelectOnDemandProps } from './select.tsx'

interface SelectListProps extends SelectOnDemandProps {
  isOpened: boolean
  hasFocus: boolean
  /** Before it was here; '' = nothing. */
  typed: string
}

/** The field with its list, which may open at once. */
export function SelectList({ isOpened, hasFocus, typed, ...props }: SelectListProps) {
  const field = useRef<HTMLInputElement>(null)
  // Whoever is typing goes on at the end.
  useEffect(() => {
    if (typed) field.current?.setSelectionRange(typed.length, typed.length)
  }, [typed])
  return (
    <Select
      {...props}
      {...(typed ? { defaultSearchValue: typed } : {})}
      ref={field}
      defaultDropdownOpened={isOpened}
      autoFocus={hasFocus || isOpened}
    />
  )
}
