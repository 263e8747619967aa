import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatCountdown, formatSpan, formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { AccessButton } from '../../training/events/access-button.tsx'
import { useNow } from '../../training/events/use-now.ts'
import classes from './home.module.css'

interface NextCardProps {
  event: Event
  kind: 'join' | 'start'
  /** What else there is to say, below the time. */
  children?: ReactNode
}

/** The event that runs or comes next: cover, countdown, and the one button that matters. */
export function NextCard({ event, kind, children }: NextCardProps) {
  const { t, language } = useTexts()
  const timeZone = useMe().data?.timeZone ?? event.timeZone
  const instructors = event.instructors.map(({ name }) => name).join(', ')
  return (
    <article className={classes.next}>
      <div className={classes.cover} data-hue={event.courseHue} aria-hidden />
      <div className={classes.nextBody}>
        <div className={classes.nextTop}>
          <Countdown event={event} />
          {kind === 'join' && instructors && (
            <span className={classes.small}>{t('mine.with', { names: instructors })}</span>
          )}
        </div>
        <h2 className={classes.nextName}>
          <Link href={kind === 'join' ? `/learn/events/${event.id}` : `/teach/events/${event.id}`}>
            {event.name}
          </Link>
        </h2>
        <p className={classes.words}>{formatSpan(event, timeZone, language)}</p>
        <p className={classes.small}>
          {event.courseName} · {event.sessionName}
        </p>
        {children}
        <AccessButton event={event} kind={kind} size="lg" />
      </div>
    </article>
  )
}

/** By the clock, also while the page just stands there. */
function Countdown({ event }: { event: Event }) {
  const { t, language } = useTexts()
  const now = useNow()
  const timeZone = useMe().data?.timeZone ?? event.timeZone
  const left = Date.parse(event.startsAt) - now
  return (
    <span className={classes.countdown}>
      {left > 0
        ? t('event.startsIn', { time: formatCountdown(left, language) })
        : t('event.running', { time: formatTime(event.endsAt, timeZone, language) })}
    </span>
  )
}
