import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import type { Phase } from './phase.ts'

const tones = { running: 'good', over: 'neutral', cancelled: 'warning' } as const

/** That an event runs, has ended or was cancelled; nothing while it is to come. */
export function PhaseBadge({ phase }: { phase: Phase }) {
  const { t } = useTexts()
  if (phase === 'before') return null
  return <StateBadge tone={tones[phase]}>{t('event.phase', { phase })}</StateBadge>
}
