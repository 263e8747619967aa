import { Anchor, Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { TaughtEvent } from '../../../api/client.ts'
import { serverNow } from '../../../api/clock.ts'
import { useTexts } from '../../../app/i18n.ts'
import { CalendarPicture } from '../../../ui/pictures.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Empty } from '../../../ui/states.tsx'
import { formatDay, formatSpan, formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { Attention, numbersOf } from '../roster/taught-event.tsx'
import { Card } from './card.tsx'
import classes from './home.module.css'
import { NextCard } from './next-card.tsx'

interface TeachingPartProps {
  running: readonly TaughtEvent[]
  /** Without those that run, the next one first. */
  coming: readonly TaughtEvent[]
  comingCount: number
  unmarked: readonly TaughtEvent[]
  unmarkedCount: number
  /** Below the events that come later, such as the way to all of them. */
  children?: ReactNode
}

/** What an instructor sees first: what runs, what is to be done, what comes next; the rest is folded. */
export function TeachingPart({
  running,
  coming,
  comingCount,
  unmarked,
  unmarkedCount,
  children,
}: TeachingPartProps) {
  const { t } = useTexts()
  const [next, ...later] = coming
  const first = running.length > 0 ? running : next ? [next] : []
  const rest = running.length > 0 ? coming : later
  return (
    <>
      {first.length > 0 && (
        <section
          aria-label={t(running.length > 0 ? 'teach.running' : 'teach.next')}
          className={classes.columns}
        >
          {first.map((taught) => (
            <NextCard key={taught.event.id} event={taught.event} kind="start">
              <div className={classes.facts}>
                <span className={classes.small}>{numbersOf(taught, t)}</span>
                <Attention taught={taught} />
              </div>
            </NextCard>
          ))}
        </section>
      )}
      {unmarked.length > 0 && <ToMark unmarked={unmarked} count={unmarkedCount} />}
      {first.length === 0 && unmarked.length === 0 && (
        <Empty title={t('teach.empty.title')} text={t('teach.empty.text')} picture={<CalendarPicture />} />
      )}
      {rest.length > 0 && (
        <details className={classes.folded} open={running.length === 0 && rest.length <= 3}>
          <summary>{t('home.later', { count: Math.max(rest.length, comingCount - first.length) })}</summary>
          <ul className={classes.list}>
            {rest.map((taught) => (
              <TaughtRow key={taught.event.id} taught={taught} />
            ))}
          </ul>
          {children && <div className={classes.more}>{children}</div>}
        </details>
      )}
    </>
  )
}

/** Events that have ended and whose learners are not all marked. */
function ToMark({ unmarked, count }: { unmarked: readonly TaughtEvent[]; count: number }) {
  const { t, language } = useTexts()
  const timeZone = useMe().data?.timeZone ?? 'UTC'
  return (
    <Card title={t('home.toDo')} aside={t('home.needsYouCount', { count })}>
      <ul className={classes.list}>
        {unmarked.map(({ event, counts }) => (
          <li key={event.id} className={classes.todo}>
            <span className={classes.dot} data-urgency="soon" aria-hidden />
            <div className={classes.words}>
              <p className={classes.name}>{event.name}</p>
              <p className={classes.small}>
                {formatSpan(event, timeZone, language)} ·{' '}
                {t('teach.notSet', { count: counts.notSet, total: counts.enrolled })}
              </p>
            </div>
            <Button
              component={Link}
              href={`/teach/events/${event.id}/attendance`}
              variant="default"
              size="xs"
              className={classes.do}
              aria-label={t('home.do.named', { action: t('home.do.attendance'), name: event.name })}
            >
              {t('home.do.attendance')}
            </Button>
          </li>
        ))}
      </ul>
      {count > unmarked.length && (
        <div className={classes.more}>
          <Anchor component={Link} href="/teach" className={classes.link}>
            {t('home.all', { count: count - unmarked.length })}
          </Anchor>
        </div>
      )}
    </Card>
  )
}

/** An event that comes later: it can't be started yet, so it has no button. */
export function TaughtRow({ taught }: { taught: TaughtEvent }) {
  const { t, language } = useTexts()
  const { event, counts } = taught
  const timeZone = useMe().data?.timeZone ?? event.timeZone
  const isOver = Date.parse(event.endsAt) <= serverNow()
  return (
    <li className={classes.event}>
      <span className={classes.time}>{formatTime(event.startsAt, timeZone, language)}</span>
      <span className={classes.bar} data-hue={event.courseHue} aria-hidden />
      <div className={classes.words}>
        <Link
          href={isOver ? `/teach/events/${event.id}/attendance` : `/teach/events/${event.id}`}
          className={classes.eventName}
        >
          {event.name}
        </Link>
        <p className={classes.small}>
          {formatDay(event.startsAt, timeZone, language)} · {event.courseName} · {event.sessionName}
        </p>
      </div>
      {isOver ? (
        <StateBadge tone={counts.enrolled === 0 ? 'neutral' : counts.notSet > 0 ? 'warning' : 'good'}>
          {counts.enrolled === 0
            ? t('teach.nobody')
            : counts.notSet > 0
              ? t('teach.notSet', { count: counts.notSet, total: counts.enrolled })
              : t('teach.allSet')}
        </StateBadge>
      ) : (
        <>
          <span className={classes.small}>{numbersOf(taught, t)}</span>
          <Attention taught={taught} />
        </>
      )}
    </li>
  )
}
