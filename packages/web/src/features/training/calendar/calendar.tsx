import { Alert, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Suspense } from 'react'
import type { Me } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { loadable } from '../../../ui/lazily.tsx'
import { CalendarPicture } from '../../../ui/pictures.tsx'
import { Empty, Failure, Loading } from '../../../ui/states.tsx'
import { cityOf, formatMoment } from '../../../ui/when.ts'
import { useFirstDay } from '../../people/auth/queries.ts'
import { AgendaView } from './agenda-view.tsx'
import { daysOf, spanOf } from './days.ts'
import { MonthView } from './month-view.tsx'
import { OfflineAgenda } from './offline-agenda.tsx'
import { useCalendar } from './queries.ts'
import classes from './toolbar.module.css'
import { Toolbar } from './toolbar.tsx'
import type { Place } from './use-place.ts'
import { usePrinting } from './use-printing.ts'
import { WeekView } from './week-view.tsx'

const ScopeAndFilters = loadable(async () => (await import('./filters.tsx')).ScopeAndFilters)

interface CalendarProps {
  me: Me
  place: Place
  onGo: (change: Partial<Place>) => void
}

/** Month, week and agenda in the viewer's zone. */
export function Calendar({ me, place, onGo: go }: CalendarProps) {
  const { t, language } = useTexts()
  const { timeZone } = me
  const isPlanner = me.may.teach || me.may.administer
  const days = daysOf(place.view, place.day, useFirstDay())
  const { courseId, instructorId, accountId } = place
  const calendar = useCalendar(spanOf(days, timeZone), place.scope, { courseId, instructorId, accountId })
  const { data } = calendar
  return (
    <Stack gap="md">
      <Toolbar place={place} days={days} timeZone={timeZone} onGo={go} />
      {isPlanner && (
        <Suspense fallback={<div className={classes.filters} />}>
          <ScopeAndFilters me={me} place={place} onGo={go} />
        </Suspense>
      )}
      <Text size="sm" c="dimmed" role="status">
        {t('calendar.zone', { city: cityOf(timeZone) })}
        {calendar.isFetching && ` ${t('app.loading')}`}
      </Text>
      {data?.shownUntil && (
        <Alert color="orange" variant="outline" role="status">
          {t('calendar.more', { when: formatMoment(data.shownUntil, timeZone, language) })}
        </Alert>
      )}
      {!data && calendar.fetchStatus === 'paused' && <OfflineAgenda />}
      {!data && calendar.error && <Failure error={calendar.error} onRetry={() => calendar.refetch()} />}
      {!data && calendar.isLoading && calendar.fetchStatus !== 'paused' && <Loading />}
      {data && <ChosenView place={place} days={days} entries={data.items} timeZone={timeZone} onGo={go} />}
    </Stack>
  )
}

function ChosenView(props: {
  place: Place
  days: string[]
  entries: Parameters<typeof AgendaView>[0]['entries']
  timeZone: string
  onGo: (change: Partial<Place>) => void
}) {
  const { t } = useTexts()
  const { place, days, entries, timeZone, onGo } = props
  const isPhone = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false })
  const shared = { days, entries, timeZone }
  const moves = {
    day: place.day,
    onDay: (day: string) => onGo({ day }),
    onOpen: (day: string) => onGo({ day, view: 'agenda' }),
  }
  // On paper nothing can be opened: all events stand one under the other.
  if (usePrinting()) return <AgendaView {...shared} />
  if (place.view === 'month') return <MonthView {...shared} {...moves} isPhone={isPhone} />
  if (place.view === 'week' && !isPhone) return <WeekView {...shared} {...moves} />
  if (place.view === 'week') return <AgendaView {...shared} showsEmptyDays />
  if (entries.length === 0)
    return (
      <Empty
        title={t('calendar.empty.title')}
        picture={<CalendarPicture />}
        text={t('calendar.empty.text')}
      />
    )
  return <AgendaView {...shared} />
}
