import { Title } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import common from '../../../ui/common.module.css'
import { type Day, today } from '../../../ui/days.ts'
import { EntryList } from './agenda-view.tsx'
import { byDay, daysTouched } from './days.ts'
import classes from './month-view.module.css'
import type { CalendarEntry } from './queries.ts'
import { SpareMark } from './spare-mark.tsx'
import { useDayKeys } from './use-day-keys.ts'
import { longDay, ownTimesOf, timesOf, weekdayOf } from './words.ts'

/** So many events stand in a day of the grid; the others are a number. */
const SHOWN = 3

interface MonthViewProps {
  days: readonly Day[]
  day: Day
  entries: readonly CalendarEntry[]
  timeZone: string
  isPhone: boolean
  onDay: (day: Day) => void
  /** The whole of a day is asked for. */
  onOpen: (day: Day) => void
  /** What stands below on a phone; left out = the chosen day's events. */
  chosen?: ReactNode
}

/** Weeks under each other. On a phone the days have dots, and the chosen one's events stand below. */
export function MonthView(props: MonthViewProps) {
  const { days, day, entries, timeZone, isPhone, onDay, onOpen, chosen } = props
  const { t, language } = useTexts()
  const { frame, onKeyDown } = useDayKeys(day, onDay, days[0])
  const found = useMemo(() => byDay(entries, timeZone), [entries, timeZone])
  const weeks = Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7))
  const now = today(timeZone)
  const own = found.get(day) ?? []
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons within
    <div ref={frame} onKeyDown={onKeyDown}>
      <table className={classes.grid} aria-label={t('calendar.viewName', { view: 'month' })}>
        <thead>
          <tr>
            {days.slice(0, 7).map((each) => (
              <th key={each} scope="col">
                {weekdayOf(each, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((each) => (
                <td
                  key={each}
                  data-other={each.slice(0, 7) !== day.slice(0, 7)}
                  data-today={each === now}
                  data-chosen={each === day}
                >
                  <DayButton
                    day={each}
                    now={now}
                    isChosen={each === day}
                    entries={found.get(each) ?? []}
                    showsDots={isPhone}
                    onClick={() => (isPhone ? onDay(each) : onOpen(each))}
                  />
                  {!isPhone && <Chips day={each} entries={found.get(each) ?? []} timeZone={timeZone} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {isPhone && chosen}
      {isPhone && !chosen && (
        <section aria-labelledby="chosen-day" className={classes.chosen}>
          <Title order={3} size="h5" id="chosen-day">
            {longDay(day, language, now)}
          </Title>
          {own.length > 0 ? (
            <EntryList day={day} entries={own} timeZone={timeZone} />
          ) : (
            <p>{t('calendar.nothing')}</p>
          )}
        </section>
      )}
    </div>
  )
}

function DayButton(props: {
  day: Day
  now: Day
  isChosen: boolean
  entries: readonly CalendarEntry[]
  showsDots: boolean
  onClick: () => void
}) {
  const { t, language } = useTexts()
  const { day, now, entries } = props
  const count = entries.length
  const label = t('calendar.dayCount', { day: longDay(day, language, now), count })
  return (
    <button
      type="button"
      className={classes.day}
      data-day={day}
      tabIndex={props.isChosen ? 0 : -1}
      onClick={props.onClick}
    >
      {/* What is seen says less, and in other words. */}
      <span className={common.heard}>{label}</span>
      <span aria-hidden className={classes.number}>
        {Number(day.slice(8))}
      </span>
      {props.showsDots && (
        <span aria-hidden className={classes.dots}>
          {entries.slice(0, SHOWN).map((entry) => (
            <i key={entry.id} data-mark data-cancelled={entry.cancelled} />
          ))}
          {count > SHOWN && '+'}
        </span>
      )}
      {!props.showsDots && count > SHOWN && (
        <span aria-hidden className={classes.more}>
          {t('calendar.count', { count })}
        </span>
      )}
    </button>
  )
}

function Chips(props: { day: Day; entries: readonly CalendarEntry[]; timeZone: string }) {
  const { day, entries, timeZone } = props
  const { t, language } = useTexts()
  return entries.slice(0, SHOWN).map((entry) => {
    const times = timesOf(entry, timeZone, language)
    const own = ownTimesOf(entry, timeZone, language)
    const whole = [
      times,
      `${entry.courseName}: ${entry.name}`,
      own && t('calendar.inItsZone', { when: own }),
      entry.hasSpare && t('spare.isHeld'),
    ]
    return (
      <Link
        key={entry.id}
        href={`/learn/events/${entry.id}`}
        className={classes.chip}
        data-role={entry.myRole}
        data-cancelled={entry.cancelled}
        title={whole.filter(Boolean).join('\n')}
      >
        <span className={classes.what}>
          <b>{daysTouched(entry, timeZone)[0] === day ? times.slice(0, 5) : `…${times.slice(5)}`}</b>{' '}
          {entry.name}
          {entry.hasSpare && <SpareMark />}
        </span>
        {entry.cancelled && <em>{t('calendar.cancelled')}</em>}
        {own && <small>{own}</small>}
      </Link>
    )
  })
}
