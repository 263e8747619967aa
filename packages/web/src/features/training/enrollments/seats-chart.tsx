import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { AreaChart } from '../../../ui/chart.tsx'
import { formatDay } from '../../../ui/when.ts'

/** How the places of a session were taken, day by day. Nothing while there is but one day. */
export function SeatsChart({ sessionId }: { sessionId: string }) {
  const { t, language } = useTexts()
  const seats = useQuery({
    queryKey: ['enrollments', sessionId, 'seats'],
    queryFn: () =>
      answered(api.GET('/api/v1/sessions/{sessionId}/seats', { params: { path: { sessionId } } })),
  })
  const days = seats.data?.days ?? []
  const [first, last] = [days[0], days.at(-1)]
  if (!seats.data || !first || !last || days.length < 2) return null
  const nameOf = (day: string) => formatDay(`${day}T12:00:00Z`, 'UTC', language)
  const { maxEnrollment } = seats.data
  return (
    <AreaChart
      label={t('enrolling.seats')}
      points={days.map(({ day, taken }) => ({ name: nameOf(day), value: taken }))}
      limit={maxEnrollment === null ? undefined : { value: maxEnrollment, name: t('enrolling.seatsMax') }}
      ticks={[
        { name: nameOf(first.day), at: 0 },
        { name: t('enrolling.seats'), at: days.length / 2 },
        { name: nameOf(last.day), at: days.length - 1 },
      ]}
      isStepped
      showsTable
      height={44}
    />
  )
}
