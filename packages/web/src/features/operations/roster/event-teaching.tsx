import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { NotStarted } from './not-started.tsx'
import { useOwnAttendance } from './queries.ts'

/** On the page of an event: for who teaches it the ways to its people, for a learner their own mark. */
export function EventTeaching({ event }: { event: Event }) {
  const { t } = useTexts()
  return (
    <>
      {event.may.teach && <NotStarted eventId={event.id} />}
      {event.may.teach && (
        <Group gap="md">
          <Anchor component={Link} href={`/teach/events/${event.id}`}>
            {t('teach.roster')}
          </Anchor>
          <Anchor component={Link} href={`/teach/events/${event.id}/attendance`}>
            {t('teach.attendance')}
          </Anchor>
        </Group>
      )}
      {event.join && <OwnMark eventId={event.id} />}
    </>
  )
}

function OwnMark({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const own = useOwnAttendance(eventId)
  if (!own.data || own.data.status === 'not-set') return null
  const { status, minutes } = own.data
  if (status === 'absent') return <StateBadge tone="neutral">{t('own.absent')}</StateBadge>
  return (
    <Text component="div">
      <StateBadge tone="good">
        {minutes === null ? t('own.present') : t('own.presentMinutes', { minutes })}
      </StateBadge>
    </Text>
  )
}
