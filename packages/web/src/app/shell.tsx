import { ActionIcon } from '@mantine/core'
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Me } from '../api/client.ts'
import { SearchBox } from '../features/operations/search/search-box.tsx'
import { usePlatform } from '../features/people/auth/queries.ts'
import { PlatformMark } from '../features/platform/platforms/platform-mark.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { GearIcon } from '../ui/icons.tsx'
import { AdminNav } from './admin-nav.tsx'
import { Bell } from './bell.tsx'
import { useTexts, withTexts } from './i18n.ts'
import { mainPlaces } from './navigation.ts'
import classes from './shell.module.css'

const loadAdminMenu = () => withTexts(['navigation'], import('./admin-menu.tsx'))
const AdminMenu = lazy(async () => ({ default: (await loadAdminMenu()).AdminMenu }))

const loadPersonMenu = () => import('./person-menu.tsx')
const PersonMenu = lazy(async () => ({ default: (await loadPersonMenu()).PersonMenu }))

/** The frame of every page: navigation at the side with the platform's name above, tools on top; on phones a bar below. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTexts()
  const platform = usePlatform()
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        {t('app.skip')}
      </a>
      <header className={classes.head}>
        <Link href="/" className={classes.brand}>
          <PlatformMark platform={platform.data} />
        </Link>
        <div className={classes.top}>
          <SearchBox me={me} />
          <div className={classes.tools}>
            {me.may.administer && <AdminButton />}
            <Bell />
            <PersonButton me={me} />
          </div>
        </div>
      </header>
      <div className={classes.side}>
        <nav aria-label={t('nav.main')} className={classes.nav}>
          {mainPlaces(me).map(({ href, icon, text, also }) => (
            <NavItem key={href} href={href} icon={icon} label={t(text)} also={also} />
          ))}
        </nav>
        {me.may.administer && <AdminNav />}
      </div>
      <main id="content" className={classes.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

interface NavItemProps {
  href: string
  icon: ComponentType
  label: string
  /** Where one is in the same place too. */
  also?: readonly string[] | undefined
}

function NavItem({ href, icon: Icon, label, also }: NavItemProps) {
  const [path] = useLocation()
  const isHere = [href, ...(also ?? [])].some(
    (place) => path === place || (place !== '/' && path.startsWith(`${place}/`)),
  )
  return (
    <Link href={href} className={classes.item} aria-current={isHere ? 'page' : undefined}>
      <span aria-hidden className={classes.icon}>
        <Icon />
      </span>
      <span className={classes.label}>{label}</span>
    </Link>
  )
}

function AdminButton() {
  const { t } = useTexts()
  return (
    <MenuButton label={t('nav.admin')} icon={<GearIcon />} load={loadAdminMenu}>
      <AdminMenu />
    </MenuButton>
  )
}

function PersonButton({ me }: { me: Me }) {
  const { t } = useTexts()
  const name = `${me.firstName} ${me.lastName}`.trim()
  return (
    <MenuButton label={t('nav.person', { name })} icon={<Avatar name={name} />} load={loadPersonMenu}>
      <PersonMenu me={me} />
    </MenuButton>
  )
}

interface MenuButtonProps {
  label: string
  icon: ReactNode
  load: () => Promise<unknown>
  /** The button again, with its menu open. */
  children: ReactNode
}

/** Whoever points at it or goes there gets the menu behind it: the first page does without its weight. */
function MenuButton({ label, icon, load, children }: MenuButtonProps) {
  const [isOpened, setIsOpened] = useState(false)
  const ahead = () => void load().catch(() => {})
  const button = (
    <ActionIcon
      variant="subtle"
      size={36}
      className={classes.tool}
      aria-label={label}
      aria-haspopup="menu"
      onPointerEnter={ahead}
      onFocus={ahead}
      onClick={() =>
        load().then(
          () => setIsOpened(true),
          () => {},
        )
      } // without a network it stays closed
    >
      {icon}
    </ActionIcon>
  )
  return isOpened ? <Suspense fallback={button}>{children}</Suspense> : button
}
