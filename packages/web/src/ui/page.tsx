import { Anchor, Title } from '@mantine/core'
import { Fragment, type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { siteName } from '../app/platform-start.ts'
import { ChevronIcon } from './icons.tsx'
import classes from './page.module.css'

interface PageProps {
  title: string
  /** From the root down, without the page itself. */
  trail?: readonly { label: string; href: string }[]
  /** One line below the title: what this is, in short facts. */
  below?: ReactNode
  /** The page's one main action, top right, and quiet ones beside it. */
  action?: ReactNode
  children: ReactNode
}

/** A page's frame: where it is, its title, its main action, its content. */
export function Page({ title, trail = [], below, action, children }: PageProps) {
  const { t } = useTexts()
  useEffect(() => {
    document.title = `${title} – ${siteName()}`
  }, [title])
  return (
    <>
      {trail.length > 0 && (
        <nav aria-label={t('nav.trail')} className={classes.trail}>
          {trail.map(({ label, href }, index) => (
            <Fragment key={href}>
              {index > 0 && (
                <span aria-hidden className={classes.chevron}>
                  <ChevronIcon />
                </span>
              )}
              <Anchor component={Link} href={href} className={classes.step}>
                {label}
              </Anchor>
            </Fragment>
          ))}
        </nav>
      )}
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
