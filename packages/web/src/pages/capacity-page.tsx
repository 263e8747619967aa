import '../ui/panel-styles.ts'
import type { Schemas } from '@lectern/api-client'
import { Button, Group, Select, Stack, Text, Title } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { type Account, answered, api } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { accountsKey } from '../features/accounts/queries.ts'
import { useApps } from '../features/apps/queries.ts'
import { addDays, type HourBar, hoursOf, mondayOf } from '../features/capacity/week.ts'
import { Page } from '../ui/page.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Empty, Loaded, Loading } from '../ui/states.tsx'
import { formatDay, formatMoment, formatSpan } from '../ui/when.ts'
import classes from './capacity-page.module.css'

type HeldEvent = Schemas['Capacity']['events'][number]

/** Rooms busy over a week against an account's limit. */
export function CapacityPage() {
  const { t } = useTexts()
  const apps = useApps()
  const [search, setSearch] = useSearchParams()
  const tools = (apps.data?.items ?? []).filter((app) => app.hasAccounts && app.active)
  const lists = useQueries({
    queries: tools.map((app) => ({
      queryKey: [...accountsKey, app.id],
      queryFn: () =>
        answered(api.GET('/api/v1/apps/{appId}/accounts', { params: { path: { appId: app.id } } })),
    })),
  })
  if (!apps.data || lists.some((list) => list.isPending)) return <Loading />
  const accounts = lists.flatMap((list) => list.data?.items ?? [])
  const account = accounts.find((candidate) => candidate.id === search.get('account')) ?? accounts[0]
  return (
    <Page title={t('capacity.title')}>
      {account ? (
        <Stack>
          <Select
            label={t('capacity.account')}
            data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            value={account.id}
            allowDeselect={false}
            onChange={(id) => id && setSearch({ account: id })}
            maw={360}
          />
          <Week key={account.id} account={account} />
        </Stack>
      ) : (
        <Empty title={t('capacity.noAccounts')} text={t('capacity.noAccountsText')} />
      )}
    </Page>
  )
}

function Week({ account }: { account: Account }) {
  const { t, language } = useTexts()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const [monday, setMonday] = useState(() => mondayOf(new Date()))
  const span = { from: monday.toISOString(), until: addDays(monday, 7).toISOString() }
  const capacity = useQuery({
    queryKey: ['capacity', account.id, span.from],
    queryFn: () =>
      answered(
        api.GET('/api/v1/accounts/{accountId}/capacity', {
          params: { path: { accountId: account.id }, query: span },
        }),
      ),
  })
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('capacity.week', { when: formatDay(span.from, zone, language) })}
        </Title>
        <Group gap="xs">
          <Button variant="default" onClick={() => setMonday(addDays(monday, -7))}>
            {t('capacity.previous')}
          </Button>
          <Button variant="default" onClick={() => setMonday(mondayOf(new Date()))}>
            {t('capacity.today')}
          </Button>
          <Button variant="default" onClick={() => setMonday(addDays(monday, 7))}>
            {t('capacity.next')}
          </Button>
        </Group>
      </Group>
      <Loaded query={capacity}>
        {({ limit, events }) => (
          <Chart key={span.from} days={hoursOf(monday, 7, events)} limit={limit} zone={zone} />
        )}
      </Loaded>
    </Stack>
  )
}

interface ChartProps {
  days: readonly (readonly HourBar<HeldEvent>[])[]
  limit: number | null
  zone: string
}

function Chart({ days, limit, zone }: ChartProps) {
  const { t, language } = useTexts()
  const [chosen, setChosen] = useState<HourBar<HeldEvent>>()
  const peak = Math.max(0, ...days.flat().map((hour) => hour.rooms))
  const top = Math.max(peak, limit ?? 0, 1) * 1.1
  const percent = (rooms: number) => `${(100 * rooms) / top}%`
  return (
    <>
      <Text>
        {limit === null ? t('capacity.noLimit') : t('capacity.limit', { limit })} ·{' '}
        {t('capacity.peak', { peak })}
      </Text>
      <section className={classes.chart} aria-label={t('capacity.title')}>
        {limit !== null && <span className={classes.limit} style={{ bottom: percent(limit) }} />}
        {days.map((hours) => (
          <div key={hours[0]?.startsAt.toISOString()} className={classes.day}>
            {hours.map((hour) => (
              <button
                key={hour.startsAt.toISOString()}
                type="button"
                className={classes.bar}
                disabled={hour.rooms === 0}
                aria-pressed={hour === chosen}
                data-full={limit !== null && hour.rooms >= limit ? '' : undefined}
                aria-label={t('capacity.bar', {
                  when: formatMoment(hour.startsAt.toISOString(), zone, language),
                  rooms: hour.rooms,
                })}
                onClick={() => setChosen(hour)}
              >
                <span className={classes.fill} style={{ height: percent(hour.rooms) }} />
              </button>
            ))}
          </div>
        ))}
      </section>
      <div className={classes.names} aria-hidden>
        {days.map(([first]) => (
          <span key={first?.startsAt.toISOString()}>
            {first && formatDay(first.startsAt.toISOString(), zone, language)}
          </span>
        ))}
      </div>
      {chosen ? (
        <Stack gap="xs" role="status">
          <Text fw={600}>
            {t('capacity.bar', {
              when: formatMoment(chosen.startsAt.toISOString(), zone, language),
              rooms: chosen.rooms,
            })}
          </Text>
          <Rows label={t('session.events')}>
            {chosen.held.map((event) => (
              <Row
                key={event.id}
                href={`/learn/events/${event.id}`}
                title={event.name}
                facts={[event.courseName, formatSpan(event, zone, language)]}
              />
            ))}
          </Rows>
        </Stack>
      ) : (
        peak > 0 && <Text c="dimmed">{t('capacity.choose')}</Text>
      )}
    </>
  )
}
