import { useMemo, useRef } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { type Day, today } from '../../../ui/days.ts'
import { byDay } from '../calendar/days.ts'
import { longDay } from '../calendar/words.ts'
import { Card } from './card.tsx'
import { useBoardView } from './context.ts'
import classes from './day-list.module.css'
import { Ghost } from './ghost.tsx'

interface DayListProps {
  days: readonly Day[]
  showsEmptyDays: boolean
  onSlot: (day: Day) => void
}

/** Days below each other, as phones show a week, and lists show a month. */
export function DayList({ days, showsEmptyDays, onSlot }: DayListProps) {
  const { t, language } = useTexts()
  const { board, timeZone } = useBoardView()
  const found = useMemo(() => byDay(board.events, timeZone), [board.events, timeZone])
  const frame = useRef<HTMLDivElement>(null)
  const now = today(timeZone)
  const shown = showsEmptyDays ? days : days.filter((day) => found.has(day))
  return (
    <div ref={frame} className={classes.days}>
      {shown.map((day) => (
        <section key={day} className={classes.day} data-cell-day={day} aria-labelledby={`list-${day}`}>
          <div className={classes.head}>
            <h3 id={`list-${day}`}>
              {longDay(day, language, now)}
              {day === now && ` · ${t('calendar.today')}`}
            </h3>
            <button
              type="button"
              className={classes.slot}
              data-walk
              tabIndex={-1}
              aria-label={t('board.planOn', { day: longDay(day, language, now) })}
              onClick={() => onSlot(day)}
            >
              +
            </button>
          </div>
          {found.get(day)?.map((event) => <Card key={event.id} event={event} day={day} isWide />) ?? (
            <p className={classes.nothing}>{t('calendar.nothing')}</p>
          )}
        </section>
      ))}
      <Ghost frame={frame} />
    </div>
  )
}
