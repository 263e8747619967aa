import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { AreaChart } from '../../../ui/chart.tsx'
import { formatNumber } from '../../../ui/formats.ts'
import { Loaded } from '../../../ui/states.tsx'
import { ticksOf } from './attendance-report.tsx'
import { formatMonth } from './months.ts'
import { useExpiring } from './queries.ts'
import classes from './reports.module.css'

/** How many completions end in each of the coming months; whose they are has a page of its own. */
export function ExpiringReport() {
  const { t, language } = useTexts()
  return (
    <Loaded query={useExpiring()}>
      {({ months }) => (
        <Stack gap="md">
          <Text>
            {t('reports.expiringSummary', { count: months.reduce((sum, { count }) => sum + count, 0) })}
          </Text>
          <Anchor component={Link} href="/expiring?days=365">
            {t('reports.whoExpires')}
          </Anchor>
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
        </Stack>
      )}
    </Loaded>
  )
}
