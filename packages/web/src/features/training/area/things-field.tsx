import { MultiSelect } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

export interface Thing {
  readonly id: string
  readonly name: string
}

interface ThingsFieldProps {
  label: string
  description?: string
  /** Under which what is found is kept. */
  kind: string
  find: (query: string) => Promise<readonly Thing[]>
  /** What is chosen is called, by its id. */
  names: ReadonlyMap<string, string>
  /** Tells how what is chosen is called. */
  onFound: (things: readonly Thing[]) => void
  value?: string[]
  onChange: (ids: string[]) => void
  error?: unknown
  placeholder?: string
}

/** Chooses several things by typing a part of their names. */
export function ThingsField(props: ThingsFieldProps) {
  const { label, description, kind, find, names, onFound, value = [], onChange, error, placeholder } = props
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const found = useQuery({
    queryKey: ['given-area', 'choices', kind, query],
    queryFn: () => find(query),
    placeholderData: (before) => before,
  })
  const shown = new Map(value.map((id) => [id, names.get(id) ?? '']))
  for (const { id, name } of found.data ?? []) shown.set(id, name)
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={placeholder}
      searchable
      hidePickedOptions
      data={[...shown].map(([id, name]) => ({ value: id, label: name }))}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={(ids) => {
        onFound(found.data ?? [])
        setTyped('')
        onChange(ids)
      }}
      error={typeof error === 'string' ? error : undefined}
    />
  )
}
