import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import type { Delivery } from './queries.ts'

const tones = { pending: 'warning', delivered: 'good', failed: 'bad' } as const

export function DeliveryState({ state }: { state: Delivery['state'] }) {
  const { t } = useTexts()
  return <StateBadge tone={tones[state]}>{t('webhooks.stateName', { state })}</StateBadge>
}
