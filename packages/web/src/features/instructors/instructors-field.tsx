import { MultiSelect, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { answered, api } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'

interface Staffed extends Record<string, unknown> {
  instructorIds: string[]
  overlapReason: string
}

interface InstructorsFieldProps<Values extends Staffed> {
  form: UseFormReturnType<Values>
  label: string
  description?: string
  /** Who teaches now, whether the list of instructors has them or not. */
  known: readonly { id: string; name: string }[]
}

/** Who teaches; when somebody does elsewhere at that time, also why both are to take place. */
export function InstructorsField<Values extends Staffed>({
  form,
  label,
  description,
  known,
}: InstructorsFieldProps<Values>) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const found = useInstructors(query).data?.items ?? []
  const names = useRef(new Map(known.map((person) => [person.id, person.name])))
  for (const person of found) names.current.set(person.id, `${person.firstName} ${person.lastName}`.trim())
  const { instructorIds, overlapReason } = form.values
  const offered = [...new Set([...instructorIds, ...found.map((person) => person.id)])]
  const isAsked = form.errors.overlapReason !== undefined || overlapReason !== ''
  return (
    <>
      <MultiSelect
        label={label}
        {...(description ? { description } : {})}
        data={offered.map((id) => ({ value: id, label: names.current.get(id) ?? id }))}
        searchable
        searchValue={typed}
        onSearchChange={setTyped}
        // The platform has searched already, by addresses too.
        filter={({ options }) => options}
        {...form.getInputProps('instructorIds')}
      />
      {isAsked && (
        <Textarea
          label={t('overlap.reason')}
          description={t('overlap.reasonHelp')}
          autosize
          minRows={2}
          maxLength={500}
          {...form.getInputProps('overlapReason')}
        />
      )}
    </>
  )
}

function useInstructors(query: string) {
  return useQuery({
    queryKey: ['people', 'instructors', query],
    queryFn: () =>
      answered(
        api.GET('/api/v1/people', {
          params: { query: { role: 'instructor', limit: 100, ...(query ? { query } : {}) } },
        }),
      ),
    placeholderData: (before) => before,
  })
}
