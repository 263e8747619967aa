import { Anchor, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { searchText } from '../../../ui/search-text.ts'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { cuesWith, formatSeconds } from './cues.ts'
import { askWhy, type Recording, useTranscript } from './queries.ts'
import classes from './recordings.module.css'
import { type Shown, useWatched } from './watched.ts'

interface FilmProps {
  eventId: string
  recording: Recording
  path: string
  name: string
  /** Where it begins, in seconds. */
  from?: number
  /** Told what was really shown. */
  onWatched?: (shown: readonly Shown[], rate: number) => Promise<unknown>
}

/** A film with its captions, and what was said beside it: searched, and a way to each place. */
export function Film({ eventId, recording, path, name, from, onWatched }: FilmProps) {
  const { t, language } = useTexts()
  const player = useRef<HTMLVideoElement>(null)
  useEffect(() => goTo(player.current, from), [from])
  // A player says of a film that does not come nothing that people understand.
  const trouble = useMutation({ mutationFn: () => askWhy(eventId, recording) })
  useWatched(player, onWatched)
  const playFrom = (seconds: number) => {
    const film = player.current
    if (!film) return
    film.currentTime = seconds
    film.focus()
    void film.play().catch(() => {}) // a browser that plays nothing by itself
  }
  return (
    <Stack gap="sm">
      {/* biome-ignore lint/a11y/useMediaCaption: where there are captions they are a track */}
      <video
        ref={player}
        className={classes.film}
        controls
        preload="metadata"
        src={path}
        aria-label={t('recordings.player', { name })}
        onError={() => trouble.mutate()}
        onLoadedMetadata={() => goTo(player.current, from)}
      >
        {recording.hasTranscript && (
          <track
            kind="captions"
            src={path.replace(/film$/, 'captions.vtt')}
            srcLang={language}
            label={t('recordings.captions')}
          />
        )}
      </video>
      {trouble.error && (
        <Failure
          error={trouble.error}
          onRetry={() => {
            trouble.reset()
            player.current?.load()
          }}
        />
      )}
      {recording.hasTranscript && <Transcript eventId={eventId} recording={recording} onPlay={playFrom} />}
    </Stack>
  )
}

function goTo(film: HTMLVideoElement | null, seconds: number | undefined): void {
  if (film && seconds !== undefined) film.currentTime = seconds
}

interface TranscriptProps {
  eventId: string
  recording: Recording
  onPlay: (seconds: number) => void
}

function Transcript({ eventId, recording, onPlay }: TranscriptProps) {
  const { t } = useTexts()
  const id = useId()
  const [typed, setTyped] = useState('')
  const wanted = searchText(useDeferredValue(typed))
  const transcript = useTranscript(eventId, recording)
  return (
    <section aria-labelledby={id}>
      <Title order={3} size="h5" id={id} mb="xs">
        {t('recordings.transcript')}
      </Title>
      <Loaded query={transcript}>
        {({ items }) => {
          if (items.length === 0) return <Text c="dimmed">{t('recordings.noTranscript')}</Text>
          const found = cuesWith(items, wanted)
          return (
            <Stack gap="xs">
              <TextInput
                type="search"
                aria-label={t('recordings.search')}
                placeholder={t('recordings.search')}
                maxLength={200}
                value={typed}
                onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              />
              <Text size="xs" c="dimmed" role="status">
                {wanted ? t('recordings.found', { count: found.length }) : ''}
              </Text>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard */}
              <ol className={classes.transcript} tabIndex={0} aria-labelledby={id}>
                {found.map(({ fromSeconds, text }, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two can begin together and say the same
                  <li key={`${fromSeconds} ${at}`} className={classes.cue}>
                    <Anchor
                      component="button"
                      type="button"
                      size="sm"
                      className={`${classes.time} on-paper`}
                      aria-label={t('recordings.goTo', { time: formatSeconds(fromSeconds) })}
                      onClick={() => onPlay(fromSeconds)}
                    >
                      {formatSeconds(fromSeconds)}
                    </Anchor>
                    <Text size="sm" className={classes.words}>
                      {text}
                    </Text>
                  </li>
                ))}
              </ol>
            </Stack>
          )
        }}
      </Loaded>
    </section>
  )
}
