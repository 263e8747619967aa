import { useTexts } from '../../../app/i18n.ts'
import { formatNumber } from '../../../ui/formats.ts'
import classes from './list.module.css'

interface ChipsProps<Name extends string> {
  label: string
  choices: readonly { name: Name; label: string; count: number }[]
  value: Name
  onChoose: (name: Name) => void
}

/** Counts that are always to be seen; pressing one shows those people alone. */
export function Chips<Name extends string>({ label, choices, value, onChoose }: ChipsProps<Name>) {
  const { language } = useTexts()
  return (
    <fieldset className={classes.chips} aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.name}
          type="button"
          className={classes.chip}
          aria-pressed={choice.name === value}
          onClick={() => onChoose(choice.name)}
        >
          {choice.label} <span className={classes.count}>{formatNumber(choice.count, language)}</span>
        </button>
      ))}
    </fieldset>
  )
}
