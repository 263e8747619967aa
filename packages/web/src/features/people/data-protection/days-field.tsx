import { Input, NumberInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Select } from '../../../ui/select.tsx'
import classes from './data-protection.module.css'
import { fromDays, toDays, type Unit, units } from './length.ts'
import type { Days } from './queries.ts'

interface DaysFieldProps {
  label: string
  description: string
  value: Days
  /** It may be kept for good. */
  isOptional: boolean
  error?: string | undefined
  onChange: (days: Days) => void
}

/** A length of time in the unit in which people say it. */
export function DaysField({ label, description, value, isOptional, error, onChange }: DaysFieldProps) {
  const { t } = useTexts()
  const id = useId()
  const [unit, setUnit] = useState<Unit>(value === null ? 'years' : fromDays(value).unit)
  const [amount, setAmount] = useState<number | string>(value === null ? '' : fromDays(value).amount)
  const [last, setLast] = useState(value)
  // Somebody else has changed it meanwhile.
  if (value !== last && (value === null || value !== toDays(Number(amount), unit))) {
    setLast(value)
    setUnit(value === null ? unit : fromDays(value).unit)
    setAmount(value === null ? '' : fromDays(value).amount)
  }
  const say = (next: number | string, nextUnit: Unit) => {
    setAmount(next)
    setUnit(nextUnit)
    const days = next === '' ? null : toDays(Number(next), nextUnit)
    setLast(days)
    onChange(days)
  }
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error}>
      <div className={classes.length}>
        <NumberInput
          id={id}
          aria-describedby={`${id}-description${error ? ` ${id}-error` : ''}`}
          value={amount}
          min={1}
          max={36_525}
          allowDecimal={false}
          allowNegative={false}
          placeholder={isOptional ? t('data.forGood') : ''}
          error={error !== undefined}
          onChange={(next) => say(next, unit)}
          className={classes.amount}
        />
        <Select
          aria-label={t('data.unitOf', { label })}
          data={units.map((one) => ({ value: one, label: t('data.unit', { unit: one }) }))}
          value={unit}
          allowDeselect={false}
          onChange={(next) => say(amount, units.find((one) => one === next) ?? unit)}
          className={classes.unit}
        />
      </div>
    </Input.Wrapper>
  )
}
