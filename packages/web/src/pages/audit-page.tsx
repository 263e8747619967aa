import { AdminPage } from '../app/admin-page.tsx'
import '../ui/panel-styles.ts'
import type { Schemas } from '@lectern/api-client'
import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../api/client.ts'
import { type Translate, useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { DateField } from '../ui/date-field.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { ListPicture } from '../ui/pictures.tsx'
import { Select } from '../ui/select.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useFilters } from '../ui/use-filters.ts'
import { formatMoment } from '../ui/when.ts'
import { dayBegins } from '../ui/zoned.ts'
import { auditActions } from './audit-actions.ts'

const types = [
  'app',
  'account',
  'course',
  'session',
  'event',
  'enrollment',
  'group',
  'room',
  'person',
  'domain',
  'platform',
  'session-field',
  'identity-provider',
  'move',
  'plan',
  'api-key',
  'directory',
  'lms',
  'webhook',
  'notification',
] as const satisfies readonly Schemas['AuditEntry']['objectType'][]
type ObjectType = (typeof types)[number]

const USUAL = { personId: '', objectType: '', from: '', until: '' }

interface Filter {
  personId: string
  objectType: ObjectType | ''
  /** Days as the browser has them: `2026-11-24`. */
  from: string
  until: string
}

/** Who changed what. */
export function AuditPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [filters, change] = useFilters(USUAL, { objectType: types })
  const filter = filters as Filter // of those types
  const setFilter = (next: Filter) => change({ ...next })
  const query = toQuery(filter, zone)
  const entries = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam }) => {
      const cursor = pageParam ? { cursor: pageParam } : {}
      return answered(api.GET('/api/v1/audit', { params: { query: { ...query, ...cursor } } }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
  const typeOf = (type: string) => types.find((known) => known === type)
  return (
    <AdminPage
      title={t('audit.title')}
      action={
        <Button
          component="a"
          variant="default"
          href={`/api/v1/audit.csv?${new URLSearchParams(query)}`}
          download
        >
          {t('audit.export')}
        </Button>
      }
    >
      <Stack>
        <Group align="flex-end">
          <PersonFilter value={filter.personId} onChange={(personId) => setFilter({ ...filter, personId })} />
          <Select
            label={t('audit.object')}
            data={[
              { value: '', label: t('audit.anyObject') },
              ...types.map((type) => ({ value: type, label: t('audit.typeName', { type }) })),
            ]}
            value={filter.objectType}
            allowDeselect={false}
            onChange={(type) => setFilter({ ...filter, objectType: typeOf(type ?? '') ?? '' })}
            w={200}
          />
          <DateField
            label={t('audit.from')}
            value={filter.from}
            onChange={(from) => setFilter({ ...filter, from })}
          />
          <DateField
            label={t('audit.until')}
            value={filter.until}
            onChange={(until) => setFilter({ ...filter, until })}
          />
        </Group>
        <Loaded query={entries}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items)
            if (items.length === 0)
              return <Empty title={t('audit.none')} picture={<ListPicture />} text={t('audit.noneText')} />
            return (
              <>
                <Table stickyHeader aria-label={t('audit.title')}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th visibleFrom="sm">{t('audit.when')}</Table.Th>
                      <Table.Th visibleFrom="sm">{t('audit.person')}</Table.Th>
                      <Table.Th>{t('audit.action')}</Table.Th>
                      <Table.Th visibleFrom="sm">{t('audit.details')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map((entry) => {
                      const type = typeOf(entry.objectType)
                      const person = entry.person?.name ?? t('audit.platform')
                      const through = entry.apiKey && t('audit.through', { name: entry.apiKey.name })
                      const who = through ? `${person} (${through})` : person
                      const kind = type ? t('audit.typeName', { type }) : entry.objectType
                      return (
                        <Table.Tr key={entry.id}>
                          <Table.Td visibleFrom="sm">{formatMoment(entry.at, zone, language)}</Table.Td>
                          <Table.Td visibleFrom="sm">{who}</Table.Td>
                          <Table.Td style={{ overflowWrap: 'anywhere' }}>
                            {wordsOf(entry.action, t)}
                            <Text size="sm" hiddenFrom="sm">
                              {formatMoment(entry.at, zone, language)} · {who}
                            </Text>
                            <Text size="sm" c="dimmed">
                              {entry.objectName
                                ? t('app.labelled', { label: kind, value: entry.objectName })
                                : kind}
                            </Text>
                            <Text size="sm" c="dimmed" component="div" hiddenFrom="sm">
                              {entry.details.join(' · ')}
                            </Text>
                          </Table.Td>
                          <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere', maxWidth: 360 }}>
                            <Text size="sm" c="dimmed" component="div">
                              {entry.details.join(' · ')}
                            </Text>
                          </Table.Td>
                        </Table.Tr>
                      )
                    })}
                  </Table.Tbody>
                </Table>
                <MoreButton query={entries} />
              </>
            )
          }}
        </Loaded>
      </Stack>
    </AdminPage>
  )
}

/** An action in words; one of a newer server as it is. */
function wordsOf(action: string, t: Translate): string {
  const key = auditActions.get(action)
  return key ? t(key) : action
}

/** Finds a person by typing a part of a name. */
function PersonFilter({ value, onChange }: { value: string; onChange: (personId: string) => void }) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed, 200)
  const people = useQuery({
    queryKey: ['people', 'choose', query],
    queryFn: () =>
      answered(api.GET('/api/v1/people', { params: { query: { state: 'all', limit: 20, query } } })),
    placeholderData: (before) => before,
  })
  return (
    <Select
      label={t('audit.person')}
      searchable
      clearable
      data={(people.data?.items ?? []).map((person) => ({
        value: person.id,
        label: `${person.firstName} ${person.lastName} (${person.email})`,
      }))}
      filter={({ options }) => options}
      value={value || null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(personId) => onChange(personId ?? '')}
      style={{ flex: '1 1 240px' }}
    />
  )
}

/** Days are those of the person's zone; the last one is in it whole. */
function toQuery({ personId, objectType, from, until }: Filter, zone: string) {
  const isDay = (text: string) => !Number.isNaN(Date.parse(`${text}T00:00Z`)) // typed into the address
  return {
    ...(personId ? { personId } : {}),
    ...(objectType ? { objectType } : {}),
    ...(isDay(from) ? { from: dayBegins(from, zone) } : {}),
    ...(isDay(until) ? { until: dayBegins(until, zone, 1) } : {}),
  }
}
