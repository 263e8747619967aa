import { ActionIcon, Menu } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useApps } from '../features/platform/apps/queries.ts'
import { GearIcon } from '../ui/icons.tsx'
import { adminGroups } from './administration.ts'
import { useTexts } from './i18n.ts'
import classes from './shell.module.css'

/**
 * The gear: the pages of the administration in their groups, and a section for each app that is active. It was asked
 * for, so it opens at once.
 */
export function AdminMenu() {
  const { t, language } = useTexts()
  const [, navigate] = useLocation()
  const apps = useApps()
  const active = apps.data?.items.filter((app) => app.active) ?? []
  const [isOpened, setIsOpened] = useState(true)
  return (
    // Once it is known what stands first: who presses Enter begins there.
    <Menu
      opened={isOpened && !apps.isPending}
      onChange={setIsOpened}
      position="bottom-end"
      width={280}
      transitionProps={{ duration: 100 }}
    >
      <Menu.Target>
        <ActionIcon variant="subtle" size={36} className={classes.tool} aria-label={t('nav.admin')}>
          <GearIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {active.map((app) => (
          <div key={app.id}>
            <Menu.Label>{app.name[language]}</Menu.Label>
            <Menu.Item onClick={() => navigate(`/admin/apps/${app.id}`)}>{t('nav.manage')}</Menu.Item>
          </div>
        ))}
        {adminGroups.map((group) => (
          <div key={group.id}>
            <Menu.Label>{t(group.text)}</Menu.Label>
            {group.pages.map(([page, text]) => (
              <Menu.Item key={page} onClick={() => navigate(`/admin/${page}`)}>
                {t(text)}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
