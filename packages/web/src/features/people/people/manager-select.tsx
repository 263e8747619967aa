import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import type { PersonDetails } from './queries.ts'

interface ManagerSelectProps {
  /** Whose manager it is; undefined = of somebody new. */
  person: PersonDetails | undefined
  value?: string
  onChange: (personId: string) => void
  error?: unknown
}

/** Finds a manager by typing a part of a name; nobody is theirs. */
export function ManagerSelect({ person, value = '', onChange, error }: ManagerSelectProps) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed, 200)
  const people = useQuery({
    queryKey: ['people', 'manager', query],
    queryFn: () => answered(api.GET('/api/v1/people', { params: { query: { limit: 20, query } } })),
    placeholderData: (before) => before,
  })
  const manager = person?.manager
  const known = manager
    ? [
        {
          value: manager.id,
          label: manager.active ? manager.name : t('people.managerGone', { name: manager.name }),
        },
      ]
    : []
  const found = (people.data?.items ?? [])
    .filter(({ id }) => id !== person?.id && id !== manager?.id)
    .map(({ id, firstName, lastName, email }) => ({
      value: id,
      label: `${firstName} ${lastName} (${email})`,
    }))
  return (
    <Select
      label={t('people.manager')}
      description={t('people.managerHelp')}
      searchable
      clearable
      data={[...known, ...found]}
      filter={({ options }) => options}
      value={value || null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(personId) => onChange(personId ?? '')}
      error={typeof error === 'string' ? error : undefined}
    />
  )
}
