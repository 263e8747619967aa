/** What was decided about a session with a minimum enrollment. `warned`: too few, and a person has to decide. */
export const decisions = ['confirmed', 'warned', 'merged', 'cancelled'] as const
export type Decision = (typeof decisions)[number]

export interface MinimumRules {
  readonly minEnrollment: number | null
  readonly decidesAt: Date | null
  readonly whenTooFew: 'warn' | 'cancel'
  /** A later date than this one opens the question again. */
  readonly decidedAt: Date | null
  readonly decision: Decision | null
}

/** Whether the date has come, and it is not decided since. */
export function isDue({ minEnrollment, decidesAt, decidedAt }: MinimumRules, now: Date): boolean {
  if (minEnrollment === null || decidesAt === null || decidesAt > now) return false
  return decidedAt === null || decidedAt < decidesAt
}

/** What is so at this moment: a decision holds until its date is set later. */
export function stateOf(rules: MinimumRules): 'none' | 'open' | Decision {
  const { minEnrollment, decidesAt, decidedAt, decision } = rules
  if (minEnrollment === null || decidesAt === null) return 'none'
  return decision && decidedAt && decidedAt >= decidesAt ? decision : 'open'
}

/** From when a decision counts that is made now: it holds for the date that is set, also before it comes. */
export function decidedFrom({ decidesAt }: Pick<MinimumRules, 'decidesAt'>, now: Date): Date {
  return decidesAt && decidesAt > now ? decidesAt : now
}

/** What is decided on the date: enough take place, too few do as the session says. */
export function decide(
  { minEnrollment, whenTooFew }: MinimumRules,
  enrolled: number,
): 'confirmed' | 'warned' | 'cancelled' {
  if (minEnrollment === null || enrolled >= minEnrollment) return 'confirmed'
  return whenTooFew === 'cancel' ? 'cancelled' : 'warned'
}
