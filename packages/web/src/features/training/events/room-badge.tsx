import type { Room } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge, type Tone } from '../../../ui/state-badge.tsx'

const tones: Record<Room['state'], Tone> = {
  pending: 'neutral',
  changing: 'neutral',
  deleting: 'neutral',
  gone: 'neutral',
  ready: 'good',
  blocked: 'warning',
  failed: 'bad',
  replaced: 'neutral',
}

export function RoomBadge({ room }: { room: Room }) {
  const { t } = useTexts()
  return <StateBadge tone={tones[room.state]}>{t('room.state', { state: room.state })}</StateBadge>
}
