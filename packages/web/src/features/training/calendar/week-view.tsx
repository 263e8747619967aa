import { useEffect, useMemo, useRef } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { type Day, today } from '../../../ui/days.ts'
import { useWidth } from '../../../ui/use-width.ts'
import { type Axis, axisOf } from './axis.ts'
import { DayName } from './day-name.tsx'
import { byDay } from './days.ts'
import { PIXELS_PER_MINUTE, placeInDay } from './hours-of-day.ts'
import type { CalendarEntry } from './queries.ts'
import { columnStyle } from './side-by-side.ts'
import { SpareMark } from './spare-mark.tsx'
import { useDayKeys } from './use-day-keys.ts'
import classes from './week-view.module.css'
import { longDay, ownTimesOf, timesOf } from './words.ts'

/** The least height at which the name of an event can be read. */
const LEAST_MINUTES = 28
/** The grid opens here: nights are above. */
const MORNING = 7 * 60
/** As wide as the names of the hours stand, as in the style sheet. */
const HOURS_PX = 56

interface WeekViewProps {
  days: readonly Day[]
  day: Day
  entries: readonly CalendarEntry[]
  timeZone: string
  onDay: (day: Day) => void
  onOpen: (day: Day) => void
}

/** The hours of seven days side by side. Days with a change of clocks have their own 23 or 25 hours. */
export function WeekView({ days, day, entries, timeZone, onDay, onOpen }: WeekViewProps) {
  const { t } = useTexts()
  const { frame, onKeyDown } = useDayKeys(day, onDay, days[0])
  const scroller = useRef<HTMLDivElement>(null)
  const [first = day] = days
  // The days follow from the first one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: an array of the same days is another one each time
  const axis = useMemo(() => axisOf(days, timeZone), [first, timeZone])
  const found = useMemo(() => byDay(entries, timeZone), [entries, timeZone])
  const now = today(timeZone)
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = MORNING * PIXELS_PER_MINUTE
  }, [])
  const width = Math.floor((useWidth(scroller) - HOURS_PX) / days.length)
  const count = (each: Day) => found.get(each)?.length ?? 0
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons within
    <div ref={frame} onKeyDown={onKeyDown} className={classes.week}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section ref={scroller} className={classes.scroller} aria-label={t('calendar.hours')} tabIndex={0}>
        <div className={classes.heads}>
          {days.map((each) => (
            <button
              key={each}
              type="button"
              className={classes.head}
              data-day={each}
              data-today={each === now}
              data-chosen={each === day}
              tabIndex={each === day ? 0 : -1}
              onClick={() => onOpen(each)}
            >
              <DayName day={each} count={count(each)} />
            </button>
          ))}
        </div>
        <div className={classes.hours} style={{ height: axis.minutes * PIXELS_PER_MINUTE }}>
          {axis.labels.map(({ at, text }) => (
            <span key={at} className={classes.hour} style={{ top: at * PIXELS_PER_MINUTE }} aria-hidden>
              {text}
            </span>
          ))}
          {days.map((each, column) => (
            <DayColumn
              key={each}
              axis={axis}
              day={each}
              width={width}
              column={column}
              entries={found.get(each) ?? []}
              timeZone={timeZone}
              onOpen={onOpen}
            />
          ))}
        </div>
      </section>
    </div>
  )
}

function DayColumn(props: {
  axis: Axis
  day: Day
  /** In pixels. */
  width: number
  column: number
  entries: readonly CalendarEntry[]
  timeZone: string
  onOpen: (day: Day) => void
}) {
  const { t, language } = useTexts()
  const { axis, day, width, entries, timeZone } = props
  const { shown, crowds } = useMemo(
    () => placeInDay(entries, axis, day, { width, leastMinutes: LEAST_MINUTES }),
    [axis, day, entries, width],
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: a column of a grid is no fieldset
    <div
      role="group"
      className={classes.column}
      style={{ gridColumn: props.column + 2 }}
      aria-label={longDay(day, language, today(timeZone))}
    >
      {axis.missingOf(day).map(({ from, until }) => (
        <div
          key={from}
          className={classes.missing}
          style={{ top: from * PIXELS_PER_MINUTE, height: (until - from) * PIXELS_PER_MINUTE }}
        />
      ))}
      {crowds.map(({ from, until, entries: { length: count } }) => (
        <button
          key={from}
          type="button"
          className={classes.crowd}
          aria-label={t('calendar.others', { count })}
          onClick={() => props.onOpen(day)}
          style={{
            top: from * PIXELS_PER_MINUTE,
            height: (until - from) * PIXELS_PER_MINUTE - 2,
          }}
        >
          +{count}
        </button>
      ))}
      {shown.map(({ entry, from, until, column, columns, isCrowded }) => {
        const own = ownTimesOf(entry, timeZone, language)
        const times = timesOf(entry, timeZone, language)
        return (
          <Link
            key={entry.id}
            href={`/learn/events/${entry.id}`}
            className={classes.entry}
            data-role={entry.myRole}
            data-cancelled={entry.cancelled}
            title={[times, own, `${entry.courseName}: ${entry.name}`, entry.hasSpare && t('spare.isHeld')]
              .filter(Boolean)
              .join('\n')}
            style={{
              top: from * PIXELS_PER_MINUTE,
              height: (until - from) * PIXELS_PER_MINUTE - 2,
              ...columnStyle(column, columns, isCrowded),
            }}
          >
            <b className={classes.name}>
              {entry.name}
              {entry.hasSpare && <SpareMark />}
            </b>
            {entry.cancelled && <span className={classes.small}>{t('calendar.cancelled')}</span>}
            <span className={`${classes.small} ${classes.time}`}>{times}</span>
            <span className={classes.small}>{entry.courseName}</span>
            {own && <span className={classes.small}>{own}</span>}
          </Link>
        )
      })}
    </div>
  )
}
