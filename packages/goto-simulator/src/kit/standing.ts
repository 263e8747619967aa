/**
 * What each switch stands on, as the comments of a `Behavior` say it: "Documented: …", "Assumed: …".
 *
 * @param source the text of the file; a comment goes for all that stand below it
 * @param names of all switches
 * @returns by option; undefined for one that says nothing
 */
export function standingOf(source: string, names: readonly string[]): Map<string, string | undefined> {
  return new Map(
    names.map((name) => {
      const said = new RegExp(`/\\*\\* (\\w+)[^*]*\\*/\\n(?: {2}\\w+: [^\\n]+\\n)* {2}${name}: `).exec(source)
      return [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), said?.[1]?.toLowerCase()]
    }),
  )
}

/** The same, as a table of a README says it: rows that begin with the option and a word in italics. */
export function standingInTable(readme: string): Map<string, string | undefined> {
  return new Map(
    Array.from(readme.matchAll(/^\| `--([\w-]+)` \| \*(\w+)/gm), ([, option = '', on]) => [option, on]),
  )
}
