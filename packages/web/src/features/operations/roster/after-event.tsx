import { Anchor, Button, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Event, RosterLearner } from '../../../api/client.ts'
import { type Translate, useTexts, withTexts } from '../../../app/i18n.ts'
import { Facts } from '../../../ui/facts.tsx'
import { formatList } from '../../../ui/formats.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { StateBadge, type Tone } from '../../../ui/state-badge.tsx'
import { pdfOf, useOwnCertificates } from '../../training/certificates/queries.ts'
import { useOwnCompletion } from '../../training/completions/queries.ts'
import { EventEvaluation } from '../../training/evaluations/own-evaluation.tsx'
import { useOwnAttendance, useRoster } from './queries.ts'

const ExplainAbsence = lazily(
  async () =>
    (await withTexts(['noshows'], import('../../training/no-shows/explain-absence.tsx'))).ExplainAbsence,
)

/** What is left of an event that has ended: attendance and completion, each in words also where nothing is known. */
export function AfterEvent({ event }: { event: Event }) {
  const { t } = useTexts()
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
        ]}
      />
      {event.join && <EventEvaluation eventId={event.id} />}
    </Stack>
  )
}

/** What holds of how many, and the way to those of whom nothing is known. */
function ClassAttendance({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const roster = useRoster(eventId).data
  if (!roster) return null
  const held = Map.groupBy(
    roster.learners.filter(({ isEnrolled }) => isEnrolled),
    ({ effective }) => effective.status,
  )
  const countOf = (status: RosterLearner['effective']['status']) => held.get(status)?.length ?? 0
  const notSet = countOf('not-set') + countOf('unknown')
  const isOpen = notSet > 0 && roster.may.mark
  return (
    <Stack gap="xs" align="flex-start">
      <Text>
        {held.size === 0
          ? t('teach.nobody')
          : t('after.counts', {
              present: countOf('present'),
              partly: countOf('partly'),
              absent: countOf('absent'),
              excused: countOf('excused'),
              open: notSet,
            })}
      </Text>
      {held.size > 0 && (
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

/** What holds of oneself, and why. @param isQuiet says nothing before anything is known */
export function OwnMark({ event, isQuiet = false }: { event: Event; isQuiet?: boolean }): ReactNode {
  const { t, language } = useTexts()
  const own = useOwnAttendance(event.id).data
  if (!own) return null
  const { status, source, minutes, verdict } = own
  if (status === 'not-set') return isQuiet ? null : <Text c="dimmed">{t('after.notMarked')}</Text>
  const names = formatList(
    event.instructors.map(({ name }) => name),
    language,
  )
  return (
    <>
      <StateBadge tone={toneOf(status)}>
        {source === 'mark' ? sayOwnMark(status, minutes, t) : sayVerdict(status, t)}
      </StateBadge>
      {source === 'verdict' && verdict && <Text size="sm">{verdict.reason.text}</Text>}
      {status === 'absent' && names && <Text size="sm">{t('after.absentWrong', { names })}</Text>}
      {status === 'absent' && <ExplainAbsence eventId={event.id} said={own.explanation} />}
    </>
  )
}

type OwnStatus = NonNullable<ReturnType<typeof useOwnAttendance>['data']>['status']

function toneOf(status: OwnStatus): Tone {
  return status === 'present' ? 'good' : status === 'partly' ? 'warning' : 'neutral'
}

function sayVerdict(status: OwnStatus, t: Translate): string {
  return status === 'present' || status === 'partly' || status === 'absent'
    ? t('own.byVerdict', { status })
    : t('own.unknown')
}

function sayOwnMark(status: OwnStatus, minutes: number | null, t: Translate): string {
  switch (status) {
    case 'present':
      return minutes === null ? t('own.present') : t('own.presentMinutes', { minutes })
    case 'partly':
      return minutes === null ? t('own.partly') : t('own.partlyMinutes', { minutes })
    case 'excused':
      return t('own.excused')
    default:
      return t('own.absent')
  }
}

/** A certificate is of the session, not of one of its dates. */
function OwnCompletion({ event }: { event: Event }): ReactNode {
  const { t } = useTexts()
  const completion = useOwnCompletion(event.sessionId).data?.completion
  const certificates = useOwnCertificates().data?.items
  const certificate = certificates?.find((one) => one.sessionId === event.sessionId && !one.recalled)
  if (!completion) return null
  const isCompleted = completion.state === 'completed'
  return (
    <>
      <Text c={isCompleted ? undefined : 'dimmed'}>
        {t(isCompleted ? 'after.completed' : 'after.notCompleted')}
      </Text>
      <Text size="sm" c="dimmed">
        {completion.text}
      </Text>
      {certificate && (
        <Anchor href={pdfOf(certificate)} download>
          {t('after.certificate')}
        </Anchor>
      )}
      <Anchor component={Link} href={`/sessions/${event.sessionId}`} size="sm">
        {event.sessionName}
      </Anchor>
    </>
  )
}
