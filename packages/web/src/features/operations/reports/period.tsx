import { useTexts } from '../../../app/i18n.ts'
import { today } from '../../../ui/days.ts'
import { Select } from '../../../ui/select.tsx'
import { useMe } from '../../people/auth/queries.ts'
import { formatMonth, monthsUntil } from './months.ts'
import classes from './reports.module.css'

/** As far as the choice goes back; the address takes more. */
const OFFERED_MONTHS = 60

interface PeriodProps {
  /** As the report has it. */
  from: string
  to: string
  onChange: (period: { from: string; to: string }) => void
}

/** The first and the last month of a report. */
export function Period({ from, to, onChange }: PeriodProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const months = monthsUntil(today(zone).slice(0, 7), OFFERED_MONTHS)
  const offered = [...new Set([...months, from, to])].sort().reverse()
  const data = offered.map((month) => ({ value: month, label: formatMonth(month, language) }))
  return (
    <>
      <Select
        className={classes.field}
        label={t('reports.from')}
        data={data}
        value={from}
        allowDeselect={false}
        onChange={(month) => month && onChange({ from: month, to: month > to ? month : to })}
      />
      <Select
        className={classes.field}
        label={t('reports.to')}
        data={data}
        value={to}
        allowDeselect={false}
        onChange={(month) => month && onChange({ from: month < from ? month : from, to: month })}
      />
    </>
  )
}
