import { Alert, Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { CardTable } from '../../../ui/card-table.tsx'
import { AreaChart } from '../../../ui/chart.tsx'
import { formatNumber } from '../../../ui/formats.ts'
import { Loaded } from '../../../ui/states.tsx'
import { useFilters } from '../../../ui/use-filters.ts'
import { hoursOf, ticksOf } from './attendance-report.tsx'
import { KeepPart } from './keep-part.tsx'
import { formatMonth } from './months.ts'
import { Period } from './period.tsx'
import { type RoomsReport as Report, useKept, useRoomsReport } from './queries.ts'
import classes from './reports.module.css'

const USUAL = { from: '', to: '' }

/** Hours of rooms against the licences, and what one room more would change. */
export function RoomsReport() {
  const [filters, setFilters] = useFilters(USUAL)
  const { from, to } = filters
  const asked = { ...(from && { from }), ...(to && { to }) }
  const report = useRoomsReport(asked)
  useKept()
  return (
    <Loaded query={report}>
      {(found) => (
        <Stack gap="md">
          <div className={classes.bar}>
            <Period from={found.from} to={found.to} onChange={setFilters} />
          </div>
          <Rooms report={found} />
          <KeepPart report="rooms" query={{ by: 'account', ...asked }} />
        </Stack>
      )}
    </Loaded>
  )
}

function Rooms({ report: { months, items } }: { report: Report }) {
  const { t, language } = useTexts()
  const short = items.filter(({ fewerWithOneMore }) => fewerWithOneMore > 0)
  const points = months.map(({ month, roomMinutes }) => ({
    name: formatMonth(month, language),
    value: hoursOf(roomMinutes),
  }))
  return (
    <>
      {short.length === 0 && <Text>{t('reports.noRefusals')}</Text>}
      {short.map(({ id, name, fewerWithOneMore }) => (
        <Alert key={id} color="yellow" variant="outline" p="xs">
          {t('reports.oneMore', { account: name ?? '', count: fewerWithOneMore })}
        </Alert>
      ))}
      <section className={classes.chart}>
        <h2>{t('reports.chartRooms')}</h2>
        <AreaChart
          label={t('reports.chartRooms')}
          points={points}
          format={(hours) => t('reports.hoursCount', { hours })}
          isStepped
          ticks={ticksOf(months, language)}
          height={110}
          showsTable
        />
      </section>
      {items.length > 0 && (
        <CardTable
          label={t('reports.rooms')}
          rows={items}
          columns={[
            { label: t('reports.byName', { by: 'account' }), show: ({ name }) => name },
            { label: t('reports.events'), show: ({ events }) => formatNumber(events, language) },
            {
              label: t('reports.roomHours'),
              show: ({ roomMinutes }) => t('reports.hoursCount', { hours: hoursOf(roomMinutes) }),
            },
            { label: t('reports.peak'), show: ({ peak }) => formatNumber(peak, language) },
            {
              label: t('reports.licence'),
              show: ({ licence }) =>
                licence === null ? t('reports.noLimit') : formatNumber(licence, language),
            },
            { label: t('reports.refusals'), show: ({ refusals }) => formatNumber(refusals, language) },
          ]}
        />
      )}
    </>
  )
}
