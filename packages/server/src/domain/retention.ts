/** How long a kind of data is kept, in days. */
export interface RetentionRule {
  /** Null = for good, as long as nobody says otherwise. */
  readonly usual: number | null
  readonly least: number
  readonly most: number
  /** It may be kept for good. */
  readonly isOptional?: true
  /** Why it can't be kept shorter: somebody has a duty to show it. */
  readonly isDuty?: true
}

/**
 * Kinds of data that go by themselves when they are old. Ten years of evidence is what Italian law wants of safety
 * training; half a year of the log is what whoever answers for a system has to be able to show.
 */
export const retentionRules = {
  'attendance-reports': { usual: 3653, least: 30, most: 36_525 },
  evidence: { usual: 3653, least: 365, most: 36_525, isDuty: true },
  'join-clicks': { usual: 3653, least: 90, most: 36_525 },
  recordings: { usual: 365, least: 1, most: 3653 },
  registrations: { usual: 365, least: 90, most: 3653 },
  mails: { usual: 365, least: 30, most: 3653 },
  audit: { usual: 3653, least: 180, most: 36_525, isDuty: true },
  'sign-ins': { usual: 90, least: 1, most: 3653 },
  webhooks: { usual: 90, least: 7, most: 3653 },
  imports: { usual: 90, least: 7, most: 3653 },
  'inactive-people': { usual: null, least: 365, most: 36_525, isOptional: true },
} as const satisfies Record<string, RetentionRule>

export type RetentionKind = keyof typeof retentionRules
export const retentionKinds = Object.keys(retentionRules) as readonly RetentionKind[] // its own keys

/** Days that a platform has said; what is left out is as usual. */
export type RetentionDays = Partial<Record<RetentionKind, number | null>>

/** How long a platform keeps a kind. @returns null = for good */
export function daysOf(kind: RetentionKind, said: RetentionDays): number | null {
  const days = said[kind]
  return days === undefined ? retentionRules[kind].usual : days
}

/** Whether these days can be said of a kind. */
export function isAllowed(kind: RetentionKind, days: number | null): boolean {
  const rule: RetentionRule = retentionRules[kind]
  if (days === null) return rule.isOptional === true
  return Number.isInteger(days) && days >= rule.least && days <= rule.most
}

/** What is older goes. */
export function keptFrom(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000)
}
