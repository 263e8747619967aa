import { Link, useLocation } from 'wouter'
import classes from './page-tabs.module.css'

interface PageTabsProps {
  label: string
  tabs: readonly { href: string; label: string }[]
}

/** Pages that belong together, side by side below their title; each has an address of its own. */
export function PageTabs({ label, tabs }: PageTabsProps) {
  const [path] = useLocation()
  return (
    <nav aria-label={label} className={classes.tabs}>
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          className={classes.tab}
          aria-current={path === tab.href || path.startsWith(`${tab.href}/`) ? 'page' : undefined}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
