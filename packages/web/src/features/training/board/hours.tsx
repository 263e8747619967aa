import { type CSSProperties, memo, useEffect, useMemo, useRef, useState } from 'react'
import { serverNow } from '../../../api/clock.ts'
import { useTexts } from '../../../app/i18n.ts'
import { type Day, today, weekdayNumber } from '../../../ui/days.ts'
import { useWidth } from '../../../ui/use-width.ts'
import { type Axis, axisOf } from '../calendar/axis.ts'
import { DayName } from '../calendar/day-name.tsx'
import { byDay } from '../calendar/days.ts'
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
/** The hours open here, nights are above: earlier where something is planned earlier. */
const MORNING = 7 * 60
const BEFORE_MINUTES = 15
/** In less than this a card has its time and name alone. */
const NARROW_PX = 100
/** As wide as the names of the hours stand, as in the style sheet. */
const HOURS_PX = 52

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
  const shares = sharesOf(days, found)
  const wholeWidth = useWidth(scroller) - HOURS_PX
  const allShares = shares.reduce((sum, share) => sum + share, 0)
  const widthOf = (index: number) => Math.floor((wholeWidth * (shares[index] ?? 1)) / allShares)
  const opensAt = Math.min(MORNING, earliestOf(days, found, axis) - BEFORE_MINUTES)
  // It stays where it was scrolled to when something is moved.
  const week = days[0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each week
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = Math.max(0, opensAt) * PIXELS_PER_MINUTE
  }, [week])
  return (
    <section
      ref={scroller}
      data-scroller
      className={classes.scroller}
      aria-label={t('calendar.hours')}
      style={{ '--days': toColumns(shares) } as CSSProperties}
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
            now={now}
            width={widthOf(index)}
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
  now: Day
  index: number
  /** In pixels. */
  width: number
  events: readonly BoardEvent[]
}

const Column = memo(function Column({ axis, day, now, index, width, events, shades, onSlot }: ColumnProps) {
  const { t, language } = useTexts()
  const { shown, crowds } = useMemo(
    () => placeInDay(events, axis, day, { width, leastMinutes: LEAST_MINUTES }),
    [axis, day, events, width],
  )
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
      aria-label={longDay(day, language, now)}
    >
      <button
        type="button"
        className={classes.slot}
        tabIndex={-1}
        data-walk
        aria-label={t('board.planOn', { day: longDay(day, language, now) })}
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
          isNarrow={width / columns < NARROW_PX}
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
  isNarrow: boolean
}

/** A card is drawn anew only when it or its place changes. */
function PlacedCard(props: PlacedCardProps) {
  const { event, day, top, height, column, columns, isCrowded, isNarrow } = props
  const style = useMemo(
    () => ({ top, height, ...columnStyle(column, columns, isCrowded) }),
    [top, height, column, columns, isCrowded],
  )
  return <Card event={event} day={day} height={height} isNarrow={isNarrow} style={style} />
}

function NowLine({ axis, day, column }: { axis: Axis; day: Day; column: number }) {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 60_000)
    return () => clearInterval(timer)
  }, [])
  const style = { gridColumn: `${column + 2} / span 1`, top: axis.placeOf(day, now) * PIXELS_PER_MINUTE }
  return (
    <>
      <div className={classes.now} style={style} aria-hidden />
      <div className={classes.knob} style={style} aria-hidden />
    </>
  )
}

/** How early the first event of the days begins, in minutes of the axis; what goes on over midnight began before. */
function earliestOf(
  days: readonly Day[],
  found: ReadonlyMap<Day, readonly BoardEvent[]>,
  axis: Axis,
): number {
  const starts = days.flatMap((day) =>
    (found.get(day) ?? none).map(({ startsAt }) => axis.placeOf(day, Date.parse(startsAt))),
  )
  return Math.min(MORNING + BEFORE_MINUTES, ...starts.filter((start) => start > 0))
}

/** The widths of days side by side: the end of a week on which nothing is planned needs little. */
export function sharesOf(days: readonly Day[], found: ReadonlyMap<Day, unknown>): number[] {
  const isWeekend = (day: Day) => weekdayNumber(day) > 5
  return days.map((day) => (isWeekend(day) && !found.has(day) ? 0.5 : 1))
}

export function toColumns(shares: readonly number[]): string {
  return shares.map((share) => `minmax(0, ${share}fr)`).join(' ')
}

/** The axis of some days, made once. */
export function useAxis(days: readonly Day[], timeZone: string): Axis {
  const key = days.join()
  return useMemo(() => axisOf(key.split(','), timeZone), [key, timeZone])
}
