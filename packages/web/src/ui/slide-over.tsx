import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../app/i18n.ts'

/** A panel that slides in from the right; on phones it fills the screen. The address says that it is open. */
export function SlideOver({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ReactNode
}) {
  const { t } = useTexts()
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(100vw, 520px)"
      title={title}
      padding="lg"
      transitionProps={{ duration: 150 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      {children}
    </Drawer>
  )
}
