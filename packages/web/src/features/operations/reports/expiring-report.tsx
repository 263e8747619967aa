import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { CardTable } from '../../../ui/card-table.tsx'
import { AreaChart } from '../../../ui/chart.tsx'
import { formatNumber } from '../../../ui/formats.ts'
import { Loaded } from '../../../ui/states.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { ticksOf } from './attendance-report.tsx'
import { formatMonth } from './months.ts'
import { useExpiring } from './queries.ts'
import classes from './reports.module.css'

/** Whose completions end within a year. */
export function ExpiringReport() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  return (
    <Loaded query={useExpiring()}>
      {({ months, items, more }) => (
        <Stack gap="md">
          <Text>{t('reports.expiringSummary', { count: items.length + more })}</Text>
          <section className={classes.chart}>
            <h2>{t('reports.chartExpiring')}</h2>
            <AreaChart
              label={t('reports.chartExpiring')}
              points={months.map(({ month, count }) => ({
                name: formatMonth(month, language),
                value: count,
              }))}
              format={(count) => formatNumber(count, language)}
              color="var(--amber)"
              isStepped
              ticks={ticksOf(months, language)}
              height={110}
              showsTable
            />
          </section>
          {items.length > 0 && (
            <CardTable
              label={t('reports.expiring')}
              rows={items.map((row) => ({ ...row, id: `${row.sessionId} ${row.personId}` }))}
              columns={[
                { label: t('reports.person'), show: ({ name }) => name },
                { label: t('reports.byName', { by: 'course' }), show: ({ course }) => course },
                {
                  label: t('reports.session'),
                  show: ({ sessionId, session }) => (
                    <Anchor component={Link} href={`/sessions/${sessionId}`} size="sm">
                      {session}
                    </Anchor>
                  ),
                },
                {
                  label: t('reports.validUntil'),
                  show: ({ validUntil }) => formatDay(validUntil, zone, language),
                },
              ]}
            />
          )}
          {more > 0 && <Text size="sm">{t('reports.more', { count: more })}</Text>}
        </Stack>
      )}
    </Loaded>
  )
}
