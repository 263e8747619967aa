import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { languageTitle } from '../../../ui/formats.ts'
import { CalendarPicture } from '../../../ui/pictures.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { formatDays, formatSpan } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './open-sessions.module.css'
import { PlaceActions } from './own-place.tsx'
import { type OwnPlace, useOwnPlaces } from './own-queries.ts'

/** The sessions of a course as a learner sees them: when, with whom, and how to get in. */
export function OpenSessions({ courseId, sessions }: { courseId: string; sessions: readonly Session[] }) {
  const { t } = useTexts()
  const places = useOwnPlaces(courseId)
  if (sessions.length === 0)
    return <Empty title={t('sessions.none')} picture={<CalendarPicture />} text={t('sessions.noneText')} />
  return (
    <Loaded query={places}>
      {({ items }) => (
        <ul className={classes.list} aria-label={t('sessions.open')}>
          {inOrder(sessions).map((session) => (
            <SessionCard
              key={session.id}
              session={session}
              place={items.find((place) => place.sessionId === session.id)}
            />
          ))}
        </ul>
      )}
    </Loaded>
  )
}

function SessionCard({ session, place }: { session: Session; place: OwnPlace | undefined }) {
  const { t, language } = useTexts()
  const names = session.instructors.map((person) => person.name)
  return (
    <li className={classes.card}>
      <div>
        <h3 className={classes.name}>
          <Anchor component={Link} href={`/sessions/${session.id}`} inherit>
            {session.name}
          </Anchor>
        </h3>
        <Text>{useDates(session)}</Text>
        {session.language && (
          <Text c="dimmed">
            {t('sessions.language', { language: languageTitle(session.language, language) })}
          </Text>
        )}
        {names.length > 0 && <Text c="dimmed">{t('sessions.with', { names })}</Text>}
      </div>
      {place && <PlaceActions place={place} session={session} />}
    </li>
  )
}

/** Those to come first, the next on top; those that are over last. */
function inOrder(sessions: readonly Session[], now = Date.now()): Session[] {
  const isOver = ({ lastEndsAt }: Session) => lastEndsAt !== null && Date.parse(lastEndsAt) <= now
  const startOf = ({ firstStartsAt }: Session) => (firstStartsAt ? Date.parse(firstStartsAt) : Infinity)
  return [...sessions].sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || startOf(a) - startOf(b) || 0)
}

/** One date with its times, several from the first to the last. */
function useDates({ firstStartsAt: startsAt, lastEndsAt: endsAt, eventCount }: Session): string {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  if (!startsAt || !endsAt) return t('sessions.noDates')
  if (eventCount === 1) return formatSpan({ startsAt, endsAt }, zone, language)
  return `${formatDays({ startsAt, endsAt }, zone, language)} · ${t('session.eventCount', { count: eventCount })}`
}
