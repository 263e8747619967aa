import { useMemo } from 'react'
import { type Language, useTexts } from '../../../app/i18n.ts'
import type { Day } from '../../../ui/days.ts'
import { Empty } from '../../../ui/states.tsx'
import { cityOf, formatTime } from '../../../ui/when.ts'
import type { Axis } from '../calendar/axis.ts'
import { byDay } from '../calendar/days.ts'
import { MonthView } from '../calendar/month-view.tsx'
import type { Place } from '../calendar/use-place.ts'
import { usePrinting } from '../calendar/use-printing.ts'
import { type CellRow, Cells } from './cells.tsx'
import { type BoardView, laneKey, useBoardView } from './context.ts'
import { DayList } from './day-list.tsx'
import { Hours } from './hours.tsx'
import { LaneHead } from './lane-head.tsx'
import { byLaneAndDay } from './lanes.ts'
import { coverOf } from './shades.ts'

interface ViewsProps {
  place: Place
  days: readonly Day[]
  axis: Axis
  isPhone: boolean
  onGo: (change: Partial<Place>) => void
  onSlot: (day: Day, lane?: string) => void
}

/** The view that was chosen, in as much room as there is. */
export function Views({ place, days, axis, isPhone, onGo, onSlot }: ViewsProps) {
  const { t } = useTexts()
  const view = useBoardView()
  const { board } = view
  const isPrinting = usePrinting()
  const toDay = (day: Day) => onGo({ day, view: 'agenda' })
  // On paper nothing can be opened: all events stand one under the other.
  if (isPrinting) return <DayList days={days} showsEmptyDays={false} onSlot={onSlot} />
  if (place.view === 'lanes') return <Lanes days={days} onSlot={onSlot} onDay={toDay} />
  if (place.view === 'month' && isPhone)
    return <PhoneMonth place={place} days={days} onGo={onGo} onSlot={onSlot} />
  if (place.view === 'month') return <Month day={place.day} days={days} onSlot={onSlot} onDay={toDay} />
  if (place.view === 'week' && isPhone) return <DayList days={days} showsEmptyDays onSlot={onSlot} />
  if (place.view === 'week')
    return <Week days={days} axis={axis} place={place} onSlot={onSlot} onDay={toDay} />
  if (board.events.length === 0)
    return <Empty title={t('calendar.empty.title')} text={t('calendar.empty.text')} />
  return <DayList days={days} showsEmptyDays={false} onSlot={onSlot} />
}

interface PartProps {
  days: readonly Day[]
  onSlot: (day: Day, lane?: string) => void
  onDay: (day: Day) => void
}

function Week({ days, axis, place, onSlot, onDay }: PartProps & { axis: Axis; place: Place }) {
  const { board } = useBoardView()
  const { t } = useTexts()
  const { instructorId } = place
  const shades = useMemo(() => {
    if (!instructorId) return noShades
    const of = (list: readonly { personId: string; from: string; until: string }[], words: string) =>
      list
        .filter(({ personId }) => personId === instructorId)
        .map(({ from, until }) => ({ from, until, words }))
    return [...of(board.away, t('board.isAway')), ...of(board.outside, t('board.isOutside'))]
  }, [instructorId, board.away, board.outside, t])
  return <Hours days={days} axis={axis} shades={shades} onSlot={onSlot} onDay={onDay} />
}
const noShades: readonly { from: string; until: string; words: string }[] = []

function Month({ day, days, onSlot, onDay }: PartProps & { day: Day }) {
  const { t } = useTexts()
  const { board, timeZone } = useBoardView()
  const daysText = days.join()
  const rows = useMemo(() => {
    const all = daysText.split(',')
    const events = byDay(board.events, timeZone)
    return Array.from({ length: all.length / 7 }, (_, week): CellRow => {
      const own = all.slice(week * 7, week * 7 + 7)
      return { key: own[0] ?? '', days: own, events }
    })
  }, [board.events, timeZone, daysText])
  return (
    <Cells
      kind="month"
      label={t('calendar.viewName', { view: 'month' })}
      rows={rows}
      month={day.slice(0, 7)}
      onSlot={onSlot}
      onDay={onDay}
    />
  )
}

