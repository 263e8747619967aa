import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { CardTable } from '../../../ui/card-table.tsx'
import { AreaChart, type Tick } from '../../../ui/chart.tsx'
import { formatNumber } from '../../../ui/formats.ts'
import { Select } from '../../../ui/select.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useFilters } from '../../../ui/use-filters.ts'
import { useMe } from '../../people/auth/queries.ts'
import { KeepPart } from './keep-part.tsx'
import { formatMonth } from './months.ts'
import { Period } from './period.tsx'
import {
  type AttendanceSums,
  type ReportKey,
  type ReportQuery,
  reportKeys,
  useAttendanceSums,
  useKept,
} from './queries.ts'
import classes from './reports.module.css'

const narrowings = {
  course: 'courseId',
  session: 'sessionId',
  instructor: 'instructorId',
  group: 'groupId',
  account: 'accountId',
} as const
/** What the rows are of once somebody has gone into one. */
const next: Record<ReportKey, ReportKey> = {
  course: 'session',
  session: 'instructor',
  instructor: 'course',
  group: 'course',
  account: 'course',
}
const USUAL = {
  ...{ by: 'course', from: '', to: '' },
  ...{ courseId: '', sessionId: '', instructorId: '', groupId: '', accountId: '' },
}
type Filters = typeof USUAL

/** Rate of attendance, no-shows and hours; each row leads into what it is made of. */
export function AttendanceReport() {
  const [filters, setFilters] = useFilters(USUAL, { by: reportKeys })
  const sums = useAttendanceSums(askedOf(filters))
  useKept()
  return <Loaded query={sums}>{(found) => <Sums {...{ sums: found, filters, setFilters }} />}</Loaded>
}

/** What the address asks for, without what is as usual. */
function askedOf({ by, ...filters }: Filters): ReportQuery {
  const asked = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
  return { ...asked, by: by as ReportKey }
}

interface SumsProps {
  sums: AttendanceSums
  filters: Filters
  setFilters: (change: Partial<Filters>) => void
}

function Sums({ sums, filters, setFilters }: SumsProps) {
  const { t, language } = useTexts()
  const isAll = useMe().data?.may.administer ?? false
  const { by, total, months, items, chosen, more, pending } = sums
  const offered = reportKeys.filter((key) => isAll || key !== 'instructor')
  const narrowed = reportKeys.filter(
    (key) => filters[narrowings[key]] !== '' && (isAll || key !== 'instructor'),
  )
  return (
    <Stack gap="md">
      {!isAll && <Text c="dimmed">{t('reports.own')}</Text>}
      <div className={classes.bar}>
        <Select
          className={classes.field}
          label={t('reports.by')}
          data={offered.map((key) => ({ value: key, label: t('reports.byName', { by: key }) }))}
          value={by}
          allowDeselect={false}
          onChange={(key) => key && setFilters({ by: key })}
        />
        <Period from={sums.from} to={sums.to} onChange={setFilters} />
        {narrowed.map((key) => {
          const name = chosen[key] ?? t('reports.gone')
          return (
            <Button
              key={key}
              variant="light"
              aria-label={t('reports.widen', { name })}
              onClick={() => setFilters({ [narrowings[key]]: '', by: key })}
            >
              {t('reports.narrowed', { name })}
            </Button>
          )
        })}
      </div>
      {pending > 0 && (
        <Text size="sm" role="status">
          {t('reports.pending')}
        </Text>
      )}
      <Summary sums={sums} />
      <Figures total={total} />
      <div className={classes.charts}>
        <section className={classes.chart}>
          <h2>{t('reports.chartRate')}</h2>
          <AreaChart
            label={t('reports.chartRate')}
            points={months.map(({ month, presentPercent }) => ({
              name: formatMonth(month, language),
              value: presentPercent,
            }))}
            top={100}
            isStepped
            format={(percent) => t('reports.percent', { percent })}
            color="var(--green)"
            ticks={ticksOf(months, language)}
            height={110}
            showsTable
          />
        </section>
        <section className={classes.chart}>
          <h2>{t('reports.chartSeats')}</h2>
          <AreaChart
            label={t('reports.chartSeats')}
            points={months.map(({ month, seats }) => ({ name: formatMonth(month, language), value: seats }))}
            format={(count) => formatNumber(count, language)}
            isStepped
            ticks={ticksOf(months, language)}
            height={110}
            showsTable
          />
        </section>
      </div>
      {items.length > 0 && (
        <CardTable
          label={t('reports.byName', { by })}
          rows={items.map((row) => ({ ...row, id: row.id ?? '' }))}
          columns={[
            {
              label: t('reports.byName', { by }),
              show: ({ id, name, of }) => (
                <>
                  {id ? (
                    <Anchor
                      component="button"
                      type="button"
                      className="on-paper"
                      ta="start"
                      onClick={() => setFilters({ [narrowings[by]]: id, by: next[by] })}
                    >
                      {name ?? t('reports.goneRow')}
                    </Anchor>
                  ) : (
                    t('reports.none')
                  )}
                  {of && <span className={classes.of}>{of}</span>}
                </>
              ),
            },
            { label: t('reports.events'), show: ({ events }) => formatNumber(events, language) },
            {
              label: t('reports.hours'),
              show: ({ plannedMinutes }) => t('reports.hoursCount', { hours: hoursOf(plannedMinutes) }),
            },
            { label: t('reports.seats'), show: ({ seats }) => formatNumber(seats, language) },
            { label: t('reports.rate'), show: ({ presentPercent }) => percentOf(presentPercent, t) },
            { label: t('reports.absent'), show: ({ absent }) => formatNumber(absent, language) },
            { label: t('reports.late'), show: ({ late }) => formatNumber(late, language) },
          ]}
        />
      )}
      {more > 0 && <Text size="sm">{t('reports.more', { count: more })}</Text>}
      <KeepPart report="attendance" query={askedOf(filters)} />
    </Stack>
  )
}

