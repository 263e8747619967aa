import type { PlanningItem } from './queries.ts'

/** What is done with every event that was refused: the first suggestion, a free time, another account, or none. */
export type ConflictRule = 'first' | 'time' | 'account' | 'skip'

const codes = { time: 'suggest-time', account: 'suggest-account' } as const

/** What a rule changes of an event; undefined = it does not help this one, or leaves it out. */
export function changeBy(rule: ConflictRule, item: PlanningItem): Record<string, string> | undefined {
  if (rule === 'skip') return undefined
  if (rule === 'first') return item.suggestions[0]?.change
  return item.suggestions.find(({ code }) => code === codes[rule])?.change
}

/** The rules that help at least one of the events that were refused; leaving out always does. */
export function rulesFor(items: readonly PlanningItem[]): ConflictRule[] {
  const refused = items.filter(({ outcome }) => outcome === 'refused')
  const helps = (rule: ConflictRule) => refused.some((item) => changeBy(rule, item) !== undefined)
  const kinds = (['time', 'account'] as const).filter(helps)
  // Where there is one kind of suggestion, taking the first ones is the same.
  return [...(kinds.length === 1 ? [] : (['first'] as const).filter(helps)), ...kinds, 'skip']
}
