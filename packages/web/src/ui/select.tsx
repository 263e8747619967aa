import { type SelectProps, TextInput } from '@mantine/core'
import { useState } from 'react'
import { onDemand } from './on-demand.ts'

/** As Mantine's, with a value of its page. */
export type SelectOnDemandProps = Omit<SelectProps, 'data' | 'value' | 'defaultValue'> & {
  data: readonly (string | { value: string; label: string })[]
  value?: string | null | undefined
}

const useList = onDemand(async () => (await import('./select-list.tsx')).SelectList)

/**
 * A choice of a page: it shows what is chosen, and its list comes when somebody goes there. Forms in panels take
 * Mantine's `Select`: they come when they are asked for anyway.
 */
export function Select(props: SelectOnDemandProps) {
  const { Part, isPressed, hadFocus, watch } = useList()
  // What was typed before the list was here is looked for in it.
  const [typed, setTyped] = useState('')
  if (Part) return <Part {...props} isOpened={isPressed} hasFocus={hadFocus} typed={typed} />
  const { data, value, searchable, searchValue, onSearchChange } = props
  const { label, description, placeholder, disabled, w, maw, size, className, style, error } = props
  const chosen = data.find((choice) => (typeof choice === 'string' ? choice : choice.value) === value)
  return (
    <TextInput
      {...{ label, description, placeholder, disabled, w, maw, size, className, style, error }}
      aria-label={props['aria-label']}
      role="combobox"
      aria-expanded={false}
      aria-haspopup="listbox"
      value={searchValue || typed || ((typeof chosen === 'string' ? chosen : chosen?.label) ?? '')}
      readOnly={!searchable}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onSearchChange?.(event.currentTarget.value)
        watch.onClick()
      }}
      pointer={!searchable}
      rightSection={<UpAndDown />}
      {...watch}
    />
  )
}

function UpAndDown() {
  return (
    <svg viewBox="0 0 15 15" width={16} height={16} fill="none" stroke="currentColor" aria-hidden>
      <path d="M5 6 7.5 3.5 10 6M5 9l2.5 2.5L10 9" />
    </svg>
  )
}
