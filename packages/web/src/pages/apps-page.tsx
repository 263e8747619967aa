import '../ui/panel-styles.ts'
import '@mantine/core/styles/List.layer.css'
import { Alert, Anchor, Button, Group, List, Paper, Stack, Tabs, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { App } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { AppAbilities } from '../features/platform/apps/app-abilities.tsx'
import { changeApp, useAppEvents, useApps } from '../features/platform/apps/queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { ConnectionPicture, SearchPicture } from '../ui/pictures.tsx'
import { isFound } from '../ui/search-text.ts'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Failure, Loaded } from '../ui/states.tsx'
import { useFilters, useTyped } from '../ui/use-filters.ts'
import { formatMoment } from '../ui/when.ts'

const categories = ['web-conferencing', 'single-sign-on', 'additional-features'] as const

const USUAL = { query: '' }

export function AppsPage() {
  const { t, language } = useTexts()
  const apps = useApps()
  const [search, setSearch] = useSearchParams()
  const [filters, setFilter] = useFilters(USUAL)
  const [query, setQuery] = useTyped(filters.query, (next) => setFilter({ query: next }))
  const matches = (app: App) => isFound(`${app.name[language]} ${app.description[language]}`, query)
  return (
    <AdminPage title={t('apps.title')}>
      {search.has('pairing') && (
        <Alert color="orange" variant="outline" mb="md" role="alert">
          {t('accounts.stateUnknown')}
        </Alert>
      )}
      <TextInput
        type="search"
        aria-label={t('apps.search')}
        placeholder={t('apps.search')}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        mb="md"
        maw={360}
      />
      <Loaded query={apps}>
        {({ items }) => {
          const found = items.filter(matches)
          if (query.trim()) {
            // A search looks into every tab.
            if (found.length === 0)
              return (
                <Empty
                  title={t('apps.noneFound', { query })}
                  picture={<SearchPicture />}
                  text={t('people.noneText')}
                />
              )
            return <AppCards apps={found} />
          }
          return (
            <Tabs
              value={search.get('tab') ?? categories[0]}
              onChange={(tab) => setSearch(tab ? { tab } : {})}
            >
              <Tabs.List mb="md">
                {categories.map((category) => (
                  <Tabs.Tab key={category} value={category}>
                    {t('apps.tabName', { tab: category })}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {categories.map((category) => {
                const own = items.filter((app) => app.category === category)
                return (
                  <Tabs.Panel key={category} value={category}>
                    {own.length === 0 ? (
                      <Empty
                        title={t('apps.tabName', { tab: category })}
                        picture={<ConnectionPicture />}
                        text={t('apps.empty')}
                      />
                    ) : (
                      <AppCards apps={own} />
                    )}
                  </Tabs.Panel>
                )
              })}
            </Tabs>
          )
        }}
      </Loaded>
    </AdminPage>
  )
}

function AppCards({ apps }: { apps: readonly App[] }) {
  return (
    <Stack>
      {apps.map((app) => (
        <AppCard key={app.id} app={app} />
      ))}
    </Stack>
  )
}

function AppCard({ app }: { app: App }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [isAsking, setIsAsking] = useState(false)
  const activate = useMutation({ mutationFn: () => changeApp(app.id, true) })
  const name = app.name[language]
  const state = app.removed ? 'removed' : app.active ? 'active' : 'inactive'
  return (
    <Paper withBorder p="lg" component="article">
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: '1 1 320px', minWidth: 0 }}>
          <Group gap="sm">
            <Title order={2} size="h4">
              {name}
            </Title>
            <StateBadge tone={app.active ? 'good' : 'neutral'}>{t('apps.stateName', { state })}</StateBadge>
            {app.changedAt && (
              <Text size="sm" c="dimmed">
                {t('apps.changedBy', {
                  when: formatMoment(app.changedAt, zone, language),
                  name: app.changedBy ?? t('audit.platform'),
                })}
              </Text>
            )}
          </Group>
          <Text mt="xs">{app.description[language]}</Text>
          <AppAbilities app={app} />
          {app.retired && (
            <Alert mt="sm" color="gray" variant="outline">
              {app.retired.note[language]}
            </Alert>
          )}
          {activate.error && <Failure error={activate.error} />}
        </div>
        <Group gap="xs">
          {app.active && (
            <Anchor component={Link} href={`/admin/apps/${app.id}`} p="xs">
              {t('nav.manage')}
            </Anchor>
          )}
          {app.active && (
            <Button
              variant="default"
              aria-label={t('apps.deactivateNamed', { name })}
              onClick={() => setIsAsking(true)}
            >
              {t('apps.deactivate')}
            </Button>
          )}
          {!app.active && !app.removed && (
            <Button
              loading={activate.isPending}
              aria-label={t('apps.activateNamed', { name })}
              onClick={() => activate.mutate()}
            >
              {t('apps.activate')}
            </Button>
          )}
        </Group>
      </Group>
      {isAsking && <DeactivatePanel app={app} onClose={() => setIsAsking(false)} />}
    </Paper>
  )
}

const LISTED_EVENTS = 8

/** Says what stays behind before an app is deactivated. */
function DeactivatePanel({ app, onClose }: { app: App; onClose: () => void }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const events = useAppEvents(app.id)
  const total = events.data?.total ?? 0
  const rest = total - LISTED_EVENTS
  return (
    <Confirm
      title={t('apps.deactivateTitle', { name: app.name[language] })}
      text={
        total > 0
          ? t('apps.deactivateEvents', { count: total })
          : events.data
            ? t('apps.deactivateNoEvents')
            : '…'
      }
      action={t('apps.deactivate')}
      onConfirm={() => changeApp(app.id, false)}
      onClose={onClose}
    >
      {total > 0 && (
        <List size="sm">
          {events.data?.items.slice(0, LISTED_EVENTS).map((event) => (
            <List.Item key={event.id}>
              {event.name}, {formatMoment(event.startsAt, zone, language)}
            </List.Item>
          ))}
          {rest > 0 && <List.Item>{t('apps.moreEvents', { count: rest })}</List.Item>}
        </List>
      )}
    </Confirm>
  )
}
