import { InvalidInputError } from '../../../domain/errors.ts'

/** What the fields of a session say together: as they are, or as they will be after a change. */
export interface SessionRules {
  readonly minEnrollment?: number | null | undefined
  readonly maxEnrollment?: number | null | undefined
  readonly decidesAt?: string | null | undefined
  readonly enrollmentOpensAt?: string | null | undefined
  readonly enrollmentClosesAt?: string | null | undefined
}

/**
 * Fields that would contradict each other are refused, at the one that is easier to mend.
 *
 * @throws {InvalidInputError} `enrollment-window`, `min-enrollment-above-max`, `decision-needs-minimum`
 */
export function assertRules(rules: SessionRules): void {
  const { minEnrollment: min, maxEnrollment: max } = rules
  const { enrollmentOpensAt: opens, enrollmentClosesAt: closes, decidesAt } = rules
  if (opens && closes && new Date(closes) <= new Date(opens)) {
    const params = { opens: new Date(opens), closes: new Date(closes) }
    throw InvalidInputError.at('/enrollmentClosesAt', 'enrollment-window', params)
  }
  if (min && max && min > max)
    throw InvalidInputError.at('/minEnrollment', 'min-enrollment-above-max', { min, max })
  if (decidesAt && !min) throw InvalidInputError.at('/minEnrollment', 'decision-needs-minimum')
}

/**
 * A new date of decision is to come, and before the first event.
 *
 * @throws {InvalidInputError} `decision-in-past`, `decision-after-start`
 */
export function assertDecisionDate(
  decidesAt: string | null | undefined,
  { now, firstStartsAt }: { now: Date; firstStartsAt: Date | null },
): void {
  if (!decidesAt) return
  const decides = new Date(decidesAt)
  if (decides <= now) throw InvalidInputError.at('/decidesAt', 'decision-in-past', { decides })
  if (firstStartsAt && decides > firstStartsAt)
    throw InvalidInputError.at('/decidesAt', 'decision-after-start', { decides, starts: firstStartsAt })
}

/** @throws {InvalidInputError} `max-enrollment-below-enrolled` */
export function assertMaximumHolds(max: number | null | undefined, enrolled: number): void {
  if (max && enrolled > max) {
    throw InvalidInputError.at('/maxEnrollment', 'max-enrollment-below-enrolled', { enrolled, max })
  }
}
