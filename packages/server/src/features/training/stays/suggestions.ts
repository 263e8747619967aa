import type { PersonId } from '../../../domain/ids.ts'
import { likenessOf, partsOf } from '../../../domain/likeness.ts'

/** Somebody who may be behind a stay that nobody knows. */
export interface Candidate {
  readonly personId: PersonId
  readonly name: string
  /** When they pressed Join. */
  readonly enteredAt: readonly Date[]
  /** Some stay of the event is theirs already. */
  readonly isMatched: boolean
}

export interface Suggestion {
  readonly personId: PersonId
  readonly name: string
  /** How alike the names are, in percent. */
  readonly likeness: number
  /** From their press on Join to the stay, in seconds; null = no press within three minutes. */
  readonly joinedAfterSeconds: number | null
}

const PRESSED_WITHIN_MS = 3 * 60_000
const MOST = 5
/** A likeness below is chance. */
const ALIKE = 0.5

/**
 * People who may be behind stays, the likeliest first: by the likeness of the name, and whether they pressed Join at that
 * time. A person decides; a suggestion is never taken by itself.
 */
export function suggesterOf(
  candidates: readonly Candidate[],
): (stay: { name: string; joinedAt: Date }) => Suggestion[] {
  const named = candidates.map((candidate) => ({ ...candidate, parts: partsOf(candidate.name) }))
  const likenesses = new Map<string, number[]>()
  return ({ name, joinedAt }) => {
    const typed = partsOf(name)
    const alike = likenesses.get(name) ?? named.map(({ parts }) => likenessOf(parts, typed))
    likenesses.set(name, alike)
    return named
      .map((candidate, index) => {
        const likeness = alike[index] ?? 0
        const after = pressedBefore(candidate.enteredAt, joinedAt)
        const score =
          (likeness < ALIKE ? 0 : likeness) + (after === null ? 0 : 0.5) - (candidate.isMatched ? 0.25 : 0)
        return { candidate, likeness, after, score }
      })
      .filter(({ likeness, after }) => likeness >= ALIKE || after !== null)
      .sort((a, b) => b.score - a.score || (a.candidate.personId < b.candidate.personId ? -1 : 1))
      .slice(0, MOST)
      .map(({ candidate: { personId, name: own }, likeness, after }) => ({
        ...{ personId, name: own, likeness: Math.round(likeness * 100) },
        joinedAfterSeconds: after === null ? null : Math.round(after / 1000),
      }))
  }
}

/** The shortest time from a press to a join, in either order. */
function pressedBefore(pressed: readonly Date[], joinedAt: Date): number | null {
  const near = pressed
    .map((at) => joinedAt.getTime() - at.getTime())
    .filter((after) => Math.abs(after) <= PRESSED_WITHIN_MS)
    .sort((a, b) => Math.abs(a) - Math.abs(b))
  return near[0] ?? null
}
