import { isLanguage, languages, nameOfLanguage } from '@lectern/texts'
import { ActionIcon } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Link, useRoute } from 'wouter'
import type { Me } from '../api/client.ts'
import { changeLanguage, usePlatform } from '../features/people/auth/queries.ts'
import {
  BooksIcon,
  CalendarIcon,
  ClockIcon,
  LearnIcon,
  ListIcon,
  PersonIcon,
  TeachIcon,
} from '../ui/icons.tsx'
import { Bell } from './bell.tsx'
import { useTexts, withTexts } from './i18n.ts'
import classes from './shell.module.css'

const AdminMenu = lazy(async () => ({
  default: (await withTexts(['planning'], import('./admin-menu.tsx'))).AdminMenu,
}))

const loadPersonMenu = () => import('./person-menu.tsx')
const PersonMenu = lazy(async () => ({ default: (await loadPersonMenu()).PersonMenu }))

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
          {me.may.administer && (
            <Suspense>
              <AdminMenu />
            </Suspense>
          )}
          <Bell />
          <PersonButton me={me} />
        </div>
      </header>
      <nav aria-label={t('nav.main')} className={classes.nav}>
        {me.roles.includes('learner') && (
          <NavItem href="/learn" icon={<LearnIcon />} label={t('nav.learn')} />
        )}
        <NavItem href="/calendar" icon={<CalendarIcon />} label={t('nav.calendar')} />
        {me.may.teach && <NavItem href="/teach" icon={<TeachIcon />} label={t('nav.teach')} />}
        {(me.may.teach || me.may.administer) && (
          <NavItem href="/soon" icon={<ClockIcon />} label={t('nav.soon')} />
        )}
        {me.roles.includes('learner') && (
          <NavItem href="/catalogue" icon={<ListIcon />} label={t('nav.catalogue')} />
        )}
        {(me.may.teach || me.may.administer) && (
          <NavItem href="/courses" icon={<BooksIcon />} label={t('nav.courses')} />
        )}
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

/** Shows the code of the language; the choice itself is the device's own, so that it fits however many there are. */
export function LanguageSwitch({ me }: { me?: Me }) {
  const { t, language } = useTexts()
  return (
    <span className={classes.language}>
      <span aria-hidden>{language.toUpperCase()}</span>
      <select
        aria-label={t('nav.language')}
        value={language}
        onChange={({ currentTarget: { value } }) => isLanguage(value) && void changeLanguage(value, me)}
      >
        {languages.map((choice) => (
          <option key={choice} value={choice} lang={choice}>
            {nameOfLanguage(choice)}
          </option>
        ))}
      </select>
    </span>
  )
}

/** Whoever points at it or goes there gets the menu behind it: the first page does without its weight. */
function PersonButton({ me }: { me: Me }) {
  const { t } = useTexts()
  const [isOpened, setIsOpened] = useState(false)
  const name = `${me.firstName} ${me.lastName}`.trim()
  const button = (
    <ActionIcon
      variant="subtle"
      size={44}
      aria-label={t('nav.person', { name })}
      aria-haspopup="menu"
      onPointerEnter={() => void loadPersonMenu()}
      onFocus={() => void loadPersonMenu()}
      onClick={() => setIsOpened(true)}
    >
      <PersonIcon />
    </ActionIcon>
  )
  if (!isOpened) return button
  return (
    <Suspense fallback={button}>
      <PersonMenu me={me} />
    </Suspense>
  )
}
