/** Texts with words in double braces: `Dear {{name}}`. */

const PLACEHOLDER = /\{\{\s*([\w-]+)\s*\}\}/g

/** The placeholders that a text holds, each once, in order. */
export function placeholdersIn(template: string): string[] {
  return [...new Set(Array.from(template.matchAll(PLACEHOLDER), ([, name = '']) => name))]
}

/**
 * Puts values in the place of placeholders, once: a value that looks like a placeholder stays as it is. A line whose
 * placeholders are all empty is left out. What has no value stays visible.
 */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  const lines = template.split('\n').filter((line) => {
    const names = placeholdersIn(line)
    return names.length === 0 || names.some((name) => values[name] !== '')
  })
  return lines
    .map((line) => line.replace(PLACEHOLDER, (found, name: string) => values[name] ?? found))
    .join('\n')
}

/** A text as one line, as subjects and headers need it; control characters become spaces. */
export function toOneLine(text: string, maxLength = 200): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into a header
  const line = text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).trimEnd()}…`
}
