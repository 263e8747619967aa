import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import type { Roster, RosterLearner } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { useFilters } from '../../../ui/use-filters.ts'
import { useOpened } from '../../../ui/use-opened.ts'
import { useMe } from '../../people/auth/queries.ts'
import { AttendanceRow } from './attendance-row.tsx'
import { Chips } from './chips.tsx'
import classes from './list.module.css'
import { useMarking } from './marking.ts'
import { matches } from './order.ts'
import { PhoneFold } from './phone-fold.tsx'
import type { AttendanceStatus } from './queries.ts'
import { moveOrMark } from './row-keys.ts'
import { Told } from './told.tsx'

const DetailsPanel = lazily(async () => (await import('./details-panel.tsx')).DetailsPanel)

type Filter = 'all' | AttendanceStatus
const filterNames = ['all', 'not-set', 'absent', 'partly', 'present', 'excused'] as const
const USUAL = { show: 'all' }
const keys = {
  fields: 'button',
  statusOf: { p: 'present', t: 'partly', a: 'absent', e: 'excused', n: 'not-set' },
} as const

const isMarked = (row: HTMLElement, status: AttendanceStatus) =>
  row.querySelector(`[data-status="${status}"][aria-pressed="true"]`) !== null

interface AttendanceSheetProps {
  roster: Roster
  /** Whose details are open: they stay, and what is typed into them, also when nobody can be marked any more. */
  detailsOf: string | undefined
  onDetails: (personId: string | undefined) => void
}

/** Marks people by hand: one by one, by keyboard, or many at once; every step can be taken back. */
export function AttendanceSheet({ roster, detailsOf, onDetails }: AttendanceSheetProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { eventId, may } = roster
  const marking = useMarking(eventId)
  const { hopes } = marking
  const [chosen, setChosen] = useFilters(USUAL, { show: filterNames })
  const filter = filterNames.find((one) => one === chosen.show) ?? 'all'
  const [query, setQuery] = useState('')
  const [current, setCurrent] = useState<string>()
  const typed = useDeferredValue(query)
  const statusOf = useCallback(
    ({ personId, attendance }: RosterLearner) => hopes.get(personId)?.status ?? attendance.status,
    [hopes],
  )
  const counts = useMemo(() => Map.groupBy(roster.learners, statusOf), [roster.learners, statusOf])
  // Who is marked stays in sight until the filter is chosen anew.
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set())
  const shown = roster.learners.filter(
    (learner) =>
      (filter === 'all' || statusOf(learner) === filter || kept.has(learner.personId)) &&
      matches(learner, typed),
  )
  const mark = useRef(marking.mark)
  mark.current = marking.mark
  const markOne = useCallback((personId: string, status: AttendanceStatus) => {
    setKept((before) => new Set([...before, personId]))
    mark.current(new Map([[personId, { status }]]))
  }, [])
  const markMany = (learners: readonly RosterLearner[], status: AttendanceStatus) =>
    marking.mark(new Map(learners.map(({ personId }) => [personId, { status }])))
  const choose = (next: Filter) => {
    setChosen({ show: next })
    setKept(new Set())
  }
  const details = useOpened(
    detailsOf,
    roster.learners.find((learner) => learner.personId === detailsOf),
  )
  const closed =
    roster.learners.length === 0
      ? 'roster.none'
      : may.mark
        ? undefined
        : roster.phase === 'before'
          ? 'sheet.early'
          : 'sheet.cancelled'
  const unset = (counts.get('not-set') ?? []).filter((learner) => learner.isEnrolled)
  const pressed = unset.filter((learner) => learner.firstEnteredAt !== null)
  const first = shown.some((learner) => learner.personId === current) ? current : shown[0]?.personId
  return (
    <>
      {closed ? (
        <Text c="dimmed">{t(closed)}</Text>
      ) : (
        <Stack gap="sm">
          <div className={classes.bar}>
            <Chips
              label={t('roster.filter')}
              value={filter}
              onChoose={choose}
              choices={filterNames.map((name) => ({
                name,
                label:
                  name === 'all'
                    ? t('roster.filterName', { filter: name })
                    : t('sheet.statusName', { status: name }),
                count: name === 'all' ? roster.learners.length : (counts.get(name)?.length ?? 0),
              }))}
            />
            <PhoneFold>
              <TextInput
                type="search"
                aria-label={t('roster.search')}
                placeholder={t('roster.search')}
                value={query}
                onChange={(e) => setQuery(e.currentTarget.value)}
              />
              <Group gap="xs" className={classes.notOnPaper}>
                <Button
                  variant="default"
                  disabled={pressed.length === 0}
                  onClick={() => markMany(pressed, 'present')}
                >
                  {t('sheet.allInCount', { count: pressed.length })}
                </Button>
                <Button
                  variant="default"
                  disabled={unset.length === 0}
                  onClick={() => markMany(unset, 'absent')}
                >
                  {t('sheet.restAbsentCount', { count: unset.length })}
                </Button>
                <Anchor href={`/api/v1/events/${eventId}/attendance.csv`} download>
                  {t('sheet.csv')}
                </Anchor>
                <Anchor href={`/api/v1/events/${eventId}/attendance.xlsx`} download>
                  {t('verdicts.xlsx')}
                </Anchor>
                <Button variant="subtle" onClick={() => window.print()}>
                  {t('sheet.print')}
                </Button>
              </Group>
            </PhoneFold>
            <Button
              variant="default"
              className={classes.undo}
              disabled={!marking.canUndo}
              onClick={() => void marking.undo()}
            >
              {t('sheet.undo')}
            </Button>
          </div>
          <Told
            outcome={marking.outcome}
            isSaving={marking.isSaving}
            people={roster.learners}
            onRetry={marking.mark}
          />
          <Text size="sm" c="dimmed" className={classes.notOnPaper} visibleFrom="sm">
            {t('sheet.keys')}
          </Text>
          {shown.length === 0 && <Text c="dimmed">{t('roster.noMatch')}</Text>}
          <ul
            className={classes.sheet}
            aria-label={t('teach.attendance')}
            onKeyDown={(event) =>
              moveOrMark(event, {
                ...keys,
                onMark: (personId, status, row) => !isMarked(row, status) && markOne(personId, status),
              })
            }
          >
            {shown.map((learner) => (
              <AttendanceRow
                key={learner.personId}
                learner={learner}
                status={statusOf(learner)}
                isReachable={learner.personId === first}
                t={t}
                zone={zone}
                language={language}
                onMark={markOne}
                onFocus={setCurrent}
                onDetails={onDetails}
              />
            ))}
          </ul>
        </Stack>
      )}
      {details && (
        <DetailsPanel
          eventId={eventId}
          key={details.thing.personId}
          learner={details.thing}
          isGone={details.isGone}
          onSave={marking.write}
          reread={() => marking.newest(details.thing.personId)}
          onClose={() => onDetails(undefined)}
        />
      )}
    </>
  )
}
