import { ActionIcon } from '@mantine/core'
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Me } from '../api/client.ts'
import { usePlatform } from '../features/people/auth/queries.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Bell } from './bell.tsx'
import { useTexts, withTexts } from './i18n.ts'
import { mainPlaces } from './navigation.ts'
import classes from './shell.module.css'

const AdminMenu = lazy(async () => ({
  default: (await withTexts(['navigation'], import('./admin-menu.tsx'))).AdminMenu,
}))
const AdminNav = lazy(async () => ({
  default: (await withTexts(['navigation'], import('./admin-nav.tsx'))).AdminNav,
}))

const loadPersonMenu = () => import('./person-menu.tsx')
const PersonMenu = lazy(async () => ({ default: (await loadPersonMenu()).PersonMenu }))

/** The frame of every page: navigation at the side with the platform's name above, tools on top; on phones a bar below. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTexts()
  const platform = usePlatform()
  const name = platform.data?.name ?? 'Lectern'
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        {t('app.skip')}
      </a>
      <header className={classes.head}>
        <Link href="/" className={classes.brand}>
          <span className={classes.mark} aria-hidden>
            {[...name][0]}
          </span>
          <span className={classes.name}>{name}</span>
        </Link>
        <div className={classes.top}>
          <div className={classes.tools}>
            {me.may.administer && (
              <Suspense fallback={<span className={classes.tool} />}>
                <AdminMenu />
              </Suspense>
            )}
            <Bell />
            <PersonButton me={me} />
          </div>
        </div>
      </header>
      <div className={classes.side}>
        <nav aria-label={t('nav.main')} className={classes.nav}>
          {mainPlaces(me).map(({ href, icon, text }) => (
            <NavItem key={href} href={href} icon={icon} label={t(text)} />
          ))}
        </nav>
        {me.may.administer && (
          <Suspense>
            <AdminNav />
          </Suspense>
        )}
      </div>
      <main id="content" className={classes.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function NavItem({ href, icon: Icon, label }: { href: string; icon: ComponentType; label: string }) {
  const [path] = useLocation()
  const isHere = path === href || (href !== '/' && path.startsWith(`${href}/`))
  return (
    <Link href={href} className={classes.item} aria-current={isHere ? 'page' : undefined}>
      <span aria-hidden className={classes.icon}>
        <Icon />
      </span>
      <span className={classes.label}>{label}</span>
    </Link>
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
      size={36}
      className={classes.tool}
      aria-label={t('nav.person', { name })}
      aria-haspopup="menu"
      onPointerEnter={() => void loadPersonMenu()}
      onFocus={() => void loadPersonMenu()}
      onClick={() => setIsOpened(true)}
    >
      <Avatar name={name} />
    </ActionIcon>
  )
  if (!isOpened) return button
  return (
    <Suspense fallback={button}>
      <PersonMenu me={me} />
    </Suspense>
  )
}
