/** Lines of a card below its time and name. */
interface Lines {
  readonly conflict: boolean
  readonly facts: boolean
  readonly own: boolean
}

const LINE_PX = 16

/**
 * Which lines a card has room for below its time and name, what is wrong first: none is cut in half.
 *
 * @param height in pixels; left out = as high as it needs
 * @returns how many lines its time and name have, and which others there are
 */
export function linesFor(height: number | undefined, wanted: Lines): Lines & { what: number } {
  if (height === undefined) return { ...wanted, what: 2 }
  const all = Math.max(1, Math.floor((height - 4) / LINE_PX))
  // The name has two lines before anything else has one.
  let left = Math.max(0, all - 2)
  const take = (isWanted: boolean) => isWanted && left > 0 && left-- > 0
  const shown = { conflict: take(wanted.conflict), facts: take(wanted.facts), own: take(wanted.own) }
  return { ...shown, what: all - Object.values(shown).filter(Boolean).length }
}
