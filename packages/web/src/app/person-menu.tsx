import { languages, nameOfLanguage } from '@lectern/texts'
import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Me } from '../api/client.ts'
import { changeLanguage, signOut } from '../features/people/auth/queries.ts'
import { Avatar } from '../ui/avatar.tsx'
import { CheckIcon } from '../ui/icons.tsx'
import { orSay } from '../ui/or-say.tsx'
import { leave } from '../ui/unsaved.tsx'
import { cityOf } from '../ui/when.ts'
import { useTexts } from './i18n.ts'
import classes from './shell.module.css'

/** What belongs to oneself. It was asked for, so it opens at once. */
export function PersonMenu({ me }: { me: Me }) {
  const { t, language } = useTexts()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [, navigate] = useLocation()
  const name = `${me.firstName} ${me.lastName}`.trim()
  return (
    <Menu defaultOpened position="bottom-end" width={280} transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size={36}
          className={classes.tool}
          aria-label={t('nav.person', { name })}
        >
          <Avatar name={name} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <Menu.Label>
          <b className={classes.person}>{name}</b>
          <br />
          {me.email}
          <br />
          {t('app.labelled', { label: t('nav.timeZone'), value: cityOf(me.timeZone) })}
        </Menu.Label>
        <Menu.Item onClick={() => navigate('/profile')}>{t('nav.profile')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('nav.language')}</Menu.Label>
        {languages.map((choice) => (
          <Menu.Item
            key={choice}
            lang={choice}
            aria-current={choice === language}
            rightSection={choice === language && <CheckIcon />}
            onClick={() => orSay(changeLanguage(choice, me))}
          >
            {nameOfLanguage(choice)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('nav.theme')}</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            aria-current={colorScheme === scheme}
            rightSection={colorScheme === scheme && <CheckIcon />}
            onClick={() => setColorScheme(scheme)}
          >
            {t('nav.themeName', { theme: scheme })}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => leave(() => orSay(signOut()))}>{t('nav.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
