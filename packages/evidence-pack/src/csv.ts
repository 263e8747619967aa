/** The rows of a table as they stand there, without the ends of their lines; a line end in quotation marks ends none. */
export function splitRows(text: string): string[] {
  const rows: string[] = []
  let from = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') isQuoted = !isQuoted
    if (sign !== '\n' || isQuoted) continue
    rows.push(text.slice(from, text[at - 1] === '\r' ? at - 1 : at))
    from = at + 1
  }
  if (from < text.length) rows.push(text.slice(from))
  return rows
}
