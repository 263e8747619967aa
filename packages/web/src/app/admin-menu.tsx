import { ActionIcon, Menu } from '@mantine/core'
import { useLocation } from 'wouter'
import { useApps } from '../features/platform/apps/queries.ts'
import { GearIcon } from '../ui/icons.tsx'
import { useTexts } from './i18n.ts'

const adminPages = [
  ['apps', 'nav.apps'],
  ['people', 'nav.people'],
  ['groups', 'nav.groups'],
  ['domains', 'nav.domains'],
  ['capacity', 'nav.capacity'],
  ['session-fields', 'nav.sessionFields'],
  ['zone-changes', 'nav.zone-changes'],
  ['audit', 'nav.audit'],
  ['notifications', 'nav.notifications'],
  ['mails', 'nav.mails'],
  ['api-keys', 'nav.apiKeys'],
  ['webhooks', 'nav.webhooks'],
] as const

/** The gear: apps, and a section for each app that is active. */
export function AdminMenu() {
  const { t, language } = useTexts()
  const [, navigate] = useLocation()
  const apps = useApps()
  const active = apps.data?.items.filter((app) => app.active) ?? []
  return (
    <Menu position="bottom-end" width={280} transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <ActionIcon variant="subtle" size={44} aria-label={t('nav.admin')}>
          <GearIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {adminPages.map(([page, text]) => (
          <Menu.Item key={page} onClick={() => navigate(`/admin/${page}`)}>
            {t(text)}
          </Menu.Item>
        ))}
        {active.map((app) => (
          <div key={app.id}>
            <Menu.Divider />
            <Menu.Label c="dimmed">{app.name[language]}</Menu.Label>
            <Menu.Item onClick={() => navigate(`/admin/apps/${app.id}`)}>{t('nav.manage')}</Menu.Item>
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
