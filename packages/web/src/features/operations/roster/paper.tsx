import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatList } from '../../../ui/formats.ts'
import classes from './paper.module.css'

/** On paper the page does not say by itself what an event or a register belongs to, and who taught it. */
export function PaperHead({ event }: { event: Pick<Event, 'courseName' | 'sessionName' | 'instructors'> }) {
  const { t, language } = useTexts()
  const names = formatList(
    event.instructors.map(({ name }) => name),
    language,
  )
  return (
    <div className={classes.head}>
      {t('sheet.printed', { course: event.courseName, session: event.sessionName })}
      {names && ` · ${names}`}
    </div>
  )
}

/** Where a sheet on paper is signed. */
export function PaperFoot() {
  const { t } = useTexts()
  return (
    <div className={classes.foot}>
      <div className={classes.line}>{t('sheet.signDate')}</div>
      <div className={classes.line}>{t('sheet.signature')}</div>
    </div>
  )
}
