import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts, withTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { loadable } from '../../../ui/lazily.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure, Loaded, Loading } from '../../../ui/states.tsx'
import { formatDay, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import {
  deleteRecording,
  type EventRecordings,
  hideRecording,
  lookAgain,
  type Recording,
  tellWatched,
  useMakeUp,
  useRecordings,
} from './queries.ts'
import classes from './recordings.module.css'

const MakeUp = loadable(async () => (await import('./make-up.tsx')).MakeUp)
const ClockForm = loadable(async () => (await withTexts(['planning'], import('./clock-form.tsx'))).ClockForm)
const Film = loadable(async () => (await import('./film.tsx')).Film)

/** What was recorded of an event that is over: watched here, and seen to by who teaches it. */
export function Recordings({ event }: { event: Event }) {
  const { t } = useTexts()
  const recordings = useRecordings(event.id)
  return (
    <Stack gap="xs" component="section" aria-labelledby="recordings">
      <Title order={2} size="h4" id="recordings">
        {t('recordings.title')}
      </Title>
      <Loaded query={recordings}>{(loaded) => <Found event={event} recordings={loaded} />}</Loaded>
    </Stack>
  )
}

function Found({ event, recordings }: { event: Event; recordings: EventRecordings }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? event.timeZone
  const looking = useMutation({ mutationFn: () => lookAgain(event.id) })
  const { items, search, may, isShown } = recordings
  // Whoever makes up what they missed may do so in any of these players: what each showed counts.
  const makesUp = useMakeUp(event.id, event.join !== null).data?.state === 'open'
  return (
    <Stack gap="sm">
      {may.manage && !isShown && (
        <Text size="sm" c="dimmed">
          {t('recordings.hiddenEvent')}
        </Text>
      )}
      {items.length === 0 && (
        <Text c="dimmed" role="status">
          {search.reason?.text ?? t(isAwaited(recordings) ? 'recordings.none' : 'recordings.noneAtAll')}
        </Text>
      )}
      {items.length > 0 && search.reason && <Text size="sm">{search.reason.text}</Text>}
      {items.length > 0 && (
        <ul className={classes.recordings} aria-label={t('recordings.title')}>
          {items.map((recording) => (
            <Item
              key={recording.id}
              eventId={event.id}
              recording={recording}
              mayManage={may.manage}
              makesUp={makesUp}
              zone={zone}
            />
          ))}
        </ul>
      )}
      {event.join && (
        <Suspense>
          <MakeUp event={event} films={items} />
        </Suspense>
      )}
      {looking.error && <Failure error={looking.error} />}
      {may.manage && (
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            loading={looking.isPending}
            onClick={() => looking.mutate()}
          >
            {t('recordings.lookAgain')}
          </Button>
          {search.lookedAt && (
            <Text size="xs" c="dimmed">
              {t('recordings.looked', { when: formatMoment(search.lookedAt, zone, language) })}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  )
}

function isAwaited({ search, isShown, may }: EventRecordings): boolean {
  return (isShown || may.manage) && (search.state === 'waiting' || search.state === 'none')
}

interface ItemProps {
  eventId: string
  recording: Recording
  mayManage: boolean
  makesUp: boolean
  zone: string
}

function Item({ eventId, recording, mayManage, makesUp, zone }: ItemProps) {
  const { t, language } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const [isAsked, setAsked] = useState(false)
  const hiding = useMutation({
    mutationFn: () => hideRecording(eventId, recording.id, !recording.isHidden),
  })
  const { filmPath, state, copy } = recording
  const name = recording.recordedAt
    ? t('recordings.named', { when: formatMoment(recording.recordedAt, zone, language) })
    : recording.name || t('recordings.title')
  const labelled = (label: string) => t('app.labelled', { label, value: name })
  return (
    <li className={classes.recording}>
      <Group justify="space-between" gap="xs">
        <div className={classes.names}>
          <Text fw={620}>{name}</Text>
          {recording.name && recording.name !== name && (
            <Text size="xs" c="dimmed" className={classes.words}>
              {recording.name}
            </Text>
          )}
        </div>
        <Group gap="xs">
          {recording.isHidden && <StateBadge tone="neutral">{t('recordings.hidden')}</StateBadge>}
          {state === 'gone' && <StateBadge tone="warning">{t('recordings.gone')}</StateBadge>}
          {state === 'elsewhere' && <StateBadge tone="neutral">{t('recordings.elsewhere')}</StateBadge>}
          {recording.keptThereUntil && copy?.state !== 'copied' && (
            <StateBadge tone="warning">
              {t('recordings.keptThere', { date: formatMoment(recording.keptThereUntil, zone, language) })}
            </StateBadge>
          )}
          {copy && <CopyBadge copy={copy} zone={zone} />}
          {filmPath && (
            <Button
              size="compact-sm"
              aria-expanded={isOpen}
              aria-label={labelled(t(isOpen ? 'recordings.close' : 'recordings.watch'))}
              onClick={() => setOpen(!isOpen)}
            >
              {t(isOpen ? 'recordings.close' : 'recordings.watch')}
            </Button>
          )}
          {filmPath && (
            <Anchor href={`${filmPath}?download=1`} download aria-label={labelled(t('recordings.download'))}>
              {t('recordings.download')}
            </Anchor>
          )}
          {mayManage && (
            <Button
              size="compact-sm"
              variant="default"
              loading={hiding.isPending}
              aria-label={labelled(t(recording.isHidden ? 'recordings.show' : 'recordings.hide'))}
              onClick={() => hiding.mutate()}
            >
              {t(recording.isHidden ? 'recordings.show' : 'recordings.hide')}
            </Button>
          )}
          {mayManage && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={labelled(t('recordings.delete'))}
              onClick={() => setAsked(true)}
            >
              {t('recordings.delete')}
            </Button>
          )}
        </Group>
      </Group>
      {hiding.error && <Failure error={hiding.error} />}
      {isOpen && filmPath && (
        <Suspense fallback={<Loading />}>
          <Film
            eventId={eventId}
            recording={recording}
            path={filmPath}
            name={name}
            onWatched={makesUp ? (shown, rate) => tellWatched(eventId, recording.id, shown, rate) : undefined}
          />
        </Suspense>
      )}
      {mayManage && state === 'ready' && (
        <details>
          <summary>{t('makeUp.clock')}</summary>
          <Suspense fallback={<Loading />}>
            <ClockForm eventId={eventId} recordingId={recording.id} zone={zone} />
          </Suspense>
        </details>
      )}
      {isAsked && (
        <Confirm
          title={t('recordings.deleteTitle')}
          text={t('recordings.deleteText')}
          action={t('recordings.delete')}
          onConfirm={() => deleteRecording(eventId, recording.id)}
          onClose={() => setAsked(false)}
        />
      )}
    </li>
  )
}

function CopyBadge({ copy, zone }: { copy: NonNullable<Recording['copy']>; zone: string }) {
  const { t, language } = useTexts()
  if (copy.state === 'copied' && copy.keptUntil)
    return (
      <StateBadge tone="good">
        {t('recordings.copied', { date: formatDay(copy.keptUntil, zone, language) })}
      </StateBadge>
    )
  if (copy.state === 'due') return <StateBadge tone="neutral">{t('recordings.copying')}</StateBadge>
  return <StateBadge tone="warning">{t('recordings.notCopied')}</StateBadge>
}
