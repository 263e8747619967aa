import '@mantine/dates/styles.layer.css'
import 'dayjs/locale/de'
import 'dayjs/locale/it'
import { DatePicker, type DayOfWeek } from '@mantine/dates'
import { useTexts } from '../app/i18n.ts'
import { usePlatform } from '../features/people/auth/queries.ts'
import classes from './month-choice.module.css'

interface MonthChoiceProps {
  /** `2026-11-24`, or empty. */
  date: string
  today: string
  onChoose: (date: string) => void
}

/** A month to choose a day from, by pointer and by arrow keys. Comes when it is wanted. */
export function MonthChoice({ date, today, onChoose }: MonthChoiceProps) {
  const { t, language } = useTexts()
  const { firstDayOfWeek = 1 } = usePlatform().data ?? {}
  return (
    <DatePicker
      locale={language}
      firstDayOfWeek={(firstDayOfWeek % 7) as DayOfWeek}
      value={date || null}
      defaultDate={date || today}
      highlightToday
      classNames={{ day: classes.day }}
      weekendDays={[]} // red is for what is wrong
      onChange={(chosen) => chosen && onChoose(chosen)}
      ariaLabels={{
        previousMonth: t('app.date.previous'),
        nextMonth: t('app.date.next'),
        previousYear: t('app.date.previous'),
        nextYear: t('app.date.next'),
        previousDecade: t('app.date.previous'),
        nextDecade: t('app.date.next'),
      }}
    />
  )
}
