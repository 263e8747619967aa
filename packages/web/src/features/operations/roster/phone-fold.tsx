import { Button } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { ChevronIcon } from '../../../ui/icons.tsx'
import classes from './phone-fold.module.css'

/** What is rarely needed: on a phone behind one button, so that the first person of a list stands above the fold. */
export function PhoneFold({ children }: { children: ReactNode }) {
  const { t } = useTexts()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="default"
        size="xs"
        className={classes.button}
        aria-expanded={isOpen}
        aria-controls={id}
        rightSection={<ChevronIcon />}
        onClick={() => setOpen(!isOpen)}
      >
        {t('roster.tools')}
      </Button>
      <div id={id} className={classes.fold} data-open={isOpen || undefined}>
        {children}
      </div>
    </>
  )
}
