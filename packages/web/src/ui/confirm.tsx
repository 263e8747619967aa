import type { ReactNode } from 'react'
import { lazily } from './lazily.tsx'

export interface ConfirmProps {
  title: string
  text: string
  /** Words of the button that does it. */
  action: string
  /** Words of the button that leaves all as it is; left out = *Cancel*. */
  keep?: string
  onConfirm: () => Promise<unknown>
  onClose: () => void
  /** What goes with the text, such as a list of what is concerned. */
  children?: ReactNode
}

/** Asks before something that can't be undone; shows why it was refused. */
export const Confirm = lazily<ConfirmProps>(async () => (await import('./confirm-dialog.tsx')).ConfirmDialog)
