import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { Suspense, useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { loadable } from '../../../ui/lazily.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Loading } from '../../../ui/states.tsx'
import { formatMoment, formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type Recording, tellWatched, useMakeUp } from './queries.ts'
import classes from './recordings.module.css'

const Film = loadable(async () => (await import('./film.tsx')).Film)

interface Chosen {
  readonly recordingId: string
  readonly from: number
}

/** What a learner missed of a class, to be watched in its films until a deadline. */
export function MakeUp({ event, films }: { event: Event; films: readonly Recording[] }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? event.timeZone
  const own = useMakeUp(event.id).data
  const [chosen, setChosen] = useState<Chosen>()
  if (!own || own.state === 'off' || own.state === 'unknown' || own.state === 'nothing') return null
  const minutesOf = (seconds: number) => Math.floor(seconds / 60)
  const film = films.find(({ id }) => id === chosen?.recordingId)
  return (
    <Stack gap="xs" component="section" aria-labelledby="make-up">
      <Title order={3} size="h5" id="make-up">
        {t('makeUp.title')}
      </Title>
      <Text size="sm" role="status">
        {t('makeUp.sofar', { missed: minutesOf(own.missedSeconds), made: minutesOf(own.madeUpSeconds) })}
      </Text>
      {own.state === 'awaited' && <Text size="sm">{t('makeUp.awaited')}</Text>}
      {own.until && (
        <Text size="sm" c="dimmed">
          {t(own.state === 'over' ? 'makeUp.over' : 'makeUp.until', {
            when: formatMoment(own.until, zone, language),
          })}
        </Text>
      )}
      <ul className={classes.recordings}>
        {own.recordings.flatMap(({ recordingId, parts }) =>
          parts.map((part) => {
            const name = t('makeUp.part', {
              from: formatTime(part.startsAt, zone, language),
              to: formatTime(part.endsAt, zone, language),
            })
            return (
              <li key={`${recordingId} ${part.fromSeconds}`} className={classes.recording}>
                <Group justify="space-between" gap="xs">
                  <Text>{name}</Text>
                  {part.isWatched ? (
                    <StateBadge tone="good">{t('makeUp.watched')}</StateBadge>
                  ) : (
                    own.state === 'open' && (
                      <Button
                        size="compact-sm"
                        aria-label={t('app.labelled', { label: t('recordings.watch'), value: name })}
                        onClick={() => setChosen({ recordingId, from: part.fromSeconds })}
                      >
                        {t('recordings.watch')}
                      </Button>
                    )
                  )}
                </Group>
              </li>
            )
          }),
        )}
      </ul>
      {film?.filmPath && chosen && (
        <Suspense fallback={<Loading />}>
          <Film
            eventId={event.id}
            recording={film}
            path={film.filmPath}
            name={film.name || t('makeUp.title')}
            from={chosen.from}
            onWatched={(shown, rate) => tellWatched(event.id, film.id, shown, rate)}
          />
        </Suspense>
      )}
    </Stack>
  )
}
