import { HUE_COUNT, hueOf } from '@lectern/brand'
import { Input } from '@mantine/core'
import { useId } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import classes from './hue-field.module.css'

export const hues = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'] as const

interface HueFieldProps {
  /** Of the course, as it is typed. */
  name: string
  /** null = made of the name */
  value: number | null
  onChange: (value: number | null) => void
}

/** Chooses one of twelve colors, or the one of the name: buttons of which one is pressed, with arrows or by pointing. */
export function HueField({ name, value, onChange }: HueFieldProps) {
  const { t } = useTexts()
  const id = useId()
  const choice = (hue: number | null, label: string) => (
    <label
      key={hue ?? 'name'}
      className={classes.choice}
      data-hue={hue ?? hueOf({ name, hue: null })}
      data-wide={hue === null || undefined}
      title={label}
    >
      <input
        type="radio"
        name={id}
        checked={value === hue}
        onChange={() => onChange(hue)}
        aria-label={label}
      />
      <span className={classes.swatch} data-swatch aria-hidden />
      {hue === null && <span aria-hidden>{label}</span>}
    </label>
  )
  return (
    <Input.Wrapper label={t('course.color')} labelElement="div" description={t('course.colorHelp')}>
      <div className={classes.choices} role="radiogroup" aria-label={t('course.color')}>
        {choice(null, t('course.colorOfName'))}
        {hues.slice(0, HUE_COUNT).map((hue) => choice(Number(hue), t('course.colorName', { hue })))}
      </div>
    </Input.Wrapper>
  )
}
