import { ActionIcon, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation, useRoute } from 'wouter'
import { answered, api, type Me } from '../api/client.ts'
import { changeLanguage, signOut, usePlatform } from '../features/login/queries.ts'
import { BooksIcon, CalendarIcon, ClockIcon, GearIcon, PersonIcon, TeachIcon } from '../ui/icons.tsx'
import { cityOf } from '../ui/when.ts'
import { useTexts } from './i18n.ts'
import classes from './shell.module.css'

/** The frame of every page: bar on top, navigation left, or at the bottom on phones. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTexts()
  const platform = usePlatform()
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        {t('app.skip')}
      </a>
      <header className={classes.top}>
        <Link href="/" className={classes.name}>
          {platform.data?.name ?? 'Lectern'}
        </Link>
        <div className={classes.tools}>
          <LanguageSwitch me={me} />
          {me.may.administer && <AdminMenu />}
          <PersonMenu me={me} />
        </div>
      </header>
      <nav aria-label={t('nav.main')} className={classes.nav}>
        {me.roles.includes('learner') && (
          <NavItem href="/learn" icon={<CalendarIcon />} label={t('nav.learn')} />
        )}
        {me.may.teach && <NavItem href="/teach" icon={<TeachIcon />} label={t('nav.teach')} />}
        {(me.may.teach || me.may.administer) && (
          <NavItem href="/soon" icon={<ClockIcon />} label={t('nav.soon')} />
        )}
        <NavItem href="/courses" icon={<BooksIcon />} label={t('nav.courses')} />
      </nav>
      <main id="content" className={classes.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function NavItem({ href, icon, label }: { href: string; icon: ReactNode; label: string }) {
  const [isHere] = useRoute(`${href}/*?`)
  return (
    <Link href={href} className={classes.item} aria-current={isHere ? 'page' : undefined}>
      <span aria-hidden className={classes.icon}>
        {icon}
      </span>
      {label}
    </Link>
  )
}

export function LanguageSwitch({ me }: { me?: Me }) {
  const { t, language } = useTexts()
  return (
    <fieldset className={classes.languages} aria-label={t('nav.language')}>
      {(['en', 'it'] as const).map((choice) => (
        <UnstyledButton
          key={choice}
          className={classes.language}
          aria-pressed={language === choice}
          aria-label={choice === 'en' ? 'English' : 'Italiano'}
          onClick={() => void changeLanguage(choice, me)}
        >
          {choice.toUpperCase()}
        </UnstyledButton>
      ))}
    </fieldset>
  )
}

const adminPages = [
  ['apps', 'nav.apps'],
  ['people', 'nav.people'],
  ['domains', 'nav.domains'],
  ['capacity', 'nav.capacity'],
  ['audit', 'nav.audit'],
  ['mails', 'nav.mails'],
] as const

/** The gear: apps, and a section for each app that is active. */
function AdminMenu() {
  const { t, language } = useTexts()
  const [, navigate] = useLocation()
  const apps = useQuery({ queryKey: ['apps'], queryFn: () => answered(api.GET('/api/v1/apps')) })
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

function PersonMenu({ me }: { me: Me }) {
  const { t } = useTexts()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [, navigate] = useLocation()
  const name = `${me.firstName} ${me.lastName}`.trim()
  return (
    <Menu position="bottom-end" width={280} transitionProps={{ duration: 100 }}>
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
          {t('nav.timeZone')}: {cityOf(me.timeZone)}
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
            {t(`nav.theme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t('nav.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
