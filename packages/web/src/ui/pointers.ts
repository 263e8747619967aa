/**
 * Sentences by the fields of a form. `/breaks/0/startsWall` is `breaks.0.startsWall`; what is wrong within a list or a
 * group stands at its field as well, where the form has no field of its own for it.
 */
export function sentencesByField(
  fields: readonly { readonly pointer: string; readonly detail: string }[],
): Record<string, string> {
  const sentences = new Map<string, string>()
  for (const { pointer, detail } of fields) {
    for (const name of namesOf(pointer.split('/').slice(1)))
      if (!sentences.has(name)) sentences.set(name, detail)
  }
  return Object.fromEntries(sentences)
}

const isIndex = (part: string) => /^\d+$/.test(part)

function namesOf(path: readonly string[]): string[] {
  if (path.length === 0) return []
  const own = path.join('.')
  const last = path.findLastIndex((part) => !isIndex(part))
  const list = path.slice(0, last + 1)
  // Of several alike, only the very field is the right one.
  const within = list.some(isIndex) ? [] : [list.join('.'), list.at(-1) ?? own]
  return [...new Set([own, ...within])]
}
