/**
 * How alike the name of a person is to what somebody typed, from 0 to 1: whether its parts are in it, whatever else
 * is. It ranks suggestions, and never decides who somebody is.
 */
export function nameLikeness(name: string, typed: string): number {
  return likenessOf(partsOf(name), partsOf(typed))
}

/** A part of a name with its pairs of letters. */
interface Part {
  readonly text: string
  readonly pairs: ReadonlySet<string>
}

/** The parts of a name, for {@link likenessOf}: worth keeping where one name is compared with many. */
export function partsOf(name: string): Part[] {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const texts = new Set(plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean))
  return [...texts].slice(0, 8).map((text) => ({ text, pairs: pairsOf(text) }))
}

export function likenessOf(name: readonly Part[], typed: readonly Part[]): number {
  if (name.length === 0 || typed.length === 0) return 0
  const best = name.map((part) => Math.max(...typed.map((other) => partLikeness(part, other))))
  return best.reduce((all, one) => all + one, 0) / name.length
}

function pairsOf(text: string): ReadonlySet<string> {
  const letters = [...text]
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`))
}

/** Equal, or by the pairs of letters that both have (Dice). A likeness of few letters is chance. */
function partLikeness(a: Part, b: Part): number {
  if (a.text === b.text) return 1
  if (a.pairs.size < 2 || b.pairs.size < 2) return 0
  const shared = [...a.pairs].filter((pair) => b.pairs.has(pair)).length
  const likeness = (2 * shared) / (a.pairs.size + b.pairs.size)
  return likeness < 0.5 ? 0 : likeness
}
