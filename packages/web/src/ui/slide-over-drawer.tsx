import { Drawer } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'
import { useGuardedClose } from './guarded-close.ts'
import type { SlideOverProps } from './slide-over.tsx'
import { PanelScopeProvider } from './unsaved.tsx'

/**
 * The first field of a form has the keyboard, also where the form comes after its panel. Where fingers type, a keyboard
 * would cover half of it.
 */
function beginAtFirstField(content: HTMLDivElement | null): (() => void) | undefined {
  if (!content || !window.matchMedia('(pointer: fine)').matches) return undefined
  const begin = () => {
    const field = content.querySelector<HTMLInputElement>(
      'form :is(input, textarea):not(:disabled, [readonly])',
    )
    const isElsewhere = content.contains(document.activeElement)
    if (!field && !isElsewhere) return
    observer.disconnect()
    // A list would open by itself; and what is to be read first stands before what is out of sight.
    const isSeen = (field?.getBoundingClientRect().bottom ?? 0) < window.innerHeight - 100
    if (isElsewhere || !isSeen || field?.hasAttribute('aria-haspopup')) return
    field?.setAttribute('data-autofocus', '') // the panel looks for it, now or in a moment
    field?.focus({ preventScroll: true })
    field?.select() // as Tab does
  }
  const observer = new MutationObserver(begin)
  observer.observe(content, { childList: true, subtree: true })
  begin()
  return () => observer.disconnect()
}

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
      <PanelScopeProvider value={panel}>
        <div ref={beginAtFirstField}>{children}</div>
      </PanelScopeProvider>
    </Drawer>
  )
}
