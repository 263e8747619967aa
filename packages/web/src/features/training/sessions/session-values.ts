import type { Session, SessionField } from '../../../api/client.ts'
import { AS_USUAL, fromSpareChoice, NOWHERE, type SpareChoice } from '../../rooms/tools/spare-choice.ts'
import type { SessionFields } from './queries.ts'

type Limit = number | string

/** A session as its form holds it: empty fields are empty texts. */
export type SessionValues = Omit<
  SessionFields,
  | 'maxEnrollment'
  | 'minEnrollment'
  | 'offerHours'
  | 'promotionStopHours'
  | 'withdrawalHours'
  | 'language'
  | 'decidesAt'
  | 'enrollmentOpensAt'
  | 'enrollmentClosesAt'
  | 'additional'
  | 'overlapReason'
  | 'quiet'
  | 'spare'
> & {
  spare: SpareChoice
  overlapReason: string
  minEnrollment: Limit
  maxEnrollment: Limit
  offerHours: Limit
  promotionStopHours: Limit
  withdrawalHours: Limit
  language: string
  decidesAt: string
  enrollmentOpensAt: string
  enrollmentClosesAt: string
  additional: Record<string, string | number | boolean>
}

/**
 * What a new session begins with: the rules of the course's last one, without its name and its dates.
 *
 * @param last undefined = the first session of its course
 */
export function newValues(last: Session | undefined): SessionValues {
  return {
    ...toValues(last),
    name: '',
    code: '',
    decidesAt: '',
    enrollmentOpensAt: '',
    enrollmentClosesAt: '',
  }
}

/** The one that ends last, or was made last where none has a date. */
export function lastSession(sessions: readonly Session[]): Session | undefined {
  const taking = sessions.filter(({ cancelled }) => cancelled === null)
  return taking.toSorted((one, other) => ((one.lastEndsAt ?? '') < (other.lastEndsAt ?? '') ? -1 : 1)).at(-1)
}

export function toValues(session: Session | undefined): SessionValues {
  return {
    name: session?.name ?? '',
    code: session?.code ?? '',
    language: session?.language ?? '',
    instructorIds: session?.instructors.map((person) => person.id) ?? [],
    overlapReason: '',
    minEnrollment: session?.minEnrollment ?? '',
    maxEnrollment: session?.maxEnrollment ?? '',
    decidesAt: session?.decidesAt ?? '',
    whenTooFew: session?.whenTooFew ?? 'warn',
    selfEnrollment: session?.selfEnrollment ?? 'closed',
    asksManager: session?.asksManager ?? false,
    enrollmentOpensAt: session?.enrollmentOpensAt ?? '',
    enrollmentClosesAt: session?.enrollmentClosesAt ?? '',
    waitingList: session?.waitingList ?? 'off',
    offerHours: session?.offerHours ?? 24,
    promotionStopHours: session ? (session.promotionStopHours ?? '') : 2,
    withdrawalHours: session?.withdrawalHours ?? 0,
    additional: { ...session?.additional },
    spare: session?.spare ? (session.spare.accountId ?? NOWHERE) : AS_USUAL,
  }
}

export function toFields(values: SessionValues, known: readonly SessionField[]): SessionFields {
  const limit = (value: Limit) => (value === '' ? null : Number(value))
  const additional = Object.fromEntries(
    known.flatMap(({ id }) => {
      const value = values.additional[id]
      return value === undefined || value === '' ? [] : [[id, value]]
    }),
  )
  const { overlapReason, spare, ...others } = values
  const ownSpare = fromSpareChoice(spare)
  return {
    ...others,
    ...(overlapReason ? { overlapReason } : {}),
    language: values.language || null,
    minEnrollment: limit(values.minEnrollment),
    maxEnrollment: limit(values.maxEnrollment),
    // Without a minimum there is nothing to decide.
    decidesAt: values.minEnrollment === '' ? null : values.decidesAt || null,
    enrollmentOpensAt: values.enrollmentOpensAt || null,
    enrollmentClosesAt: values.enrollmentClosesAt || null,
    offerHours: Number(values.offerHours) || 24,
    promotionStopHours: limit(values.promotionStopHours),
    withdrawalHours: Number(values.withdrawalHours) || 0,
    additional,
    spare: ownSpare === undefined ? null : { accountId: ownSpare },
  }
}
