import { type CSSProperties, memo } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { formatTime } from '../../../ui/when.ts'
import { type Day, daysTouched } from '../calendar/days.ts'
import { ownTimesOf } from '../calendar/words.ts'
import classes from './card.module.css'
import { useBoardView } from './context.ts'
import { useIsMoving, useIsPicked } from './gesture.ts'
import type { BoardEvent } from './types.ts'
import { mayMove } from './use-pointer.ts'

interface CardProps {
  event: BoardEvent
  /** On which it stands here: an event over midnight stands on both. */
  day: Day
  /** In hours: as high as it lasts, and its lower edge can be pulled. */
  isTall?: boolean
  /** There is room for its end and its course. */
  isWide?: boolean
  style?: CSSProperties
}

/** An event on the board: when, what, how full, who, and what is wrong. */
export const Card = memo(function Card({ event, day, isTall = false, isWide = false, style }: CardProps) {
  const { t, language } = useTexts()
  const { timeZone, draft, hueOf, sessionOf, courseOf, namesOf } = useBoardView()
  const isPicked = useIsPicked(event.id)
  const isMoving = useIsMoving(event.id)
  const isFirstDay = daysTouched(event, timeZone)[0] === day
  const start = formatTime(event.startsAt, timeZone, language)
  const end = formatTime(event.endsAt, timeZone, language)
  const session = sessionOf(event.sessionId)
  const names = namesOf(event.instructorIds)
  const [conflict] = event.conflicts
  const own = ownTimesOf(event, timeZone, language)
  const isCancelled = event.state === 'cancelled'
  const isDrafted = draft.events.has(event.id)
  const seats = session && seatsOf(session)
  return (
    <a
      href={hrefOf(event.id, day)}
      className={classes.card}
      style={style}
      draggable={false}
      tabIndex={-1}
      data-walk
      data-event={event.id}
      data-hue={hueOf(event)}
      data-state={event.state}
      data-tall={isTall}
      data-picked={isPicked}
      data-moving={isMoving}
      data-draft={isDrafted}
      data-fixed={!mayMove(event)}
      data-conflict={conflict?.severity}
      title={[`${start}–${end} ${event.name}`, own, ...event.conflicts.map(({ text }) => text)]
        .filter(Boolean)
        .join('\n')}
    >
      {isPicked && <span className={classes.hidden}>{t('board.isPicked')}</span>}
      <span className={classes.what}>
        <b className={classes.time}>
          {isFirstDay ? (isWide ? `${start}–${end}` : start) : t('board.until', { time: end })}
        </b>{' '}
        <span className={classes.name}>{event.name}</span>
        {isDrafted && <span className={classes.draft}>{t('board.draft')}</span>}
      </span>
      {isCancelled ? (
        <span className={classes.more}>{t('calendar.cancelled')}</span>
      ) : (
        <span className={classes.more}>
          {event.state === 'running' && <span className={classes.running}>{t('board.running')}</span>}
          {[isWide && courseOf(event.courseId)?.name, seats, names].filter(Boolean).join(' · ')}
        </span>
      )}
      {conflict && !isCancelled && (
        <span className={classes.conflict}>
          <WarnIcon />
          {conflict.text}
          {event.conflicts.length > 1 && ` +${event.conflicts.length - 1}`}
        </span>
      )}
      {own && (isWide || isTall) && <span className={classes.more}>{own}</span>}
      {isTall && mayMove(event) && <span data-stretch className={classes.stretch} aria-hidden />}
    </a>
  )
})

/** `24 / 24`, or how many there are where there is no maximum. */
export function seatsOf({
  enrolled,
  maxEnrollment,
}: {
  enrolled: number
  maxEnrollment: number | null
}): string {
  return maxEnrollment === null ? String(enrolled) : `${enrolled} / ${maxEnrollment}`
}

/** The event on the board, on a day: for new windows, and for who sends the address to somebody. */
export function hrefOf(eventId: string, day: Day): string {
  return `/calendar?view=week&date=${day}&scope=all&event=${eventId}`
}

export function WarnIcon() {
  return (
    <svg className={classes.icon} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 1.8 15 14H1Z" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
      <path d="M8 6v4M8 11.8v.4" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  )
}
