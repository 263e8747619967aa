import type { Session } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { Facts } from '../../../ui/facts.tsx'
import { formatDay, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { languageName } from './languages.ts'
import { useSessionFields } from './queries.ts'

/** All that a planner has said about a session. */
export function SessionFacts({ session }: { session: Session }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const fields = useSessionFields().data?.items ?? []
  const moment = (at: string | null) => at && formatMoment(at, zone, language)
  const learners = (count: number | null) => count !== null && t('session.learners', { count })
  const { firstStartsAt, lastEndsAt } = session
  const [first, last] = [firstStartsAt, lastEndsAt].map((at) => at && formatDay(at, zone, language))
  const additional = fields.map(({ id, name }) => [name, valueText(t, session.additional[id]) ?? ''] as const)
  return (
    <Facts
      facts={[
        [t('session.name'), session.name],
        [t('course.code'), session.code],
        [t('session.language'), session.language && languageName(session.language, language)],
        [t('session.dates'), first && last && (first === last ? first : `${first} – ${last}`)],
        [
          t('session.instructors'),
          session.instructors.map((person) => person.name).join(', ') || t('session.noInstructors'),
        ],
        [t('session.enrollments'), enrolledText(t, session)],
        [t('session.minEnrollment'), learners(session.minEnrollment) || null],
        [
          t('session.decidesAt'),
          session.decidesAt &&
            `${moment(session.decidesAt)}: ${t(`session.whenTooFew.${session.whenTooFew}`)}`,
        ],
        [t('session.selfEnrollment'), t(`session.selfEnrollment.${session.selfEnrollment}`)],
        [t('session.opensAt'), moment(session.enrollmentOpensAt)],
        [t('session.closesAt'), moment(session.enrollmentClosesAt)],
        [t('session.waitingList'), t(`session.waitingList.${session.waitingList}`)],
        [
          t('session.completionRule'),
          session.completionRule === 'attendance'
            ? `${t('session.completionRule.attendance')} (${t('session.percentValue', { percent: session.attendancePercent })})`
            : t(`session.completionRule.${session.completionRule}`),
        ],
        ...additional,
      ]}
    />
  )
}

export function enrolledText(t: Translate, session: Session): string {
  const { enrolledCount: count, maxEnrollment: max } = session
  return max === null ? t('session.enrolled', { count }) : t('session.enrolledOf', { count, max })
}

function valueText(t: Translate, value: string | number | boolean | undefined): string | undefined {
  if (typeof value === 'boolean') return t(value ? 'app.yes' : 'app.no')
  return value === undefined ? undefined : String(value)
}
