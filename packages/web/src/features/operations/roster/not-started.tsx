import { Alert, Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Event } from '../../../api/client.ts'
import { useTexts, withTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useAlarms } from './queries.ts'

const SwitchButton = lazily(
  async () => (await withTexts(['planning'], import('../../training/events/switch-button.tsx'))).SwitchButton,
)

/**
 * Running events that nobody has started, in red.
 *
 * @param eventId of the one event that the page is about; left out = all that the person has to do with
 */
export function NotStarted({ eventId }: { eventId?: string }) {
  const alarms = useAlarms()
  const items = (alarms.data?.items ?? []).filter((event) => !eventId || event.id === eventId)
  if (items.length === 0) return null
  return (
    <Stack gap="xs" mb="md">
      {items.map((event) => (
        <NotStartedEvent key={event.id} event={event} isHere={event.id === eventId} />
      ))}
    </Stack>
  )
}

function NotStartedEvent({ event, isHere }: { event: Event; isHere: boolean }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? event.timeZone
  return (
    <Alert color="red" variant="light" role="alert" title={t('alarm.title')}>
      <Text>
        {t('alarm.text', { name: event.name, time: formatTime(event.startsAt, zone, language) })}{' '}
        {!isHere && (
          <Anchor component={Link} href={`/teach/events/${event.id}`} inherit>
            {t('alarm.open', { name: event.name })}
          </Anchor>
        )}
      </Text>
      {event.spare?.isReady && (
        <Group mt="xs">
          <SwitchButton event={event} />
        </Group>
      )}
    </Alert>
  )
}