function Lanes({ days, onSlot, onDay }: PartProps) {
  const { t, language } = useTexts()
  const view = useBoardView()
  const { board, timeZone, lanesBy } = view
  const daysText = days.join()
  const rows = useMemo(() => {
    const all = daysText.split(',')
    const found = byLaneAndDay(board.events, lanesBy, timeZone)
    const mostMinutes = Math.max(0, ...board.lanes.map((lane) => lane.minutes))
    const timeOf = (instant: string) => formatTime(instant, timeZone, language)
    return board.lanes.map((lane): CellRow => {
      const key = laneKey(lane.id)
      const name = lane.id === null ? t('board.without', { by: lanesBy }) : lane.name
      return {
        key,
        name,
        days: all,
        events: found.get(key) ?? noEvents,
        head: (
          <LaneHead
            lane={lane}
            name={name}
            detail={lanesBy === 'account' ? toolOf(view, lane.id, language) : ''}
            mostMinutes={mostMinutes}
          />
        ),
        ...(lanesBy === 'instructor' && lane.id !== null
          ? { shades: shadesOf(lane.id, all, view, t('board.isAway'), timeOf) }
          : {}),
      }
    })
  }, [board, lanesBy, timeZone, daysText, t, language, view])
  return (
    <Cells
      kind="lanes"
      label={t('board.lanesByName', { by: lanesBy })}
      rows={rows}
      corner={t('board.timesIn', { city: cityOf(timeZone) })}
      onSlot={onSlot}
      onDay={onDay}
    />
  )
}
/** An account's tool and what its rooms are, such as `Fake · Meeting`. */
function toolOf({ accountOf }: BoardView, accountId: string | null, language: Language): string {
  const account = accountOf(accountId ?? '')
  return account ? `${account.tool[language]} · ${account.sessionTypeName[language]}` : ''
}

const noEvents: CellRow['events'] = new Map()

/** The days on which somebody is away, or never works. */
function shadesOf(
  personId: string,
  days: readonly Day[],
  { board, timeZone }: BoardView,
  away: string,
  timeOf: (instant: string) => string,
): Map<Day, { words: string; isWhole: boolean }> {
  const shades = new Map<Day, { words: string; isWhole: boolean }>()
  const own = board.away.filter((one) => one.personId === personId)
  const outside = board.outside.filter((one) => one.personId === personId)
  for (const day of days) {
    const absences = own.filter((one) => coverOf(day, [one], timeZone) > 0)
    const isWhole = coverOf(day, [...absences, ...outside], timeZone) > 0.999
    const [first] = absences
    if (first) {
      const isAllDay = coverOf(day, absences, timeZone) > 0.999
      shades.set(day, {
        words: isAllDay ? away : `${away} ${timeOf(first.from)}–${timeOf(first.until)}`,
        isWhole,
      })
    } else if (isWhole) shades.set(day, { words: '', isWhole })
  }
  return shades
}

function PhoneMonth({ place, days, onGo, onSlot }: Omit<ViewsProps, 'axis' | 'isPhone'>) {
  const { board, timeZone, courseOf } = useBoardView()
  const entries = useMemo(
    () =>
      board.events.map((event) => ({
        ...event,
        courseName: courseOf(event.courseId)?.name ?? '',
        courseHue: courseOf(event.courseId)?.hue ?? 0,
        cancelled: event.state === 'cancelled',
        tool: null,
        hasSpare: event.hasSpare,
        myRole: null,
      })),
    [board.events, courseOf],
  )
  return (
    <MonthView
      days={days}
      day={place.day}
      entries={entries}
      timeZone={timeZone}
      isPhone
      onDay={(day) => onGo({ day })}
      onOpen={(day) => onGo({ day })}
      chosen={<DayList days={[place.day]} showsEmptyDays onSlot={onSlot} />}
    />
  )
}
