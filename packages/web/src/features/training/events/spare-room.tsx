import { Alert, Group, Stack, Text } from '@mantine/core'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { SwitchButton } from './switch-button.tsx'

const tones = { ready: 'good', failed: 'bad', blocked: 'bad' } as const

/** The room that is held ready beside the one that people are led to. */
export function SpareRoom({ event }: { event: Event }) {
  const { t, language } = useTexts()
  const { spare } = event
  if (!spare) return null
  const tone = tones[spare.state as keyof typeof tones] ?? 'neutral'
  return (
    <Stack gap="xs" align="flex-start">
      <Group gap="xs">
        <Text fw={600}>{t(spare.wasLed ? 'spare.former' : 'spare.present')}</Text>
        <StateBadge tone={tone}>{t('room.state', { state: spare.state })}</StateBadge>
        <Text size="sm" c="dimmed">
          {spare.toolName[language]} · {spare.accountName}
        </Text>
      </Group>
      {spare.reason && (
        <Alert color={spare.state === 'failed' ? 'red' : 'orange'} variant="outline" p="sm">
          {spare.reason.text}
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {t(spare.wasLed ? 'spare.formerText' : 'spare.text')}
      </Text>
      <SwitchButton event={event} isQuiet={event.room?.state === 'ready'} />
    </Stack>
  )
}
