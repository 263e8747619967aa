import { memo } from 'react'
import type { RosterLearner } from '../../../api/client.ts'
import { type Language, type Translate, useTexts } from '../../../app/i18n.ts'
import { StateBadge, type Tone } from '../../../ui/state-badge.tsx'
import { formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './list.module.css'
import type { Sort, SortKey } from './order.ts'

interface RosterTableProps {
  learners: readonly RosterLearner[]
  sort: Sort
  onSort: (key: SortKey) => void
  /** Learners need a place of their own at the provider. */
  hasPlaces: boolean
}

const columns = ['name', 'state', 'first'] as const

/** A row for each learner: a table on wide screens, cards on phones. */
export function RosterTable({ learners, sort, onSort, hasPlaces }: RosterTableProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  return (
    <table className={classes.table} aria-label={t('roster.title')}>
      <thead>
        <tr>
          {columns.map((key) => (
            <th key={key} scope="col" aria-sort={ariaSort(sort, key)}>
              <button type="button" className={classes.sort} onClick={() => onSort(key)}>
                {t('roster.column', { column: key })} {sort.key === key ? (sort.descending ? '↓' : '↑') : ''}
              </button>
            </th>
          ))}
          <th scope="col">{t('roster.last')}</th>
          {hasPlaces && <th scope="col">{t('roster.registration')}</th>}
          <th scope="col">{t('teach.attendance')}</th>
        </tr>
      </thead>
      <tbody>
        {learners.map((learner) => (
          <Row
            key={learner.personId}
            learner={learner}
            hasPlaces={hasPlaces}
            t={t}
            zone={zone}
            language={language}
          />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  learner: RosterLearner
  hasPlaces: boolean
  t: Translate
  zone: string
  language: Language
}

/** Drawn again only when its learner changes: of a thousand, few do between two looks. */
const Row = memo(function Row({ learner, hasPlaces, t, zone, language }: RowProps) {
  const { firstEnteredAt, lastEnteredAt, entries, registration, effective } = learner
  const timeOf = (instant: string | null) => (instant ? formatTime(instant, zone, language) : '')
  const last = entries > 1 ? t('roster.lastOf', { time: timeOf(lastEnteredAt), count: entries }) : ''
  return (
    <tr>
      <td className={classes.person}>
        {learner.name}
        <span className={classes.small}>
          {learner.email}
          {!learner.isEnrolled && ` · ${t('roster.gone')}`}
          {learner.nudgedAt &&
            learner.state === 'missing' &&
            ` · ${t('roster.nudgedAt', { time: timeOf(learner.nudgedAt) })}`}
        </span>
      </td>
      <td>
        <StateBadge tone={toneOf(learner)}>{stateOf(learner, t)}</StateBadge>
      </td>
      <td className={`${classes.time} ${classes.wide}`}>
        {firstEnteredAt && (
          <>
            <span className={classes.label}>{t('app.label', { label: t('roster.first') })} </span>
            {timeOf(firstEnteredAt)}
          </>
        )}
      </td>
      <td className={`${classes.time} ${classes.wide}`}>
        {last && (
          <>
            <span className={classes.label}>{t('app.label', { label: t('roster.last') })} </span>
            {last}
          </>
        )}
      </td>
      {hasPlaces && (
        <td className={classes.wide}>
          <span className={classes.label}>{t('app.label', { label: t('roster.registration') })} </span>
          {registration && t('roster.registrationState', { state: registration })}
          {learner.registrationReason && (
            <span className={classes.small}>{learner.registrationReason.text}</span>
          )}
        </td>
      )}
      <td className={classes.wide}>
        {effective.status !== 'not-set' && (
          <>
            <span className={classes.label}>{t('app.label', { label: t('teach.attendance') })} </span>
            {t('sheet.statusName', { status: effective.status })}
          </>
        )}
      </td>
    </tr>
  )
})

function ariaSort(sort: Sort, key: SortKey): 'ascending' | 'descending' | 'none' {
  if (sort.key !== key) return 'none'
  return sort.descending ? 'descending' : 'ascending'
}

function stateOf({ state, isLate }: RosterLearner, t: Translate): string {
  return state === 'in' && isLate
    ? t('roster.stateName', { state: 'inLate' })
    : t('roster.stateName', { state })
}

function toneOf({ state, isLate }: RosterLearner): Tone {
  if (state === 'missing') return 'bad'
  if (state === 'in') return isLate ? 'warning' : 'good'
  return state === 'left' ? 'warning' : 'neutral'
}
