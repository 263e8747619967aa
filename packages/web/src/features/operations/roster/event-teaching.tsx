import { Anchor, Group } from '@mantine/core'
import { Link } from 'wouter'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { NotStarted } from './not-started.tsx'

/** On the page of an event, for who teaches it: the ways to its people. */
export function EventTeaching({ event }: { event: Event }) {
  const { t } = useTexts()
  return (
    <>
      <NotStarted eventId={event.id} />
      <Group gap="md">
        <Anchor component={Link} href={`/teach/events/${event.id}`}>
          {t('teach.roster')}
        </Anchor>
        <Anchor component={Link} href={`/teach/events/${event.id}/attendance`}>
          {t('teach.attendance')}
        </Anchor>
        <Anchor component={Link} href={`/teach/events/${event.id}/presence`}>
          {t('presence.tab')}
        </Anchor>
      </Group>
    </>
  )
}
