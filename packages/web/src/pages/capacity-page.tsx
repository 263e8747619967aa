import '../ui/panel-styles.ts'
import type { Schemas } from '@lectern/api-client'
import { ActionIcon, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { type Account, answered, api } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { useFirstDay, useMe } from '../features/people/auth/queries.ts'
import { useApps } from '../features/platform/apps/queries.ts'
import { accountsKey } from '../features/rooms/accounts/queries.ts'
import { type Bar, barsOf, sameBar, spanOfWeek, type Week } from '../features/rooms/capacity/week.ts'
import { AreaChart } from '../ui/chart.tsx'
import { addDays, type Day, isDay, today, weekdayNumber, weekdaysFrom, weekOf } from '../ui/days.ts'
import { ChartPicture } from '../ui/pictures.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Select } from '../ui/select.tsx'
import { Empty, Loaded, Loading } from '../ui/states.tsx'
import { Together } from '../ui/together.tsx'
import { useFilters } from '../ui/use-filters.ts'
import { formatDay, formatMoment, formatSpan, weekdayNames } from '../ui/when.ts'
import classes from './capacity-page.module.css'

type HeldEvent = Schemas['Capacity']['events'][number]

const USUAL = { account: '', week: '' }

/** Rooms busy over a week against an account's limit. */
export function CapacityPage() {
  const { t, language } = useTexts()
  const apps = useApps()
  const [filters, setFilter] = useFilters(USUAL)
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  const firstDay = useFirstDay()
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
  const account = accounts.find((candidate) => candidate.id === filters.account) ?? accounts[0]
  const first = weekOf(isDay(filters.week) ? filters.week : today(timeZone), firstDay)
  const week = { first, timeZone }
  return (
    <AdminPage title={t('capacity.title')}>
      {account ? (
        <Together>
          <Stack>
            <Select
              label={t('capacity.account')}
              data={tools.flatMap((app, index) =>
                (lists[index]?.data?.items ?? []).map(({ id, name }) => ({
                  value: id,
                  label: tools.length > 1 ? `${name} · ${app.toolName[language]}` : name,
                })),
              )}
              value={account.id}
              allowDeselect={false}
              onChange={(id) => id && setFilter({ account: id })}
              maw={360}
            />
            <AccountWeek
              key={account.id}
              account={account}
              week={week}
              onWeek={(day) => setFilter({ week: day })}
            />
            {accounts.length > 1 && <AllAccounts accounts={accounts} week={week} />}
          </Stack>
        </Together>
      ) : (
        <Empty
          title={t('capacity.noAccounts')}
          text={t('capacity.noAccountsText')}
          picture={<ChartPicture />}
        >
          <Button component={Link} href="/admin/apps" mt="sm">
            {t('capacity.toApps')}
          </Button>
        </Empty>
      )}
    </AdminPage>
  )
}

/** Every account's week beside the others, so that the one with rooms left is seen at once. */
function AllAccounts({ accounts, week }: { accounts: readonly Account[]; week: Week }) {
  const { t, language } = useTexts()
  const { timeZone: zone } = week
  const span = spanOfWeek(week)
  const names = weekdayNames(language)
  const weekdays = weekdaysFrom(weekdayNumber(week.first)).map((day) => names[day - 1] ?? '')
  const weeks = useQueries({
    queries: accounts.map(({ id }) => ({
      queryKey: ['capacity', id, span.from],
      queryFn: () =>
        answered(
          api.GET('/api/v1/accounts/{accountId}/capacity', {
            params: { path: { accountId: id }, query: span },
          }),
        ),
    })),
  })
  return (
    <section aria-labelledby="all-accounts">
      <Title order={2} size="h4" mb="sm" id="all-accounts">
        {t('capacity.allAccounts')}
      </Title>
      <ul className={classes.accounts}>
        {accounts.map(({ id, name }, index) => {
          const capacity = weeks[index]?.data
          if (!capacity) return null
          const { limit, events } = capacity
          const bars = barsOf(week, 3, events)
          const peak = Math.max(0, ...bars.flat().map(({ rooms }) => rooms))
          const isFull = limit !== null && peak >= limit
          return (
            <li key={id} className={classes.account}>
              <div className={classes.accountName}>
                <Link href={`/admin/capacity?account=${id}`}>{name}</Link>
                <Text size="xs" c="dimmed">
                  {t('capacity.peak', { peak })} ·{' '}
                  {limit === null ? t('capacity.noLimit') : t('capacity.limit', { limit })}
                </Text>
              </div>
              <div className={classes.accountChart}>
                <AreaChart
                  label={t('capacity.weekOf', { name })}
                  points={bars.flat().map(({ startsAt, rooms }) => ({
                    name: formatMoment(startsAt.toISOString(), zone, language),
                    value: rooms,
                  }))}
                  color={isFull ? 'var(--red)' : 'var(--accent)'}
                  limit={limit === null ? undefined : { value: limit, name: t('capacity.limitName') }}
                  ticks={weekdays.map((name, day) => ({
                    name,
                    at: bars.slice(0, day).flat().length,
                  }))}
                  isStepped
                  showsTable
                  height={48}
                />
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

interface AccountWeekProps {
  account: Account
  week: Week
  /** @param day any day of the week */
  onWeek: (day: Day) => void
}

function AccountWeek({ account, week, onWeek }: AccountWeekProps) {
  const { t, language } = useTexts()
  const { first, timeZone: zone } = week
  // Bars are pressed: on a phone one stands for several hours.
  const hoursPerBar = useMediaQuery('(max-width: 760px)') ? 3 : 1
  const span = spanOfWeek(week)
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
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('capacity.previous')}
            onClick={() => onWeek(addDays(first, -7))}
          >
            ‹
          </ActionIcon>
          <Button variant="default" onClick={() => onWeek(today(zone))}>
            {t('capacity.today')}
          </Button>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('capacity.next')}
            onClick={() => onWeek(addDays(first, 7))}
          >
            ›
          </ActionIcon>
        </Group>
      </Group>
      <Loaded query={capacity}>
        {({ limit, events }) => (
          <Chart key={span.from} days={barsOf(week, hoursPerBar, events)} limit={limit} zone={zone} />
        )}
      </Loaded>
    </Stack>
  )
}

interface ChartProps {
  days: readonly (readonly Bar<HeldEvent>[])[]
  limit: number | null
  zone: string
}

function Chart({ days, limit, zone }: ChartProps) {
  const { t, language } = useTexts()
  const [pressed, setPressed] = useState<Bar<HeldEvent>>()
  const chosen = pressed && sameBar(pressed, days.flat())
  const peak = Math.max(0, ...days.flat().map((bar) => bar.rooms))
  const top = Math.max(peak, limit ?? 0, 1) * 1.1
  const wordsOf = ({ startsAt, rooms }: Bar<HeldEvent>) =>
    t('capacity.bar', { when: formatMoment(startsAt.toISOString(), zone, language), rooms })
  const percent = (rooms: number) => `${(100 * rooms) / top}%`
  return (
    <>
      <Text>
        {limit === null ? t('capacity.noLimit') : t('capacity.limit', { limit })} ·{' '}
        {t('capacity.peak', { peak })}
      </Text>
      <section aria-label={t('capacity.title')}>
        {days.map((bars) => (
          <div key={bars[0]?.startsAt.toISOString()} className={classes.day}>
            <span className={classes.name} aria-hidden>
              {bars[0] && formatDay(bars[0].startsAt.toISOString(), zone, language)}
            </span>
            <div className={classes.bars}>
              {limit !== null && <span className={classes.limit} style={{ bottom: percent(limit) }} />}
              {bars.map((bar) => (
                <button
                  key={bar.startsAt.toISOString()}
                  type="button"
                  className={`${classes.bar} on-paper`}
                  disabled={bar.rooms === 0}
                  aria-pressed={bar === chosen}
                  data-full={limit !== null && bar.rooms >= limit ? '' : undefined}
                  aria-label={wordsOf(bar)}
                  onClick={() => setPressed(bar)}
                >
                  <span className={classes.fill} data-mark style={{ height: percent(bar.rooms) }} />
                </button>
              ))}
            </div>
          </div>
        ))}
        <div className={classes.day} aria-hidden>
          <span />
          <div className={classes.hours}>
            {[0, 6, 12, 18, 24].map((hour) => (
              <span key={hour}>{hour}:00</span>
            ))}
          </div>
        </div>
      </section>
      {chosen ? (
        <Stack gap="xs" role="status">
          <Text fw={600}>{wordsOf(chosen)}</Text>
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
        peak > 0 && (
          <Text c="dimmed" className="no-print">
            {t('capacity.choose')}
          </Text>
        )
      )}
    </>
  )
}
