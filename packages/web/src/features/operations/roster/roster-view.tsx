import { Alert, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useDeferredValue, useMemo, useState } from 'react'
import type { Roster } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { useFilters } from '../../../ui/use-filters.ts'
import { formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { Chips } from './chips.tsx'
import classes from './list.module.css'
import { arrange, type Filter, filters, type Sort, type SortKey } from './order.ts'
import { PhoneFold } from './phone-fold.tsx'
import { RosterTable } from './roster-table.tsx'

const USUAL = { show: 'all' }
const sortKeys = ['name', 'state', 'first'] as const

/** Everybody of an event as it runs: counts, who is missing, who came when. */
export function RosterView({ roster }: { roster: Roster }) {
  const { t } = useTexts()
  const [chosen, setChosen] = useFilters(USUAL, { show: filters })
  const filter = filters.find((one) => one === chosen.show) ?? 'all'
  const [query, setQuery] = useState('')
  const [sort, setSort] = useState<Sort>({ key: 'state', descending: false })
  const typed = useDeferredValue(query)
  const shown = useMemo(
    () => arrange(roster.learners, { filter, query: typed, sort }),
    [roster.learners, filter, typed, sort],
  )
  const chooseSort = (key: SortKey) =>
    setSort((before) => ({ key, descending: before.key === key && !before.descending }))
  if (roster.learners.length === 0) return <Text c="dimmed">{t('roster.none')}</Text>
  return (
    <div>
      <div className={classes.bar}>
        <Chips
          label={t('roster.filter')}
          choices={choicesOf(roster, t)}
          value={filter}
          onChoose={(show) => setChosen({ show })}
        />
        <PhoneFold>
          <TextInput
            type="search"
            aria-label={t('roster.search')}
            placeholder={t('roster.search')}
            value={query}
            onChange={(e) => setQuery(e.currentTarget.value)}
          />
          <NativeSelect
            className={classes.sortOnPhones}
            aria-label={t('roster.state')}
            value={sort.key}
            onChange={(e) => setSort({ key: e.currentTarget.value as SortKey, descending: false })}
            data={sortKeys.map((key) => ({ value: key, label: t('roster.column', { column: key }) }))}
          />
        </PhoneFold>
      </div>
      {shown.length === 0 ? (
        <Text c="dimmed" py="md">
          {t('roster.noMatch')}
        </Text>
      ) : (
        <RosterTable
          learners={shown}
          sort={sort}
          onSort={chooseSort}
          hasPlaces={roster.counts.registered !== null}
        />
      )}
    </div>
  )
}

function choicesOf({ counts, phase, tells, learners }: Roster, t: Translate) {
  const names: Filter[] = ['all', phase === 'before' ? 'expected' : 'missing', 'in', 'late']
  if (tells === 'presence') names.push('left')
  const countOf = (name: Filter) => (name === 'all' ? learners.length : counts[name])
  return names.map((name) => ({
    name,
    label: t('roster.filterName', { filter: name }),
    count: countOf(name),
  }))
}

/** What is known and by whom: said plainly, so that nobody takes a click for somebody in the room. */
export function RosterSource({ roster }: { roster: Roster }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { provider, tells, run, instructors } = roster
  const timeOf = (instant: string) => formatTime(instant, zone, language)
  return (
    <Stack gap={4}>
      <Group gap="md">
        {instructors.length === 0 && <Text size="sm">{t('roster.noInstructor')}</Text>}
        {instructors.map(({ id, name, startedAt }) => (
          <Text key={id} size="sm">
            {startedAt
              ? t('roster.startedAt', { name, time: timeOf(startedAt) })
              : t('roster.notStarted', { name })}
          </Text>
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        {provider
          ? t(tells === 'clicks' ? 'roster.clicks' : 'roster.presence', { provider })
          : t('roster.clicksNoRoom')}{' '}
        {run &&
          provider &&
          t(run.isRunning ? 'roster.runs' : 'roster.runsNot', { provider, time: timeOf(run.lookedAt) })}
      </Text>
    </Stack>
  )
}

/** What a press did, said where it was pressed. */
export function Said({ text }: { text: string | undefined }) {
  return (
    <div role="status">
      {text && (
        <Alert variant="outline" p="xs">
          {text}
        </Alert>
      )}
    </div>
  )
}
