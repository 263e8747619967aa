/** Letters, digits and signs within an address: what stands beside them is another one. */
const WITHIN = '[[:alnum:]._%+@-]'

/**
 * A regular expression of PostgreSQL that finds what names somebody in a text, also within JSON: their addresses, and
 * their names as they stand alone. Never a part of a longer word: `anna@x.example` is not in `joanna@x.example`.
 *
 * @returns undefined = there is nothing to look for
 */
export function patternOf({
  addresses,
  names,
}: {
  readonly addresses: readonly string[]
  /** Given name and family name together: one word alone names too many. */
  readonly names: readonly string[]
}): string | undefined {
  const wholeNames = names.map((name) => name.trim()).filter((name) => /\S\s+\S/.test(name))
  const parts = [
    ...addresses
      .filter(Boolean)
      .map((address) => `(?<!${WITHIN})${escaped(address)}(?![[:alnum:]_-])(?!\\.[[:alnum:]])`),
    ...wholeNames.map((name) => `(?<![[:alnum:]])${escaped(name)}(?![[:alnum:]])`),
  ]
  return parts.length === 0 ? undefined : `(?i)(?:${parts.join('|')})`
}

/** Signs of ASCII stand for themselves; JSON writes some of them with a backslash. */
function escaped(text: string): string {
  return [...JSON.stringify(text).slice(1, -1)]
    .map((letter) => (/[!-/:-@[-`{-~]/.test(letter) ? `\\${letter}` : letter === ' ' ? '\\s+' : letter))
    .join('')
}
