import type { ComponentType } from 'react'
import { withTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'

/**
 * Parts of planning, each with its words, for pages on which they stand beside others: those stay as they are, with
 * what has the keyboard, while a part comes.
 */
const part = <P extends object>(load: () => Promise<ComponentType<P>>) =>
  lazily(async () => await withTexts(['bulk', 'planning'], load()))

export const EventChoice = part(async () => (await import('./event-choice.tsx')).EventChoice)
export const UndoToast = lazily(
  async () => (await withTexts(['board'], import('../board/undo-toast.tsx'))).UndoToast,
)
