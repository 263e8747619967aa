import { Fieldset, Group, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { DateField } from './date-field.tsx'
import classes from './moment-input.module.css'
import { TimeField } from './time-field.tsx'
import { instantsOf } from './wall.ts'
import { cityOf } from './when.ts'
import { toInstant, toWall } from './zoned.ts'

interface MomentInputProps {
  label: string
  description?: string
  error?: ReactNode
  /** RFC 3339, or empty. */
  value?: string
  onChange: (value: string) => void
  /** In which the moment is told and typed. */
  timeZone: string
}

/** A date with a time; its label names the zone. A time that clocks skip, or show twice, is explained in words. */
export function MomentInput({ label, value = '', onChange, timeZone, description, error }: MomentInputProps) {
  const { t } = useTexts()
  const told = value ? toWall(value, timeZone) : ''
  // Half of it is kept here: a date without its time is no moment yet.
  const [half, setHalf] = useState({ date: '', time: '' })
  const date = told ? told.slice(0, 10) : half.date
  const time = told ? told.slice(11) : half.time
  const [skipped, setSkipped] = useState<'none' | 'skipped' | 'twice'>('none')
  const change = (next: { date: string; time: string }) => {
    setHalf(next)
    const isWhole = next.date !== '' && next.time !== ''
    const wall = `${next.date}T${next.time}`
    const times = isWhole ? instantsOf(wall, timeZone).length : 1
    setSkipped(times === 0 ? 'skipped' : times > 1 ? 'twice' : 'none')
    onChange(isWhole ? toInstant(wall, timeZone) : '')
  }
  const city = cityOf(timeZone)
  const words = { time: half.time, city }
  return (
    <Fieldset legend={t('app.moment.label', { label, city })} variant="unstyled" className={classes.moment}>
      {description && (
        <Text size="sm" c="dimmed">
          {description}
        </Text>
      )}
      <Group gap="xs" align="flex-start" wrap="nowrap" className={classes.parts}>
        <DateField
          aria-label={t('app.moment.date', { label })}
          value={date}
          onChange={(next) => change({ date: next, time })}
          error={error}
          flex={2}
        />
        <TimeField
          aria-label={t('app.moment.time', { label })}
          value={time}
          onChange={(next) => change({ date, time: next })}
          error={Boolean(error)}
          flex={1}
        />
      </Group>
      {skipped !== 'none' && (
        <Text size="sm" role="status">
          {t(skipped === 'skipped' ? 'app.moment.skipped' : 'app.moment.twice', words)}
        </Text>
      )}
    </Fieldset>
  )
}
