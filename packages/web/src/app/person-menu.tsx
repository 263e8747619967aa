import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Me } from '../api/client.ts'
import { signOut } from '../features/people/auth/queries.ts'
import { PersonIcon } from '../ui/icons.tsx'
import { cityOf } from '../ui/when.ts'
import { useTexts } from './i18n.ts'

/** What belongs to oneself. It was asked for, so it opens at once. */
export function PersonMenu({ me }: { me: Me }) {
  const { t } = useTexts()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [, navigate] = useLocation()
  const name = `${me.firstName} ${me.lastName}`.trim()
  return (
    <Menu defaultOpened position="bottom-end" width={280} transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <ActionIcon variant="subtle" size={44} aria-label={t('nav.person', { name })}>
          <PersonIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label c="dimmed">
          <b>{name}</b>
          <br />
          {me.email}
          <br />
          {t('app.labelled', { label: t('nav.timeZone'), value: cityOf(me.timeZone) })}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item onClick={() => navigate('/profile')}>{t('nav.profile')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label c="dimmed">{t('nav.theme')}</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            aria-current={colorScheme === scheme}
            fw={colorScheme === scheme ? 650 : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {t('nav.themeName', { theme: scheme })}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t('nav.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
