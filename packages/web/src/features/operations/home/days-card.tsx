import { Anchor } from '@mantine/core'
import { Fragment } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge, type Tone } from '../../../ui/state-badge.tsx'
import { formatDay, formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { Card } from './card.tsx'
import classes from './home.module.css'
import type { HomeDay, HomeEvent } from './queries.ts'

const tones: Record<HomeEvent['state'], Tone> = {
  'not-started': 'bad',
  room: 'bad',
  check: 'bad',
  'no-instructor': 'bad',
  'no-room': 'warning',
  drift: 'warning',
  preparing: 'warning',
  running: 'good',
  ready: 'good',
  planned: 'neutral',
  ended: 'neutral',
}

/** Today and tomorrow with every event, then the days after them. */
export function DaysCard({ days }: { days: readonly HomeDay[] }) {
  const { t, language } = useTexts()
  const nameOf = (day: string) => formatDay(`${day}T12:00:00Z`, 'UTC', language)
  const [today, tomorrow, ...later] = days
  const laterOnes = later.filter(({ count }) => count > 0)
  return (
    <Card
      title={t('home.week')}
      aside={
        <Anchor component={Link} href="/calendar" className={classes.link}>
          {t('home.toCalendar')}
        </Anchor>
      }
    >
      {today && <Day title={t('home.today')} day={today} isFirst />}
      {tomorrow && <Day title={t('home.tomorrow')} day={tomorrow} />}
      {laterOnes.map((day) => (
        <Day key={day.day} title={nameOf(day.day)} day={day} />
      ))}
      {laterOnes.length === 0 && <p className={classes.foot}>{t('home.nothingLater')}</p>}
    </Card>
  )
}

function Day({ title, day, isFirst = false }: { title: string; day: HomeDay; isFirst?: boolean }) {
  const { t } = useTexts()
  const left = day.count - day.events.length
  return (
    <Fragment>
      <h3 className={classes.day} data-first={isFirst || undefined}>
        {title}
        {day.count > 0 && <span className={classes.dayCount}>{t('home.events', { count: day.count })}</span>}
      </h3>
      {day.count === 0 ? (
        <p className={classes.foot}>{t('home.nothing')}</p>
      ) : (
        <ul className={classes.list}>
          {day.events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
          {left > 0 && (
            <li className={classes.foot}>
              <Anchor component={Link} href={`/calendar?day=${day.day}`} inherit>
                {t('home.moreOfDay', { count: left })}
              </Anchor>
            </li>
          )}
        </ul>
      )}
    </Fragment>
  )
}

function EventRow({ event }: { event: HomeEvent }) {
  const { t, language } = useTexts()
  const timeZone = useMe().data?.timeZone ?? event.timeZone
  const where = event.tool?.[language] || event.place
  const who = event.instructors.join(', ') || t('home.nobodyYet')
  const { enrolled, maxEnrollment } = event
  return (
    <li className={classes.event}>
      <span className={classes.time}>{formatTime(event.startsAt, timeZone, language)}</span>
      <span className={classes.bar} data-hue={event.courseHue} aria-hidden />
      <div className={classes.words}>
        <Link href={`/learn/events/${event.id}`} className={classes.eventName}>
          {event.name}
        </Link>
        <p className={classes.small}>{[event.courseName, who, where].filter(Boolean).join(' · ')}</p>
      </div>
      <span className={classes.seats}>
        <span className={classes.hidden}>
          {maxEnrollment === null
            ? t('home.learners', { enrolled })
            : t('home.seats', { enrolled, places: maxEnrollment })}
        </span>
        <span aria-hidden>{maxEnrollment === null ? enrolled : `${enrolled} / ${maxEnrollment}`}</span>
      </span>
      <StateBadge tone={tones[event.state]}>{t('home.state', { state: event.state })}</StateBadge>
    </li>
  )
}
