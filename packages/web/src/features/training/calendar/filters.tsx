import '../../../ui/panel-styles.ts'
import { SimpleGrid } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { Me } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Select } from '../../../ui/select.tsx'
import {
  type Scope,
  useCourseChoices,
  useCourseName,
  useInstructorChoices,
  useToolChoices,
} from './queries.ts'
import type { Place } from './use-place.ts'

/** They may stand in a popover, which a click elsewhere on the page would close. */
const inPlace = { withinPortal: false }

interface ScopeAndFiltersProps {
  me: Me
  place: Place
  onGo: (change: Partial<Place>) => void
}

/** Whose events are shown; and, of all of them, which. Only for who plans or teaches. */
export function ScopeAndFilters({ me, place, onGo }: ScopeAndFiltersProps) {
  const { t } = useTexts()
  const scopes: readonly Scope[] = me.may.teach ? ['mine', 'teaching', 'all'] : ['mine', 'all']
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
      <Select
        comboboxProps={inPlace}
        label={t('calendar.scope')}
        data={scopes.map((scope) => ({ value: scope, label: t('calendar.scopeName', { scope }) }))}
        value={place.scope}
        allowDeselect={false}
        onChange={(value) =>
          onGo({
            scope: scopes.find((scope) => scope === value) ?? 'mine',
            courseId: '',
            instructorId: '',
            accountId: '',
          })
        }
      />
      {place.scope === 'all' && <Filters me={me} place={place} onGo={onGo} />}
    </SimpleGrid>
  )
}

function Filters({ me, place, onGo }: ScopeAndFiltersProps) {
  const { t } = useTexts()
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, 250)
  const chosen = useCourseName(place.courseId).data
  const courses = useCourseChoices(asked === chosen?.name ? '' : asked).data?.items ?? []
  const instructors = useInstructorChoices(me.may.administer).data?.items ?? []
  const tools = useToolChoices().data?.items ?? []
  const choices = new Map(courses.map((course) => [course.id, course.name]))
  if (chosen) choices.set(chosen.id, chosen.name)
  return (
    <>
      <Select
        comboboxProps={inPlace}
        label={t('calendar.course')}
        placeholder={t('calendar.every')}
        data={[...choices].map(([value, label]) => ({ value, label }))}
        value={place.courseId || null}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('calendar.clear') }}
        onSearchChange={setSearch}
        onChange={(courseId) => onGo({ courseId: courseId ?? '' })}
      />
      {me.may.administer && (
        <Select
          comboboxProps={inPlace}
          label={t('calendar.instructor')}
          placeholder={t('calendar.every')}
          data={instructors.map(({ id, firstName, lastName }) => ({
            value: id,
            label: `${firstName} ${lastName}`.trim(),
          }))}
          value={place.instructorId || null}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('calendar.clear') }}
          onChange={(instructorId) => onGo({ instructorId: instructorId ?? '' })}
        />
      )}
      <Select
        comboboxProps={inPlace}
        label={t('calendar.account')}
        placeholder={t('calendar.every')}
        data={tools.flatMap((tool) =>
          tool.accounts.map((account) => ({ value: account.id, label: account.name })),
        )}
        value={place.accountId || null}
        clearable
        clearButtonProps={{ 'aria-label': t('calendar.clear') }}
        onChange={(accountId) => onGo({ accountId: accountId ?? '' })}
      />
    </>
  )
}
