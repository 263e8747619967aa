import { Anchor, Button, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Facts } from '../../../ui/facts.tsx'
import { formatList } from '../../../ui/formats.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { useOwnPlace } from '../../training/enrollments/own-queries.ts'
import { useOwnAttendance, useRoster } from './queries.ts'

/** What is left of an event that has ended: attendance, recording, completion, each in words also where nothing is known. */
export function AfterEvent({ event }: { event: Event }) {
  const { t } = useTexts()
  const seesRecording = event.may.teach || event.showsRecording
  return (
    <Stack gap="xs" component="section" aria-labelledby="after-event">
      <Title order={2} size="h4" id="after-event">
        {t('after.title')}
      </Title>
      {event.may.teach && <ClassAttendance eventId={event.id} />}
      <Facts
        facts={[
          [t('after.attendance'), event.join && <OwnMark event={event} />],
          [t('after.completion'), event.join && <OwnCompletion event={event} />],
          [
            t('events.recording'),
            event.tool?.records && seesRecording && <Text c="dimmed">{t('after.noRecording')}</Text>,
          ],
        ]}
      />
    </Stack>
  )
}

/** How many are marked, and the way to who is not. */
function ClassAttendance({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const roster = useRoster(eventId).data
  if (!roster) return null
  const marks = Map.groupBy(
    roster.learners.filter(({ isEnrolled }) => isEnrolled),
    ({ attendance }) => attendance.status,
  )
  const countOf = (status: 'present' | 'absent' | 'not-set') => marks.get(status)?.length ?? 0
  const notSet = countOf('not-set')
  const isOpen = notSet > 0 && roster.may.mark
  return (
    <Stack gap="xs" align="flex-start">
      <Text>
        {marks.size === 0
          ? t('teach.nobody')
          : t('after.marks', { present: countOf('present'), absent: countOf('absent'), notSet })}
      </Text>
      {marks.size > 0 && (
        <Button
          component={Link}
          href={`/teach/events/${eventId}/attendance`}
          variant={isOpen ? 'filled' : 'default'}
        >
          {t(isOpen ? 'after.mark' : 'teach.attendance')}
        </Button>
      )}
    </Stack>
  )
}

/** How one was marked. @param isQuiet says nothing before somebody has */
export function OwnMark({ event, isQuiet = false }: { event: Event; isQuiet?: boolean }): ReactNode {
  const { t, language } = useTexts()
  const own = useOwnAttendance(event.id).data
  if (!own) return null
  const { status, minutes } = own
  if (status === 'not-set') return isQuiet ? null : <Text c="dimmed">{t('after.notMarked')}</Text>
  const names = formatList(
    event.instructors.map(({ name }) => name),
    language,
  )
  if (status === 'present')
    return (
      <StateBadge tone="good">
        {minutes === null ? t('own.present') : t('own.presentMinutes', { minutes })}
      </StateBadge>
    )
  return (
    <>
      <StateBadge tone="neutral">{t('own.absent')}</StateBadge>
      {names && <Text size="sm">{t('after.absentWrong', { names })}</Text>}
    </>
  )
}

/** A certificate is of the session, not of one of its dates. */
function OwnCompletion({ event }: { event: Event }): ReactNode {
  const { t } = useTexts()
  const place = useOwnPlace(event.sessionId).data
  if (!place) return null
  const isCompleted = place.status === 'completed'
  return (
    <>
      <Text c={isCompleted ? undefined : 'dimmed'}>
        {t(isCompleted ? 'after.completed' : 'after.notCompleted')}
      </Text>
      <Anchor component={Link} href={`/sessions/${event.sessionId}`} size="sm">
        {event.sessionName}
      </Anchor>
    </>
  )
}
