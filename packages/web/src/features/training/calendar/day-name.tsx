import { VisuallyHidden } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import type { Day } from '../../../ui/days.ts'
import { monthOf, weekdayOf } from './words.ts'

/** `Mon 7` over a column of a week; who listens hears the month too, and how much there is. */
export function DayName({ day, count }: { day: Day; count: number }) {
  const { t, language } = useTexts()
  return (
    <>
      {weekdayOf(day, language)} <b>{Number(day.slice(8))}</b>
      <VisuallyHidden> {t('calendar.dayCount', { day: monthOf(day, language), count })}</VisuallyHidden>
    </>
  )
}
