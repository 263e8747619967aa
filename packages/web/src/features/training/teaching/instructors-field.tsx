import { MultiSelect, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { answered, api } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'

interface Staffed extends Record<string, unknown> {
  instructorIds: string[]
  overlapReason: string
}

interface InstructorsFieldProps<Values extends Staffed> {
  form: UseFormReturnType<Values>
  label: string
  description?: string
  /** The names of those whom the form knows. */
  names: (ids: readonly string[]) => string
  /** Tells whom the search has found. */
  onFound: (people: readonly Named[]) => void
}

interface Named {
  readonly id: string
  readonly name: string
}

/**
 * The names of people whom a form may show: who teaches, whether the list of instructors has them or not, and whom
 * somebody has found meanwhile.
 */
export function useNames(known: readonly Named[]) {
  const names = useRef(new Map<string, string>())
  const learn = (people: readonly Named[]) => {
    for (const { id, name } of people) names.current.set(id, name)
  }
  learn(known)
  const namesOf = (ids: readonly string[]) => ids.map((id) => names.current.get(id) ?? id).join(', ')
  return { learn, namesOf }
}

/** Who teaches; when somebody does elsewhere at that time, also why both are to take place. */
export function InstructorsField<Values extends Staffed>({
  form,
  label,
  description,
  names,
  onFound,
}: InstructorsFieldProps<Values>) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const found = useInstructors(query).data?.items ?? []
  onFound(found.map(({ id, firstName, lastName }) => ({ id, name: `${firstName} ${lastName}`.trim() })))
  const { instructorIds, overlapReason } = form.values
  const offered = [...new Set([...instructorIds, ...found.map((person) => person.id)])]
  const isAsked = form.errors.overlapReason !== undefined || overlapReason !== ''
  return (
    <>
      <MultiSelect
        label={label}
        {...(description ? { description } : {})}
        data={offered.map((id) => ({ value: id, label: names([id]) }))}
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
