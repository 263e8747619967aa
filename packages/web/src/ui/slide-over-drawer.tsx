import { Drawer } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'
import type { SlideOverProps } from './slide-over.tsx'
import { PanelScopeProvider, useGuardedClose } from './unsaved.tsx'

/**
 * A panel that slides in from the right; on phones it fills the screen. The address says that it is open. It asks
 * before it closes with something half filled in.
 */
export function SlideOverDrawer({ title, onClose, isUnsaved = false, children }: SlideOverProps) {
  const { t } = useTexts()
  const { panel, guard } = useGuardedClose(onClose, isUnsaved)
  return (
    <Drawer
      opened
      {...guard}
      position="right"
      size="min(100vw, 520px)"
      title={title}
      padding="lg"
      transitionProps={{ duration: 150 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <PanelScopeProvider value={panel}>{children}</PanelScopeProvider>
    </Drawer>
  )
}