/** What the charts show, in words. */
function Summary({ sums: { total, months, from, to } }: { sums: AttendanceSums }) {
  const { t, language } = useTexts()
  const known = months.flatMap(({ month, presentPercent }) =>
    presentPercent === null ? [] : [{ month, percent: presentPercent }],
  )
  const inOrder = [...known].sort((one, other) => one.percent - other.percent)
  const [worst, best] = [inOrder[0], inOrder.at(-1)]
  if (!worst || !best || total.presentPercent === null) return <Text>{t('reports.nothing')}</Text>
  return (
    <Text>
      {t('reports.summary', {
        from: formatMonth(from, language),
        to: formatMonth(to, language),
        percent: total.presentPercent,
        present: total.present,
        partly: total.partly,
        absent: total.absent,
      })}{' '}
      {inOrder.length > 1 &&
        t('reports.summaryMonths', {
          best: formatMonth(best.month, language),
          bestPercent: best.percent,
          worst: formatMonth(worst.month, language),
          worstPercent: worst.percent,
        })}
    </Text>
  )
}

function Figures({ total }: { total: AttendanceSums['total'] }) {
  const { t, language } = useTexts()
  const { excused, notKnown, seats, events } = total
  const figures = [
    [t('reports.rate'), percentOf(total.presentPercent, t), t('reports.decided', { excused, notKnown })],
    [t('reports.noShows'), formatNumber(total.absent, language), t('reports.ofSeats', { count: seats })],
    [
      t('reports.hours'),
      t('reports.hoursCount', { hours: hoursOf(total.plannedMinutes) }),
      t('reports.inEvents', { count: events }),
    ],
    [
      t('reports.learnerHours'),
      t('reports.hoursCount', { hours: hoursOf(total.learnerMinutes) }),
      t('reports.ofSeats', { count: seats }),
    ],
  ] as const
  return (
    <dl className={classes.figures}>
      {figures.map(([name, value, small]) => (
        <div key={name} className={classes.figure}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          <dd className={classes.small}>{small}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The first, the middle and the last month. */
export function ticksOf(
  months: readonly { month: string }[],
  language: Parameters<typeof formatMonth>[1],
): Tick[] {
  const last = months.length - 1
  return [...new Set([0, Math.floor(last / 2), last])].flatMap((at) => {
    const one = months[at]
    return one ? [{ name: formatMonth(one.month, language), at }] : []
  })
}

/** Tenths of hours. */
export const hoursOf = (minutes: number) => Math.round(minutes / 6) / 10

function percentOf(percent: number | null, t: ReturnType<typeof useTexts>['t']): string {
  return percent === null ? '–' : t('reports.percent', { percent })
}
