import { type CSSProperties, memo, useEffect, useMemo, useRef, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { type Axis, axisOf } from '../calendar/axis.ts'
import { DayName } from '../calendar/day-name.tsx'
import { byDay, type Day, today } from '../calendar/days.ts'
import { PIXELS_PER_MINUTE, placeInDay } from '../calendar/hours-of-day.ts'
import { columnStyle } from '../calendar/side-by-side.ts'
import { longDay } from '../calendar/words.ts'
import { Card } from './card.tsx'
import { useBoardView } from './context.ts'
import { Ghost } from './ghost.tsx'
import classes from './hours.module.css'
import { MoreList } from './more-list.tsx'
import type { BoardEvent } from './types.ts'

/** The least height at which the name of an event can be read. */
const LEAST_MINUTES = 33
/** The hours open here: nights are above. */
const MORNING = 7 * 60

interface HoursProps {
  days: readonly Day[]
  axis: Axis
  /** When people who teach can not, by instants: of the instructor whose events are shown. */
  shades: readonly { from: string; until: string; words: string }[]
  onSlot: (day: Day) => void
  onDay: (day: Day) => void
}

/** The hours of a week. Days on which clocks change have their own 23 or 25. */
export function Hours({ days, axis, shades, onSlot, onDay }: HoursProps) {
  const { t } = useTexts()
  const { board, timeZone } = useBoardView()
  const scroller = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const found = useMemo(() => byDay(board.events, timeZone), [board.events, timeZone])
  const now = today(timeZone)
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = MORNING * PIXELS_PER_MINUTE
  }, [])
  return (
    <section
      ref={scroller}
      data-scroller
      className={classes.scroller}
      aria-label={t('calendar.hours')}
      style={{ '--days': columnsOf(days, found) } as CSSProperties}
    >
      <div className={classes.heads}>
        {days.map((day) => (
          <button
            key={day}
            type="button"
            className={classes.head}
            data-today={day === now}
            onClick={() => onDay(day)}
          >
            <DayName day={day} count={found.get(day)?.length ?? 0} />
          </button>
        ))}
      </div>
      <div ref={frame} className={classes.hours} style={{ height: axis.minutes * PIXELS_PER_MINUTE }}>
        {axis.labels.map(({ at, text }) => (
          <span key={at} className={classes.hour} style={{ top: at * PIXELS_PER_MINUTE }} aria-hidden>
            {text}
          </span>
        ))}
        {days.map((day, index) => (
          <Column
            index={index}
            key={day}
            axis={axis}
            day={day}
            events={found.get(day) ?? none}
            shades={shades}
            onSlot={onSlot}
          />
        ))}
        {days.includes(now) && <NowLine axis={axis} day={now} column={days.indexOf(now)} />}
        <Ghost frame={frame} axis={axis} />
      </div>
    </section>
  )
}

const none: readonly BoardEvent[] = []

interface ColumnProps extends Pick<HoursProps, 'axis' | 'shades' | 'onSlot'> {
  day: Day
  index: number
  events: readonly BoardEvent[]
}

const Column = memo(function Column({ axis, day, index, events, shades, onSlot }: ColumnProps) {
  const { t, language } = useTexts()
  const { shown, crowds } = useMemo(() => placeInDay(events, axis, day, LEAST_MINUTES), [axis, day, events])
  const heightOf = (from: number, until: number) => ({
    top: from * PIXELS_PER_MINUTE,
    height: (until - from) * PIXELS_PER_MINUTE - 2,
  })
  const stretches = shades
    .map(({ from, until, words }) => ({
      from: axis.placeOf(day, Date.parse(from)),
      until: axis.placeOf(day, Date.parse(until)),
      words,
    }))
    .filter(({ from, until }) => until > from)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a column of hours is no fieldset
    <div
      role="group"
      className={classes.column}
      style={{ gridColumn: index + 2 }}
      data-cell-day={day}
      aria-label={longDay(day, language)}
    >
      <button
        type="button"
        className={classes.slot}
        tabIndex={-1}
        data-walk
        aria-label={t('board.planOn', { day: longDay(day, language) })}
        onClick={() => onSlot(day)}
      >
        +
      </button>
      {stretches.map(({ from, until, words }) => (
        <div key={`${from} ${words}`} className={classes.shade} style={heightOf(from, until)} title={words} />
      ))}
      {axis.missingOf(day).map(({ from, until }) => (
        <div key={from} className={classes.missing} style={heightOf(from, until)} />
      ))}
      {shown.map(({ entry, from, until, column, columns, isCrowded }) => (
        <PlacedCard
          key={entry.id}
          event={entry}
          day={day}
          {...heightOf(from, until)}
          column={column}
          columns={columns}
          isCrowded={isCrowded ?? false}
        />
      ))}
      {crowds.map(({ from, until, entries }) => (
        <MoreList key={from} events={entries} day={day} isStrip style={heightOf(from, until)} />
      ))}
    </div>
  )
})

interface PlacedCardProps {
  event: BoardEvent
  day: Day
  top: number
  height: number
  column: number
  columns: number
  isCrowded: boolean
}

/** A card is drawn anew only when it or its place changes. */
function PlacedCard({ event, day, top, height, column, columns, isCrowded }: PlacedCardProps) {
  const style = useMemo(
    () => ({ top, height, ...columnStyle(column, columns, isCrowded) }),
    [top, height, column, columns, isCrowded],
  )
  return <Card event={event} day={day} isTall style={style} />
}

function NowLine({ axis, day, column }: { axis: Axis; day: Day; column: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  const style = { gridColumn: column + 2, top: axis.placeOf(day, now) * PIXELS_PER_MINUTE }
  return <div className={classes.now} style={style} aria-hidden />
}

/** The widths of days side by side: the end of a week on which nothing is planned needs little. */
export function columnsOf(days: readonly Day[], found: ReadonlyMap<Day, unknown>): string {
  const isWeekend = (day: Day) => [0, 6].includes(new Date(`${day}T12:00Z`).getUTCDay())
  return days.map((day) => `minmax(0, ${isWeekend(day) && !found.has(day) ? 0.5 : 1}fr)`).join(' ')
}

/** The axis of some days, made once. */
export function useAxis(days: readonly Day[], timeZone: string): Axis {
  const key = days.join()
  return useMemo(() => axisOf(key.split(','), timeZone), [key, timeZone])
}
