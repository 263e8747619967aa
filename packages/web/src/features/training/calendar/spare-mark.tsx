import { useTexts } from '../../../app/i18n.ts'
import classes from './spare-mark.module.css'

/** Two rooms, one behind the other: a second one is held ready. */
export function SpareMark() {
  const { t } = useTexts()
  return (
    <svg className={classes.icon} viewBox="0 0 16 16" role="img" aria-label={t('spare.isHeld')}>
      <path d="M5 5V2.5h8.5V11H11" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M2.5 5H11v8.5H2.5Z" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}
