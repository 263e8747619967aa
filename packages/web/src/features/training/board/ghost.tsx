import { type RefObject, useLayoutEffect, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { today } from '../../../ui/days.ts'
import { cityOf, formatTime } from '../../../ui/when.ts'
import type { Axis } from '../calendar/axis.ts'
import { daysTouched } from '../calendar/days.ts'
import { PIXELS_PER_MINUTE } from '../calendar/hours-of-day.ts'
import { longDay } from '../calendar/words.ts'
import { WarnIcon } from './card.tsx'
import { useBoardView } from './context.ts'
import { type Gesture, useGesture } from './gesture.ts'
import classes from './ghost.module.css'
import { useMoveEffects } from './move-effects.ts'

interface Box {
  readonly key: string
  readonly top: number
  readonly left: number
  readonly width: number
  readonly height: number | undefined
}

/** Where what is moved or drawn will stand, with what that does to people, rooms and other events. */
export function Ghost({ frame, axis }: { frame: RefObject<HTMLElement | null>; axis?: Axis }) {
  const gesture = useGesture()
  return gesture ? <GhostAt frame={frame} axis={axis} gesture={gesture} /> : null
}

function GhostAt(props: { frame: RefObject<HTMLElement | null>; axis: Axis | undefined; gesture: Gesture }) {
  const { frame, axis, gesture } = props
  const { t, language } = useTexts()
  const { timeZone, sessionOf } = useBoardView()
  const { lines, conflicts } = useMoveEffects()
  const [boxes, setBoxes] = useState<Box[]>([])
  const { start, end } = gesture.span
  const span = { startsAt: new Date(start).toISOString(), endsAt: new Date(end).toISOString() }
  const days = daysTouched(span, timeZone)
  const lane = gesture.toLane
  const daysText = days.join()
  useLayoutEffect(() => {
    if (frame.current) setBoxes(boxesOf(frame.current, daysText.split(','), lane, axis, start, end))
  }, [frame, axis, daysText, lane, start, end])
  const session = gesture.kind === 'draw' ? sessionOf(gesture.sessionId ?? '') : undefined
  const name = gesture.kind === 'move' ? gesture.event.name : (session?.name ?? t('events.new'))
  const others = gesture.kind === 'move' ? gesture.others.length : 0
  const from = formatTime(span.startsAt, timeZone, language)
  const until = formatTime(span.endsAt, timeZone, language)
  const isRefused = conflicts.some(({ severity }) => severity === 'blocks')
  return boxes.map(({ key, ...box }, index) => (
    <div
      key={key}
      data-ghost
      className={classes.ghost}
      style={{ ...box, minHeight: box.height, height: undefined }}
      data-refused={isRefused}
      aria-hidden
    >
      {index === 0 && (
        <>
          <b>
            {from}–{until} {name}
          </b>
          {others > 0 && <span>{t('board.andOthers', { count: others })}</span>}
          {conflicts.map(({ text, severity }) => (
            <span key={text} className={classes.conflict} data-severity={severity}>
              <WarnIcon /> {text}
            </span>
          ))}
          {lines.length > 0 && <span>{lines.join(' · ')}</span>}
        </>
      )}
      <span className={classes.where}>
        {index === 0 &&
          axis === undefined &&
          `${longDay(days[0] ?? '', language, today(timeZone))} (${cityOf(timeZone)})`}
      </span>
    </div>
  ))
}

function boxesOf(
  frame: HTMLElement,
  days: readonly string[],
  lane: string | undefined,
  axis: Axis | undefined,
  start: number,
  end: number,
): Box[] {
  const origin = frame.getBoundingClientRect()
  const cells = [...frame.querySelectorAll<HTMLElement>('[data-cell-day]')]
  return (axis ? days : days.slice(0, 1)).flatMap((day): Box[] => {
    const cell = cells.find(({ dataset }) => dataset.cellDay === day && dataset.lane === lane)
    if (!cell) return []
    const rect = cell.getBoundingClientRect()
    const left = rect.left - origin.left + 3
    const width = rect.width - 6
    if (!axis) return [{ key: day, top: rect.top - origin.top + 4, left, width, height: undefined }]
    const [from, until] = [axis.placeOf(day, start), axis.placeOf(day, end)]
    const top = rect.top - origin.top + from * PIXELS_PER_MINUTE
    return [{ key: day, top, left, width, height: Math.max(18, (until - from) * PIXELS_PER_MINUTE) }]
  })
}
