import type { ReactNode } from 'react'
import { lazily } from './lazily.tsx'

export interface SlideOverProps {
  title: string
  onClose: () => void
  /** Something is typed that its forms do not say themselves. */
  isUnsaved?: boolean
  children: ReactNode
}

/**
 * A panel that slides in from the right; on phones it fills the screen. The address says that it is open. It asks
 * before it closes with something half filled in.
 */
export const SlideOver = lazily<SlideOverProps>(
  async () => (await import('./slide-over-drawer.tsx')).SlideOverDrawer,
)
