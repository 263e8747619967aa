import { Text, Title } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { formatSpan } from '../../../ui/when.ts'
import { daysTouched } from '../calendar/days.ts'
import { hrefOf } from './card.tsx'
import { useBoardView } from './context.ts'
import { NO_LANE } from './gesture.ts'
import classes from './side.module.css'
import type { LanesBy } from './types.ts'

/** What is not placed yet, to be dragged from here, and who is away. */
export function Side({ lanesBy }: { lanesBy: LanesBy }) {
  const { t, language } = useTexts()
  const { board, timeZone, eventOf, courseOf, hueOf } = useBoardView()
  const { unplaced, away, instructors } = board
  const nameOf = (id: string) => instructors.find((person) => person.id === id)?.name ?? ''
  const laneOf = (needs: 'room' | 'instructor') =>
    (needs === 'room' && lanesBy === 'account') || (needs === 'instructor' && lanesBy === 'instructor')
      ? NO_LANE
      : undefined
  const isEmpty = unplaced.events.length === 0 && unplaced.sessions.length === 0
  // What is not there leaves its room to the days.
  if (isEmpty && away.length === 0) return null
  return (
    <aside className={classes.side} aria-label={t('board.side')}>
      <Title order={3} size="h5">
        {t('board.unplaced')}
      </Title>
      {isEmpty ? (
        <Text size="sm" c="dimmed">
          {t('board.allPlaced')}
        </Text>
      ) : (
        <Text size="xs" c="dimmed">
          {t('board.dragFromHere')}
        </Text>
      )}
      <ul className={classes.list}>
        {unplaced.events.map(({ eventId, needs }) => {
          const event = eventOf(eventId)
          if (!event) return null
          return (
            <li key={`${eventId} ${needs}`}>
              <a
                href={hrefOf(eventId, daysTouched(event, timeZone)[0] ?? '')}
                className={classes.card}
                draggable={false}
                data-event={eventId}
                data-lane={laneOf(needs)}
                data-hue={hueOf(event)}
              >
                <b>{event.name}</b>
                <span>{t('board.needs', { needs })}</span>
              </a>
            </li>
          )
        })}
        {unplaced.sessions.map(({ id, courseId, name }) => (
          <li key={id}>
            <button
              type="button"
              className={classes.card}
              data-session={id}
              data-hue={courseOf(courseId)?.hue ?? 0}
            >
              <b>{name}</b>
              <span>
                {courseOf(courseId)?.name} · {t('board.needs', { needs: 'date' })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {away.length > 0 && (
        <>
          <Title order={3} size="h5">
            {t('board.away')}
          </Title>
          <ul className={classes.list}>
            {away.map(({ personId, from, until, reason }) => (
              <li key={`${personId} ${from}`} className={classes.away}>
                <b>{nameOf(personId)}</b>{' '}
                {formatSpan({ startsAt: from, endsAt: until }, timeZone, language).replace(/ \([^)]*\)$/, '')}
                {reason && ` · ${reason}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  )
}

/** Which color means what. */
export function Legend() {
  const { t } = useTexts()
  const { board, colorBy, hueOf } = useBoardView()
  const shown = new Map<string, { name: string; hue: number }>()
  for (const event of board.events) {
    const id = colorBy === 'course' ? event.courseId : (event.accountId ?? '')
    if (shown.has(id)) continue
    const list = colorBy === 'course' ? board.courses : board.accounts
    const name = list.find((one) => one.id === id)?.name ?? t('events.noTool')
    shown.set(id, { name, hue: hueOf(event) })
  }
  if (shown.size === 0) return null
  return (
    <ul className={classes.legend} aria-label={t('board.legend')}>
      {[...shown].slice(0, 12).map(([id, { name, hue }]) => (
        <li key={id} data-hue={hue}>
          <i data-swatch aria-hidden />
          {name}
        </li>
      ))}
    </ul>
  )
}
