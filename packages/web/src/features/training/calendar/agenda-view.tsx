import { Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { type Day, today } from '../../../ui/days.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { formatTime } from '../../../ui/when.ts'
import classes from './agenda-view.module.css'
import { byDay, daysTouched } from './days.ts'
import type { CalendarEntry } from './queries.ts'
import { SpareMark } from './spare-mark.tsx'
import { longDay, ownTimesOf, timesOf } from './words.ts'

interface AgendaViewProps {
  days: readonly Day[]
  entries: readonly CalendarEntry[]
  timeZone: string
  /** Days without events are left out unless this is set. */
  showsEmptyDays?: boolean
  /** Without a connection the pages of the events can't be opened. */
  isOffline?: boolean
}

/** Events one under the other, by day. */
export function AgendaView({ days, entries, timeZone, showsEmptyDays, isOffline }: AgendaViewProps) {
  const { t, language } = useTexts()
  const found = byDay(entries, timeZone)
  const shown = showsEmptyDays ? days : days.filter((day) => found.has(day))
  return (
    <div className={classes.agenda}>
      {shown.map((day) => (
        <section key={day} aria-labelledby={`day-${day}`} className={classes.day}>
          <Title order={3} size="h5" id={`day-${day}`} className={classes.date}>
            {longDay(day, language, today(timeZone))}
            {day === today(timeZone) && ` · ${t('calendar.today')}`}
          </Title>
          {found.has(day) ? (
            <EntryList
              day={day}
              entries={found.get(day) ?? []}
              timeZone={timeZone}
              isOffline={isOffline ?? false}
            />
          ) : (
            <Text size="sm" c="dimmed">
              {t('calendar.nothing')}
            </Text>
          )}
        </section>
      ))}
    </div>
  )
}

/** The events of one day. */
export function EntryList(props: {
  day: Day
  entries: readonly CalendarEntry[]
  timeZone: string
  isOffline?: boolean
}) {
  const { t, language } = useTexts()
  const { day, entries, timeZone, isOffline = false } = props
  return (
    <ul className={classes.list}>
      {entries.map((entry) => {
        const own = ownTimesOf(entry, timeZone, language)
        return (
          <li
            key={entry.id}
            className={classes.entry}
            data-role={entry.myRole}
            data-cancelled={entry.cancelled}
          >
            <span className={classes.times}>
              {daysTouched(entry, timeZone)[0] === day
                ? timesOf(entry, timeZone, language)
                : t('calendar.until', { time: formatTime(entry.endsAt, timeZone, language) })}
            </span>
            <div className={classes.what}>
              {isOffline ? (
                <b>{entry.name}</b>
              ) : (
                <Link href={`/learn/events/${entry.id}`} className={classes.name}>
                  {entry.name}
                </Link>
              )}
              {entry.hasSpare && <SpareMark />}
              <Text size="sm" c="dimmed">
                {[entry.courseName, entry.place || entry.tool].filter(Boolean).join(' · ')}
              </Text>
              {own && (
                <Text size="sm" c="dimmed">
                  {t('calendar.inItsZone', { when: own })}
                </Text>
              )}
            </div>
            <div className={classes.states}>
              {entry.cancelled && <StateBadge tone="bad">{t('calendar.cancelled')}</StateBadge>}
              {entry.myRole === 'instructor' && !entry.cancelled && (
                <StateBadge tone="good">{t('calendar.iTeach')}</StateBadge>
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
