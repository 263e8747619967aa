import { memo } from 'react'
import type { AttendanceSheet, SheetLearner } from '../../../api/client.ts'
import type { Language, Translate } from '../../../app/i18n.ts'
import { formatNumber } from '../../../ui/formats.ts'
import { formatTime } from '../../../ui/when.ts'
import { type Axis, placeOn } from './axis.ts'
import type { AttendanceStatus } from './queries.ts'
import classes from './verdict-sheet.module.css'

const marks = ['present', 'partly', 'absent', 'excused'] as const

interface VerdictRowProps {
  learner: SheetLearner
  /** As it is, or as it will be when it is saved. */
  mark: AttendanceStatus
  axis: Axis
  breaks: AttendanceSheet['breaks']
  /** Nobody is marked in an event that was cancelled. */
  isFixed: boolean
  /** The Tab key comes to one row alone; arrow keys go on from there. */
  isReachable: boolean
  t: Translate
  zone: string
  language: Language
  onMark: (personId: string, status: AttendanceStatus) => void
  onFocus: (personId: string) => void
  onDetails: (personId: string) => void
}

/** One person with their bar, their verdict and why; drawn again only when something of it changes. */
export const VerdictRow = memo(function VerdictRow(props: VerdictRowProps) {
  const { learner, mark, axis, breaks, isFixed, isReachable, t, zone, language } = props
  const { personId, name, verdict, attendance } = learner
  const status = mark === 'not-set' ? (verdict?.status ?? 'not-set') : mark
  const isByHand = mark !== 'not-set'
  const seconds = isByHand
    ? attendance.minutes === null
      ? null
      : attendance.minutes * 60
    : status === 'unknown'
      ? null
      : (verdict?.seconds ?? null)
  const minutes = seconds === null ? '–' : formatNumber(Math.floor(seconds / 60), language)
  const share =
    !isByHand && status !== 'unknown' && verdict?.percent != null
      ? `${formatNumber(verdict.percent, language)} %`
      : '–'
  return (
    <tr data-person={personId} data-status={status} onFocus={() => props.onFocus(personId)}>
      <th scope="row" className={classes.who}>
        {name}
        {isByHand && <span className={classes.small}>{sayMark(learner, mark, t)}</span>}
        {verdict && !isByHand && <span className={classes.small}>{verdict.reason.text}</span>}
        {learner.explanation && (
          <span className={classes.small}>{t('sheet.explained', { explanation: learner.explanation })}</span>
        )}
        <Facts learner={learner} isByHand={isByHand} t={t} zone={zone} language={language} />
      </th>
      <td className={classes.when}>
        <Bar learner={learner} axis={axis} breaks={breaks} t={t} zone={zone} language={language} />
      </td>
      <td className={classes.figure}>
        <span className={classes.label}>{t('app.label', { label: t('verdicts.minutes') })} </span>
        {minutes}
      </td>
      <td className={classes.figure}>
        <span className={classes.label}>{t('app.label', { label: t('verdicts.share') })} </span>
        {share}
      </td>
      <td className={classes.verdict}>
        <select
          className={classes.select}
          aria-label={t('verdicts.markOf', { name })}
          value={mark}
          disabled={isFixed}
          tabIndex={isReachable ? 0 : -1}
          data-status={status}
          onChange={(event) => props.onMark(personId, event.currentTarget.value as AttendanceStatus)}
        >
          <option value="not-set">{t('verdicts.byVerdict', { status: verdict?.status ?? 'not-set' })}</option>
          {marks.map((one) => (
            <option key={one} value={one}>
              {t('verdicts.byHand', { status: one })}
            </option>
          ))}
        </select>
        <span className={classes.printed}>{t('sheet.statusName', { status })}</span>
      </td>
      <td className={classes.more}>
        <button
          type="button"
          aria-label={t('sheet.detailsOf', { name })}
          tabIndex={isReachable ? 0 : -1}
          onClick={() => props.onDetails(personId)}
        >
          …
        </button>
      </td>
    </tr>
  )
})

type Words = Pick<VerdictRowProps, 't' | 'zone' | 'language'> & { learner: SheetLearner }

/** What is known beside the verdict: the click on Join, devices, a place that was given back. */
function Facts({ learner, isByHand, t, zone, language }: Words & { isByHand: boolean }) {
  const { firstEnteredAt, isLate, devices, isEnrolled, verdict } = learner
  // What the sentence of the verdict says is not said again.
  const isSaid = !isByHand && verdict?.reason.code === 'verdict-by-report'
  const facts = [
    firstEnteredAt
      ? t('verdicts.join', { time: formatTime(firstEnteredAt, zone, language) })
      : verdict
        ? ''
        : t('sheet.notJoined'),
    isLate && !isSaid ? t('verdicts.late') : '',
    devices > 1 ? t('verdicts.devices', { count: devices }) : '',
    isEnrolled ? '' : t('roster.gone'),
  ]
  return <span className={classes.small}>{facts.filter(Boolean).join(' · ')}</span>
}

/** The stays of a person on the axis that all share, in words too. */
function Bar({ learner, axis, breaks, t, zone, language }: Words & Pick<VerdictRowProps, 'axis' | 'breaks'>) {
  const { intervals, firstEnteredAt } = learner
  const timeOf = (instant: string) => formatTime(instant, zone, language)
  const words = intervals.map(({ startsAt, endsAt, isCertain }) =>
    t(isCertain ? 'verdicts.stretch' : 'verdicts.perhaps', { from: timeOf(startsAt), until: timeOf(endsAt) }),
  )
  const pressed = firstEnteredAt && Math.max(axis.from, Date.parse(firstEnteredAt))
  return (
    <div
      role="img"
      className={classes.bar}
      aria-label={
        words.length > 0 ? t('verdicts.stays', { stretches: words.join(', ') }) : t('verdicts.noStay')
      }
    >
      {intervals.map((stretch) => (
        <Piece
          key={`${stretch.startsAt}${stretch.isCertain}`}
          kind={stretch.isCertain ? 'stay' : 'perhaps'}
          {...{ axis, stretch }}
        />
      ))}
      {breaks.map((stretch) => (
        <Piece key={stretch.startsAt} kind="break" {...{ axis, stretch }} />
      ))}
      {pressed && pressed < axis.to && (
        <span
          className={classes.press}
          data-mark
          style={{ insetInlineStart: `${((pressed - axis.from) / (axis.to - axis.from)) * 100}%` }}
        />
      )}
    </div>
  )
}

function Piece(props: {
  kind: 'stay' | 'perhaps' | 'break'
  axis: Axis
  stretch: { startsAt: string; endsAt: string }
}) {
  const place = placeOn(props.axis, props.stretch)
  if (!place) return null
  const { start, width } = place
  return (
    <span
      className={classes.piece}
      data-mark
      data-kind={props.kind}
      style={{ insetInlineStart: `${start * 100}%`, width: `${width * 100}%` }}
    />
  )
}

function sayMark({ attendance }: SheetLearner, mark: AttendanceStatus, t: Translate): string {
  const status = mark === 'not-set' ? 'excused' : mark
  const said = attendance.changedBy
    ? t('verdicts.markedBy', { by: attendance.changedBy, status })
    : t('verdicts.marked', { status })
  return attendance.note ? `${said} · ${attendance.note}` : said
}
