import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useApps } from '../features/platform/apps/queries.ts'
import { ChevronIcon } from '../ui/icons.tsx'
import { adminGroupOf, adminGroups } from './administration.ts'
import { useTexts } from './i18n.ts'
import classes from './shell.module.css'

/** The administration at the side, by groups: the one that the page stands in is open. */
export function AdminNav() {
  const { t } = useTexts()
  const [path] = useLocation()
  const here = adminGroupOf(path)
  return (
    <nav aria-label={t('nav.administration')} className={classes.adminNav}>
      <p className={classes.caption} aria-hidden>
        {t('nav.administration')}
      </p>
      {adminGroups
        .filter(({ id }) => id !== 'people')
        .map((group) => (
          <Group key={group.id} group={group} path={path} isHere={group === here} />
        ))}
    </nav>
  )
}

function Group({
  group,
  path,
  isHere,
}: {
  group: (typeof adminGroups)[number]
  path: string
  isHere: boolean
}) {
  const { t } = useTexts()
  const [isOpened, setIsOpened] = useState<boolean>()
  const isOpen = isOpened ?? isHere
  return (
    <div>
      <button
        type="button"
        className={classes.group}
        aria-expanded={isOpen}
        onClick={() => setIsOpened(!isOpen)}
      >
        {t(group.text)}
        <span className={classes.chevron} aria-hidden>
          <ChevronIcon />
        </span>
      </button>
      {isOpen && (
        <div className={classes.pages}>
          {group.pages.map(([page, text]) => (
            <Item key={page} href={`/admin/${page}`} path={path} label={t(text)} />
          ))}
          {group.id === 'rooms' && <ActiveApps path={path} />}
        </div>
      )}
    </div>
  )
}

/** Each app that is active has a page of its own. */
function ActiveApps({ path }: { path: string }) {
  const { language } = useTexts()
  const apps = useApps()
  return apps.data?.items
    .filter((app) => app.active)
    .map((app) => <Item key={app.id} href={`/admin/apps/${app.id}`} path={path} label={app.name[language]} />)
}

function Item({ href, path, label }: { href: string; path: string; label: string }) {
  const isHere = path === href || (href !== '/admin/apps' && path.startsWith(`${href}/`))
  return (
    <Link href={href} className={classes.page} aria-current={isHere ? 'page' : undefined}>
      {label}
    </Link>
  )
}
