/** Opaque cursors: the sort key of the last item of a page. */

export function toCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** The sort key in a cursor; undefined for none or for one that we did not make. */
export function fromCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (!cursor) return undefined
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const valid = Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string')
    return valid ? key : undefined
  } catch {
    return undefined
  }
}

/** Makes a page of at most `limit` items from a query that asked for one more. */
export function toPage<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => readonly string[]) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? toCursor(keyOf(last)) : null }
}
