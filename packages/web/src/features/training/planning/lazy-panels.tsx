import type { ComponentType } from 'react'
import { withTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'

/** Panels of planning, each with its words. */
const panel = <P extends object>(load: () => Promise<ComponentType<P>>) =>
  lazily(() => withTexts(['bulk', 'planning', 'admin'], load()))

export const AskPanel = lazily(() =>
  withTexts(
    ['board'],
    import('../board/ask.tsx').then(({ Ask }) => Ask),
  ),
)
export const CopyPanel = panel(async () => (await import('./copy-panel.tsx')).CopyPanel)
export const EditEventsPanel = panel(async () => (await import('./edit-events-panel.tsx')).EditEventsPanel)
export const ImportPanel = panel(async () => (await import('./import-panel.tsx')).ImportPanel)
export const SeriesPanel = panel(async () => (await import('./series-panel.tsx')).SeriesPanel)
