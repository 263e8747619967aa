import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'

interface PersonSearchProps {
  label: string
  /** Words of the button beside each person, and those that name the person too. */
  action: string
  actionNamed: (name: string) => string
  /** Does it. @returns what to say about it */
  onChoose: (personId: string, name: string) => Promise<string>
}

/** Finds active people by name or address, to do one thing with them. */
export function PersonSearch({ label, action, actionNamed, onChoose }: PersonSearchProps) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const people = useQuery({
    queryKey: ['people', query],
    queryFn: () => answered(api.GET('/api/v1/people', { params: { query: { query, limit: 10 } } })),
    enabled: query.length > 0,
  })
  const work = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => onChoose(id, name),
  })
  const found = query ? (people.data?.items ?? []) : []
  return (
    <Stack gap="xs">
      <TextInput
        type="search"
        label={label}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {work.error && <Failure error={work.error} />}
      {work.data && (
        <Text role="status" fw={600}>
          {work.data}
        </Text>
      )}
      {query && people.data && found.length === 0 && (
        <Text c="dimmed" role="status">
          {t('enrolling.nobody', { query })}
        </Text>
      )}
      {found.map((person) => {
        const name = `${person.firstName} ${person.lastName}`.trim()
        return (
          <Group key={person.id} justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <Text truncate>{name}</Text>
              <Text size="sm" c="dimmed" truncate>
                {person.email}
              </Text>
            </div>
            <Button
              size="xs"
              variant="default"
              loading={work.isPending && work.variables.id === person.id}
              onClick={() => work.mutate({ id: person.id, name })}
              aria-label={actionNamed(name)}
            >
              {action}
            </Button>
          </Group>
        )
      })}
      {people.error && <Failure error={people.error} />}
    </Stack>
  )
}
