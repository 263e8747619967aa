import { Anchor, Paper, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatSpan } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { AccessButton } from './access-button.tsx'
import classes from './event-card.module.css'

interface EventCardProps {
  event: Event
  kind: 'join' | 'start'
  /** The next event stands out. */
  isNext?: boolean
}

/** An event in a list of one's own: when, what, and the one button that matters. */
export function EventCard({ event, kind, isNext = false }: EventCardProps) {
  const { language } = useTexts()
  const zone = useMe().data?.timeZone ?? event.timeZone
  return (
    <Paper component="article" withBorder className={isNext ? classes.next : classes.card}>
      <div className={classes.words}>
        <Title order={3} size={isNext ? 'h3' : 'h5'} className={classes.title}>
          <Anchor component={Link} href={`/learn/events/${event.id}`} inherit>
            {event.name}
          </Anchor>
        </Title>
        <Text fw={isNext ? 600 : undefined}>{formatSpan(event, zone, language)}</Text>
        <Text size="sm" c="dimmed">
          {event.courseName} · {event.sessionName}
        </Text>
      </div>
      <AccessButton event={event} kind={kind} size={isNext ? 'lg' : 'sm'} />
    </Paper>
  )
}
