import { Anchor, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Link, useLocation } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { isMainPlace } from '../app/navigation.ts'
import { siteName } from '../app/platform-start.ts'
import { ChevronIcon } from './icons.tsx'
import classes from './page.module.css'

/** A page above another one; a group of the administration is none of its own. */
export interface Step {
  readonly label: string
  readonly href?: string
}

export interface PageProps {
  title: string
  /** From the root down, without the page itself; left out = right below the home. */
  trail?: readonly Step[]
  /** One line below the title: what this is, in short facts. */
  below?: ReactNode
  /** The page's one main action, top right, and quiet ones beside it. */
  action?: ReactNode
  children: ReactNode
}

/** A page's frame: where it is, its title, its main action, its content. */
export function Page({ title, trail, below, action, children }: PageProps) {
  const { t } = useTexts()
  const [path] = useLocation()
  const above = trail ?? (isMainPlace(path) ? [] : [{ label: t('nav.home'), href: '/' }])
  useEffect(() => {
    document.title = `${title} – ${siteName()}`
  }, [title])
  return (
    <>
      {above.length > 0 && <Trail steps={above} title={title} />}
      <div className={classes.head}>
        <div className={classes.names}>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {below && <div className={classes.below}>{below}</div>}
        </div>
        {action && <div className={classes.action}>{action}</div>}
      </div>
      {children}
    </>
  )
}

/** The way from the root to this page, which ends it. */
function Trail({ steps, title }: { steps: readonly Step[]; title: string }) {
  const { t } = useTexts()
  return (
    <nav aria-label={t('nav.trail')} className={classes.trail}>
      <ol>
        {steps.map(({ label, href }) => (
          <li key={label}>
            {href ? (
              <Anchor component={Link} href={href} className={classes.step}>
                {label}
              </Anchor>
            ) : (
              label
            )}
            <span aria-hidden className={classes.chevron}>
              <ChevronIcon />
            </span>
          </li>
        ))}
        <li aria-current="page">{title}</li>
      </ol>
    </nav>
  )
}
