import { Anchor, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import classes from './page.module.css'

interface PageProps {
  title: string
  /** From the root down, without the page itself. */
  trail?: readonly { label: string; href: string }[]
  /** The page's one main action, top right. */
  action?: ReactNode
  children: ReactNode
}

/** A page's frame: where it is, its title, its main action, its content. */
export function Page({ title, trail = [], action, children }: PageProps) {
  const { t } = useTexts()
  useEffect(() => {
    document.title = `${title} – Lectern`
  }, [title])
  return (
    <>
      {trail.length > 0 && (
        <nav aria-label={t('nav.trail')} className={classes.trail}>
          {trail.map(({ label, href }) => (
            <span key={href}>
              <Anchor component={Link} href={href}>
                {label}
              </Anchor>
              <span aria-hidden> / </span>
            </span>
          ))}
        </nav>
      )}
      <div className={classes.head}>
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {action}
      </div>
      {children}
    </>
  )
}
