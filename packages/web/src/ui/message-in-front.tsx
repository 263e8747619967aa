import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../app/i18n.ts'
import { useInFront } from './in-front.ts'
import classes from './states.module.css'

/**
 * What went wrong where nothing on the page has a place for it. It is made of what every browser has: the file of a dialog
 * may not come either.
 */
export function MessageInFront({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useTexts()
  useInFront(true, nothing) // Escape is for the dialog, which closes by itself
  return (
    <dialog ref={show} aria-label={t('app.error.title')} className={classes.inFront} onClose={onClose}>
      {children}
      <form method="dialog">
        <Button type="submit" variant="subtle" mt="xs">
          {t('app.close')}
        </Button>
      </form>
    </dialog>
  )
}

const nothing = () => {}

function show(dialog: HTMLDialogElement | null): void {
  dialog?.showModal()
}
