import { InvalidInputError } from '../domain/errors.ts'
import { isStorable } from '../domain/words.ts'

/** Opaque cursors: the sort key of the last item of a page. */

export function toCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** What a part of a sort key is: a text, an id, an RFC 3339 instant, or a whole number. */
export type KeyPart = 'text' | 'id' | 'instant' | 'number'

const isPart: Readonly<Record<KeyPart, (part: string) => boolean>> = {
  text: isStorable,
  id: (part) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part),
  instant: (part) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(part) &&
    !part.startsWith('0000') &&
    !Number.isNaN(Date.parse(part)),
  number: (part) => /^-?\d{1,9}$/.test(part),
}

/**
 * The sort key in a cursor; undefined for none.
 *
 * @param parts what the key is made of
 * @throws {InvalidInputError} `cursor-unknown` for one that this list did not give
 */
export function fromCursor(cursor: string | undefined, parts: readonly KeyPart[]): string[] | undefined {
  if (!cursor) return undefined
  const key = parse(cursor)
  const isOurs =
    Array.isArray(key) &&
    key.length === parts.length &&
    parts.every((part, at) => typeof key[at] === 'string' && isPart[part](key[at]))
  if (!isOurs) throw InvalidInputError.at('/cursor', 'cursor-unknown')
  return key
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
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
