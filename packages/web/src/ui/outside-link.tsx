import { Anchor, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../app/i18n.ts'
import { OutsideIcon } from './icons.tsx'
import classes from './outside-link.module.css'

/** A link that opens a window of its own, so that what is half filled in here stays; it says so. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const { t } = useTexts()
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" className={classes.link}>
      {children}
      <OutsideIcon />
      <VisuallyHidden> {t('app.newWindow')}</VisuallyHidden>
    </Anchor>
  )
}
