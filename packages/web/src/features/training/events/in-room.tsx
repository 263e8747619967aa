import { Text } from '@mantine/core'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'

/** What awaits a learner in the room. */
export function InRoom({ waits, isMuted, breakoutGroup }: NonNullable<Event['inRoom']>) {
  const { t } = useTexts()
  return (
    <Text size="sm" c="dimmed">
      {waits && t('inRoom.waits')} {isMuted && t('inRoom.muted')}{' '}
      {breakoutGroup && t('inRoom.group', { group: breakoutGroup })}
    </Text>
  )
}
