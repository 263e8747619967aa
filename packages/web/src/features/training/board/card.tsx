import { type CSSProperties, memo } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import type { Day } from '../../../ui/days.ts'
import { formatTime } from '../../../ui/when.ts'
import { daysTouched } from '../calendar/days.ts'
import { SpareMark } from '../calendar/spare-mark.tsx'
import { ownTimesOf } from '../calendar/words.ts'
import classes from './card.module.css'
import { useBoardView } from './context.ts'
import { useIsMoving, useIsPicked } from './gesture.ts'
import { linesFor } from './lines.ts'
import type { BoardEvent } from './types.ts'
import { mayMove } from './use-pointer.ts'

interface CardProps {
  event: BoardEvent
  /** On which it stands here: an event over midnight stands on both. */
  day: Day
  /** In hours: as high as it lasts, in pixels, and its lower edge can be pulled. */
  height?: number
  /** There is room for its end and its course. */
  isWide?: boolean
  /** There is room for its time and name alone. */
  isNarrow?: boolean
  style?: CSSProperties
}

/** An event on the board: when, what, how full, who, and what is wrong. */
export const Card = memo(function Card(props: CardProps) {
  const { event, day, height, isWide = false, isNarrow = false, style } = props
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
  const isTall = height !== undefined
  const facts = [isWide && courseOf(event.courseId)?.name, seats, names].filter(Boolean).join(' · ')
  const lines = linesFor(height, {
    conflict: conflict !== undefined && !isCancelled && !isNarrow,
    facts: (isCancelled || event.state === 'running' || facts !== '') && !isNarrow,
    own: own !== undefined && (isWide || isTall) && !isNarrow,
  })
  return (
    <a
      href={hrefOf(event.id, day)}
      className={classes.card}
      style={isTall ? ({ ...style, '--lines': lines.what } as CSSProperties) : style}
      draggable={false}
      tabIndex={-1}
      data-walk
      data-event={event.id}
      data-hue={hueOf(event)}
      data-state={event.state}
      data-tall={isTall}
      data-narrow={isNarrow}
      data-picked={isPicked}
      data-moving={isMoving}
      data-draft={isDrafted}
      data-fixed={!mayMove(event)}
      data-conflict={conflict?.severity}
      title={[
        `${start}–${end} ${event.name}`,
        own,
        event.hasSpare && t('spare.isHeld'),
        ...event.conflicts.map(({ text }) => text),
      ]
        .filter(Boolean)
        .join('\n')}
    >
      {isPicked && <span className={classes.hidden}>{t('board.isPicked')}</span>}
      <span className={classes.what}>
        {conflict && !isCancelled && !lines.conflict && !(isNarrow && lines.what < 2) && <WarnIcon />}
        <b className={classes.time}>
          {isFirstDay ? (isWide ? `${start}–${end}` : start) : t('board.until', { time: end })}
        </b>{' '}
        <span className={classes.name}>{event.name}</span>
        {event.hasSpare && <SpareMark />}
        {isDrafted && (
          <span className={lines.facts ? classes.draft : classes.hidden}>{t('board.draft')}</span>
        )}
      </span>
      {lines.conflict && conflict && (
        <span className={classes.conflict}>
          <WarnIcon />
          {conflict.text}
          {event.conflicts.length > 1 && ` +${event.conflicts.length - 1}`}
        </span>
      )}
      {lines.facts ? (
        <span className={classes.more}>
          {event.state === 'running' && <span className={classes.running}>{t('board.running')}</span>}
          {isCancelled ? t('calendar.cancelled') : facts}
        </span>
      ) : (
        isCancelled && <span className={classes.hidden}>{t('calendar.cancelled')}</span>
      )}
      {lines.own && <span className={classes.more}>{own}</span>}
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
