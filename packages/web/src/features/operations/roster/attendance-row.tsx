import { memo } from 'react'
import type { RosterLearner } from '../../../api/client.ts'
import type { Language, Translate } from '../../../app/i18n.ts'
import { formatTime } from '../../../ui/when.ts'
import classes from './list.module.css'
import type { AttendanceStatus } from './queries.ts'

const statuses = ['present', 'partly', 'absent', 'excused', 'not-set'] as const

interface AttendanceRowProps {
  learner: RosterLearner
  /** As it is, or as it will be when it is saved. */
  status: AttendanceStatus
  /** The Tab key comes to one row alone; arrow keys go on from there. */
  isReachable: boolean
  t: Translate
  zone: string
  language: Language
  onMark: (personId: string, status: AttendanceStatus) => void
  onFocus: (personId: string) => void
  onDetails: (personId: string) => void
}

/** One person with three buttons; drawn again only when something of it changes. */
export const AttendanceRow = memo(function AttendanceRow(props: AttendanceRowProps) {
  const { learner, status, isReachable, t, zone, language, onMark, onFocus, onDetails } = props
  const { personId, name, firstEnteredAt, attendance } = learner
  const joined = firstEnteredAt
    ? t(learner.isLate ? 'sheet.joinedLate' : 'sheet.joined', {
        time: formatTime(firstEnteredAt, zone, language),
      })
    : t('sheet.notJoined')
  const facts = [
    joined,
    attendance.minutes === null ? '' : `${attendance.minutes} min`,
    attendance.note,
    learner.explanation && t('sheet.explained', { explanation: learner.explanation }),
    learner.isEnrolled ? '' : t('roster.gone'),
  ]
  return (
    <li className={classes.mark} data-person={personId} onFocus={() => onFocus(personId)}>
      <span className={classes.who}>
        {name}
        <span className={classes.small}>{facts.filter(Boolean).join(' · ')}</span>
      </span>
      <span className={classes.printed}>{t('sheet.statusName', { status })}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset for each of a thousand rows would be read as a form */}
      <div role="group" className={classes.choices} aria-label={t('sheet.status', { name })}>
        {statuses.map((choice) => (
          <button
            key={choice}
            type="button"
            className={classes.choice}
            data-status={choice}
            aria-pressed={status === choice}
            tabIndex={isReachable ? 0 : -1}
            // Somebody who explained it stays absent by being marked so once more.
            onClick={() =>
              (status !== choice || (choice === 'absent' && learner.explanation)) && onMark(personId, choice)
            }
          >
            {t('sheet.statusName', { status: choice })}
          </button>
        ))}
        <button
          type="button"
          className={`${classes.choice} ${classes.more}`}
          aria-label={t('sheet.detailsOf', { name })}
          tabIndex={isReachable ? 0 : -1}
          onClick={() => onDetails(personId)}
        >
          …
        </button>
      </div>
    </li>
  )
})
