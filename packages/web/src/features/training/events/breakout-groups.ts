/** A group as the form has it. */
export interface GroupValues {
  readonly name: string
  readonly personIds: string[]
}

/** So many groups at most, each with a name no longer than every tool takes. */
export const MOST_GROUPS = 50
export const GROUP_NAME_MAX = 32

/**
 * So many groups: those that are there keep their name and people, others come after them or the last ones go.
 *
 * @param nameOf what the group at a position is called, counted from 1
 */
export function countedTo(
  groups: readonly GroupValues[],
  count: number,
  nameOf: (at: number) => string,
): GroupValues[] {
  const kept = groups.slice(0, count)
  const taken = new Set(kept.map(({ name }) => name))
  const names = Array.from({ length: MOST_GROUPS * 2 }, (_, at) => nameOf(at + 1))
  const free = names.slice(kept.length).filter((name) => !taken.has(name))
  const added = Array.from({ length: count - kept.length }, (_, at) => ({
    name: free[at] ?? '',
    personIds: [],
  }))
  return [...kept, ...added]
}

/** Everybody anew, in their order: sizes differ by one at most. */
export function spreadEvenly(groups: readonly GroupValues[], people: readonly string[]): GroupValues[] {
  return spreadRest(
    groups.map(({ name }) => ({ name, personIds: [] })),
    people,
  )
}

/** Those who are in no group come into the smallest ones; nobody else is moved. */
export function spreadRest(groups: readonly GroupValues[], people: readonly string[]): GroupValues[] {
  const filled = groups.map(({ name, personIds }) => ({ name, personIds: [...personIds] }))
  for (const id of inNoGroup(groups, people)) {
    const [first, ...others] = filled
    if (!first) return []
    const smallest = others.reduce((least, one) => (size(one) < size(least) ? one : least), first)
    smallest.personIds.push(id)
  }
  return filled
}

export function inNoGroup(groups: readonly GroupValues[], people: readonly string[]): string[] {
  const placed = new Set(groups.flatMap(({ personIds }) => personIds))
  return people.filter((id) => !placed.has(id))
}

const size = ({ personIds }: GroupValues) => personIds.length
