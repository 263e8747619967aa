/** From how many no-shows on somebody can't enroll themselves for a while. */
export interface NoShowRule {
  /** False: nobody's are counted. */
  readonly isOn: boolean
  /** So many … */
  readonly fromCount: number
  /** … within so many days … */
  readonly withinDays: number
  /** … and for so many days nobody enrolls themselves. */
  readonly coolDownDays: number
}

/** A rule as it is kept: events that ended before it was turned on count for nobody. */
export interface KeptNoShowRule extends NoShowRule {
  /** RFC 3339. */
  readonly since: string
}

/** Of a course and of its platform; the course's holds where there is one. */
export interface NoShowRules {
  readonly own: KeptNoShowRule | null
  readonly platform: KeptNoShowRule | null
}

export const MAX_NO_SHOWS = 20
export const MAX_WITHIN_DAYS = 730
export const MAX_COOL_DOWN_DAYS = 365

/** The farthest back of what any rule looks at. */
export const FARTHEST_DAYS = MAX_WITHIN_DAYS + MAX_COOL_DOWN_DAYS

const DAY_MS = 86_400_000

/** A rule that is made on another one: while it stays on, it counts from when it was turned on. */
export function keptRule(
  wanted: NoShowRule | null,
  before: KeptNoShowRule | null,
  now: Date,
): KeptNoShowRule | null {
  if (!wanted) return null
  const since = wanted.isOn && before?.isOn ? before.since : now.toISOString()
  return { ...wanted, since }
}

/** What is written of a rule that somebody wants; undefined = it stays as it is. */
export function writtenRule(
  wanted: NoShowRule | null | undefined,
  before: KeptNoShowRule | null,
  now: Date,
): string | null | undefined {
  if (wanted === undefined) return undefined
  const kept = keptRule(wanted, before, now)
  return kept && JSON.stringify(kept)
}

/** A rule as it was said. */
export function toNoShowRule(kept: KeptNoShowRule | null): NoShowRule | null {
  if (!kept) return null
  const { since: _, ...rule } = kept
  return rule
}

/** How somebody stands by a rule. */
export interface Standing {
  /** No-shows that count at this moment. */
  readonly count: number
  /** Until when they can't enroll themselves; null = they may. */
  readonly until: Date | null
}

/**
 * How somebody stands by a rule. A cool-down begins with the end of the event by which the limit was reached, and each further
 * one begins it anew. All of it follows from no-shows that are so now: one that is corrected never was.
 *
 * @param ends when the events ended to which they did not come, in any order
 * @param liftedAt no-shows until then count no more
 */
export function standingOf(
  rule: KeptNoShowRule | null,
  ends: readonly Date[],
  { liftedAt, now }: { readonly liftedAt: Date | null; readonly now: Date },
): Standing {
  if (!rule?.isOn) return { count: 0, until: null }
  const from = Math.max(Date.parse(rule.since), liftedAt?.getTime() ?? 0)
  const counted = ends.map((end) => end.getTime()).filter((end) => end > from && end <= now.getTime())
  const within = (moment: number) =>
    counted.filter((end) => end <= moment && end > moment - rule.withinDays * DAY_MS).length
  const reached = counted.filter((end) => within(end) >= rule.fromCount)
  const until = Math.max(...reached) + rule.coolDownDays * DAY_MS
  return { count: within(now.getTime()), until: until > now.getTime() ? new Date(until) : null }
}
