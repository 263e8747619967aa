import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import type { AttendanceSheet, SheetLearner } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import common from '../../../ui/common.module.css'
import { lazily } from '../../../ui/lazily.tsx'
import { useFilters } from '../../../ui/use-filters.ts'
import { useOpened } from '../../../ui/use-opened.ts'
import { usePanel } from '../../../ui/use-panel.ts'
import { formatMoment, formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { ticksOf } from './axis.ts'
import { Chips } from './chips.tsx'
import lines from './list.module.css'
import { useMarking } from './marking.ts'
import { matches } from './order.ts'
import { PhoneFold } from './phone-fold.tsx'
import type { AttendanceStatus } from './queries.ts'
import { moveOrMark } from './row-keys.ts'
import { Told } from './told.tsx'
import { inOrder, orders } from './verdict-order.ts'
import { VerdictRow } from './verdict-row.tsx'
import classes from './verdict-sheet.module.css'

const StaysPanel = lazily(async () => (await import('./stays-panel.tsx')).StaysPanel)
const DetailsPanel = lazily(async () => (await import('./details-panel.tsx')).DetailsPanel)

const filterNames = ['all', 'unknown', 'absent', 'partly', 'present', 'excused', 'not-set'] as const
type Filter = (typeof filterNames)[number]
const USUAL = { show: 'all', order: 'need' }
const keys = {
  fields: 'select, button',
  statusOf: { p: 'present', t: 'partly', a: 'absent', e: 'excused', n: 'not-set' },
} as const

/** An event that is over: when each was there, the verdict and why; a mark by hand wins. */
export function VerdictSheet({ sheet }: { sheet: AttendanceSheet }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { eventId, may, report, breaks } = sheet
  const marking = useMarking(eventId, 'sheet')
  const { panel, open, close } = usePanel()
  const { hopes } = marking
  const [chosen, setChosen] = useFilters(USUAL, { show: filterNames, order: orders })
  const filter = filterNames.find((one) => one === chosen.show) ?? 'all'
  const order = orders.find((one) => one === chosen.order) ?? 'need'
  const [query, setQuery] = useState('')
  const [current, setCurrent] = useState<string>()
  const [detailsOf, setDetailsOf] = useState<string>()
  const typed = useDeferredValue(query)
  const axis = useMemo(
    () => ({ from: Date.parse(sheet.startsAt), to: Date.parse(sheet.endsAt) }),
    [sheet.startsAt, sheet.endsAt],
  )
  const markOf = (learner: SheetLearner) => hopes.get(learner.personId)?.status ?? learner.attendance.status
  const counts = useMemo(
    () => Map.groupBy(sheet.learners, ({ effective }) => effective.status),
    [sheet.learners],
  )
  // Once somebody marks, everybody stays where they are until something else is chosen: nothing jumps away.
  const [held, setHeld] = useState<readonly string[]>()
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set())
  const ordered = useMemo(() => {
    const now = inOrder(sheet.learners, order)
    if (!held) return now
    const places = new Map(held.map((personId, place) => [personId, place]))
    const placeOf = ({ personId }: SheetLearner) => places.get(personId) ?? held.length
    return [...now].sort((one, other) => placeOf(one) - placeOf(other))
  }, [sheet.learners, order, held])
  const shown = ordered.filter(
    (learner) =>
      (filter === 'all' || learner.effective.status === filter || kept.has(learner.personId)) &&
      matches(learner, typed),
  )
  const hold = useRef(() => {})
  hold.current = () => setHeld((before) => before ?? ordered.map(({ personId }) => personId))
  const mark = useRef(marking.mark)
  mark.current = marking.mark
  const markOne = useCallback((personId: string, status: AttendanceStatus) => {
    hold.current()
    setKept((before) => new Set([...before, personId]))
    mark.current(new Map([[personId, { status }]]))
  }, [])
  const markMany = (learners: readonly SheetLearner[], status: AttendanceStatus) => {
    hold.current()
    marking.mark(new Map(learners.map(({ personId }) => [personId, { status }])))
  }
  const choose = (next: Filter) => {
    setChosen({ show: next })
    setKept(new Set())
    setHeld(undefined)
  }
  const details = useOpened(
    detailsOf,
    sheet.learners.find(({ personId }) => personId === detailsOf),
  )
  const undecided = sheet.learners.filter(
    ({ effective, isEnrolled }) =>
      isEnrolled && (effective.status === 'unknown' || effective.status === 'not-set'),
  )
  const pressed = undecided.filter(({ firstEnteredAt }) => firstEnteredAt !== null)
  const first = shown.some(({ personId }) => personId === current) ? current : shown[0]?.personId
  const list = (
    <>
      <div className={lines.bar}>
        <Chips
          label={t('roster.filter')}
          value={filter}
          onChoose={choose}
          choices={filterNames
            .filter((name) => name === 'all' || name === filter || (counts.get(name)?.length ?? 0) > 0)
            .map((name) => ({
              name,
              label:
                name === 'all'
                  ? t('roster.filterName', { filter: name })
                  : t('sheet.statusName', { status: name }),
              count: name === 'all' ? sheet.learners.length : (counts.get(name)?.length ?? 0),
            }))}
        />
        <PhoneFold>
          <TextInput
            type="search"
            aria-label={t('roster.search')}
            placeholder={t('roster.search')}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
          <select
            className={classes.order}
            aria-label={t('verdicts.order')}
            value={order}
            onChange={(event) => {
              setChosen({ order: event.currentTarget.value })
              setHeld(undefined)
            }}
          >
            <option value="need">{t('verdicts.byNeed')}</option>
            <option value="name">{t('verdicts.byName')}</option>
          </select>
          <Group gap="xs" className={lines.notOnPaper}>
            {may.mark && pressed.length > 0 && (
              <Button variant="default" onClick={() => markMany(pressed, 'present')}>
                {t('sheet.allInCount', { count: pressed.length })}
              </Button>
            )}
            {may.mark && undecided.length > 0 && (
              <Button variant="default" onClick={() => markMany(undecided, 'absent')}>
                {t('verdicts.unknownAbsent', { count: undecided.length })}
              </Button>
            )}
            <Anchor href={`/api/v1/events/${eventId}/attendance.csv`} download>
              {t('sheet.csv')}
            </Anchor>
            <Anchor href={`/api/v1/events/${eventId}/attendance.xlsx`} download>
              {t('verdicts.xlsx')}
            </Anchor>
            {may.mark && report.state !== 'none' && (
              <Button variant="subtle" onClick={() => open('stays')}>
                {t('stays.title')}
              </Button>
            )}
            <Button variant="subtle" onClick={() => window.print()}>
              {t('sheet.print')}
            </Button>
          </Group>
        </PhoneFold>
        {may.mark && (
          <Button
            variant="default"
            className={lines.undo}
            disabled={!marking.canUndo}
            onClick={() => void marking.undo()}
          >
            {t('sheet.undo')}
          </Button>
        )}
      </div>
      <About sheet={sheet} />
      <Told
        outcome={marking.outcome}
        isSaving={marking.isSaving}
        people={sheet.learners}
        onRetry={marking.mark}
      />
      <div className={classes.card}>
        {report.unmatched > 0 && (
          <div className={classes.notice}>
            <span>{t('verdicts.unmatched', { count: report.unmatched })}</span>
            {may.mark && <Button onClick={() => open('stays')}>{t('stays.match')}</Button>}
          </div>
        )}
        <table className={classes.table} aria-label={t('teach.attendance')}>
          <thead>
            <tr>
              <th scope="col">{t('verdicts.learner')}</th>
              <th scope="col">
                <span className={common.heard}>{t('verdicts.when')}</span>
                <Ticks axis={axis} timeOf={(at) => formatTime(at, zone, language)} />
              </th>
              <th scope="col">{t('verdicts.minutes')}</th>
              <th scope="col">{t('verdicts.share')}</th>
              <th scope="col">{t('teach.attendance')}</th>
              <th scope="col" className={classes.colMore}>
                <span className={common.heard}>{t('verdicts.more')}</span>
              </th>
            </tr>
          </thead>
          <tbody onKeyDown={(event) => moveOrMark(event, { ...keys, onMark: may.mark ? markOne : () => {} })}>
            {shown.map((learner) => (
              <VerdictRow
                key={learner.personId}
                learner={learner}
                mark={markOf(learner)}
                axis={axis}
                breaks={breaks}
                isFixed={!may.mark}
                isReachable={learner.personId === first}
                t={t}
                zone={zone}
                language={language}
                onMark={markOne}
                onFocus={setCurrent}
                onDetails={setDetailsOf}
              />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length === 0 && <Text c="dimmed">{t('roster.noMatch')}</Text>}
      {may.mark && (
        <Text size="sm" c="dimmed" className={lines.notOnPaper} visibleFrom="sm">
          {t('verdicts.keys')}
        </Text>
      )}
    </>
  )
  return (
    <Stack gap="sm">
      {sheet.learners.length > 0 ? list : <Text c="dimmed">{t('roster.none')}</Text>}
      {panel === 'stays' && may.mark && (
        <StaysPanel eventId={eventId} people={sheet.learners} onClose={close} />
      )}
      {details && (
        <DetailsPanel
          eventId={eventId}
          key={details.thing.personId}
          learner={details.thing}
          isGone={details.isGone}
          hasVerdicts
          onSave={marking.write}
          reread={() => marking.newest(details.thing.personId)}
          onClose={() => setDetailsOf(undefined)}
        />
      )}
    </Stack>
  )
}

/** By what the verdicts are given, and how far the report is that they are made of. */
function About({ sheet }: { sheet: AttendanceSheet }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { rule, report, window, breaks, learners } = sheet
  const timeOf = (instant: string) => formatTime(instant, zone, language)
  const provider = report.provider ?? ''
  const seconds =
    learners.find(({ verdict }) => verdict !== null)?.verdict?.windowSeconds ??
    (Date.parse(window.endsAt) - Date.parse(window.startsAt)) / 1000
  return (
    <>
      {report.state === 'withheld' && (
        <Alert color="yellow" variant="outline" p="xs">
          {t('verdicts.report', { state: 'withheld', provider, time: '' })} {report.reason?.text}
        </Alert>
      )}
      <div className={classes.facts}>
        {report.state !== 'withheld' && report.provider && (
          <span>
            {report.state === 'awaited'
              ? t('verdicts.report', {
                  state:
                    report.expectedAt === null ? 'asked' : report.readAt === null ? 'expected' : 'awaited',
                  provider,
                  time: report.expectedAt ? formatMoment(report.expectedAt, zone, language) : '',
                })
              : t('verdicts.report', {
                  state: report.state,
                  provider,
                  time: report.readAt ? timeOf(report.readAt) : '–',
                })}
          </span>
        )}
        {report.state !== 'none' && !report.identifies && <span>{t('verdicts.noNames', { provider })}</span>}
        <span>
          {t('verdicts.rule', {
            threshold: rule.thresholdPercent,
            partly: rule.partlyFromPercent,
            minutes: Math.floor(seconds / 60),
            window: window.kind,
            gap: rule.gapSeconds,
          })}
        </span>
        {breaks.length > 0 && (
          <span>
            {t('verdicts.breaks', {
              breaks: breaks
                .map(({ startsAt, endsAt }) => `${timeOf(startsAt)}–${timeOf(endsAt)}`)
                .join(', '),
            })}
          </span>
        )}
      </div>
    </>
  )
}

function Ticks({
  axis,
  timeOf,
}: {
  axis: { from: number; to: number }
  timeOf: (instant: string) => string
}) {
  return (
    <span className={classes.axis} aria-hidden>
      {ticksOf(axis).map((at) => (
        <span
          key={at}
          className={classes.tick}
          data-last={at === axis.to || undefined}
          style={{ insetInlineStart: `${((at - axis.from) / (axis.to - axis.from)) * 100}%` }}
        >
          {timeOf(new Date(at).toISOString())}
        </span>
      ))}
    </span>
  )
}
