import type { Session } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { Facts } from '../../../ui/facts.tsx'
import { formatList, languageTitle } from '../../../ui/formats.ts'
import { formatDays, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useSessionFields } from './queries.ts'

/** All that a planner has said about a session. */
export function SessionFacts({ session }: { session: Session }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const fields = useSessionFields().data?.items ?? []
  const moment = (at: string | null) => at && formatMoment(at, zone, language)
  const learners = (count: number | null) => count !== null && t('session.learners', { count })
  const { firstStartsAt, lastEndsAt } = session
  const dates =
    firstStartsAt && lastEndsAt && formatDays({ startsAt: firstStartsAt, endsAt: lastEndsAt }, zone, language)
  const additional = fields.map(({ id, name }) => [name, valueText(t, session.additional[id]) ?? ''] as const)
  return (
    <Facts
      facts={[
        [t('session.name'), session.name],
        [t('course.code'), session.code],
        [t('session.language'), session.language && languageTitle(session.language, language)],
        [t('session.dates'), dates],
        [
          t('session.instructors'),
          formatList(
            session.instructors.map((person) => person.name),
            language,
          ) || t('session.noInstructors'),
        ],
        [t('session.enrollments'), enrolledText(t, session)],
        [t('session.minEnrollment'), learners(session.minEnrollment) || null],
        [
          t('session.decidesAt'),
          session.decidesAt &&
            t('session.decision', {
              when: moment(session.decidesAt) ?? '',
              what: t('session.whenTooFewName', { choice: session.whenTooFew }),
            }),
        ],
        [t('session.selfEnrollment'), t('session.selfEnrollmentName', { choice: session.selfEnrollment })],
        [
          t('session.asksManager'),
          session.selfEnrollment === 'approval' && session.asksManager && t('session.yes'),
        ],
        [t('session.opensAt'), moment(session.enrollmentOpensAt)],
        [t('session.closesAt'), moment(session.enrollmentClosesAt)],
        [t('session.waitingList'), t('session.waitingListName', { choice: session.waitingList })],
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
  if (typeof value === 'boolean') return t(value ? 'session.yes' : 'session.no')
  return value === undefined ? undefined : String(value)
}
