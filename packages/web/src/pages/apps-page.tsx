import '../ui/panel-styles.ts'
import { Alert, Anchor, Button, Group, Paper, Stack, Tabs, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { App } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { appsKey, changeApp, useApps } from '../features/apps/queries.ts'
import { useMe } from '../features/login/queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Page } from '../ui/page.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Failure, Loaded } from '../ui/states.tsx'
import { formatDay } from '../ui/when.ts'

const categories = ['web-conferencing', 'single-sign-on', 'additional-features'] as const

export function AppsPage() {
  const { t } = useTexts()
  const apps = useApps()
  const [search, setSearch] = useSearchParams()
  return (
    <Page title={t('apps.title')}>
      {search.has('pairing') && (
        <Alert color="orange" variant="outline" mb="md" role="alert">
          {t('accounts.stateUnknown')}
        </Alert>
      )}
      <Tabs value={search.get('tab') ?? categories[0]} onChange={(tab) => setSearch(tab ? { tab } : {})}>
        <Tabs.List mb="md">
          {categories.map((category) => (
            <Tabs.Tab key={category} value={category}>
              {t(`apps.tab.${category}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {categories.map((category) => (
          <Tabs.Panel key={category} value={category}>
            <Loaded query={apps}>
              {({ items }) => {
                const own = items.filter((app) => app.category === category)
                if (own.length === 0)
                  return <Empty title={t(`apps.tab.${category}`)} text={t('apps.empty')} />
                return (
                  <Stack>
                    {own.map((app) => (
                      <AppCard key={app.id} app={app} />
                    ))}
                  </Stack>
                )
              }}
            </Loaded>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}

function AppCard({ app }: { app: App }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const client = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const change = async (active: boolean) => {
    await changeApp(app.id, active)
    await client.invalidateQueries({ queryKey: appsKey })
  }
  const activate = useMutation({ mutationFn: () => change(true) })
  const name = app.name[language]
  return (
    <Paper withBorder p="lg" component="article">
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: '1 1 320px', minWidth: 0 }}>
          <Group gap="sm">
            <Title order={2} size="h4">
              {name}
            </Title>
            <StateBadge tone={app.active ? 'good' : 'neutral'}>
              {t(app.active ? 'apps.active' : 'apps.inactive')}
            </StateBadge>
            {app.active && app.changedAt && (
              <Text size="sm" c="dimmed">
                {t('apps.since', { when: formatDay(app.changedAt, zone, language) })}
              </Text>
            )}
          </Group>
          <Text mt="xs">{app.description[language]}</Text>
          {activate.error && <Failure error={activate.error} />}
        </div>
        <Group gap="xs">
          {app.active && (
            <Anchor component={Link} href={`/admin/apps/${app.id}`} p="xs">
              {t('nav.manage')}
            </Anchor>
          )}
          {app.active ? (
            <Button
              variant="default"
              aria-label={t('apps.deactivateNamed', { name })}
              onClick={() => setIsAsking(true)}
            >
              {t('apps.deactivate')}
            </Button>
          ) : (
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
      {isAsking && (
        <Confirm
          title={t('apps.deactivateTitle', { name })}
          text={t('apps.deactivateText')}
          action={t('apps.deactivate')}
          onConfirm={() => change(false)}
          onClose={() => setIsAsking(false)}
        />
      )}
    </Paper>
  )
}
