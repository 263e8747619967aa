import type { SessionField } from '../../../api/client.ts'
import type { Language, Translate } from '../../../app/i18n.ts'
import { languageTitle } from '../../../ui/formats.ts'
import type { Part, Parts } from '../../../ui/merge.ts'
import { formatMoment } from '../../../ui/when.ts'
import type { SessionValues } from './session-values.ts'

interface Words {
  readonly t: Translate
  readonly language: Language
  readonly timeZone: string
  readonly fields: readonly SessionField[]
  readonly namesOf: (ids: readonly string[]) => string
  readonly spareOf: (choice: string) => string
}

/** How a session's form is merged, and what its fields are called. */
export function sessionParts({
  t,
  language,
  timeZone,
  fields,
  namesOf,
  spareOf,
}: Words): Parts<SessionValues> {
  const moment = (instant: string) => (instant ? formatMoment(instant, timeZone, language) : '')
  // A date of decision without a minimum decides nothing.
  const minimum: Part<SessionValues> = {
    label: t('session.minEnrollment'),
    show: ({ minEnrollment, decidesAt }) =>
      [String(minEnrollment), moment(decidesAt)].filter(Boolean).join(' · '),
  }
  return {
    name: { label: t('session.name') },
    code: { label: t('course.code') },
    language: {
      label: t('session.language'),
      show: ({ language: code }) => (code ? languageTitle(code, language) : ''),
    },
    instructorIds: {
      label: t('session.instructors'),
      isSet: true,
      show: ({ instructorIds }) => namesOf(instructorIds),
    },
    overlapReason: { label: t('overlap.reason') },
    spare: { label: t('spare.ofEvents'), show: ({ spare }) => spareOf(spare) },
    minEnrollment: minimum,
    decidesAt: minimum,
    maxEnrollment: { label: t('session.maxEnrollment') },
    whenTooFew: {
      label: t('session.whenTooFew'),
      show: ({ whenTooFew }) => t('session.whenTooFewName', { choice: whenTooFew }),
    },
    selfEnrollment: {
      label: t('session.selfEnrollment'),
      show: ({ selfEnrollment }) => t('session.selfEnrollmentName', { choice: selfEnrollment }),
    },
    asksManager: {
      label: t('session.asksManager'),
      show: ({ asksManager }) => t(asksManager ? 'session.yes' : 'session.no'),
    },
    enrollmentOpensAt: {
      label: t('session.opensAt'),
      show: ({ enrollmentOpensAt }) => moment(enrollmentOpensAt),
    },
    enrollmentClosesAt: {
      label: t('session.closesAt'),
      show: ({ enrollmentClosesAt }) => moment(enrollmentClosesAt),
    },
    waitingList: {
      label: t('session.waitingList'),
      show: ({ waitingList }) => t('session.waitingListName', { choice: waitingList }),
    },
    offerHours: { label: t('session.offerHours') },
    promotionStopHours: { label: t('session.promotionStop') },
    withdrawalHours: { label: t('session.withdrawal') },
    additional: {
      label: t('session.section.additional'),
      each: (id) => fields.find((field) => field.id === id)?.name ?? id,
    },
  }
}
